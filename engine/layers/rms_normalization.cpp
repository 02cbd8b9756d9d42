// Owns the RMSNormalization layer. Must not know graphs.
// Mirrors keras/src/layers/normalization/rms_normalization.py.
#include <array>

#include "layers/axes.hpp"
#include "layers/normalizing.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace normalizing;

constexpr std::array fields = {
    Field{.name = "axis",
          .kind = FieldKind::axes,
          .otherwise = "-1",
          .doc = "The axis, or axes, whose numbers are divided by one root mean square.",
          .primary = true},
    epsilon("1e-06"),
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own."},
    AxisNote{AxisChange::kept, Role::time, "Each step is treated on its own.", "axis", "-1"},
    AxisNote{AxisChange::kept, Role::features,
             "`axis=-1`: the {from} numbers of one place are divided by the root of the mean of "
             "their squares.",
             "axis", "-1"},
    AxisNote{AxisChange::kept, Role::other,
             "`axis={axis}`: the numbers along these axes are divided by the root of the mean of "
             "their squares."},
};

void build(LayerBuild& build) {
  const auto axes = named_axes(build.layer, "axis", build.input());
  const WeightId scale = build.trace.add_weight(build.layer.id, "scale", weight_shape(build, axes),
                                                std::string("ones"), true, DType::float32);
  build.layer.weight_names.emplace_back("scale", scale);
}

/// The weight is broadcast as it stands, as Keras does: it fits where the axes are the last ones.
Datum call(const LayerCall& call) {
  Tracing& trace = call.trace;
  const ValueId x = call.input();
  const ValueId square =
      reduced(trace, "mean", trace.apply("square", {x}), named_axes(call, "axis"));
  const ValueId inverse = inverse_root(trace, square, call.config().number("epsilon"));
  const ValueId divided = trace.apply("multiply", {x, inverse});
  return TensorRef{trace.apply("multiply", {divided, call.weight("scale")})};
}

std::string settings(const Config& config) {
  return python_text(config["axis"]) == "-1" ? "" : "axis " + python_text(config["axis"]);
}

}  // namespace

const LayerRow rms_normalization = {
    .name = "RMSNormalization",
    .group = "normalization",
    .summary = "Divides the features of each place by the root of the mean of their squares.",
    .paper = "Zhang and Sennrich, \"Root Mean Square Layer Normalization\", 2019",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.RMSNormalization()(x)",
    .fields = fields,
    .build = build,
    .call = call,
    .formula = "scale",
    .notes = notes,
    .settings = settings,
};

}  // namespace unroll::layers
