// Owns what the attention layers with heads share: their projections, masks, scores and means. Must
// not know how a layer's arguments name its heads.
// Mirrors keras/src/layers/attention/multi_head_attention.py.
#include "layers/heads.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "layers/rows.hpp"
#include "layers/softmax.hpp"

namespace unroll::layers::attending {

// ---- inputs ----------------------------------------------------------------------------------

ValueId tensor_of(const LayerCall& call, std::string_view argument) {
  const auto* given = call.argument(argument).as<TensorRef>();
  return given == nullptr ? no_id : given->id;
}

namespace {

[[noreturn]] void missing(const LayerState& layer, const std::string& argument) {
  RuleError error("missing_argument",
                  std::string(layer.row->name) + " needs `" + argument +
                      "` when it is called: write `layer(query, value)`, or `layer(x, x)` for a "
                      "sequence that attends to itself.",
                  "missing a required argument: '" + argument + "'");
  error.exception = "TypeError";
  throw error;
}

/// The tensors of a call, as it builds the layer or as it is done.
template <typename Asked>
Inputs tensors_asked(const Asked& asked) {
  const auto tensor = [&](std::string_view name) {
    const auto* given = asked.argument(name).template as<TensorRef>();
    return given == nullptr ? no_id : given->id;
  };
  Inputs inputs{tensor("query"), tensor("value"), tensor("key")};
  if (inputs.value == no_id) missing(asked.layer, "value");
  if (inputs.query == no_id) missing(asked.layer, "query");
  if (inputs.key == no_id) inputs.key = inputs.value;
  return inputs;
}

/// Whether Keras has the same number for both, or none for either.
bool same_to_keras(const Dim& a, const Dim& b) {
  return a.is_open() == b.is_open() && (a.is_open() || a == b);
}

/// Whether all axes but the batch and the features are the same.
bool same_steps(const Shape& value, const Shape& key) {
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (!same_to_keras(value[i].size, key[i].size)) return false;
  }
  return true;
}

[[noreturn]] void do_not_fit(const LayerCall& call, const std::string& what, ValueId a, ValueId b,
                             const std::string& keras) {
  RuleError error("shapes",
                  std::string(call.layer.row->name) + ": " + what + ", got " +
                      words(call.trace.shape(a)) + " and " + words(call.trace.shape(b)) + ".",
                  keras);
  error.got = b;
  throw error;
}

}  // namespace

void check_heads_inputs(const LayerCall& call) {
  const Inputs inputs = tensors_asked(call);
  need_min_rank(call, 3, {Role::batch, Role::time, Role::features});
  const Shape& query = call.trace.shape(inputs.query);
  const Shape& value = call.trace.shape(inputs.value);
  const Shape& key = call.trace.shape(inputs.key);
  for (const ValueId other : {inputs.value, inputs.key}) {
    if (call.trace.shape(other).size() == query.size()) continue;
    do_not_fit(call, "query, value and key need equally many axes", inputs.query, other, "");
  }
  if (!same_steps(value, key)) {
    do_not_fit(call, "each step of the key stands for one of the value, so both need the same axes",
               inputs.value, inputs.key,
               "All dimensions of `value` and `key`, except the last one, must be equal. "
               "Received: value_shape=" +
                   keras_text(value) + " and key_shape=" + keras_text(key));
  }
  if (flag(call, "return_attention_scores") && call.config().boolean("flash_attention")) {
    throw RuleError("argument_value",
                    std::string(call.layer.row->name) +
                        " cannot return its scores with `flash_attention=True`: leave one of "
                        "both out.",
                    "Returning attention scores is not supported when flash attention is enabled. "
                    "Please disable flash attention to access attention scores.");
  }
}

void check_heads_config(const Config& config) {
  if (!config.boolean("flash_attention") || config.number("dropout") == 0.0) return;
  throw RuleError("argument_value",
                  "`flash_attention=True` goes without dropout, got `dropout=" +
                      python_text(config["dropout"]) + "`: leave one of both out.",
                  "Dropout is not supported when flash attention is enabled. Please set dropout to "
                  "0.0 to use flash attention.");
}

// ---- projections -----------------------------------------------------------------------------

