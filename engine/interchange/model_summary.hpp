// Owns the reading of a model into the rows of `model.summary()`. Must not know how the table is
// drawn. Mirrors keras/src/utils/summary_utils.py.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.hpp"
#include "graph/summary_options.hpp"

namespace unroll {

/// What `model.summary()` prints.
[[nodiscard]] std::string model_summary(const Graph& graph, LayerId model,
                                        const SummaryOptions& options);

/// The layers that a summary lists: no InputLayer of a Sequential, bare ops of a functional model.
[[nodiscard]] std::vector<LayerId> summary_layers(const Graph& graph, const Layer& model);

/// Distinct parameters of a layer or model.
struct ParameterCounts {
  std::int64_t trainable = 0;
  std::int64_t non_trainable = 0;
  std::int64_t trainable_bytes = 0;
  std::int64_t non_trainable_bytes = 0;
  [[nodiscard]] std::int64_t total() const { return trainable + non_trainable; }
};
[[nodiscard]] ParameterCounts count_parameters(const Graph& graph, LayerId id);

}  // namespace unroll
