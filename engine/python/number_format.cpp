#include "python/number_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace unroll::python {
namespace {

constexpr int most_digits = 17;      // that a double can need
constexpr int most_precision = 400;  // of a format specification

/// `snprintf` with one format and a precision.
std::string printed(const char* format, int precision, double value) {
  std::array<char, 800> buffer{};
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
  const int length = std::snprintf(buffer.data(), buffer.size(), format, precision, value);
#pragma clang diagnostic pop
  return {buffer.data(), static_cast<std::size_t>(std::max(length, 0))};
}

/// The shortest digits of a positive number and its decimal exponent: 1234.5 is `12345`, 3.
struct Digits {
  std::string digits;
  int exponent = 0;
};

Digits digits_of(std::string_view scientific) {
  Digits result;
  const std::size_t e = scientific.find('e');
  for (const char c : scientific.substr(0, e)) {
    if (c >= '0' && c <= '9') {
      result.digits += c;
    }
  }
  result.exponent = std::atoi(std::string(scientific.substr(e + 1)).c_str());
  return result;
}

Digits shortest(double value) {
  for (int precision = 0; precision < most_digits; ++precision) {
    const std::string text = printed("%.*e", precision, value);
    if (precision == most_digits - 1 || std::strtod(text.c_str(), nullptr) == value) {
      return digits_of(text);
    }
  }
  return {};
}

std::string exponent_text(int exponent) {
  const std::string number = std::to_string(std::abs(exponent));
  return std::string(exponent < 0 ? "e-" : "e+") + (number.size() < 2 ? "0" : "") + number;
}

/// Writes digits as Python's repr does: plainly from 1e-4 to below 1e16.
std::string written(Digits number, int plain_below, bool with_point) {
  auto& [digits, exponent] = number;
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
  }
  if (exponent < -4 || exponent >= plain_below) {
    return digits.substr(0, 1) + (digits.size() > 1 ? "." + digits.substr(1) : "") +
           exponent_text(exponent);
  }
  if (exponent < 0) {
    return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    return digits + std::string(whole - digits.size(), '0') + (with_point ? ".0" : "");
  }
  return digits.substr(0, whole) + "." + digits.substr(whole);
}

std::string special(double value, bool upper) {
  const std::string text = std::isnan(value) ? "nan" : "inf";
  std::string result = text;
  if (upper) {
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  }
  return result;
}

std::string grouped(const std::string& digits, char separator, std::size_t size) {
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % size == 0) {
      result += separator;
    }
    result += digits[i];
  }
  return result;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string padded(const std::string& text, const FormatSpec& spec, char usual) {
  const std::size_t length = width_of(text);
  if (length >= spec.width) {
    return text;
  }
  const std::size_t missing = spec.width - length;
  const char align = spec.align == 0 ? usual : spec.align;
  const std::size_t before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  std::string result;
  for (std::size_t i = 0; i < before; ++i) {
    result += spec.fill;
  }
  result += text;
  for (std::size_t i = before; i < missing; ++i) {
    result += spec.fill;
  }
  return result;
}

/// A number out of its sign, digits before the point and the rest.
std::string assembled(bool negative, std::string whole, const std::string& rest,
                      const std::string& prefix, const FormatSpec& spec, std::size_t group) {
  const std::string sign = negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
  if (spec.grouping != 0) {
    whole = grouped(whole, spec.grouping, group);
  }
  const bool inner = spec.align == '=' || (spec.zero && spec.align == 0);
  if (!inner) {
    return padded(sign + prefix + whole + rest, spec, '>');
  }
  const std::string fill = spec.zero && spec.align == 0 ? "0" : spec.fill;
  const std::size_t fixed = sign.size() + prefix.size() + rest.size();
  std::string padding;
  if (fill == "0" && spec.grouping != 0) {
    std::string digits;
    for (const char c : whole) {
      if (c != spec.grouping) {
        digits += c;
      }
    }
    while (fixed + grouped("0" + digits, spec.grouping, group).size() <= spec.width ||
           fixed + grouped(digits, spec.grouping, group).size() < spec.width) {
      digits = "0" + digits;
    }
    whole = grouped(digits, spec.grouping, group);
  } else {
    while (fixed + whole.size() + width_of(padding) < spec.width) {
      padding += fill;
    }
  }
  return sign + prefix + padding + whole + rest;
}

}  // namespace

std::string float_repr(double value) {
  if (std::isnan(value)) {
    return "nan";
  }
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) {
    return sign + "inf";
  }
  return sign + (value == 0 ? "0.0" : written(shortest(std::fabs(value)), 16, true));
}

std::string text_repr(std::string_view text) {
  const char quote =
      text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"'
                                                                                            : '\'';
  std::string result(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c == '\r') {
      result += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      constexpr std::string_view hex = "0123456789abcdef";
      result += "\\x";
      result += hex[byte >> 4U];
      result += hex[byte & 15U];
    } else {
      result += c;
    }
  }
  return result + quote;
}

