// Owns the Identity layer. Must not know graphs. Mirrors keras/src/layers/core/identity.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other, "Everything goes through as it is."},
};

/// One tensor, or any structure of them.
Datum call(const LayerCall& call) { return call.arguments.front().value; }

}  // namespace

const LayerRow identity = {
    .name = "Identity",
    .group = "core",
    .summary = "Hands its input on as it is.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Identity()(x)",
    .fields = {},
    .call = call,
    .notes = notes,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
