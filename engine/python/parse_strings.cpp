// Owns the way from tree-sitter's string literals and f-strings to ours: prefixes, escapes, joined
// literals.
#include <algorithm>
#include <charconv>

#include "python/parser.hpp"

namespace unroll::python {
namespace {

struct Prefix {
  bool raw = false;
  bool formatted = false;
};

Prefix prefix_of(std::string_view start) {
  Prefix prefix;
  for (const char c : start) {
    prefix.raw |= c == 'r' || c == 'R';
    prefix.formatted |= c == 'f' || c == 'F';
  }
  return prefix;
}

/// Reads `digits` hexadecimal digits; nothing where they are none.
std::optional<std::uint32_t> hex(std::string_view text, std::size_t at, std::size_t digits) {
  std::uint32_t value = 0;
  if (at + digits > text.size()) {
    return std::nullopt;
  }
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, value, 16);
  return error == std::errc() && end == text.data() + at + digits ? std::optional(value)
                                                                  : std::nullopt;
}

/// The escape at `text[at] == '\\'`; appends what it means and answers its length.
std::size_t unescape(std::string_view text, std::size_t at, std::string& into) {
  const char c = at + 1 < text.size() ? text[at + 1] : '\0';
  static constexpr std::pair<char, char> simple[] = {
      {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'\\', '\\'}, {'\'', '\''},
      {'"', '"'},  {'a', '\a'}, {'b', '\b'}, {'f', '\f'},  {'v', '\v'}};
  for (const auto& [letter, meaning] : simple) {
    if (letter == c) {
      into += meaning;
      return 2;
    }
  }
  if (c == '\n') {
    return 2;
  }
  if (c >= '0' && c <= '7') {
    std::size_t length = 1;
    std::uint32_t value = 0;
    while (length <= 3 && at + length < text.size() && text[at + length] >= '0' &&
           text[at + length] <= '7') {
      value = value * 8 + static_cast<std::uint32_t>(text[at + length] - '0');
      ++length;
    }
    append_utf8(into, value);
    return length;
  }
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits != 0) {
    if (const auto value = hex(text, at + 2, digits); value && *value < 0x110000) {
      append_utf8(into, *value);
      return 2 + digits;
    }
  }
  into += '\\';
  return 1;
}

std::string literal_text(std::string_view text, const Prefix& prefix) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    if (text[i] == '\\' && !prefix.raw) {
      i += unescape(text, i, result);
    } else if (prefix.formatted && (text[i] == '{' || text[i] == '}') && i + 1 < text.size() &&
               text[i + 1] == text[i]) {
      result += text[i];
      i += 2;
    } else {
      result += text[i++];
    }
  }
  return result;
}

void append_text(std::vector<FormattedPart>& parts, std::string text) {
  if (text.empty()) {
    return;
  }
  if (!parts.empty() && !parts.back().value) {
    parts.back().text += text;
  } else {
    FormattedPart part;
    part.text = std::move(text);
    parts.push_back(std::move(part));
  }
}

Expression::form_type literal(std::vector<FormattedPart> parts) {
  if (parts.empty()) {
    return StringLiteral{};
  }
  if (parts.size() == 1 && !parts.front().value) {
    return StringLiteral{std::move(parts.front().text)};
  }
  return FormattedString{std::move(parts)};
}

}  // namespace

Expression::form_type Parser::string(TSNode node) {
  std::vector<FormattedPart> parts;
  append_string(node, parts);
  return literal(std::move(parts));
}

Expression::form_type Parser::joined_strings(TSNode node) {
  std::vector<FormattedPart> parts;
  for (const Child& one : children(node)) {
    if (one.type == "string") {
      append_string(one.node, parts);
    }
  }
  return literal(std::move(parts));
}

void Parser::append_string(TSNode node, std::vector<FormattedPart>& parts) {
  Prefix prefix;
  for (const Child& one : children(node)) {
    if (one.type == "string_start") {
      prefix = prefix_of(text(one.node));
    } else if (one.type == "string_content") {
      append_text(parts, literal_text(text(one.node), prefix));
    } else if (one.type == "interpolation") {
      FormattedPart part = interpolation(one.node);
      append_text(parts, std::move(part.text));
      part.text.clear();
      parts.push_back(std::move(part));
    }
  }
}

FormattedPart Parser::interpolation(TSNode node) {
  const Nested nested(*this, node);
  FormattedPart part;
  const ByteRange whole = bytes(node);
  for (const Child& one : children(node)) {
    if (one.field == "expression" && one.type == "named_expression") {
      // `{n:=+6}` is no walrus but the format `=+6`.
      part.value = boxed(child(one.node, "name").node);
      const std::size_t name_end = bytes(child(one.node, "name").node).to;
      append_text(part.format,
                  std::string(text(ByteRange{text_.bytes.find(':', name_end) + 1, whole.to - 1})));
    } else if (one.field == "expression") {
      part.value = boxed(one.node);
    } else if (one.type == "=") {
      // `{x = }` shows the source and its value's repr.
      std::size_t end = bytes(one.node).to;
      while (end < whole.to && text(ByteRange{end, end + 1}) == " ") {
        ++end;
      }
      part.text = std::string(text(ByteRange{whole.from + 1, end}));
      part.conversion = 'r';
    } else if (one.type == "type_conversion") {
      part.conversion = text(one.node).back();
    } else if (one.type == "format_specifier") {
      if (!part.text.empty() && part.conversion == 'r') {
        part.conversion = 0;
      }
      const ByteRange specifier = bytes(one.node);
      std::size_t at = specifier.from + 1;  // behind the colon
      for (const Child& inner : children(one.node)) {
        if (inner.type != "format_expression" && inner.type != "interpolation") {
          continue;
        }
        append_text(part.format,
                    std::string(text(ByteRange{at, std::max(at, bytes(inner.node).from)})));
        FormattedPart nested_part = interpolation(inner.node);
        part.format.push_back(std::move(nested_part));
        at = bytes(inner.node).to;
      }
      append_text(part.format, std::string(text(ByteRange{at, std::max(at, specifier.to)})));
    }
  }
  if (!part.value) {
    part.value = std::make_unique<Expression>(Expression{span(node), BrokenExpression{}});
  }
  return part;
}

}  // namespace unroll::python
