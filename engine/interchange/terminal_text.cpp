// Owns the cells that characters take in a terminal, and the breaking of a text into lines.
// Must not know tables or models.
#include "interchange/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace unroll {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Characters of East Asian width W or F (Unicode 14, UAX 11), unassigned ones between them
/// included.
constexpr std::array wide_ranges = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},
    Range{0x23E9, 0x23EC},   Range{0x23F0, 0x23F0},   Range{0x23F3, 0x23F3},
    Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
    Range{0x267F, 0x267F},   Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},
    Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},
    Range{0x26CE, 0x26CE},   Range{0x26D4, 0x26D4},   Range{0x26EA, 0x26EA},
    Range{0x26F2, 0x26F3},   Range{0x26F5, 0x26F5},   Range{0x26FA, 0x26FA},
    Range{0x26FD, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x274E, 0x274E},
    Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},
    Range{0x27B0, 0x27B0},   Range{0x27BF, 0x27BF},   Range{0x2B1B, 0x2B1C},
    Range{0x2B50, 0x2B50},   Range{0x2B55, 0x2B55},   Range{0x2E80, 0x3029},
    Range{0x302E, 0x303E},   Range{0x3041, 0x3098},   Range{0x309B, 0x3247},
    Range{0x3250, 0x4DBF},   Range{0x4E00, 0xA4C6},   Range{0xA960, 0xA97C},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAD9},   Range{0xFE10, 0xFE19},
    Range{0xFE30, 0xFE6B},   Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x16FE0, 0x1B2FB}, Range{0x1F004, 0x1F004}, Range{0x1F0CF, 0x1F0CF},
    Range{0x1F18E, 0x1F18E}, Range{0x1F191, 0x1F19A}, Range{0x1F200, 0x1F320},
    Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C}, Range{0x1F37E, 0x1F393},
    Range{0x1F3A0, 0x1F3CA}, Range{0x1F3CF, 0x1F3D3}, Range{0x1F3E0, 0x1F3F0},
    Range{0x1F3F4, 0x1F3F4}, Range{0x1F3F8, 0x1F43E}, Range{0x1F440, 0x1F440},
    Range{0x1F442, 0x1F4FC}, Range{0x1F4FF, 0x1F53D}, Range{0x1F54B, 0x1F54E},
    Range{0x1F550, 0x1F567}, Range{0x1F57A, 0x1F57A}, Range{0x1F595, 0x1F596},
    Range{0x1F5A4, 0x1F5A4}, Range{0x1F5FB, 0x1F64F}, Range{0x1F680, 0x1F6C5},
    Range{0x1F6CC, 0x1F6CC}, Range{0x1F6D0, 0x1F6D2}, Range{0x1F6D5, 0x1F6DF},
    Range{0x1F6EB, 0x1F6EC}, Range{0x1F6F4, 0x1F6FC}, Range{0x1F7E0, 0x1F7F0},
    Range{0x1F90C, 0x1F93A}, Range{0x1F93C, 0x1F945}, Range{0x1F947, 0x1F9FF},
    Range{0x1FA70, 0x1FAF6}, Range{0x20000, 0x3FFFD},
};

/// Controls, the blocks of combining marks, and characters that only steer others.
constexpr std::array zero_width_ranges = {
    Range{0x00, 0x1F},     Range{0x7F, 0x9F},       Range{0x300, 0x36F},   Range{0x483, 0x489},
    Range{0x591, 0x5BD},   Range{0x610, 0x61A},     Range{0x64B, 0x65F},   Range{0x200B, 0x200F},
    Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},   Range{0x2028, 0x202E}, Range{0x2060, 0x2063},
    Range{0x20D0, 0x20F0}, Range{0x302A, 0x302D},   Range{0x3099, 0x309A}, Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF},
};

template <std::size_t size>
bool is_in(const std::array<Range, size>& ranges, char32_t character) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

std::int64_t cells_of(char32_t character) {
  if (character >= U' ' && character < 0x7F) return 1;
  if (is_in(zero_width_ranges, character)) return 0;
  return is_in(wide_ranges, character) ? 2 : 1;
}

/// What Python's `\s` takes.
bool is_blank(char32_t character) {
  return (character >= U'\t' && character <= U'\r') || (character >= 0x1C && character <= U' ') ||
         character == 0x85 || character == 0xA0 || character == 0x1680 ||
         (character >= 0x2000 && character <= 0x200A) || character == 0x2028 ||
         character == 0x2029 || character == 0x202F || character == 0x205F || character == 0x3000;
}

