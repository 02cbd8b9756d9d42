// Owns a layer's arguments: matching what a program gives to the fields of a row, and reading them.
// Must not know what any argument means.
#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "layers/activation_functions.hpp"
#include "layers/axes.hpp"
#include "layers/layer.hpp"
#include "layers/nearest_name.hpp"
#include "layers/numbers.hpp"

namespace unroll {

const ConfigEntry& Config::entry(std::string_view name) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& entry) {
    return entry.field->name == name;
  });
  if (found == entries.end()) throw std::logic_error("no argument is called " + std::string(name));
  return *found;
}

bool Config::boolean(std::string_view name) const {
  const bool* value = (*this)[name].as<bool>();
  return value != nullptr && *value;
}

Dim Config::integer(std::string_view name) const {
  const Dim* value = (*this)[name].as<Dim>();
  if (value == nullptr) throw std::logic_error(std::string(name) + " is no integer");
  return *value;
}

double Config::number(std::string_view name) const {
  const Datum& value = (*this)[name];
  if (const auto* real = value.as<double>()) return *real;
  return static_cast<double>(integer(name).value().value_or(0));
}

std::vector<Dim> Config::sizes(std::string_view name) const {
  const ConfigEntry& found = entry(name);
  if (const auto* all = found.value.as<Dim>()) return std::vector<Dim>(found.field->axes, *all);
  std::vector<Dim> sizes;
  if (const DatumList* list = found.value.list()) {
    for (const Datum& item : list->items) {
      if (const auto* size = item.as<Dim>()) sizes.push_back(*size);
    }
  }
  return sizes;
}

namespace {

/// The items of `(a, (b, c))`, without its brackets.
std::vector<std::string_view> items_of(std::string_view tuple) {
  std::vector<std::string_view> items;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= tuple.size(); ++i) {
    if (i < tuple.size()) depth += tuple[i] == '(' ? 1 : tuple[i] == ')' ? -1 : 0;
    if (i < tuple.size() && (tuple[i] != ',' || depth > 0)) continue;
    std::string_view item = tuple.substr(begin, i - begin);
    while (item.starts_with(' ')) item.remove_prefix(1);
    items.push_back(item);
    begin = i + 1;
  }
  return items;
}

}  // namespace

Datum parse_default(std::string_view source) {
  if (source == "None") return {};
  if (source == "True") return true;
  if (source == "False") return false;
  if (source.size() >= 2 && source.front() == '"') {
    return std::string(source.substr(1, source.size() - 2));
  }
  if (source.starts_with('(')) {
    std::vector<Datum> items;
    for (const std::string_view item : items_of(source.substr(1, source.size() - 2))) {
      items.push_back(parse_default(item));
    }
    return Datum::of_list(std::move(items), true);
  }
  const std::string text(source);
  if (text.find_first_of(".e") != std::string::npos) return std::strtod(text.c_str(), nullptr);
  return Dim(std::strtoll(text.c_str(), nullptr, 10));
}

namespace {

std::string words_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::integer:
      return "an integer";
    case FieldKind::axes:
      return "an integer or a list of integers";
    case FieldKind::number:
      return "a number";
    case FieldKind::numbers:
      return "a number, a list of numbers or an array";
    case FieldKind::boolean:
      return "True or False";
    case FieldKind::layer:
      return "a layer";
    default:
      return "another value";
  }
}

std::string choices_text(std::span<const std::string_view> choices) {
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    const std::string choice(choices[i]);
    text += choice == "None" ? choice : '\'' + choice + '\'';
  }
  return text;
}

[[noreturn]] void wrong_value(const LayerRow& row, const Field& field, const Datum& value,
                              const std::string& wanted) {
  RuleError error("argument_value",
                  std::string(row.name) + " needs " + wanted + " for `" + std::string(field.name) +
                      "`, got " + python_text(value) + ".",
                  "Received an invalid value for `" + std::string(field.name) +
                      "`. Received: " + std::string(field.name) + '=' + python_text(value));
  throw error;
}

