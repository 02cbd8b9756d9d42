// Owns the AlphaDropout layer. Must not know graphs.
// Mirrors keras/src/layers/regularization/alpha_dropout.py.
#include <array>

#include "layers/dropping.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    dropped_share("The share of numbers that training sets to selu's lowest value."),
    dropping::noise_shape,
    seed,
};

}  // namespace

const LayerRow alpha_dropout = {
    .name = "AlphaDropout",
    .group = "regularization",
    .summary =
        "Sets random numbers to selu's lowest value in training, keeping mean and variance; here "
        "it hands them on.",
    .paper = "Klambauer et al., \"Self-Normalizing Neural Networks\", 2017",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.AlphaDropout(rate=0.1)(x)",
    .fields = fields,
    .call = dropping::hand_on,
    .notes = dropping::notes,
    .settings = dropping::settings,
    .arguments = dropping::arguments,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
