// Owns text as a terminal shows it: the cells that characters take, and how a text is broken into
// lines. Must not know tables or models.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unroll {

/// Text as code points, so that it can be cut between any two of them.
using CodePoints = std::u32string;

/// Decodes UTF-8; a byte that begins no valid sequence becomes U+FFFD.
[[nodiscard]] CodePoints code_points(std::string_view utf8);
[[nodiscard]] std::string utf8(const CodePoints& text);

/// The cells of a terminal that a text takes: 2 for wide characters (East Asian ones, emoji), 0 for
/// combining ones, else 1.
[[nodiscard]] std::int64_t cell_count(const CodePoints& text);

/// The beginning of the text that fits `cells`, filled up with a blank where a wide character would
/// be cut in two. A text that fits stays as it is.
[[nodiscard]] CodePoints cut_to_cells(const CodePoints& text, std::int64_t cells);

/// The same, with `…` in the last cell where something is cut off.
[[nodiscard]] CodePoints shortened(const CodePoints& text, std::int64_t cells);

[[nodiscard]] CodePoints without_trailing_blanks(CodePoints text);

/// What happens to a word that is wider than a line: it is cut into pieces, or stands whole on a
/// line of its own.
enum class LongWord : std::uint8_t { fold, whole };

/// Breaks a text at blanks (and at its newlines) into lines of `cells` cells, at least 1. Blanks
/// stay behind the word that they follow as long as the line has no more than `cells` characters,
/// so a line can be wider than asked: by a whole word, or by blanks behind wide characters.
[[nodiscard]] std::vector<CodePoints> wrap(const CodePoints& text, std::int64_t cells,
                                           LongWord long_word);

}  // namespace unroll
