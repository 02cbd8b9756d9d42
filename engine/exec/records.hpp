// Owns the record of inner steps: which values of scans' bodies are kept for every step, under
// which names, and their numbers. Must not know how a scan runs.
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace unroll {

/// The values of a body that a record keeps: those that layers named, each once, and its output and
/// states where they have no name (`output`, `state`, or `state_0`, `state_1`, ...).
[[nodiscard]] std::vector<NamedValue> recorded_values(const Graph& graph, const ScanGraph& body);

/// The scans with states that run in these calls of a layer, or inside them.
[[nodiscard]] std::vector<NodeId> scans_within(const Graph& graph, std::span<const CallId> calls);

/// Recorded numbers by the ids of the bodies' values: (batch, time, ...), in the order in which the
/// steps are worked on. What a masked step left is not a number (NaN), but for states: they are
/// those after the step, carried over where it was masked. In a loop within a loop `batch` counts
/// the outer steps too.
class Records {
 public:
  explicit Records(const std::vector<NodeId>& scans) : scans_(scans.begin(), scans.end()) {}

  [[nodiscard]] const std::set<NodeId>& scans() const { return scans_; }
  /// Room for one value's steps.
  TensorView make(ValueId id, DType dtype, std::vector<std::int64_t> sizes);
  /// Its sizes; empty where it is not recorded.
  [[nodiscard]] std::span<const std::int64_t> sizes(ValueId id) const;
  /// A recorded value; throws Error("not_recorded") for others.
  [[nodiscard]] ConstTensorView read(ValueId id) const;

 private:
  std::set<NodeId> scans_;
  std::map<ValueId, Tensor> tensors_;
};

}  // namespace unroll
