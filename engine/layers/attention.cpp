// Owns the Attention layer, and what it shares with the other attention layers. Must not know
// graphs. Mirrors keras/src/layers/attention/attention.py.
#include "layers/attention.hpp"

#include "layers/base_merge.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace attending {

// ---- any attention ---------------------------------------------------------------------------

ValueId causal_mask(Tracing& trace, const Dim& rows, const Dim& columns) {
  const std::vector<Dim> shape = {1, rows, columns};
  const ValueId all =
      trace.apply("full", {}, {{"shape", shape}, {"value", 1.0}, {"dtype", DType::bool_}});
  return trace.apply("tril", {all});
}

ValueId both_masks(Tracing& trace, ValueId a, ValueId b) {
  if (a == no_id || b == no_id) return a == no_id ? b : a;
  return trace.apply("logical_and", {a, b});
}

ValueId with_axis(Tracing& trace, ValueId value, std::int64_t axis) {
  return trace.apply("expand_dims", {value}, {{"axes", std::vector<std::int64_t>{axis}}});
}

void name_source(Tracing& trace, ValueId scores, std::int64_t axis) {
  const Shape& shape = trace.shape(scores);
  Axis source = shape[*find_axis(shape.size(), axis)];
  source.role = Role::source;
  trace.set_axis(scores, axis, source);
}

bool flag(const LayerCall& call, std::string_view argument) {
  const Datum& given = call.argument(argument);
  const bool* truth = given.as<bool>();
  return truth != nullptr && *truth;
}

std::vector<std::string> outputs(const Config& /*config*/) { return {"out", "scores"}; }

// ---- [query, value, key] ---------------------------------------------------------------------

namespace {

void check_mask(const LayerCall& call) {
  const Datum& mask = call.argument("mask");
  if (mask.is_none()) return;
  const std::string name(call.layer.row->name);
  const DatumList* list = mask.list();
  if (list != nullptr && !list->tuple && (list->items.size() == 2 || list->items.size() == 3)) {
    return;
  }
  throw RuleError("mask",
                  name +
                      " needs a list for `mask`: the query's mask and the value's, None for "
                      "one that is not masked.",
                  list == nullptr || list->tuple
                      ? name + " layer mask must be a list, namely [query_mask, value_mask]."
                      : name + " layer accepts mask list of length 2 or 3.");
}

/// The mask of the query (0) or of the value (1), or no_id.
ValueId mask_of(const LayerCall& call, std::size_t which) {
  const DatumList* masks = call.argument("mask").list();
  if (masks == nullptr) return no_id;
  const auto* mask = masks->items[which].as<TensorRef>();
  return mask == nullptr ? no_id : mask->id;
}

/// Which scores count: by the value's mask and, where the call asks for it, none of a later step.
/// No_id: all.
ValueId scores_mask(const LayerCall& call, ValueId scores) {
  ValueId of_value = mask_of(call, 1);
  if (of_value != no_id && call.trace.shape(of_value).size() == 2) {
    of_value = with_axis(call.trace, of_value, -2);
  }
  if (!flag(call, "use_causal_mask")) return of_value;
  const Shape& shape = call.trace.shape(scores);
  const ValueId causal = causal_mask(call.trace, shape[shape.size() - 2].size, shape.back().size);
  return both_masks(call.trace, of_value, causal);
}

ValueId number(Tracing& trace, double value) {
  return trace.apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", value}});
}

[[noreturn]] void do_not_fit(const LayerCall& call, const std::string& what, const Dim& a,
                             const Dim& b, ValueId got) {
  RuleError error("shapes", std::string(call.layer.row->name) + ": " + what + ", got " + a.text() +
                                " and " + b.text() + ".");
  error.got = got;
  throw error;
}

}  // namespace

Inputs need_inputs(const LayerCall& call) {
  const Datum& given = call.arguments.front().value;
  const std::string name(call.layer.row->name);
  const std::vector<ValueId> tensors = tensors_of(given);
  const bool list = given.list() != nullptr && !given.list()->tuple;
  if (!list || tensors.size() < 2 || tensors.size() > 3) {
    RuleError error("inputs",
                    name +
                        " needs a list of two or three tensors, `[query, value]` or `[query, "
                        "value, key]`, got " +
                        (list ? std::to_string(tensors.size()) + " of them" : "no list") + ".",
                    list ? name +
                               " layer accepts inputs list of length 2 or 3, namely [query, "
                               "value] or [query, value, key]. Received length: " +
                               std::to_string(tensors.size()) + "."
                         : name +
                               " layer must be called on a list of inputs, namely [query, "
                               "value] or [query, value, key].");
    if (!list && !tensors.empty()) error.got = tensors.front();
    throw error;
  }
  return {tensors[0], tensors[1], tensors.size() == 3 ? tensors[2] : tensors[1]};
}

void check_inputs(const LayerCall& call) {
  const Inputs inputs = need_inputs(call);
  for (const ValueId tensor : {inputs.query, inputs.value, inputs.key}) {
    if (call.trace.shape(tensor).size() >= 2) continue;
    RuleError error("rank", std::string(call.layer.row->name) +
                                " needs (batch, time, features) for each of its inputs, got " +
                                words(call.trace.shape(tensor)) + ".");
    error.needs = {Role::batch, Role::time, Role::features};
    error.got = tensor;
    throw error;
  }
  const Shape& query = call.trace.shape(inputs.query);
  const Shape& value = call.trace.shape(inputs.value);
  const Shape& key = call.trace.shape(inputs.key);
  if (never_equal(query.back().size, key.back().size)) {
    do_not_fit(call, "the query is compared with the key, so both need equally many features",
               query.back().size, key.back().size, inputs.key);
  }
  const Dim& steps = value[value.size() - 2].size;
  if (never_equal(key[key.size() - 2].size, steps)) {
    do_not_fit(call, "each step of the key stands for one of the value, so both need equally many",
               key[key.size() - 2].size, steps, inputs.value);
  }
  check_mask(call);
}

