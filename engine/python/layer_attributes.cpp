// Owns what a program may read of a layer, and what is noted when it sets an attribute on one. Must
// not know how layers are made or called. Mirrors keras/src/layers/layer.py.
#include <algorithm>

#include "python/keras_layer.hpp"

namespace unroll::python {

namespace {

void collect_layers(Keras& keras, const Value& value, std::vector<LayerId>& into, int depth) {
  if (depth > 8) return;
  if (const auto id = keras.find_layer_id(value)) {
    if (std::ranges::find(into, *id) == into.end()) into.push_back(*id);
    return;
  }
  const auto walk = [&](const std::vector<Value>& items) {
    for (const Value& item : items) collect_layers(keras, item, into, depth + 1);
  };
  if (const auto* list = value.as<std::shared_ptr<List>>()) walk((*list)->items);
  if (const auto* tuple = value.as<std::shared_ptr<Tuple>>()) walk((*tuple)->items);
  if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    for (const auto& [key, item] : (*dict)->entries()) collect_layers(keras, item, into, depth + 1);
  }
}

Value weights_list(Keras& keras, LayerId id, std::optional<bool> trainable) {
  keras.track_layers();
  std::vector<Value> weights;
  for (const WeightId weight : keras.graph().all_weights(id)) {
    if (!trainable || keras.graph().weight(weight).trainable == *trainable) {
      weights.push_back(keras.weight(weight));
    }
  }
  return make_list(std::move(weights));
}

[[noreturn]] void never_called(Interpreter& in, const Layer& layer, const std::string& what,
                               Span at) {
  in.raise(
      "AttributeError",
      "The layer " + layer.name + " has never been called and thus has no defined " + what + '.',
      at);
}

Value tensors(Keras& keras, const std::vector<ValueId>& ids, bool shapes) {
  std::vector<Value> items;
  for (const ValueId id : ids) {
    items.push_back(shapes ? keras.shape_tuple(keras.graph().value(id).type.shape)
                           : keras.tensor(id));
  }
  return items.size() == 1 ? items.front() : make_list(std::move(items));
}

Value last_tensors(Keras& keras, Interpreter& in, LayerId id, bool outputs, bool shapes, Span at) {
  const Layer& layer = keras.graph().layer(id);
  if (layer.calls.empty()) never_called(in, layer, outputs ? "output" : "input", at);
  const Call& call = keras.graph().call(layer.calls.front());
  if (!outputs && call.inputs.empty()) return tensors(keras, call.outputs, shapes);
  return tensors(keras, outputs ? call.outputs : call.inputs, shapes);
}

using Read = Value (*)(Keras&, Interpreter&, LayerId, Span);
struct Row {
  std::string_view name;
  Read read;
};

constexpr std::array properties = {
    Row{"name",
        [](Keras& keras, Interpreter&, LayerId id, Span) -> Value {
          return keras.graph().layer(id).name;
        }},
    Row{"built",
        [](Keras& keras, Interpreter&, LayerId id, Span) -> Value {
          return keras.graph().layer(id).built;
        }},
    Row{"trainable",
        [](Keras& keras, Interpreter&, LayerId id, Span) -> Value {
          return keras.graph().layer(id).trainable;
        }},
    Row{"weights", [](Keras& keras, Interpreter&, LayerId id,
                      Span) { return weights_list(keras, id, std::nullopt); }},
    Row{"variables", [](Keras& keras, Interpreter&, LayerId id,
                        Span) { return weights_list(keras, id, std::nullopt); }},
    Row{"trainable_weights",
        [](Keras& keras, Interpreter&, LayerId id, Span) { return weights_list(keras, id, true); }},
    Row{"trainable_variables",
        [](Keras& keras, Interpreter&, LayerId id, Span) { return weights_list(keras, id, true); }},
    Row{"non_trainable_weights", [](Keras& keras, Interpreter&, LayerId id,
                                    Span) { return weights_list(keras, id, false); }},
    Row{"non_trainable_variables", [](Keras& keras, Interpreter&, LayerId id,
                                      Span) { return weights_list(keras, id, false); }},
    Row{"output", [](Keras& keras, Interpreter& in, LayerId id,
                     Span at) { return last_tensors(keras, in, id, true, false, at); }},
    Row{"input", [](Keras& keras, Interpreter& in, LayerId id,
                    Span at) { return last_tensors(keras, in, id, false, false, at); }},
    Row{"output_shape", [](Keras& keras, Interpreter& in, LayerId id,
                           Span at) { return last_tensors(keras, in, id, true, true, at); }},
    Row{"input_shape", [](Keras& keras, Interpreter& in, LayerId id,
                          Span at) { return last_tensors(keras, in, id, false, true, at); }},
    Row{"dtype",
        [](Keras&, Interpreter&, LayerId, Span) -> Value { return std::string("float32"); }},
    Row{"compute_dtype",
        [](Keras&, Interpreter&, LayerId, Span) -> Value { return std::string("float32"); }},
    Row{"losses", [](Keras&, Interpreter&, LayerId, Span) { return make_list({}); }},
};

}  // namespace

