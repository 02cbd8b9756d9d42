// Owns what the classes of layers and of models share. For python/keras_*.cpp alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "python/keras.hpp"

namespace unroll::python {

/// The instance that a method was called on, taken off the arguments.
std::shared_ptr<Instance> take_self(Interpreter& in, Arguments& arguments);

/// What an instance of a layer's class keeps.
inline LayerNative& native_of(Instance& instance) {
  return dynamic_cast<LayerNative&>(*instance.native);
}

/// A row's argument of this name, its own or one that every layer takes; null where there is none.
const Field* find_field(const LayerRow& row, std::string_view name);

/// A default's text as a value: `"tanh"` -> 'tanh'; None for all else.
Value parse_text(std::string_view source);

/// The program's own `build` and `call` of an instance.
std::shared_ptr<LayerBehaviour> program_behaviour(Keras& keras,
                                                  const std::shared_ptr<Instance>& instance);
/// Whether the program defines this method for the instance's class.
bool defines(const Instance& instance, std::string_view method);

/// `Layer.compute_output_shape(input_shape)` of Keras's layers and of models (output_shapes.cpp).
Value compute_output_shape(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                           const Arguments& arguments);
/// `Layer.compute_mask(inputs, mask=None)`, but for what the program defines.
Value compute_mask(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                   const Arguments& arguments);

/// Layers held by the instance's attributes, also in lists and dicts, in the order of assignment.
void track_held_layers(Keras& keras, Instance& instance);

// Hooks of the class `Layer` (layer_attributes.cpp).
std::optional<Value> layer_property(Keras& keras, Interpreter& in,
                                    const std::shared_ptr<Instance>& instance,
                                    const std::string& name, Span at);
void note_attribute(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& instance,
                    const std::string& name, const Value& value, Span at);
/// What models add to the properties of layers; nothing for other names.
std::optional<Value> model_property(Keras& keras, Interpreter& in, LayerId id,
                                    const std::string& name, Span at);

/// The same value with numbers for the unknowns in it and in its lists.
Value settle_sizes(Interpreter& in, const Value& value, Span at);
/// A shape of which nothing is known as (time, features), each a hole; any other value as it is.
Value settle_shape(Interpreter& in, const Value& value, Span at);
/// Makes an InputLayer from its arguments.
LayerId make_input_layer(Keras& keras, Interpreter& in, Config config, Span at);

/// As Keras::at_place, for a constructor: the problem names the class.
template <typename Work>
auto at_layer_error(Keras& keras, Interpreter& in, Span at, const std::string& class_name,
                    const Work& work) -> decltype(work()) {
  const std::size_t before = keras.graph().layers.size();
  return keras.at_place(in, at, [&] {
    try {
      return work();
    } catch (const RuleError& error) {
      Problem problem;
      problem.code = error.code();
      problem.message = error.what();
      problem.keras = error.keras_text;
      problem.layer_class = class_name;
      // Keras names a layer before it looks at its arguments, but Python asks for them first.
      const std::string& code = error.code();
      if (code != "missing_argument" && code != "too_many_arguments" && code != "argument_twice") {
        const auto& layers = keras.graph().layers;
        const bool named = layers.size() > before && layers[before]->class_name == class_name;
        problem.layer_name =
            named ? layers[before]->name : keras.tracer().unique_name(snake_case(class_name));
      }
      throw TraceError(std::move(problem), error.exception);
    }
  });
}

}  // namespace unroll::python
