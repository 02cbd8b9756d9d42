// Owns where a program calls a model on data of its own: arrays, not tensors of another model. Must
// not know JSON, nor what is done with the numbers.
#pragma once

#include <optional>
#include <vector>

#include "graph/graph.hpp"

namespace unroll {

/// A model's call on arrays of the program.
struct OwnData {
  CallId call = no_id;
  /// The arrays, one for each of the model's inputs; none where the model has no inputs but these.
  std::vector<ValueId> arrays;
  /// The sizes that they give to the symbols of the model's inputs.
  Bindings sizes;
};

/// The last call of the model on arrays; nothing where the program makes none.
[[nodiscard]] std::optional<OwnData> own_data(const Graph& graph, const Layer& model);

}  // namespace unroll
