// Owns the whole of a report. Must not know layers or models (report_layers.cpp,
// report_models.cpp).
#include "interchange/report.hpp"

#include <algorithm>
#include <chrono>

#include "interchange/report_json.hpp"

namespace unroll {

Json span_json(Span span) { return span.empty() ? Json() : Json::array({span.from, span.to}); }

Json ids_json(const Identities& ids) {
  Json json = Json::array();
  for (const IdentityId id : ids.all()) json.push_back(id);
  return json;
}

Json keras_shape(const Shape& shape) {
  Json sizes = Json::array();
  for (const Axis& axis : shape)
    sizes.push_back(axis.size.is_open() ? Json() : Json(*axis.size.value()));
  return sizes;
}

Json symbolic_shape(const Shape& shape) {
  Json sizes = Json::array();
  for (const Axis& axis : shape) {
    sizes.push_back(axis.size.value() ? Json(*axis.size.value()) : Json(axis.size.text()));
  }
  return sizes;
}

Json axes_json(const Shape& shape) {
  Json axes = Json::array();
  for (const Axis& axis : shape) {
    axes.push_back({{"size", axis.size.value() ? Json(*axis.size.value()) : Json()},
                    {"text", axis.size.text()},
                    {"role", role_name(axis.role)},
                    {"ids", ids_json(axis.size.ids())}});
  }
  return axes;
}

int ReportValues::index(ValueId id) {
  const auto [found, fresh] = positions_.try_emplace(id, static_cast<int>(ids_.size()));
  if (fresh) ids_.push_back(id);
  return found->second;
}

Json ReportValues::json() const {
  Json values = Json::array();
  for (const ValueId id : ids_) {
    const Value& value = graph_.value(id);
    Json json = {{"id", id},
                 {"shape", axes_json(value.type.shape)},
                 {"keras_shape", keras_shape(value.type.shape)},
                 {"dtype", dtype_name(value.type.dtype)}};
    if (value.traced_mask != no_id) json["mask"] = value.traced_mask;
    values.push_back(std::move(json));
  }
  return values;
}

Json ReportContext::line(Span span) const {
  return span.empty() ? Json() : Json(program.line(span));
}

const Problem* ReportContext::problem_of(CallId call) const {
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [&](const Problem& problem) { return problem.call == call; });
  return found == problems.end() ? nullptr : &*found;
}

