// Owns the Embedding layer. Must not know graphs. Mirrors keras/src/layers/core/embedding.py.
#include <array>

#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{"input_dim",
          FieldKind::integer,
          "",
          "How many different tokens there are.",
          true,
          false,
          {},
          1},
    Field{"output_dim",
          FieldKind::integer,
          "",
          "How many numbers stand for a token.",
          true,
          false,
          {},
          1},
    Field{"embeddings_initializer", FieldKind::initializer, "\"uniform\"",
          "How the table's first values are drawn."},
    Field{"embeddings_regularizer", FieldKind::code, "None", "A penalty on the table.", false,
          true},
    Field{"embeddings_constraint", FieldKind::code, "None", "A bound on the table.", false, true},
    Field{"mask_zero", FieldKind::boolean, "False",
          "Whether token 0 is padding, which later layers skip.", true},
    Field{"weights", FieldKind::code, "None", "First values of the table.", false, true},
    Field{"lora_rank", FieldKind::integer, "None", "The rank of a low-rank adaptation.", false,
          true},
    Field{"lora_alpha", FieldKind::number, "None", "The scale of that adaptation.", false, true},
    Field{"quantization_config", FieldKind::code, "None", "How its weights are quantised.", false,
          true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other, "Each token is looked up on its own."},
    AxisNote{AxisChange::added, Role::features,
             "`output_dim={output_dim}`: {output_dim} numbers stand for each token."},
};

void build(LayerBuild& build) {
  build.add_weight("embeddings",
                   {{build.config().integer("input_dim"), Role::other, 0},
                    {build.config().integer("output_dim"), Role::features, 0}},
                   "embeddings_initializer");
}

/// The tokens as integers: numbers lose what stands behind the point.
ValueId tokens(const LayerCall& call) {
  const ValueId input = call.input();
  if (call.trace.type(input).dtype == DType::int32) return input;
  return call.trace.apply("cast", {input}, {{"dtype", DType::int32}});
}

Datum call(const LayerCall& call) {
  // The places of a row of tokens are steps, whatever dtype its Input was given.
  if (call.trace.shape(call.input()).size() == 2) {
    call.trace.set_role(call.input(), 1, Role::time);
  }
  return TensorRef{call.trace.apply("take", {call.weight("embeddings"), tokens(call)},
                                    {{"axis", std::int64_t{0}}})};
}

Datum make_mask(const LayerCall& call, const Datum& /*masks*/) {
  if (!call.config().boolean("mask_zero")) return {};
  return TensorRef{call.trace.apply("not_equal", {call.input(), call.trace.number(0.0)})};
}

std::string settings(const Config& config) {
  return python_text(config["input_dim"]) + " tokens" +
         (config.boolean("mask_zero") ? ", 0 masked" : "");
}

}  // namespace

const LayerRow embedding = {
    .name = "Embedding",
    .group = "core",
    .summary = "Puts a learned vector in the place of each token.",
    .paper = "Bengio et al., \"A Neural Probabilistic Language Model\", 2003",
    .example =
        "x = keras.Input((10,), dtype=\"int32\")\n"
        "y = layers.Embedding(1000, 64)(x)",
    .fields = fields,
    .build = build,
    .call = call,
    .formula = "input_dim * output_dim",
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
    .compute_mask = make_mask,
};

}  // namespace unroll::layers
