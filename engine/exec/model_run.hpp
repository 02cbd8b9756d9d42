// Owns what a run of a model is made of: the tensors that enter and leave, the calls between them,
// the states and steps that they keep. Must not know plans nor requests.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/tracer.hpp"

namespace unroll {

/// A model's tensors: those of its making, or of a call on inputs that carry masks.
struct ModelTensors {
  std::vector<ValueId> inputs;
  std::vector<ValueId> input_masks;  ///< no_id where an input has none
  std::vector<ValueId> outputs;
  std::vector<CallId> calls;
};

/// `model` is an index into `Graph::models`; -1 stands for all calls that belong to no model.
[[nodiscard]] ModelTensors tensors_of_model(const Graph& graph, std::int64_t model);

/// Calls the model on new inputs, those with a mask as `masks` tells.
[[nodiscard]] ModelTensors call_masked(Tracer& tracer, std::int64_t model,
                                       const std::vector<bool>& masks);

/// The variables that calls, and those inside them, leave states in, and the states.
using KeptStates = std::vector<std::pair<WeightId, ValueId>>;
[[nodiscard]] KeptStates states_of(const Graph& graph, const std::vector<CallId>& calls);

/// The values that stay readable after a run: all that enters, leaves and is `shown`, with masks.
[[nodiscard]] std::vector<ValueId> kept_values(const Graph& graph, const ModelTensors& tensors,
                                               std::span<const ValueId> shown,
                                               const KeptStates& states);

/// The scans of these layers' calls, in `calls` or inside them; throws Error("no_such_layer").
[[nodiscard]] std::vector<NodeId> scans_of(const Graph& graph, const std::vector<CallId>& calls,
                                           const std::vector<std::int64_t>& layers);

}  // namespace unroll
