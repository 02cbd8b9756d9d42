// Owns the cells of `model.summary()`: which rows a model has and what stands in them. Must not
// know how the table is drawn (summary.cpp). Mirrors keras/src/utils/summary_utils.py.
#include "interchange/model_summary.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "interchange/summary.hpp"

namespace unroll {

namespace {

/// Keras prints one-axis shapes here without the comma.
std::string shape_text(const Shape& shape) {
  std::string text = keras_text(shape);
  if (shape.size() == 1) text.erase(text.size() - 2, 1);
  return text;
}

std::string output_text(const Graph& graph, const Layer& layer) {
  // Keras's nodes where there are any, else what the layer says of the last call on arrays.
  const bool by_program = layer.row == nullptr && layer.behaviour && !layer.model;
  if (layer.calls.empty() && by_program && !layer.behaviour->defines("compute_output_shape"))
    return "?";
  const auto& calls = layer.calls.empty() ? layer.all_calls : layer.calls;
  const auto done =
      std::find_if(calls.rbegin(), calls.rend(), [&](CallId id) { return graph.call(id).done; });
  if (done == calls.rend()) return "?";
  const auto& outputs = graph.call(*done).outputs;
  if (outputs.size() == 1) return shape_text(graph.value(outputs.front()).type.shape);
  std::string text;
  for (const ValueId output : outputs) {
    text += (text.empty() ? "" : ", ") + shape_text(graph.value(output).type.shape);
  }
  // A node keeps its tensors in a list; what the layer says has the structure of its own.
  const DatumList* list = graph.call(*done).result.list();
  const bool tuple = layer.calls.empty() && list != nullptr && list->tuple;
  return tuple ? '(' + text + ')' : '[' + text + ']';
}

std::int64_t parameter_count(const Graph& graph, const std::vector<WeightId>& weights) {
  std::int64_t count = 0;
  for (const WeightId id : weights) count += *element_count(graph.weight(id).type.shape).value();
  return count;
}

/// `producer[node][tensor]` for every tensor that goes into the layer's calls in this model.
std::string connections(const Graph& graph, const ModelState& model, const Layer& layer) {
  std::string text;
  for (const CallId id : layer.calls) {
    if (std::find(model.calls.begin(), model.calls.end(), id) == model.calls.end()) continue;
    for (const ValueId input : graph.call(id).inputs) {
      const CallId made = graph.history(input);
      if (made == no_id || !graph.value(input).symbolic) continue;
      const Layer& producer = graph.layer(graph.call(made).layer);
      // The newest of the nodes that the call stands for.
      const int node = graph.node_count(producer, made) + graph.call(made).repeats;
      const auto& outputs = graph.call(made).outputs;
      const auto tensor = std::find(outputs.begin(), outputs.end(), input);
      text += (text.empty() ? "" : ", ") + producer.name + '[' + std::to_string(node) + "][" +
              std::to_string(tensor - outputs.begin()) + ']';
    }
  }
  return text.empty() ? "-" : text;
}

void add_row(const Graph& graph, const ModelState& model, LayerId id, const SummaryOptions& options,
             int level, SummaryTable& table) {
  const Layer& layer = graph.layer(id);
  SummaryRow row;
  std::string indent;
  for (int i = 0; i < level; ++i) indent += "   ";
  row.layer = (level > 0 ? indent + "└ " : "") + layer.name + " (" + layer.class_name + ')';
  row.output_shape = output_text(graph, layer);
  const auto weights = graph.all_weights(id);
  row.params = layer.built ? grouped(parameter_count(graph, weights)) : "0 (unbuilt)";
  if (table.connected_to) row.connected_to = connections(graph, model, layer);
  const bool trains = std::any_of(weights.begin(), weights.end(),
                                  [&](WeightId weight) { return graph.weight(weight).trainable; });
  row.trainable = weights.empty() ? "-" : trains && layer.trainable ? "Y" : "N";
  table.rows.push_back(std::move(row));
  if (!options.expand_nested || !layer.model) return;
  for (const LayerId inner : summary_layers(graph, layer)) {
    if (graph.layer(inner).kind == OperationKind::op) continue;
    add_row(graph, *layer.model, inner, options, level + 1, table);
  }
}

}  // namespace

std::vector<LayerId> summary_layers(const Graph& graph, const Layer& model) {
  if (model.model->kind == ModelKind::subclassed) return model.layers;
  if (model.model->kind == ModelKind::functional) return model.model->operations;
  std::vector<LayerId> layers = model.model->layers;
  std::erase_if(layers, [&](LayerId id) {
    return graph.layer(id).row != nullptr && graph.layer(id).row->is_input;
  });
  return layers;
}

ParameterCounts count_parameters(const Graph& graph, LayerId id) {
  ParameterCounts counts;
  std::set<WeightId> frozen;
  // A layer that is not trainable freezes what it holds.
  const std::function<void(LayerId, bool)> freeze = [&](LayerId at, bool trains) {
    const Layer& layer = graph.layer(at);
    const bool here = trains && layer.trainable;
    for (const WeightId weight : layer.weights) {
      if (!here) frozen.insert(weight);
    }
    const bool by_model = layer.model && layer.model->kind != ModelKind::subclassed;
    for (const LayerId inner : by_model ? layer.model->layers : layer.layers) freeze(inner, here);
  };
  freeze(id, true);
  for (const WeightId weight : graph.all_weights(id)) {
    const std::int64_t count = *element_count(graph.weight(weight).type.shape).value();
    const std::int64_t bytes = count * element_bytes(graph.weight(weight).type.dtype);
    const bool trains = graph.weight(weight).trainable && !frozen.contains(weight);
    (trains ? counts.trainable : counts.non_trainable) += count;
    (trains ? counts.trainable_bytes : counts.non_trainable_bytes) += bytes;
  }
  return counts;
}

std::string model_summary(const Graph& graph, LayerId id, const SummaryOptions& options) {
  const Layer& model = graph.layer(id);
  SummaryTable table;
  table.model_name = model.name;
  table.line_length = options.line_length;
  table.positions = options.positions;
  table.show_trainable = options.show_trainable;
  table.connected_to = model.model->kind == ModelKind::functional && !model.model->chain;
  for (const LayerId layer : summary_layers(graph, model)) {
    add_row(graph, *model.model, layer, options, 0, table);
  }
  const ParameterCounts counts = count_parameters(graph, id);
  table.trainable_params = counts.trainable;
  table.non_trainable_params = counts.non_trainable;
  table.trainable_bytes = counts.trainable_bytes;
  table.non_trainable_bytes = counts.non_trainable_bytes;
  return summary_text(table);
}

}  // namespace unroll
