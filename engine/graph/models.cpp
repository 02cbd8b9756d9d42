// Owns functional models: how they are read off the graph. Must not know how models are called
// again (replay.cpp). Mirrors keras/src/models/functional.py.
#include <algorithm>
#include <map>

#include "graph/model_walk.hpp"
#include "layers/model_inputs.hpp"

namespace unroll {

void wrong_model(const Layer& model, std::string code, const std::string& message,
                 const std::string& keras) {
  Problem problem;
  problem.code = std::move(code);
  problem.message = message;
  problem.keras = keras;
  problem.layer_class = model.class_name;
  problem.layer_name = model.name;
  throw TraceError(std::move(problem), "ValueError");
}

LayerId Tracer::make_functional(Datum inputs, Datum outputs, std::string_view name) {
  const LayerId id = make_custom("Functional", name);
  set_functional(id, std::move(inputs), std::move(outputs));
  graph_.models.push_back(id);
  return id;
}

std::map<ValueId, ValueId> Tracer::clone_inputs(const std::vector<ValueId>& inputs) {
  std::map<ValueId, ValueId> clones;
  for (const ValueId input : inputs) {
    const LayerRow* row = graph_.layer(graph_.call(graph_.history(input)).layer).row;
    if (row != nullptr && row->is_input) continue;
    std::vector<std::optional<Dim>> sizes;
    for (const Axis& axis : shape(input)) {
      sizes.push_back(axis.size.value() ? std::optional(axis.size) : std::nullopt);
    }
    const LayerId clone = make_input(sizes, type(input).dtype, make_config(input_row(), {}),
                                     graph_.tensor_name(input) + "CLONE");
    clones[input] = input_value(clone);
  }
  // An Input beside them stays what it is.
  if (!clones.empty()) {
    for (const ValueId input : inputs) clones.try_emplace(input, input);
  }
  return clones;
}

void Tracer::set_functional(LayerId id, Datum inputs, Datum outputs) {
  Layer& layer = graph_.layer(id);
  layer.kind = OperationKind::model;
  const std::vector<ValueId> ins = tensors_of(inputs);
  const std::vector<ValueId> outs = tensors_of(outputs);
  for (const auto& [values, word] : {std::pair(&ins, "inputs"), std::pair(&outs, "outputs")}) {
    if (!values->empty() && std::all_of(values->begin(), values->end(), [&](ValueId value) {
          return graph_.value(value).symbolic;
        })) {
      continue;
    }
    wrong_model(layer, "model_tensors",
                std::string("Model needs tensors that come from an Input for `") + word + "`.",
                std::string("All `") + word + "` values must be KerasTensors. Received: " + word +
                    '=' + python_text(values == &ins ? inputs : outputs));
  }
  ModelWalk walk(graph_, ins);
  for (const ValueId output : outs) walk.visit(output);
  // A tensor from inside another model becomes an Input of this one, and what follows is done
  // again.
  if (const auto clones = clone_inputs(ins); !clones.empty() && !walk.missing) {
    const Datum again = replay_calls(walk.calls, outputs, clones, {});
    return set_functional(id,
                          replace_tensors(inputs,
                                          [&](ValueId value) {
                                            const auto found = clones.find(value);
                                            return found == clones.end() ? value : found->second;
                                          }),
                          again);
  }
  if (walk.missing) {
    const std::string& missing = graph_.layer(*walk.missing).name;
    throw RuleError(
        "model_inputs",
        "The outputs need the input `" + missing + "`, which is not among the model's inputs.",
        "Output with path `` is not connected to `inputs`");
  }
  auto model = std::make_unique<ModelState>();
  model->kind = ModelKind::functional;
  walk.sort(*model);
  std::map<std::string, int> uses;
  for (const LayerId each : model->operations) ++uses[graph_.layer(each).name];
  for (const auto& [repeated, count] : uses) {
    if (count == 1) continue;
    throw RuleError("layer_name",
                    "Every layer of a model needs a name of its own; `" + repeated + "` is there " +
                        std::to_string(count) + " times.",
                    "The name \"" + repeated + "\" is used " + std::to_string(count) +
                        " times in the model. All operation names should be unique.");
  }
  model->calls = std::move(walk.calls);
  model->inputs = std::move(inputs);
  model->outputs = std::move(outputs);
  layer.model = std::move(model);
  layer.built = true;
}

}  // namespace unroll