/// Refuses what is not one integer, nor one for each axis, or is below the field's least, in the
/// words of keras/src/utils/argument_validation.py.
void check_sizes(const LayerRow& row, const Field& field, const Datum& value) {
  const std::string name(field.name);
  const std::string axes = std::to_string(field.axes);
  std::string keras = "The `" + name + "` argument must be a tuple of " + axes +
                      " integers. Received " + name + '=' + python_text(value);
  std::vector<const Dim*> sizes;
  if (const DatumList* list = value.list()) {
    for (const Datum& item : list->items) sizes.push_back(item.as<Dim>());
  } else {
    sizes.assign(field.axes, value.as<Dim>());
  }
  const bool whole = std::ranges::all_of(sizes, [](const Dim* size) { return size != nullptr; });
  const auto low = std::ranges::find_if(sizes, [&](const Dim* size) {
    return whole && size->value() && static_cast<double>(*size->value()) < field.min;
  });
  if (whole && sizes.size() == field.axes && low == sizes.end()) return;
  const bool positive = field.min > 0;
  std::string wanted = positive ? "a positive integer" : "an integer of at least 0";
  if (field.axes > 1) wanted += " or a tuple of " + axes + " of them";
  if (low != sizes.end()) {
    keras += ", including values {" + (*low)->text() + "} that do not satisfy `value " +
             (positive ? "> 0`" : ">= 0`");
  }
  throw RuleError("argument_value",
                  std::string(row.name) + " needs " + wanted + " for `" + name + "`, got " +
                      python_text(value) + ".",
                  keras);
}

/// Whether the value is one that the kind takes; None is the default's own affair.
void check_kind(const LayerRow& row, const Field& field, const Datum& value) {
  if (value.is_none() && field.otherwise == "None") return;
  if (field.kind == FieldKind::sizes) return check_sizes(row, field, value);
  bool fits = true;
  std::optional<double> number;
  if (const Dim* whole = value.as<Dim>()) {
    if (whole->value()) number = static_cast<double>(*whole->value());
  } else if (const double* real = value.as<double>()) {
    number = *real;
  }
  switch (field.kind) {
    case FieldKind::integer:
      fits = value.as<Dim>() != nullptr;
      break;
    case FieldKind::number:
      fits = number.has_value();
      break;
    case FieldKind::numbers:
      fits = layers::holds_numbers(value);
      break;
    case FieldKind::axes:
      fits = value.is_none() || layers::holds_axes(value);
      break;
    // Keras takes anything for its truth; only numbers are met in practice.
    case FieldKind::boolean:
      fits = value.as<bool>() != nullptr || number.has_value() || value.is_none();
      break;
    case FieldKind::layer:
      fits = value.as<LayerRef>() != nullptr;
      break;
    case FieldKind::choice: {
      const auto* text = value.as<std::string>();
      const std::string chosen = text != nullptr ? *text : value.is_none() ? "None" : "";
      fits = std::ranges::find(field.choices, chosen) != field.choices.end();
      if (!fits) wrong_value(row, field, value, choices_text(field.choices));
      break;
    }
    case FieldKind::activation: {
      const auto* text = value.as<std::string>();
      fits = text != nullptr || value.is_none() || value.as<LayerRef>() != nullptr ||
             value.as<Opaque>() != nullptr;
      if (text != nullptr && !layers::is_activation(*text)) {
        throw RuleError("unknown_activation",
                        "'" + *text + "' is no activation that Keras knows by name.",
                        "Could not interpret activation function identifier: " + *text);
      }
      break;
    }
    case FieldKind::initializer: {
      const auto* text = value.as<std::string>();
      if (text != nullptr && find_initializer(*text) == nullptr) {
        throw RuleError("unknown_initializer",
                        "'" + *text + "' is no initializer that Keras knows by name.",
                        "Could not interpret initializer identifier: " + *text);
      }
      break;
    }
    default:
      break;
  }
  if (!fits) wrong_value(row, field, value, words_of(field.kind));
  if (number && (*number < field.min || *number > field.max)) {
    const bool positive = field.kind == FieldKind::integer && field.min == 1;
    RuleError error("argument_value", std::string(row.name) + " needs " +
                                          (positive ? "a positive integer" : "a value in range") +
                                          " for `" + std::string(field.name) + "`, got " +
                                          python_text(value) + ".");
    if (positive) {
      error.keras_text = "Received an invalid value for `" + std::string(field.name) +
                         "`, expected a positive integer. Received: " + std::string(field.name) +
                         '=' + python_text(value);
    }
    throw error;
  }
}

