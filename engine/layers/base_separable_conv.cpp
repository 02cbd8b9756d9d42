// Owns SeparableConv1D and SeparableConv2D. Must not know graphs.
// Mirrors keras/src/layers/convolutional/base_separable_conv.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

template <std::size_t axes>
constexpr std::array fields = {
    windows::filters,
    windows::kernel_size(axes),
    windows::strides(axes),
    windows::padding,
    windows::data_format,
    windows::dilation_rate(axes),
    windows::depth_multiplier,
    windows::activation,
    windows::use_bias,
    windows::initializer("depthwise_initializer",
                         "How the first values of the features' own kernels are drawn."),
    windows::initializer("pointwise_initializer",
                         "How the first values of the kernel that mixes them are drawn."),
    windows::bias_initializer,
    windows::training_only("depthwise_regularizer", "A penalty on the features' own kernels."),
    windows::training_only("pointwise_regularizer", "A penalty on the kernel that mixes them."),
    windows::bias_regularizer,
    windows::activity_regularizer,
    windows::training_only("depthwise_constraint", "A bound on the features' own kernels."),
    windows::training_only("pointwise_constraint", "A bound on the kernel that mixes them."),
    windows::bias_constraint,
};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::other,
             "There is a window around every place, so as many come out as go in."},
    AxisNote{AxisChange::replaced, Role::other,
             "Windows over `kernel_size={kernel_size}` places move on by `strides={strides}`: {to} "
             "of them come of {from} places."},
    AxisNote{AxisChange::replaced, Role::features,
             "`filters={filters}`: each of the {from} features is convolved on its own, then "
             "{filters} sums over all of them are taken at each place."},
};

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, true);
  if (!call.layer.built) return;
  windows::need_channels(call, call.trace.shape(call.weight("depthwise_kernel"))[axes].size);
}

template <std::size_t axes>
void build(LayerBuild& build) {
  const Config& config = build.config();
  const Dim channels = windows::known_channels(build);
  const Dim multiplier = config.integer("depth_multiplier");
  const Dim filters = config.integer("filters");
  windows::build_kernel(build, "depthwise_kernel", channels, multiplier, "depthwise_initializer");
  Shape pointwise(axes, Axis{1, Role::other, 0});
  pointwise.push_back({channels * multiplier, Role::features, 0});
  pointwise.push_back({filters, Role::features, 0});
  build.add_weight("pointwise_kernel", std::move(pointwise), "pointwise_initializer");
  windows::build_bias(build, filters);
}

Datum call(const LayerCall& call) {
  const ValueId apart =
      call.trace.apply("depthwise_conv", {call.input(), call.weight("depthwise_kernel")},
                       windows::attributes(call.config(), {"strides", "padding", "dilation_rate"}));
  const ValueId mixed = call.trace.apply("conv", {apart, call.weight("pointwise_kernel")},
                                         windows::attributes(call.config(), {}));
  return TensorRef{windows::finish(call, mixed)};
}

std::string settings(const Config& config) { return windows::settings(config, "kernel_size"); }

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const std::string_view> aliases) {
  return {
      .name = name,
      .group = "convolution",
      .summary = summary,
      .paper = "Chollet, \"Xception: Deep Learning with Depthwise Separable Convolutions\", 2017",
      .example = example,
      .fields = fields<axes>,
      .check_input = check_input<axes>,
      .build = build<axes>,
      .call = call,
      .formula =
          "features * depth_multiplier * kernel_size + "
          "filters * (features * depth_multiplier + use_bias)",
      .features_axis = windows::channel_axis,
      .notes = notes,
      .settings = settings,
      .aliases = aliases};
}

constexpr std::array<std::string_view, 1> conv1d_aliases = {"SeparableConvolution1D"};
constexpr std::array<std::string_view, 1> conv2d_aliases = {"SeparableConvolution2D"};

}  // namespace

const LayerRow separable_conv1d =
    row<1>("SeparableConv1D",
           "Moves a window over each feature on its own, then mixes the features at each step.",
           "x = keras.Input((10, 20))\n"
           "y = layers.SeparableConv1D(filters=16, kernel_size=3)(x)",
           conv1d_aliases);
const LayerRow separable_conv2d =
    row<2>("SeparableConv2D",
           "Moves a window over each feature on its own, then mixes the features at each place.",
           "x = keras.Input((32, 32, 3))\n"
           "y = layers.SeparableConv2D(filters=16, kernel_size=3)(x)",
           conv2d_aliases);

}  // namespace unroll::layers
