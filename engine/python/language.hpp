// Owns the table of what there is in Python and whether it is understood here: constructs, built-in
// functions, methods, and members of the library's modules. Messages about what is lacking are made
// from it, and every row that is understood has its cases in tests/python.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "python/interpreter.hpp"

namespace unroll::python {

enum class LanguageKind : std::uint8_t { construct, builtin, method, member };

struct LanguageRow {
  LanguageKind kind = LanguageKind::construct;
  std::string name;  ///< `for`, `len`, `str.upper`, `math.sqrt`
  bool understood = true;
};

/// All rows, the constructs first, the members of the library's `modules` last.
[[nodiscard]] std::vector<LanguageRow> language_rows(const Modules& modules);
/// Whether Python has a method of this name on a type of this name, and we do not.
[[nodiscard]] bool lacks_method(std::string_view type, std::string_view name);
/// Whether a module of Python's library has a member of this name, and we do not.
[[nodiscard]] bool lacks_member(std::string_view module, std::string_view name);
/// Python's built-in functions that are not understood.
[[nodiscard]] const std::vector<std::string_view>& lacking_builtins();

}  // namespace unroll::python