/// Truth values given as numbers or None become truth values, and a choice that may be in capitals
/// is brought down.
Datum settled(const Field& field, const Datum& value) {
  if (const auto* text = value.as<std::string>(); text != nullptr && field.any_case) {
    std::string lower = *text;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
  }
  if (field.kind != FieldKind::boolean || value.as<bool>() != nullptr) return value;
  if (value.is_none()) return field.otherwise == "None" ? value : Datum(false);
  if (const Dim* whole = value.as<Dim>()) return !whole->is(0);
  if (const double* real = value.as<double>()) return *real != 0.0;
  return value;
}

ConfigEntry* find_entry(Config& config, std::string_view name) {
  const auto found =
      std::find_if(config.entries.begin(), config.entries.end(),
                   [&](const ConfigEntry& entry) { return entry.field->name == name; });
  return found == config.entries.end() ? nullptr : &*found;
}

[[noreturn]] void type_error(std::string code, const std::string& message,
                             const std::string& keras) {
  RuleError error(std::move(code), message, keras);
  error.exception = "TypeError";
  throw error;
}

}  // namespace

Config make_config(const LayerRow& row, const std::vector<GivenDatum>& given) {
  const std::string name(row.name);
  Config config;
  for (const auto& fields : {row.fields, shared_fields()}) {
    for (const Field& field : fields) {
      if (find_entry(config, field.name) != nullptr) continue;
      config.entries.push_back({&field, parse_default(field.otherwise), false, {}});
    }
  }
  std::size_t position = 0;
  std::string unknown;
  const GivenDatum* stranger = nullptr;  // the first that is no argument
  for (const GivenDatum& argument : given) {
    ConfigEntry* entry = nullptr;
    if (argument.name.empty()) {
      if (position >= row.fields.size()) {
        type_error("too_many_arguments",
                   name + " takes at most " + std::to_string(row.fields.size()) +
                       " arguments by position.",
                   name + ".__init__() takes from 1 to " + std::to_string(row.fields.size() + 1) +
                       " positional arguments but more were given");
      }
      entry = find_entry(config, row.fields[position++].name);
    } else {
      entry = find_entry(config, argument.name);
    }
    if (entry == nullptr) {
      if (stranger == nullptr) stranger = &argument;
      unknown +=
          (unknown.empty() ? "'" : ", '") + argument.name + "': " + python_text(argument.value);
      continue;
    }
    if (entry->given) {
      type_error("argument_twice", name + " got `" + argument.name + "` twice.",
                 name + ".__init__() got multiple values for argument '" + argument.name + "'");
    }
    entry->value = settled(*entry->field, argument.value);
    entry->given = true;
    entry->span = argument.span;
  }
  for (const ConfigEntry& entry : config.entries) {
    if (entry.field->otherwise.empty() && !entry.given) {
      const std::string field(entry.field->name);
      type_error("missing_argument", name + " needs `" + field + "`.",
                 name + ".__init__() missing 1 required positional argument: '" + field + "'");
    }
  }
  if (stranger != nullptr) {
    std::vector<std::string_view> fields;
    for (const ConfigEntry& entry : config.entries) fields.push_back(entry.field->name);
    const auto near = nearest_name(stranger->name, fields);
    throw RuleError("unknown_argument",
                    name + " has no argument `" + stranger->name + "`." +
                        (near ? " Is `" + std::string(*near) + "` meant?" : ""),
                    "Unrecognized keyword arguments passed to " + name + ": {" + unknown + '}');
  }
  for (const ConfigEntry& entry : config.entries) {
    if (entry.given) check_kind(row, *entry.field, entry.value);
  }
  if (row.check != nullptr) row.check(config);
  return config;
}

}  // namespace unroll
