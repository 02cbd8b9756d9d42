// Owns the SimpleRNN layer and its cell. Must not know graphs.
// Mirrors keras/src/layers/rnn/simple_rnn.py.
#include <array>
#include <vector>

#include "layers/recurrent_fields.hpp"
#include "layers/rnn.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace recurrent;

constexpr Doc paper = "Elman, \"Finding Structure in Time\", 1990";

constexpr Field activation = {"activation", FieldKind::activation, "\"tanh\"",
                              "The function that makes the new state.", true};

constexpr std::array cell_fields = {
    units,
    activation,
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
    seed,
};

constexpr std::array fields = {
    units,
    activation,
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
    return_sequences,
    return_state,
    go_backwards,
    stateful,
    recurrent::unroll,
    seed,
    zero_output_for_mask,
};

constexpr std::array notes = {batch_kept, time_kept, time_ended, features_replaced};

// ---- the cell --------------------------------------------------------------------------------

void build_weights(LayerBuild& build) {
  const Axis state{build.config().integer("units"), Role::features, 0};
  build.add_weight("kernel", {input_features(build), state}, "kernel_initializer");
  build.add_weight("recurrent_kernel", {state, state}, "recurrent_initializer");
  if (build.config().boolean("use_bias")) build.add_weight("bias", {state}, "bias_initializer");
}

/// output = activation(x·kernel + bias + state·recurrent_kernel), which is the new state too.
Datum call_cell(const LayerCall& call) {
  const std::vector<ValueId> states = need_states(call, 1);
  ValueId h = call.trace.apply("matmul", {call.input(), call.weight("kernel")});
  if (call.config().boolean("use_bias")) h = call.trace.apply("add", {h, call.weight("bias")});
  const ValueId carried =
      call.trace.apply("matmul", {states.front(), call.weight("recurrent_kernel")});
  const ValueId output = activate_named(call.trace, "h", call.config()["activation"],
                                        call.trace.apply("add", {h, carried}));
  return step_result(output, {output});
}

Datum state_size(Tracing& /*trace*/, const LayerState& cell) {
  return cell.config.integer("units");
}

// ---- the layer -------------------------------------------------------------------------------

void make(Tracing& trace, LayerState& layer) { make_cell(trace, layer, simple_rnn_cell); }

Datum call(const LayerCall& call) { return scan_cell(call); }

std::vector<std::string> outputs(const Config& config) {
  return outputs_with_states(config, {"h"});
}

}  // namespace

const LayerRow simple_rnn_cell = {
    .name = "SimpleRNNCell",
    .group = "recurrent",
    .summary = "One step of a simple recurrence: a new state from an input and the old state.",
    .paper = paper,
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.RNN(layers.SimpleRNNCell(32))(x)",
    .fields = cell_fields,
    .build = build_weights,
    .call = call_cell,
    .formula = "units * (features + units + use_bias)",
    .settings = cell_settings,
    .arguments = cell_arguments,
    .state_size = state_size,
};

const LayerRow simple_rnn = {
    .name = "SimpleRNN",
    .group = "recurrent",
    .summary = "Reads one step at a time, carrying one hidden state.",
    .paper = paper,
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.SimpleRNN(32)(x)",
    .fields = fields,
    .check_input = check_sequence,
    .make = make,
    .build = build_cell,
    .call = call,
    .formula = "units * (features + units + use_bias)",
    .notes = notes,
    .settings = sequence_settings,
    .arguments = layer_arguments,
    .masks = MaskSupport::until_3_15,
    .compute_mask = sequence_masks,
    .outputs = outputs,
};

}  // namespace unroll::layers
