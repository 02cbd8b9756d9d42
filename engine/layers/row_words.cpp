// Owns the words for what a row of the layer table says. Must not know a row by name.
#include "layers/row_words.hpp"

#include "layers/activation_functions.hpp"

namespace unroll {

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

std::vector<std::string> offered_values(const Field& field) {
  std::vector<std::string> values;
  const auto add = [&](std::string_view name) { values.push_back('"' + std::string(name) + '"'); };
  if (field.kind == FieldKind::activation) {
    for (const std::string_view name : layers::activation_names()) add(name);
  } else if (field.kind == FieldKind::initializer) {
    for (const InitializerRow& row : initializer_table()) add(row.name);
  } else {
    for (const std::string_view choice : field.choices) add(choice);
  }
  return values;
}

std::string_view change_name(AxisChange change) {
  switch (change) {
    case AxisChange::kept:
      return "kept";
    case AxisChange::replaced:
      return "replaced";
    case AxisChange::added:
      return "added";
    case AxisChange::ended:
      return "ended";
    case AxisChange::set_aside:
      return "set_aside";
  }
  return {};
}

}  // namespace unroll
