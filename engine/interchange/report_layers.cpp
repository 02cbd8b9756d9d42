// Owns the part of a report that tells of layers: their calls, arguments and formulas.
// Must not know models.
#include <algorithm>

#include "interchange/explain.hpp"
#include "interchange/model_summary.hpp"
#include "interchange/report_json.hpp"

namespace unroll {

/// Keras's nodes of a layer; for one that stands inside others, its calls there; else its calls on
/// symbolic tensors, or on arrays.
std::vector<CallId> shown_calls(const Graph& graph, const Layer& layer, const ModelScope& scope) {
  if (scope.subclassed()) return layer.all_calls;
  // A Sequential that grew, or a layer shared by models, has calls that are not this model's.
  const auto own = [&](const std::vector<CallId>& calls) {
    std::vector<CallId> found;
    std::ranges::copy_if(calls, std::back_inserter(found),
                         [&](CallId id) { return scope.calls.contains(id); });
    return found;
  };
  if (std::vector<CallId> calls = own(layer.calls); !calls.empty()) return calls;
  if (std::vector<CallId> calls = own(layer.all_calls); !calls.empty()) return calls;
  if (!layer.calls.empty()) return layer.calls;
  std::vector<CallId> symbolic;
  std::ranges::copy_if(layer.all_calls, std::back_inserter(symbolic),
                       [&](CallId id) { return graph.call(id).symbolic; });
  return symbolic.empty() ? layer.all_calls : symbolic;
}

Json ports_json(const ReportContext& context, const std::vector<ValueId>& values,
                const std::vector<std::string>& names) {
  Json ports = Json::array();
  for (std::size_t i = 0; i < values.size(); ++i) {
    ports.push_back({{"name", i < names.size() ? names[i] : "out_" + std::to_string(i)},
                     {"value", context.values.index(values[i])}});
  }
  return ports;
}

std::vector<std::string> input_names(const Call& call) {
  std::vector<std::string> names;
  for (const GivenDatum* given : in_keras_order(call.arguments)) {
    const std::size_t count = tensors_of(given->value).size();
    const std::string name = given->name.empty() ? "inputs" : given->name;
    for (std::size_t i = 0; i < count; ++i)
      names.push_back(count == 1 ? name : name + '_' + std::to_string(i));
  }
  return names;
}

namespace {

Json place_json(const std::optional<AxisPlace>& place) {
  return place ? Json::array({place->port, place->axis}) : Json();
}

}  // namespace

Json events_json(const std::vector<AxisEvent>& events) {
  Json json = Json::array();
  for (const AxisEvent& event : events) {
    json.push_back({{"kind", event.kind},
                    {"role", role_name(event.role)},
                    {"from", place_json(event.from)},
                    {"to", place_json(event.to)},
                    {"why", event.why}});
  }
  return json;
}

namespace {

/// The outputs' ports; one that repeats another's numbers names that one.
Json outputs_json(const ReportContext& context, const Call& call,
                  const std::vector<std::string>& names) {
  Json ports = ports_json(context, call.outputs, names);
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    if (const auto equal = equal_output(context.graph(), call, i)) {
      ports[i]["equals"] = ports[*equal]["name"];
    }
  }
  return ports;
}

std::vector<std::string> output_names(const Graph& graph, const Layer& layer, const Call& call);

/// The name of an output that is one of a layer inside: `forward_lstm h`; empty where it is none.
std::string inner_name(const Graph& graph, const Call& call, ValueId output) {
  for (const CallId id : call.inner) {
    const Call& inner = graph.call(id);
    const auto found = std::ranges::find(inner.outputs, output);
    if (found == inner.outputs.end()) continue;
    const Layer& layer = graph.layer(inner.layer);
    const auto names = output_names(graph, layer, inner);
    const auto place = static_cast<std::size_t>(found - inner.outputs.begin());
    return inner.outputs.size() == 1 ? layer.name : layer.name + ' ' + names[place];
  }
  return {};
}

/// Names of a call's outputs: those of the layer's row, else of the layers inside that make them;
/// `out` for the only one that has neither, `out_0` and so on for several.
std::vector<std::string> output_names(const Graph& graph, const Layer& layer, const Call& call) {
  if (layer.row != nullptr && layer.row->outputs != nullptr) {
    auto names = layer.row->outputs(layer.config);
    if (names.size() == call.outputs.size()) return names;
  }
  if (call.outputs.size() == 1) return {"out"};
  std::vector<std::string> names;
  for (const ValueId output : call.outputs) names.push_back(inner_name(graph, call, output));
  const auto unnamed = std::ranges::count(names, std::string());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) names[i] = unnamed == 1 ? "out" : "out_" + std::to_string(i);
  }
  return names;
}

