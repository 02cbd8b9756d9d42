// Owns the states that stateful layers keep between calls, and the making of layers from others.
// Must not know any layer. Mirrors keras/src/layers/rnn/rnn.py (_create_state_variables) and
// serialization's round trip in keras/src/layers/rnn/bidirectional.py.
#include <algorithm>

#include "graph/tracer.hpp"

namespace unroll {

std::vector<ValueId> Tracer::kept_states(LayerId id, const std::vector<Shape>& shapes) {
  Layer& layer = graph_.layer(id);
  const bool symbolic = graph_.call(open_.back()).symbolic;
  if (!symbolic && !layer.states_left.empty()) return layer.states_left;
  std::vector<ValueId> states;
  if (!symbolic) {
    for (const Shape& shape : shapes) {
      std::vector<Dim> sizes;
      for (const Axis& axis : shape) sizes.push_back(axis.size);
      Attributes zeros;
      zeros.set("shape", sizes);
      zeros.set("value", 0.0);
      states.push_back(apply(op("full"), {}, std::move(zeros)).front());
    }
    return states;
  }
  if (layer.states.empty()) {
    for (const Shape& shape : shapes) {
      const WeightId made =
          add_weight(id, "rnn_state", shape, std::string("zeros"), false, DType::float32);
      graph_.weights[static_cast<std::size_t>(made)].state = true;
      graph_.layer(id).weights.pop_back();
      graph_.layer(id).states.push_back(made);
    }
  }
  for (const WeightId state : graph_.layer(id).states) states.push_back(weight(state));
  return states;
}

void Tracer::keep_states(LayerId id, std::span<const ValueId> states) {
  Layer& layer = graph_.layer(id);
  Call& call = graph_.call(open_.back());
  if (!call.symbolic) {
    layer.states_left.assign(states.begin(), states.end());
    return;
  }
  for (std::size_t i = 0; i < states.size() && i < layer.states.size(); ++i) {
    call.kept_states.emplace_back(layer.states[i], states[i]);
  }
}

void Tracer::reset_states(LayerId id) {
  Layer& layer = graph_.layer(id);
  layer.states_left.clear();
  for (const LayerId inner : layer.layers) reset_states(inner);
  if (!layer.model) return;
  for (const LayerId inner : layer.model->layers) reset_states(inner);
}

LayerId Tracer::clone_layer(LayerId id, std::string_view name,
                            const std::vector<GivenDatum>& changes) {
  const Layer& layer = graph_.layer(id);
  if (layer.behaviour) return layer.behaviour->clone(*this, layer, name);
  if (layer.row == nullptr) throw Error("clone", "`" + layer.name + "` cannot be made again");
  const LayerRow& row = *layer.row;
  Config config = layer.config;
  for (ConfigEntry& entry : config.entries) {
    if (const auto* inner = entry.value.as<LayerRef>()) {
      entry.value = LayerRef{clone_layer(inner->id, graph_.layer(inner->id).name, {})};
    } else if (const DatumList* list = entry.value.list()) {
      DatumList copy = *list;
      for (Datum& item : copy.items) {
        const auto* held = item.as<LayerRef>();
        if (held != nullptr)
          item = LayerRef{clone_layer(held->id, graph_.layer(held->id).name, {})};
      }
      entry.value = Datum::of_list(std::move(copy.items), copy.tuple);
    }
    for (const GivenDatum& change : changes) {
      if (change.name == entry.field->name) entry.value = change.value;
    }
  }
  return make_layer(row, std::move(config), name);
}

Datum Tracer::attribute(LayerId id, std::string_view name) {
  const Layer& layer = graph_.layer(id);
  return layer.behaviour ? layer.behaviour->attribute(*this, name) : Datum();
}

bool Tracer::defines_method(LayerId id, std::string_view name) {
  const Layer& layer = graph_.layer(id);
  return layer.behaviour && layer.behaviour->defines(name);
}

std::optional<Datum> Tracer::call_method(LayerId id, std::string_view name,
                                         std::vector<GivenDatum> arguments) {
  Layer& layer = graph_.layer(id);
  if (!layer.behaviour) return std::nullopt;
  return layer.behaviour->call_method(*this, layer, name, arguments);
}

}  // namespace unroll
