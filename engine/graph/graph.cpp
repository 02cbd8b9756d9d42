// Owns the walks over a traced program. Must not know how it was traced.
#include "graph/graph.hpp"

#include <algorithm>

namespace unroll {

std::vector<const GivenDatum*> in_keras_order(const std::vector<GivenDatum>& arguments) {
  std::vector<const GivenDatum*> ordered;
  const auto name = [](const GivenDatum* each) -> const std::string& { return each->name; };
  for (const GivenDatum& argument : arguments) {
    ordered.insert(std::ranges::upper_bound(ordered, argument.name, {}, name), &argument);
  }
  return ordered;
}

int Graph::node_count(const Layer& layer, CallId end) const {
  int count = 0;
  for (const CallId id : layer.calls) {
    if (id == end) break;
    count += 1 + call(id).repeats;
  }
  return count;
}

CallId Graph::history(ValueId id) const {
  CallId at = value(id).call;
  while (at != no_id && call(at).parent != no_id) at = call(at).parent;
  return at;
}

std::string Graph::tensor_name(ValueId id) const {
  if (const auto number = value(id).number) {
    return "keras_tensor" + (*number == 0 ? "" : '_' + std::to_string(*number));
  }
  const CallId made = history(id);
  return made == no_id ? "keras_tensor" : layer(call(made).layer).name;
}

namespace {

void collect_weights(const Graph& graph, LayerId id, std::vector<WeightId>& into,
                     std::vector<LayerId>& seen) {
  if (std::find(seen.begin(), seen.end(), id) != seen.end()) return;
  seen.push_back(id);
  const Layer& layer = graph.layer(id);
  for (const bool trainable : {true, false}) {
    for (const WeightId own : layer.weights) {
      const bool is_trainable = graph.weight(own).trainable;
      if (is_trainable == trainable && std::find(into.begin(), into.end(), own) == into.end()) {
        into.push_back(own);
      }
    }
  }
  const auto& held = layer.model && layer.model->kind != ModelKind::subclassed ? layer.model->layers
                                                                               : layer.layers;
  for (const LayerId inner : held) collect_weights(graph, inner, into, seen);
}

}  // namespace

std::vector<WeightId> Graph::all_weights(LayerId id) const {
  std::vector<WeightId> found;
  std::vector<LayerId> seen;
  collect_weights(*this, id, found, seen);
  return found;
}

}  // namespace unroll