/// Where the word that begins at `start` ends: its blanks in front, itself, the blanks behind it.
/// The same place where only blanks are left.
std::size_t word_end(const CodePoints& text, std::size_t start) {
  std::size_t at = start;
  while (at < text.size() && is_blank(text[at])) ++at;
  if (at == text.size()) return start;
  while (at < text.size() && !is_blank(text[at])) ++at;
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

/// The places inside `text`, one paragraph, at which a new line begins.
std::vector<std::size_t> breaks(const CodePoints& text, std::int64_t cells, LongWord long_word) {
  std::vector<std::size_t> places;
  std::int64_t column = 0;
  for (std::size_t start = 0, end = 0; (end = word_end(text, start)) != start; start = end) {
    const CodePoints word = text.substr(start, end - start);
    const std::int64_t needed = cell_count(without_trailing_blanks(word));
    if (cells - column >= needed) {
      column += cell_count(word);
      continue;
    }
    if (start > 0 && (column > 0 || needed > cells)) places.push_back(start);
    column = cell_count(word);
    if (needed <= cells || long_word == LongWord::whole) continue;
    column = 0;
    for (std::size_t at = start; at < end; ++at) {
      const std::int64_t wide = cells_of(text[at]);
      if (column + wide > cells) {
        places.push_back(at);
        column = 0;
      }
      column += wide;
    }
  }
  return places;
}

/// Drops blanks at the end as far as the line has more than `length` characters.
void drop_excess_blanks(CodePoints& line, std::int64_t length) {
  while (std::ssize(line) > length && is_blank(line.back())) line.pop_back();
}

}  // namespace

CodePoints code_points(std::string_view utf8) {
  CodePoints text;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto byte = [&](std::size_t i) {
      return at + i < utf8.size() ? static_cast<unsigned char>(utf8[at + i]) : 0U;
    };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                                             : 4;
    char32_t character = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    bool valid = length != 0 && lead < 0xF5;
    for (std::size_t i = 1; i < length; ++i) {
      valid = valid && (byte(i) & 0xC0U) == 0x80U;
      character = character << 6U | (byte(i) & 0x3FU);
    }
    text += valid ? character : U'\uFFFD';
    at += valid ? length : 1;
  }
  return text;
}

std::string utf8(const CodePoints& text) {
  std::string result;
  const auto push = [&](char32_t byte) { result += static_cast<char>(byte); };
  for (const char32_t character : text) {
    if (character < 0x80) {
      push(character);
    } else if (character < 0x800) {
      push(0xC0U | character >> 6U);
      push(0x80U | (character & 0x3FU));
    } else if (character < 0x10000) {
      push(0xE0U | character >> 12U);
      push(0x80U | (character >> 6U & 0x3FU));
      push(0x80U | (character & 0x3FU));
    } else {
      push(0xF0U | character >> 18U);
      push(0x80U | (character >> 12U & 0x3FU));
      push(0x80U | (character >> 6U & 0x3FU));
      push(0x80U | (character & 0x3FU));
    }
  }
  return result;
}

std::int64_t cell_count(const CodePoints& text) {
  std::int64_t count = 0;
  for (const char32_t character : text) count += cells_of(character);
  return count;
}

CodePoints cut_to_cells(const CodePoints& text, std::int64_t cells) {
  std::int64_t column = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::int64_t wide = cells_of(text[at]);
    if (column + wide > cells) {
      CodePoints result = text.substr(0, at);
      result.append(static_cast<std::size_t>(std::max<std::int64_t>(0, cells - column)), U' ');
      return result;
    }
    column += wide;
  }
  return text;
}

CodePoints shortened(const CodePoints& text, std::int64_t cells) {
  return cell_count(text) > cells ? cut_to_cells(text, cells - 1) + U'…' : text;
}

CodePoints without_trailing_blanks(CodePoints text) {
  while (!text.empty() && is_blank(text.back())) text.pop_back();
  return text;
}

std::vector<CodePoints> wrap(const CodePoints& text, std::int64_t cells, LongWord long_word) {
  std::vector<CodePoints> lines;
  const auto add = [&](CodePoints line) {
    drop_excess_blanks(line, cells);
    lines.push_back(std::move(line));
  };
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(U'\n', begin), text.size());
    const CodePoints paragraph = text.substr(begin, end - begin);
    std::size_t from = 0;
    for (const std::size_t to : breaks(paragraph, cells, long_word)) {
      add(paragraph.substr(from, to - from));
      from = to;
    }
    add(paragraph.substr(from));
    begin = end + 1;
  }
  return lines;
}

}  // namespace unroll
