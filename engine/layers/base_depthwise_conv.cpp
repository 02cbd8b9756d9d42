// Owns DepthwiseConv1D and DepthwiseConv2D. Must not know graphs.
// Mirrors keras/src/layers/convolutional/base_depthwise_conv.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

template <std::size_t axes>
constexpr std::array fields = {
    windows::kernel_size(axes),
    windows::strides(axes),
    windows::padding,
    windows::depth_multiplier,
    windows::data_format,
    windows::dilation_rate(axes),
    windows::activation,
    windows::use_bias,
    windows::initializer("depthwise_initializer", "How the kernel's first values are drawn."),
    windows::bias_initializer,
    windows::training_only("depthwise_regularizer", "A penalty on the kernel."),
    windows::bias_regularizer,
    windows::activity_regularizer,
    windows::training_only("depthwise_constraint", "A bound on the kernel."),
    windows::bias_constraint,
};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::other,
             "There is a window around every place, so as many come out as go in."},
    AxisNote{AxisChange::replaced, Role::other,
             "Windows over `kernel_size={kernel_size}` places move on by `strides={strides}`: {to} "
             "of them come of {from} places."},
    AxisNote{AxisChange::kept, Role::features,
             "Each feature has a kernel of its own and is never mixed with another."},
    AxisNote{AxisChange::replaced, Role::features,
             "`depth_multiplier={depth_multiplier}`: each of the {from} features becomes "
             "{depth_multiplier}, never mixed with another."},
};

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, true);
  if (!call.layer.built) return;
  windows::need_channels(call, call.trace.shape(call.weight("kernel"))[axes].size);
}

void build(LayerBuild& build) {
  const Dim channels = windows::known_channels(build);
  const Dim multiplier = build.config().integer("depth_multiplier");
  windows::build_kernel(build, "kernel", channels, multiplier, "depthwise_initializer");
  windows::build_bias(build, channels * multiplier);
}

Datum call(const LayerCall& call) {
  const ValueId x =
      call.trace.apply("depthwise_conv", {call.input(), call.weight("kernel")},
                       windows::attributes(call.config(), {"strides", "padding", "dilation_rate"}));
  return TensorRef{windows::finish(call, x)};
}

std::string settings(const Config& config) { return windows::settings(config, "kernel_size"); }

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example) {
  return {
      .name = name,
      .group = "convolution",
      .summary = summary,
      .paper = "Chollet, \"Xception: Deep Learning with Depthwise Separable Convolutions\", 2017",
      .example = example,
      .fields = fields<axes>,
      .check_input = check_input<axes>,
      .build = build,
      .call = call,
      .formula = "features * depth_multiplier * (kernel_size + use_bias)",
      .features_axis = windows::channel_axis,
      .notes = notes,
      .settings = settings};
}

}  // namespace

const LayerRow depthwise_conv1d =
    row<1>("DepthwiseConv1D", "Moves a learned window over each feature of a sequence on its own.",
           "x = keras.Input((10, 20))\n"
           "y = layers.DepthwiseConv1D(kernel_size=3)(x)");
const LayerRow depthwise_conv2d =
    row<2>("DepthwiseConv2D", "Moves a learned window over each feature of an image on its own.",
           "x = keras.Input((32, 32, 3))\n"
           "y = layers.DepthwiseConv2D(kernel_size=3)(x)");

}  // namespace unroll::layers
