// Owns the running of a cell over a sequence, and the RNN layer, which does it with any cell. Must
// not know any cell. Mirrors keras/src/layers/rnn/rnn.py.
#include "layers/rnn.hpp"

#include <algorithm>
#include <array>

#include "layers/recurrent_fields.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

void check_sequence(const LayerCall& call) {
  need_rank(call, 3, {Role::batch, Role::time, Role::features});
}

void make_cell(Tracing& trace, LayerState& layer, const LayerRow& cell) {
  std::vector<GivenDatum> given;
  for (const Field& field : cell.fields) {
    const ConfigEntry& entry = layer.config.entry(field.name);
    given.push_back({std::string(field.name), entry.value, entry.span});
  }
  Config config = make_config(cell, given);
  for (ConfigEntry& entry : config.entries) {
    // What the layer was not given is not given to the cell.
    if (entry.given) entry.given = layer.config.entry(entry.field->name).given;
  }
  layer.hold("cell", trace.make_layer(cell, std::move(config), snake_case(cell.name)));
}

void build_cell(LayerBuild& build) {
  const Shape& sequence = build.input();
  if (build.config().boolean("stateful") && !sequence.front().size.value()) {
    throw RuleError("stateful_batch",
                    "With `stateful=True` the batch must have a size, got " + words(sequence) +
                        ": give the Input a `batch_shape` or `batch_size`.",
                    "When using `stateful=True` in a RNN, the batch size must be static. Found "
                    "dynamic batch size: sequence.shape=" +
                        keras_text(sequence));
  }
  TensorType step = build.inputs.front();
  step.shape.erase(step.shape.begin() + 1);
  build.trace.build_layer(build.layer.inner("cell"), std::span(&step, 1));
}

Axis input_features(const LayerBuild& build) {
  const Dim& size = build.input().back().size;
  if (!size.value()) {
    throw RuleError("unknown_features",
                    "A recurrent layer needs to know how many features come in: "
                    "give the last axis a size.");
  }
  return {size, Role::features, 0};
}

std::vector<ValueId> split_gates(Tracing& trace, ValueId sum, std::int64_t parts,
                                 std::int64_t axis) {
  return trace.apply(op("split"), std::span(&sum, 1), {{"axis", axis}, {"sections", parts}});
}

ValueId activate_named(Tracing& trace, std::string_view name, const Datum& activation,
                       ValueId before) {
  const ValueId value = trace.activate(activation, before);
  trace.name(name, value, before);
  return value;
}

Datum state_size_of(Tracing& trace, LayerId cell) {
  const LayerState& state = trace.layer(cell);
  Datum size = trace.attribute(cell, "state_size");
  if (size.is_none() && state.row != nullptr && state.row->state_size != nullptr) {
    size = state.row->state_size(trace, state);
  }
  const bool sizes = size.list() != nullptr && !size.list()->items.empty();
  if (size.as<Dim>() == nullptr && !sizes) {
    throw RuleError("state_size",
                    "The cell `" + state.name +
                        "` must say how large its states are: give it a `state_size`, a number or "
                        "a list of numbers.",
                    "state_size must be specified as property on the RNN cell.");
  }
  return size;
}

namespace {

/// Zeros in the structure of `sizes`: (batch, size) for each.
Datum zero_states(Tracing& trace, const Dim& batch, const Datum& sizes) {
  if (const Dim* size = sizes.as<Dim>()) {
    const std::vector<Dim> shape = {batch, *size};
    return TensorRef{trace.apply("full", {}, {{"shape", shape}, {"value", 0.0}})};
  }
  std::vector<Datum> states;
  if (const DatumList* list = sizes.list()) {
    for (const Datum& item : list->items) states.push_back(zero_states(trace, batch, item));
  }
  return Datum::of_list(std::move(states));
}

Datum as_list(Datum states) {
  return states.list() == nullptr ? Datum::of_list({std::move(states)}) : states;
}

/// The same structure with these tensors in it, in order.
Datum with_tensors(const Datum& structure, std::span<const ValueId> tensors) {
  std::size_t next = 0;
  return replace_tensors(structure, [&](ValueId /*old*/) { return tensors[next++]; });
}

/// The states that the call is given, for a cell that needs tensors like `wanted`.
std::vector<ValueId> given_states(const LayerCall& call, LayerId cell,
                                  std::span<const ValueId> wanted) {
  Tracing& trace = call.trace;
  const std::string name(call.layer.row->name);
  std::vector<ValueId> states = tensors_of(call.argument("initial_state"));
  if (states.size() != wanted.size()) {
    throw RuleError("states", name + " carries " + std::to_string(wanted.size()) + " states, got " +
                                  std::to_string(states.size()) + " in `initial_state`.");
  }
  // What a cell of the program makes of its states is its own affair.
  if (trace.defines_method(cell, "call")) return states;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const Shape& given = trace.shape(states[i]);
    const Shape& needed = trace.shape(wanted[i]);
    if (given.size() == needed.size() && !never_equal(given.back().size, needed.back().size)) {
      continue;
    }
    RuleError error("states", name + " needs an `initial_state` of " + words(needed) + ", got " +
                                  words(given) + ".");
    error.got = states[i];
    states[i] = trace.declare(states[i], needed, error);
  }
  return states;
}

