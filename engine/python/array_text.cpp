// Owns the text of arrays: how each kind of element is written, and how elements stand in rows.
#include "python/array_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace unroll::python {

namespace {

constexpr std::size_t line_width = 75;
constexpr std::int64_t threshold = 1000;  // elements above which an array is summarised
constexpr std::int64_t edge = 3;          // entries kept at each end of a summarised axis
constexpr int precision = 8;              // digits behind the point at most
constexpr std::string_view opening = "array(";

/// A number's digits without the point: value = 0.d1d2d3... * 10^point.
struct Digits {
  std::string digits;
  int point = 0;
  bool negative = false;
};

std::string printed(const char* format, int digits, double number) {
  std::array<char, 512> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, digits, number);
  return buffer.data();
}

/// The fewest digits that read back as the same float.
Digits shortest(float number) {
  constexpr int always_enough = 9;
  std::string text;
  for (int digits = 1; digits <= always_enough; ++digits) {
    text = printed("%.*e", digits - 1, static_cast<double>(number));
    if (std::strtof(text.c_str(), nullptr) == number) break;
  }
  Digits result;
  const std::size_t exponent = text.find('e');
  for (const char c : std::string_view(text).substr(0, exponent)) {
    if (c >= '0' && c <= '9') result.digits += c;
  }
  result.negative = text.front() == '-';
  result.point = number == 0.0F ? 1 : std::atoi(text.c_str() + exponent + 1) + 1;
  while (result.digits.size() > 1 && result.digits.back() == '0') result.digits.pop_back();
  return result;
}

/// A number in two halves around its point, `12` and `5`; nothing behind the point of a whole one.
struct Halves {
  std::string whole;
  std::string fraction;
};

/// At most `most` digits behind the point, rounded where there are more.
Halves positional(float number, int most) {
  const Digits digits = shortest(number);
  const int count = static_cast<int>(digits.digits.size());
  std::string text;
  if (count - digits.point > most) {
    text = printed("%.*f", most, static_cast<double>(number));
  } else {
    text = printed("%.*f", std::max(0, count - digits.point), static_cast<double>(number));
    if (count < digits.point) {
      // Digits beyond the shortest ones are zeros.
      text = (digits.negative ? "-" : "") + digits.digits +
             std::string(static_cast<std::size_t>(digits.point - count), '0');
    }
  }
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return {text, ""};
  Halves halves{text.substr(0, point), text.substr(point + 1)};
  while (!halves.fraction.empty() && halves.fraction.back() == '0') halves.fraction.pop_back();
  return halves;
}

struct Scientific {
  std::string whole;
  std::string fraction;
  int exponent = 0;
};

Scientific scientific(float number) {
  const Digits digits = shortest(number);
  return {(digits.negative ? "-" : "") + digits.digits.substr(0, 1), digits.digits.substr(1),
          number == 0.0F ? 0 : digits.point - 1};
}

std::string exponent_text(int exponent, std::size_t least) {
  const std::string digits = std::to_string(std::abs(exponent));
  const std::size_t zeros = digits.size() < least ? least - digits.size() : 0;
  return (exponent < 0 ? "e-" : "e+") + std::string(zeros, '0') + digits;
}

