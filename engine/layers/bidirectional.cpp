// Owns the Bidirectional wrapper. Must not know which layers it wraps: it works through their
// arguments `go_backwards`, `return_sequences`, `return_state` and `stateful`.
// Mirrors keras/src/layers/rnn/bidirectional.py.
#include <array>

#include "layers/recurrent_fields.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array<std::string_view, 5> merge_modes = {"sum", "mul", "ave", "concat", "None"};
constexpr std::array merge_effects = {
    Effect{"'concat'", "puts both outputs side by side"},
    Effect{"'sum'", "adds them"},
    Effect{"'mul'", "multiplies them"},
    Effect{"'ave'", "takes their mean"},
    Effect{"None", "gives both"},
};

constexpr std::array fields = {
    Field{"layer", FieldKind::layer, "", "The recurrent layer that reads forward.", true},
    Field{"merge_mode", FieldKind::choice, "\"concat\"", "How the two outputs become one.", true,
          false, merge_modes, -recurrent::unbounded, recurrent::unbounded, merge_effects},
    Field{"weights", FieldKind::code, "None", "First weights of both layers.", false, true},
    Field{"backward_layer", FieldKind::layer, "None",
          "The layer that reads backward; made from the first where left out."},
};

constexpr std::array notes = {
    recurrent::batch_kept,
    AxisNote{AxisChange::kept, Role::time,
             "Both directions return every step; the backward ones "
             "are turned round, so that steps line up."},
    AxisNote{AxisChange::ended, Role::time, "Each direction returns only its last step."},
    AxisNote{AxisChange::replaced, Role::features,
             "`merge_mode=\"concat\"` puts the features of both directions side by side: {to}.",
             "merge_mode", "'concat'"},
    AxisNote{AxisChange::replaced, Role::features,
             "Both directions give {to} numbers, which `merge_mode` makes one."},
};

