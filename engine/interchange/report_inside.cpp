// Owns the part of a report that tells what happens inside calls: the steps in order, and their ops
// in the form of layers. Must not know models.
#include <algorithm>

#include "interchange/explain.hpp"
#include "interchange/report_json.hpp"
#include "python/source_text.hpp"

namespace unroll {

namespace {

/// The id of an op inside a call: after those of all layers.
std::int64_t op_id(const Graph& graph, NodeId node) { return std::ssize(graph.layers) + node; }

/// Names of the ops among steps, each once: `mean`, `mean_1`.
std::map<NodeId, std::string> op_names(const Graph& graph, const std::vector<InsideStep>& steps) {
  std::map<NodeId, std::string> names;
  std::map<std::string_view, int> counts;
  for (const InsideStep& step : steps) {
    if (step.node == no_id) continue;
    const std::string_view name = op_name(graph.node(step.node));
    const int count = counts[name]++;
    names[step.node] = std::string(name) + (count == 0 ? "" : '_' + std::to_string(count));
  }
  return names;
}

/// What the steps of one call tell of each other.
struct Inside {
  const Call& call;
  std::string owner;  ///< before the names of its ops
  std::vector<InsideStep> steps;
  std::map<NodeId, std::string> names;
};

Inside inside_of(const ReportContext& context, CallId id, const ModelScope& scope) {
  const Graph& graph = context.graph();
  const Call& call = graph.call(id);
  const Layer& layer = graph.layer(call.layer);
  const std::vector<CallId> calls = shown_calls(graph, layer, scope);
  const auto number = std::ranges::find(calls, id) - calls.begin();
  Inside inside{call, layer.name, steps_inside(graph, id), {}};
  if (number > 0 && calls.size() > 1) inside.owner += " (" + std::to_string(number + 1) + ')';
  inside.names = op_names(graph, inside.steps);
  return inside;
}

/// What an op's input is called: the argument, the layer or the op that it comes from.
std::string name_of_input(const Graph& graph, const Inside& inside, ValueId value) {
  for (const CallId id : inside.call.inner) {
    const Call& inner = graph.call(id);
    if (std::ranges::find(inner.outputs, value) != inner.outputs.end())
      return graph.layer(inner.layer).name;
  }
  const ValueId source = source_of(graph, value);
  const std::vector<std::string> arguments = input_names(inside.call);
  for (std::size_t i = 0; i < inside.call.inputs.size() && i < arguments.size(); ++i) {
    if (source_of(graph, inside.call.inputs[i]) == source) return arguments[i];
  }
  const auto op = inside.names.find(graph.value(source).node);
  return op == inside.names.end() ? "value" : op->second;
}

/// The program's own words for an op, on one line and of a length to be read at a glance; nothing
/// where the op is not written in the program but follows from the call.
std::string words_of(const ReportContext& context, const Call& call, const Node& node) {
  constexpr std::size_t longest = 80;
  if (node.span.empty() || node.span == call.span) return {};
  std::string text;
  for (const char character : context.program.tree().source(node.span)) {
    const bool blank = character == ' ' || character == '\n' || character == '\r';
    if (!blank) text += character;
    if (blank && !text.empty() && text.back() != ' ') text += ' ';
  }
  if (text.size() <= longest) return text;
  return text.substr(0, python::cut_at(text, longest)) + "…";
}

Json op_json(const ReportContext& context, const Inside& inside, NodeId id) {
  const Graph& graph = context.graph();
  const Node& node = graph.node(id);
  const std::vector<ValueId> inputs = flowing_inputs(graph, node);
  std::vector<std::string> names;
  for (const ValueId input : inputs) names.push_back(name_of_input(graph, inside, input));
  // What follows from the call has no place of its own in the program.
  const Span span = node.span == inside.call.span ? Span{} : node.span;
  Json call = {{"inputs", ports_json(context, inputs, names)},
               {"outputs", ports_json(context, node.outputs, {"out"})},
               {"events", events_json(explain_op(graph, node, inputs))},
               {"span", span_json(span)},
               {"line", context.line(span)},
               {"inner", Json::array()}};
  const Shape& shape = graph.value(node.outputs.front()).type.shape;
  const std::string_view name = op_name(node);
  const bool named = name != node.row->name;
  return {{"id", op_id(graph, id)},
          {"name", inside.owner + '/' + inside.names.at(id)},
          {"class", named || node.row->operation_class.empty() ? name : node.row->operation_class},
          {"base", nullptr},
          {"group", "op"},
          {"summary", "The operation `" + std::string(name) + "`, inside `" +
                          graph.layer(inside.call.layer).name + "`."},
          {"settings", words_of(context, inside.call, node)},
          {"built", true},
          {"output_shape", keras_shape(shape)},
          {"symbolic_shape", symbolic_shape(shape)},
          {"params", 0},
          {"trainable_params", 0},
          {"calls", 1},
          {"nodes", Json::array({std::move(call)})},
          {"span", span_json(span)},
          {"line", context.line(span)},
          {"arguments", Json::array()},
          {"weights", weight_inputs(graph, node)},
          {"layers", Json::array()},
          {"state", "done"},
          {"op", true}};
}

}  // namespace

Json inner_json(const ReportContext& context, CallId id, const ModelScope& scope, bool ops) {
  const Graph& graph = context.graph();
  Json inner = Json::array();
  const auto add_call = [&](CallId each) {
    const Layer& layer = graph.layer(graph.call(each).layer);
    const std::vector<CallId> calls = shown_calls(graph, layer, scope);
    const auto number = std::ranges::find(calls, each);
    if (number != calls.end())
      inner.push_back({{"layer", layer.id}, {"call", number - calls.begin()}});
  };
  if (!ops) {
    std::ranges::for_each(graph.call(id).inner, add_call);
    return inner;
  }
  for (const InsideStep& step : inside_of(context, id, scope).steps) {
    if (step.call != no_id) add_call(step.call);
    if (step.node != no_id) inner.push_back({{"layer", op_id(graph, step.node)}, {"call", 0}});
  }
  return inner;
}

Json inside_ops_json(const ReportContext& context, CallId id, const ModelScope& scope) {
  const Inside inside = inside_of(context, id, scope);
  Json ops = Json::array();
  for (const InsideStep& step : inside.steps) {
    if (step.node != no_id) ops.push_back(op_json(context, inside, step.node));
  }
  return ops;
}

}  // namespace unroll
