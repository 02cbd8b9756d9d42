// Owns the finding of what a run shows in the graph. Must not know plans' memory nor JSON.
#include "session_tensors.hpp"

#include <algorithm>
#include <map>

#include "error.hpp"

namespace unroll {

LayerId need_model(const Graph& graph, std::int64_t model) {
  if (model < 0 || model >= std::ssize(graph.models)) {
    throw Error("no_such_model", "there is no model " + std::to_string(model) +
                                     "; the program makes " + std::to_string(graph.models.size()));
  }
  return graph.models[static_cast<std::size_t>(model)];
}

namespace {

/// The calls whose tensors a model shows; those of no model for -1.
std::vector<CallId> shown_calls(const Graph& graph, std::int64_t model) {
  std::vector<CallId> calls;
  if (model >= 0 && model < std::ssize(graph.models)) {
    const Layer& layer = graph.layer(graph.models[static_cast<std::size_t>(model)]);
    if (layer.model->kind != ModelKind::subclassed) return layer.model->calls;
    if (layer.all_calls.empty()) return {};
    // The last call of a subclassed model, and all that happened inside.
    calls.push_back(layer.all_calls.back());
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const auto& inner = graph.call(calls[i]).inner;
      calls.insert(calls.end(), inner.begin(), inner.end());
    }
    return calls;
  }
  for (std::size_t i = 0; i < graph.calls.size(); ++i) {
    const Call& call = graph.calls[i];
    if (call.done && call.symbolic && call.parent == no_id) calls.push_back(static_cast<CallId>(i));
  }
  return calls;
}

}  // namespace

ModelTensors tensors_of_model(const Graph& graph, std::int64_t model) {
  ModelTensors tensors;
  tensors.calls = shown_calls(graph, model);
  if (model < 0) return tensors;
  const Layer& layer = graph.layer(graph.models[static_cast<std::size_t>(model)]);
  tensors.inputs = tensors_of(layer.model->inputs);
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
  ModelTensors tensors;
  const Datum inputs = replace_tensors(structure, [&](ValueId old) {
    const TensorType type = graph.value(old).type;
    const ValueId made = input(type.shape, type.dtype);
    const std::size_t position = tensors.inputs.size();
    if (position < masks.size() && masks[position] && type.shape.size() >= 2) {
      const ValueId mask = input({type.shape[0], type.shape[1]}, DType::bool_);
      graph.value(made).mask = mask;
    }
    tensors.inputs.push_back(made);
    return made;
  });
  tensors.outputs = tensors_of(tracer.call_layer(id, {{"", inputs, {}}}));
  tensors.calls = {graph.layer(id).all_calls.back()};
  return tensors;
}

void collect_states(const Graph& graph, const std::vector<CallId>& calls,
                    std::vector<std::pair<WeightId, ValueId>>& into) {
  for (const CallId id : calls) {
    const Call& call = graph.call(id);
    into.insert(into.end(), call.kept_states.begin(), call.kept_states.end());
    collect_states(graph, call.inner, into);
  }
}

namespace {

/// The calls of these layers among `calls` and inside them.
void collect_calls(const Graph& graph, const std::vector<CallId>& calls,
                   const std::vector<std::int64_t>& layers, std::vector<CallId>& into) {
  for (const CallId id : calls) {
    if (std::ranges::find(layers, graph.call(id).layer) != layers.end()) into.push_back(id);
    collect_calls(graph, graph.call(id).inner, layers, into);
  }
}

}  // namespace

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

std::vector<StepRecord> records_of(const Graph& graph, const Plan& plan,
                                   const std::vector<NodeId>& scans) {
  const auto sizes_of = [&](ValueId id) {
    const auto sizes = plan.records().sizes(id);
    return std::vector<std::int64_t>(sizes.begin(), sizes.end());
  };
  std::vector<StepRecord> records;
  std::map<LayerId, std::int64_t> calls;
  for (const NodeId id : scans) {
    const Node& scan = graph.node(id);
    const LayerId layer = graph.call(scan.call).layer;
    const std::int64_t call = calls[layer]++;
    for (const NamedValue& named : recorded_values(graph, *scan.body)) {
      if (sizes_of(named.value).empty()) continue;
      const bool has_before = named.before != no_id && !sizes_of(named.before).empty();
      records.push_back({layer, call, graph.call(named.call).layer, named.name, named.value,
                         has_before ? named.before : no_id, sizes_of(named.value)});
    }
  }
  return records;
}

}  // namespace unroll
