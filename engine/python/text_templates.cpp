// Owns the two older ways of formatting: `"%d" % x` and `"{}".format(x)`.
#include <charconv>

#include "python/number_format.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// One run over a `%` format.
class PercentFormat {
 public:
  PercentFormat(Interpreter& in, const std::string& format, const Value& arguments, Span at)
      : in_(in), format_(format), arguments_(arguments), at_(at) {
    const auto* tuple = arguments.as<std::shared_ptr<Tuple>>();
    items_ = tuple != nullptr ? (*tuple)->items : std::vector<Value>{arguments};
    single_ = tuple == nullptr;
  }

  std::string run() {
    std::string text;
    for (std::size_t i = 0; i < format_.size(); ++i) {
      if (format_[i] != '%') {
        text += format_[i];
      } else {
        text += conversion(++i);
      }
    }
    const bool mapping = arguments_.as<std::shared_ptr<Dict>>() != nullptr;
    if (next_ < items_.size() && !(single_ && (mapping || named_))) {
      in_.raise("TypeError", "not all arguments converted during string formatting", at_);
    }
    return text;
  }

 private:
  Value take() {
    if (next_ >= items_.size()) {
      in_.raise("TypeError", "not enough arguments for format string", at_);
    }
    return items_[next_++];
  }

  std::optional<int> number(std::size_t& i) {
    if (i < format_.size() && format_[i] == '*') {
      ++i;
      return static_cast<int>(plain_int(take()).value_or(0));
    }
    int value = 0;
    const auto [end, error] =
        std::from_chars(format_.data() + i, format_.data() + format_.size(), value);
    if (error != std::errc() || value > 100'000) {
      return std::nullopt;
    }
    i = static_cast<std::size_t>(end - format_.data());
    return value;
  }

  std::string conversion(std::size_t& i) {
    if (i < format_.size() && format_[i] == '%') {
      return "%";
    }
    std::optional<Value> value;
    if (i < format_.size() && format_[i] == '(') {
      const std::size_t close = format_.find(')', i);
      if (close == std::string::npos) {
        in_.raise("ValueError", "incomplete format key", at_);
      }
      named_ = true;
      value = in_.item(plain_value(arguments_), format_.substr(i + 1, close - i - 1), at_);
      i = close + 1;
    }
    FormatSpec spec;
    bool left = false;
    for (;
         i < format_.size() && std::string_view("-+ #0").find(format_[i]) != std::string_view::npos;
         ++i) {
      left |= format_[i] == '-';
      spec.zero |= format_[i] == '0';
      spec.alternate |= format_[i] == '#';
      spec.sign = format_[i] == '+' ? '+' : format_[i] == ' ' && spec.sign != '+' ? ' ' : spec.sign;
    }
    spec.width = static_cast<std::size_t>(std::max(number(i).value_or(0), 0));
    if (i < format_.size() && format_[i] == '.') {
      ++i;
      spec.precision = number(i).value_or(0);
    }
    while (i < format_.size() && (format_[i] == 'l' || format_[i] == 'h' || format_[i] == 'L')) {
      ++i;
    }
    if (i >= format_.size()) {
      in_.raise("ValueError", "incomplete format", at_);
    }
    if (!value) {
      value = take();
    }
    if (left) {
      spec.align = '<';
      spec.zero = false;
    }
    at_index_ = i;
    return shown(format_[i], *value, spec);
  }

  std::string shown(char type, const Value& value, FormatSpec spec) {
    if (type == 's' || type == 'r' || type == 'a') {
      spec.sign = '-';
      spec.zero = spec.alternate = false;
      spec.align = spec.align == 0 ? '>' : spec.align;
      return format_text(type == 's'   ? in_.str(value)
                         : type == 'r' ? in_.repr(value)
                                       : ascii_text(in_.repr(value)),
                         spec)
          .value_or("");
    }
    if (type == 'c') {
      spec.align = spec.align == 0 ? '>' : spec.align;
      const auto* text = value.as<std::string>();
      spec.type = text == nullptr ? 'c' : 0;
      return (text == nullptr ? format_integer(plain_int(value).value_or(0), spec)
                              : format_text(*text, spec))
          .value_or("");
    }
    if (is_unknown(value)) {
      return in_.str(value);
    }
    const auto number = plain_number(value);
    if (std::string_view("diuoxXeEfFgG").find(type) == std::string_view::npos) {
      FormatSpec hexadecimal;
      hexadecimal.type = 'x';
      hexadecimal.alternate = true;
      in_.raise("ValueError",
                std::string("unsupported format character '") + type + "' (" +
                    format_integer(static_cast<unsigned char>(type), hexadecimal).value_or("") +
                    ") at index " + std::to_string(at_index_),
                at_);
    }
    const bool whole = std::string_view("diuoxX").find(type) != std::string_view::npos;
    if (const auto* size = value.as<Dim>(); size != nullptr && !number) {
      return size->text();
    }
    if (!number) {
      in_.raise("TypeError",
                whole ? std::string("%") + type + " format: a real number is required, not " +
                            in_.type_name(value)
                      : "must be real number, not " + in_.type_name(value),
                at_);
    }
    if (whole) {
      spec.type = type == 'o' || type == 'x' || type == 'X' ? type : 'd';
      const int digits = spec.precision.value_or(0);
      spec.precision.reset();
      const std::int64_t integer = plain_int(value).value_or(static_cast<std::int64_t>(*number));
      if (digits > 0) {
        FormatSpec inner = spec;
        inner.width = static_cast<std::size_t>(digits) + (integer < 0 || spec.sign != '-' ? 1 : 0);
        inner.zero = true;
        inner.align = 0;
        spec.align = spec.align == 0 ? '>' : spec.align;
        spec.sign = '-';
        spec.alternate = spec.zero = false;
        spec.type = 0;
        return format_text(format_integer(integer, inner).value_or(""), spec).value_or("");
      }
      return format_integer(integer, spec).value_or("");
    }
    spec.type = type;
    return format_float(*number, spec).value_or("");
  }

