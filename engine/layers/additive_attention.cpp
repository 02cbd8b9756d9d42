// Owns the AdditiveAttention layer. Must not know graphs.
// Mirrors keras/src/layers/attention/additive_attention.py.
#include "layers/attention.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace attending;

constexpr std::array fields = {
    Field{.name = "use_scale",
          .kind = FieldKind::boolean,
          .otherwise = "True",
          .doc = "Whether each feature of the sum has a learned weight.",
          .primary = true},
    dropout,
    seed,
};

void build(LayerBuild& build) {
  if (!build.config().boolean("use_scale")) return;
  const Dim& features = build.input().back().size;
  const WeightId scale =
      build.trace.add_weight(build.layer.id, "scale", {{features, Role::features, 0}},
                             std::string("glorot_uniform"), true, DType::float32);
  build.layer.weight_names.emplace_back("scale", scale);
}

/// sum(scale * tanh(query + key)) for every pair of steps.
Datum call(const LayerCall& call) {
  Tracing& trace = call.trace;
  const Inputs inputs = need_inputs(call);
  ValueId pairs = trace.activate(std::string("tanh"), pairwise_sums(trace, inputs));
  if (call.config().boolean("use_scale")) {
    pairs = trace.apply("multiply", {pairs, call.weight("scale")});
  }
  const ValueId scores = trace.apply("sum", {pairs}, {{"axes", std::vector<std::int64_t>{-1}}});
  return attend(call, inputs, scores);
}

std::string settings(const Config& config) {
  return config.boolean("use_scale") ? "scaled" : "not scaled";
}

}  // namespace

const LayerRow additive_attention = {
    .name = "AdditiveAttention",
    .group = "attention",
    .summary =
        "Adds each step of a query to all steps of a key, scores the sums, and takes the "
        "mean of the values weighted by that (Bahdanau's attention).",
    .paper =
        "Bahdanau, Cho and Bengio, \"Neural Machine Translation by Jointly Learning to Align and "
        "Translate\", 2015",
    .example =
        "x = [keras.Input((10, 20)), keras.Input((8, 20))]\n"
        "y = layers.AdditiveAttention()(x)",
    .fields = fields,
    .check_input = check_inputs,
    .build = build,
    .call = call,
    .formula = "features * use_scale",
    .notes = notes_without_heads,
    .settings = settings,
    .arguments = arguments,
    .masks = MaskSupport::always,
    .compute_mask = query_mask,
    .outputs = outputs,
};

}  // namespace unroll::layers