namespace {

/// The letters of an equation, from `first` on.
std::string letters(std::size_t first, std::size_t count) {
  std::string text(count, ' ');
  std::iota(text.begin(), text.end(), static_cast<char>('a' + first));
  return text;
}

/// What a projection makes: `kept` axes go through, `summed` ones become those of these sizes.
struct Projection {
  std::string_view attribute;  ///< Keras's name of it in the layer
  std::string_view name;       ///< and in the weights' paths
  std::size_t kept = 0;
  std::size_t summed = 0;
  std::vector<Dim> sizes;
  std::string_view activation = {};
};

void add_projection(LayerBuild& build, const Projection& projection, const TensorType& input) {
  const std::string kept = letters(0, projection.kept);
  const std::string summed = letters(projection.kept, projection.summed);
  const std::string made = letters(projection.kept + projection.summed, projection.sizes.size());
  // The batch has no entry, and what goes through is left open.
  std::vector<Datum> shape(projection.kept - 1);
  shape.insert(shape.end(), projection.sizes.begin(), projection.sizes.end());
  std::vector<GivenDatum> arguments = {
      {"equation", kept + summed + ',' + summed + made + "->" + kept + made, {}},
      {"output_shape", Datum::of_list(std::move(shape), true), {}},
      {"bias_axes", build.config().boolean("use_bias") ? Datum(made) : Datum(), {}}};
  if (!projection.activation.empty()) {
    arguments.push_back({"activation", std::string(projection.activation), {}});
  }
  for (const Field& field : projection_fields) {
    arguments.push_back({std::string(field.name), build.config()[field.name], {}});
  }
  const LayerId layer =
      build.trace.make_layer(einsum_dense, make_config(einsum_dense, arguments), projection.name);
  build.trace.build_layer(layer, std::span(&input, 1));
  build.layer.hold(projection.attribute, layer);
}

/// The projected tensor; the axes that go through are still those of `x`.
ValueId project(const LayerCall& call, std::string_view attribute, ValueId x, std::size_t kept) {
  const Datum result = call.trace.call_layer(call.layer.inner(attribute), {{"", TensorRef{x}, {}}});
  const ValueId projected = tensors_of(result).front();
  for (std::size_t i = 0; i < kept; ++i) {
    call.trace.set_axis(projected, static_cast<std::int64_t>(i), Axis(call.trace.shape(x)[i]));
  }
  return projected;
}

/// The same, with heads before the features.
ValueId project_heads(const LayerCall& call, std::string_view attribute, ValueId x) {
  const ValueId projected = project(call, attribute, x, call.trace.shape(x).size() - 1);
  Axis heads = *(call.trace.shape(projected).end() - 2);
  heads.role = Role::heads;
  call.trace.set_axis(projected, -2, heads);
  return projected;
}

}  // namespace

void build_heads(LayerBuild& build, const Heads& heads) {
  const Inputs inputs = tensors_asked(build);
  const TensorType query = build.trace.type(inputs.query);
  const std::size_t kept = query.shape.size() - 1;
  const auto add = [&](std::string_view attribute, std::string_view name, ValueId input,
                       const Dim& count, const Dim& size, std::string_view activation = {}) {
    add_projection(build, {attribute, name, kept, 1, {count, size}, activation},
                   build.trace.type(input));
  };
  add("query_dense", "query", inputs.query, heads.of_query, heads.key_size);
  add("key_dense", "key", inputs.key, heads.of_source, heads.key_size);
  if (build.config().boolean("use_gate")) {
    add("gate_dense", "gate", inputs.query, heads.of_query, heads.value_size, "sigmoid");
  }
  add("value_dense", "value", inputs.value, heads.of_source, heads.value_size);

  std::vector<Datum> shared_axes;
  for (std::size_t i = heads.axes.size(); i > 0; --i) {
    shared_axes.emplace_back(Dim(-static_cast<std::int64_t>(i)));
  }
  const auto hold = [&](std::string_view attribute, const LayerRow& row,
                        std::vector<GivenDatum> arguments) {
    build.layer.hold(attribute, build.trace.make_layer(row, make_config(row, arguments), ""));
  };
  hold("softmax", softmax_layer, {{"axis", Datum::of_list(std::move(shared_axes), true), {}}});
  hold("dropout_layer", dropout_layer, {{"rate", build.config()["dropout"], {}}});

  TensorType means = query;
  means.shape.back() = {heads.of_query, Role::heads, 0};
  means.shape.push_back({heads.value_size, Role::features, 0});
  add_projection(build, {"output_dense", "attention_output", kept, 2, heads.outputs}, means);
}

