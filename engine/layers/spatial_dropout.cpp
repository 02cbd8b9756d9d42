// Owns SpatialDropout1D, 2D and 3D. Must not know graphs.
// Mirrors keras/src/layers/regularization/spatial_dropout.py.
#include <array>

#include "layers/dropping.hpp"
#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr Field rate = dropped_share("The share of features that training makes 0 everywhere.");

constexpr std::array sequence_fields = {rate, seed};
constexpr std::array fields = {rate, windows::data_format, seed};

constexpr Doc summary = "Makes random features 0 at all places in training; here it hands them on.";

template <std::int64_t places>
void check_input(const LayerCall& call) {
  need_rank(call, places + 2,
            windows::needed_roles(places, places > 1 && windows::channels_first(call.config())));
}

template <std::int64_t places>
constexpr LayerRow row(std::string_view name, Doc example, std::span<const Field> of) {
  return {
      .name = name,
      .group = "regularization",
      .summary = summary,
      .paper =
          "Tompson et al., \"Efficient Object Localization Using Convolutional Networks\", 2015",
      .example = example,
      .fields = of,
      .check_input = check_input<places>,
      .call = dropping::hand_on,
      .notes = dropping::notes,
      .settings = dropping::settings,
      .arguments = dropping::arguments,
      .masks = MaskSupport::always,
  };
}

}  // namespace

const LayerRow spatial_dropout1d = row<1>("SpatialDropout1D",
                                          "x = keras.Input((10, 20))\n"
                                          "y = layers.SpatialDropout1D(rate=0.2)(x)",
                                          sequence_fields);
const LayerRow spatial_dropout2d = row<2>("SpatialDropout2D",
                                          "x = keras.Input((32, 32, 3))\n"
                                          "y = layers.SpatialDropout2D(rate=0.2)(x)",
                                          fields);
const LayerRow spatial_dropout3d = row<3>("SpatialDropout3D",
                                          "x = keras.Input((16, 16, 16, 1))\n"
                                          "y = layers.SpatialDropout3D(rate=0.2)(x)",
                                          fields);

}  // namespace unroll::layers
