// Owns the layers whose class the program defines: their methods as the tracer calls them. Must not
// know how such layers are made (keras_layer.cpp). Mirrors keras/src/layers/layer.py.
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

/// The shapes of a call's first argument, structured as it is.
Value shapes_of(Keras& keras, const Datum& datum) {
  if (const auto* tensor = datum.as<TensorRef>()) {
    return keras.shape_tuple(keras.graph().value(tensor->id).type.shape);
  }
  if (const DatumList* list = datum.list()) {
    std::vector<Value> items;
    for (const Datum& item : list->items) items.push_back(shapes_of(keras, item));
    return list->tuple ? make_tuple(std::move(items)) : make_list(std::move(items));
  }
  if (const DatumDict* dict = datum.dict()) {
    std::vector<std::pair<Value, Value>> items;
    for (const auto& [key, value] : dict->items)
      items.emplace_back(Value(key), shapes_of(keras, value));
    return make_dict(std::move(items));
  }
  return None{};
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
  void build_by_program(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) {
    Interpreter& in = *keras_.interpreter;
    if (const auto method = own_method(*instance_, "build")) {
      Arguments shapes;
      shapes.call = tracer.span;
      shapes.given.push_back(
          {"", arguments.empty() ? Value(None{}) : shapes_of(keras_, arguments.front().value),
           tracer.span});
      call_own(in, instance_, method, std::move(shapes));
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
