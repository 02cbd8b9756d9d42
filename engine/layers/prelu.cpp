// Owns the PReLU layer. Must not know graphs. Mirrors keras/src/layers/activations/prelu.py.
#include <algorithm>
#include <array>

#include "layers/argument_fields.hpp"
#include "layers/axes.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    initializer("alpha_initializer", "How the slopes' first values are drawn.", "\"Zeros\""),
    training_only("alpha_regularizer", "A penalty on the slopes."),
    training_only("alpha_constraint", "A bound on the slopes."),
    Field{.name = "shared_axes",
          .kind = FieldKind::axes,
          .otherwise = "None",
          .doc = "Axes along which one slope serves for all places, the first behind the batch "
                 "being 1.",
          .primary = true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch has the same slopes."},
    AxisNote{AxisChange::kept, Role::other,
             "Negative numbers are multiplied by learned slopes, one for each place along the axes "
             "that `shared_axes={shared_axes}` does not name."},
};

/// The slopes' axes: those behind the batch, 1 where they are shared. Keras counts back from the
/// end where an axis is 0 or negative.
Shape slopes(const LayerBuild& build) {
  Shape shape(build.input().begin() + 1, build.input().end());
  for (Axis& axis : shape) axis.id = 0;
  for (const std::int64_t shared : axes_in(build.config()["shared_axes"])) {
    const auto at = find_axis(shape.size(), shared - 1);
    if (!at) refuse_axis(build.layer, "shared_axes", shared, build.input());
    shape[*at].size = 1;
  }
  return shape;
}

void check_input(const LayerCall& call) {
  need_min_rank(call, 1, {Role::batch});
  if (!call.layer.built) return;
  need_built_rank(call);
  const auto shared = axes_in(call.config()["shared_axes"]);
  const Shape& shape = call.layer.built_for;
  for (std::int64_t axis = 1; axis < std::ssize(shape); ++axis) {
    if (std::ranges::find(shared, axis) == shared.end()) {
      need_axis(call, axis, shape[static_cast<std::size_t>(axis)].size);
    }
  }
}

void build(LayerBuild& build) { build.add_weight("alpha", slopes(build), "alpha_initializer"); }

Datum call(const LayerCall& call) {
  const auto positive = [&](ValueId x) {
    return call.trace.apply("activation", {x}, {{"function", std::string("relu")}});
  };
  const ValueId below = positive(call.trace.apply("negative", {call.input()}));
  const ValueId damped = call.trace.apply("multiply", {below, call.weight("alpha")});
  return TensorRef{call.trace.apply("subtract", {positive(call.input()), damped})};
}

std::string settings(const Config& config) {
  const Datum& shared = config["shared_axes"];
  return shared.is_none() ? "" : "one slope along " + python_text(shared);
}

}  // namespace

const LayerRow prelu = {
    .name = "PReLU",
    .group = "activation",
    .summary = "Keeps positive numbers and multiplies negative ones by learned slopes.",
    .paper = "He et al., \"Delving Deep into Rectifiers\", 2015",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.PReLU(shared_axes=[1])(x)",
    .fields = fields,
    .check_input = check_input,
    .build = build,
    .call = call,
    .formula = "alpha",
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
