// Owns the InputLayer: a tensor that enters a model. Must not know graphs.
// Mirrors keras/src/layers/core/input_layer.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{"shape", FieldKind::shape, "None", "The sizes without the batch; None leaves one open.",
          true},
    Field{"batch_size",
          FieldKind::integer,
          "None",
          "The size of the batch, open where left out.",
          true,
          false,
          {},
          1},
    Field{"dtype", FieldKind::text, "None", "The type of the values: float32, int32 or bool.",
          true},
    Field{"sparse", FieldKind::boolean, "None", "Sparse tensors are not supported here."},
    Field{"ragged", FieldKind::boolean, "None", "Ragged tensors are not supported here."},
    Field{"batch_shape", FieldKind::shape, "None", "The sizes with the batch."},
    Field{"name", FieldKind::text, "None", "The name of the input.", true},
    Field{"tensor", FieldKind::code, "None", "A tensor to wrap instead of a new one."},
    Field{"optional", FieldKind::boolean, "False", "Whether the model may be called without it."},
};

constexpr std::array notes = {
    AxisNote{AxisChange::added, Role::batch, "The sequences of one batch; left open in `shape`."},
    AxisNote{AxisChange::added, Role::time, "The steps of a sequence, from `shape`."},
    AxisNote{AxisChange::added, Role::features, "The numbers at each step, from `shape`."},
};

}  // namespace

const LayerRow input_layer = {
    .name = "InputLayer",
    .group = "core",
    .summary = "Lets a tensor into the model.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Identity()(x)",
    .fields = fields,
    .notes = notes,
    .masks = MaskSupport::always,
    .is_input = true,
};

}  // namespace unroll::layers
