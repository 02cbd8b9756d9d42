// Owns the LayerNormalization layer. Must not know graphs.
// Mirrors keras/src/layers/normalization/layer_normalization.py.
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
          .doc = "The axis, or axes, whose numbers are normalised together.",
          .primary = true},
    epsilon("0.001"),
    center,
    scale,
    beta_initializer,
    gamma_initializer,
    beta_regularizer,
    gamma_regularizer,
    beta_constraint,
    gamma_constraint,
    Field{.name = "rms_scaling",
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = "Whether numbers are only divided, by the root of their variance (deprecated)."},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is normalised on its own."},
    AxisNote{AxisChange::kept, Role::time, "Each step is normalised on its own.", "axis", "-1"},
    AxisNote{AxisChange::kept, Role::features,
             "`axis=-1`: the {from} numbers of one place are brought to mean 0 and variance 1 "
             "together.",
             "axis", "-1"},
    AxisNote{AxisChange::kept, Role::other,
             "`axis={axis}`: the numbers along these axes are brought to mean 0 and variance 1 "
             "together."},
};

void check(const Config& config) {
  if (!config["axis"].is_none()) return;
  RuleError error("argument_value",
                  "LayerNormalization needs an axis or a list of axes for `axis`, got None.",
                  "Expected an int or a list/tuple of ints for the argument 'axis', but received: "
                  "None");
  error.exception = "TypeError";
  throw error;
}

bool has_gamma(const Config& config) {
  return config.boolean("scale") || config.boolean("rms_scaling");
}
bool has_beta(const Config& config) {
  return config.boolean("center") && !config.boolean("rms_scaling");
}

void build(LayerBuild& build) {
  const Shape shape = weight_shape(build, named_axes(build.layer, "axis", build.input()));
  if (has_gamma(build.config())) build.add_weight("gamma", shape, "gamma_initializer");
  if (has_beta(build.config())) build.add_weight("beta", shape, "beta_initializer");
}

Datum call(const LayerCall& call) {
  Tracing& trace = call.trace;
  const ValueId x = call.input();
  const auto axes = named_axes(call, "axis");
  const auto spread = [&](bool has, std::string_view weight) {
    if (!has) return no_id;
    return spread_from(trace, call.weight(weight), axes, trace.shape(x).size());
  };
  const ValueId gamma = spread(has_gamma(call.config()), "gamma");
  const ValueId beta = spread(has_beta(call.config()), "beta");
  const ValueId inverse =
      inverse_root(trace, reduced(trace, "var", x, axes), call.config().number("epsilon"));
  if (!call.config().boolean("rms_scaling")) {
    return TensorRef{normalized(trace, x, reduced(trace, "mean", x, axes), inverse, gamma, beta)};
  }
  return TensorRef{trace.apply("multiply", {trace.apply("multiply", {x, inverse}), gamma})};
}

std::string settings(const Config& config) {
  return python_text(config["axis"]) == "-1" ? "" : "axis " + python_text(config["axis"]);
}

}  // namespace

const LayerRow layer_normalization = {
    .name = "LayerNormalization",
    .group = "normalization",
    .summary = "Brings the features of each place to mean 0 and variance 1 together.",
    .paper = "Ba, Kiros and Hinton, \"Layer Normalization\", 2016",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.LayerNormalization()(x)",
    .fields = fields,
    .check = check,
    .build = build,
    .call = call,
    .formula = "gamma + beta",
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
