// Owns the declarations of the modules that programs import, each filled in a file of its own. Must
// not know how they are looked up.
#pragma once

#include <memory>
#include <string_view>

#include "python/keras.hpp"

namespace unroll::python {

/// A module under its dotted name, made on first sight, its parents with it.
std::shared_ptr<Module> module_in(Modules& modules, std::string_view dotted);

/// The vocabulary of functions on tensors that a module speaks.
enum class Dialect : std::uint8_t { keras_ops, keras_backend, tensorflow, numpy };

/// Fill `modules`. tensor_functions.cpp: keras.ops, keras.backend (K), tf.* with tf.math, tf.nn,
/// tf.linalg, and numpy; one table maps every spelling to the one op.
void add_tensor_functions(Keras& keras, Modules& modules);
/// keras and tf.keras: layers, models, activations, initializers, regularizers, ...
void add_keras_module(Keras& keras, Modules& modules);
/// keras.datasets: arrays of which only the sizes are known.
void add_keras_datasets(Modules& modules);
/// numpy beyond functions on tensors: random, dtypes, constants.
void add_numpy_module(Keras& keras, Modules& modules);
/// tensorflow beyond functions on tensors: dtypes, random, what is passed over.
void add_tensorflow_module(Keras& keras, Modules& modules);

}  // namespace unroll::python