std::optional<FormatSpec> parse_format(std::string_view text) {
  FormatSpec spec;
  const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
  std::size_t i = 0;
  std::size_t first = 1;
  while (first < text.size() && (static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) {
    ++first;
  }
  if (first < text.size() && is_align(text[first])) {
    spec.fill = std::string(text.substr(0, first));
    spec.align = text[first];
    i = first + 1;
  } else if (!text.empty() && is_align(text[0])) {
    spec.align = text[0];
    i = 1;
  }
  const auto accept = [&](char c) {
    if (i < text.size() && text[i] == c) {
      ++i;
      return true;
    }
    return false;
  };
  const auto number = [&]() -> std::optional<int> {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), value);
    if (error != std::errc() || end == text.data() + i || value > 1'000'000) {
      return std::nullopt;
    }
    i = static_cast<std::size_t>(end - text.data());
    return value;
  };
  if (i < text.size() && (text[i] == '+' || text[i] == '-' || text[i] == ' ')) {
    spec.sign = text[i++];
  }
  accept('z');
  spec.alternate = accept('#');
  spec.zero = accept('0');
  if (i < text.size() && text[i] >= '0' && text[i] <= '9') {
    const auto width = number();
    if (!width) {
      return std::nullopt;
    }
    spec.width = static_cast<std::size_t>(*width);
  }
  if (accept(',')) {
    spec.grouping = ',';
  } else if (accept('_')) {
    spec.grouping = '_';
  }
  if (accept('.')) {
    spec.precision = i < text.size() && text[i] >= '0' && text[i] <= '9' ? number() : std::nullopt;
    if (!spec.precision) {
      return std::nullopt;
    }
  }
  if (i < text.size()) {
    spec.type = text[i++];
  }
  return i == text.size() ? std::optional(spec) : std::nullopt;
}

std::optional<std::string> format_integer(std::int64_t value, const FormatSpec& spec) {
  int base = 10;
  std::string prefix;
  switch (spec.type) {
    case 0:
    case 'd':
    case 'n':
      break;
    case 'b':
      base = 2;
      prefix = "0b";
      break;
    case 'o':
      base = 8;
      prefix = "0o";
      break;
    case 'x':
    case 'X':
      base = 16;
      prefix = spec.type == 'x' ? "0x" : "0X";
      break;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%':
      return format_float(static_cast<double>(value), spec);
    case 'c': {
      if (value < 0 || value > 0x7F) {
        return std::nullopt;
      }
      return padded(std::string(1, static_cast<char>(value)), spec, '<');
    }
    default:
      return std::nullopt;
  }
  if (spec.precision) {
    return std::nullopt;
  }
  std::array<char, 72> buffer{};
  const auto magnitude = value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                                   : static_cast<std::uint64_t>(value);
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, base).ptr;
  std::string digits(buffer.data(), end);
  if (spec.type == 'X') {
    std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) {
      return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    });
  }
  return assembled(value < 0, digits, "", spec.alternate ? prefix : "", spec, base == 10 ? 3 : 4);
}

std::optional<std::string> format_float(double value, const FormatSpec& spec) {
  const bool upper = spec.type == 'E' || spec.type == 'F' || spec.type == 'G';
  const bool negative = std::signbit(value) && !std::isnan(value);
  double magnitude = std::fabs(value);
  if (!std::isfinite(value)) {
    FormatSpec plain = spec;
    plain.grouping = 0;
    return assembled(negative, special(value, upper) + (spec.type == '%' ? "%" : ""), "", "", plain,
                     3);
  }
  const int precision = std::min(spec.precision.value_or(6), most_precision);
  std::string text;
  switch (spec.type) {
    case 'f':
    case 'F':
      text = printed(spec.alternate ? "%#.*f" : "%.*f", precision, magnitude);
      break;
    case 'e':
      text = printed(spec.alternate ? "%#.*e" : "%.*e", precision, magnitude);
      break;
    case 'E':
      text = printed(spec.alternate ? "%#.*E" : "%.*E", precision, magnitude);
      break;
    case 'g':
    case 'n':
      text = printed(spec.alternate ? "%#.*g" : "%.*g", precision, magnitude);
      break;
    case 'G':
      text = printed(spec.alternate ? "%#.*G" : "%.*G", precision, magnitude);
      break;
    case '%':
      text = printed(spec.alternate ? "%#.*f" : "%.*f", precision, magnitude * 100) + "%";
      break;
    case 0:
      if (spec.precision) {
        const int digits = std::max(precision, 1);
        text = magnitude == 0
                   ? "0.0"
                   : written(digits_of(printed("%.*e", digits - 1, magnitude)), digits, true);
        // Like `g`, with at least one digit behind the point.
        const Digits number = digits_of(printed("%.*e", digits - 1, magnitude));
        if (magnitude != 0 && number.exponent == digits - 1) {
          text = written(number, digits - 1, true);
        }
      } else {
        text = float_repr(magnitude);
      }
      break;
    default:
      return std::nullopt;
  }
  const std::size_t end = text.find_first_not_of("0123456789");
  const std::string whole = text.substr(0, end);
  return assembled(negative, whole, end == std::string::npos ? "" : text.substr(end), "", spec, 3);
}

std::optional<std::string> format_text(std::string_view text, const FormatSpec& spec) {
  if ((spec.type != 0 && spec.type != 's') || spec.align == '=' || spec.grouping != 0 ||
      spec.sign != '-' || spec.alternate) {
    return std::nullopt;
  }
  std::string shown(text);
  if (spec.precision) {
    std::size_t end = 0;
    for (int left = *spec.precision; end < shown.size(); ++end) {
      if ((static_cast<unsigned char>(shown[end]) & 0xC0) != 0x80 && left-- == 0) {
        break;
      }
    }
    shown.resize(end);
  }
  FormatSpec filled = spec;
  if (spec.zero && spec.align == 0) {
    filled.fill = "0";
  }
  return padded(shown, filled, '<');
}

}  // namespace unroll::python
