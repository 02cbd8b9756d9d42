// Owns names of Keras that a program uses without importing them. Must not know layers.
#pragma once

#include "python/interpreter.hpp"

namespace unroll::python {

/// Lets names that the program does not define stand for what their usual import would bring
/// (`LSTM`, `Sequential`, `layers`, `np`, `K`), each with a warning that offers the import.
void offer_imports(Interpreter& in);

}  // namespace unroll::python
