// Owns the reading of a model off the graph: the calls between inputs and outputs, and their order.
// For the files of models alone. Mirrors keras/src/ops/function.py (map_graph).
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/tracer.hpp"

namespace unroll {

/// Reads the calls between inputs and outputs off the graph, as Keras's map_graph does.
class ModelWalk {
 public:
  /// `known` are calls that were read off before, each after those it needs.
  ModelWalk(const Graph& graph, std::vector<ValueId> inputs, std::vector<CallId> known = {})
      : calls(std::move(known)), graph_(graph), inputs_(std::move(inputs)) {
    for (const ValueId input : inputs_) input_calls_.push_back(graph_.history(input));
  }

  /// The InputLayer whose tensor is needed and not given, or nothing.
  std::optional<LayerId> missing;

  void visit(ValueId value) {
    const CallId call = graph_.history(value);
    if (call == no_id || missing) return;
    const LayerId operation = graph_.call(call).layer;
    if (std::find(seen_.begin(), seen_.end(), operation) == seen_.end()) seen_.push_back(operation);
    if (std::find(calls.begin(), calls.end(), call) != calls.end()) return;
    const bool is_input =
        std::find(input_calls_.begin(), input_calls_.end(), call) != input_calls_.end();
    if (!is_input) {
      const LayerRow* row = graph_.layer(operation).row;
      if (row != nullptr && row->is_input) {
        missing = operation;
        return;
      }
      for (const ValueId input : graph_.call(call).inputs) {
        if (graph_.value(input).symbolic) visit(input);
      }
    }
    calls.push_back(call);
  }

  /// Depths and the order of operations: deepest first, then by first sight.
  void sort(ModelState& model) const {
    std::map<CallId, int> call_depth;
    std::map<LayerId, int> depth;
    for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
      const LayerId operation = graph_.call(*call).layer;
      const int at = std::max(call_depth[*call], depth[operation]);
      call_depth[*call] = at;
      depth[operation] = at;
      if (std::find(input_calls_.begin(), input_calls_.end(), *call) != input_calls_.end())
        continue;
      for (const ValueId input : graph_.call(*call).inputs) {
        const CallId parent = graph_.history(input);
        if (parent == no_id || std::find(calls.begin(), calls.end(), parent) == calls.end())
          continue;
        call_depth[parent] = std::max(call_depth[parent], at + 1);
      }
    }
    std::vector<LayerId> order = unconnected();
    order.insert(order.end(), seen_.begin(), seen_.end());
    std::map<int, std::vector<LayerId>, std::greater<>> by_depth;
    for (const LayerId id : order) by_depth[depth.contains(id) ? depth.at(id) : 0].push_back(id);
    for (const auto& [at, layers] : by_depth) {
      model.operations.insert(model.operations.end(), layers.begin(), layers.end());
    }
    for (const LayerId id : model.operations) {
      if (graph_.layer(id).kind != OperationKind::op) model.layers.push_back(id);
    }
    model.chain = is_chain(call_depth);
  }

  std::vector<CallId> calls;  ///< each after those it needs

 private:
  /// Inputs that no output needs.
  [[nodiscard]] std::vector<LayerId> unconnected() const {
    std::vector<LayerId> layers;
    for (const CallId call : input_calls_) {
      if (call == no_id) continue;
      const LayerId layer = graph_.call(call).layer;
      if (std::find(seen_.begin(), seen_.end(), layer) == seen_.end()) layers.push_back(layer);
    }
    return layers;
  }

  /// Whether the summary needs no column for connections.
  [[nodiscard]] bool is_chain(const std::map<CallId, int>& call_depth) const {
    std::map<int, int> at_depth;
    std::map<LayerId, int> uses;
    bool chain = unconnected().empty();
    for (const CallId call : calls) {
      chain = chain && ++at_depth[call_depth.at(call)] == 1;
      chain = chain && ++uses[graph_.call(call).layer] == 1;
      std::size_t tensors = 0;
      for (const ValueId input : graph_.call(call).inputs)
        tensors += graph_.value(input).symbolic ? 1 : 0;
      chain = chain && tensors <= 1;
    }
    return chain;
  }

  const Graph& graph_;
  std::vector<ValueId> inputs_;
  std::vector<CallId> input_calls_;
  std::vector<LayerId> seen_;
};

/// Throws a model's error, in our words and in Keras's.
[[noreturn]] void wrong_model(const Layer& model, std::string code, const std::string& message,
                              const std::string& keras);

}  // namespace unroll
