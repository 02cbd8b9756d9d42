// Owns the ReLU layer. Must not know graphs. Mirrors keras/src/layers/activations/relu.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "max_value",
          .kind = FieldKind::number,
          .otherwise = "None",
          .doc = "Larger numbers become this one.",
          .primary = true,
          .min = 0},
    Field{.name = "negative_slope",
          .kind = FieldKind::number,
          .otherwise = "0.0",
          .doc = "What a number below the threshold is multiplied by, counted from there.",
          .primary = true,
          .min = 0},
    Field{.name = "threshold",
          .kind = FieldKind::number,
          .otherwise = "0.0",
          .doc = "From which number on one goes through as it is.",
          .primary = true,
          .min = 0},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "Each number is kept, or damped where it is below the threshold; places stay."},
};

Datum call(const LayerCall& call) {
  Attributes attributes{{"function", std::string("relu")},
                        {"negative_slope", call.config().number("negative_slope")},
                        {"threshold", call.config().number("threshold")}};
  if (!call.config()["max_value"].is_none()) {
    attributes.set("max_value", call.config().number("max_value"));
  }
  return TensorRef{call.trace.apply("activation", {call.input()}, std::move(attributes))};
}

std::string settings(const Config& config) {
  const Datum& most = config["max_value"];
  return most.is_none() ? "" : "up to " + python_text(most);
}

}  // namespace

const LayerRow relu = {
    .name = "ReLU",
    .group = "activation",
    .summary = "Keeps positive numbers and makes the others 0, or small.",
    .paper =
        "Nair and Hinton, \"Rectified Linear Units Improve Restricted Boltzmann Machines\", 2010",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.ReLU(max_value=6.0)(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
