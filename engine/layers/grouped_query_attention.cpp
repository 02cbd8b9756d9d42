// Owns the GroupedQueryAttention layer. Must not know graphs.
// Mirrors keras/src/layers/attention/grouped_query_attention.py.
#include "layers/heads.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace attending;

constexpr std::array fields = {
    heads_size("head_dim", "How many numbers each head compares, and takes the mean of."),
    heads_size("num_query_heads", "How many heads look, each in its own way."),
    heads_size("num_key_value_heads",
               "How many heads are looked at, each by equally many of the query's."),
    dropout,
    use_bias,
    sliding_window,
    flash_attention,
    kernel_initializer,
    bias_initializer,
    kernel_regularizer,
    bias_regularizer,
    activity_regularizer,
    kernel_constraint,
    bias_constraint,
    use_gate,
    seed,
};

constexpr std::array notes = {
    batch_kept,
    time_kept,
    source_kept,
    batch_ended,
    time_ended,
    features_ended,
    AxisNote{AxisChange::replaced, Role::features,
             "A last projection makes of all heads as many numbers as the query has: {to}."},
    AxisNote{AxisChange::added, Role::heads,
             "`num_query_heads={num_query_heads}`: each head of the query has weights of its own."},
};

/// Keras exports the class under this name.
constexpr std::array<std::string_view, 1> aliases = {"GroupQueryAttention"};

void check(const Config& config) {
  check_heads_config(config);
  const Dim heads = config.integer("num_query_heads");
  const Dim groups = config.integer("num_key_value_heads");
  if (mod(heads, groups).is(0)) return;
  throw RuleError("argument_value",
                  "GroupedQueryAttention needs a `num_query_heads` that can be divided by "
                  "`num_key_value_heads`, got " +
                      heads.text() + " and " + groups.text() + ".",
                  "`num_query_heads` must be divisible by `num_key_value_heads`.");
}

Heads heads_of(const Config& config, const Shape& query) {
  const Dim size = config.integer("head_dim");
  return {.of_query = config.integer("num_query_heads"),
          .of_source = config.integer("num_key_value_heads"),
          .key_size = size,
          .value_size = size,
          .outputs = {query.back().size},
          .axes = {1}};
}

void check_input(const LayerCall& call) {
  check_heads_inputs(call);
  need_rank(call, 3, {Role::batch, Role::time, Role::features});
  const ValueId value_id = tensor_of(call, "value");
  const Shape& query = call.trace.shape(tensor_of(call, "query"));
  const Shape& value = call.trace.shape(value_id);
  if (query.back().size == value.back().size) return;
  const std::string of_query = query.back().size.text();
  const std::string of_value = value.back().size.text();
  RuleError error("features",
                  "GroupedQueryAttention needs equally many features of query and value, got " +
                      of_query + " and " + of_value + ".",
                  "The last dimension of `query_shape` and `value_shape` must be equal, but are " +
                      of_query + ", " + of_value + ". Received: query_shape=" + keras_text(query) +
                      ", value_shape=" + keras_text(value));
  error.got = value_id;
  throw error;
}

void build(LayerBuild& build) { build_heads(build, heads_of(build.config(), build.input())); }

Datum call(const LayerCall& call) {
  const Shape& query = call.trace.shape(tensor_of(call, "query"));
  return attend_with_heads(call, heads_of(call.config(), query), tensor_of(call, "query_mask"));
}

std::string settings(const Config& config) {
  return config.integer("num_query_heads").text() + " on " +
         config.integer("num_key_value_heads").text() + " × " + config.integer("head_dim").text();
}

}  // namespace

const LayerRow grouped_query_attention = {
    .name = "GroupedQueryAttention",
    .group = "attention",
    .summary =
        "Lets several heads look at once, as MultiHeadAttention does, but groups of them share "
        "what they look at.",
    .paper =
        "Ainslie et al., \"GQA: Training Generalized Multi-Query Transformer Models from "
        "Multi-Head Checkpoints\", 2023",
    .example =
        "x = [keras.Input((10, 20)), keras.Input((8, 20))]\n"
        "y = layers.GroupedQueryAttention(head_dim=16, num_query_heads=4, "
        "num_key_value_heads=2)(x[0], x[1])",
    .fields = fields,
    .check = check,
    .check_input = check_input,
    .build = build,
    .call = call,
    .formula = heads_formula,
    .notes = notes,
    .settings = settings,
    .arguments = heads_arguments,
    .masks = MaskSupport::always,
    .outputs = outputs,
    .aliases = aliases,
};

}  // namespace unroll::layers