/// The states before the first step, in the structure that the cell works with.
Datum initial_states(const LayerCall& call, LayerId cell, const std::vector<Shape>* shapes) {
  Tracing& trace = call.trace;
  const Dim batch = trace.shape(call.input()).front().size;
  Datum zeros;
  if (shapes == nullptr) {
    const auto own = trace.call_method(cell, "get_initial_state", {{"batch_size", batch, {}}});
    zeros = as_list(own ? *own : zero_states(trace, batch, state_size_of(trace, cell)));
  } else {
    std::vector<ValueId> made;
    for (const Shape& shape : *shapes) {
      std::vector<Dim> sizes;
      for (const Axis& axis : shape) sizes.push_back(axis.size);
      made.push_back(trace.apply("full", {}, {{"shape", sizes}, {"value", 0.0}}));
    }
    zeros = Datum::of_tensors(made);
  }
  const std::vector<ValueId> wanted = tensors_of(zeros);
  if (const Datum& argument = call.argument("initial_state"); !argument.is_none()) {
    return with_tensors(zeros, given_states(call, cell, wanted));
  }
  if (!call.config().boolean("stateful")) return zeros;
  std::vector<Shape> kept;
  for (const ValueId state : wanted) kept.push_back(trace.shape(state));
  const std::vector<ValueId> states = trace.kept_states(call.layer.id, kept);
  for (const ValueId state : states) {
    const Dim& kept_batch = trace.shape(state).front().size;
    if (kept_batch == batch) continue;
    throw RuleError("stateful_batch",
                    call.layer.name + " keeps a state for a batch of " + kept_batch.text() +
                        ", got a batch of " + batch.text() + ".",
                    "If an RNN is stateful, the batch size of the input sequences must be the same "
                    "as the batch size of the initial state.");
  }
  return with_tensors(zeros, states);
}

}  // namespace

Datum scan_cell(const LayerCall& call, const std::vector<Shape>* state_shapes) {
  const LayerId cell = call.layer.inner("cell");
  const ValueId sequence = call.input();
  if (call.trace.shape(sequence)[1].size.is(0)) {
    throw RuleError("empty_sequence", std::string(call.layer.row->name) +
                                          " needs at least one step, got " +
                                          words(call.trace.shape(sequence)) + ".");
  }
  const Datum before = initial_states(call, cell, state_shapes);
  ScanOptions options;
  options.sequences = {sequence};
  options.states = tensors_of(before);
  const std::vector<ValueId> masks = tensors_of(call.argument("mask"));
  if (!masks.empty()) options.mask = masks.front();
  options.reverse = call.config().boolean("go_backwards");
  options.zero_output_for_mask = call.config().boolean("zero_output_for_mask");
  const Scanned scanned = call.trace.scan(
      options, [&](std::span<const ValueId> steps, std::span<const ValueId> states) {
        const Datum result = call.trace.call_layer(
            cell, {{"", TensorRef{steps.front()}, {}}, {"", with_tensors(before, states), {}}});
        const std::vector<ValueId> tensors = tensors_of(result);
        if (tensors.empty()) {
          throw RuleError("cell", "a cell must return its output and its new states.");
        }
        return ScanStep{{tensors.front()}, {tensors.begin() + 1, tensors.end()}};
      });
  if (call.config().boolean("stateful")) {
    call.trace.keep_states(call.layer.id, scanned.states);
  }
  const ValueId output =
      call.config().boolean("return_sequences") ? scanned.all.front() : scanned.last.front();
  if (!call.config().boolean("return_state")) return TensorRef{output};
  std::vector<Datum> items = {TensorRef{output}};
  const Datum after = with_tensors(before, scanned.states);
  items.insert(items.end(), after.list()->items.begin(), after.list()->items.end());
  return Datum::of_list(std::move(items), true);
}

Datum sequence_masks(const LayerCall& call, const Datum& masks) {
  const std::vector<ValueId> tensors = tensors_of(masks);
  const bool kept = call.config().boolean("return_sequences") && !tensors.empty();
  return kept ? Datum::of_list({TensorRef{tensors.front()}}) : Datum::of_list({Datum()});
}

std::vector<ValueId> need_states(const LayerCall& call, std::size_t count) {
  std::vector<ValueId> states = tensors_of(call.argument("states"));
  if (states.size() == count) return states;
  throw RuleError("states", std::string(call.layer.row->name) + " carries " +
                                (count == 1 ? "one state" : std::to_string(count) + " states") +
                                ", got " + std::to_string(states.size()) + ".");
}

Datum step_result(ValueId output, const std::vector<ValueId>& states) {
  return Datum::of_list({TensorRef{output}, Datum::of_tensors(states)}, true);
}

std::string cell_settings(const Config& config) {
  const Datum& activation = config["activation"];
  const auto* name = activation.as<std::string>();
  if (name != nullptr) return *name;
  return activation.is_none() ? "linear" : "own activation";
}

