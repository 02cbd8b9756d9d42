// Owns which arguments of a layer have to be told. Must not know graphs.
// Mirrors the `get_config` methods of keras/src/layers.
#include "layers/told_arguments.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <tuple>

namespace unroll {

// ---- initializers ----------------------------------------------------------------------------

namespace {

bool same_initializer(const Initializer& a, const Initializer& b) {
  const auto facts = [](const Initializer& of) {
    return std::array<double, 10>{static_cast<double>(of.kind),
                                  static_cast<double>(of.mode),
                                  static_cast<double>(of.distribution),
                                  of.scale,
                                  of.minval,
                                  of.maxval,
                                  of.mean,
                                  of.stddev,
                                  of.gain,
                                  of.value};
  };
  return facts(a) == facts(b);
}

/// The value of an argument: a number, or the choice by Keras's word.
Datum argument_of(const Initializer& initializer, const InitializerArgument& argument) {
  if (argument.number != nullptr) return initializer.*argument.number;
  for (const std::string_view choice : argument.choices) {
    Initializer chosen = initializer;
    if (set_choice(chosen, argument.name, choice) && same_initializer(chosen, initializer)) {
      return std::string(choice);
    }
  }
  return {};
}

void set_argument(Initializer& initializer, const GivenDatum& argument,
                  const InitializerArgument& by) {
  if (by.number != nullptr) {
    initializer.*by.number = *argument.value.as<double>();
  } else if (const auto* choice = argument.value.as<std::string>()) {
    std::ignore = set_choice(initializer, by.name, *choice);
  }
}

const LayerState& no_layers(LayerId /*id*/) {
  static const LayerState none;
  return none;
}

}  // namespace

ToldInitializer told_initializer(const Initializer& initializer) {
  ToldInitializer best;
  for (const InitializerRow& row : initializer_table()) {
    if (row.defaults.kind != initializer.kind) continue;
    ToldInitializer told{&row, {}};
    Initializer made = row.defaults;
    for (const InitializerArgument& argument : row.arguments) {
      const Datum value = argument_of(initializer, argument);
      if (says_same(value, argument_of(row.defaults, argument), no_layers)) continue;
      told.arguments.push_back({std::string(argument.name), value, {}});
      set_argument(made, told.arguments.back(), argument);
    }
    if (!same_initializer(made, initializer)) continue;
    if (best.row == nullptr || told.arguments.size() < best.arguments.size()) best = told;
  }
  return best;
}

// ---- sameness --------------------------------------------------------------------------------

namespace {

std::optional<double> number_of(const Datum& datum) {
  if (const auto* real = datum.as<double>()) return *real;
  const Dim* whole = datum.as<Dim>();
  if (whole == nullptr || !whole->value()) return std::nullopt;
  return static_cast<double>(*whole->value());
}

/// An initializer, also by its name.
std::optional<Initializer> initializer_of(const Datum& datum) {
  if (const auto* initializer = datum.as<Initializer>()) return *initializer;
  const auto* name = datum.as<std::string>();
  const InitializerRow* row = name == nullptr ? nullptr : find_initializer(*name);
  return row == nullptr ? std::nullopt : std::optional(row->defaults);
}

const ConfigEntry* find_entry(const LayerState& layer, std::string_view name) {
  const auto found = std::ranges::find_if(
      layer.config.entries, [&](const ConfigEntry& entry) { return entry.field->name == name; });
  return found == layer.config.entries.end() ? nullptr : &*found;
}

bool same_layers(const LayerState& a, const LayerState& b, const LayerOf& layer_of,
                 std::span<const std::string_view> apart_from) {
  if (a.row == nullptr || a.row != b.row) return false;
  return std::ranges::all_of(a.config.entries, [&](const ConfigEntry& entry) {
    if (std::ranges::find(apart_from, entry.field->name) != apart_from.end()) return true;
    const ConfigEntry* other = find_entry(b, entry.field->name);
    return other != nullptr && says_same(entry.value, other->value, layer_of);
  });
}

}  // namespace

bool says_same(const Datum& a, const Datum& b, const LayerOf& layer_of) {
  if (a.is_none() || b.is_none()) return a.is_none() && b.is_none();
  const auto number = number_of(a);
  if (number || number_of(b)) return number == number_of(b);
  if (a.as<Initializer>() != nullptr || b.as<Initializer>() != nullptr) {
    const auto one = initializer_of(a);
    const auto other = initializer_of(b);
    return one && other && same_initializer(*one, *other);
  }
  if (a.as<LayerRef>() != nullptr && b.as<LayerRef>() != nullptr) {
    const LayerId one = a.as<LayerRef>()->id;
    const LayerId other = b.as<LayerRef>()->id;
    return one == other || same_layers(layer_of(one), layer_of(other), layer_of, {});
  }
  const DatumList* items = a.list();
  const DatumList* others = b.list();
  if (items != nullptr && others != nullptr) {
    return std::ranges::equal(items->items, others->items, [&](const Datum& x, const Datum& y) {
      return says_same(x, y, layer_of);
    });
  }
  if (const auto* one = a.as<Opaque>()) {
    // Keras's own objects are the same by what made them, functions of a program are not.
    const auto* other = b.as<Opaque>();
    return other != nullptr && (one->held == other->held ||
                                (one->text.starts_with("keras.") && one->text == other->text));
  }
  return a.held.index() == b.held.index() && a.as<TensorRef>() == nullptr &&
         python_text(a) == python_text(b);
}

// ---- what has to be told ---------------------------------------------------------------------

namespace {

/// Whether Keras settles on this value itself where the argument is left out.
bool is_settled(const LayerState& layer, const ConfigEntry& entry, const LayerOf& layer_of) {
  const std::string_view name = entry.field->name;
  const auto* text = entry.value.as<std::string>();
  if (name == "dtype") return text != nullptr && *text == "float32";
  if (name == "data_format") return text != nullptr && *text == "channels_last";
  if (entry.field->kind == FieldKind::activation && entry.field->otherwise == "None") {
    return text != nullptr && *text == "linear";
  }
  // Pooling moves on by as much as it pools.
  if (name == "strides" && entry.field->otherwise == "None") {
    return find_entry(layer, "pool_size") != nullptr &&
           layer.config.sizes("strides") == layer.config.sizes("pool_size");
  }
  // Whoever masks both directions has their outputs fit together.
  if (name == "zero_output_for_mask" && layer.name.starts_with("forward_")) {
    return says_same(entry.value, layer.config["return_sequences"], layer_of);
  }
  // A wrapper of two directions makes the second layer out of the first.
  if (name == "backward_layer" && entry.value.as<LayerRef>() != nullptr) {
    static constexpr std::array<std::string_view, 2> differ = {"name", "go_backwards"};
    const LayerState& forward = layer_of(layer.config["layer"].as<LayerRef>()->id);
    const LayerState& backward = layer_of(entry.value.as<LayerRef>()->id);
    return same_layers(forward, backward, layer_of, differ) &&
           find_entry(forward, "go_backwards") != nullptr &&
           !forward.config.boolean("go_backwards") && backward.config.boolean("go_backwards");
  }
  return false;
}

bool is_default(const LayerState& layer, const ConfigEntry& entry, const LayerOf& layer_of) {
  const Field& field = *entry.field;
  if (field.otherwise.empty()) return false;
  const Datum otherwise = parse_default(field.otherwise);
  if (field.kind == FieldKind::sizes && !entry.value.is_none() && !otherwise.is_none()) {
    ConfigEntry usual = entry;
    usual.value = otherwise;
    return Config{{entry}}.sizes(field.name) == Config{{usual}}.sizes(field.name);
  }
  return says_same(entry.value, otherwise, layer_of) || is_settled(layer, entry, layer_of);
}

/// Arguments that stand for an Input before the layer.
bool makes_input(const Field& field) {
  static constexpr std::array<std::string_view, 3> names = {"input_shape", "input_dim",
                                                            "batch_input_shape"};
  const auto shared = shared_fields();
  return std::ranges::find(names, field.name) != names.end() &&
         std::ranges::any_of(shared, [&](const Field& each) { return &each == &field; });
}

}  // namespace

std::vector<const ConfigEntry*> told_arguments(const LayerState& layer, const LayerOf& layer_of) {
  std::vector<const ConfigEntry*> told;
  for (const ConfigEntry& entry : layer.config.entries) {
    if (!entry.given || entry.field->name == "name" || makes_input(*entry.field)) continue;
    if (!is_default(layer, entry, layer_of)) told.push_back(&entry);
  }
  return told;
}

std::vector<const ConfigEntry*> saved_arguments(const LayerState& layer, const LayerOf& layer_of) {
  std::vector<const ConfigEntry*> saved = {find_entry(layer, "name")};
  const auto told = told_arguments(layer, layer_of);
  for (const ConfigEntry& entry : layer.config.entries) {
    const bool own = std::ranges::any_of(layer.row->fields,
                                         [&](const Field& field) { return &field == entry.field; });
    // Some arguments are Keras's older words for others, and are not to be given as None.
    const bool says = !entry.value.is_none() || entry.field->otherwise != "None";
    const bool has_to = std::ranges::find(told, &entry) != told.end();
    if (&entry != saved.front() && (has_to || (own && says))) saved.push_back(&entry);
  }
  return saved;
}

bool is_automatic_name(std::string_view name, std::string_view class_name) {
  for (const std::string_view prefix : {"forward_", "backward_"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  const std::string usual = snake_case(class_name);
  if (!name.starts_with(usual)) return false;
  name.remove_prefix(usual.size());
  if (name.empty()) return true;
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  return name.size() > 1 && name.front() == '_' && std::ranges::all_of(name.substr(1), is_digit);
}

std::vector<GivenDatum> input_arguments(const TensorType& type, bool all) {
  const bool with_batch = all || type.shape.front().size.value().has_value();
  std::vector<Datum> sizes;
  for (const Axis& axis : type.shape) {
    const auto size = axis.size.value();
    sizes.push_back(size ? Datum(Dim(*size)) : Datum());
  }
  if (!with_batch) sizes.erase(sizes.begin());
  std::vector<GivenDatum> arguments;
  arguments.push_back(
      {with_batch ? "batch_shape" : "shape", Datum::of_list(std::move(sizes), true), {}});
  if (all || type.dtype != DType::float32) {
    arguments.push_back({"dtype", std::string(dtype_name(type.dtype)), {}});
  }
  return arguments;
}

}  // namespace unroll
