// Owns the `keras` module and its namespaces but for functions on tensors: layers, models,
// activations, initializers, and what bears on training alone. Must not know what any layer does.
#include <algorithm>
#include <array>
#include <functional>

#include "python/absent_keras.hpp"
#include "python/keras_layer.hpp"
#include "python/legacy_keras.hpp"
#include "python/modules.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

constexpr std::string_view training_reason =
    "it bears on training alone: shapes and values do not depend on it";

Value as_value(const std::shared_ptr<Class>& type) {
  return std::static_pointer_cast<Object>(type);
}

/// Every member is unknown, for the reason given.
void pass_over(Module& module, std::string_view reason) {
  module.missing = [path = module.name(), reason](Interpreter& in, const std::string& name,
                                                  Span at) -> std::optional<Value> {
    return in.unknown(path + '.' + name, std::string(reason), at);
  };
}

// ---- layers and models -----------------------------------------------------------------------

/// A layer that Keras also has as a function: it makes the layer and calls it on its first
/// argument.
struct LayerFunction {
  std::string_view name;
  std::string_view class_name;
  std::string_view argument = {};  ///< one that has a default here, but none in the layer
  int otherwise = 0;
};

constexpr std::array layer_functions = {
    LayerFunction{"add", "Add"},
    LayerFunction{"subtract", "Subtract"},
    LayerFunction{"multiply", "Multiply"},
    LayerFunction{"average", "Average"},
    LayerFunction{"maximum", "Maximum"},
    LayerFunction{"minimum", "Minimum"},
    LayerFunction{"concatenate", "Concatenate"},
    LayerFunction{"dot", "Dot", "axes", -1},
};

Value call_layer_function(const LayerFunction& function, Keras& keras, Interpreter& in,
                          const Arguments& arguments) {
  Arguments inputs{{}, arguments.call};
  Arguments made{{}, arguments.call};
  for (const Arguments::Given& given : arguments.given) {
    const bool is_input = given.name == "inputs" || (given.name.empty() && inputs.given.empty());
    (is_input ? inputs : made).given.push_back(given);
  }
  if (inputs.given.empty()) {
    in.raise("TypeError",
             std::string(function.name) + "() missing 1 required positional argument: 'inputs'",
             arguments.call);
  }
  inputs.given.front().name.clear();
  const bool left_out = std::ranges::none_of(made.given, [&](const Arguments::Given& given) {
    return given.name.empty() || given.name == function.argument;
  });
  if (left_out && !function.argument.empty()) {
    made.given.push_back({std::string(function.argument), Dim(function.otherwise), {}});
  }
  const Value layer = in.call(as_value(keras.find_class(function.class_name)), std::move(made));
  return in.call(layer, std::move(inputs));
}

void fill_layers(Keras& keras, Module& layers) {
  layers.members["Layer"] = as_value(keras.find_class("Layer"));
  for (const LayerRow* row : layer_table()) {
    const Value made = as_value(keras.find_class(row->name));
    layers.members[std::string(row->name)] = made;
    for (const std::string_view alias : row->aliases) layers.members[std::string(alias)] = made;
  }
  for (const LegacyClass& older : legacy_classes()) {
    layers.members[std::string(older.name)] = as_value(keras.find_class(older.name));
  }
  for (const LayerFunction& function : layer_functions) {
    const std::string name(function.name);
    layers.members[name] =
        make_function(name, [&function, &keras](Interpreter& in, const Arguments& arguments) {
          return call_layer_function(function, keras, in, arguments);
        });
  }
  layers.members["Input"] = make_function("Input", [&keras](Interpreter& in, Arguments arguments) {
    return keras.make_input(in, std::move(arguments));
  });
}

void fill_models(Keras& keras, Module& models) {
  for (const char* name : {"Model", "Sequential"})
    models.members[name] = as_value(keras.find_class(name));
  models.members["Functional"] = as_value(keras.find_class("Functional"));
  for (const char* name :
       {"load_model", "save_model", "model_from_json", "model_from_yaml", "model_from_config"}) {
    models.members[name] = make_function(
        name, [name = std::string(name)](Interpreter& in, const Arguments& arguments) {
          const std::string reason = "it reads or writes a model's file";
          in.skip(in.statement(), reason);
          return in.unknown(name + "(...)", reason, arguments.call);
        });
  }
}

// ---- initializers ----------------------------------------------------------------------------

Value make_initializer(const InitializerRow& row, Keras& keras, Interpreter& in,
                       Arguments arguments) {
  std::vector<std::string_view> names;
  for (const InitializerArgument& argument : row.arguments) names.push_back(argument.name);
  names.emplace_back("seed");
  const Taking taking(in, std::string(row.class_name), std::move(arguments), names);
  taking.done();
  Initializer made = row.defaults;
  for (const InitializerArgument& argument : row.arguments) {
    const auto* given = taking.find(argument.name);
    if (given == nullptr) continue;
    if (argument.number != nullptr) {
      made.*argument.number = keras.need_number(in, given->value, given->span);
    } else if (!set_choice(made, argument.name, in.str(given->value))) {
      in.raise("ValueError",
               "Invalid `" + std::string(argument.name) + "` argument: " + in.str(given->value),
               given->span);
    }
  }
  return std::shared_ptr<Object>(std::make_shared<InitializerObject>(keras, made));
}

