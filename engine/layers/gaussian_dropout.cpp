// Owns the GaussianDropout layer. Must not know graphs.
// Mirrors keras/src/layers/regularization/gaussian_dropout.py.
#include <array>

#include "layers/dropping.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    dropped_share("How much noise training multiplies with: as much as a Dropout of this share."),
    seed,
};

}  // namespace

const LayerRow gaussian_dropout = {
    .name = "GaussianDropout",
    .group = "regularization",
    .summary = "Multiplies numbers with noise around 1 in training; here it hands them on.",
    .paper =
        "Srivastava et al., \"Dropout: A Simple Way to Prevent Neural Networks from Overfitting\", "
        "2014",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.GaussianDropout(rate=0.2)(x)",
    .fields = fields,
    .call = dropping::hand_on,
    .notes = dropping::notes,
    .settings = dropping::settings,
    .arguments = dropping::arguments,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
