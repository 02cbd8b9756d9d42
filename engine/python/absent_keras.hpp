// Owns what Keras has, or had, and is not here: layers that may be made but not called, and names
// that are gone. Must not know what any layer does.
#pragma once

#include "python/keras.hpp"

namespace unroll::python {

/// Lets the modules of Keras, once they are filled, answer names that they lack: a module that
/// older Kerases had there; a misspelt name by an AttributeError that tells the nearest one. An
/// import of what is gone is a warning and gives an unknown value, for a program may import more
/// than it needs; but where an `except` may wait for it, it is refused as in Keras.
void tell_of_absent(Keras& keras, Modules& modules);

}  // namespace unroll::python
