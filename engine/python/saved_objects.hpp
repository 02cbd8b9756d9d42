// Owns the finding of what Keras's saved configurations name: classes and functions by their
// module, operations by their class. Must not know in which form the configurations come. Mirrors
// keras/src/saving/serialization_lib.py (_retrieve_class_or_fn).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/keras.hpp"

namespace unroll::python {

/// The class or function that Keras saves under this module (`keras.layers`) and name; nothing
/// where there is none here. What bears on training alone is Unknown.
[[nodiscard]] std::optional<Value> saved_object(Keras& keras, const std::string& module,
                                                const std::string& name);

/// Whether a layer of Keras's class takes an argument of this name.
[[nodiscard]] bool takes_argument(std::string_view layer_class, std::string_view argument);

/// Whether Keras has its operations in this module: `keras.src.ops.numpy`.
[[nodiscard]] bool holds_operations(std::string_view module);

/// Calls the function on tensors whose operation Keras saves under this class (`GetItem`).
/// `settings` are the operation's own arguments, by name. Nothing where there is no such function.
[[nodiscard]] std::optional<Value> call_operation(Keras& keras, std::string_view operation_class,
                                                  std::vector<Arguments::Given> settings,
                                                  const Arguments& given);

/// An operation as Keras saves it.
struct SavedOperation {
  std::string module;              ///< `keras.src.ops.numpy`
  std::vector<Datum> arguments;    ///< what it is called on, in order
  std::vector<GivenDatum> config;  ///< its own arguments
};
/// The operation of this class, called with these arguments by the function's own words (see
/// Call::arguments). Nothing where `keras.ops` has no such function.
[[nodiscard]] std::optional<SavedOperation> saved_operation(
    std::string_view operation_class, const std::vector<GivenDatum>& arguments);

/// The same as a call of `keras.ops`: what has no name stands in its place, defaults are left out.
struct SpelledOperation {
  std::string name;  ///< `mean`
  std::vector<GivenDatum> arguments;
};
[[nodiscard]] std::optional<SpelledOperation> spelled_operation(
    std::string_view operation_class, const std::vector<GivenDatum>& arguments);

}  // namespace unroll::python