/// `prefix` before the name, once.
std::string prefixed(std::string_view prefix, std::string_view name) {
  return std::string(prefix) +
         std::string(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

const ConfigEntry* find_entry(const LayerState& layer, std::string_view name) {
  for (const ConfigEntry& entry : layer.config.entries) {
    if (entry.field->name == name) return &entry;
  }
  return nullptr;
}

bool flag(const LayerState& layer, std::string_view name) {
  const ConfigEntry* entry = find_entry(layer, name);
  const bool* value = entry == nullptr ? nullptr : entry->value.as<bool>();
  return value != nullptr && *value;
}

/// A Python truth value.
std::string truth(bool value) { return value ? "True" : "False"; }

void check_pair(const LayerState& forward, const LayerState& backward) {
  if (flag(forward, "go_backwards") == flag(backward, "go_backwards")) {
    const std::string both = truth(flag(forward, "go_backwards"));
    throw RuleError("directions",
                    "The two layers of Bidirectional must read in opposite directions; both have "
                    "`go_backwards=" +
                        both + "`.",
                    "Forward layer and backward layer should have different `go_backwards` value. "
                    "Received: forward_layer.go_backwards " +
                        both + ", backward_layer.go_backwards=" + both);
  }
  for (const std::string_view name : {"stateful", "return_sequences", "return_state"}) {
    const bool of_forward = flag(forward, name);
    const bool of_backward = flag(backward, name);
    if (of_forward == of_backward) continue;
    throw RuleError(
        "directions",
        "The two layers of Bidirectional must agree in `" + std::string(name) + "`, got " +
            truth(of_forward) + " and " + truth(of_backward) + ".",
        "Forward layer and backward layer are expected to have the same value for attribute \"" +
            std::string(name) + "\", got \"" + truth(of_forward) + "\" for forward layer and \"" +
            truth(of_backward) + "\" for backward layer");
  }
}

LayerId need_layer(const Config& config, std::string_view name) {
  if (const auto* layer = config[name].as<LayerRef>()) return layer->id;
  throw RuleError("layer",
                  "Bidirectional needs a recurrent layer as `" + std::string(name) + "`, got " +
                      python_text(config[name]) + ".",
                  "Please initialize `Bidirectional` layer with a `keras.layers.Layer` instance. "
                  "Received: " +
                      python_text(config[name]));
}

/// Both directions are layers of their own: the given one only tells their arguments. Where all
/// steps come out, masked ones come out as zeros.
void make(Tracing& trace, LayerState& layer) {
  const LayerId given = need_layer(layer.config, "layer");
  const std::string name = trace.layer(given).name;
  const bool known = find_entry(trace.layer(given), "return_sequences") != nullptr &&
                     find_entry(trace.layer(given), "go_backwards") != nullptr;
  if (!known) {
    throw RuleError("layer",
                    "Bidirectional needs a recurrent layer, got `" + name +
                        "`, which has no `return_sequences` and `go_backwards`.",
                    "'" + name + "' object has no attribute 'go_backwards'");
  }
  const std::vector<GivenDatum> zeros = {
      {"zero_output_for_mask", flag(trace.layer(given), "return_sequences"), {}}};
  const LayerId forward = trace.clone_layer(given, prefixed("forward_", name), zeros);
  LayerId backward = no_id;
  if (layer.config["backward_layer"].is_none()) {
    std::vector<GivenDatum> changes = zeros;
    changes.push_back({"go_backwards", true, {}});
    backward = trace.clone_layer(given, prefixed("backward_", name), changes);
  } else {
    backward = need_layer(layer.config, "backward_layer");
    for (ConfigEntry& entry : trace.layer(backward).config.entries) {
      if (entry.field->name == zeros.front().name) {
        entry.value = flag(trace.layer(backward), "return_sequences");
      }
    }
  }
  check_pair(trace.layer(forward), trace.layer(backward));
  layer.hold("forward_layer", forward);
  layer.hold("backward_layer", backward);
}

void check_input(const LayerCall& call) {
  const LayerState& forward = call.trace.layer(call.layer.inner("forward_layer"));
  if (forward.row == nullptr || forward.row->check_input == nullptr) return;
  // Its arguments are the inner layer's; the layer that is told of is this one.
  LayerState seen = call.layer;
  seen.config = forward.config;
  forward.row->check_input({call.trace, seen, call.arguments});
}

void build(LayerBuild& build) {
  for (const char* side : {"forward_layer", "backward_layer"}) {
    build.trace.build_layer(build.layer.inner(side), build.inputs.first(1));
  }
}

/// What one direction gives: its output, then its states.
std::vector<Datum> run(const LayerCall& call, std::string_view side, const Datum& states) {
  std::vector<GivenDatum> arguments = {{"", TensorRef{call.input()}, {}}};
  if (!states.is_none()) arguments.push_back({"initial_state", states, {}});
  if (const Datum& mask = call.argument("mask"); !mask.is_none()) {
    arguments.push_back({"mask", mask, {}});
  }
  const Datum result = call.trace.call_layer(call.layer.inner(side), std::move(arguments));
  const DatumList* list = result.list();
  return list == nullptr ? std::vector<Datum>{result} : list->items;
}

/// The two halves of `initial_state`, None where it is not given.
std::pair<Datum, Datum> split_states(const Datum& states) {
  if (states.is_none()) return {};
  const DatumList* list = states.list();
  if (list == nullptr || list->items.empty() || list->items.size() % 2 != 0) {
    throw RuleError("states",
                    "Bidirectional needs a list of states for `initial_state`, the forward "
                    "layer's and then the backward layer's, got " +
                        (list == nullptr ? "one tensor" : std::to_string(list->items.size())) +
                        ".");
  }
  const auto half = list->items.begin() + std::ssize(list->items) / 2;
  return {Datum::of_list(std::vector<Datum>(list->items.begin(), half)),
          Datum::of_list(std::vector<Datum>(half, list->items.end()))};
}

Datum merge(const LayerCall& call, ValueId forward, ValueId backward) {
  const auto* mode = call.config()["merge_mode"].as<std::string>();
  if (*mode == "concat") {
    return TensorRef{
        call.trace.apply("concatenate", {forward, backward}, {{"axis", std::int64_t{-1}}})};
  }
  if (*mode == "mul") return TensorRef{call.trace.apply("multiply", {forward, backward})};
  const ValueId sum = call.trace.apply("add", {forward, backward});
  if (*mode == "sum") return TensorRef{sum};
  const ValueId two = call.trace.apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", 2.0}});
  return TensorRef{call.trace.apply("divide", {sum, two})};
}

Datum call(const LayerCall& call) {
  const auto [forward_states, backward_states] = split_states(call.argument("initial_state"));
  const std::vector<Datum> forward = run(call, "forward_layer", forward_states);
  const std::vector<Datum> backward = run(call, "backward_layer", backward_states);
  const ValueId y = tensors_of(forward.front()).front();
  ValueId y_rev = tensors_of(backward.front()).front();
  const LayerState& inner = call.trace.layer(call.layer.inner("forward_layer"));
  if (flag(inner, "return_sequences")) {
    y_rev = call.trace.apply("flip", {y_rev}, {{"axes", std::vector<std::int64_t>{1}}});
  }
  std::vector<Datum> items;
  if (call.config()["merge_mode"].is_none()) {
    items = {TensorRef{y}, TensorRef{y_rev}};
  } else {
    items = {merge(call, y, y_rev)};
  }
  if (flag(inner, "return_state")) {
    items.insert(items.end(), forward.begin() + 1, forward.end());
    items.insert(items.end(), backward.begin() + 1, backward.end());
  }
  return items.size() == 1 ? items.front() : Datum::of_list(std::move(items), true);
}

Datum masks(const LayerCall& call, const Datum& given) {
  const LayerState& inner = call.trace.layer(call.layer.inner("forward_layer"));
  const std::vector<ValueId> tensors = tensors_of(given);
  if (!flag(inner, "return_sequences") || tensors.empty()) return {};
  const Datum mask = TensorRef{tensors.front()};
  return call.config()["merge_mode"].is_none() ? Datum::of_list({mask, mask}) : mask;
}

std::string settings(const Config& config) {
  const auto* mode = config["merge_mode"].as<std::string>();
  return mode == nullptr ? "both outputs" : *mode;
}

}  // namespace

const LayerRow bidirectional = {
    .name = "Bidirectional",
    .group = "recurrent",
    .summary = "Reads a sequence in both directions with two layers, and merges their outputs.",
    .paper = "Schuster and Paliwal, \"Bidirectional Recurrent Neural Networks\", 1997",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(x)",
    .fields = fields,
    .check_input = check_input,
    .make = make,
    .build = build,
    .call = call,
    .notes = notes,
    .settings = settings,
    .arguments = recurrent::layer_arguments,
    .masks = MaskSupport::until_3_15,
    .compute_mask = masks,
    .shows_inner = true,
};

}  // namespace unroll::layers
