// Owns Keras's `Layer` and the class of each row of the layer table as classes of the program: how
// they are made, called, subclassed and asked. Must not know models (keras_model.cpp).
// Mirrors keras/src/layers/layer.py.
#include "python/keras_layer.hpp"

#include <algorithm>
#include <array>

#include "python/function.hpp"
#include "python/legacy_keras.hpp"

namespace unroll::python {

namespace {

// ---- construction ----------------------------------------------------------------------------

/// The field that an argument is for; null where there is none.
const Field* field_of(const LayerRow& row, const Arguments::Given& given, std::size_t position) {
  if (!given.name.empty()) return find_field(row, given.name);
  return position < row.fields.size() ? &row.fields[position] : nullptr;
}

/// An unknown value of the program as what its argument needs: a vocabulary, a number of classes
/// where the layer chooses among them, a width.
Value settle_for(Interpreter& in, const Field* field, const Arguments::Given& given, bool chooses) {
  // A number may be one that was given for a hole, which is told what it is used for.
  const bool open =
      given.value.object<Unknown>() != nullptr ||
      (given.value.as<Dim>() != nullptr && field != nullptr && field->kind == FieldKind::integer);
  if (!open || field == nullptr) {
    return settle_sizes(in, given.value, given.span);
  }
  switch (field->kind) {
    case FieldKind::code:
      return given.value;  // a regularizer, a constraint: no number is asked of it
    case FieldKind::integer:
      if (field->name == "input_dim") {
        return in.settle(given.value, "vocabulary", 1000, given.span);
      }
      return chooses ? in.settle(given.value, "classes", 10, given.span)
                     : in.settle(given.value, "width", 32, given.span);
    case FieldKind::sizes:
      return in.settle(given.value, "size", 2, given.span);
    case FieldKind::number:
      return in.settle(
          given.value, "value",
          field->otherwise.empty() ? Value(Float{0.5, {}}) : parse_text(field->otherwise),
          given.span);
    case FieldKind::numbers:
      return in.settle(given.value, "value", 1, given.span);
    case FieldKind::boolean:
      return in.choose_truth(given.value, given.span);
    case FieldKind::activation:
    case FieldKind::initializer:
    case FieldKind::choice:
      return parse_text(field->otherwise);
    default:
      return settle_sizes(in, given.value, given.span);
  }
}

std::vector<GivenDatum> constructor_data(Keras& keras, Interpreter& in, const LayerRow& row,
                                         const Arguments& arguments) {
  std::vector<GivenDatum> data;
  // What ends in a softmax is as wide as there are classes.
  const bool chooses = std::any_of(arguments.given.begin(), arguments.given.end(),
                                   [](const Arguments::Given& given) {
                                     const auto* text = given.value.as<std::string>();
                                     return text != nullptr && *text == "softmax";
                                   });
  for (std::size_t i = 0; i < arguments.given.size(); ++i) {
    const Arguments::Given& given = arguments.given[i];
    const Field* field = field_of(row, given, i);
    const bool shape = given.name == "input_shape";
    const Value value =
        shape ? settle_sizes(in, settle_shape(in, given.value, given.span), given.span)
              : settle_for(in, field, given, chooses);
    // A function of Keras's that has a name as an activation is that name where one is asked for.
    const bool as_code = field != nullptr && field->kind == FieldKind::code;
    data.push_back({given.name,
                    as_code && value.object<NativeFunction>() != nullptr
                        ? keras.opaque(in, value)
                        : keras.to_datum(in, value, given.span),
                    given.span});
  }
  return data;
}

std::string name_in(const std::vector<GivenDatum>& data) {
  for (const GivenDatum& given : data) {
    const auto* text = given.value.as<std::string>();
    if (given.name == "name" && text != nullptr) return *text;
  }
  return {};
}

/// `__init__` of a class with a row.
void init_by_row(Keras& keras, Interpreter& in, const LayerRow& row,
                 const std::shared_ptr<Instance>& self, const Arguments& arguments) {
  const Span at = arguments.call;
  const LayerId id = at_layer_error(keras, in, at, std::string(row.name), [&] {
    const auto data = constructor_data(keras, in, row, with_todays_names(in, row, arguments));
    Config config = make_config(row, data);
    for (ConfigEntry& entry : config.entries) {
      const bool open = entry.field->name == "data_format" && entry.value.is_none();
      if (open && keras.image_data_format == "channels_first") {
        entry.value = keras.image_data_format;
        entry.given = true;
      }
    }
    if (row.is_input) return make_input_layer(keras, in, std::move(config), at);
    return keras.tracer().make_layer(row, std::move(config), name_in(data));
  });
  Layer& layer = keras.graph().layer(id);
  if (const bool* learns = layer.config["trainable"].as<bool>()) layer.trainable = *learns;
  if (self->type->name() != row.name) {
    layer.class_name = self->type->name();
    if (name_in(keras.to_data(in, arguments)).empty()) {
      layer.name = keras.tracer().unique_name(snake_case(layer.class_name));
    }
  }
  constexpr std::array own = {"call", "build", "compute_output_shape"};
  if (std::ranges::any_of(own, [&](const char* method) { return defines(*self, method); })) {
    layer.behaviour = program_behaviour(keras, self);
  }
  native_of(*self).id = id;
  keras.keep_instance(id, self);
}

/// `Layer.__init__`, for classes of the program's own.
void init_plain(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                const Arguments& arguments) {
  const auto data = keras.to_data(in, arguments);
  std::string unknown;
  const GivenDatum* stranger = nullptr;  // the first that is no argument
  for (const GivenDatum& given : data) {
    const auto known = std::ranges::any_of(
        shared_fields(), [&](const Field& field) { return field.name == given.name; });
    if (known || given.name == "activity_regularizer" || given.name == "dynamic") continue;
    if (stranger == nullptr) stranger = &given;
    unknown += (unknown.empty() ? "'" : ", '") + given.name + "': " + python_text(given.value);
  }
  const LayerId id = at_layer_error(keras, in, arguments.call, self->type->name(), [&] {
    if (stranger != nullptr) {
      throw RuleError(
          "unknown_argument", self->type->name() + " has no argument `" + stranger->name + "`.",
          "Unrecognized keyword arguments passed to " + self->type->name() + ": {" + unknown + '}');
    }
    return keras.tracer().make_custom(self->type->name(), name_in(data));
  });
  Layer& layer = keras.graph().layer(id);
  for (const GivenDatum& given : data) {
    const bool* flag = given.value.as<bool>();
    if (given.name == "trainable" && flag != nullptr) layer.trainable = *flag;
  }
  layer.behaviour = program_behaviour(keras, self);
  // It stands where it is made, not where its class calls Keras's constructor.
  layer.span = native_of(*self).made_at;
  layer.statement = native_of(*self).statement;
  // A layer without a `build` of its own is built by its first call.
  native_of(*self).id = id;
  keras.keep_instance(id, self);
}

// ---- methods ---------------------------------------------------------------------------------

Value call_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                  const Arguments& arguments) {
  try {
    const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
    return keras.call_layer(in, id, arguments);
  } catch (Raised& raised) {
    if (!raised.problem && native_of(*self).id == no_id) {
      Problem problem;
      problem.code = "no_super_init";
      problem.message =
          "`" + self->type->name() + "` does not call `super().__init__()` in its `__init__`.";
      problem.layer_class = self->type->name();
      raised.problem = std::move(problem);
    }
    throw;
  }
}

std::vector<TensorType> types_of_shapes(Keras& keras, Interpreter& in, const Value& shape,
                                        Span at) {
  std::vector<Dim> sizes;
  int open = 0;
  for (const Value& item : in.iterate(shape, at)) {
    sizes.push_back(item.is_none() ? Dim::symbol(open++ == 0 ? "B" : "T" + std::to_string(open), {})
                                   : keras.need_size(in, item, at));
  }
  return {{shape_with_usual_roles(sizes), DType::float32}};
}

/// `Layer.build(input_shape)`, called by the program or by its subclass's own `build`.
Value build_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                   const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  Layer& layer = keras.graph().layer(id);
  if (layer.row != nullptr && layer.row->build != nullptr && !layer.built &&
      !arguments.given.empty()) {
    const auto types = types_of_shapes(keras, in, arguments.given.front().value, arguments.call);
    keras.at_place(in, arguments.call, [&] {
      if (layer.behaviour) {
        build_by_row(keras.tracer(), layer, types);
      } else {
        keras.tracer().build_layer(id, types);
      }
    });
  }
  layer.built = true;
  return None{};
}

