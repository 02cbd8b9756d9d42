// Owns the Dropout layer. Must not know graphs. Mirrors keras/src/layers/regularization/dropout.py.
#include <array>

#include "layers/dropping.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    dropped_share("The share of numbers that training makes 0."),
    dropping::noise_shape,
    seed,
};

}  // namespace

const LayerRow dropout_layer = {
    .name = "Dropout",
    .group = "regularization",
    .summary = "Makes random numbers 0 in training; here it hands them on.",
    .paper =
        "Srivastava et al., \"Dropout: A Simple Way to Prevent Neural Networks from Overfitting\", "
        "2014",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Dropout(rate=0.2)(x)",
    .fields = fields,
    .check = dropping::check_noise_shape,
    .call = dropping::hand_on,
    .notes = dropping::notes,
    .settings = dropping::settings,
    .arguments = dropping::arguments,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
