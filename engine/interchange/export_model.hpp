// Owns the writing of a traced model in Keras's own words: as the JSON that Keras saves, and as a
// program. Must not know sessions, nor any layer or its arguments by name.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.hpp"

namespace unroll {

/// A model as text, and what the form has no words for: one sentence each.
struct Exported {
  std::string text;
  std::vector<std::string> left_out;
};

/// What `model.to_json()` writes, in the form that `keras.models.model_from_json` of Keras 3 loads.
/// Throws Error("not_exportable") where no JSON can hold the model. (write_keras_json.cpp)
[[nodiscard]] Exported write_keras_json(const Graph& graph, LayerId model);

/// A Keras program that makes the model, with the variable `model`. Throws Error("not_exportable")
/// where the model needs code that is not Keras's. (write_program.cpp)
[[nodiscard]] Exported write_program(const Graph& graph, LayerId model);

}  // namespace unroll
