// Owns `compute_output_shape` and `compute_mask` where the program asks a layer or model for them.
// Must not know what a single layer makes. Mirrors keras/src/layers/layer.py and
// keras/src/ops/function.py.
#include <algorithm>

#include "layers/model_inputs.hpp"
#include "python/keras_layer.hpp"

namespace unroll::python {

namespace {

/// A layer of Keras's made anew in another graph, with the layers that it holds.
LayerId copy_layer(const Graph& graph, LayerId id, Tracer& into) {
  const Layer& layer = graph.layer(id);
  if (layer.row == nullptr || layer.row->call == nullptr || layer.model) {
    throw Error("declared_output",
                "only a layer of Keras's own can tell its output's shape here, `" + layer.name +
                    "` is none");
  }
  Config config = layer.config;
  for (ConfigEntry& entry : config.entries) {
    const auto copied = [&](const Datum& datum) -> Datum {
      if (const auto* held = datum.as<LayerRef>())
        return LayerRef{copy_layer(graph, held->id, into)};
      if (datum.as<Opaque>() == nullptr) return datum;
      throw Error("declared_output", "a layer with a function of the program in `" +
                                         std::string(entry.field->name) +
                                         "` cannot tell its output's shape before it is called");
    };
    if (const DatumList* list = entry.value.list()) {
      std::vector<Datum> items;
      for (const Datum& item : list->items) items.push_back(copied(item));
      entry.value = Datum::of_list(std::move(items), list->tuple);
    } else {
      entry.value = copied(entry.value);
    }
  }
  return into.make_layer(*layer.row, std::move(config), layer.name);
}

/// Whether it is a shape and not a list of shapes.
bool is_shape(Interpreter& in, const Value& value, Span at) {
  const std::vector<Value> items = in.iterate(value, at);
  return std::ranges::all_of(
      items, [](const Value& item) { return item.is_none() || item.as<Dim>() != nullptr; });
}

std::vector<std::optional<Dim>> sizes_of(Keras& keras, Interpreter& in, const Value& shape,
                                         Span at) {
  std::vector<std::optional<Dim>> sizes;
  for (const Value& item : in.iterate(shape, at)) {
    sizes.push_back(item.is_none() ? std::nullopt : std::optional(keras.need_size(in, item, at)));
  }
  return sizes;
}

using GivenShapes = std::vector<std::vector<std::optional<Dim>>>;

/// The layer's output for inputs of these shapes: of a copy, called in a graph of its own.
Value shapes_of_layer(Keras& keras, LayerId id, const GivenShapes& shapes, bool several) {
  Graph graph;
  Tracer tracer(graph, {}, keras.tracer().release());
  const LayerId layer = copy_layer(keras.graph(), id, tracer);
  std::vector<Datum> inputs;
  for (const auto& sizes : shapes) {
    const Config config = make_config(input_row(), {});
    inputs.emplace_back(
        TensorRef{tracer.input_value(tracer.make_input(sizes, DType::float32, config, ""))});
  }
  const Datum given = several ? Datum::of_list(std::move(inputs)) : inputs.front();
  const Datum result = tracer.call_layer(layer, {{"", given, {}}});
  std::vector<Value> items;
  for (const ValueId output : tensors_of(result)) {
    items.push_back(keras.shape_tuple(graph.value(output).type.shape));
  }
  if (items.size() == 1 && result.list() == nullptr) return items.front();
  return make_tuple(std::move(items));
}

/// The model's own output, with these sizes in place of its symbols.
Value shapes_of_model(Keras& keras, const Layer& model, const GivenShapes& shapes) {
  const Graph& graph = keras.graph();
  const std::vector<ValueId> inputs = tensors_of(model.model->inputs);
  SymbolSizes sizes;
  for (std::size_t i = 0; i < inputs.size() && i < shapes.size(); ++i) {
    const Shape& input = graph.value(inputs[i]).type.shape;
    bool fits = input.size() == shapes[i].size();
    for (std::size_t axis = 0; fits && axis < input.size(); ++axis) {
      const Dim& wanted = input[axis].size;
      const std::optional<Dim>& given = shapes[i][axis];
      if (wanted.is_symbolic() && given) sizes.emplace(wanted.text(), *given);
      fits = wanted.is_symbolic() || (given && *given == wanted);
    }
    if (!fits) {
      throw Error("declared_output", "the model `" + model.name + "` takes " + keras_text(input));
    }
  }
  const auto shape_of = [&](ValueId output) {
    Shape shape = graph.value(output).type.shape;
    for (Axis& axis : shape) {
      for (const auto& [symbol, size] : sizes) axis.size = axis.size.replace(symbol, size);
    }
    return keras.shape_tuple(shape);
  };
  if (const auto* output = model.model->outputs.as<TensorRef>()) return shape_of(output->id);
  std::vector<Value> items;
  for (const ValueId output : tensors_of(model.model->outputs)) items.push_back(shape_of(output));
  return make_list(std::move(items));
}

}  // namespace

Value compute_output_shape(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                           const Arguments& arguments) {
  const Span at = arguments.call;
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), at);
  const Layer& layer = keras.graph().layer(id);
  if (arguments.given.empty()) {
    in.raise("TypeError", "compute_output_shape() missing 1 required positional argument", at);
  }
  if (layer.row == nullptr && (!layer.model || tensors_of(layer.model->outputs).empty())) {
    in.raise("NotImplementedError",
             "Layer " + layer.class_name +
                 " does not have a `compute_output_shape` method implemented. Should implement "
                 "`def compute_output_shape(self, input_shape)`.",
             at);
  }
  const Value& given = arguments.given.front().value;
  const bool several = !is_shape(in, given, at);
  GivenShapes shapes;
  for (const Value& shape : several ? in.iterate(given, at) : std::vector{given}) {
    shapes.push_back(sizes_of(keras, in, shape, at));
  }
  return keras.at_place(in, at, [&] {
    return layer.model ? shapes_of_model(keras, layer, shapes)
                       : shapes_of_layer(keras, id, shapes, several);
  });
}

Value compute_mask(Keras& keras, Interpreter& in, const std::shared_ptr<Instance>& self,
                   const Arguments& arguments) {
  const LayerId id = keras.need_layer(in, std::static_pointer_cast<Object>(self), arguments.call);
  const Taking taking(in, "compute_mask", arguments, {"inputs", "mask"});
  taking.done();
  const Arguments::Given& inputs = taking.need("inputs");
  const Arguments::Given* mask = taking.find("mask");
  const Layer& layer = keras.graph().layer(id);
  if (layer.row == nullptr || layer.row->compute_mask == nullptr) {
    return mask == nullptr ? Value(None{}) : mask->value;
  }
  const Datum masks = mask == nullptr ? Datum() : keras.to_datum(in, mask->value, mask->span);
  return keras.from_datum(keras.at_place(in, taking.at(), [&] {
    return layer.row->compute_mask(
        {keras.tracer(), layer, {{"", keras.to_datum(in, inputs.value, inputs.span), inputs.span}}},
        masks);
  }));
}

}  // namespace unroll::python
