// Owns the reading of models that Keras saved as JSON: `model.to_json()`, or the `config.json` of a
// `.keras` file. Must not know sessions, nor any layer or its arguments by name.
// Mirrors keras/src/saving/serialization_lib.py, models/functional.py and models/sequential.py.
#pragma once

#include <string_view>

#include "python/keras.hpp"

namespace unroll {

/// Makes the model that the text describes, as the variable `model` of the program, with all its
/// names. Throws what calls of a program throw (python::Raised, python::ProblemError): problems
/// have no place and name the layer. What could be made before an error stays in the graph.
void read_keras_json(python::Keras& keras, std::string_view text);

}  // namespace unroll
