// Owns the writing of models as Keras's JSON. Must not know any layer or its arguments by name, nor
// how JSON is read (keras_json.cpp).
// Mirrors keras/src/saving/serialization_lib.py and models/functional.py (get_config).
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "interchange/export_model.hpp"
#include "interchange/written_model.hpp"
#include "layers/told_arguments.hpp"
#include "python/saved_objects.hpp"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json object(const Json& module, std::string_view class_name, Json config,
            const Json& registered = {}) {
  return {{"module", module},
          {"class_name", class_name},
          {"config", std::move(config)},
          {"registered_name", registered}};
}

/// What JSON has no form for, as Keras marks it.
Json marked(const char* class_name, Json config) {
  return {{"class_name", class_name}, {"config", std::move(config)}};
}

/// Writes one model, with those inside it.
class JsonWriter {
 public:
  explicit JsonWriter(const Graph& graph) : graph_(graph) {}

  Json layer(LayerId id);
  std::vector<std::string> left_out;

 private:
  /// Where the tensors of one functional model come from.
  using Histories = std::map<ValueId, Json>;

  Json value(const Datum& datum, const Histories* histories);
  Json argument(const Layer& layer, const ConfigEntry& entry);
  Json tensor(ValueId id, const Histories* histories);
  Json input(const Layer& layer);
  Json row_layer(const Layer& layer);
  Json own_layer(const Layer& layer);
  Json sequential(const Layer& model);
  [[nodiscard]] std::vector<WrittenCall> calls_of(const ModelState& model) const;
  Json functional(const Layer& model);
  Json operation(const Layer& layer, const WrittenCall& call, const Histories& histories);
  Json node(const WrittenCall& call, const Histories& histories);
  [[nodiscard]] Histories histories_of(const ModelState& model,
                                       const std::vector<WrittenCall>& calls) const;
  Json ends(const Datum& tensors, const Histories& histories, bool are_outputs);

  const Graph& graph_;
};

// ---- values ----------------------------------------------------------------------------------

Json sizes_json(const Shape& shape) {
  Json sizes = Json::array();
  for (const Axis& axis : shape) {
    sizes.push_back(axis.size.is_open() ? Json() : Json(*axis.size.value()));
  }
  return sizes;
}

Json initializer_json(const Initializer& initializer) {
  const ToldInitializer told = told_initializer(initializer);
  if (told.row == nullptr) cannot_write("An initializer of the model has no name in Keras.");
  Json config = Json::object();
  for (const GivenDatum& given : told.arguments) {
    const auto* number = given.value.as<double>();
    config[given.name] = number != nullptr ? Json(*number) : Json(*given.value.as<std::string>());
  }
  return object("keras.initializers", told.row->class_name, std::move(config));
}

/// An object that bears on training, by the text that makes it: `keras.regularizers.L2(l2=0.01)`.
/// Null where that is not a class with plain arguments by name, or is cut short.
Json training_json(const std::string& text) {
  const std::size_t open = text.find('(');
  const std::size_t dot = text.rfind('.', open);
  if (!text.starts_with("keras.") || dot == std::string::npos || !text.ends_with(')')) return {};
  const std::string name = text.substr(dot + 1, open - dot - 1);
  if (name.empty() || name.front() < 'A' || name.front() > 'Z') return {};
  Json config = Json::object();
  std::string rest = text.substr(open + 1, text.size() - open - 2);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(", "), rest.size());
    const std::size_t equals = rest.find('=');
    if (equals >= comma) return {};
    const std::string word = rest.substr(equals + 1, comma - equals - 1);
    const bool flag = word == "True" || word == "False";
    const Json value = flag             ? Json(word == "True")
                       : word == "None" ? Json()
                                        : Json::parse(word, nullptr, false);
    if (value.is_discarded() || value.is_structured()) return {};
    config[rest.substr(0, equals)] = value;
    rest = rest.substr(std::min(comma + 2, rest.size()));
  }
  return object(text.substr(0, dot), name, std::move(config));
}

