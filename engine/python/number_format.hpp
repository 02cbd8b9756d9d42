// Owns how numbers and texts are written: Python's shortest floats and format specifications. Must
// not know values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace unroll::python {

/// `repr` of a float: the shortest digits that read back as the same number.
[[nodiscard]] std::string float_repr(double value);
/// `repr` of a text: in single quotes unless it holds some and no double ones.
[[nodiscard]] std::string text_repr(std::string_view text);

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`
struct FormatSpec {
  std::string fill = " ";
  char align = 0;
  char sign = '-';
  bool alternate = false;
  bool zero = false;
  std::size_t width = 0;
  char grouping = 0;
  std::optional<int> precision;
  char type = 0;
};

/// Nothing where the text is no specification.
[[nodiscard]] std::optional<FormatSpec> parse_format(std::string_view text);
/// Each answers nothing where the type is none of its own.
[[nodiscard]] std::optional<std::string> format_integer(std::int64_t value, const FormatSpec& spec);
[[nodiscard]] std::optional<std::string> format_float(double value, const FormatSpec& spec);
[[nodiscard]] std::optional<std::string> format_text(std::string_view text, const FormatSpec& spec);

}  // namespace unroll::python
