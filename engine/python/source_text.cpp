#include "python/source_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace unroll::python {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && continues_name(text[end])) {
    ++end;
  }
  return text.substr(at, end - at);
}

/// One line of the text as given, without its end.
struct Line {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t next = 0;
};

std::vector<Line> split_lines(std::u16string_view text) {
  std::vector<Line> lines;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == u'\n' || text[i] == u'\r') {
      const std::size_t next =
          (text[i] == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n') ? i + 2 : i + 1;
      lines.push_back({from, i, next});
      from = next;
      i = next - 1;
    }
  }
  lines.push_back({from, text.size(), text.size()});
  return lines;
}

std::size_t indentation(std::u16string_view line) {
  std::size_t count = 0;
  while (count < line.size() &&
         (line[count] == u' ' || line[count] == u'\t' || line[count] == 0xA0)) {
    ++count;
  }
  return count;
}

/// The spaces that every line begins with, where a whole snippet was pasted indented.
std::size_t common_indentation(std::u16string_view text, const std::vector<Line>& lines) {
  std::optional<std::size_t> common;
  for (const Line& line : lines) {
    const auto content = text.substr(line.from, line.to - line.from);
    const std::size_t spaces = indentation(content);
    if (spaces == content.size()) {
      continue;
    }
    if (spaces == 0) {
      return 0;
    }
    common = std::min(common.value_or(spaces), spaces);
  }
  return common.value_or(0);
}

bool has_prompts(std::u16string_view text, const std::vector<Line>& lines) {
  return std::any_of(lines.begin(), lines.end(), [&](const Line& line) {
    return text.substr(line.from, line.to - line.from).starts_with(u">>> ");
  });
}

/// How much of a console's line is prompt: all of it where the line is output.
std::size_t prompt_length(std::u16string_view line) {
  if (line.starts_with(u">>> ") || line.starts_with(u"... ")) {
    return 4;
  }
  return line == u">>>" || line == u"..." || !line.starts_with(u"#") ? line.size() : 0;
}

class Cleaner {
 public:
  Cleaner(SourceText& into, std::u16string_view text) : into_(into), text_(text) {}

  void put(std::u16string_view units, std::size_t at) {
    std::size_t i = 0;
    while (i < units.size()) {
      const std::size_t length = units[i] >= 0xD800 && units[i] < 0xDC00 && i + 1 < units.size() &&
                                         units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000
                                     ? 2
                                     : 1;
      const std::u16string_view one = units.substr(i, length);
      std::string utf8 = to_utf8(one);
      if (one[0] == 0 || one[0] == 0xA0 || one[0] == 0xFEFF || one[0] == 0x200B) {
        utf8 = " ";
      }
      append(utf8, at + i);
      i += length;
    }
  }
  void append(std::string_view bytes, std::size_t at) {
    into_.bytes += bytes;
    into_.offsets.insert(into_.offsets.end(), bytes.size(), static_cast<std::uint32_t>(at));
  }
  void finish() { into_.offsets.push_back(static_cast<std::uint32_t>(text_.size())); }

 private:
  SourceText& into_;
  std::u16string_view text_;
};

/// `%`, `!` and `?` lines are a notebook's; they become the expression `0` and a comment.
void replace_magics(SourceText& text) {
  const Brackets brackets(text.bytes, 0, text.bytes.size());
  for (const std::size_t start : brackets.line_starts) {
    std::size_t at = start;
    while (at < text.bytes.size() && is_blank(text.bytes[at])) {
      ++at;
    }
    const std::string_view line = std::string_view(text.bytes).substr(at);
    const bool marked = !line.empty() && (line[0] == '%' || line[0] == '!' || line[0] == '?');
    // A notebook takes these without a mark, too.
    const bool command = line.starts_with("pip install ") || line.starts_with("conda install ");
    if (!marked && !command) {
      continue;
    }
    std::size_t end = std::min(text.bytes.find('\n', at), text.bytes.size());
    text.magics.push_back(text.span(at, end));
    text.bytes[at] = '0';
    if (at + 1 < end) {
      text.bytes[at + 1] = '#';
    }
  }
}

}  // namespace

void append_utf8(std::string& text, char32_t c) {
  const auto put = [&](char32_t byte) {
    text += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::int64_t code_of(std::string_view text) {
  constexpr std::size_t longest = 4;  // bytes of a code point
  const std::u16string units = to_utf16(text.substr(0, longest));
  if (units.empty()) {
    return 0;
  }
  const bool pair = units[0] >= 0xD800 && units[0] < 0xDC00 && units.size() > 1;
  return pair ? 0x10000 + ((units[0] - 0xD800) << 10) + (units[1] - 0xDC00) : units[0];
}

std::size_t cut_at(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) {
    return utf8.size();
  }
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0U) == 0x80U) {
    --most;
  }
  return most;
}

std::u16string to_utf16(std::string_view utf8) {
  std::u16string text;
  text.reserve(utf8.size());
  std::size_t i = 0;
  while (i < utf8.size()) {
    const auto byte = [&](std::size_t at) {
      return static_cast<char32_t>(static_cast<unsigned char>(utf8[at]));
    };
    const char32_t lead = byte(i);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                                                             : 0;
    char32_t c = length == 1   ? lead
                 : length == 2 ? lead & 0x1F
                 : length == 3 ? lead & 0x0F
                               : lead & 0x07;
    bool well_formed = length != 0 && i + length <= utf8.size();
    for (std::size_t k = 1; well_formed && k < length; ++k) {
      well_formed = (byte(i + k) & 0xC0) == 0x80;
      c = (c << 6) | (byte(i + k) & 0x3F);
    }
    constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    well_formed =
        well_formed && c >= least.at(length) && c < 0x110000 && (c < 0xD800 || c >= 0xE000);
    if (!well_formed) {
      text += static_cast<char16_t>(replacement);
      ++i;
      continue;
    }
    if (c >= 0x10000) {
      text += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      text += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      text += static_cast<char16_t>(c);
    }
    i += length;
  }
  return text;
}