Json JsonWriter::tensor(ValueId id, const Histories* histories) {
  const TensorType& type = graph_.value(id).type;
  if (histories != nullptr) {
    if (const auto found = histories->find(id); found != histories->end()) {
      return marked("__keras_tensor__", {{"shape", sizes_json(type.shape)},
                                         {"dtype", dtype_name(type.dtype)},
                                         {"keras_history", found->second}});
    }
  }
  if (const auto number = literal(graph_, id)) return *number;
  cannot_write(
      "The model uses a tensor that no layer of it makes, such as a weight or an array: put what "
      "is done with it into a layer.");
}

Json JsonWriter::value(const Datum& datum, const Histories* histories) {
  if (datum.is_none()) return {};
  if (const bool* flag = datum.as<bool>()) return *flag;
  if (const double* number = datum.as<double>()) return *number;
  if (const auto* text = datum.as<std::string>()) return *text;
  if (const Dim* size = datum.as<Dim>()) {
    if (size->value()) return *size->value();
    cannot_write("The model computes with the open size `" + size->text() +
                 "`, which Keras's JSON cannot say: write -1, or `ops.shape(x)`, in its place.");
  }
  if (const auto* found = datum.as<TensorRef>()) return tensor(found->id, histories);
  if (const auto* inner = datum.as<LayerRef>()) return layer(inner->id);
  if (const auto* initializer = datum.as<Initializer>()) return initializer_json(*initializer);
  if (const DatumList* list = datum.list()) {
    Json items = Json::array();
    for (const Datum& item : list->items) items.push_back(value(item, histories));
    return items;
  }
  if (const DatumDict* dict = datum.dict()) {
    Json items = Json::object();
    for (const auto& [key, item] : dict->items) items[key] = value(item, histories);
    return items;
  }
  if (const DatumSlice* slice = datum.slice()) {
    return marked("__slice__", {{"start", value(slice->from, histories)},
                                {"stop", value(slice->to, histories)},
                                {"step", value(slice->by, histories)}});
  }
  if (datum.as<DatumEllipsis>() != nullptr) return marked("__ellipsis__", Json::object());
  cannot_write("`" + python_text(datum) +
               "` is an own thing of the program, which Keras's JSON cannot hold.");
}

// ---- layers ----------------------------------------------------------------------------------

/// An argument of a layer. A function of the program's own is saved by its name alone.
Json JsonWriter::argument(const Layer& layer, const ConfigEntry& entry) {
  const Field& field = *entry.field;
  const auto* opaque = entry.value.as<Opaque>();
  if (opaque == nullptr) {
    const auto* text = entry.value.as<std::string>();
    const InitializerRow* row =
        field.kind == FieldKind::initializer && text != nullptr ? find_initializer(*text) : nullptr;
    return row != nullptr ? initializer_json(row->defaults) : value(entry.value, nullptr);
  }
  const std::string place =
      '`' + std::string(field.name) + "` of the layer `" + layer.name + "`: `" + opaque->text + '`';
  if (field.training_only) {
    if (Json made = training_json(opaque->text); !made.is_null()) return made;
    left_out.push_back(place + " bears on training alone and is left out.");
    return {};
  }
  if (field.kind != FieldKind::activation) {
    cannot_write(place + " is a function of the program, which Keras's JSON cannot hold.");
  }
  left_out.push_back(place + " is a function of the program: give it to `model_from_json` in " +
                     "`custom_objects`.");
  return object("builtins", "function", opaque->text, opaque->text);
}

Json JsonWriter::input(const Layer& layer) {
  const ValueId made = graph_.call(layer.calls.front()).outputs.front();
  Json config = Json::object();
  for (const GivenDatum& given : input_arguments(graph_.value(made).type, true)) {
    config[given.name] = value(given.value, nullptr);
  }
  config["name"] = layer.name;
  return object("keras.layers", layer.class_name, std::move(config));
}

