// Owns the Rescaling layer. Must not know graphs.
// Mirrors keras/src/layers/preprocessing/rescaling.py.
#include <array>

#include "layers/numbers.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "scale",
          .kind = FieldKind::numbers,
          .otherwise = "",
          .doc = "What numbers are multiplied by, as one number or one for each feature.",
          .primary = true},
    Field{.name = "offset",
          .kind = FieldKind::numbers,
          .otherwise = "0.0",
          .doc = "What is added to them after that.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "Each number is multiplied by `scale={scale}`, and `offset={offset}` is added."},
};

Datum call(const LayerCall& call) {
  const ValueId scaled =
      call.trace.apply("multiply", {call.input(), numbers(call.trace, call.config()["scale"])});
  return TensorRef{call.trace.apply("add", {scaled, numbers(call.trace, call.config()["offset"])})};
}

std::string settings(const Config& config) {
  return "× " + python_text(config["scale"]) + " + " + python_text(config["offset"]);
}

}  // namespace

const LayerRow rescaling = {
    .name = "Rescaling",
    .group = "preprocessing",
    .summary = "Multiplies every number by a scale and adds an offset.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Rescaling(scale=0.5, offset=-1.0)(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
