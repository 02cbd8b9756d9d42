// Owns the telling of the engine's tables: layers with their arguments, ops, limits. Must not know
// any row by name.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "interchange/explain.hpp"
#include "interchange/report.hpp"
#include "kernels/build.hpp"
#include "layers/activation_functions.hpp"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

std::string_view kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::integer:
      return "integer";
    case FieldKind::sizes:
      return "sizes";
    case FieldKind::number:
      return "number";
    case FieldKind::boolean:
      return "boolean";
    case FieldKind::choice:
    case FieldKind::activation:
    case FieldKind::initializer:
      return "choice";
    case FieldKind::text:
      return "text";
    case FieldKind::layer:
      return "layer";
    case FieldKind::shape:
      return "shape";
    case FieldKind::axes:
    case FieldKind::numbers:
    case FieldKind::code:
      return "code";
  }
  return "code";
}

/// The values that a form offers, as Python source.
Json choices_json(const Field& field) {
  Json choices = Json::array();
  const auto add = [&](std::string_view name) { choices.push_back('"' + std::string(name) + '"'); };
  if (field.kind == FieldKind::activation) {
    for (const std::string_view name : layers::activation_names()) add(name);
  } else if (field.kind == FieldKind::initializer) {
    for (const InitializerRow& row : initializer_table()) add(row.name);
  } else {
    for (const std::string_view choice : field.choices) add(choice);
  }
  return choices;
}

Json effects_json(const Field& field) {
  Json effects = Json::array();
  for (const Effect& effect : field.effects)
    effects.push_back({{"value", effect.value}, {"text", effect.text}});
  return effects;
}

Json field_json(const Field& field) {
  return {{"name", field.name},
          {"kind", kind_name(field.kind)},
          {"default", field.otherwise.empty() ? Json() : Json(field.otherwise)},
          {"choices", choices_json(field)},
          {"min", std::isfinite(field.min) ? Json(field.min) : Json()},
          {"max", std::isfinite(field.max) ? Json(field.max) : Json()},
          {"doc", field.doc},
          {"primary", field.primary},
          {"training_only", field.training_only},
          {"effects", effects_json(field)}};
}

Json axes_json(const LayerRow& row) {
  Json axes = Json::array();
  for (const AxisNote& note : row.notes) {
    axes.push_back({{"change", change_name(note.change)},
                    {"role", role_name(note.role)},
                    {"text", note.text}});
    if (!note.field.empty()) {
      axes.back()["field"] = note.field;
      axes.back()["value"] = note.value;
    }
  }
  return axes;
}

}  // namespace

std::string make_description(std::int64_t run_bytes, double run_flops) {
  Json layers = Json::array();
  for (const LayerRow* row : layer_table()) {
    Json fields = Json::array();
    for (const auto& group : {row->fields, shared_fields()}) {
      for (const Field& field : group) {
        const bool known = std::any_of(fields.begin(), fields.end(),
                                       [&](const Json& f) { return f["name"] == field.name; });
        if (!known) fields.push_back(field_json(field));
      }
    }
    layers.push_back({{"name", row->name},
                      {"group", row->group},
                      {"summary", row->summary},
                      {"paper", row->paper},
                      {"formula", row->formula},
                      {"axes", axes_json(*row)},
                      {"fields", fields}});
  }
  Json ops = Json::array();
  for (const OpRow* row : op_table())
    ops.push_back({{"name", row->name}, {"class", row->operation_class}});
  const python::Limits limits;
  const TraceLimits trace;
  return Json{{"version", "0.1.0"},
              {"build", kernels::build_name()},
              {"layers", std::move(layers)},
              {"ops", std::move(ops)},
              {"limits",
               {{"steps", limits.steps},
                {"depth", limits.depth},
                {"bytes", limits.bytes},
                {"nodes", trace.nodes},
                {"run_bytes", run_bytes},
                {"run_flops", run_flops}}}}
      .dump();
}

}  // namespace unroll