std::string pad_left(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string not_finite(float number) {
  if (std::isnan(number)) return "nan";
  return number < 0 ? "-inf" : "inf";
}

// ---- elements --------------------------------------------------------------------------------

/// Writes each element at one width.
using Format = std::function<std::string(std::size_t)>;

/// How floats that stand together are written.
class FloatFormat {
 public:
  explicit FloatFormat(const std::vector<float>& values) {
    float largest = 0;
    float smallest = 0;
    for (const float value : values) {
      const float size = std::abs(value);
      if (!std::isfinite(value) || size == 0.0F) continue;
      largest = std::max(largest, size);
      smallest = smallest == 0.0F ? size : std::min(smallest, size);
    }
    constexpr float large = 1e6F;
    constexpr float small = 1e-4F;
    constexpr float span = 1000.0F;
    scientific_ =
        largest >= large || (smallest != 0.0F && (smallest < small || largest / smallest > span));
    for (const float value : values) {
      if (std::isfinite(value)) measure(value);
    }
    if (scientific_) behind_ = exponent_ + 2 + fraction_;
    for (const float value : values) {
      if (std::isfinite(value)) continue;
      const std::size_t size = not_finite(value).size();
      before_ = std::max(before_, size > behind_ + 1 ? size - behind_ - 1 : 0);
    }
  }

  [[nodiscard]] std::string operator()(float value) const {
    if (!std::isfinite(value)) return pad_left(not_finite(value), before_ + behind_ + 1);
    if (scientific_) {
      Scientific parts = scientific(value);
      parts.fraction.resize(fraction_, '0');
      return pad_left(parts.whole, before_) + "." + parts.fraction +
             exponent_text(parts.exponent, exponent_);
    }
    Halves halves = positional(value, precision);
    halves.fraction.resize(behind_, ' ');
    return pad_left(halves.whole, before_) + "." + halves.fraction;
  }

 private:
  void measure(float value) {
    if (scientific_) {
      constexpr std::size_t least_exponent = 2;
      const Scientific parts = scientific(value);
      before_ = std::max(before_, parts.whole.size());
      fraction_ = std::max(fraction_, parts.fraction.size());
      exponent_ =
          std::max({exponent_, least_exponent, std::to_string(std::abs(parts.exponent)).size()});
    } else {
      const Halves halves = positional(value, precision);
      before_ = std::max(before_, halves.whole.size());
      behind_ = std::max(behind_, halves.fraction.size());
    }
  }

  bool scientific_ = false;
  std::size_t before_ = 0;    // characters before the point
  std::size_t behind_ = 0;    // and behind it
  std::size_t fraction_ = 0;  // digits behind the point where scientific
  std::size_t exponent_ = 0;  // digits of the exponent
};

// ---- rows ------------------------------------------------------------------------------------

/// The entries of one axis that are shown; -1 stands for the dots.
std::vector<std::int64_t> shown(std::int64_t size, bool summarised) {
  std::vector<std::int64_t> entries;
  for (std::int64_t i = 0; i < size; ++i) {
    if (summarised && size > 2 * edge && i == edge) {
      entries.push_back(-1);
      i = size - edge;
    }
    entries.push_back(i);
  }
  return entries;
}

class Rows {
 public:
  Rows(std::span<const std::int64_t> sizes, bool summarised, std::string_view separator)
      : sizes_(sizes), summarised_(summarised), separator_(separator) {
    bare_separator_ = separator.substr(0, separator.find_last_not_of(' ') + 1);
  }

  /// Calls `use` with the position of every element that is shown.
  template <typename Use>
  void each(const Use& use, std::size_t axis = 0, std::int64_t at = 0) const {
    if (axis == sizes_.size()) {
      use(static_cast<std::size_t>(at));
      return;
    }
    for (const std::int64_t entry : shown(sizes_[axis], summarised_)) {
      if (entry >= 0) each(use, axis + 1, at * sizes_[axis] + entry);
    }
  }

  [[nodiscard]] std::string text(const Format& format, std::size_t axis, std::int64_t at,
                                 const std::string& indent, std::size_t width) const {
    if (axis == sizes_.size()) return format(static_cast<std::size_t>(at));
    const std::string inside = axis + 1 == sizes_.size()
                                   ? line_text(format, at, indent, width)
                                   : block_text(format, axis, at, indent, width);
    return '[' + inside.substr(indent.size()) + ']';
  }

 private:
  /// Elements of the last axis, broken where a line is full.
  [[nodiscard]] std::string line_text(const Format& format, std::int64_t at,
                                      const std::string& indent, std::size_t width) const {
    const std::size_t room = width - std::max(bare_separator_.size(), std::size_t{1});
    const std::int64_t size = sizes_.back();
    std::string text;
    std::string line = indent;
    bool first = true;
    for (const std::int64_t entry : shown(size, summarised_)) {
      if (!first) line += separator_;
      first = false;
      const std::string word =
          entry < 0 ? "..." : format(static_cast<std::size_t>(at * size + entry));
      if (line.size() + word.size() > room && line.size() > indent.size()) {
        line.resize(line.find_last_not_of(' ') + 1);
        text += line + '\n';
        line = indent;
      }
      line += word;
    }
    return text + line;
  }

  /// Entries of an outer axis, with an empty line more between them for each axis inside.
  [[nodiscard]] std::string block_text(const Format& format, std::size_t axis, std::int64_t at,
                                       const std::string& indent, std::size_t width) const {
    const std::string break_text = bare_separator_ + std::string(sizes_.size() - axis - 1, '\n');
    std::string text;
    bool first = true;
    for (const std::int64_t entry : shown(sizes_[axis], summarised_)) {
      if (!first) text += break_text;
      first = false;
      text += indent;
      text += entry < 0 ? "..."
                        : this->text(format, axis + 1, at * sizes_[axis] + entry, indent + ' ',
                                     width - 1);
    }
    return text;
  }

  std::span<const std::int64_t> sizes_;
  bool summarised_;
  std::string_view separator_;
  std::string bare_separator_;
};

Format format_for(const ConstTensorView& tensor, const Rows& rows) {
  switch (tensor.dtype()) {
    case DType::float32: {
      const auto values = tensor.as<float>();
      std::vector<float> together;
      rows.each([&](std::size_t at) { together.push_back(values[at]); });
      return
          [values, format = FloatFormat(together)](std::size_t at) { return format(values[at]); };
    }
    case DType::int32: {
      const auto values = tensor.as<std::int32_t>();
      std::size_t width = 0;
      rows.each(
          [&](std::size_t at) { width = std::max(width, std::to_string(values[at]).size()); });
      return
          [values, width](std::size_t at) { return pad_left(std::to_string(values[at]), width); };
    }
    case DType::bool_: {
      const auto values = tensor.as<std::uint8_t>();
      const bool scalar = tensor.rank() == 0;
      return [values, scalar](std::size_t at) -> std::string {
        if (values[at] == 0) return "False";
        return scalar ? "True" : " True";
      };
    }
  }
  return {};
}

std::string text_within(const ConstTensorView& tensor, std::string_view separator,
                        std::size_t prefix, std::size_t width) {
  if (tensor.count() == 0) return "[]";
  const Rows rows(tensor.sizes(), tensor.count() > threshold, separator);
  return rows.text(format_for(tensor, rows), 0, 0, std::string(prefix + 1, ' '), width);
}

std::string shape_text(std::span<const std::int64_t> sizes) {
  std::string text;
  for (const std::int64_t size : sizes) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return '(' + text + (sizes.size() == 1 ? ",)" : ")");
}

}  // namespace

