// Owns ConvLSTM1D, ConvLSTM2D and ConvLSTM3D, and the cell inside them. Must not know graphs.
// Mirrors keras/src/layers/rnn/conv_lstm.py.
#include <array>

#include "layers/lstm.hpp"
#include "layers/recurrent_fields.hpp"
#include "layers/rnn.hpp"
#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

using namespace recurrent;

template <std::size_t axes>
constexpr std::array cell_fields = {
    windows::filters,
    windows::kernel_size(axes),
    windows::strides(axes),
    windows::padding,
    windows::data_format,
    windows::dilation_rate(axes),
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
};

template <std::size_t axes>
constexpr std::array fields =
    joined(cell_fields<axes>, std::array{return_sequences, return_state, go_backwards, stateful,
                                         unroll, zero_output_for_mask, activity_regularizer});

constexpr std::array notes = {
    batch_kept,
    time_kept,
    time_ended,
    AxisNote{AxisChange::kept, Role::other,
             "The state has a place for every place of the input, so as many come out as go in."},
    AxisNote{AxisChange::replaced, Role::other,
             "Windows over `kernel_size={kernel_size}` places move on by `strides={strides}`: {to} "
             "of them come of {from} places."},
    AxisNote{AxisChange::replaced, Role::features,
             "`filters={filters}`: the state has {filters} numbers at each place, where {from} "
             "features come in."},
};

// ---- the cell --------------------------------------------------------------------------------

Dim four_gates(const Config& config) { return 4 * config.integer("filters"); }

void build_weights(LayerBuild& build) {
  const Config& config = build.config();
  const Shape& step = build.input();
  const std::size_t channels = windows::channel_axis(config, step.size());
  for (std::size_t i = 1; i < step.size(); ++i) {
    if (i == channels || step[i].size.value()) continue;
    throw RuleError("unknown_places",
                    "A ConvLSTM needs a size for every axis but batch and time, got " +
                        words(step) + " at each step.",
                    "ConvLSTM layers only support static input shapes for the spatial dimension. "
                    "Received invalid input shape: input_shape=" +
                        keras_text(step));
  }
  windows::build_kernel(build, "kernel", windows::known_channels(build), four_gates(config));
  windows::build_kernel(build, "recurrent_kernel", config.integer("filters"), four_gates(config),
                        "recurrent_initializer");
  if (!config.boolean("use_bias")) return;
  const WeightId bias = build.trace.add_weight(
      build.layer.id, "bias", {{four_gates(config), Role::features, 0}},
      gated_bias_initializer(config, config.integer("filters")), true, DType::float32);
  build.layer.weight_names.emplace_back("bias", bias);
}

/// As an LSTM, with convolutions in the place of products of matrices.
Datum call_cell(const LayerCall& call) {
  Tracing& trace = call.trace;
  const Config& config = call.config();
  const std::vector<ValueId> states = need_states(call, 2);
  const ValueId x = windows::add_bias(
      call, trace.apply("conv", {call.input(), call.weight("kernel")},
                        windows::attributes(config, {"strides", "padding", "dilation_rate"})));
  Attributes same = windows::attributes(config, {});
  same.set("padding", std::string("same"));
  const ValueId h = trace.apply("conv", {states[0], call.weight("recurrent_kernel")}, same);
  const ValueId sum = trace.apply("add", {x, h});
  const auto axis =
      static_cast<std::int64_t>(windows::channel_axis(config, trace.shape(sum).size()));
  return lstm_step(call, split_gates(trace, sum, 4, axis), states[1]);
}

// ---- the layer -------------------------------------------------------------------------------

/// The cell is a row of its own, which no program names.
template <std::size_t axes>
constexpr LayerRow cell_row = {
    .name = "ConvLSTMCell",
    .group = "recurrent",
    .summary = "One step of a convolutional LSTM.",
    .paper =
        "Shi et al., \"Convolutional LSTM Network: A Machine Learning Approach for Precipitation "
        "Nowcasting\", 2015",
    .fields = cell_fields<axes>,
    .build = build_weights,
    .call = call_cell,
    .settings = cell_settings,
    .arguments = cell_arguments,
};

template <std::size_t axes>
void make(Tracing& trace, LayerState& layer) {
  make_cell(trace, layer, cell_row<axes>);
}

void check(const Config& config) { windows::refuse_strides_with_dilation(config); }

template <std::size_t axes>
void check_input(const LayerCall& call) {
  std::vector<Role> roles = windows::needed_roles(axes, windows::channels_first(call.config()));
  roles.insert(roles.begin() + 1, Role::time);
  need_rank(call, axes + 3, roles);
}

/// The states are pictures: as large as the convolution of a step's input.
Datum call(const LayerCall& call) {
  Tracing& trace = call.trace;
  const Config& config = call.config();
  TensorType step = trace.type(call.input());
  step.shape.erase(step.shape.begin() + 1);
  const WeightId kernel = trace.layer(call.layer.inner("cell")).weight("kernel");
  const Attributes moves = windows::attributes(config, {"strides", "padding", "dilation_rate"});
  const std::vector<TensorType> types = {step, trace.type(trace.weight(kernel))};
  Shape state = op("conv").infer({types, moves}).front().shape;
  state[windows::channel_axis(config, state.size())].size = config.integer("filters");
  const std::vector<Shape> states = {state, state};
  return scan_cell(call, &states);
}

std::vector<std::string> outputs(const Config& config) {
  return outputs_with_states(config, {"h", "c"});
}

std::string settings(const Config& config) {
  return windows::settings(config, "kernel_size") +
         (config.boolean("return_sequences") ? ", all steps" : ", last step");
}

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example) {
  return {.name = name,
          .group = "recurrent",
          .summary = summary,
          .example = example,
          .fields = fields<axes>,
          .check = check,
          .check_input = check_input<axes>,
          .make = make<axes>,
          .build = build_cell,
          .call = call,
          .formula = "4 * filters * (kernel_size * features + kernel_size * filters + use_bias)",
          .features_axis = windows::channel_axis,
          .notes = notes,
          .settings = settings,
          .arguments = layer_arguments,
          .masks = MaskSupport::until_3_15,
          .compute_mask = sequence_masks,
          .outputs = outputs};
}

}  // namespace

const LayerRow conv_lstm1d =
    row<1>("ConvLSTM1D", "An LSTM over a sequence of rows: its products are convolutions.",
           "x = keras.Input((10, 32, 3))\n"
           "y = layers.ConvLSTM1D(filters=8, kernel_size=3)(x)");
const LayerRow conv_lstm2d =
    row<2>("ConvLSTM2D", "An LSTM over a sequence of pictures: its products are convolutions.",
           "x = keras.Input((10, 32, 32, 3))\n"
           "y = layers.ConvLSTM2D(filters=8, kernel_size=3)(x)");
const LayerRow conv_lstm3d =
    row<3>("ConvLSTM3D", "An LSTM over a sequence of volumes: its products are convolutions.",
           "x = keras.Input((4, 16, 16, 16, 1))\n"
           "y = layers.ConvLSTM3D(filters=4, kernel_size=3)(x)");

}  // namespace unroll::layers
