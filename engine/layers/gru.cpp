// Owns the GRU layer and its cell. Must not know graphs.
// Mirrors keras/src/layers/rnn/gru.py.
#include <array>
#include <vector>

#include "layers/recurrent_fields.hpp"
#include "layers/rnn.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace recurrent;

constexpr Doc paper =
    "Cho et al., \"Learning Phrase Representations using RNN Encoder-Decoder for Statistical "
    "Machine Translation\", 2014";

constexpr Field activation = {"activation", FieldKind::activation, "\"tanh\"",
                              "The function that makes the candidate.", true};
constexpr std::array reset_effects = {
    Effect{"True", "resets what the state adds to the candidate; two biases"},
    Effect{"False", "resets the state before its product; one bias"}};
constexpr Field reset_after = {"reset_after",
                               FieldKind::boolean,
                               "True",
                               "Whether the reset gate acts after the product with the recurrent "
                               "kernel or before it.",
                               false,
                               false,
                               {},
                               -unbounded,
                               unbounded,
                               reset_effects};

constexpr std::array cell_fields = {
    units,
    activation,
    recurrent_activation,
    use_bias,
    kernel_initializer,
    recurrent_initializer,
    bias_initializer,
    kernel_regularizer,
    recurrent_regularizer,
    bias_regularizer,
    kernel_constraint,
    recurrent_constraint,
    bias_constraint,
    dropout,
    recurrent_dropout,
    reset_after,
    seed,
    implementation,
};

constexpr std::array fields = {
    units,
    activation,
    recurrent_activation,
    use_bias,
    kernel_initializer,
    recurrent_initializer,
    bias_initializer,
    kernel_regularizer,
    recurrent_regularizer,
    bias_regularizer,
    activity_regularizer,
    kernel_constraint,
    recurrent_constraint,
    bias_constraint,
    dropout,
    recurrent_dropout,
    seed,
    return_sequences,
    return_state,
    go_backwards,
    stateful,
    recurrent::unroll,
    reset_after,
    use_cudnn,
    zero_output_for_mask,
    implementation,
};

constexpr std::array notes = {batch_kept, time_kept, time_ended, features_replaced};

// ---- the cell --------------------------------------------------------------------------------

void build_weights(LayerBuild& build) {
  const Axis state{build.config().integer("units"), Role::features, 0};
  const Axis gates{3 * state.size, Role::features, 0};
  build.add_weight("kernel", {input_features(build), gates}, "kernel_initializer");
  build.add_weight("recurrent_kernel", {state, gates}, "recurrent_initializer");
  if (!build.config().boolean("use_bias")) return;
  // With reset_after, a row for the input and one for the state.
  Shape bias = {gates};
  if (build.config().boolean("reset_after")) bias.insert(bias.begin(), {2, Role::other, 0});
  build.add_weight("bias", std::move(bias), "bias_initializer");
}

/// The parts z, r, h of the input and of the state, before they are put together.
struct Parts {
  std::vector<ValueId> input;
  std::vector<ValueId> state;  ///< without h where the reset gate acts before the product
  ValueId candidate_kernel = no_id;
};

Parts parts_of(const LayerCall& call, ValueId h) {
  Tracing& trace = call.trace;
  const bool use_bias = call.config().boolean("use_bias");
  ValueId input = trace.apply("matmul", {call.input(), call.weight("kernel")});
  const ValueId kernel = call.weight("recurrent_kernel");
  if (!call.config().boolean("reset_after")) {
    if (use_bias) input = trace.apply("add", {input, call.weight("bias")});
    const auto units = call.config().integer("units").value().value_or(0);
    const std::vector<ValueId> kernels =
        trace.apply(op("split"), std::span(&kernel, 1),
                    {{"axis", std::int64_t{1}}, {"indices", std::vector<std::int64_t>{2 * units}}});
    const ValueId state = trace.apply("matmul", {h, kernels[0]});
    return {split_gates(trace, input, 3), split_gates(trace, state, 2), kernels[1]};
  }
  ValueId state = trace.apply("matmul", {h, kernel});
  if (use_bias) {
    const ValueId bias = call.weight("bias");
    const std::vector<ValueId> rows =
        trace.apply(op("split"), std::span(&bias, 1),
                    {{"axis", std::int64_t{0}}, {"sections", std::int64_t{2}}});
    const Attributes first = {{"axes", std::vector<std::int64_t>{0}}};
    input = trace.apply("add", {input, trace.apply("squeeze", {rows[0]}, first)});
    state = trace.apply("add", {state, trace.apply("squeeze", {rows[1]}, first)});
  }
  return {split_gates(trace, input, 3), split_gates(trace, state, 3), no_id};
}

/// h = z * h + (1 - z) * candidate, the candidate from the input and from the state that r resets.
Datum call_cell(const LayerCall& call) {
  Tracing& trace = call.trace;
  const ValueId h = need_states(call, 1).front();
  const Parts parts = parts_of(call, h);
  const auto gate = [&](std::string_view name, std::size_t at) {
    return activate_named(trace, name, call.config()["recurrent_activation"],
                          trace.apply("add", {parts.input[at], parts.state[at]}));
  };
  const ValueId z = gate("z", 0);
  const ValueId r = gate("r", 1);
  const ValueId reset =
      parts.candidate_kernel == no_id
          ? trace.apply("multiply", {r, parts.state[2]})
          : trace.apply("matmul", {trace.apply("multiply", {r, h}), parts.candidate_kernel});
  const ValueId candidate = activate_named(trace, "candidate", call.config()["activation"],
                                           trace.apply("add", {parts.input[2], reset}));
  const ValueId one = trace.apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", 1.0}});
  const ValueId rest = trace.apply("subtract", {one, z});
  const ValueId next = trace.apply(
      "add", {trace.apply("multiply", {z, h}), trace.apply("multiply", {rest, candidate})});
  trace.name("h", next, no_id);
  // A bare state is answered with a bare state.
  if (call.argument("states").list() != nullptr) return step_result(next, {next});
  return Datum::of_list({TensorRef{next}, TensorRef{next}}, true);
}

Datum state_size(Tracing& /*trace*/, const LayerState& cell) {
  return cell.config.integer("units");
}

// ---- the layer -------------------------------------------------------------------------------

void make(Tracing& trace, LayerState& layer) { make_cell(trace, layer, gru_cell); }

Datum call(const LayerCall& call) { return scan_cell(call); }

std::vector<std::string> outputs(const Config& config) {
  return outputs_with_states(config, {"h"});
}

constexpr std::string_view formula =
    "3 * units * (features + units + use_bias + use_bias * reset_after)";

}  // namespace

const LayerRow gru_cell = {
    .name = "GRUCell",
    .group = "recurrent",
    .summary = "One step of a GRU: a new state between the old one and a candidate.",
    .paper = paper,
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.RNN(layers.GRUCell(32))(x)",
    .fields = cell_fields,
    .build = build_weights,
    .call = call_cell,
    .formula = formula,
    .settings = cell_settings,
    .arguments = cell_arguments,
    .state_size = state_size,
};

const LayerRow gru = {
    .name = "GRU",
    .group = "recurrent",
    .summary = "Reads one step at a time, carrying one hidden state that two gates guard.",
    .paper = paper,
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.GRU(32)(x)",
    .fields = fields,
    .check_input = check_sequence,
    .make = make,
    .build = build_cell,
    .call = call,
    .formula = formula,
    .notes = notes,
    .settings = sequence_settings,
    .arguments = layer_arguments,
    .masks = MaskSupport::until_3_15,
    .compute_mask = sequence_masks,
    .outputs = outputs,
};

}  // namespace unroll::layers
