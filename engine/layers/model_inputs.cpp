// Owns what layers say of how tensors enter a model. Must not know graphs.
// Mirrors keras/src/layers/layer.py (the arguments input_shape and batch_input_shape).
#include "layers/model_inputs.hpp"

#include <algorithm>

#include "layers/rows.hpp"

namespace unroll {

const LayerRow& input_row() { return layers::input_layer; }

namespace {

/// Whether an argument is one that every layer takes: a row may have its own under the same name.
bool is_shared(const Field& field) {
  const auto shared = shared_fields();
  return std::any_of(shared.begin(), shared.end(),
                     [&](const Field& each) { return &each == &field; });
}

void read_sizes(const Datum& datum, std::vector<std::optional<Dim>>& into) {
  if (const Dim* one = datum.as<Dim>()) into.emplace_back(*one);
  const DatumList* list = datum.list();
  if (list == nullptr) return;
  for (const Datum& item : list->items) {
    const Dim* size = item.as<Dim>();
    into.push_back(size == nullptr ? std::nullopt : std::optional(*size));
  }
}

}  // namespace

std::optional<std::vector<std::optional<Dim>>> given_input_shape(const LayerState& layer) {
  if (layer.row == nullptr || layer.row->is_input) return std::nullopt;
  const Config& config = layer.config;
  std::vector<std::optional<Dim>> sizes;
  if (!config["batch_input_shape"].is_none()) {
    read_sizes(config["batch_input_shape"], sizes);
    return sizes;
  }
  sizes.emplace_back(std::nullopt);
  if (!config["input_shape"].is_none()) {
    read_sizes(config["input_shape"], sizes);
    return sizes;
  }
  const ConfigEntry& width = config.entry("input_dim");
  if (!is_shared(*width.field) || width.value.is_none()) return std::nullopt;
  read_sizes(width.value, sizes);
  return sizes;
}

}  // namespace unroll