namespace {

using python::Program;

Json sizes_json(const Program& program, const std::vector<ValueId>& values) {
  const auto& identities = program.graph().identities.all();
  // The role of an identity is that of the first axis it sizes.
  std::vector<std::optional<Role>> roles(identities.size());
  for (const ValueId id : values) {
    for (const Axis& axis : program.graph().value(id).type.shape) {
      for (const IdentityId each : axis.size.ids().all()) {
        if (!roles[each]) roles[each] = axis.role;
      }
    }
  }
  Json sizes = Json::array();
  for (std::size_t i = 0; i < identities.size(); ++i) {
    const Identity& identity = identities[i];
    static constexpr std::array<std::string_view, 4> kinds = {"literal", "input", "hole",
                                                              "computed"};
    // A number that sizes no axis lights nothing up, but for a hole: that has a control.
    if (!roles[i] && identity.kind != IdentityKind::hole) {
      sizes.push_back(nullptr);
      continue;
    }
    Json spans = Json::array();
    if (!identity.span.empty()) spans.push_back(span_json(identity.span));
    for (const Span use : identity.uses) spans.push_back(span_json(use));
    sizes.push_back({{"kind", kinds[static_cast<std::size_t>(identity.kind)]},
                     {"text", identity.text},
                     {"span", span_json(identity.span)},
                     {"line", identity.span.empty() ? Json() : Json(program.line(identity.span))},
                     {"spans", std::move(spans)},
                     {"name", identity.name.empty() ? Json() : Json(identity.name)},
                     {"role", role_name(roles[i].value_or(Role::other))}});
  }
  return sizes;
}

Json weights_json(const Graph& graph) {
  Json weights = Json::array();
  for (std::size_t id = 0; id < graph.weights.size(); ++id) {
    const Weight& weight = graph.weights[id];
    weights.push_back({{"id", id},
                       {"path", weight.path},
                       {"name", weight.name},
                       {"shape", axes_json(weight.type.shape)},
                       {"trainable", weight.trainable},
                       {"params", *element_count(weight.type.shape).value()}});
  }
  return weights;
}

Json edits_json(const std::vector<TextEdit>& edits) {
  Json json = Json::array();
  for (const TextEdit& edit : edits)
    json.push_back(Json::array({edit.span.from, edit.span.to, edit.insert}));
  return json;
}

Json problems_json(const ReportContext& context) {
  static constexpr std::array<std::string_view, 3> severities = {"error", "warning", "note"};
  Json json = Json::array();
  for (const Problem& problem : context.problems) {
    const auto place = context.program.tree().line_column(
        problem.statement.empty() ? problem.span.from : problem.statement.from);
    const auto column = context.program.tree().line_column(problem.span.from);
    Json fixes = Json::array();
    for (const Fix& fix : problem.fixes) {
      fixes.push_back(
          {{"title", fix.title}, {"reason", fix.reason}, {"edits", edits_json(fix.edits)}});
    }
    Json related = Json::array();
    for (const Related& each : problem.related) {
      const auto at = context.program.tree().line_column(each.span.from);
      related.push_back({{"message", each.message},
                         {"line", at.line},
                         {"column", at.column},
                         {"span", Json::array({each.span.from, each.span.to})}});
    }
    Json layer;
    if (!problem.layer_class.empty()) {
      layer = {{"class", problem.layer_class},
               {"name", problem.layer_name ? Json(*problem.layer_name) : Json()}};
    }
    Json needs;
    for (const Role role : problem.needs) needs.push_back(role_name(role));
    json.push_back(
        {{"severity", severities[static_cast<std::size_t>(problem.severity)]},
         {"code", problem.code},
         {"message", problem.message},
         {"keras", problem.keras.empty() ? Json() : Json(problem.keras)},
         {"line", place.line},
         {"column", column.line == place.line ? column.column : place.column},
         {"span", Json::array({problem.span.from, problem.span.to})},
         {"layer", std::move(layer)},
         {"needs", std::move(needs)},
         {"got", problem.got == no_id ? Json() : Json(context.values.index(problem.got))},
         {"fixes", std::move(fixes)},
         {"related", std::move(related)}});
  }
  return json;
}

Json console_json(const Program& program) {
  Json console = Json::array();
  for (const python::Printed& printed : program.interpreter().printed()) {
    console.push_back({{"line", program.line(printed.span)},
                       {"text", printed.text},
                       {"summary", printed.summary}});
  }
  return console;
}

Json value_json(const python::Value& value) {
  if (const auto* flag = value.as<bool>()) return *flag;
  if (const auto* size = value.as<Dim>())
    return size->value() ? Json(*size->value()) : Json(size->text());
  if (const auto* number = value.as<python::Float>()) return number->value;
  if (const auto* text = value.as<std::string>()) return *text;
  return nullptr;
}

Json holes_json(const Program& program) {
  Json holes = Json::array();
  for (const python::Hole& hole : program.interpreter().holes()) {
    Json spans = Json::array();
    for (const Span span : hole.spans) spans.push_back(span_json(span));
    const Dim* size = hole.value.as<Dim>();
    holes.push_back({{"name", hole.name},
                     {"value", value_json(hole.value)},
                     {"given", hole.given},
                     {"ids", size == nullptr ? Json::array() : ids_json(size->ids())},
                     {"use", hole.use},
                     {"spans", std::move(spans)}});
  }
  return holes;
}

Json skipped_json(const Program& program) {
  Json skipped = Json::array();
  for (const python::Skipped& each : program.interpreter().skipped()) {
    skipped.push_back(
        {{"span", Json::array({each.span.from, each.span.to})}, {"reason", each.reason}});
  }
  return skipped;
}

Json tensors_json(const Program& program) {
  Json tensors = Json::object();
  for (const auto& [name, value] : program.interpreter().globals()) {
    const auto tensor = value.object<python::TensorObject>();
    if (tensor != nullptr && tensor->kind != python::TensorKind::variable) {
      const ValueId id = tensor->id();
      tensors[name] = keras_shape(program.graph().value(id).type.shape);
    }
  }
  return tensors;
}

/// Layers that are called on arrays outside a model.
Json eager_json(const ReportContext& context) {
  Json calls = Json::array();
  for (const Call& call : context.graph().calls) {
    const Layer& layer = context.graph().layer(call.layer);
    if (call.parent != no_id || call.symbolic || !call.done || layer.kind != OperationKind::layer)
      continue;
    Json shapes = Json::array();
    for (const ValueId output : call.outputs) {
      shapes.push_back(keras_shape(context.graph().value(output).type.shape));
    }
    calls.push_back({{"layer", layer.name},
                     {"class", layer.class_name},
                     {"output_shape", shapes.size() == 1 ? shapes.front() : shapes},
                     {"line", context.line(call.span)}});
  }
  return calls;
}

}  // namespace

std::string make_report(const Program& program, const std::vector<Problem>& problems,
                        const std::string& keras_version, const OpenedLayers& opened) {
  const auto start = std::chrono::steady_clock::now();
  ReportValues values(program.graph());
  const ReportContext context{program, problems, values, opened};
  Json models = Json::array();
  for (const LayerId id : program.graph().models) models.push_back(model_json(context, id));
  Json report = {{"format", 1},
                 {"keras", keras_version},
                 {"models", std::move(models)},
                 {"draft", draft_json(context)},
                 {"values", nullptr},
                 {"weights", weights_json(program.graph())},
                 {"sizes", nullptr},
                 {"hints", hints_json(context)},
                 {"eager_calls", eager_json(context)},
                 {"tensors", tensors_json(program)},
                 {"console", console_json(program)},
                 {"holes", holes_json(program)},
                 {"skipped", skipped_json(program)},
                 {"problems", problems_json(context)},
                 {"reached", program.interpreter().reached()},
                 {"timings", nullptr}};
  report["values"] = values.json();
  report["sizes"] = sizes_json(program, values.ids());
  const double time =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  report["timings"] = {
      {"parse", program.parse_time()}, {"trace", program.trace_time()}, {"report", time}};
  return report.dump();
}

}  // namespace unroll
