// Owns the order of what happens inside a call. Must not know JSON.
#include "interchange/inside.hpp"

#include <algorithm>
#include <limits>

namespace unroll {

namespace {

bool hands_on(const Node& node) { return node.row->name == "identity"; }

/// A weight or a literal: its numbers are put in place, nothing computes them.
bool is_fixed(const Node& node) {
  return node.row->prepare == nullptr && node.body == nullptr && node.row->name != "input";
}

bool is_step(const Graph& graph, const Node& node) {
  if (is_fixed(node) || hands_on(node) || node.outputs.empty()) return false;
  return !node.inputs.empty() || graph.value(node.outputs.front()).symbolic;
}

/// The last node of a call: what comes after it has a higher number.
NodeId end_of(const Graph& graph, CallId id) {
  const Call& call = graph.call(id);
  if (!call.done) return std::numeric_limits<NodeId>::max();
  NodeId last = no_id;
  for (const ValueId output : call.outputs) last = std::max(last, graph.value(output).node);
  return last;
}

}  // namespace

std::vector<InsideStep> steps_inside(const Graph& graph, CallId id) {
  /// By where each ends; what ends together stands as it was found.
  std::vector<std::pair<std::pair<NodeId, std::size_t>, InsideStep>> found;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    const auto place = static_cast<NodeId>(i);
    if (node.call == id && is_step(graph, node))
      found.push_back({{place, found.size()}, {place, no_id}});
  }
  for (const CallId inner : graph.call(id).inner) {
    found.push_back({{end_of(graph, inner), found.size()}, {no_id, inner}});
  }
  std::ranges::sort(found, {}, [](const auto& step) { return step.first; });
  if (found.size() > most_steps_inside) found.resize(most_steps_inside);
  std::vector<InsideStep> steps;
  for (const auto& [place, step] : found) steps.push_back(step);
  return steps;
}

bool has_inside(const Graph& graph, const Layer& layer) {
  if (layer.kind == OperationKind::op || (layer.row != nullptr && layer.row->is_input))
    return false;
  return std::ranges::any_of(layer.all_calls, [&](CallId id) {
    const Call& call = graph.call(id);
    if (!call.inner.empty()) return true;
    return std::ranges::any_of(call.outputs, [&](ValueId output) {
      const NodeId node = graph.value(output).node;
      return node != no_id && is_step(graph, graph.node(node)) && graph.node(node).call == id;
    });
  });
}

bool always_open(const Layer& layer) {
  return layer.row != nullptr && layer.row->shows_inner && !layer.behaviour && !layer.model;
}

std::string_view op_name(const Node& node) {
  if (node.row->name != "activation") return node.row->name;
  return node.attributes.get<std::string>("function");
}

ValueId source_of(const Graph& graph, ValueId value) {
  NodeId node = graph.value(value).node;
  while (node != no_id && hands_on(graph.node(node))) {
    value = graph.node(node).inputs.front();
    node = graph.value(value).node;
  }
  return value;
}

std::vector<ValueId> flowing_inputs(const Graph& graph, const Node& node) {
  std::vector<ValueId> inputs;
  for (const ValueId input : node.inputs) {
    const NodeId maker = graph.value(source_of(graph, input)).node;
    const bool fixed = maker != no_id && is_fixed(graph.node(maker));
    if (!fixed && std::ranges::find(inputs, input) == inputs.end()) inputs.push_back(input);
  }
  return inputs;
}

std::vector<WeightId> weight_inputs(const Graph& graph, const Node& node) {
  std::vector<WeightId> weights;
  for (const ValueId input : node.inputs) {
    const NodeId maker = graph.value(source_of(graph, input)).node;
    if (maker == no_id || graph.node(maker).row->name != "weight") continue;
    weights.push_back(
        static_cast<WeightId>(graph.node(maker).attributes.get<std::int64_t>("weight")));
  }
  return weights;
}

std::vector<CallId> with_inner_calls(const Graph& graph, std::vector<CallId> calls) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const std::vector<CallId>& inner = graph.call(calls[i]).inner;
    calls.insert(calls.end(), inner.begin(), inner.end());
  }
  return calls;
}

std::vector<ValueId> shown_values(const Graph& graph, const std::vector<CallId>& calls,
                                  const OpenedLayers& opened) {
  std::vector<ValueId> values;
  const auto add = [&](const std::vector<ValueId>& more) {
    values.insert(values.end(), more.begin(), more.end());
  };
  for (std::vector<CallId> open = calls; !open.empty();) {
    const CallId id = open.back();
    open.pop_back();
    const Call& call = graph.call(id);
    const Layer& layer = graph.layer(call.layer);
    add(call.inputs);
    add(call.outputs);
    // What a subclassed model does is shown as the layers of other models are.
    const bool body =
        id == calls.front() && layer.model && layer.model->kind == ModelKind::subclassed;
    if (body || opened.contains(layer.name)) {
      for (const InsideStep& step : steps_inside(graph, id)) {
        if (step.call != no_id) open.push_back(step.call);
        if (step.node == no_id) continue;
        add(flowing_inputs(graph, graph.node(step.node)));
        add(graph.node(step.node).outputs);
      }
    } else if (always_open(layer)) {
      open.insert(open.end(), call.inner.begin(), call.inner.end());
    }
  }
  return values;
}

}  // namespace unroll
