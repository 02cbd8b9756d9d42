// Owns the look of written Python. Must not know what the program is about.
#include "interchange/python_source.hpp"

#include <algorithm>
#include <array>

namespace unroll {

namespace {

constexpr std::size_t line_width = 88;
constexpr std::size_t indentation = 4;

/// Python's words that name nothing.
constexpr std::array<std::string_view, 35> reserved = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

}  // namespace

std::string one_line(const PythonSource& source) {
  std::string text = source.open;
  for (const PythonSource& item : source.items) {
    if (&item != &source.items.front()) text += ", ";
    text += one_line(item);
  }
  return text + source.close;
}

std::string laid_out(const std::string& before, const PythonSource& source, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string line = margin + before + one_line(source);
  if (line.size() <= line_width || source.items.empty()) return line;
  std::string text = margin + before + source.open + '\n';
  for (const PythonSource& item : source.items) {
    text += laid_out("", item, indent + indentation) + ",\n";
  }
  return text + margin + source.close;
}

std::string quoted(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (byte < 0x20) {
      result += "\\x";
      result += digits[byte >> 4U];
      result += digits[byte & 0xFU];
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string identifier(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const char kept = upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
    if (kept != '_' || (!name.empty() && name.back() != '_')) name += kept;
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return name;
  if (name.front() >= '0' && name.front() <= '9') name.insert(0, "_");
  if (std::ranges::find(reserved, name) != reserved.end()) name += '_';
  return name;
}

}  // namespace unroll
