// Owns the layers whose class the program defines: their methods as the tracer calls them. Must not
// know how such layers are made (keras_layer.cpp). Mirrors keras/src/layers/layer.py.
#include <algorithm>

#include "python/function.hpp"
#include "python/keras_layer.hpp"

namespace unroll::python {

namespace {

/// The program's function of this name in the instance's class, or null where it is Keras's own.
std::shared_ptr<Function> own_method(const Instance& instance, std::string_view name) {
  const auto found = instance.type->find(name);
  return found ? found->object<Function>() : nullptr;
}

Value call_own(Interpreter& in, const std::shared_ptr<Instance>& self,
               const std::shared_ptr<Function>& method, Arguments arguments) {
  arguments.given.insert(arguments.given.begin(),
                         {"", std::static_pointer_cast<Object>(self), arguments.call});
  const Interpreter::Callback callback(in);
  return in.call(std::static_pointer_cast<Object>(method), std::move(arguments));
}

/// What a method of the program's raised is the layer's error: the outermost layer is named.
template <typename Work>
auto naming_layer(const Layer& layer, const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (Raised& raised) {
    if (!raised.problem) {
      Problem problem;
      problem.code = "call";
      raised.problem = std::move(problem);
    }
    if (layer.kind != OperationKind::model) {
      raised.problem->layer_class = layer.class_name;
      raised.problem->layer_name = layer.name;
    }
    throw;
  }
}

/// Whether a parameter is one that Keras counts of `build` and `compute_output_shape`.
bool is_named(const Parameter& parameter) {
  return parameter.kind != ParameterKind::star && parameter.kind != ParameterKind::double_star;
}

/// A layer whose class the program defines: its own `build` and `call`, Keras's where it has none.
class PythonBehaviour final : public LayerBehaviour {
 public:
  PythonBehaviour(Keras& keras, std::shared_ptr<Instance> instance)
      : keras_(keras), instance_(std::move(instance)) {}

  void build(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) override {
    naming_layer(layer, [&] { build_by_program(tracer, layer, arguments); });
    track_held_layers(keras_, *instance_);
  }

  Datum call(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) override {
    return naming_layer(layer, [&] { return call_by_program(tracer, layer, arguments); });
  }

  std::optional<DeclaredOutput> declared_output(Tracer& tracer, Layer& layer,
                                                const std::vector<GivenDatum>& arguments) override {
    constexpr std::string_view name = "compute_output_shape";
    const auto method = own_method(*instance_, name);
    if (method == nullptr) return std::nullopt;
    return naming_layer(layer, [&] {
      Interpreter& in = *keras_.interpreter;
      const Value shapes = call_own(in, instance_, method, shapes_for(*method, layer, arguments));
      return DeclaredOutput{keras_.to_datum(in, shapes, tracer.span), name};
    });
  }

  [[nodiscard]] bool defines(std::string_view method) const override {
    return own_method(*instance_, method) != nullptr;
  }

  [[nodiscard]] std::vector<std::string> arguments(const Layer& layer) const override {
    std::vector<std::string> names;
    if (const auto method = own_method(*instance_, "call")) {
      for (const Parameter& parameter : method->parameters()) names.push_back(parameter.name);
      if (!names.empty()) names.erase(names.begin());
    } else if (layer.row != nullptr) {
      names.assign(layer.row->arguments.begin(), layer.row->arguments.end());
    }
    return names;
  }

  Datum attribute(Tracer& tracer, std::string_view name) override {
    Interpreter& in = *keras_.interpreter;
    const Interpreter::Callback callback(in);
    const Value self = std::static_pointer_cast<Object>(instance_);
    const std::optional<Value> found = in.find_attribute(self, std::string(name), tracer.span);
    return found ? keras_.to_datum(in, *found, tracer.span) : Datum();
  }

  std::optional<Datum> call_method(Tracer& tracer, Layer& layer, std::string_view name,
                                   const std::vector<GivenDatum>& arguments) override {
    const auto method = own_method(*instance_, name);
    if (method == nullptr) return std::nullopt;
    Arguments given;
    given.call = tracer.span;
    for (const GivenDatum& argument : arguments) {
      given.given.push_back({argument.name, keras_.from_datum(argument.value), tracer.span});
    }
    return naming_layer(layer, [&] {
      Interpreter& in = *keras_.interpreter;
      return keras_.to_datum(in, call_own(in, instance_, method, std::move(given)), tracer.span);
    });
  }

