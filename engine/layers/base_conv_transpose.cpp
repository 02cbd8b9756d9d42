// Owns Conv1DTranspose, Conv2DTranspose and Conv3DTranspose. Must not know graphs.
// Mirrors keras/src/layers/convolutional/base_conv_transpose.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr Field output_padding(std::size_t axes) {
  return {.name = "output_padding",
          .kind = FieldKind::sizes,
          .otherwise = "None",
          .doc = "How many places are added at the end; less than `strides`.",
          .min = 0,
          .axes = axes};
}

template <std::size_t axes>
constexpr std::array fields = {
    windows::filters,
    windows::kernel_size(axes),
    windows::strides(axes),
    windows::padding,
    output_padding(axes),
    windows::data_format,
    windows::dilation_rate(axes),
    windows::activation,
    windows::use_bias,
    windows::kernel_initializer,
    windows::bias_initializer,
    windows::kernel_regularizer,
    windows::bias_regularizer,
    windows::activity_regularizer,
    windows::kernel_constraint,
    windows::bias_constraint,
};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::other, "As many places come out as go in."},
    AxisNote{AxisChange::replaced, Role::time,
             "Every step is spread over `kernel_size={kernel_size}` steps, `strides={strides}` "
             "from the next one's: {from} steps become {to}."},
    AxisNote{AxisChange::replaced, Role::other,
             "Every place is spread over `kernel_size={kernel_size}` places, `strides={strides}` "
             "from the next one's: {from} places become {to}."},
    AxisNote{AxisChange::replaced, Role::features,
             "`filters={filters}`: {filters} numbers come out at each place. The {from} input "
             "features are summed away by the kernel."},
};

void check(const Config& config) {
  if (!config["output_padding"].is_none()) {
    const auto added = config.sizes("output_padding");
    const auto strides = config.sizes("strides");
    for (std::size_t i = 0; i < added.size(); ++i) {
      if (added[i].value().value_or(0) < strides[i].value().value_or(1)) continue;
      throw RuleError("argument_value",
                      "`output_padding` must be less than `strides` along each axis, got " +
                          added[i].text() + " and " + strides[i].text() + '.',
                      "`output_padding` must be strictly less than `strides` for all dimensions. "
                      "At dimension " +
                          std::to_string(i) + ", `output_padding` is " + added[i].text() +
                          " but `strides` is " + strides[i].text() + '.');
    }
  }
  windows::refuse_strides_with_dilation(config);
}

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, true);
  if (!call.layer.built) return;
  windows::need_channels(call, call.trace.shape(call.weight("kernel")).back().size);
}

void build(LayerBuild& build) {
  const Dim filters = build.config().integer("filters");
  windows::build_kernel(build, "kernel", filters, windows::known_channels(build));
  windows::build_bias(build, filters);
}

Datum call(const LayerCall& call) {
  const ValueId x = call.trace.apply(
      "conv_transpose", {call.input(), call.weight("kernel")},
      windows::attributes(call.config(),
                          {"strides", "padding", "output_padding", "dilation_rate"}));
  return TensorRef{windows::finish(call, x)};
}

std::string settings(const Config& config) { return windows::settings(config, "kernel_size"); }

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const std::string_view> aliases) {
  return {.name = name,
          .group = "convolution",
          .summary = summary,
          .paper = "Zeiler et al., \"Deconvolutional Networks\", 2010",
          .example = example,
          .fields = fields<axes>,
          .check = check,
          .check_input = check_input<axes>,
          .build = build,
          .call = call,
          .formula = "filters * (kernel_size * features + use_bias)",
          .features_axis = windows::channel_axis,
          .notes = notes,
          .settings = settings,
          .aliases = aliases};
}

constexpr std::array<std::string_view, 1> conv1d_aliases = {"Convolution1DTranspose"};
constexpr std::array<std::string_view, 1> conv2d_aliases = {"Convolution2DTranspose"};
constexpr std::array<std::string_view, 1> conv3d_aliases = {"Convolution3DTranspose"};

}  // namespace

const LayerRow conv1d_transpose =
    row<1>("Conv1DTranspose",
           "Spreads each step of a sequence over a window of the output: a Conv1D the other way.",
           "x = keras.Input((10, 20))\n"
           "y = layers.Conv1DTranspose(filters=16, kernel_size=3, strides=2)(x)",
           conv1d_aliases);
const LayerRow conv2d_transpose =
    row<2>("Conv2DTranspose",
           "Spreads each place of an image over a patch of the output: a Conv2D the other way.",
           "x = keras.Input((32, 32, 3))\n"
           "y = layers.Conv2DTranspose(filters=16, kernel_size=3, strides=2)(x)",
           conv2d_aliases);
const LayerRow conv3d_transpose =
    row<3>("Conv3DTranspose",
           "Spreads each place of a volume over a block of the output: a Conv3D the other way.",
           "x = keras.Input((16, 16, 16, 1))\n"
           "y = layers.Conv3DTranspose(filters=16, kernel_size=3, strides=2)(x)",
           conv3d_aliases);

}  // namespace unroll::layers
