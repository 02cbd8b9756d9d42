// Owns the text of a program before it is parsed: what is taken out of it (notebook magics, console
// prompts, carriage returns, a common indentation), where each byte stood, where the lines begin
// that start a statement, and which brackets and strings are open. Must not know Python's grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dims/span.hpp"

namespace unroll::python {

/// The code points of a UTF-8 text as UTF-16; ill-formed bytes become U+FFFD.
[[nodiscard]] std::u16string to_utf16(std::string_view utf8);
/// The opposite; unpaired surrogates become U+FFFD.
[[nodiscard]] std::string to_utf8(std::u16string_view utf16);
/// The number of the code point that a UTF-8 text begins with; 0 for none.
[[nodiscard]] std::int64_t code_of(std::string_view text);
/// Appends one code point as UTF-8.
void append_utf8(std::string& text, char32_t code_point);

/// Where a text is cut that may have so many bytes: no character is cut in two.
[[nodiscard]] std::size_t cut_at(std::string_view utf8, std::size_t most);

/// A program's text made ready for the grammar.
struct SourceText {
  std::string bytes;                   ///< UTF-8, line ends are `\n`
  std::vector<std::uint32_t> offsets;  ///< of each byte and of the end, in the text as given
  std::vector<Span> magics;            ///< lines that a notebook understands, not Python

  explicit SourceText(std::u16string_view text);
  [[nodiscard]] Span span(std::size_t from, std::size_t to) const;
};

/// A bracket that is open at some place.
struct OpenBracket {
  char bracket = '(';
  std::size_t at = 0;
};

/// What a quick look over the text knows: brackets, strings and comments.
class Brackets {
 public:
  enum class Fault : std::uint8_t { none, unclosed_string, unclosed_bracket, stray_closer };

  /// Looks at bytes `from` to `to` (a whole statement or program).
  Brackets(std::string_view text, std::size_t from, std::size_t to);

  /// Starts of the lines that begin outside of brackets and strings.
  std::vector<std::size_t> line_starts;
  std::vector<OpenBracket> open;  ///< at the end
  /// Commas and opening brackets, each with how many brackets are open behind it.
  struct Cut {
    std::size_t at = 0;
    std::size_t depth = 0;
    bool comma = false;
  };
  std::vector<Cut> cuts;
  Fault fault = Fault::none;
  std::size_t fault_at = 0;

  /// The end of the string that begins at `at`, or more than `to` where it has none.
  static std::size_t skip_string(std::string_view text, std::size_t at, std::size_t to);
};

/// Splits a text that does not parse as a whole into pieces that begin at the left margin and look
/// like statements; `else`, `except`, ... stay with what they belong to, decorators with what
/// follows. Pairs of first byte and end.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> split_pieces(std::string_view text);

}  // namespace unroll::python