/// `get("tanh")`: the member of that name; what is no name is what is wanted already, and None is
/// `linear`, where there is that.
void add_get(Module& module, const std::string& what,
             const std::function<Value(Interpreter&, const Value& member, Span)>& made) {
  module.members["get"] = make_function("get", [&module, what, made](Interpreter& in,
                                                                     Arguments arguments) {
    const Taking taking(in, "get", std::move(arguments), {"identifier"});
    Value wanted = taking.need("identifier").value;
    if (wanted.is_none() && module.find("linear")) wanted = std::string("linear");
    const auto* name = wanted.as<std::string>();
    if (name == nullptr) return wanted;
    const auto found = *name == "get" ? std::nullopt : module.find(*name);
    if (!found) {
      in.raise("ValueError", "Could not interpret " + what + " identifier: " + *name, taking.at());
    }
    return made(in, *found, taking.at());
  });
}

void fill_initializers(Keras& keras, Module& module) {
  for (const InitializerRow& row : initializer_table()) {
    const Value make = make_function(
        std::string(row.class_name), [&row, &keras](Interpreter& in, Arguments arguments) {
          return make_initializer(row, keras, in, std::move(arguments));
        });
    module.members[std::string(row.class_name)] = make;
    module.members[std::string(row.name)] = make;
    for (const std::string_view alias : row.aliases) module.members[std::string(alias)] = make;
  }
  add_get(module, "initializer",
          [](Interpreter& in, const Value& make, Span at) { return in.call(make, {{}, at}); });
}

// ---- the rest --------------------------------------------------------------------------------

/// A decorator with arguments that leaves what it decorates as it is.
Value plain_decorator(const std::string& name) {
  return make_function(name, [](Interpreter&, const Arguments&) {
    return make_function("decorate", [](Interpreter& in, Arguments arguments) -> Value {
      if (arguments.given.empty())
        in.raise("TypeError", "a decorator needs what it decorates", arguments.call);
      return arguments.given.front().value;
    });
  });
}

/// What is no function on tensors alone; those are there already.
void fill_activations(Module& activations) {
  activations.members["linear"] =
      make_function("linear", [](Interpreter& in, Arguments arguments) -> Value {
        const Taking taking(in, "linear", std::move(arguments), {"x"});
        return taking.need("x").value;
      });
  add_get(activations, "activation function",
          [](Interpreter&, const Value& function, Span) { return function; });
}

}  // namespace

Value InitializerObject::call(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "Initializer", std::move(arguments), {"shape", "dtype"});
  const Arguments::Given& shape = taking.need("shape");
  std::vector<std::int64_t> sizes;
  std::int64_t count = 1;
  for (const Dim& size : keras_.need_sizes(in, shape.value, shape.span)) {
    const auto number = size.value();
    if (!number || *number < 0) {
      in.raise("ValueError", "a weight needs sizes that are numbers, got " + size.text(),
               shape.span);
    }
    in.spend(count * *number * static_cast<std::int64_t>(sizeof(float)), shape.span);
    count *= *number;
    sizes.push_back(*number);
  }
  if (const auto problem = initializer_problem(initializer, sizes)) {
    in.raise("ValueError", std::string(*problem), shape.span);
  }
  constexpr double flops_a_step = 1e4;
  in.step(taking.at(),
          static_cast<std::size_t>(initialize_flops(initializer, sizes) / flops_a_step));
  Tensor drawn(DType::float32, sizes);
  const Random random(0, "initializer/" + std::to_string(keras_.graph().values.size()));
  initialize(initializer, sizes, random, drawn.as<float>());
  return keras_.tensor(keras_.apply(in, "constant", {},
                                    {{"tensor", std::make_shared<const Tensor>(std::move(drawn))}},
                                    taking.at()));
}

void add_keras_module(Keras& keras, Modules& modules) {
  const auto root = module_in(modules, "keras");
  fill_layers(keras, *module_in(modules, "keras.layers"));
  fill_models(keras, *module_in(modules, "keras.models"));
  fill_models(keras, *root);
  fill_initializers(keras, *module_in(modules, "keras.initializers"));
  fill_activations(*module_in(modules, "keras.activations"));
  const auto& layers = module_in(modules, "keras.layers")->members;
  for (const char* name : {"Layer", "Input"}) root->members[name] = layers.find(name)->second;
  root->members["__version__"] = std::string("3.15.1");
  for (const char* name :
       {"keras.optimizers", "keras.losses", "keras.metrics", "keras.callbacks",
        "keras.regularizers", "keras.constraints", "keras.mixed_precision", "keras.config"}) {
    pass_over(*module_in(modules, name), training_reason);
  }
  for (const char* name : {"keras.datasets", "keras.preprocessing", "keras.applications",
                           "keras.utils", "keras.saving"}) {
    pass_over(*module_in(modules, name),
              "it loads or prepares data, which a trace of shapes does without");
  }
  add_keras_datasets(modules);
  for (const char* name : {"keras.utils", "keras.saving"}) {
    module_in(modules, name)->members["register_keras_serializable"] =
        plain_decorator("register_keras_serializable");
  }
  module_in(modules, "keras.models")->members["Input"] = layers.find("Input")->second;
  pass_over(*root, "no part of keras that is known here");
  add_legacy_keras(keras, modules);
  tell_of_absent(keras, modules);
  // tf.keras is the same module under other names.
  const auto tensorflow = module_in(modules, "tensorflow");
  tensorflow->members["keras"] = std::static_pointer_cast<Object>(root);
  std::vector<std::pair<std::string, std::shared_ptr<Module>>> same;
  for (const auto& [name, module] : modules) {
    if (name == "keras" || name.starts_with("keras."))
      same.emplace_back("tensorflow." + name, module);
  }
  for (auto& [name, module] : same) modules[name] = module;
}

Modules make_modules(Keras& keras) {
  Modules modules;
  add_tensor_functions(keras, modules);
  add_numpy_module(keras, modules);
  add_tensorflow_module(keras, modules);
  add_keras_module(keras, modules);
  return modules;
}

}  // namespace unroll::python
