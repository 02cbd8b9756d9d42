// Owns the choice of what is recorded, and the recorded numbers. Must not know how a scan runs.
#include "exec/records.hpp"

#include <algorithm>

namespace unroll {

namespace {

bool has_value(const std::vector<NamedValue>& named, ValueId id) {
  return std::ranges::find(named, id, &NamedValue::value) != named.end();
}

}  // namespace

std::vector<NamedValue> recorded_values(const Graph& graph, const ScanGraph& body) {
  const auto inside = [&](ValueId id) {
    const Value& value = graph.value(id);
    return value.region == body.region && value.node != no_id;
  };
  std::vector<NamedValue> recorded;
  for (const NamedValue& named : graph.named) {
    if (!inside(named.value) || has_value(recorded, named.value)) continue;
    recorded.push_back(named);
    if (named.before != no_id && !inside(named.before)) recorded.back().before = no_id;
  }
  const auto add = [&](const std::string& name, ValueId id) {
    if (inside(id) && !has_value(recorded, id)) {
      recorded.push_back({name, id, no_id, graph.value(id).call});
    }
  };
  for (const ValueId output : body.outputs) add("output", output);
  for (std::size_t i = 0; i < body.next_states.size(); ++i) {
    const bool only = body.next_states.size() == 1;
    add(only ? "state" : "state_" + std::to_string(i), body.next_states[i]);
  }
  return recorded;
}

std::vector<NodeId> scans_within(const Graph& graph, std::span<const CallId> calls) {
  const auto within = [&](CallId call) {
    while (call != no_id && std::ranges::find(calls, call) == calls.end()) {
      call = graph.call(call).parent;
    }
    return call != no_id;
  };
  std::vector<NodeId> scans;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.body != nullptr && !node.body->states.empty() && within(node.call)) {
      scans.push_back(static_cast<NodeId>(i));
    }
  }
  return scans;
}

TensorView Records::make(ValueId id, DType dtype, std::vector<std::int64_t> sizes) {
  return tensors_.insert_or_assign(id, Tensor(dtype, std::move(sizes))).first->second.view();
}

std::span<const std::int64_t> Records::sizes(ValueId id) const {
  const auto found = tensors_.find(id);
  return found == tensors_.end() ? std::span<const std::int64_t>{} : found->second.sizes();
}

ConstTensorView Records::read(ValueId id) const {
  const auto found = tensors_.find(id);
  if (found == tensors_.end()) {
    throw Error("not_recorded",
                "the steps of the value " + std::to_string(id) + " are not recorded by this run");
  }
  return found->second.view();
}

}  // namespace unroll