/// `super().call(x)` of a subclass of a layer with a row: the row's call, inside the running call.
Value row_call_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                      const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  const Layer& layer = keras.graph().layer(id);
  if (layer.row == nullptr || layer.row->call == nullptr) {
    in.raise("NotImplementedError",
             "Layer " + layer.class_name + " does not have a `call()` method implemented.",
             arguments.call);
  }
  const Datum result = keras.at_place(in, arguments.call, [&] {
    return layer.row->call({keras.tracer(), layer, keras.to_data(in, arguments)});
  });
  return keras.from_datum(result);
}

Value add_weight_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                        const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  // Keras 1 and 2 put the name first.
  const bool name_first = !arguments.given.empty() && arguments.given.front().name.empty() &&
                          arguments.given.front().value.as<std::string>() != nullptr;
  const std::vector<std::string_view> today = {"shape", "initializer", "dtype", "trainable"};
  const std::vector<std::string_view> then = {"name", "shape", "dtype", "initializer"};
  std::vector<std::string_view> names = name_first ? then : today;
  for (const std::string_view further :
       {"name", "trainable", "regularizer", "constraint", "autocast", "aggregation", "use_resource",
        "experimental_autocast", "synchronization", "overwrite_with_gradient", "collections",
        "partitioner", "layout"}) {
    if (std::ranges::find(names, further) == names.end()) names.push_back(further);
  }
  const Span at = arguments.call;
  const Taking taking(in, "add_weight", arguments, names);
  std::vector<Dim> sizes;
  if (const auto* shape = taking.find("shape")) {
    if (!shape->value.is_none()) sizes = keras.need_sizes(in, shape->value, shape->span);
  }
  Shape shape;
  for (const Dim& size : sizes) {
    shape.push_back({size.is(-1) ? Dim::symbol("None", {}) : size, Role::features, 0});
  }
  const auto* name = taking.find("name");
  const auto* text = name == nullptr ? nullptr : name->value.as<std::string>();
  const auto* initializer = taking.find("initializer");
  const auto* trainable = taking.find("trainable");
  const auto* dtype = taking.find("dtype");
  const bool learns = trainable == nullptr || in.truth(trainable->value, at);
  const DType type = dtype == nullptr || dtype->value.is_none()
                         ? DType::float32
                         : dtype_of_value(in, dtype->value, at);
  const Datum how = initializer == nullptr ? Datum{} : keras.to_datum(in, initializer->value, at);
  const WeightId weight = keras.at_place(in, at, [&] {
    return keras.tracer().add_weight(
        id, text != nullptr ? *text : keras.tracer().unique_name("variable"), shape, how, learns,
        type);
  });
  return keras.weight(weight);
}

