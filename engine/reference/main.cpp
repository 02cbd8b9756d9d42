// The program that writes the reference of the layers: the layer table with all its texts, as JSON
// (LayerClass[] of bindings/requests.ts). It runs while the project is built; what it writes is
// loaded by those who read it, so that the engine itself carries no documentation. Must not know a
// row by name.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "layers/row_words.hpp"

namespace {

using namespace unroll;
using Json = nlohmann::ordered_json;

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
          {"choices", offered_values(field)},
          {"min", std::isfinite(field.min) ? Json(field.min) : Json()},
          {"max", std::isfinite(field.max) ? Json(field.max) : Json()},
          {"doc", field.doc.text()},
          {"primary", field.primary},
          {"training_only", field.training_only},
          {"effects", effects_json(field)}};
}

/// A row's own arguments, then those that every layer takes and the row does not have itself.
Json fields_json(const LayerRow& row) {
  Json fields = Json::array();
  for (const auto& group : {row.fields, shared_fields()}) {
    for (const Field& field : group) {
      const bool known = std::ranges::any_of(
          fields, [&](const Json& other) { return other["name"] == field.name; });
      if (!known) fields.push_back(field_json(field));
    }
  }
  return fields;
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

Json layer_json(const LayerRow& row) {
  return {{"name", row.name},
          {"group", row.group},
          {"summary", row.summary.text()},
          {"paper", row.paper.text()},
          {"example", "import keras\nfrom keras import layers\n\n" +
                          std::string(row.example.text()) + "\nmodel = keras.Model(x, y)\n"},
          {"formula", row.formula},
          {"axes", axes_json(row)},
          {"fields", fields_json(row)}};
}

}  // namespace

int main() {
  Json layers = Json::array();
  for (const LayerRow* row : layer_table()) layers.push_back(layer_json(*row));
  std::puts(layers.dump().c_str());
}