Json call_json(const ReportContext& context, CallId id, const ModelScope& scope) {
  const Call& call = context.graph().call(id);
  const Layer& layer = context.graph().layer(call.layer);
  const bool opened = scope.calls.contains(id) && context.opened.contains(layer.name);
  Json json = {{"inputs", ports_json(context, call.inputs, input_names(call))},
               {"outputs", outputs_json(context, call, output_names(context.graph(), layer, call))},
               {"events", events_json(explain(context.program, id, context.problem_of(id)))},
               {"span", span_json(call.span)},
               {"line", context.line(call.span)},
               {"inner", inner_json(context, id, scope, opened)}};
  if (const auto mask = explain_mask(context.graph(), id, context.program.release())) {
    json["mask"] = {{"kind", mask->kind}, {"why", mask->why}};
    if (!mask->releases.empty()) json["mask"]["releases"] = mask->releases;
  }
  return json;
}

/// A datum as JSON where it has a form, else null.
Json datum_json(const Datum& datum) {
  if (const bool* flag = datum.as<bool>()) return *flag;
  if (const Dim* size = datum.as<Dim>())
    return size->value() ? Json(*size->value()) : Json(size->text());
  if (const double* number = datum.as<double>()) return *number;
  if (const auto* text = datum.as<std::string>()) return *text;
  if (const DatumList* list = datum.list()) {
    Json items = Json::array();
    for (const Datum& item : list->items) items.push_back(datum_json(item));
    return items;
  }
  return nullptr;
}

/// Where a form writes, if that is elsewhere than the argument's own expression.
Json target_json(const ReportContext& context, const ConfigEntry& entry) {
  const auto place = context.program.place_of(entry);
  if (!place || place->span == entry.span) return nullptr;
  return {{"span", span_json(place->span)},
          {"line", context.line(place->span)},
          {"name", place->name.empty() ? Json() : Json(place->name)}};
}

/// Those that the program gives: of the others, the description tells all.
Json arguments_json(const ReportContext& context, const Layer& layer) {
  Json arguments = Json::array();
  for (const ConfigEntry& entry : layer.config.entries) {
    if (!entry.given) continue;
    const Dim* size = entry.value.as<Dim>();
    const auto* held = entry.value.as<std::string>();
    arguments.push_back({{"name", entry.field->name},
                         {"text", held != nullptr ? '"' + *held + '"' : python_text(entry.value)},
                         {"value", datum_json(entry.value)},
                         {"span", span_json(entry.span)},
                         {"line", context.line(entry.span)},
                         {"target", target_json(context, entry)},
                         {"ids", size == nullptr ? Json::array() : ids_json(size->ids())}});
  }
  return arguments;
}

/// Sizes with what lights them up, and plain text between them.
Json parts_json(const std::vector<FormulaPart>& parts) {
  Json json = Json::array();
  for (const FormulaPart& part : parts) {
    if (!part.ids.empty()) {
      json.push_back({{"text", part.text},
                      {"ids", ids_json(part.ids)},
                      {"role", role_name(part.role.value_or(Role::other))}});
    } else if (!json.empty() && json.back().is_string()) {
      json.back() = json.back().get<std::string>() + part.text;
    } else {
      json.push_back(part.text);
    }
  }
  return json;
}

