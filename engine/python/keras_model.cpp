// Owns Keras's models as classes of the program: Model, Functional and Sequential, their methods
// and properties. Must not know single layers. Mirrors keras/src/models/.
#include <algorithm>

#include "python/keras_layer.hpp"

namespace unroll::python {

namespace {

LayerId id_of(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self, Span at) {
  return keras.need_layer(in, std::static_pointer_cast<Object>(self), at);
}

std::string name_of(const Taking& taking) {
  const auto* given = taking.find("name");
  const auto* text = given == nullptr ? nullptr : given->value.as<std::string>();
  return text == nullptr ? "" : *text;
}

// ---- construction ----------------------------------------------------------------------------

/// Model(inputs, outputs), or Model() of a subclass.
Value init_model(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                 const Arguments& arguments) {
  const Span at = arguments.call;
  Arguments named = arguments;
  for (Arguments::Given& given : named.given) {
    // Keras 1 wrote `input` and `output`.
    if (given.name == "input" || given.name == "output") given.name += 's';
  }
  const Taking taking(in, self->type->name(), std::move(named),
                      {"inputs", "outputs", "name", "trainable", "dtype"});
  const auto* inputs = taking.find("inputs");
  const auto* outputs = taking.find("outputs");
  Tracer& tracer = keras.tracer();
  const bool plain =
      self->type == keras.find_class("Model") || self->type == keras.find_class("Functional");
  LayerId id = no_id;
  if (inputs != nullptr && outputs != nullptr) {
    for (const auto* given : {inputs, outputs}) {
      if (const auto unknown = unknown_in(given->value)) {
        in.raise("ValueError",
                 self->type->name() + " needs tensors, but `" + unknown->path() +
                     "` is not known here: " + unknown->reason(),
                 given->span);
      }
    }
    const Datum ins = keras.to_datum(in, inputs->value, inputs->span);
    const Datum outs = keras.to_datum(in, outputs->value, outputs->span);
    id = keras.at_place(in, at, [&] {
      if (plain) return tracer.make_functional(ins, outs, name_of(taking));
      const LayerId made = tracer.make_custom(self->type->name(), name_of(taking));
      tracer.set_functional(made, ins, outs);
      keras.graph().models.push_back(made);
      return made;
    });
    if (plain) self->type = keras.find_class("Functional");
  } else {
    id = keras.at_place(in, at,
                        [&] { return tracer.make_custom(self->type->name(), name_of(taking)); });
    Layer& layer = keras.graph().layer(id);
    layer.kind = OperationKind::model;
    layer.model = std::make_unique<ModelState>();
    layer.model->kind = ModelKind::subclassed;
    layer.behaviour = program_behaviour(keras, self);
    layer.span = native_of(*self).made_at;
    layer.statement = native_of(*self).statement;
    keras.graph().models.push_back(id);
  }
  native_of(*self).id = id;
  keras.keep_instance(id, self);
  return None{};
}

/// The layer that an entry of a Sequential stands for: a layer, or an Input's tensor.
LayerId entry_of(Keras& keras, Interpreter& in, const Value& entry, const Layer& model, Span at) {
  if (const auto id = keras.find_layer_id(entry)) return *id;
  if (const auto tensor = keras.find_tensor(entry)) {
    const CallId made = keras.graph().history(*tensor);
    if (made != no_id) {
      const LayerId layer = keras.graph().call(made).layer;
      const LayerRow* row = keras.graph().layer(layer).row;
      if (row != nullptr && row->is_input) return layer;
    }
  }
  if (const auto unknown = entry.object<Unknown>()) {
    Raised raised = in.raised("ValueError", "unknown layer " + unknown->path(), at);
    Problem problem;
    problem.code = "unknown_layer";
    problem.message = "`" + unknown->path() +
                      "` is no layer that is known here. Its output shape is unknown, so the "
                      "layers after it are not reached.";
    problem.span = at;
    problem.statement = in.outer_statement();
    raised.problem = std::move(problem);
    throw raised;  // NOLINT(misc-throw-by-value-catch-by-reference)
  }
  const auto instance = entry.object<Instance>();
  if (instance != nullptr && dynamic_cast<const LayerNative*>(instance->native.get()) != nullptr) {
    return keras.need_layer(in, entry, at);
  }
  Raised raised =
      in.raised("ValueError",
                "Only instances of `keras.Layer` can be added to a Sequential model. Received: " +
                    in.repr(entry) + " (of type " + in.type_name(entry) + ")",
                at);
  Problem problem;
  problem.code = "sequential_entry";
  problem.message = "A Sequential takes layers, got " + in.type_name(entry) + ".";
  problem.keras = "Only instances of `keras.Layer` can be added to a Sequential model. Received: " +
                  in.repr(entry) + " (of type " + in.type_name(entry) + ")";
  problem.span = at;
  problem.statement = in.outer_statement();
  problem.layer_class = model.class_name;
  problem.layer_name = model.name;
  raised.problem = std::move(problem);
  throw raised;  // NOLINT(misc-throw-by-value-catch-by-reference)
}

Value init_sequential(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                      const Arguments& arguments) {
  const Span at = arguments.call;
  const Taking taking(in, "Sequential", arguments, {"layers", "trainable", "name"});
  const LayerId id =
      keras.at_place(in, at, [&] { return keras.tracer().make_sequential(name_of(taking)); });
  native_of(*self).id = id;
  keras.keep_instance(id, self);
  const Layer& model = keras.graph().layer(id);
  if (self->type->name() != "Sequential") keras.graph().layer(id).class_name = self->type->name();
  const auto* layers = taking.find("layers");
  if (layers == nullptr || layers->value.is_none()) return None{};
  for (const Value& entry : in.iterate(layers->value, layers->span)) {
    const LayerId added = entry_of(keras, in, entry, model, layers->span);
    keras.at_place(in, at, [&] { keras.tracer().add_to_sequential(id, added, false); });
  }
  keras.at_place(in, at, [&] { keras.tracer().rebuild_sequential(id); });
  return None{};
}

// ---- methods ---------------------------------------------------------------------------------

Value add_layer(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                const Arguments& arguments) {
  const Span at = arguments.call;
  const Taking taking(in, "add", arguments, {"layer", "rebuild"});
  const LayerId id = id_of(keras, in, self, at);
  const auto& given = taking.need("layer");
  const LayerId added = entry_of(keras, in, given.value, keras.graph().layer(id), given.span);
  keras.at_place(in, at, [&] { keras.tracer().add_to_sequential(id, added, true); });
  return None{};
}

Value pop_layer(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                const Arguments& arguments) {
  const LayerId id = id_of(keras, in, self, arguments.call);
  keras.at_place(in, arguments.call, [&] { keras.tracer().pop_from_sequential(id); });
  return None{};
}

std::vector<std::optional<Dim>> shape_of(Keras& keras, Interpreter& in, const Value& value,
                                         Span at) {
  std::vector<std::optional<Dim>> sizes;
  for (const Value& item : in.iterate(value, at)) {
    sizes.push_back(item.is_none() ? std::nullopt : std::optional(keras.need_size(in, item, at)));
  }
  return sizes;
}

Value build_model(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                  const Arguments& arguments) {
  const Span at = arguments.call;
  const LayerId id = id_of(keras, in, self, at);
  const Taking taking(in, "build", arguments, {"input_shape"});
  Layer& layer = keras.graph().layer(id);
  const auto* given = taking.find("input_shape");
  if (layer.model->kind == ModelKind::sequential && given != nullptr && !given->value.is_none()) {
    const auto sizes = shape_of(keras, in, given->value, at);
    keras.at_place(in, at, [&] { keras.tracer().build_sequential(id, sizes); });
  } else {
    layer.built = true;
  }
  return None{};
}

Value predict(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
              const Arguments& arguments) {
  const Span at = arguments.call;
  const Taking taking(in, "predict", arguments,
                      {"x", "batch_size", "verbose", "steps", "callbacks"});
  Arguments call;
  call.call = at;
  call.given.push_back(taking.need("x"));
  call.given.front().name.clear();
  const Value result = keras.call_layer(in, id_of(keras, in, self, at), call);
  const std::function<Value(const Value&)> to_numpy = [&](const Value& value) -> Value {
    if (const auto tensor = keras.find_tensor(value))
      return keras.tensor(*tensor, TensorKind::numpy);
    if (const auto* list = value.as<std::shared_ptr<List>>()) {
      std::vector<Value> items;
      for (const Value& item : (*list)->items) items.push_back(to_numpy(item));
      return make_list(std::move(items));
    }
    return value;
  };
  return to_numpy(result);
}

Value summary(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
              const Arguments& arguments) {
  const Span at = arguments.call;
  const LayerId id = id_of(keras, in, self, at);
  const Taking taking(
      in, "summary", arguments,
      {"line_length", "positions", "print_fn", "expand_nested", "show_trainable", "layer_range"});
  SummaryOptions options;
  const auto given = [&](std::string_view name) {
    const auto* found = taking.find(name);
    return found == nullptr || found->value.is_none() ? nullptr : found;
  };
  if (const auto* length = given("line_length")) {
    options.line_length = static_cast<int>(keras.need_integer(in, length->value, at));
  }
  if (const auto* positions = given("positions")) {
    for (const Value& item : in.iterate(positions->value, at)) {
      options.positions.push_back(keras.need_number(in, item, at));
    }
  }
  if (const auto* nested = given("expand_nested"))
    options.expand_nested = in.truth(nested->value, at);
  if (const auto* trainable = given("show_trainable"))
    options.show_trainable = in.truth(trainable->value, at);
  keras.track_layers();
  const std::string text = keras.at_place(in, at, [&] { return keras.summary(id, options); });
  if (const auto* print = given("print_fn")) {
    Arguments one;
    one.call = at;
    one.given.push_back({"", text, at});
    in.call(print->value, std::move(one));
  } else {
    in.print(text, at, true);
  }
  return None{};
}

Value get_layer(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                const Arguments& arguments) {
  const Span at = arguments.call;
  const Taking taking(in, "get_layer", arguments, {"name", "index"});
  const Value layers = in.attribute(std::static_pointer_cast<Object>(self), "layers", at);
  if (const auto* index = taking.find("index")) return in.item(layers, index->value, at);
  const std::string name = in.str(taking.need("name").value);
  for (const Value& layer : in.iterate(layers, at)) {
    const auto id = keras.find_layer_id(layer);
    if (id && keras.graph().layer(*id).name == name) return layer;
  }
  in.raise("ValueError", "No such layer: " + name + ".", at);
}

/// What a playground of shapes passes over: training, evaluation, files.
Value pass_over(Keras& /*keras*/, Interpreter& in, const std::shared_ptr<Instance>& self,
                const Arguments& arguments) {
  in.skip(in.statement(),
          "training, evaluation and files are passed over: shapes and values need none of them");
  return in.unknown(self->type->name() + " result", "it comes from training, evaluation or a file",
                    arguments.call);
}

Value compile(Keras& /*keras*/, Interpreter& in, const std::shared_ptr<Instance>& /*self*/,
              const Arguments& /*arguments*/) {
  in.skip(in.statement(), "compile is passed over: shapes and values do not depend on it");
  return None{};
}

// ---- properties ------------------------------------------------------------------------------

Value layer_list(Keras& keras, LayerId id) {
  const Layer& layer = keras.graph().layer(id);
  if (layer.model->kind == ModelKind::subclassed) keras.track_layers();
  const bool sequential = layer.model->kind == ModelKind::sequential;
  const auto& ids = layer.model->kind == ModelKind::subclassed ? layer.layers : layer.model->layers;
  std::vector<Value> items;
  for (const LayerId each : ids) {
    const LayerRow* row = keras.graph().layer(each).row;
    if (sequential && row != nullptr && row->is_input) continue;
    items.push_back(keras.layer(each));
  }
  return make_list(std::move(items));
}

Value as_list(Keras& keras, const Datum& datum) {
  std::vector<Value> items;
  for (const ValueId id : tensors_of(datum)) items.push_back(keras.tensor(id));
  return make_list(std::move(items));
}

}  // namespace

std::optional<Value> model_property(Keras& keras, Interpreter& in, LayerId id,
                                    const std::string& name, Span at) {
  const Layer& layer = keras.graph().layer(id);
  const ModelState& model = *layer.model;
  if (name == "layers") return layer_list(keras, id);
  if (name == "operations" && model.kind == ModelKind::functional) {
    std::vector<Value> items;
    for (const LayerId each : model.operations) items.push_back(keras.layer(each));
    return make_list(std::move(items));
  }
  constexpr std::array trained = {"metrics_names", "metrics", "history",
                                  "optimizer",     "loss",    "stop_training"};
  if (std::ranges::find(trained, name) != trained.end()) {
    return in.unknown(layer.name + "." + name, "it comes from training", at);
  }
  const bool whole = layer.built && model.kind != ModelKind::subclassed;
  if (name == "inputs" || name == "outputs" || name == "input" || name == "output" ||
      name == "input_shape" || name == "output_shape" || name == "input_names" ||
      name == "output_names") {
    if (!whole) {
      if (model.kind == ModelKind::subclassed) return std::nullopt;
      in.raise("AttributeError",
               "Sequential model '" + layer.name + "' has no defined " + name + " yet.", at);
    }
    const Datum& side = name.starts_with("in") ? model.inputs : model.outputs;
    if (name.ends_with("_shape")) {
      std::vector<Value> shapes;
      for (const ValueId tensor : tensors_of(side)) {
        shapes.push_back(keras.shape_tuple(keras.graph().value(tensor).type.shape));
      }
      return shapes.size() == 1 ? shapes.front() : make_list(std::move(shapes));
    }
    if (name.ends_with("_names")) {
      std::vector<Value> names;
      for (const ValueId tensor : tensors_of(side)) {
        names.emplace_back(
            keras.graph().layer(keras.graph().call(keras.graph().history(tensor)).layer).name);
      }
      return make_list(std::move(names));
    }
    if (name == "inputs" || name == "outputs") return as_list(keras, side);
    return keras.from_datum(side);
  }
  return std::nullopt;
}

void make_model_classes(Keras& keras) {
  const auto derive = [&](const char* name, const std::shared_ptr<Class>& base) {
    auto type = std::make_shared<Class>(name);
    type->module = "keras";
    type->bases = {base};
    keras.add_class(type);
    return type;
  };
  const auto model = derive("Model", keras.find_class("Layer"));
  add_method(keras, *model, "__init__", init_model);
  add_method(keras, *model, "build", build_model);
  add_method(keras, *model, "summary", summary);
  add_method(keras, *model, "predict", predict);
  add_method(keras, *model, "predict_on_batch", predict);
  add_method(keras, *model, "get_layer", get_layer);
  add_method(keras, *model, "compile", compile);
  for (const char* name :
       {"fit", "fit_generator", "evaluate", "train_on_batch", "test_on_batch", "save",
        "save_weights", "load_weights", "export", "reset_states", "reset_metrics",
        "predict_generator", "evaluate_generator", "predict_classes", "predict_proba", "to_json",
        "to_yaml", "get_metrics_result"}) {
    add_method(keras, *model, name, pass_over);
  }
  derive("Functional", model);
  const auto sequential = derive("Sequential", model);
  add_method(keras, *sequential, "__init__", init_sequential);
  add_method(keras, *sequential, "add", add_layer);
  add_method(keras, *sequential, "pop", pop_layer);
}

}  // namespace unroll::python
