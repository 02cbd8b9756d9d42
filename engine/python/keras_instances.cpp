// Owns the ties between the program's instances and the graph's layers, and the calls across them.
// Must not know any class of layers by name beyond Keras's own.
#include <algorithm>
#include <array>

#include "python/keras_layer.hpp"

namespace unroll::python {

void Keras::add_class(std::shared_ptr<Class> type) {
  const std::string name = type->name();
  classes_.insert_or_assign(name, std::move(type));
}

std::shared_ptr<Class> Keras::find_class(std::string_view name) const {
  const auto found = classes_.find(name);
  return found == classes_.end() ? nullptr : found->second;
}

Value Keras::weight(WeightId id) {
  const auto tensor =
      std::make_shared<TensorObject>(*this, tracer_.weight(id), TensorKind::variable);
  tensor->weight = id;
  return std::static_pointer_cast<Object>(tensor);
}

Value Keras::layer(LayerId id) {
  if (const auto found = instances_.find(id); found != instances_.end()) {
    return std::static_pointer_cast<Object>(found->second);
  }
  auto type = find_class(graph().layer(id).class_name);
  if (type == nullptr) type = find_class("Layer");
  auto instance = std::make_shared<Instance>(type);
  auto native = std::make_unique<LayerNative>();
  native->id = id;
  instance->native = std::move(native);
  keep_instance(id, instance);
  return std::static_pointer_cast<Object>(instance);
}

std::optional<LayerId> Keras::find_layer_id(const Value& value) const {
  const auto instance = value.object<Instance>();
  if (instance == nullptr) return std::nullopt;
  const auto* native = dynamic_cast<const LayerNative*>(instance->native.get());
  return native == nullptr || native->id == no_id ? std::nullopt : std::optional(native->id);
}

LayerId Keras::need_layer(Interpreter& in, const Value& value, Span at) {
  if (const auto id = find_layer_id(value)) return *id;
  const auto instance = value.object<Instance>();
  if (instance != nullptr && dynamic_cast<const LayerNative*>(instance->native.get()) != nullptr) {
    in.raise("RuntimeError",
             "In layer `" + instance->type->name() +
                 "`, you forgot to call `super().__init__()` as the first statement in the "
                 "`__init__()` method. "
                 "Go add it!",
             at);
  }
  in.raise("TypeError", "a layer is needed, got " + in.type_name(value), at);
}

void Keras::track_layers() {
  for (const auto& [id, instance] : instances_) {
    const Layer& layer = graph().layer(id);
    if (layer.behaviour != nullptr) track_held_layers(*this, *instance);
  }
}

std::shared_ptr<Unknown> unknown_in(const Value& value, int depth) {
  constexpr int deepest = 8;
  if (auto unknown = value.object<Unknown>()) return unknown;
  if (depth == deepest) return nullptr;
  std::vector<Value> items;
  if (const auto* listed = sequence_items(value)) items = *listed;
  if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    for (const Dict::Entry& entry : (*dict)->entries()) items.push_back(entry.value);
  }
  for (const Value& item : items) {
    if (auto unknown = unknown_in(item, depth + 1)) return unknown;
  }
  return nullptr;
}

/// Arguments of a call on which no shape depends.
constexpr std::array<std::string_view, 3> without_shape = {"initial_state", "mask", "training"};

Value Keras::call_layer(Interpreter& in, LayerId id, const Arguments& arguments) {
  std::vector<GivenDatum> data = to_data(in, arguments);
  const auto unknown = data.empty() ? nullptr : unknown_in(arguments.given.front().value);
  const bool own = graph().layer(id).behaviour != nullptr;
  const auto is_symbolic = [&](const GivenDatum& given) {
    return std::ranges::any_of(tensors_of(given.value),
                               [&](ValueId tensor) { return graph().value(tensor).symbolic; });
  };
  const bool symbolic = !data.empty() && is_symbolic(data.front());
  const bool guessed = unknown != nullptr && unknown->is_derived() &&
                       arguments.given.front().value.object<Unknown>() == unknown;
  if (guessed && std::any_of(data.begin() + 1, data.end(), is_symbolic)) {
    // An array whose sizes are guessed, beside tensors of a model.
    const Arguments::Given& first = arguments.given.front();
    data.front().value = TensorRef{need_tensor(in, first.value, first.span)};
  } else if (unknown != nullptr && !(symbolic && own)) {
    // An unknown array is not a tensor to trace with; the program's own layers may take it as a
    // number.
    in.skip(arguments.call, "called on data that the program does not define here");
    return in.unknown(graph().layer(id).name + "(" + unknown->path() + ")", unknown->reason(),
                      arguments.call);
  }
  if (!data.empty() && tensors_of(data.front().value).empty()) {
    // Plain numbers as an input are an array.
    const Arguments::Given& first = arguments.given.front();
    if (data.front().value.as<LayerRef>() != nullptr) {
      at_place(in, arguments.call, [&] {
        Problem problem;
        problem.code = "inputs";
        problem.message = graph().layer(id).class_name + " needs a tensor, got the layer `" +
                          graph().layer(*find_layer_id(first.value)).name +
                          "`: call that on a tensor first.";
        problem.keras =
            "Only input tensors may be passed as positional arguments. The following argument "
            "value "
            "should be passed as a keyword argument: " +
            in.repr(first.value);
        problem.layer_class = graph().layer(id).class_name;
        problem.layer_name = graph().layer(id).name;
        throw TraceError(std::move(problem), "ValueError");
      });
    }
    if (!first.value.is_none())
      data.front().value = TensorRef{need_tensor(in, first.value, first.span)};
  }
  // What a layer takes besides is let go where it changes no shape.
  for (std::size_t i = 1; !own && i < data.size(); ++i) {
    if (std::ranges::count(without_shape, data[i].name) > 0 &&
        unknown_in(arguments.given[i].value) != nullptr) {
      data[i].value = Datum();
    }
  }
  const Datum result =
      at_place(in, arguments.call, [&] { return tracer_.call_layer(id, std::move(data)); });
  return from_datum(result);
}

