// Owns what happens inside a call as a list of steps: ops and calls of layers, in order. Must not
// know JSON, nor how a page shows it.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.hpp"

namespace unroll {

/// Names of the layers whose insides are told.
using OpenedLayers = std::set<std::string, std::less<>>;

/// At most so many steps of one call are told.
inline constexpr std::size_t most_steps_inside = 200;

/// A step of a call: an op, or a call of a layer; the other is no_id.
struct InsideStep {
  NodeId node = no_id;
  CallId call = no_id;
};

/// The ops and the calls of layers that a call does itself, in order. Not among them: weights,
/// literals, and ops that hand on what they are given.
[[nodiscard]] std::vector<InsideStep> steps_inside(const Graph& graph, CallId call);

/// Whether a layer has anything inside to be told. A bare op has not, nor has what only hands on.
[[nodiscard]] bool has_inside(const Graph& graph, const Layer& layer);

/// Whether the layers inside are told without being asked for: a wrapper's are, those of a model or
/// of a layer of the program's own are not.
[[nodiscard]] bool always_open(const Layer& layer);

/// What the program calls an op: an activation function by its own name, as all of them are one
/// row.
[[nodiscard]] std::string_view op_name(const Node& node);

/// The value that an op which hands on was given.
[[nodiscard]] ValueId source_of(const Graph& graph, ValueId value);

/// The tensors that an op works on, without weights and literals.
[[nodiscard]] std::vector<ValueId> flowing_inputs(const Graph& graph, const Node& node);
/// The weights among its inputs.
[[nodiscard]] std::vector<WeightId> weight_inputs(const Graph& graph, const Node& node);

/// These calls and those inside them, all the way down.
[[nodiscard]] std::vector<CallId> with_inner_calls(const Graph& graph, std::vector<CallId> calls);

/// The values that are shown of these calls: what goes in and comes out, also of what stands in the
/// layers that are open.
[[nodiscard]] std::vector<ValueId> shown_values(const Graph& graph,
                                                const std::vector<CallId>& calls,
                                                const OpenedLayers& opened);

}  // namespace unroll
