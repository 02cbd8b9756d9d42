// Owns the GaussianNoise layer. Must not know graphs.
// Mirrors keras/src/layers/regularization/gaussian_noise.py.
#include <array>

#include "layers/dropping.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "stddev",
          .kind = FieldKind::number,
          .otherwise = "",
          .doc = "How large the noise is that training adds: its standard deviation.",
          .primary = true,
          .training_only = true,
          .min = 0,
          .max = 1},
    seed,
};

}  // namespace

const LayerRow gaussian_noise = {
    .name = "GaussianNoise",
    .group = "regularization",
    .summary = "Adds noise around 0 in training; here it hands the numbers on.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.GaussianNoise(stddev=0.1)(x)",
    .fields = fields,
    .call = dropping::hand_on,
    .notes = dropping::notes,
    .settings = dropping::settings,
    .arguments = dropping::arguments,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
