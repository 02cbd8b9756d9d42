// Owns the ELU layer. Must not know graphs. Mirrors keras/src/layers/activations/elu.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "alpha",
          .kind = FieldKind::number,
          .otherwise = "1.0",
          .doc = "How far below 0 a negative number can end.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "A negative number x becomes alpha * (exp(x) - 1); places stay."},
};

Datum call(const LayerCall& call) {
  return TensorRef{call.trace.apply(
      "activation", {call.input()},
      {{"function", std::string("elu")}, {"alpha", call.config().number("alpha")}})};
}

std::string settings(const Config& config) { return "alpha " + python_text(config["alpha"]); }

}  // namespace

const LayerRow elu = {
    .name = "ELU",
    .group = "activation",
    .summary = "Keeps positive numbers and lets negative ones sink no lower than -alpha.",
    .paper =
        "Clevert, Unterthiner and Hochreiter, \"Fast and Accurate Deep Network Learning by "
        "Exponential Linear Units (ELUs)\", 2016",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.ELU(alpha=0.5)(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
