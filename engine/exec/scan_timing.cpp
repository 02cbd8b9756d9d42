// Owns the sorting of a scan's body by when its values are made. Must not run anything.
#include <algorithm>
#include <ranges>
#include <set>

#include "exec/scan.hpp"

namespace unroll {

namespace {

bool has_sizes(const Attributes& attributes) {
  return std::any_of(attributes.all().begin(), attributes.all().end(), [](const auto& entry) {
    return std::holds_alternative<Dim>(entry.second) ||
           std::holds_alternative<std::vector<Dim>>(entry.second);
  });
}

}  // namespace

std::vector<ValueId> results_of(const ScanGraph& body) {
  std::vector<ValueId> results = body.outputs;
  results.insert(results.end(), body.next_states.begin(), body.next_states.end());
  return results;
}

BodyTiming::BodyTiming(const ScanPlan& plan, bool symbolic_batch) : plan_(plan) {
  const ScanGraph& body = *plan.node.body;
  for (const ValueId id : body.steps) timing_[id] = Timing::merged;
  for (const ValueId id : body.states) timing_[id] = Timing::stepwise;
  for (const NodeId id : plan.graph.regions[static_cast<std::size_t>(body.region)]) {
    const Node& node = plan.graph.node(id);
    const Timing timing = classify(node, symbolic_batch);
    for (const ValueId output : node.outputs) timing_[output] = timing;
  }
}

std::vector<NodeId> BodyTiming::nodes_for(std::span<const ValueId> wanted) const {
  const Graph& graph = plan_.graph;
  std::vector<NodeId> nodes;
  std::set<ValueId> needed(wanted.begin(), wanted.end());
  const auto& all = graph.regions[static_cast<std::size_t>(plan_.node.body->region)];
  for (const NodeId id : std::ranges::reverse_view(all)) {
    const Node& node = graph.node(id);
    if (std::none_of(node.outputs.begin(), node.outputs.end(),
                     [&](ValueId output) { return needed.contains(output); })) {
      continue;
    }
    nodes.push_back(id);
    needed.insert(node.inputs.begin(), node.inputs.end());
    if (node.body) {
      for (const ValueId inner : captured(graph, *node.body)) needed.insert(inner);
    }
  }
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

Timing BodyTiming::of(ValueId id) const {
  const auto found = timing_.find(id);
  return found == timing_.end() ? Timing::outside : found->second;
}

Timing BodyTiming::classify(const Node& node, bool symbolic_batch) const {
  bool merged = false;
  for (const ValueId input : node.inputs) {
    if (of(input) == Timing::stepwise) return Timing::stepwise;
    merged = merged || of(input) == Timing::merged;
  }
  if (node.body) {
    for (const ValueId input : captured(plan_.graph, *node.body)) {
      const Timing timing = of(input);
      if (timing == Timing::stepwise || timing == Timing::merged) return Timing::stepwise;
    }
    if (plan_.fusion == Fusion::off) return Timing::stepwise;
    return merged && symbolic_batch ? Timing::merged : Timing::stepwise;
  }
  if (!merged) return Timing::once;
  if (plan_.fusion == Fusion::off) return Timing::stepwise;
  // Sizes among the attributes follow the batch only where it is a symbol.
  if (node.row->row_wise == nullptr || (has_sizes(node.attributes) && !symbolic_batch)) {
    return Timing::stepwise;
  }
  std::vector<TensorType> types;
  std::vector<bool> flags;
  for (const ValueId input : node.inputs) {
    types.push_back(plan_.graph.value(input).type);
    flags.push_back(of(input) != Timing::merged);
  }
  const auto shared = std::make_unique<bool[]>(flags.size());
  std::copy(flags.begin(), flags.end(), shared.get());
  return node.row->row_wise({types, node.attributes}, {shared.get(), flags.size()})
             ? Timing::merged
             : Timing::stepwise;
}

}  // namespace unroll
