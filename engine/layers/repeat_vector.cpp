// Owns the RepeatVector layer. Must not know graphs.
// Mirrors keras/src/layers/reshaping/repeat_vector.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "n",
          .kind = FieldKind::integer,
          .otherwise = "",
          .doc = "How many steps the sequence has that comes out.",
          .primary = true,
          .min = 1},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each vector of the batch is repeated on its own."},
    AxisNote{AxisChange::kept, Role::features, "Every step is the whole vector."},
    AxisNote{AxisChange::added, Role::time,
             "`n={n}`: the vector is repeated at each of {n} steps."},
};

void check_input(const LayerCall& call) { need_rank(call, 2, {Role::batch, Role::features}); }

Datum call(const LayerCall& call) {
  const Shape& shape = call.trace.shape(call.input());
  const ValueId step =
      call.trace.apply("reshape", {call.input()},
                       {{"newshape", std::vector{shape.front().size, Dim(1), shape.back().size}}});
  return TensorRef{call.trace.apply(
      "repeat", {step}, {{"repeats", call.config().integer("n")}, {"axis", std::int64_t{1}}})};
}

std::string settings(const Config& config) { return config.integer("n").text() + " steps"; }

}  // namespace

const LayerRow repeat_vector = {
    .name = "RepeatVector",
    .group = "reshaping",
    .summary = "Makes a sequence of one vector by repeating it.",
    .example =
        "x = keras.Input((32,))\n"
        "y = layers.RepeatVector(10)(x)",
    .fields = fields,
    .check_input = check_input,
    .call = call,
    .notes = notes,
    .settings = settings,
};

}  // namespace unroll::layers
