// Owns the Dense layer. Must not know graphs. Mirrors keras/src/layers/core/dense.py.
#include <array>

#include "layers/activation_functions.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{"units",
          FieldKind::integer,
          "",
          "How many numbers come out at each position.",
          true,
          false,
          {},
          1},
    Field{"activation", FieldKind::activation, "None", "The function applied to each output.",
          true},
    Field{"use_bias", FieldKind::boolean, "True",
          "Whether a learned number is added to each output.", true},
    Field{"kernel_initializer", FieldKind::initializer, "\"glorot_uniform\"",
          "How the kernel's first values are drawn."},
    Field{"bias_initializer", FieldKind::initializer, "\"zeros\"", "The bias's first values."},
    Field{"kernel_regularizer", FieldKind::code, "None", "A penalty on the kernel.", false, true},
    Field{"bias_regularizer", FieldKind::code, "None", "A penalty on the bias.", false, true},
    Field{"activity_regularizer", FieldKind::code, "None", "A penalty on the output.", false, true},
    Field{"kernel_constraint", FieldKind::code, "None", "A bound on the kernel.", false, true},
    Field{"bias_constraint", FieldKind::code, "None", "A bound on the bias.", false, true},
    Field{"lora_rank", FieldKind::integer, "None", "The rank of a low-rank adaptation.", false,
          true},
    Field{"lora_alpha", FieldKind::number, "None", "The scale of that adaptation.", false, true},
    Field{"quantization_config", FieldKind::code, "None", "How its weights are quantised.", false,
          true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own."},
    AxisNote{AxisChange::kept, Role::time, "The same weights are applied at every step."},
    AxisNote{AxisChange::kept, Role::other, "The same weights are applied at every position."},
    AxisNote{
        AxisChange::replaced, Role::features,
        "`units={units}`: {units} numbers come out. The {from} input features are summed away by "
        "the kernel."},
};

void check_input(const LayerCall& call) {
  need_min_rank(call, 2, {Role::batch, Role::features});
  if (call.layer.built) {
    need_axis(call, -1, call.trace.shape(call.weight("kernel")).front().size);
  }
}

void build(LayerBuild& build) {
  const Axis& features = build.input().back();
  if (!features.size.value()) {
    throw RuleError("unknown_features",
                    "Dense needs to know how many features come in, got " + words(build.input()) +
                        ": give the last axis a size.",
                    "Cannot convert '" + keras_text({features, {build.config().integer("units")}}) +
                        "' to a shape.");
  }
  const Axis units{build.config().integer("units"), Role::features, 0};
  build.add_weight("kernel", {{features.size, Role::features, 0}, units}, "kernel_initializer");
  if (build.config().boolean("use_bias")) build.add_weight("bias", {units}, "bias_initializer");
}

Datum call(const LayerCall& call) {
  ValueId x = call.trace.apply("matmul", {call.input(), call.weight("kernel")});
  if (call.config().boolean("use_bias")) x = call.trace.apply("add", {x, call.weight("bias")});
  return TensorRef{call.trace.activate(call.config()["activation"], x)};
}

std::string settings(const Config& config) { return activation_text(config["activation"]); }

}  // namespace

const LayerRow dense = {
    .name = "Dense",
    .group = "core",
    .summary = "Multiplies the features by a matrix, the same at every position.",
    .paper =
        "Rosenblatt, \"The Perceptron: A Probabilistic Model for Information Storage and "
        "Organization in the Brain\", 1958",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.Dense(16)(x)",
    .fields = fields,
    .check_input = check_input,
    .build = build,
    .call = call,
    .formula = "units * (features + use_bias)",
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
