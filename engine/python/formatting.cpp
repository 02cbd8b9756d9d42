// Owns how values read: `repr`, `str`, `format`, f-strings, `%` and `str.format`.
#include <algorithm>

#include "python/number_format.hpp"
#include "python/source_text.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

constexpr std::string_view ellipsis_of[] = {"[...]", "(...)", "{...}"};

/// Writes values into one text; what holds itself is written as `[...]`.
class Writer {
 public:
  explicit Writer(Interpreter& in) : in_(in) {}

  std::string write(const Value& value) {
    const Deeper deeper(in_, in_.statement());
    in_.step(in_.statement());
    if (const auto* list = value.as<std::shared_ptr<List>>()) {
      return inside(list->get(), 0, [&] { return "[" + joined((*list)->items) + "]"; });
    }
    if (const auto* tuple = value.as<std::shared_ptr<Tuple>>()) {
      const auto& items = (*tuple)->items;
      return inside(tuple->get(), 1,
                    [&] { return "(" + joined(items) + (items.size() == 1 ? ",)" : ")"); });
    }
    if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
      return inside(dict->get(), 2, [&] { return entries(**dict); });
    }
    if (const auto* set = value.as<std::shared_ptr<Set>>()) {
      const std::string items = "{" + joined((*set)->items()) + "}";
      if ((*set)->frozen) {
        return "frozenset(" + ((*set)->size() == 0 ? "" : items) + ")";
      }
      return (*set)->size() == 0 ? "set()" : items;
    }
    return plain(value);
  }

 private:
  std::string plain(const Value& value) {
    if (const auto* truth = value.as<bool>()) {
      return *truth ? "True" : "False";
    }
    if (const auto* size = value.as<Dim>()) {
      return size->text();
    }
    if (const auto* number = value.as<Float>()) {
      return float_repr(number->value);
    }
    if (const auto* text = value.as<std::string>()) {
      return text_repr(*text);
    }
    if (const auto* object = value.as<std::shared_ptr<Object>>()) {
      const std::shared_ptr<Object> kept = *object;
      return kept->repr(in_);
    }
    return "None";
  }

  template <typename Write>
  std::string inside(const void* container, std::size_t kind, const Write& write) {
    if (std::find(open_.begin(), open_.end(), container) != open_.end()) {
      return std::string(ellipsis_of[kind]);
    }
    open_.push_back(container);
    std::string text = write();
    open_.pop_back();
    in_.spend(static_cast<std::int64_t>(text.size()), in_.statement());
    return text;
  }

  std::string joined(const std::vector<Value>& items) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
      text += i == 0 ? "" : ", ";
      text += write(items[i]);
    }
    return text;
  }

  std::string entries(const Dict& dict) {
    if (dict.counts) {
      return counter(dict);
    }
    std::string text = "{";
    for (const auto& entry : dict.entries()) {
      text += text.size() == 1 ? "" : ", ";
      text += write(entry.key) + ": " + write(entry.value);
    }
    text += "}";
    return dict.factory.is_none() ? text : "defaultdict(" + write(dict.factory) + ", " + text + ")";
  }

  /// The most common first.
  std::string counter(const Dict& dict) {
    std::vector<std::pair<std::int64_t, std::size_t>> order;  // what is common has a low number
    for (const auto& entry : dict.entries()) {
      order.emplace_back(-std::max(plain_int(entry.value).value_or(0), -INT64_MAX), order.size());
    }
    std::sort(order.begin(), order.end());
    std::string text;
    for (const auto& [count, at] : order) {
      const auto& entry = dict.entries()[at];
      text += text.empty() ? "" : ", ";
      text += write(entry.key) + ": " + write(entry.value);
    }
    return text.empty() ? "Counter()" : "Counter({" + text + "})";
  }

  Interpreter& in_;
  std::vector<const void*> open_;
};

}  // namespace

std::string ascii_text(const std::string& text) {
  std::string result;
  for (const std::string& point : code_points(text)) {
    if (point.size() == 1) {
      result += point;
      continue;
    }
    const std::int64_t c = code_of(point);
    FormatSpec spec;
    spec.type = 'x';
    spec.zero = true;
    spec.width = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    result += c < 0x100 ? "\\x" : c < 0x10000 ? "\\u" : "\\U";
    result += format_integer(c, spec).value_or("");
  }
  return result;
}

namespace {

std::string converted(Interpreter& in, const Value& value, char conversion) {
  return conversion == 'r'   ? in.repr(value)
         : conversion == 'a' ? ascii_text(in.repr(value))
                             : in.str(value);
}

std::string formatted_parts(Interpreter& in, const std::vector<FormattedPart>& parts) {
  std::string text;
  for (const FormattedPart& part : parts) {
    if (!part.value) {
      text += part.text;
      continue;
    }
    Value value = evaluate(in, *part.value);
    if (part.conversion != 0) {
      value = converted(in, value, part.conversion);
    }
    text += in.format(value, formatted_parts(in, part.format), part.value->span);
  }
  return text;
}

}  // namespace

std::string Interpreter::repr(const Value& value) { return Writer(*this).write(value); }

std::string Interpreter::str(const Value& value) {
  if (const auto* text = value.as<std::string>()) {
    return *text;
  }
  if (const auto* object = value.as<std::shared_ptr<Object>>()) {
    const std::shared_ptr<Object> kept = *object;
    return kept->str(*this);
  }
  return repr(value);
}

std::string Interpreter::format(const Value& value, const std::string& spec, Span at) {
  if (const auto instance = value.object<Instance>();
      instance && instance->type->find("__format__")) {
    return str(call_method(value, "__format__", {spec}, at));
  }
  if (spec.empty()) {
    return str(value);
  }
  const auto parsed = parse_format(spec);
  if (!parsed) {
    raise("ValueError",
          "Invalid format specifier '" + spec + "' for object of type '" + type_name(value) + "'",
          at);
  }
  spend(static_cast<std::int64_t>(parsed->width), at);
  std::optional<std::string> text;
  if (const auto whole = plain_int(value)) {
    text = format_integer(*whole, *parsed);
  } else if (const auto* number = value.as<Float>()) {
    text = format_float(number->value, *parsed);
  } else if (value.as<std::string>() != nullptr || value.as<Dim>() != nullptr) {
    text = format_text(str(value), *parsed);
  } else if (is_unknown(value)) {
    FormatSpec wide = *parsed;
    wide.type = 0;
    wide.precision.reset();
    wide.grouping = 0;
    text = format_text(str(value), wide).value_or(str(value));
  } else if (const auto* object = value.as<std::shared_ptr<Object>>();
             object != nullptr && value.object<Instance>() == nullptr) {
    text = format_text((*object)->str(*this), *parsed);
  } else {
    raise("TypeError", "unsupported format string passed to " + type_name(value) + ".__format__",
          at);
  }
  if (!text) {
    raise("ValueError",
          "Unknown format code '" + std::string(1, parsed->type == 0 ? 's' : parsed->type) +
              "' for object of type '" + type_name(value) + "'",
          at);
  }
  return *text;
}

Value evaluate_formatted(Interpreter& in, const FormattedString& form, Span at) {
  std::string text = formatted_parts(in, form.parts);
  in.spend(static_cast<std::int64_t>(text.size()), at);
  return text;
}

}  // namespace unroll::python
