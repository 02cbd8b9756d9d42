// Owns the calls that a program leaves to its reader: functions and classes that make models and
// that nothing calls. Must not know modules, nor the tracer.
#pragma once

#include "python/interpreter.hpp"

namespace unroll::python {

/// Calls the program's model-building functions, and makes instances of its models and of classes
/// whose methods build some, where the program itself does not: with holes for their arguments.
/// What goes wrong in them becomes a warning: the program itself ran.
void call_uncalled(Interpreter& in);

}  // namespace unroll::python