// ---- inputs ----------------------------------------------------------------------------------

namespace {

/// The sizes of a shape argument; nothing for an open one.
std::vector<std::optional<Dim>> open_sizes(const Datum& shape) {
  std::vector<std::optional<Dim>> sizes;
  const DatumList* list = shape.list();
  if (list == nullptr) {
    throw RuleError("input_shape",
                    "Input needs a tuple for its shape, got " + python_text(shape) + ": write `(" +
                        python_text(shape) + ",)`.",
                    "Cannot convert '" + python_text(shape) + "' to a shape.");
  }
  for (const Datum& item : list->items) {
    const Dim* size = item.as<Dim>();
    const bool negative = size != nullptr && size->value() && *size->value() < 0;
    if ((size == nullptr && !item.is_none()) || negative) {
      throw RuleError(
          "input_shape",
          "Input needs whole numbers or None in its shape, got " + python_text(shape) + ".",
          "Cannot convert '" + python_text(shape) + "' to a shape. Found invalid dimension '" +
              python_text(item) + "'.");
    }
    sizes.push_back(size == nullptr ? std::nullopt : std::optional(*size));
  }
  return sizes;
}

}  // namespace

LayerId make_input_layer(Keras& keras, Interpreter& in, Config config, Span at) {
  std::vector<std::optional<Dim>> sizes;
  if (!config["batch_shape"].is_none()) {
    sizes = open_sizes(config["batch_shape"]);
  } else if (!config["batch_input_shape"].is_none()) {
    sizes = open_sizes(config["batch_input_shape"]);
  } else {
    const Datum& shape = config["shape"].is_none() ? config["input_shape"] : config["shape"];
    if (shape.is_none()) {
      throw RuleError("input_shape", "Input needs a `shape`.", "You must pass a `shape` argument.");
    }
    sizes = open_sizes(shape);
    const Dim* batch = config["batch_size"].as<Dim>();
    sizes.insert(sizes.begin(), batch == nullptr ? std::nullopt : std::optional(*batch));
  }
  const Value dtype = keras.from_datum(config["dtype"]);
  const auto* name = config["name"].as<std::string>();
  const std::string own_name = name == nullptr ? "" : *name;
  const DType type = dtype.is_none() ? DType::float32 : dtype_of_value(in, dtype, at);
  return keras.tracer().make_input(sizes, type, std::move(config), own_name);
}

Value Keras::make_input(Interpreter& in, Arguments arguments) {
  const LayerRow& row = *find_layer("InputLayer");
  const Span at = arguments.call;
  // A size that the program leaves unknown becomes a number here.
  for (Arguments::Given& given : arguments.given) {
    const bool shape = given.name == "shape" || given.name == "batch_shape" ||
                       (given.name.empty() && &given == &arguments.given.front());
    if (shape) given.value = settle_shape(in, given.value, given.span);
    given.value = settle_sizes(in, given.value, given.span);
  }
  const LayerId id = at_layer_error(*this, in, at, std::string(row.name), [&] {
    return make_input_layer(*this, in, make_config(row, to_data(in, arguments)), at);
  });
  return tensor(tracer_.input_value(id));
}

Value settle_shape(Interpreter& in, const Value& value, Span at) {
  const auto unknown = value.object<Unknown>();
  if (unknown == nullptr || unknown->is_derived()) return value;
  // Of a shape that is not known at all: a sequence of vectors.
  constexpr std::int64_t usual_length = 10;
  constexpr std::int64_t usual_width = 16;
  return make_tuple({in.settle(unknown->item(in, Dim(0), at), "length", usual_length, at),
                     in.settle(unknown->item(in, Dim(1), at), "width", usual_width, at)});
}

Value settle_sizes(Interpreter& in, const Value& value, Span at) {
  if (value.object<Unknown>() != nullptr) return in.settle(value, "length", 16, at);
  const auto* tuple = value.as<std::shared_ptr<Tuple>>();
  const auto* list = value.as<std::shared_ptr<List>>();
  if (tuple == nullptr && list == nullptr) return value;
  std::vector<Value> items;
  for (const Value& item : tuple != nullptr ? (*tuple)->items : (*list)->items) {
    items.push_back(settle_sizes(in, item, at));
  }
  return tuple != nullptr ? make_tuple(std::move(items)) : make_list(std::move(items));
}

}  // namespace unroll::python
