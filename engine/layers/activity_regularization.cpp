// Owns the ActivityRegularization layer. Must not know graphs.
// Mirrors keras/src/layers/regularization/activity_regularization.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "l1",
          .kind = FieldKind::number,
          .otherwise = "0.0",
          .doc = "The weight of the sum of sizes in the loss of training.",
          .primary = true,
          .training_only = true},
    Field{.name = "l2",
          .kind = FieldKind::number,
          .otherwise = "0.0",
          .doc = "The weight of the sum of squares in the loss of training.",
          .primary = true,
          .training_only = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "Numbers go through as they are: only the loss of training sees them."},
};

Datum call(const LayerCall& call) { return TensorRef{call.input()}; }

}  // namespace

const LayerRow activity_regularization = {
    .name = "ActivityRegularization",
    .group = "regularization",
    .summary = "Adds the size of its numbers to the loss of training; it hands them on.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.ActivityRegularization(l2=0.01)(x)",
    .fields = fields,
    .call = call,
    .notes = notes,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
