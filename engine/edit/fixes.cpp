// Owns the fixes that problems offer, made of the layer table's fields. Must not know any layer by
// name.
#include <algorithm>

#include "edit/edit.hpp"

namespace unroll {

namespace {

using python::Program;

/// The roles that a layer needs and its input lacks.
std::vector<Role> missing_roles(const Program& program, const Problem& problem) {
  std::vector<Role> missing;
  if (problem.got == no_id) return missing;
  const Shape& got = program.graph().value(problem.got).type.shape;
  for (const Role role : problem.needs) {
    const bool there =
        std::any_of(got.begin(), got.end(), [&](const Axis& axis) { return axis.role == role; });
    if (!there) missing.push_back(role);
  }
  return missing;
}

/// The call that ended an axis on the way to a value and could have kept it, with the field for it.
struct Ender {
  const Layer* layer = nullptr;
  const ConfigEntry* entry = nullptr;
};

Ender find_ender(const Graph& graph, ValueId value, Role role) {
  for (int steps = 0; steps < 64; ++steps) {
    const CallId call = graph.history(value);
    if (call == no_id) return {};
    const Layer& layer = graph.layer(graph.call(call).layer);
    for (const ConfigEntry& entry : layer.config.entries) {
      const bool* flag = entry.value.as<bool>();
      if (entry.field->keeps == role && flag != nullptr && !*flag) return {&layer, &entry};
    }
    if (graph.call(call).inputs.empty()) return {};
    value = graph.call(call).inputs.front();
  }
  return {};
}

std::string effect_of(const ConfigEntry& entry) {
  for (const Effect& effect : entry.field->effects) {
    if (effect.value == python_text(entry.value)) return std::string(effect.text);
  }
  return {};
}

}  // namespace

void add_fixes(const Program& program, Problem& problem) {
  for (const Role role : missing_roles(program, problem)) {
    const Ender ender = find_ender(program.graph(), problem.got, role);
    if (ender.layer == nullptr) continue;
    const bool written = !ender.layer->span.empty();
    const std::string field(ender.entry->field->name);
    const std::string effect = effect_of(*ender.entry);
    if (!effect.empty()) problem.message += " `" + ender.layer->name + "` " + effect + '.';
    if (!written) continue;
    problem.related.push_back({"The " + std::string(role_name(role)) + " axis ends here: `" +
                                   field + "` is " + python_text(ender.entry->value) +
                                   (ender.entry->given ? "." : " by default."),
                               ender.layer->span});
    const EditResult edit = set_argument(program, ender.layer->id, field, "True", false);
    problem.fixes.push_back(
        {"Set " + field + "=True on " + ender.layer->name,
         "Usual when layers that need " + std::string(role_name(role)) + " follow each other.",
         edit.edits});
  }
}

}  // namespace unroll
