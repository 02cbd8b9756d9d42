// Owns Conv1D, Conv2D and Conv3D. Must not know graphs.
// Mirrors keras/src/layers/convolutional/base_conv.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr Field groups = {.name = "groups",
                          .kind = FieldKind::integer,
                          .otherwise = "1",
                          .doc = "In how many groups features and filters fall, each on its own.",
                          .min = 1};

template <std::size_t axes>
constexpr std::array fields = {
    windows::filters,
    windows::kernel_size(axes),
    windows::strides(axes),
    axes == 1 ? windows::sequence_padding : windows::padding,
    windows::data_format,
    windows::dilation_rate(axes),
    groups,
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
    AxisNote{AxisChange::kept, Role::other,
             "There is a window around every place, so as many come out as go in."},
    AxisNote{AxisChange::kept, Role::time,
             "`padding='same'`: there is a window around every step, filled up with zeros at both "
             "ends.",
             "padding", "'same'"},
    AxisNote{AxisChange::kept, Role::time,
             "`padding='causal'`: every step is made of itself and of steps before it.", "padding",
             "'causal'"},
    AxisNote{AxisChange::replaced, Role::time,
             "Windows over `kernel_size={kernel_size}` steps move on by `strides={strides}`: {to} "
             "of them come of {from} steps."},
    AxisNote{AxisChange::replaced, Role::other,
             "Windows over `kernel_size={kernel_size}` places move on by `strides={strides}`: {to} "
             "of them come of {from} places."},
    AxisNote{AxisChange::replaced, Role::features,
             "`filters={filters}`: each of {filters} filters makes one number of a window, a sum "
             "over its places and the {from} input features."},
};

void check(const Config& config) {
  const Dim filters = config.integer("filters");
  const Dim groups_given = config.integer("groups");
  if (never_equal(mod(filters, groups_given), 0)) {
    throw RuleError("argument_value",
                    "`filters` must be a multiple of `groups`: " + filters.text() +
                        " filters do not "
                        "fall into " +
                        groups_given.text() + " groups.",
                    "The number of filters must be evenly divisible by the number of groups. "
                    "Received: groups=" +
                        groups_given.text() + ", filters=" + filters.text() + '.');
  }
  windows::refuse_strides_with_dilation(config);
}

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, true);
  if (!call.layer.built) return;
  const Shape& kernel = call.trace.shape(call.weight("kernel"));
  windows::need_channels(call, kernel[axes].size * call.config().integer("groups"));
}

void build(LayerBuild& build) {
  const Config& config = build.config();
  const Dim channels = windows::known_channels(build);
  const Dim in_groups = config.integer("groups");
  if (!mod(channels, in_groups).is(0)) {
    throw RuleError("groups",
                    "The features must be a multiple of `groups`: " + channels.text() +
                        " features do not fall into " + in_groups.text() + " groups.",
                    "The number of input channels must be evenly divisible by the number of "
                    "groups. Received groups=" +
                        in_groups.text() + ", but the input has " + channels.text() +
                        " channels (full input shape is " + keras_text(build.input()) + ").");
  }
  windows::build_kernel(build, "kernel", floor_div(channels, in_groups), config.integer("filters"));
  windows::build_bias(build, config.integer("filters"));
}

Datum call(const LayerCall& call) {
  const ValueId x =
      call.trace.apply("conv", {call.input(), call.weight("kernel")},
                       windows::attributes(call.config(), {"strides", "padding", "dilation_rate"}));
  return TensorRef{windows::finish(call, x)};
}

std::string settings(const Config& config) { return windows::settings(config, "kernel_size"); }

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const std::string_view> aliases) {
  return {
      .name = name,
      .group = "convolution",
      .summary = summary,
      .paper = "LeCun et al., \"Gradient-Based Learning Applied to Document Recognition\", 1998",
      .example = example,
      .fields = fields<axes>,
      .check = check,
      .check_input = check_input<axes>,
      .build = build,
      .call = call,
      .formula = "filters * (kernel_size * features / groups + use_bias)",
      .features_axis = windows::channel_axis,
      .notes = notes,
      .settings = settings,
      .aliases = aliases};
}

constexpr std::array<std::string_view, 1> conv1d_aliases = {"Convolution1D"};
constexpr std::array<std::string_view, 1> conv2d_aliases = {"Convolution2D"};
constexpr std::array<std::string_view, 1> conv3d_aliases = {"Convolution3D"};

}  // namespace

const LayerRow conv1d = row<1>(
    "Conv1D", "Moves learned windows over a sequence: each step of the output sees a few steps.",
    "x = keras.Input((10, 20))\n"
    "y = layers.Conv1D(filters=16, kernel_size=3)(x)",
    conv1d_aliases);
const LayerRow conv2d = row<2>(
    "Conv2D", "Moves learned windows over rows and columns: each place of the output sees a patch.",
    "x = keras.Input((32, 32, 3))\n"
    "y = layers.Conv2D(filters=16, kernel_size=3)(x)",
    conv2d_aliases);
const LayerRow conv3d =
    row<3>("Conv3D", "Moves learned windows over a volume: each place of the output sees a block.",
           "x = keras.Input((16, 16, 16, 1))\n"
           "y = layers.Conv3D(filters=16, kernel_size=3)(x)",
           conv3d_aliases);

}  // namespace unroll::layers
