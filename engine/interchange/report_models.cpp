// Owns the part of a report that tells of models, of what belongs to none yet, and of the shapes at
// line ends. Must not know single layers.
#include <algorithm>
#include <functional>
#include <set>

#include "interchange/model_summary.hpp"
#include "interchange/own_data.hpp"
#include "interchange/report_json.hpp"

namespace unroll {

namespace {

using python::Instance;

std::string_view kind_name(ModelKind kind) {
  switch (kind) {
    case ModelKind::sequential:
      return "sequential";
    case ModelKind::functional:
      return "functional";
    case ModelKind::subclassed:
      return "subclassed";
  }
  return {};
}

/// The first name, or attribute path, that holds a layer when the program ends.
Json variable_of(const ReportContext& context, LayerId id) {
  const auto globals = context.program.interpreter().globals();
  const python::Keras& keras = context.program.keras();
  for (const auto& [name, value] : globals) {
    if (keras.find_layer_id(value) == id) return name;
  }
  for (const auto& [name, value] : globals) {
    const auto instance = value.object<Instance>();
    if (instance == nullptr) continue;
    for (const auto& [attribute, held] : instance->attributes) {
      if (keras.find_layer_id(held) == id) return name + '.' + attribute;
    }
  }
  return nullptr;
}

Json shapes_json(const Graph& graph, const Datum& datum) {
  Json shapes = Json::array();
  for (const ValueId id : tensors_of(datum))
    shapes.push_back(keras_shape(graph.value(id).type.shape));
  return shapes;
}

Json indexes_json(const ReportContext& context, const std::vector<ValueId>& ids) {
  Json indexes = Json::array();
  for (const ValueId id : ids) indexes.push_back(context.values.index(id));
  return indexes;
}

/// Layers inside the listed ones, each once.
std::vector<LayerId> inner_layers(const ReportContext& context,
                                  const std::vector<LayerId>& listed) {
  const Graph& graph = context.graph();
  std::vector<LayerId> inner;
  std::set<LayerId> seen(listed.begin(), listed.end());
  const std::function<void(LayerId)> walk = [&](LayerId id) {
    const Layer& layer = graph.layer(id);
    const bool opened = context.opened.contains(layer.name);
    if (layer.row != nullptr && !layer.row->shows_inner && !opened) return;
    const bool by_model = layer.model && layer.model->kind != ModelKind::subclassed;
    for (const LayerId held : by_model ? layer.model->layers : layer.layers) {
      if (!seen.insert(held).second) continue;
      inner.push_back(held);
      walk(held);
    }
  };
  for (const LayerId id : listed) walk(id);
  return inner;
}

Json layers_json(const ReportContext& context, const std::vector<LayerId>& ids,
                 const ModelScope& scope) {
  Json layers = Json::array();
  for (const LayerId id : ids) layers.push_back(layer_json(context, id, scope));
  return layers;
}

/// The layers inside others, and the ops inside those that are opened and inside `body`.
Json inner_layers_json(const ReportContext& context, const std::vector<LayerId>& listed,
                       const ModelScope& scope, CallId body) {
  const Graph& graph = context.graph();
  Json inner = layers_json(context, inner_layers(context, listed), scope);
  for (const CallId id : scope.calls) {
    if (id != body && !context.opened.contains(graph.layer(graph.call(id).layer).name)) continue;
    for (Json& op : inside_ops_json(context, id, scope)) inner.push_back(std::move(op));
  }
  return inner;
}

std::set<CallId> calls_below(const Graph& graph, std::vector<CallId> calls) {
  const std::vector<CallId> all = with_inner_calls(graph, std::move(calls));
  return {all.begin(), all.end()};
}

/// What Keras tells of `layers`, taken from the `told` operations, which hold them all.
Json rows_json(const std::vector<LayerId>& layers, const std::vector<LayerId>& operations,
               const Json& told) {
  Json rows = Json::array();
  for (const LayerId id : layers) {
    const auto place = std::find(operations.begin(), operations.end(), id) - operations.begin();
    const Json& layer = told.at(static_cast<std::size_t>(place));
    Json row;
    for (const char* key :
         {"name", "class", "output_shape", "symbolic_shape", "params", "calls", "line"})
      row[key] = layer.at(key);
    row["operation"] = place;
    rows.push_back(std::move(row));
  }
  return rows;
}

Json symbols_json(const Graph& graph, const std::vector<ValueId>& inputs) {
  std::map<std::string, bool, std::less<>> symbols;
  for (const ValueId id : inputs) {
    for (const Axis& axis : graph.value(id).type.shape) axis.size.symbols(symbols);
  }
  Json names = Json::array();
  for (const auto& [name, flag] : symbols) names.push_back(name);
  return names;
}

/// Where the program calls the model on arrays of its own, and the sizes that they have.
Json data_json(const ReportContext& context, const Layer& model) {
  const auto data = own_data(context.graph(), model);
  if (!data) return nullptr;
  const Span span = context.graph().call(data->call).span;
  Json sizes = Json::object();
  for (const auto& [symbol, size] : data->sizes) sizes[symbol] = size;
  return {{"span", span_json(span)}, {"line", context.line(span)}, {"sizes", std::move(sizes)}};
}

Json counts_json(const ParameterCounts& counts) {
  return {{"total", counts.total()},
          {"trainable", counts.trainable},
          {"non_trainable", counts.non_trainable}};
}

}  // namespace

Json model_json(const ReportContext& context, LayerId id) {
  const Graph& graph = context.graph();
  const Layer& layer = graph.layer(id);
  const ModelState& model = *layer.model;
  const bool subclassed = model.kind == ModelKind::subclassed;
  const std::vector<LayerId>& operations = subclassed ? layer.layers : model.operations;
  std::vector<LayerId> layers = summary_layers(graph, layer);
  std::erase_if(layers, [&](LayerId each) { return graph.layer(each).kind == OperationKind::op; });
  // What a subclassed model does is told by its last call.
  const CallId body = subclassed && !layer.all_calls.empty() ? layer.all_calls.back() : no_id;
  const ModelScope scope{&layer, calls_below(graph, subclassed ? layer.all_calls : model.calls)};
  Json told = layers_json(context, operations, scope);
  const auto inputs = tensors_of(model.inputs);
  const auto outputs = body == no_id ? tensors_of(model.outputs) : graph.call(body).outputs;
  Json json = {{"id", id},
               {"var", variable_of(context, id)},
               {"name", layer.name},
               {"class", layer.class_name},
               {"kind", kind_name(model.kind)},
               {"built", layer.built},
               {"inputs", shapes_json(graph, model.inputs)},
               {"outputs", shapes_json(graph, Datum::of_tensors(outputs))},
               {"params", counts_json(count_parameters(graph, id))},
               {"layers", rows_json(layers, operations, told)},
               {"operations", std::move(told)},
               {"inner_layers", inner_layers_json(context, operations, scope, body)},
               {"input_values", indexes_json(context, inputs)},
               {"output_values", indexes_json(context, outputs)},
               {"symbols", symbols_json(graph, inputs)},
               {"summary", model_summary(graph, id, {})},
               {"span", span_json(layer.span)},
               {"line", context.line(layer.span)},
               {"data", data_json(context, layer)}};
  if (body != no_id) json["body"] = inner_json(context, body, scope, true);
  return json;
}

Json draft_json(const ReportContext& context) {
  const Graph& graph = context.graph();
  std::set<LayerId> in_models;
  for (const LayerId id : graph.models) {
    const ModelState& model = *graph.layer(id).model;
    in_models.insert(model.operations.begin(), model.operations.end());
    in_models.insert(model.layers.begin(), model.layers.end());
  }
  std::vector<LayerId> operations;
  std::vector<ValueId> inputs;
  std::set<ValueId> read;
  std::vector<ValueId> made;
  for (const auto& layer : graph.layers) {
    if (layer->calls.empty() || in_models.contains(layer->id)) continue;
    operations.push_back(layer->id);
    for (const CallId id : layer->calls) {
      const Call& call = graph.call(id);
      read.insert(call.inputs.begin(), call.inputs.end());
      auto& to = layer->row != nullptr && layer->row->is_input ? inputs : made;
      to.insert(to.end(), call.outputs.begin(), call.outputs.end());
    }
  }
  if (operations.empty()) return nullptr;
  std::vector<ValueId> outputs;
  std::copy_if(made.begin(), made.end(), std::back_inserter(outputs),
               [&](ValueId id) { return !read.contains(id); });
  ParameterCounts counts;
  for (const LayerId id : operations) {
    const ParameterCounts own = count_parameters(graph, id);
    counts.trainable += own.trainable;
    counts.non_trainable += own.non_trainable;
  }
  std::vector<LayerId> layers = operations;
  std::erase_if(layers, [&](LayerId id) { return graph.layer(id).kind == OperationKind::op; });
  std::vector<CallId> calls;
  for (const LayerId id : operations) {
    const Layer& layer = graph.layer(id);
    calls.insert(calls.end(), layer.calls.begin(), layer.calls.end());
  }
  const ModelScope scope{nullptr, calls_below(graph, std::move(calls))};
  Json told = layers_json(context, operations, scope);
  return {{"id", -1},
          {"var", nullptr},
          {"name", ""},
          {"class", ""},
          {"kind", "functional"},
          {"built", false},
          {"inputs", shapes_json(graph, Datum::of_tensors(inputs))},
          {"outputs", shapes_json(graph, Datum::of_tensors(outputs))},
          {"params", counts_json(counts)},
          {"layers", rows_json(layers, operations, told)},
          {"operations", std::move(told)},
          {"inner_layers", inner_layers_json(context, operations, scope, no_id)},
          {"input_values", indexes_json(context, inputs)},
          {"output_values", indexes_json(context, outputs)},
          {"symbols", symbols_json(graph, inputs)},
          {"summary", ""},
          {"span", nullptr},
          {"line", nullptr},
          {"data", nullptr}};
}

// ---- hints -----------------------------------------------------------------------------------

namespace {

bool inside(Span inner, Span outer) { return outer.from <= inner.from && inner.to <= outer.to; }

/// Where a call's shape is shown: behind the call, or behind the layer's expression where the call
/// is a whole list of layers.
Span hint_place(const Layer& layer, const Call& call) {
  const bool by_list = !layer.span.empty() && inside(layer.span, call.span) &&
                       !layer.calls.empty() && layer.kind != OperationKind::op &&
                       !(layer.span == call.span);
  // `Dense(4)(x)` also holds `Dense(4)`: there the call begins where the layer does.
  if (by_list && layer.span.from != call.span.from) return layer.span;
  return call.span.empty() ? layer.span : call.span;
}

/// Places of the ops that a layer makes a mask with: what is shown there is the layer's output.
std::vector<Span> mask_places(const Graph& graph) {
  std::set<ValueId> masks;
  for (const Value& value : graph.values) masks.insert(value.traced_mask);
  std::vector<Span> places;
  for (const auto& layer : graph.layers) {
    if (layer->kind != OperationKind::op) continue;
    for (const CallId id : layer->calls) {
      const Call& call = graph.call(id);
      if (std::ranges::any_of(call.outputs, [&](ValueId value) { return masks.contains(value); }))
        places.push_back(call.span);
    }
  }
  return places;
}

}  // namespace

Json hints_json(const ReportContext& context) {
  const Graph& graph = context.graph();
  const std::vector<Span> masks = mask_places(graph);
  std::map<std::uint32_t, Json> by_place;
  for (const auto& layer : graph.layers) {
    if (layer->kind == OperationKind::model && layer->calls.empty()) continue;
    const auto& calls = layer->calls;
    for (const CallId id : calls) {
      const Call& call = graph.call(id);
      const Span place = hint_place(*layer, call);
      if (place.empty()) continue;
      if (layer->kind == OperationKind::op && std::ranges::find(masks, call.span) != masks.end())
        continue;
      Json hint = {{"at", place.to},
                   {"line", context.program.tree().line_column(place.to).line},
                   {"value", nullptr},
                   {"text", nullptr},
                   {"layer", layer->id}};
      if (call.done && !call.outputs.empty()) {
        hint["value"] = context.values.index(call.outputs.front());
      } else if (const Problem* problem = context.problem_of(id)) {
        hint["text"] = "error";
        for (const Role role : problem->needs) {
          const Shape& got = graph.value(call.inputs.front()).type.shape;
          const bool has = std::any_of(got.begin(), got.end(),
                                       [&](const Axis& axis) { return axis.role == role; });
          if (!has) hint["text"] = "needs " + std::string(role_name(role));
        }
      }
      by_place[place.to] = std::move(hint);
    }
    const bool waits =
        layer->all_calls.empty() && layer->kind == OperationKind::layer && !layer->span.empty();
    const bool has_problem =
        std::any_of(context.problems.begin(), context.problems.end(),
                    [](const Problem& p) { return p.severity == Severity::error; });
    if (waits && has_problem) {
      by_place.try_emplace(layer->span.to,
                           Json{{"at", layer->span.to},
                                {"line", context.program.tree().line_column(layer->span.to).line},
                                {"value", nullptr},
                                {"text", "not reached"},
                                {"layer", layer->id}});
    }
  }
  Json hints = Json::array();
  for (auto& [place, hint] : by_place) hints.push_back(std::move(hint));
  return hints;
}

}  // namespace unroll
