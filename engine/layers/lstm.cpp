// Owns the LSTM layer and its cell. Must not know graphs.
// Mirrors keras/src/layers/rnn/lstm.py.
#include "layers/lstm.hpp"

#include <array>
#include <vector>

#include "layers/recurrent_fields.hpp"
#include "layers/rnn.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace recurrent;

constexpr Doc paper = "Hochreiter and Schmidhuber, \"Long Short-Term Memory\", 1997";

constexpr std::array cell_fields = {
    units,
    carry_activation,
    recurrent_activation,
    use_bias,
    kernel_initializer,
    recurrent_initializer,
    bias_initializer,
    unit_forget_bias,
    kernel_regularizer,
    recurrent_regularizer,
    bias_regularizer,
    kernel_constraint,
    recurrent_constraint,
    bias_constraint,
    dropout,
    recurrent_dropout,
    seed,
    implementation,
};

constexpr std::array fields = {
    units,
    carry_activation,
    recurrent_activation,
    use_bias,
    kernel_initializer,
    recurrent_initializer,
    bias_initializer,
    unit_forget_bias,
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
    use_cudnn,
    zero_output_for_mask,
    implementation,
};

constexpr std::array notes = {batch_kept, time_kept, time_ended, features_replaced};

// ---- the cell --------------------------------------------------------------------------------

void build_weights(LayerBuild& build) {
  const Axis state{build.config().integer("units"), Role::features, 0};
  const Axis gates{4 * state.size, Role::features, 0};
  build.add_weight("kernel", {input_features(build), gates}, "kernel_initializer");
  build.add_weight("recurrent_kernel", {state, gates}, "recurrent_initializer");
  if (!build.config().boolean("use_bias")) return;
  const WeightId bias = build.trace.add_weight(build.layer.id, "bias", {gates},
                                               gated_bias_initializer(build.config(), state.size),
                                               true, DType::float32);
  build.layer.weight_names.emplace_back("bias", bias);
}

/// The gates' sums are inputs·kernel + h·recurrent_kernel + bias.
Datum call_cell(const LayerCall& call) {
  Tracing& trace = call.trace;
  const std::vector<ValueId> states = need_states(call, 2);
  ValueId sum = trace.apply("matmul", {call.input(), call.weight("kernel")});
  sum = trace.apply("add",
                    {sum, trace.apply("matmul", {states[0], call.weight("recurrent_kernel")})});
  if (call.config().boolean("use_bias")) sum = trace.apply("add", {sum, call.weight("bias")});
  return lstm_step(call, split_gates(trace, sum, 4), states[1]);
}

Datum state_size(Tracing& /*trace*/, const LayerState& cell) {
  const Dim& size = cell.config.integer("units");
  return Datum::of_list({size, size});
}

// ---- the layer -------------------------------------------------------------------------------

void make(Tracing& trace, LayerState& layer) { make_cell(trace, layer, lstm_cell); }

Datum call(const LayerCall& call) { return scan_cell(call); }

std::vector<std::string> outputs(const Config& config) {
  return outputs_with_states(config, {"h", "c"});
}

constexpr std::string_view formula = "4 * units * (features + units + use_bias)";

}  // namespace

/// carry = f * carry + i * candidate and h = o * carry, each sum and the carry activated.
Datum lstm_step(const LayerCall& call, const std::vector<ValueId>& sums, ValueId carry_before) {
  Tracing& trace = call.trace;
  const Datum& recurrent = call.config()["recurrent_activation"];
  const Datum& own = call.config()["activation"];
  const ValueId i = activate_named(trace, "i", recurrent, sums[0]);
  const ValueId f = activate_named(trace, "f", recurrent, sums[1]);
  const ValueId candidate = activate_named(trace, "candidate", own, sums[2]);
  const ValueId o = activate_named(trace, "o", recurrent, sums[3]);
  const ValueId carry = trace.apply(
      "add", {trace.apply("multiply", {f, carry_before}), trace.apply("multiply", {i, candidate})});
  const ValueId h = trace.apply("multiply", {o, trace.activate(own, carry)});
  trace.name("c", carry, no_id);
  trace.name("h", h, no_id);
  return step_result(h, {h, carry});
}

Datum gated_bias_initializer(const Config& config, const Dim& width) {
  const Datum& given = config["bias_initializer"];
  if (!config.boolean("unit_forget_bias")) return given;
  Initializer drawn;
  if (const auto* own = given.as<Initializer>()) {
    drawn = *own;
  } else {
    const auto* name = given.as<std::string>();
    const InitializerRow* row = name == nullptr ? nullptr : find_initializer(*name);
    if (row == nullptr) return given;
    drawn = row->defaults;
  }
  const std::int64_t count = width.value().value_or(0);
  drawn.ones_from = count;
  drawn.ones_until = 2 * count;
  return drawn;
}

const LayerRow lstm_cell = {
    .name = "LSTMCell",
    .group = "recurrent",
    .summary = "One step of an LSTM: a new state and carry from an input and the old ones.",
    .paper = paper,
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.RNN(layers.LSTMCell(32))(x)",
    .fields = cell_fields,
    .build = build_weights,
    .call = call_cell,
    .formula = formula,
    .settings = cell_settings,
    .arguments = cell_arguments,
    .state_size = state_size,
};

const LayerRow lstm = {
    .name = "LSTM",
    .group = "recurrent",
    .summary = "Reads one step at a time, carrying a hidden state and a carry that gates guard.",
    .paper = paper,
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.LSTM(32, return_sequences=True)(x)",
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
