// Owns the LeakyReLU layer. Must not know graphs.
// Mirrors keras/src/layers/activations/leaky_relu.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "negative_slope",
          .kind = FieldKind::number,
          .otherwise = "0.3",
          .doc = "What negative numbers are multiplied by.",
          .primary = true,
          .min = 0},
    Field{.name = "alpha",
          .kind = FieldKind::number,
          .otherwise = "None",
          .doc = "The older name of `negative_slope`.",
          .min = 0},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "Each number is kept, or damped where it is negative; places stay."},
};

double slope(const Config& config) {
  return config.number(config.entry("alpha").given ? "alpha" : "negative_slope");
}

Datum call(const LayerCall& call) {
  return TensorRef{call.trace.apply(
      "activation", {call.input()},
      {{"function", std::string("leaky_relu")}, {"negative_slope", slope(call.config())}})};
}

std::string settings(const Config& config) { return "slope " + python_text(slope(config)); }

}  // namespace

const LayerRow leaky_relu = {
    .name = "LeakyReLU",
    .group = "activation",
    .summary = "Keeps positive numbers and damps negative ones.",
    .paper =
        "Maas, Hannun and Ng, \"Rectifier Nonlinearities Improve Neural Network Acoustic Models\", "
        "2013",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.LeakyReLU(negative_slope=0.1)(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