ValueId pairwise_sums(Tracing& trace, const Inputs& inputs) {
  const ValueId sums =
      trace.apply("add", {with_axis(trace, inputs.query, -2), with_axis(trace, inputs.key, -3)});
  name_source(trace, sums, -2);
  return sums;
}

Datum attend(const LayerCall& call, const Inputs& inputs, ValueId scores) {
  Tracing& trace = call.trace;
  if (const ValueId mask = scores_mask(call, scores); mask != no_id) {
    const ValueId least = trace.apply("subtract", {scores, number(trace, 1e9)});
    scores = trace.apply("where", {mask, scores, least});
  }
  const ValueId weights = trace.apply("softmax", {scores});
  ValueId mean = trace.apply("matmul", {weights, inputs.value});
  if (const ValueId mask = mask_of(call, 0); mask != no_id) {
    mean = trace.apply("where", {with_axis(trace, mask, -1), mean, number(trace, 0.0)});
  }
  if (!flag(call, "return_attention_scores")) return TensorRef{mean};
  return Datum::of_list({TensorRef{mean}, TensorRef{weights}}, true);
}

Datum query_mask(const LayerCall& call, const Datum& masks) {
  const DatumList* list = masks.list();
  const auto* of_query =
      list == nullptr || list->items.empty() ? nullptr : list->items.front().as<TensorRef>();
  if (of_query == nullptr) return {};
  // A copy, as Keras hands on what `ops.convert_to_tensor` makes of it.
  ValueId copy = no_id;
  call.trace.operation(
      "ConvertToTensor", {&of_query->id, 1},
      [&] {
        copy = call.trace.apply("identity", {of_query->id});
        return std::vector{copy};
      },
      [] { return std::vector<GivenDatum>(); });
  return TensorRef{copy};
}

}  // namespace attending

namespace {

using namespace attending;

constexpr std::array<std::string_view, 2> score_modes = {"dot", "concat"};
constexpr std::array score_effects = {
    Effect{"'dot'", "takes the product of query and key"},
    Effect{"'concat'", "sums the tanh of query plus key"},
};

constexpr std::array fields = {
    Field{.name = "use_scale",
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = "Whether a learned number multiplies the scores.",
          .primary = true},
    Field{.name = "score_mode",
          .kind = FieldKind::choice,
          .otherwise = "\"dot\"",
          .doc = "How a step of the query is compared with one of the key.",
          .primary = true,
          .choices = score_modes,
          .effects = score_effects},
    dropout,
    seed,
};

bool by_sums(const Config& config) { return *config["score_mode"].as<std::string>() == "concat"; }

void add_number(LayerBuild& build, std::string_view name) {
  build.layer.weight_names.emplace_back(
      name,
      build.trace.add_weight(build.layer.id, name, {}, std::string("ones"), true, DType::float32));
}

void build(LayerBuild& build) {
  if (build.config().boolean("use_scale")) add_number(build, "scale");
  if (by_sums(build.config())) add_number(build, "concat_score_weight");
}

/// query · key for every pair of steps.
ValueId products(const LayerCall& call, const Inputs& inputs) {
  Tracing& trace = call.trace;
  std::vector<std::int64_t> axes;
  for (std::size_t i = 0; i < trace.shape(inputs.key).size(); ++i) axes.push_back(std::ssize(axes));
  std::swap(axes[axes.size() - 2], axes.back());
  const ValueId turned = trace.apply("transpose", {inputs.key}, {{"axes", std::move(axes)}});
  const ValueId scores = trace.apply("matmul", {inputs.query, turned});
  name_source(trace, scores, -1);
  if (!call.config().boolean("use_scale")) return scores;
  return trace.apply("multiply", {scores, call.weight("scale")});
}

/// weight * sum(tanh(scale * (query + key))) for every pair of steps.
ValueId sums(const LayerCall& call, const Inputs& inputs) {
  Tracing& trace = call.trace;
  ValueId pairs = pairwise_sums(trace, inputs);
  if (call.config().boolean("use_scale")) {
    pairs = trace.apply("multiply", {pairs, call.weight("scale")});
  }
  const ValueId total = trace.apply("sum", {trace.activate(std::string("tanh"), pairs)},
                                    {{"axes", std::vector<std::int64_t>{-1}}});
  return trace.apply("multiply", {total, call.weight("concat_score_weight")});
}

Datum call(const LayerCall& call) {
  const Inputs inputs = need_inputs(call);
  return attend(call, inputs, by_sums(call.config()) ? sums(call, inputs) : products(call, inputs));
}

std::string settings(const Config& config) {
  return *config["score_mode"].as<std::string>() + (config.boolean("use_scale") ? ", scaled" : "");
}

}  // namespace

const LayerRow attention = {
    .name = "Attention",
    .group = "attention",
    .summary =
        "Compares each step of a query with all steps of a key, and takes the mean of the "
        "values weighted by that (Luong's attention).",
    .paper =
        "Luong, Pham and Manning, \"Effective Approaches to Attention-based Neural Machine "
        "Translation\", 2015",
    .example =
        "x = [keras.Input((10, 20)), keras.Input((8, 20))]\n"
        "y = layers.Attention(use_scale=True)(x)",
    .fields = fields,
    .check_input = check_inputs,
    .build = build,
    .call = call,
    .formula = "use_scale + score_mode=concat",
    .notes = notes_without_heads,
    .settings = settings,
    .arguments = arguments,
    .masks = MaskSupport::always,
    .compute_mask = query_mask,
    .outputs = outputs,
};

}  // namespace unroll::layers
