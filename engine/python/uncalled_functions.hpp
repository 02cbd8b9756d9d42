// Owns the calls that a program leaves to its reader: a function that builds a model and is never
// called is called with holes for its arguments. Must not know the tracer.
#pragma once

#include "python/interpreter.hpp"

namespace unroll::python {

/// Calls each function of the program that reads as if it built a model and was not called, in the
/// order of the text. What goes wrong in them becomes a warning: the program itself ran.
void call_model_functions(Interpreter& in);

}  // namespace unroll::python
