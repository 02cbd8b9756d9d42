// Owns which tensors of a model a run shows: its inputs and outputs, its calls, the states that
// they leave and what is recorded of their steps. For session.cpp alone.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "exec/plan.hpp"
#include "graph/tracer.hpp"
#include "interchange/requests.hpp"

namespace unroll {

/// The layer of a model; throws Error where there is no such model.
[[nodiscard]] LayerId need_model(const Graph& graph, std::int64_t model);

/// A model's tensors: those of its making, or of a call on inputs that carry masks.
struct ModelTensors {
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  std::vector<CallId> calls;
};
/// Of no model for -1.
[[nodiscard]] ModelTensors tensors_of_model(const Graph& graph, std::int64_t model);
/// Calls the model on new inputs, those with a mask as `masks` tells.
[[nodiscard]] ModelTensors call_masked(Tracer& tracer, std::int64_t model,
                                       const std::vector<bool>& masks);

/// The states that calls leave, with those inside them, by the variables that keep them.
void collect_states(const Graph& graph, const std::vector<CallId>& calls,
                    std::vector<std::pair<WeightId, ValueId>>& into);

/// The scans of the calls of these layers; throws Error where there is no such layer.
[[nodiscard]] std::vector<NodeId> scans_of(const Graph& graph, const std::vector<CallId>& calls,
                                           const std::vector<std::int64_t>& layers);
/// What a plan records of these scans.
[[nodiscard]] std::vector<StepRecord> records_of(const Graph& graph, const Plan& plan,
                                                 const std::vector<NodeId>& scans);

}  // namespace unroll