std::string to_utf8(std::u16string_view utf16) {
  std::string text;
  for (std::size_t i = 0; i < utf16.size(); ++i) {
    char32_t c = utf16[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < utf16.size() && utf16[i + 1] >= 0xDC00 &&
        utf16[i + 1] < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (static_cast<char32_t>(utf16[i + 1]) - 0xDC00);
      ++i;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = replacement;
    }
    append_utf8(text, c);
  }
  return text;
}

SourceText::SourceText(std::u16string_view text) {
  const std::vector<Line> lines = split_lines(text);
  const bool console = has_prompts(text, lines);
  const std::size_t indented = console ? 0 : common_indentation(text, lines);
  Cleaner cleaner(*this, text);
  for (const Line& line : lines) {
    const auto content = text.substr(line.from, line.to - line.from);
    const std::size_t drop = console ? prompt_length(content) : std::min(indented, content.size());
    cleaner.put(content.substr(drop), line.from + drop);
    if (line.next != line.to) {
      cleaner.append("\n", line.to);
    }
  }
  cleaner.finish();
  replace_magics(*this);
}

Span SourceText::span(std::size_t from, std::size_t to) const {
  const std::uint32_t start = offsets[std::min(from, offsets.size() - 1)];
  const std::uint32_t end = offsets[std::min(to, offsets.size() - 1)];
  return {start, std::max(start, end)};
}

Brackets::Brackets(std::string_view text, std::size_t from, std::size_t to) {
  const auto set_fault = [&](Fault what, std::size_t at) {
    if (fault == Fault::none) {
      fault = what;
      fault_at = at;
    }
  };
  line_starts.push_back(from);
  std::size_t i = from;
  while (i < to) {
    const char c = text[i];
    if (c == '#') {
      i = std::min(text.find('\n', i), to);
    } else if (c == '"' || c == '\'') {
      const std::size_t end = skip_string(text, i, to);
      if (end > to) {
        set_fault(Fault::unclosed_string, i);
        i = text.substr(i, 3) == std::string(3, c) ? to : std::min(text.find('\n', i), to);
      } else {
        i = end;
      }
    } else if (c == '(' || c == '[' || c == '{') {
      open.push_back({c, i});
      cuts.push_back({i, open.size(), false});
      ++i;
    } else if (c == ')' || c == ']' || c == '}') {
      const char opener = c == ')' ? '(' : c == ']' ? '[' : '{';
      if (open.empty() || open.back().bracket != opener) {
        set_fault(Fault::stray_closer, i);
      }
      if (!open.empty()) {
        open.pop_back();
      }
      ++i;
    } else if (c == ',') {
      cuts.push_back({i, open.size(), true});
      ++i;
    } else if (c == '\\' && i + 1 < to && text[i + 1] == '\n') {
      i += 2;
    } else {
      ++i;
      if (c == '\n' && open.empty() && i < to) {
        line_starts.push_back(i);
      }
    }
  }
  if (!open.empty()) {
    set_fault(Fault::unclosed_bracket, open.back().at);
  }
}

std::size_t Brackets::skip_string(std::string_view text, std::size_t at, std::size_t to) {
  const char quote = text[at];
  const bool triple = at + 2 < to && text[at + 1] == quote && text[at + 2] == quote;
  std::size_t i = at + (triple ? 3 : 1);
  while (i < to) {
    if (text[i] == '\\') {
      i += 2;
    } else if (text[i] == quote &&
               (!triple || (i + 2 < to && text[i + 1] == quote && text[i + 2] == quote))) {
      return i + (triple ? 3 : 1);
    } else if (text[i] == '\n' && !triple) {
      return to + 1;
    } else {
      ++i;
    }
  }
  return to + 1;
}

std::vector<std::pair<std::size_t, std::size_t>> split_pieces(std::string_view text) {
  constexpr std::array<std::string_view, 4> continued = {"else", "elif", "except", "finally"};
  std::vector<std::size_t> starts = {0};
  bool after_decorator = false;
  std::size_t i = 0;
  bool at_line_start = true;
  while (i < text.size()) {
    const char c = text[i];
    if (at_line_start && (starts_name(c) || c == '@')) {
      const bool belongs =
          std::find(continued.begin(), continued.end(), word_at(text, i)) != continued.end();
      if (!belongs && !after_decorator && i != starts.back()) {
        starts.push_back(i);
      }
      after_decorator = c == '@';
    }
    at_line_start = false;
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
    } else if (c == '"' || c == '\'') {
      const bool triple = text.substr(i, 3) == std::string(3, c);
      std::size_t end = i + (triple ? 3 : 1);
      while (end < text.size() && text[end] != '\n' && text[end] != c && !triple) {
        end += text[end] == '\\' ? 2 : 1;
      }
      if (triple) {
        const std::size_t close = text.find(std::string(3, c), end);
        end = close == std::string_view::npos ? end : close + 3;
      } else if (end < text.size() && text[end] == c) {
        ++end;
      }
      i = std::min(end, text.size());
    } else {
      at_line_start = c == '\n';
      ++i;
    }
  }
  std::vector<std::pair<std::size_t, std::size_t>> pieces;
  for (std::size_t k = 0; k < starts.size(); ++k) {
    pieces.emplace_back(starts[k], k + 1 < starts.size() ? starts[k + 1] : text.size());
  }
  return pieces;
}

}  // namespace unroll::python