void track_held_layers(Keras& keras, Instance& instance) {
  const auto* native = dynamic_cast<const LayerNative*>(instance.native.get());
  if (native == nullptr || native->id == no_id) return;
  std::vector<LayerId> held = keras.graph().layer(native->id).layers;
  for (const std::string& name : native->assigned) {
    const auto found = instance.attributes.find(name);
    if (found != instance.attributes.end()) collect_layers(keras, found->second, held, 0);
  }
  std::erase(held, native->id);
  keras.graph().layer(native->id).layers = std::move(held);
}

void note_attribute(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& instance,
                    const std::string& name, const Value& value, Span at) {
  auto* native = dynamic_cast<LayerNative*>(instance->native.get());
  if (native == nullptr) return;
  if (std::ranges::find(native->assigned, name) == native->assigned.end())
    native->assigned.push_back(name);
  if (native->id == no_id) {
    if (keras.find_layer_id(value)) {
      in.raise("RuntimeError",
               "It looks like you are subclassing `" + instance->type->name() +
                   "` and assign a layer before calling `super().__init__()` as the first thing in "
                   "`__init__()`.",
               at);
    }
    return;
  }
  Layer& layer = keras.graph().layer(native->id);
  if (name == "trainable" || name == "built") {
    const bool flag = in.truth(value, at);
    (name == "built" ? layer.built : layer.trainable) = flag;
  }
  if (name == "name") {
    if (const auto* text = value.as<std::string>()) layer.name = *text;
  }
}

std::optional<Value> layer_property(Keras& keras, Interpreter& in,
                                    const std::shared_ptr<Instance>& instance,
                                    const std::string& name, Span at) {
  const auto* native = dynamic_cast<const LayerNative*>(instance->native.get());
  if (native == nullptr || native->id == no_id) return std::nullopt;
  // What the program's class defines or sets itself comes first.
  const auto defined = instance->type->find(name);
  if (defined && defined->object<NativeFunction>() == nullptr) return std::nullopt;
  const LayerId id = native->id;
  const Layer& layer = keras.graph().layer(id);
  if (layer.kind == OperationKind::model) {
    if (auto found = model_property(keras, in, id, name, at)) return found;
  }
  for (const Row& row : properties) {
    if (row.name == name) return row.read(keras, in, id, at);
  }
  if (instance->attributes.contains(name)) return std::nullopt;
  for (const auto& [own, weight] : layer.weight_names) {
    if (own == name) return keras.weight(weight);
  }
  for (const ConfigEntry& entry : layer.config.entries) {
    if (entry.field->name == name) return keras.from_datum(entry.value);
  }
  for (const auto& [attribute, inner] : layer.layer_names) {
    if (attribute == name) return keras.layer(inner);
  }
  if (name == "state_size" && layer.row != nullptr && layer.row->state_size != nullptr) {
    return keras.from_datum(layer.row->state_size(keras.tracer(), layer));
  }
  return std::nullopt;
}

}  // namespace unroll::python
