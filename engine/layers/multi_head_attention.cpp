// Owns the MultiHeadAttention layer. Must not know graphs.
// Mirrors keras/src/layers/attention/multi_head_attention.py.
#include <numeric>
#include <optional>

#include "layers/axes.hpp"
#include "layers/heads.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace attending;

constexpr std::array fields = {
    heads_size("num_heads", "How many heads look, each in its own way."),
    heads_size("key_dim", "How many numbers of a step each head compares."),
    Field{.name = "value_dim",
          .kind = FieldKind::integer,
          .otherwise = "None",
          .doc = "How many numbers each head takes the mean of; `key_dim` where left out.",
          .min = 1},
    dropout,
    use_bias,
    Field{.name = "output_shape",
          .kind = FieldKind::shape,
          .otherwise = "None",
          .doc = "The sizes that come out of each step; the query's features where left out."},
    Field{.name = "attention_axes",
          .kind = FieldKind::axes,
          .otherwise = "None",
          .doc = "The axes along which places look at each other; all between batch and features "
                 "where left out."},
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
             "A last projection makes of all heads as many numbers as the query has: {to}.",
             "output_shape", "None"},
    AxisNote{AxisChange::replaced, Role::features,
             "`output_shape={output_shape}`: a last projection makes {to} numbers of all heads."},
    AxisNote{AxisChange::added, Role::heads,
             "`num_heads={num_heads}`: each head has weights of its own."},
};

/// The sizes of `output_shape`; nothing where it holds anything else.
std::optional<std::vector<Dim>> output_sizes(const Config& config) {
  const Datum& given = config["output_shape"];
  std::vector<Dim> sizes;
  if (given.is_none()) return sizes;
  const DatumList* list = given.list();
  const std::vector<Datum> items = list == nullptr ? std::vector<Datum>{given} : list->items;
  for (const Datum& item : items) {
    const auto* size = item.as<Dim>();
    if (size == nullptr) return std::nullopt;
    sizes.push_back(*size);
  }
  return sizes;
}

void check(const Config& config) {
  check_heads_config(config);
  const Datum& axes = config["attention_axes"];
  if (!axes.is_none() && axes_in(axes).empty()) {
    throw RuleError("argument_value",
                    "MultiHeadAttention needs an axis in `attention_axes` to attend along, got " +
                        python_text(axes) + ": leave it out for all axes.");
  }
  if (output_sizes(config)) return;
  throw RuleError(
      "argument_value",
      "MultiHeadAttention needs a size or a tuple of sizes for `output_shape`, got " +
          python_text(config["output_shape"]) + '.',
      "Invalid `output_shape`: " + python_text(config["output_shape"]) +
          ". When specified, the `output_shape` should be of type tuple, list, or int.");
}

Heads heads_of(const Config& config, const Shape& query) {
  const auto* value_size = config["value_dim"].as<Dim>();
  const Dim key_size = config.integer("key_dim");
  Heads heads{.of_query = config.integer("num_heads"),
              .of_source = config.integer("num_heads"),
              .key_size = key_size,
              .value_size = value_size == nullptr ? key_size : *value_size,
              .outputs = output_sizes(config).value_or(std::vector<Dim>()),
              .axes = axes_in(config["attention_axes"]),
              .scores_open_as_query = true};
  if (heads.outputs.empty()) heads.outputs = {query.back().size};
  if (config["attention_axes"].is_none()) {
    heads.axes.resize(query.size() - 2);
    std::iota(heads.axes.begin(), heads.axes.end(), 1);
  }
  for (std::int64_t& axis : heads.axes) {
    if (axis < 0) axis += std::ssize(query);
  }
  return heads;
}

void check_input(const LayerCall& call) {
  check_heads_inputs(call);
  std::ignore =
      named_axes(call.layer, "attention_axes", call.trace.shape(tensor_of(call, "query")));
}

void build(LayerBuild& build) { build_heads(build, heads_of(build.config(), build.input())); }

/// The mask that travels with the query counts, whatever `query_mask` says.
Datum call(const LayerCall& call) {
  const ValueId query = tensor_of(call, "query");
  return attend_with_heads(call, heads_of(call.config(), call.trace.shape(query)),
                           call.trace.mask(query));
}

std::string settings(const Config& config) {
  return config.integer("num_heads").text() + " × " + config.integer("key_dim").text();
}

}  // namespace

const LayerRow multi_head_attention = {
    .name = "MultiHeadAttention",
    .group = "attention",
    .summary =
        "Lets several heads look at once: each compares the query with the key in numbers of its "
        "own, and takes the mean of the values by that.",
    .paper = "Vaswani et al., \"Attention Is All You Need\", 2017",
    .example =
        "x = [keras.Input((10, 20)), keras.Input((8, 20))]\n"
        "y = layers.MultiHeadAttention(num_heads=4, key_dim=16)(x[0], x[1])",
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
    .takes_masks = true,
    .outputs = outputs,
};

}  // namespace unroll::layers