// ---- masks -----------------------------------------------------------------------------------

namespace {

/// (1, steps of the query, steps of the value): true where both are fewer than `window` apart.
ValueId window_mask(Tracing& trace, const Dim& rows, const Dim& columns, std::int64_t window) {
  const std::vector<Dim> shape = {1, rows, columns};
  const ValueId all =
      trace.apply("full", {}, {{"shape", shape}, {"value", 1.0}, {"dtype", DType::bool_}});
  const ValueId not_behind = trace.apply("tril", {all}, {{"k", window - 1}});
  return trace.apply("triu", {not_behind}, {{"k", 1 - window}});
}

ValueId as_truth(Tracing& trace, ValueId mask) {
  if (mask == no_id || trace.type(mask).dtype == DType::bool_) return mask;
  return trace.apply("cast", {mask}, {{"dtype", DType::bool_}});
}

/// Which weights count, by all masks of the call: (batch, Tq, Tv) or what can be broadcast to it;
/// no_id: all.
ValueId joint_mask(const LayerCall& call, const Inputs& inputs, ValueId query_mask) {
  Tracing& trace = call.trace;
  ValueId joint = as_truth(trace, query_mask);
  if (joint != no_id) joint = with_axis(trace, joint, -1);
  for (const std::string_view argument : {"value_mask", "key_mask"}) {
    const ValueId mask = as_truth(trace, tensor_of(call, argument));
    if (mask != no_id) joint = both_masks(trace, joint, with_axis(trace, mask, -2));
  }
  const Dim rows = trace.shape(inputs.query)[1].size;
  const Dim columns = trace.shape(inputs.value)[1].size;
  if (flag(call, "use_causal_mask")) {
    joint = both_masks(trace, joint, causal_mask(trace, rows, columns));
  }
  if (const auto* window = call.config()["sliding_window"].as<Dim>()) {
    const std::int64_t width = window->value().value_or(1);
    joint = both_masks(trace, joint, window_mask(trace, rows, columns, width));
  }
  return both_masks(trace, as_truth(trace, tensor_of(call, "attention_mask")), joint);
}

/// The mask with axes of size 1 for what the scores have in front of the `attended` axes of the
/// query and of the value: the heads among them.
ValueId for_scores(const LayerCall& call, ValueId mask, std::size_t rank, std::size_t attended) {
  if (mask == no_id) return no_id;
  if (call.trace.shape(mask).size() < 2 * attended) {
    RuleError error(
        "mask", std::string(call.layer.row->name) + " attends along " + std::to_string(attended) +
                    " axes, so a mask needs as many for the query and for the value, "
                    "got " +
                    words(call.trace.shape(mask)) + ": give an `attention_mask` with all of them.");
    error.got = mask;
    throw error;
  }
  const auto axis = -2 * static_cast<std::int64_t>(attended) - 1;
  while (call.trace.shape(mask).size() < rank) mask = with_axis(call.trace, mask, axis);
  return mask;
}

// ---- scores and means ------------------------------------------------------------------------

/// The letters of the projected query, of key and value, and of the scores: those of no attended
/// axis, then the query's attended ones and the value's.
struct Terms {
  std::string query;
  std::string source;
  std::string scores;
  std::size_t attended = 0;  ///< how many axes
};

Terms terms_of(const std::vector<std::int64_t>& axes, std::size_t rank) {
  Terms terms{letters(0, rank), letters(0, rank), {}, axes.size()};
  char next = static_cast<char>('a' + rank);
  std::string attended;
  std::string looked_at;
  for (std::size_t i = 0; i + 1 < rank; ++i) {
    const bool along = std::ranges::find(axes, static_cast<std::int64_t>(i)) != axes.end();
    if (along) terms.source[i] = next++;
    if (!along) terms.scores += terms.query[i];
  }
  for (const std::int64_t axis : axes) {
    attended += terms.query[static_cast<std::size_t>(axis)];
    looked_at += terms.source[static_cast<std::size_t>(axis)];
  }
  terms.scores += attended + looked_at;
  return terms;
}

/// query · key / sqrt(key_size), for every pair of steps and every head.
ValueId scores_of(Tracing& trace, const Heads& heads, const Terms& terms, ValueId query,
                  ValueId key) {
  const auto size = static_cast<double>(heads.key_size.value().value_or(1));
  const ValueId scaled = trace.apply("multiply", {query, trace.number(1.0 / std::sqrt(size))});
  const ValueId scores =
      trace.apply("einsum", {scaled, key},
                  {{"equation", terms.query + ',' + terms.source + "->" + terms.scores}});
  const std::size_t rank = trace.shape(scores).size();
  for (std::size_t i = rank - terms.attended; i < rank; ++i) {
    name_source(trace, scores, static_cast<std::int64_t>(i));
    const bool open = trace.shape(scores)[i - terms.attended].size.is_open();
    if (heads.scores_open_as_query && open) trace.leave_open(scores, i);
  }
  return scores;
}

/// The weights of the values. What Keras computes in one go gives even weights where all values
/// are masked, and the Softmax layer zeros.
ValueId weights_of(const LayerCall& call, std::size_t attended, ValueId scores, ValueId mask,
                   bool in_one_go) {
  Tracing& trace = call.trace;
  const std::size_t rank = trace.shape(scores).size();
  mask = for_scores(call, mask, rank, attended);
  if (in_one_go) {
    std::vector<std::int64_t> axes(attended);
    std::iota(axes.begin(), axes.end(), static_cast<std::int64_t>(rank - attended));
    return masked_softmax(call, scores, axes, mask, AllMasked::even_shares);
  }
  std::vector<GivenDatum> arguments = {{"", TensorRef{scores}, {}}};
  if (mask != no_id) arguments.push_back({"mask", TensorRef{mask}, {}});
  return tensors_of(trace.call_layer(call.layer.inner("softmax"), std::move(arguments))).front();
}

/// Key or value with as many heads as the query.
ValueId for_all_heads(Tracing& trace, const Heads& heads, ValueId source) {
  if (heads.of_source == heads.of_query) return source;
  const Dim each = floor_div(heads.of_query, heads.of_source);
  return trace.apply("repeat", {source}, {{"axis", std::int64_t{-2}}, {"repeats", each}});
}

}  // namespace

