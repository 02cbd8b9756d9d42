// Owns the table of what there is in Python and whether it is understood here: constructs, built-in
// functions and methods. Messages about what is lacking are made from it, and every row that is
// understood has its cases in tests/python.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::python {

enum class LanguageKind : std::uint8_t { construct, builtin, method };

struct LanguageRow {
  LanguageKind kind = LanguageKind::construct;
  std::string name;  ///< `for`, `len`, `str.upper`
  bool understood = true;
};

/// All rows, the constructs first.
[[nodiscard]] std::vector<LanguageRow> language_rows();
/// Whether Python has a method of this name on a type of this name, and we do not.
[[nodiscard]] bool lacks_method(std::string_view type, std::string_view name);
/// Python's built-in functions that are not understood.
[[nodiscard]] const std::vector<std::string_view>& lacking_builtins();

}  // namespace unroll::python
