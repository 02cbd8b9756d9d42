// Owns the calling of a model on other tensors: its calls are done again, one by one. Must not know
// how models are made. Mirrors keras/src/models/functional.py (call).
#include <algorithm>
#include <map>
#include <set>

#include "graph/tracer.hpp"

namespace unroll {

Datum Tracer::call_model(Layer& layer, const std::vector<GivenDatum>& arguments) {
  if (layer.behaviour && layer.model->kind == ModelKind::subclassed) {
    if (!layer.built) layer.behaviour->build(*this, layer, arguments);
    layer.built = true;
    return layer.behaviour->call(*this, layer, arguments);
  }
  if (arguments.empty()) throw RuleError("inputs", "A model needs its input.");
  const Datum& inputs = arguments.front().value;
  if (layer.model->kind == ModelKind::sequential && !layer.built) {
    std::vector<std::optional<Dim>> sizes;
    for (const ValueId value : tensors_of(inputs)) {
      for (const Axis& axis : shape(value)) {
        sizes.push_back(axis.size.value() ? std::optional(axis.size) : std::nullopt);
      }
      break;
    }
    build_sequential(layer.id, sizes);
  }
  return replay(layer, inputs);
}

namespace {

/// Whether a tensor of `given` may go where `wanted` was declared; Keras's Sequential looks at the
/// rank alone.
bool accepts(const Shape& wanted, const Shape& given, bool sizes_too) {
  if (wanted.size() != given.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto want = wanted[i].size.value();
    const auto got = given[i].size.value();
    if (sizes_too && want && got && *want != *got) return false;
  }
  return true;
}

Dim replace_symbols(Dim size, const SymbolSizes& sizes) {
  for (const auto& [symbol, value] : sizes) size = size.replace(symbol, value);
  return size;
}

Attributes replace_symbols(const Attributes& attributes, const SymbolSizes& sizes) {
  Attributes result;
  for (const auto& [name, value] : attributes.all()) {
    Attribute copy = value;
    if (auto* dim = std::get_if<Dim>(&copy)) *dim = replace_symbols(*dim, sizes);
    if (auto* dims = std::get_if<std::vector<Dim>>(&copy)) {
      for (Dim& dim : *dims) dim = replace_symbols(dim, sizes);
    }
    result.set(name, std::move(copy));
  }
  return result;
}

/// The nodes of an operation, in order.
std::vector<NodeId> nodes_of(const Graph& graph, CallId operation) {
  std::set<NodeId> found;
  std::vector<ValueId> open = graph.call(operation).outputs;
  while (!open.empty()) {
    const NodeId id = graph.value(open.back()).node;
    open.pop_back();
    if (id == no_id || graph.node(id).call != operation || !found.insert(id).second) continue;
    const auto& inputs = graph.node(id).inputs;
    open.insert(open.end(), inputs.begin(), inputs.end());
  }
  return {found.begin(), found.end()};
}

}  // namespace

std::vector<ValueId> Tracer::replay_operation(CallId id, std::map<ValueId, ValueId>& values,
                                              const SymbolSizes& sizes) {
  const auto replaced = [&](ValueId value) {
    const auto found = values.find(value);
    return found == values.end() ? value : found->second;
  };
  for (const NodeId node_id : nodes_of(graph_, id)) {
    const OpRow& row = *graph_.node(node_id).row;
    if (row.prepare == nullptr) continue;  // a weight or a literal is the same for every call
    std::vector<ValueId> inputs;
    for (const ValueId input : graph_.node(node_id).inputs) inputs.push_back(replaced(input));
    const auto results =
        apply(row, inputs, replace_symbols(graph_.node(node_id).attributes, sizes));
    for (std::size_t i = 0; i < results.size(); ++i) {
      values[graph_.node(node_id).outputs[i]] = results[i];
    }
  }
  std::vector<ValueId> results;
  for (const ValueId output : graph_.call(id).outputs) results.push_back(replaced(output));
  return results;
}

Datum Tracer::replay(Layer& layer, const Datum& inputs) {
  const ModelState& model = *layer.model;
  const std::vector<ValueId> wanted = tensors_of(model.inputs);
  const std::vector<ValueId> given = tensors_of(inputs);
  if (wanted.size() != given.size()) {
    throw RuleError("inputs",
                    "The model `" + layer.name + "` takes " + std::to_string(wanted.size()) +
                        " tensors, got " + std::to_string(given.size()) + ".",
                    "Layer \"" + layer.name + "\" expects " + std::to_string(wanted.size()) +
                        " input(s), but it received " + std::to_string(given.size()) +
                        " input tensors.");
  }
  std::map<ValueId, ValueId> values;
  SymbolSizes sizes;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Shape& want = shape(wanted[i]);
    const Shape& got = shape(given[i]);
    if (!accepts(want, got, model.kind == ModelKind::functional)) {
      RuleError error(
          "model_input",
          "The model `" + layer.name + "` takes " + words(want) + ", got " + words(got) + ".",
          "Invalid input shape for input with name '" +
              graph_.layer(graph_.call(graph_.history(wanted[i])).layer).name +
              "'. Expected shape " + keras_text(want) + ", but input has incompatible shape " +
              keras_text(got));
      error.got = given[i];
      throw error;
    }
    values[wanted[i]] = given[i];
    for (std::size_t axis = 0; axis < want.size(); ++axis) {
      if (want[axis].size.is_symbolic())
        sizes.insert_or_assign(want[axis].size.text(), got[axis].size);
    }
  }
  // A list of one output comes back as that output.
  const DatumList* list = model.outputs.list();
  const Datum outputs =
      list != nullptr && list->items.size() == 1 ? list->items.front() : model.outputs;
  return replay_calls(model.calls, outputs, std::move(values), sizes);
}

Datum Tracer::replay_calls(const std::vector<CallId>& calls, const Datum& outputs,
                           std::map<ValueId, ValueId> values, const SymbolSizes& sizes) {
  const auto replaced = [&](ValueId value) {
    const auto found = values.find(value);
    return found == values.end() ? value : found->second;
  };
  for (const CallId id : calls) {
    const Call old = graph_.call(id);
    const bool there = std::all_of(old.outputs.begin(), old.outputs.end(),
                                   [&](ValueId output) { return values.contains(output); });
    if (old.inputs.empty() || there) continue;
    std::vector<ValueId> results;
    std::vector<GivenDatum> arguments = old.arguments;
    for (GivenDatum& argument : arguments)
      argument.value = replace_tensors(argument.value, replaced);
    if (graph_.layer(old.layer).kind == OperationKind::op) {
      std::vector<ValueId> inputs;
      std::ranges::transform(old.inputs, std::back_inserter(inputs), replaced);
      const auto again = [&] { return results = replay_operation(id, values, sizes); };
      operation(graph_.layer(old.layer).class_name, inputs, again, [&] { return arguments; });
    } else {
      results = tensors_of(call_layer(old.layer, std::move(arguments)));
    }
    for (std::size_t i = 0; i < old.outputs.size() && i < results.size(); ++i) {
      values[old.outputs[i]] = results[i];
    }
  }
  return replace_tensors(outputs, replaced);
}

}  // namespace unroll