Value get_config_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                        const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  const Layer& layer = keras.graph().layer(id);
  std::vector<std::pair<Value, Value>> items = {{std::string("name"), layer.name},
                                                {std::string("trainable"), layer.trainable},
                                                {std::string("dtype"), std::string("float32")}};
  for (const ConfigEntry& entry : layer.config.entries) {
    const auto shared =
        std::ranges::any_of(shared_fields(), [&](const Field& f) { return &f == entry.field; });
    if (shared || entry.field->name == "name" || entry.field->name == "dtype") continue;
    items.emplace_back(std::string(entry.field->name), keras.from_datum(entry.value));
  }
  return make_dict(std::move(items));
}

Value count_params_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                          const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  keras.track_layers();
  const Layer& layer = keras.graph().layer(id);
  if (!layer.built) {
    in.raise("ValueError",
             "You tried to call `count_params` on layer '" + layer.name +
                 "', but the layer isn't built. You can build it manually via: "
                 "`layer.build(input_shape)`.",
             arguments.call);
  }
  Dim count = 0;
  for (const WeightId weight : keras.graph().all_weights(id)) {
    count = count + element_count(keras.graph().weight(weight).type.shape);
  }
  return Dim(*count.value());
}

/// `Layer.from_config(config)`: makes the layer anew.
Value from_config_method(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "from_config", std::move(arguments), {"cls", "config", "custom_objects"});
  Arguments call;
  call.call = taking.at();
  const Value config = taking.need("config").value;
  if (const auto* dict = config.as<std::shared_ptr<Dict>>()) {
    for (const auto& [key, value] : (*dict)->entries())
      call.given.push_back({in.str(key), value, taking.at()});
  }
  return in.call(taking.need("cls").value, std::move(call));
}

Value get_weights_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                         const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  std::vector<Value> weights;
  for (const WeightId weight : keras.graph().all_weights(id)) {
    weights.push_back(keras.tensor(keras.tracer().weight(weight), TensorKind::numpy));
  }
  return make_list(std::move(weights));
}

Value set_weights_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                         const Arguments& arguments) {
  const Span at = arguments.call;
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), at);
  const Taking taking(in, "set_weights", arguments, {"weights"});
  const std::vector<Value> given = in.iterate(taking.need("weights").value, at);
  const std::vector<WeightId> weights = keras.graph().all_weights(id);
  const Layer& layer = keras.graph().layer(id);
  if (given.size() != weights.size()) {
    in.raise("ValueError",
             "You called `set_weights(weights)` on layer '" + layer.name +
                 "' with a weight list of length " + std::to_string(given.size()) +
                 ", but the layer was expecting " + std::to_string(weights.size()) + " weights.",
             at);
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ValueId numbers = keras.as_float(in, keras.need_tensor(in, given[i], at), at);
    const auto tensor = keras.evaluate(in, numbers, at);
    keras.at_place(in, at, [&] { keras.tracer().assign_weight(weights[i], tensor); });
  }
  return None{};
}

