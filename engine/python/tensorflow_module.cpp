// Owns what the tensorflow module has beyond functions on tensors: element types, decorators,
// initialisers, the names of older versions. What it lacks is passed over, or told of where tensors
// are given to it. Must not know how functions compute, nor what keras has.
#include "python/modules.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

Value as_value(const std::shared_ptr<Module>& module) {
  return std::static_pointer_cast<Object>(module);
}

/// `@tf.function`, bare or with settings: what it decorates stays as it is.
Value decorate(Interpreter& in, Arguments arguments) {
  for (const Arguments::Given& given : arguments.given) {
    if ((given.name.empty() || given.name == "func") && in.callable(given.value)) {
      return given.value;
    }
  }
  return make_function("decorate", [](Interpreter& inner, Arguments decorated) -> Value {
    if (decorated.given.empty()) {
      inner.raise("TypeError", "a decorator needs what it decorates", decorated.call);
    }
    return decorated.given.front().value;
  });
}

/// Keras's name of an initialiser that tensorflow has as `zeros_initializer`.
std::optional<std::string> initializer_name(const std::string& name) {
  static constexpr std::string_view ending = "_initializer";
  if (!name.ends_with(ending)) return std::nullopt;
  const std::string stem = name.substr(0, name.size() - ending.size());
  if (stem == "random_normal" || stem == "random_uniform" || stem == "truncated_normal" ||
      stem == "zeros" || stem == "ones" || stem == "constant" || stem == "orthogonal" ||
      stem == "variance_scaling" || stem == "glorot_uniform" || stem == "glorot_normal") {
    return stem;
  }
  return std::nullopt;
}

/// The members of another module where this one has none of that name.
void look_on(Module& module, std::shared_ptr<Module> next) {
  module.missing = [next = std::move(next)](Interpreter& in, const std::string& name, Span at) {
    return next->attribute(in, name, at);
  };
}

}  // namespace

void add_tensorflow_module(Keras& keras, Modules& modules) {
  const auto tf = module_in(modules, "tensorflow");
  add_dtypes(keras, *tf);
  add_dtypes(keras, *module_in(modules, "tensorflow.dtypes"));
  tf->members["newaxis"] = None{};
  tf->members["__version__"] = std::string("2.20.0");
  tf->members["function"] = make_function("function", decorate);
  for (const char* name : {"Tensor", "Module", "RaggedTensor", "SparseTensor"}) {
    tf->members[name] = std::static_pointer_cast<Object>(std::make_shared<Class>(name));
  }
  tf->members["initializers"] = as_value(module_in(modules, "keras.initializers"));
  const auto initializers = module_in(modules, "keras.initializers");
  tf->missing = [unknown = tf->missing, initializers](Interpreter& in, const std::string& name,
                                                      Span at) {
    const auto stem = initializer_name(name);
    return stem ? initializers->attribute(in, *stem, at) : unknown(in, name, at);
  };
  // Older versions and inner paths have the same members.
  for (const char* name : {"tensorflow.compat.v1", "tensorflow.compat.v2", "tensorflow.python"}) {
    look_on(*module_in(modules, name), tf);
  }
  for (const char* name : {"tensorflow.dtypes", "tensorflow.compat"}) {
    tell_of_missing(keras, *module_in(modules, name),
                    "tf" + std::string(name).substr(std::string_view("tensorflow").size()));
  }
}

}  // namespace unroll::python
