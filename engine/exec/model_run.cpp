// Owns the rules behind model_run.hpp. Must not know plans nor requests.
#include "exec/model_run.hpp"

#include <algorithm>
#include <map>

#include "error.hpp"
#include "exec/records.hpp"

namespace unroll {

namespace {

/// The calls whose tensors a model shows; those of no model for -1.
std::vector<CallId> shown_calls(const Graph& graph, std::int64_t model) {
  std::vector<CallId> calls;
  if (model >= 0 && model < std::ssize(graph.models)) {
    const Layer& layer = graph.layer(graph.models[static_cast<std::size_t>(model)]);
    if (layer.model->kind != ModelKind::subclassed) return layer.model->calls;
    // The last call of a subclassed model.
    if (!layer.all_calls.empty()) calls.push_back(layer.all_calls.back());
    return calls;
  }
  for (std::size_t i = 0; i < graph.calls.size(); ++i) {
    const Call& call = graph.calls[i];
    if (call.done && call.symbolic && call.parent == no_id) calls.push_back(static_cast<CallId>(i));
  }
  return calls;
}

/// The states that calls leave, with those inside them.
void collect_states(const Graph& graph, const std::vector<CallId>& calls, KeptStates& into) {
  for (const CallId id : calls) {
    const Call& call = graph.call(id);
    into.insert(into.end(), call.kept_states.begin(), call.kept_states.end());
    collect_states(graph, call.inner, into);
  }
}

/// The calls of these layers among `calls` and inside them.
void collect_calls(const Graph& graph, const std::vector<CallId>& calls,
                   const std::vector<std::int64_t>& layers, std::vector<CallId>& into) {
  for (const CallId id : calls) {
    if (std::ranges::find(layers, graph.call(id).layer) != layers.end()) into.push_back(id);
    collect_calls(graph, graph.call(id).inner, layers, into);
  }
}

}  // namespace

ModelTensors tensors_of_model(const Graph& graph, std::int64_t model) {
  ModelTensors tensors;
  tensors.calls = shown_calls(graph, model);
  if (model < 0) return tensors;
  const Layer& layer = graph.layer(graph.models[static_cast<std::size_t>(model)]);
  tensors.inputs = tensors_of(layer.model->inputs);
  for (const ValueId input : tensors.inputs) tensors.input_masks.push_back(graph.value(input).mask);
  tensors.outputs = tensors_of(layer.model->outputs);
  if (layer.model->kind == ModelKind::subclassed && !layer.all_calls.empty()) {
    tensors.outputs = graph.call(layer.all_calls.back()).outputs;
  }
  return tensors;
}

ModelTensors call_masked(Tracer& tracer, std::int64_t model, const std::vector<bool>& masks) {
  Graph& graph = tracer.graph();
  const LayerId id = graph.models[static_cast<std::size_t>(model)];
  const Datum structure = graph.layer(id).model->inputs;
  const auto input = [&](const Shape& shape, DType dtype) {
    std::vector<Dim> sizes;
    for (const Axis& axis : shape) sizes.push_back(axis.size);
    return tracer.apply(op("input"), {}, {{"shape", sizes}, {"dtype", dtype}}).front();
  };
  const std::vector<ValueId> entering = tensors_of(structure);
  std::map<ValueId, ValueId> made;
  ModelTensors tensors;
  for (std::size_t i = 0; i < entering.size(); ++i) {
    const TensorType type = graph.value(entering[i]).type;
    const ValueId fresh = input(type.shape, type.dtype);
    made[entering[i]] = fresh;
    if (i < masks.size() && masks[i] && type.shape.size() >= 2) {
      const ValueId mask = input({type.shape[0], type.shape[1]}, DType::bool_);
      graph.value(fresh).mask = mask;
      graph.value(fresh).traced_mask = mask;
    }
    tensors.inputs.push_back(fresh);
    tensors.input_masks.push_back(graph.value(fresh).mask);
  }
  const Datum inputs = replace_tensors(structure, [&](ValueId old) { return made.at(old); });
  tensors.outputs = tensors_of(tracer.call_layer(id, {{"", inputs, {}}}));
  tensors.calls = {graph.layer(id).all_calls.back()};
  return tensors;
}

KeptStates states_of(const Graph& graph, const std::vector<CallId>& calls) {
  KeptStates states;
  collect_states(graph, calls, states);
  return states;
}

std::vector<ValueId> kept_values(const Graph& graph, const ModelTensors& tensors,
                                 std::span<const ValueId> shown, const KeptStates& states) {
  // Inputs that no output needs have values too.
  std::vector<ValueId> kept = tensors.inputs;
  kept.insert(kept.end(), tensors.input_masks.begin(), tensors.input_masks.end());
  for (const ValueId output : tensors.outputs) kept.push_back(graph.value(output).mask);
  for (const ValueId value : shown) {
    kept.push_back(value);
    kept.push_back(graph.value(value).mask);
    kept.push_back(graph.value(value).traced_mask);  // what the report tells of
  }
  for (const auto& [variable, value] : states) kept.push_back(value);
  std::erase_if(kept, [&](ValueId id) { return id == no_id || graph.value(id).region != 0; });
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  return kept;
}

std::vector<NodeId> scans_of(const Graph& graph, const std::vector<CallId>& calls,
                             const std::vector<std::int64_t>& layers) {
  for (const std::int64_t layer : layers) {
    if (layer < 0 || layer >= std::ssize(graph.layers)) {
      throw Error("no_such_layer", "there is no layer " + std::to_string(layer));
    }
  }
  std::vector<CallId> chosen;
  collect_calls(graph, calls, layers, chosen);
  return scans_within(graph, chosen);
}

}  // namespace unroll