std::string scalar_text(float number) {
  if (!std::isfinite(number)) return not_finite(number);
  constexpr float large = 1e6F;
  constexpr float small = 1e-4F;
  const float size = std::abs(number);
  if (size == 0.0F || (size < large && size >= small)) {
    constexpr int all_digits = 60;
    const Halves halves = positional(number, all_digits);
    return halves.whole + '.' + (halves.fraction.empty() ? "0" : halves.fraction);
  }
  const Scientific parts = scientific(number);
  return parts.whole + (parts.fraction.empty() ? "" : ".") + parts.fraction +
         exponent_text(parts.exponent, 2);
}

std::string array_text(const ConstTensorView& tensor, std::string_view separator) {
  const bool inside_repr = separator != " ";
  if (!inside_repr && tensor.rank() == 0 && tensor.dtype() == DType::float32) {
    return scalar_text(tensor.as<float>()[0]);
  }
  return text_within(tensor, separator, inside_repr ? opening.size() : 0,
                     inside_repr ? line_width - 1 : line_width);
}

std::string array_repr(const ConstTensorView& tensor) {
  std::string text = std::string(opening) + array_text(tensor, ", ") + ',';
  const auto sizes = tensor.sizes();
  const bool empty_rows = tensor.count() == 0 && !(sizes.size() == 1 && sizes[0] == 0);
  std::string extra;
  if (empty_rows || tensor.count() > threshold) extra = "shape=" + shape_text(sizes);
  if (tensor.dtype() != DType::bool_ || tensor.count() == 0) {
    extra += (extra.empty() ? "dtype=" : ", dtype=") + std::string(dtype_name(tensor.dtype()));
  }
  if (extra.empty()) {
    text.back() = ')';
    return text;
  }
  extra += ')';
  const std::size_t last_line = text.size() - (text.rfind('\n') + 1);
  const bool fits = last_line + extra.size() + 1 <= line_width;
  return text + (fits ? " " : '\n' + std::string(opening.size(), ' ')) + extra;
}

}  // namespace unroll::python
