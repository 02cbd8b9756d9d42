// Owns the Activation layer. Must not know graphs.
// Mirrors keras/src/layers/activations/activation.py.
#include <array>

#include "layers/activation_functions.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "activation",
          .kind = FieldKind::activation,
          .otherwise = "",
          .doc = "The function: a name of Keras's, or a function of the program.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "`activation={activation}` is applied to the numbers; their places stay."},
    AxisNote{AxisChange::replaced, Role::features,
             "`activation={activation}` makes {to} numbers of {from}."},
};

Datum call(const LayerCall& call) {
  return TensorRef{call.trace.activate(call.config()["activation"], call.input())};
}

std::string settings(const Config& config) { return activation_text(config["activation"]); }

}  // namespace

const LayerRow activation_layer = {
    .name = "Activation",
    .group = "activation",
    .summary = "Applies a function to every number.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Activation(\"tanh\")(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
