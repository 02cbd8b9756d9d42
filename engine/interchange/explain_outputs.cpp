// Owns which outputs of a call are equal by the way in which they are made. Must not know JSON, nor
// any layer.
#include <algorithm>

#include "interchange/explain.hpp"

namespace unroll {

namespace {

/// What a scan's output holds once the last step is done: a value of the body.
struct Carried {
  const Node* scan = nullptr;
  ValueId value = no_id;
  std::size_t state = 0;  ///< which state, where it is one
  bool is_state = false;
};

/// Nothing where `id` is no scan's, or holds every step.
std::optional<Carried> carried(const Graph& graph, ValueId id) {
  const NodeId node = graph.value(id).node;
  if (node == no_id || graph.node(node).body == nullptr) return std::nullopt;
  const Node& scan = graph.node(node);
  const std::size_t count = scan.body->outputs.size();
  const auto place =
      static_cast<std::size_t>(std::ranges::find(scan.outputs, id) - scan.outputs.begin());
  if (place < count) return std::nullopt;
  if (place < 2 * count) return Carried{&scan, scan.body->outputs[place - count], 0, false};
  const std::size_t state = place - 2 * count;
  return Carried{&scan, scan.body->next_states[state], state, true};
}

/// Whether the state is zero before the first step.
bool begins_at_zero(const Graph& graph, const Node& scan, std::size_t state) {
  const NodeId node = graph.value(scan.inputs[scan.body->steps.size() + state]).node;
  if (node == no_id || graph.node(node).row->name != "full") return false;
  return graph.node(node).attributes.get_or<double>("value", 1.0) == 0.0;
}

/// Whether two that carry the same value are equal. Under a mask an output is zero where no step
/// counted, and a state what it began as; an output may be set to zero at each step that is masked.
bool equal(const Graph& graph, const Carried& one, const Carried& other) {
  const Node& scan = *one.scan;
  const bool masked = scan.inputs.size() > scan.body->steps.size() + scan.body->states.size();
  if (!masked) return true;
  if (one.is_state == other.is_state) return !one.is_state;
  if (scan.attributes.get<bool>("zero_masked")) return false;
  return begins_at_zero(graph, scan, one.is_state ? one.state : other.state);
}

}  // namespace

std::optional<std::size_t> equal_output(const Graph& graph, const Call& call, std::size_t place) {
  const auto held = carried(graph, call.outputs[place]);
  for (std::size_t before = 0; before < place; ++before) {
    if (call.outputs[before] == call.outputs[place]) return before;
    if (!held) continue;
    const auto other = carried(graph, call.outputs[before]);
    if (other && other->scan == held->scan && other->value == held->value &&
        equal(graph, *held, *other)) {
      return before;
    }
  }
  return std::nullopt;
}

}  // namespace unroll