Json JsonWriter::row_layer(const Layer& layer) {
  Json config = Json::object();
  const auto layer_of = [this](LayerId id) -> const LayerState& { return graph_.layer(id); };
  for (const ConfigEntry* entry : saved_arguments(layer, layer_of)) {
    config[std::string(entry->field->name)] = argument(layer, *entry);
  }
  config["name"] = layer.name;
  return object("keras.layers", layer.row->name, std::move(config));
}

/// A layer of the program's own class: what Keras writes where the class has no `get_config`.
Json JsonWriter::own_layer(const Layer& layer) {
  left_out.push_back("`" + layer.class_name +
                     "` is a class of the program, of which JSON has the name alone: give it to "
                     "`model_from_json` in `custom_objects`, with a `get_config` for its "
                     "arguments.");
  return object({}, layer.class_name, {{"name", layer.name}, {"trainable", layer.trainable}},
                layer.class_name);
}

Json JsonWriter::layer(LayerId id) {
  const Layer& layer = graph_.layer(id);
  if (layer.model != nullptr) {
    switch (layer.model->kind) {
      case ModelKind::sequential:
        return sequential(layer);
      case ModelKind::functional:
        return functional(layer);
      case ModelKind::subclassed:
        cannot_write("The model `" + layer.name + "` is of the program's own class `" +
                     layer.class_name +
                     "`: Keras's JSON would have the name of the class and none of the layers. "
                     "Build it with `keras.Model(inputs, outputs)` to write it out.");
    }
  }
  if (is_own_class(layer)) return own_layer(layer);
  return layer.row->is_input ? input(layer) : row_layer(layer);
}

// ---- models ----------------------------------------------------------------------------------

Json JsonWriter::sequential(const Layer& model) {
  Json layers = Json::array();
  for (const LayerId id : model.model->layers) layers.push_back(layer(id));
  return object("keras", "Sequential",
                {{"name", model.name}, {"trainable", model.trainable}, {"layers", layers}});
}

/// Every tensor by its layer's name, which of the layer's written calls made it, and its place
/// among the outputs.
JsonWriter::Histories JsonWriter::histories_of(const ModelState& model,
                                               const std::vector<WrittenCall>& calls) const {
  Histories histories;
  for (const ValueId input : tensors_of(model.inputs)) {
    histories[input] =
        Json::array({graph_.layer(graph_.call(graph_.history(input)).layer).name, 0, 0});
  }
  for (const WrittenCall& call : calls) {
    // Keras counts a layer's calls in the order in which the program made them.
    const auto before = std::ranges::count_if(calls, [&](const WrittenCall& other) {
      return other.layer == call.layer && other.id < call.id;
    });
    const auto& outputs = graph_.call(call.id).outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      histories[outputs[i]] = Json::array({graph_.layer(call.layer).name, before, i});
    }
  }
  return histories;
}

Json JsonWriter::node(const WrittenCall& call, const Histories& histories) {
  Json args = Json::array();
  Json kwargs = Json::object();
  for (const GivenDatum& given : call.arguments) {
    if (given.name.empty()) {
      args.push_back(value(given.value, &histories));
    } else {
      kwargs[given.name] = value(given.value, &histories);
    }
  }
  return {{"args", std::move(args)}, {"kwargs", std::move(kwargs)}};
}

Json JsonWriter::operation(const Layer& layer, const WrittenCall& call,
                           const Histories& histories) {
  if (call.arguments.empty()) {
    cannot_write("Keras makes the operation `" + layer.name + "` for a mask, and a layer of the " +
                 "model may have its name already: give the layers of the class " +
                 layer.class_name + " names of their own.");
  }
  const auto saved = python::saved_operation(layer.class_name, call.arguments);
  if (!saved) {
    cannot_write("The operation `" + layer.name + "` (" + layer.class_name +
                 ") has no form in `keras.ops`: put what it does into a layer.");
  }
  Json config = {{"name", layer.name}};
  for (const GivenDatum& given : saved->config) config[given.name] = value(given.value, &histories);
  Json json = object(saved->module, layer.class_name, std::move(config), layer.class_name);
  Json args = Json::array();
  for (const Datum& argument : saved->arguments) args.push_back(value(argument, &histories));
  json["name"] = layer.name;
  json["inbound_nodes"] =
      Json::array({Json{{"args", std::move(args)}, {"kwargs", Json::object()}}});
  return json;
}

