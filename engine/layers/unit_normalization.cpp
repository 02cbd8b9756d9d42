// Owns the UnitNormalization layer. Must not know graphs.
// Mirrors keras/src/layers/normalization/unit_normalization.py.
#include <array>

#include "layers/axes.hpp"
#include "layers/normalizing.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "axis",
          .kind = FieldKind::axes,
          .otherwise = "-1",
          .doc = "The axis, or axes, along which the length becomes 1.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::features,
             "`axis=-1`: the {from} numbers of one place are divided by their length, the root of "
             "the sum of their squares.",
             "axis", "-1"},
    AxisNote{AxisChange::kept, Role::time, "Each step is treated on its own.", "axis", "-1"},
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own.", "axis",
             "-1"},
    AxisNote{AxisChange::kept, Role::other,
             "`axis={axis}`: the numbers along these axes are divided by their length, the root of "
             "the sum of their squares."},
};

/// The square of the least length that anything is divided by.
constexpr double least_square = 1e-24;

void check(const Config& config) {
  if (!config["axis"].is_none()) return;
  RuleError error("argument_value",
                  "UnitNormalization needs an axis or a list of axes for `axis`, got None.",
                  "Invalid value for `axis` argument: expected an int or a list/tuple of ints. "
                  "Received: axis=None");
  error.exception = "TypeError";
  throw error;
}

Datum call(const LayerCall& call) {
  Tracing& trace = call.trace;
  const ValueId x = call.input();
  const ValueId square =
      normalizing::reduced(trace, "sum", trace.apply("square", {x}), named_axes(call, "axis"));
  const ValueId bounded = trace.apply("maximum", {square, trace.number(least_square)});
  return TensorRef{trace.apply("multiply", {x, trace.apply("rsqrt", {bounded})})};
}

std::string settings(const Config& config) {
  return python_text(config["axis"]) == "-1" ? "" : "axis " + python_text(config["axis"]);
}

}  // namespace

const LayerRow unit_normalization = {
    .name = "UnitNormalization",
    .group = "normalization",
    .summary = "Divides the features of each place by their length.",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.UnitNormalization()(x)",
    .fields = fields,
    .check = check,
    .call = call,
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