namespace {

std::string steps_text(const Config& config) {
  return std::string(config.boolean("return_sequences") ? "all steps" : "last step") +
         (config.boolean("go_backwards") ? ", backwards" : "");
}

}  // namespace

std::string sequence_settings(const Config& config) {
  return cell_settings(config) + ", " + steps_text(config);
}

std::vector<std::string> outputs_with_states(const Config& config,
                                             std::vector<std::string> states) {
  std::vector<std::string> names = {"out"};
  if (config.boolean("return_state")) names.insert(names.end(), states.begin(), states.end());
  return names;
}

// ---- RNN -------------------------------------------------------------------------------------

namespace {

using namespace recurrent;

constexpr std::array fields = {
    Field{"cell", FieldKind::code, "", "The cell that makes each step, or a list of cells.", true},
    return_sequences,
    return_state,
    go_backwards,
    stateful,
    unroll,
    zero_output_for_mask,
    activity_regularizer,
};

constexpr std::array notes = {
    batch_kept,
    time_kept,
    time_ended,
    AxisNote{AxisChange::replaced, Role::features,
             "The cell makes {to} numbers of the {from} that come in at each step."},
};

/// A list of cells is one StackedRNNCells.
void make(Tracing& trace, LayerState& layer) {
  for (ConfigEntry& entry : layer.config.entries) {
    if (entry.field->name != "cell" || entry.value.list() == nullptr) continue;
    Config config = make_config(stacked_rnn_cells, {{"cells", entry.value, entry.span}});
    entry.value = LayerRef{trace.make_layer(stacked_rnn_cells, std::move(config), "")};
  }
  const auto* cell = layer.config["cell"].as<LayerRef>();
  if (cell == nullptr) {
    throw RuleError("cell",
                    "RNN needs a cell, got " + python_text(layer.config["cell"]) +
                        ": a layer that makes one step, with `state_size` and `call`.",
                    "Argument `cell` should have a `call` method. Received: cell=" +
                        python_text(layer.config["cell"]));
  }
  layer.hold("cell", cell->id);
  [[maybe_unused]] const Datum size = state_size_of(trace, cell->id);
}

void check_input(const LayerCall& call) {
  need_min_rank(call, 3, {Role::batch, Role::time, Role::features});
}

Datum call(const LayerCall& call) { return scan_cell(call); }

/// A tuple of sizes, None for open ones.
Datum shape_tuple(const std::vector<Dim>& sizes) {
  std::vector<Datum> items;
  for (const Dim& size : sizes) items.push_back(size.is_open() ? Datum() : Datum(size));
  return Datum::of_list(std::move(items), true);
}

/// For a cell of the program Keras goes by its sizes, whatever its steps make.
std::optional<DeclaredOutput> declared(const LayerCall& call) {
  Tracing& trace = call.trace;
  const LayerId cell = call.layer.inner("cell");
  if (!trace.defines_method(cell, "call")) return std::nullopt;
  const Shape& sequence = trace.shape(call.input());
  const Dim batch = sequence[0].size;
  const Datum states = as_list(state_size_of(trace, cell));
  Datum output = trace.attribute(cell, "output_size");
  if (output.is_none()) output = states.list()->items.front();
  const Dim* size = output.as<Dim>();
  if (size == nullptr) {
    throw RuleError("output_size",
                    "The cell's `output_size` must be an integer, got " + python_text(output) + '.',
                    "output_size must be an integer.");
  }
  std::vector<Dim> all = {batch, *size};
  if (call.config().boolean("return_sequences")) all.insert(all.begin() + 1, sequence[1].size);
  std::vector<Datum> shapes = {shape_tuple(all)};
  if (!call.config().boolean("return_state")) return DeclaredOutput{shapes.front(), "output_size"};
  for (const Datum& state : states.list()->items) {
    if (const Dim* one = state.as<Dim>()) {
      shapes.push_back(shape_tuple({batch, *one}));
    } else if (const DatumList* several = state.list()) {
      std::vector<Datum> inner;
      for (const Datum& item : several->items) {
        if (const Dim* each = item.as<Dim>()) inner.push_back(shape_tuple({batch, *each}));
      }
      shapes.push_back(Datum::of_list(std::move(inner)));
    }
  }
  return DeclaredOutput{Datum::of_list(std::move(shapes), true), "output_size"};
}

std::vector<std::string> outputs(const Config& config) {
  return outputs_with_states(config, {"state"});
}

}  // namespace

const LayerRow rnn = {
    .name = "RNN",
    .group = "recurrent",
    .summary = "Runs a cell over the steps of a sequence.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.RNN(layers.LSTMCell(32), return_sequences=True)(x)",
    .fields = fields,
    .check_input = check_input,
    .make = make,
    .build = build_cell,
    .call = call,
    .notes = notes,
    .settings = steps_text,
    .arguments = layer_arguments,
    .masks = MaskSupport::until_3_15,
    .compute_mask = sequence_masks,
    .shows_inner = true,
    .outputs = outputs,
    .declared = declared,
};

}  // namespace unroll::layers