/// `input_layers` or `output_layers`: histories in the structure that the program gave them.
Json JsonWriter::ends(const Datum& tensors, const Histories& histories, bool are_outputs) {
  if (const auto* found = tensors.as<TensorRef>()) {
    Json history = histories.at(found->id);
    const Layer& from = graph_.layer(graph_.call(graph_.history(found->id)).layer);
    // Here alone Keras counts the making of a model inside as its first call.
    const bool is_model = from.model != nullptr && from.model->kind == ModelKind::functional;
    if (are_outputs && is_model) history[1] = history[1].get<int>() + 1;
    return history;
  }
  if (const DatumDict* dict = tensors.dict()) {
    Json items = Json::object();
    for (const auto& [key, item] : dict->items) items[key] = ends(item, histories, are_outputs);
    return items;
  }
  Json items = Json::array();
  if (const DatumList* list = tensors.list()) {
    for (const Datum& item : list->items) items.push_back(ends(item, histories, are_outputs));
  }
  return items;
}

/// The calls, without the masks that follow from the inputs. Keras does not look whether the names
/// that it makes for the operations behind them are taken: then these are written too.
std::vector<WrittenCall> JsonWriter::calls_of(const ModelState& model) const {
  std::vector<WrittenCall> few = written_calls(graph_, model);
  std::vector<WrittenCall> all = written_calls(graph_, model, Masks::told);
  const auto layer_of = [&](const WrittenCall& call) -> const Layer& {
    return graph_.layer(call.layer);
  };
  const auto is_taken = [&](const WrittenCall& dropped) {
    return std::ranges::any_of(few, [&](const WrittenCall& call) {
      return is_automatic_name(layer_of(call).name, layer_of(dropped).class_name);
    });
  };
  const bool clash = std::ranges::any_of(all, [&](const WrittenCall& call) {
    return std::ranges::find(few, call.id, &WrittenCall::id) == few.end() && is_taken(call);
  });
  return clash ? all : few;
}

Json JsonWriter::functional(const Layer& model) {
  const ModelState& state = *model.model;
  std::vector<WrittenCall> calls = calls_of(state);
  const Histories histories = histories_of(state, calls);
  std::ranges::sort(calls, {}, &WrittenCall::id);
  Json layers = Json::array();
  for (const LayerId id : state.operations) {
    const Layer& each = graph_.layer(id);
    const bool is_input = each.row != nullptr && each.row->is_input;
    Json nodes = Json::array();
    const WrittenCall* last = nullptr;
    for (const WrittenCall& call : calls) {
      if (call.layer != id) continue;
      last = &call;
      if (each.kind != OperationKind::op) nodes.push_back(node(call, histories));
    }
    if (last == nullptr && !is_input) continue;
    if (each.kind == OperationKind::op) {
      layers.push_back(operation(each, *last, histories));
      continue;
    }
    Json json = layer(id);
    json["name"] = each.name;
    json["inbound_nodes"] = std::move(nodes);
    layers.push_back(std::move(json));
  }
  return object("keras.src.models.functional", "Functional",
                {{"name", model.name},
                 {"trainable", model.trainable},
                 {"layers", std::move(layers)},
                 {"input_layers", ends(state.inputs, histories, false)},
                 {"output_layers", ends(state.outputs, histories, true)}},
                "Functional");
}

}  // namespace

Exported write_keras_json(const Graph& graph, LayerId model) {
  JsonWriter writer(graph);
  Json json = writer.layer(model);
  return {json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n',
          std::move(writer.left_out)};
}

}  // namespace unroll
