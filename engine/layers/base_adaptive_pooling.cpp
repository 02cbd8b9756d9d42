// Owns the pooling into a number of bins that is asked for: AdaptiveMaxPooling and
// AdaptiveAveragePooling over one, two and three axes. Must not know graphs.
// Mirrors keras/src/layers/pooling/base_adaptive_pooling.py.
#include <array>

#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

template <std::size_t axes>
constexpr std::array fields = {
    Field{.name = "output_size",
          .kind = FieldKind::sizes,
          .otherwise = "",
          .doc = "How many places come out along each axis.",
          .primary = true,
          .min = 1,
          .axes = axes},
    windows::data_format,
};

constexpr AxisNote features_kept = {AxisChange::kept, Role::features,
                                    "Each feature is pooled on its own."};
constexpr AxisNote places_kept = {AxisChange::kept, Role::other,
                                  "As many places are asked for as go in."};

constexpr std::array max_notes = {
    windows::batch_kept,
    features_kept,
    places_kept,
    AxisNote{AxisChange::replaced, Role::other,
             "`output_size={output_size}`: {from} places fall into {to} even bins, and the largest "
             "of each is kept."},
};

constexpr std::array average_notes = {
    windows::batch_kept,
    features_kept,
    places_kept,
    AxisNote{AxisChange::replaced, Role::other,
             "`output_size={output_size}`: {from} places fall into {to} even bins, and the mean of "
             "each is taken."},
};

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, false);
}

template <bool max>
Datum call(const LayerCall& call) {
  return TensorRef{call.trace.apply(max ? "adaptive_max_pool" : "adaptive_average_pool",
                                    {call.input()},
                                    windows::attributes(call.config(), {"output_size"}))};
}

std::string settings(const Config& config) {
  return "to " + windows::settings(config, "output_size");
}

template <std::size_t axes, bool max>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example) {
  return {.name = name,
          .group = "pooling",
          .summary = summary,
          .example = example,
          .fields = fields<axes>,
          .check_input = check_input<axes>,
          .call = call<max>,
          .notes = max ? std::span<const AxisNote>(max_notes) : average_notes,
          .settings = settings};
}

}  // namespace

const LayerRow adaptive_max_pooling1d = row<1, true>(
    "AdaptiveMaxPooling1D", "Pools a sequence of any length into a fixed number of largest values.",
    "x = keras.Input((10, 20))\n"
    "y = layers.AdaptiveMaxPooling1D(output_size=4)(x)");
const LayerRow adaptive_max_pooling2d = row<2, true>(
    "AdaptiveMaxPooling2D", "Pools an image of any size into a fixed number of largest values.",
    "x = keras.Input((32, 32, 3))\n"
    "y = layers.AdaptiveMaxPooling2D(output_size=4)(x)");
const LayerRow adaptive_max_pooling3d = row<3, true>(
    "AdaptiveMaxPooling3D", "Pools a volume of any size into a fixed number of largest values.",
    "x = keras.Input((16, 16, 16, 1))\n"
    "y = layers.AdaptiveMaxPooling3D(output_size=4)(x)");
const LayerRow adaptive_average_pooling1d = row<1, false>(
    "AdaptiveAveragePooling1D", "Pools a sequence of any length into a fixed number of means.",
    "x = keras.Input((10, 20))\n"
    "y = layers.AdaptiveAveragePooling1D(output_size=4)(x)");
const LayerRow adaptive_average_pooling2d = row<2, false>(
    "AdaptiveAveragePooling2D", "Pools an image of any size into a fixed number of means.",
    "x = keras.Input((32, 32, 3))\n"
    "y = layers.AdaptiveAveragePooling2D(output_size=4)(x)");
const LayerRow adaptive_average_pooling3d = row<3, false>(
    "AdaptiveAveragePooling3D", "Pools a volume of any size into a fixed number of means.",
    "x = keras.Input((16, 16, 16, 1))\n"
    "y = layers.AdaptiveAveragePooling3D(output_size=4)(x)");

}  // namespace unroll::layers
