// Owns the numbers that a run starts from: weights by their initialisers, inputs by the seed, and
// what was written over them. Must not know plans or kernels.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace unroll {

class Store {
 public:
  Store(const Graph& graph, std::uint64_t seed) : graph_(graph), seed_(seed) {}

  [[nodiscard]] std::uint64_t seed() const { return seed_; }

  /// The weight's numbers, drawn at the first call from the seed and the weight's path.
  [[nodiscard]] const Tensor& weight(WeightId id);
  /// An input's numbers for these sizes: what was written, else dummy data from the seed (normal
  /// for float32, small integers for int32, all true for bool).
  [[nodiscard]] const Tensor& input(ValueId id, const std::vector<std::int64_t>& sizes);

  /// Replaces a weight's numbers; throws Error("bytes") where their size is another.
  void write_weight(WeightId id, std::span<const std::byte> bytes);
  /// Makes a weight's numbers anew at the next call: a state is zeros again.
  void forget_weight(WeightId id) { weights_.erase(id); }
  /// Gives an input the numbers of another tensor, in the input's own type.
  void give_input(ValueId id, const Tensor& numbers);
  /// Makes an input's numbers anew at the next call.
  void forget_input(ValueId id) { inputs_.erase(id); }
  /// Replaces an input's numbers for the sizes they were asked for last.
  void write_input(ValueId id, std::span<const std::byte> bytes);

 private:
  const Graph& graph_;
  std::uint64_t seed_;
  std::map<WeightId, Tensor> weights_;
  std::map<ValueId, Tensor> inputs_;
};

}  // namespace unroll