/// `layer.reset_state()`, and Keras 2's `reset_states()` of layers and models.
Value reset_state_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                         const Arguments& arguments) {
  keras.track_layers();
  keras.tracer().reset_states(
      keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call));
  return None{};
}

/// `<Dense name=dense, built=True>`
Value repr_method(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                  const Arguments& arguments) {
  const Layer& layer = keras.graph().layer(
      keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call));
  return '<' + layer.class_name + " name=" + layer.name +
         ", built=" + (layer.built ? "True" : "False") + '>';
}

std::shared_ptr<Class> make_row_class(Keras& keras, const LayerRow& row,
                                      const std::shared_ptr<Class>& base) {
  auto type = std::make_shared<Class>(std::string(row.name));
  type->module = "keras.layers";
  type->bases = {base};
  type->members["__init__"] =
      make_function("__init__", [&keras, &row](Interpreter& in, Arguments arguments) -> Value {
        const auto self = take_self(in, arguments);
        init_by_row(keras, in, row, self, arguments);
        return None{};
      });
  return type;
}

}  // namespace

// ---- shared with models ----------------------------------------------------------------------

const Field* find_field(const LayerRow& row, std::string_view name) {
  for (const auto& fields : {row.fields, shared_fields()}) {
    const auto found = std::ranges::find(fields, name, &Field::name);
    if (found != fields.end()) return &*found;
  }
  return nullptr;
}

Value parse_text(std::string_view source) {
  const Datum datum = parse_default(source);
  if (const auto* text = datum.as<std::string>()) return *text;
  return None{};
}

std::shared_ptr<Instance> take_self(Interpreter& in, Arguments& arguments) {
  auto self = arguments.given.empty() ? nullptr : arguments.given.front().value.object<Instance>();
  if (self == nullptr)
    in.raise("TypeError", "a method needs its instance as the first argument", arguments.call);
  arguments.given.erase(arguments.given.begin());
  return self;
}

void add_method(Keras& keras, Class& type, const std::string& name, Method method) {
  type.members[name] = make_function(name, [&keras, method](Interpreter& in, Arguments arguments) {
    const auto self = take_self(in, arguments);
    return method(keras, in, self, arguments);
  });
}

void make_layer_classes(Keras& keras) {
  auto layer = std::make_shared<Class>("Layer");
  layer->module = "keras.layers";
  layer->prepare = [](Interpreter& in, const std::shared_ptr<Instance>& instance,
                      const Arguments& arguments) {
    auto native = std::make_unique<LayerNative>();
    native->made_at = arguments.call;
    native->statement = in.outer_statement();
    instance->native = std::move(native);
  };
  layer->get = [&keras](Interpreter& in, const std::shared_ptr<Instance>& instance,
                        const std::string& name,
                        Span at) { return layer_property(keras, in, instance, name, at); };
  layer->set = [&keras](Interpreter& in, const std::shared_ptr<Instance>& instance,
                        const std::string& name, const Value& value,
                        Span at) { note_attribute(keras, in, instance, name, value, at); };
  layer->members["__init__"] =
      make_function("__init__", [&keras](Interpreter& in, Arguments arguments) -> Value {
        const auto self = take_self(in, arguments);
        init_plain(keras, in, self, arguments);
        return None{};
      });
  add_method(keras, *layer, "__call__", call_method);
  add_method(keras, *layer, "build", build_method);
  add_method(keras, *layer, "call", row_call_method);
  add_method(keras, *layer, "compute_output_shape", compute_output_shape);
  add_method(keras, *layer, "compute_mask", compute_mask);
  add_method(keras, *layer, "add_weight", add_weight_method);
  add_method(keras, *layer, "add_variable", add_weight_method);
  add_method(keras, *layer, "get_config", get_config_method);
  add_method(keras, *layer, "count_params", count_params_method);
  add_method(keras, *layer, "get_weights", get_weights_method);
  add_method(keras, *layer, "set_weights", set_weights_method);
  add_method(keras, *layer, "reset_state", reset_state_method);
  add_method(keras, *layer, "reset_states", reset_state_method);
  add_method(keras, *layer, "__repr__", repr_method);
  layer->members["from_config"] = std::shared_ptr<Object>(
      std::make_shared<UnboundMember>(make_function("from_config", from_config_method), true));
  keras.add_class(layer);
  for (const LayerRow* row : layer_table()) keras.add_class(make_row_class(keras, *row, layer));
  for (const LegacyClass& older : legacy_classes()) {
    const auto type = std::make_shared<Class>(std::string(older.name));
    type->module = "keras";
    type->bases = {keras.find_class(older.today)};
    keras.add_class(type);
  }
}

}  // namespace unroll::python
