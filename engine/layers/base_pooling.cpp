// Owns the pooling of windows: MaxPooling and AveragePooling over one, two and three axes. Must
// not know graphs. Mirrors keras/src/layers/pooling/base_pooling.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

/// Keras has a default for the largest, and none for the mean.
constexpr Field pool_size(std::size_t axes, bool max) {
  return {.name = "pool_size",
          .kind = FieldKind::sizes,
          .otherwise = max ? windows::each("2", "(2, 2)", "(2, 2, 2)", axes) : std::string_view(),
          .doc = "How many places are pooled into one along each axis.",
          .primary = true,
          .min = 1,
          .axes = axes};
}

constexpr Field strides(std::size_t axes) {
  return {.name = "strides",
          .kind = FieldKind::sizes,
          .otherwise = "None",
          .doc = "How many places the window moves on; its own size where left out.",
          .min = 1,
          .axes = axes};
}

template <std::size_t axes, bool max>
constexpr std::array fields = {
    pool_size(axes, max),
    strides(axes),
    windows::padding,
    windows::data_format,
};

constexpr AxisNote features_kept = {AxisChange::kept, Role::features,
                                    "Each feature is pooled on its own."};
constexpr AxisNote places_kept = {AxisChange::kept, Role::other,
                                  "There is a window around every place, so as many come out as go "
                                  "in."};

constexpr std::array max_notes = {
    windows::batch_kept,
    features_kept,
    places_kept,
    AxisNote{AxisChange::replaced, Role::time,
             "The largest of every `pool_size={pool_size}` steps is kept: {from} steps become "
             "{to}."},
    AxisNote{AxisChange::replaced, Role::other,
             "The largest of every window of `pool_size={pool_size}` places is kept: {from} places "
             "become {to}."},
};

constexpr std::array average_notes = {
    windows::batch_kept,
    features_kept,
    places_kept,
    AxisNote{AxisChange::replaced, Role::time,
             "The mean of every `pool_size={pool_size}` steps is taken: {from} steps become {to}."},
    AxisNote{AxisChange::replaced, Role::other,
             "The mean of every window of `pool_size={pool_size}` places is taken: {from} places "
             "become {to}."},
};

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, false);
}

template <bool max>
Datum call(const LayerCall& call) {
  return TensorRef{
      call.trace.apply(max ? "max_pool" : "average_pool", {call.input()},
                       windows::attributes(call.config(), {"pool_size", "strides", "padding"}))};
}

std::string settings(const Config& config) { return windows::settings(config, "pool_size"); }

template <std::size_t axes, bool max>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const std::string_view> aliases) {
  return {.name = name,
          .group = "pooling",
          .summary = summary,
          .example = example,
          .fields = fields<axes, max>,
          .check_input = check_input<axes>,
          .call = call<max>,
          .notes = max ? std::span<const AxisNote>(max_notes) : average_notes,
          .settings = settings,
          .aliases = aliases};
}

constexpr std::array<std::string_view, 1> max1d = {"MaxPool1D"};
constexpr std::array<std::string_view, 1> max2d = {"MaxPool2D"};
constexpr std::array<std::string_view, 1> max3d = {"MaxPool3D"};
constexpr std::array<std::string_view, 1> average1d = {"AvgPool1D"};
constexpr std::array<std::string_view, 1> average2d = {"AvgPool2D"};
constexpr std::array<std::string_view, 1> average3d = {"AvgPool3D"};

}  // namespace

const LayerRow max_pooling1d =
    row<1, true>("MaxPooling1D", "Keeps the largest of every few steps, feature by feature.",
                 "x = keras.Input((10, 20))\n"
                 "y = layers.MaxPooling1D(pool_size=2)(x)",
                 max1d);
const LayerRow max_pooling2d = row<2, true>(
    "MaxPooling2D", "Keeps the largest of every patch of an image, feature by feature.",
    "x = keras.Input((32, 32, 3))\n"
    "y = layers.MaxPooling2D(pool_size=2)(x)",
    max2d);
const LayerRow max_pooling3d = row<3, true>(
    "MaxPooling3D", "Keeps the largest of every block of a volume, feature by feature.",
    "x = keras.Input((16, 16, 16, 1))\n"
    "y = layers.MaxPooling3D(pool_size=2)(x)",
    max3d);
const LayerRow average_pooling1d =
    row<1, false>("AveragePooling1D", "Takes the mean of every few steps, feature by feature.",
                  "x = keras.Input((10, 20))\n"
                  "y = layers.AveragePooling1D(pool_size=2)(x)",
                  average1d);
const LayerRow average_pooling2d = row<2, false>(
    "AveragePooling2D", "Takes the mean of every patch of an image, feature by feature.",
    "x = keras.Input((32, 32, 3))\n"
    "y = layers.AveragePooling2D(pool_size=2)(x)",
    average2d);
const LayerRow average_pooling3d = row<3, false>(
    "AveragePooling3D", "Takes the mean of every block of a volume, feature by feature.",
    "x = keras.Input((16, 16, 16, 1))\n"
    "y = layers.AveragePooling3D(pool_size=2)(x)",
    average3d);

}  // namespace unroll::layers