/// A sentence on what is no row of the table, whose rows the description tells.
Json summary_of(const ReportContext& context, const Layer& layer) {
  if (layer.row != nullptr) return nullptr;
  if (layer.model) return "A model inside this one.";
  if (layer.kind == OperationKind::op) {
    const Graph& graph = context.graph();
    const Call& call = graph.call(layer.calls.front());
    // Where it failed there is no node to name it by.
    const std::string name =
        call.outputs.empty()
            ? layer.class_name
            : std::string(op_name(graph.node(graph.value(call.outputs.front()).node)));
    return "The operation `" + name + "`, outside any layer.";
  }
  return "A layer of this program: its `call` makes the output.";
}

std::string group_of(const Layer& layer) {
  if (layer.behaviour && layer.row == nullptr) return layer.model ? "model" : "custom";
  if (layer.row != nullptr) return std::string(layer.row->group);
  return layer.kind == OperationKind::op ? "op" : "model";
}

/// The shapes of one call's outputs, alone or in a list.
Json output_shapes(const Graph& graph, const Call& call, Json (*form)(const Shape&)) {
  if (call.outputs.size() == 1) return form(graph.value(call.outputs.front()).type.shape);
  Json shapes = Json::array();
  for (const ValueId output : call.outputs) shapes.push_back(form(graph.value(output).type.shape));
  return shapes;
}

}  // namespace

Json layer_json(const ReportContext& context, LayerId id, const ModelScope& scope) {
  const Graph& graph = context.graph();
  const Layer& layer = graph.layer(id);
  const std::vector<CallId> calls = shown_calls(graph, layer, scope);
  const auto done = [&](CallId call) { return graph.call(call).done; };
  const Call* shown = nullptr;
  if (scope.subclassed()) {
    const auto last = std::find_if(calls.rbegin(), calls.rend(), done);
    if (last != calls.rend()) shown = &graph.call(*last);
  } else {
    const auto first = std::find_if(calls.begin(), calls.end(), done);
    if (first != calls.end()) shown = &graph.call(*first);
  }
  const bool failed =
      std::any_of(calls.begin(), calls.end(), [&](CallId call) { return !graph.call(call).done; });
  const auto formula = formula_of(graph, layer);
  const ParameterCounts counts = count_parameters(graph, id);
  Json nodes = Json::array();
  for (const CallId call : calls) nodes.push_back(call_json(context, call, scope));
  Json json = {
      {"id", id},
      {"name", layer.name},
      {"class", layer.class_name},
      {"base", layer.row == nullptr ? Json() : Json(layer.row->name)},
      {"group", group_of(layer)},
      {"summary", summary_of(context, layer)},
      {"settings", layer.row != nullptr && layer.row->settings != nullptr
                       ? layer.row->settings(layer.config)
                       : ""},
      {"built", layer.built},
      {"output_shape", shown == nullptr ? Json() : output_shapes(graph, *shown, keras_shape)},
      {"symbolic_shape", shown == nullptr ? Json() : output_shapes(graph, *shown, symbolic_shape)},
      {"params", counts.total()},
      {"trainable_params", counts.trainable},
      {"calls", layer.calls.empty() ? std::ssize(calls) : graph.node_count(layer)},
      {"nodes", std::move(nodes)},
      {"span", span_json(layer.span)},
      {"line", context.line(layer.span)},
      {"arguments", arguments_json(context, layer)},
      {"weights", graph.all_weights(id)},
      {"layers",
       layer.row == nullptr || layer.row->shows_inner ? Json(layer.layers) : Json::array()},
      {"state", shown != nullptr ? "done"
                : failed         ? "failed"
                                 : "not_reached"}};
  if (layer.kind == OperationKind::op) json["op"] = true;
  if (has_inside(graph, layer)) {
    json["inside"] = context.opened.contains(layer.name) ? "open"
                     : always_open(layer)                ? "shown"
                                                         : "closed";
  }
  if (formula) {
    json["formula"] = {{"names", parts_json(formula->names)},
                       {"numbers", parts_json(formula->numbers)}};
  }
  return json;
}

}  // namespace unroll