Datum attend_with_heads(const LayerCall& call, const Heads& heads, ValueId query_mask) {
  Tracing& trace = call.trace;
  const Inputs inputs = tensors_asked(call);
  const ValueId mask = joint_mask(call, inputs, query_mask);
  const bool gated = call.config().boolean("use_gate");
  const ValueId gate = gated ? project_heads(call, "gate_dense", inputs.query) : no_id;
  const ValueId query = project_heads(call, "query_dense", inputs.query);
  const ValueId key = for_all_heads(trace, heads, project_heads(call, "key_dense", inputs.key));
  const ValueId value =
      for_all_heads(trace, heads, project_heads(call, "value_dense", inputs.value));

  const bool asks_scores = flag(call, "return_attention_scores");
  const bool drops = call.config().number("dropout") > 0.0;
  const std::size_t rank = trace.shape(query).size();
  // What Keras computes in one go runs along the steps, whatever axes are named.
  const bool in_one_go = !drops && !asks_scores && rank == 4;
  const Terms terms = terms_of(in_one_go ? std::vector<std::int64_t>{1} : heads.axes, rank);
  const ValueId scores = scores_of(trace, heads, terms, query, key);
  const ValueId weights = weights_of(call, terms.attended, scores, mask, in_one_go);
  ValueId left = weights;
  if (drops) {
    left = tensors_of(
               trace.call_layer(call.layer.inner("dropout_layer"), {{"", TensorRef{weights}, {}}}))
               .front();
  }
  ValueId means =
      trace.apply("einsum", {left, value},
                  {{"equation", terms.scores + ',' + terms.source + "->" + terms.query}});
  if (gated) means = trace.apply("multiply", {means, gate});
  const ValueId output = project(call, "output_dense", means, rank - 2);
  if (!asks_scores) return TensorRef{output};
  return Datum::of_list({TensorRef{output}, TensorRef{weights}}, true);
}

}  // namespace unroll::layers::attending