  Interpreter& in_;
  const std::string& format_;
  const Value& arguments_;
  Span at_;
  std::vector<Value> items_;
  std::size_t next_ = 0;
  std::size_t at_index_ = 0;  // of the conversion's letter
  bool single_ = false;
  bool named_ = false;
};

/// One run over a `{}` template.
class BraceFormat {
 public:
  BraceFormat(Interpreter& in, const Arguments& arguments, Span at)
      : in_(in), arguments_(arguments), at_(at) {}

  std::string run(const std::string& format, int depth) {
    if (depth > 2) {
      in_.raise("ValueError", "Max string recursion exceeded", at_);
    }
    std::string text;
    for (std::size_t i = 0; i < format.size(); ++i) {
      const char c = format[i];
      if ((c == '{' || c == '}') && i + 1 < format.size() && format[i + 1] == c) {
        text += c;
        ++i;
      } else if (c == '}') {
        in_.raise("ValueError", "Single '}' encountered in format string", at_);
      } else if (c != '{') {
        text += c;
      } else {
        const std::size_t end = closing(format, i);
        text += field(format.substr(i + 1, end - i - 1), depth);
        i = end;
      }
    }
    return text;
  }

 private:
  std::size_t closing(const std::string& format, std::size_t from) const {
    int open = 0;
    for (std::size_t i = from; i < format.size(); ++i) {
      open += format[i] == '{' ? 1 : format[i] == '}' ? -1 : 0;
      if (open == 0) {
        return i;
      }
    }
    in_.raise("ValueError", "expected '}' before end of string", at_);
  }

  std::string field(const std::string& text, int depth) {
    std::size_t end = 0;
    int brackets = 0;
    while (end < text.size() && (brackets > 0 || (text[end] != ':' && text[end] != '!'))) {
      brackets += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
      ++end;
    }
    Value value = lookup(text.substr(0, end));
    std::string spec;
    if (end < text.size() && text[end] == '!') {
      const char conversion = end + 1 < text.size() ? text[end + 1] : 's';
      value = conversion == 'r' ? in_.repr(value) : in_.str(value);
      end += 2;
    }
    if (end < text.size() && text[end] == ':') {
      spec = run(text.substr(end + 1), depth + 1);
    }
    return in_.format(value, spec, at_);
  }

  Value positional(std::size_t index) const {
    std::size_t seen = 0;
    for (const Arguments::Given& given : arguments_.given) {
      if (given.name.empty() && seen++ == index) {
        return given.value;
      }
    }
    in_.raise(
        "IndexError",
        "Replacement index " + std::to_string(index) + " out of range for positional args tuple",
        at_);
  }

  Value first(const std::string& name) {
    if (name.empty()) {
      return positional(next_++);
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error == std::errc() && end == name.data() + name.size()) {
      return positional(index);
    }
    for (const Arguments::Given& given : arguments_.given) {
      if (given.name == name) {
        return given.value;
      }
    }
    throw in_.raised_with("KeyError", {name}, at_);
  }

  /// `0.shape[1]`
  Value lookup(const std::string& path) {
    std::size_t end = path.find_first_of(".[");
    Value value = first(path.substr(0, end));
    while (end < path.size()) {
      if (path[end] == '.') {
        const std::size_t stop = std::min(path.find_first_of(".[", end + 1), path.size());
        value = in_.attribute(value, path.substr(end + 1, stop - end - 1), at_);
        end = stop;
        continue;
      }
      const std::size_t stop = path.find(']', end);
      if (stop == std::string::npos) {
        in_.raise("ValueError", "Missing ']' in format string", at_);
      }
      const std::string key = path.substr(end + 1, stop - end - 1);
      std::int64_t number = 0;
      const auto [last, error] = std::from_chars(key.data(), key.data() + key.size(), number);
      const bool index = error == std::errc() && last == key.data() + key.size();
      value = in_.item(value, index ? Value(Dim(number)) : Value(key), at_);
      end = stop + 1;
    }
    return value;
  }

  Interpreter& in_;
  const Arguments& arguments_;
  Span at_;
  std::size_t next_ = 0;
};

}  // namespace

std::string percent_format(Interpreter& in, const std::string& format, const Value& arguments,
                           Span at) {
  std::string text = PercentFormat(in, format, arguments, at).run();
  in.spend(static_cast<std::int64_t>(text.size()), at);
  return text;
}

std::string format_method(Interpreter& in, const std::string& format, const Arguments& arguments,
                          Span at) {
  std::string text = BraceFormat(in, arguments, at).run(format, 0);
  in.spend(static_cast<std::int64_t>(text.size()), at);
  return text;
}

}  // namespace unroll::python