  LayerId clone(Tracer& tracer, const Layer& layer, std::string_view name) override {
    Interpreter& in = *keras_.interpreter;
    const Interpreter::Callback callback(in);
    const Span at = tracer.span;
    const Value self = std::static_pointer_cast<Object>(instance_);
    const Value config = in.call(in.attribute(self, "get_config", at), Arguments{{}, at});
    Arguments arguments;
    arguments.call = at;
    if (const auto* dict = config.as<std::shared_ptr<Dict>>()) {
      for (const auto& [key, value] : (*dict)->entries()) {
        const std::string key_text = in.str(key);
        if (key_text != "name") arguments.given.push_back({key_text, value, at});
      }
    }
    arguments.given.push_back({"name", std::string(name), at});
    const Value made =
        in.call(std::static_pointer_cast<Object>(instance_->type), std::move(arguments));
    const auto id = keras_.find_layer_id(made);
    if (!id) throw Error("clone", "`" + layer.name + "` cannot be made again from its get_config");
    return *id;
  }

 private:
  /// What Keras gives to `build` and `compute_output_shape`: to a method of one argument the shapes
  /// of the first tensors, to one of several those of the arguments that they are called after.
  Arguments shapes_for(const Function& method, const Layer& layer,
                       const std::vector<GivenDatum>& given) {
    Arguments shapes;
    shapes.call = keras_.tracer().span;
    const Span at = shapes.call;
    std::vector<std::string> wanted;
    for (const Parameter& parameter : method.parameters()) {
      if (is_named(parameter)) wanted.push_back(parameter.name);
    }
    if (!wanted.empty()) wanted.erase(wanted.begin());  // self
    if (wanted.size() == 1) {
      shapes.given.push_back(
          {"", given.empty() ? Value(None{}) : keras_.shapes_of(given.front().value), at});
      return shapes;
    }
    const std::vector<std::string> known = arguments(layer);
    for (const std::string& name : wanted) {
      constexpr std::string_view suffix = "_shape";
      const std::string argument =
          name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : std::string();
      if (std::ranges::find(known, argument) == known.end()) refuse(method, layer, name, at);
      for (std::size_t i = 0; i < given.size(); ++i) {
        const bool first = i == 0 && given[i].name.empty();
        if ((first ? known.front() : given[i].name) != argument) continue;
        if (tensors_of(given[i].value).empty()) continue;
        shapes.given.push_back({name, keras_.shapes_of(given[i].value), at});
      }
    }
    return shapes;
  }

  [[noreturn]] void refuse(const Function& method, const Layer& layer, const std::string& name,
                           Span at) {
    keras_.interpreter->raise(
        "ValueError",
        "For a `" + method.name() +
            "()` method with more than one argument, all arguments should have a `_shape` suffix "
            "and match an argument from `call()`. For layer '" +
            layer.class_name + "', received the argument `" + name + "`.",
        at);
  }

  void build_by_program(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) {
    Interpreter& in = *keras_.interpreter;
    if (const auto method = own_method(*instance_, "build")) {
      call_own(in, instance_, method, shapes_for(*method, layer, arguments));
    } else if (layer.row != nullptr) {
      std::vector<TensorType> types;
      for (const ValueId input : tensors_of(arguments.front().value))
        types.push_back(tracer.type(input));
      build_by_row(tracer, layer, types, arguments);
    }
  }

  Datum call_by_program(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) {
    Interpreter& in = *keras_.interpreter;
    const auto method = own_method(*instance_, "call");
    if (method == nullptr) {
      if (layer.row == nullptr) {
        in.raise("NotImplementedError",
                 "Layer " + layer.class_name + " does not have a `call()` method implemented.",
                 tracer.span);
      }
      return layer.row->call({tracer, layer, arguments});
    }
    Arguments given;
    given.call = tracer.span;
    bool has_training = false;
    for (const GivenDatum& argument : arguments) {
      // Keras passes `training` on to those that ask for it.
      if (argument.name == "training" && !method->takes("training")) continue;
      has_training = has_training || argument.name == "training";
      given.given.push_back({argument.name, keras_.from_datum(argument.value), argument.span});
    }
    if (tracer.training && !has_training && method->takes("training")) {
      given.given.push_back({"training", *tracer.training, tracer.span});
    }
    const Span at = tracer.span;
    const Value result = call_own(in, instance_, method, std::move(given));
    track_held_layers(keras_, *instance_);
    return keras_.to_datum(in, result, at);
  }

  Keras& keras_;
  std::shared_ptr<Instance> instance_;
};

}  // namespace

std::shared_ptr<LayerBehaviour> program_behaviour(Keras& keras,
                                                  const std::shared_ptr<Instance>& instance) {
  return std::make_shared<PythonBehaviour>(keras, instance);
}

bool defines(const Instance& instance, std::string_view method) {
  return own_method(instance, method) != nullptr;
}

}  // namespace unroll::python
