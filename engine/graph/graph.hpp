// Owns the traced program as data: values, nodes, calls, layers, models and weights. Must not know
// how they come about (the tracer) nor how they are run (exec).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dims/identity.hpp"
#include "layers/layer.hpp"
#include "ops/op.hpp"

namespace unroll {

using NodeId = std::int32_t;
using RegionId = std::int32_t;

/// A tensor of the program.
struct Value {
  TensorType type;
  NodeId node = no_id;    ///< what makes it; no_id for a step or state of a scan's body
  std::int32_t port = 0;  ///< which of the node's outputs
  CallId call = no_id;    ///< the innermost call that it was made in
  RegionId region = 0;
  ValueId mask = no_id;  ///< that it carries when the program runs
  /// What Keras's KerasTensor carries: the same, but for what a layer takes away when it runs.
  ValueId traced_mask = no_id;
  /// Keras's number of a KerasTensor (`keras_tensor_1`); nothing for what has none.
  std::optional<std::int32_t> number;
  bool symbolic = false;  ///< depends on an input of a model: what Keras calls a KerasTensor
};

/// The graph inside a scan.
struct ScanGraph {
  RegionId region = 0;
  std::vector<ValueId> steps;        ///< one step of each sequence
  std::vector<ValueId> states;       ///< the states before the step
  std::vector<ValueId> outputs;      ///< of the step
  std::vector<ValueId> next_states;  ///< the states after it
};

/// What a layer calls a value of its step: `i`, `candidate`, `c`.
struct NamedValue {
  std::string name;
  ValueId value = no_id;
  ValueId before = no_id;  ///< what its activation was applied to, no_id where it has none
  CallId call = no_id;     ///< the layer's
};

/// One op on some values.
struct Node {
  const OpRow* row = nullptr;
  Attributes attributes;
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  CallId call = no_id;
  RegionId region = 0;
  Span span;
  std::unique_ptr<ScanGraph>
      body;  ///< of a scan: inputs are sequences, states, then the mask if any
};

/// One use of a layer, a model or a bare op; Keras's Node.
struct Call {
  LayerId layer = no_id;
  CallId parent = no_id;  ///< the call in which it happens
  /// As given; a bare op's by the words of `keras.ops`, none where it follows from a mask.
  std::vector<GivenDatum> arguments;
  Datum result;
  std::vector<ValueId> inputs;   ///< tensors of the arguments, `in_keras_order`
  std::vector<ValueId> outputs;  ///< tensors of the result, in Keras's order
  std::vector<CallId> inner;
  Span span;
  /// The states that it leaves to the next call, by the variables that keep them.
  std::vector<std::pair<WeightId, ValueId>> kept_states;
  bool symbolic = false;  ///< on tensors that depend on an input of a model
  bool done = false;
  /// How often Keras makes the call again, with nothing new to show.
  int repeats = 0;
};

/// Arguments as Keras lists what goes into a call: the positional ones, then the others by name.
[[nodiscard]] std::vector<const GivenDatum*> in_keras_order(
    const std::vector<GivenDatum>& arguments);

struct Weight {
  LayerId owner = no_id;
  std::string path;  ///< Keras's: `simple_rnn/simple_rnn_cell/kernel`
  std::string name;
  TensorType type;
  Initializer initializer;
  bool trainable = true;
  bool state = false;  ///< a state kept between calls: no weight of the layer to Keras
  ValueId value = no_id;
  /// Numbers that the program gave it in place of drawn ones.
  std::shared_ptr<const Tensor> assigned;
};

enum class OperationKind : std::uint8_t { layer, op, model };
enum class ModelKind : std::uint8_t { sequential, functional, subclassed };

class Tracer;
struct Layer;

/// The program's own methods of a layer or model; a layer without them is called by its row.
class LayerBehaviour {
 public:
  LayerBehaviour() = default;
  LayerBehaviour(const LayerBehaviour&) = delete;
  LayerBehaviour& operator=(const LayerBehaviour&) = delete;
  virtual ~LayerBehaviour() = default;
  /// The program's `build`, or nothing.
  virtual void build(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) = 0;
  /// The program's `call`.
  virtual Datum call(Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) = 0;
  /// What the program's `compute_output_shape` says of a call; nothing where there is none.
  virtual std::optional<DeclaredOutput> declared_output(
      Tracer& tracer, Layer& layer, const std::vector<GivenDatum>& arguments) = 0;
  /// Whether the program's class defines this method.
  [[nodiscard]] virtual bool defines(std::string_view method) const = 0;
  /// The names of the arguments of its `call`, without `self`.
  [[nodiscard]] virtual std::vector<std::string> arguments(const Layer& layer) const = 0;
  /// An attribute that the program gave it, or None.
  virtual Datum attribute(Tracer& tracer, std::string_view name) = 0;
  /// The program's own method; nothing where its class defines none.
  virtual std::optional<Datum> call_method(Tracer& tracer, Layer& layer, std::string_view name,
                                           const std::vector<GivenDatum>& arguments) = 0;
  /// Another layer of the program's class, made from its `get_config`.
  virtual LayerId clone(Tracer& tracer, const Layer& layer, std::string_view name) = 0;
};

struct ModelState {
  ModelKind kind = ModelKind::functional;
  Datum inputs;  ///< as the program structured them
  Datum outputs;
  std::vector<LayerId> layers;  ///< in the order of Keras's `model.layers`, InputLayers included
  std::vector<LayerId> operations;  ///< those and the bare ops
  std::vector<CallId> calls;        ///< the calls that belong to the model, in an order to run them
  std::vector<CallId> made;         ///< of a Sequential: all that calling its layers has made
  bool chain = true;                ///< every depth holds one call of at most one tensor
};

/// A layer, a model or a bare op that has a name: Keras's Operation.
struct Layer : LayerState {
  OperationKind kind = OperationKind::layer;
  std::string class_name;
  std::shared_ptr<LayerBehaviour> behaviour;  ///< null: by its row
  std::vector<CallId> calls;  ///< Keras's inbound nodes: symbolic and of no other call
  std::vector<CallId> all_calls;
  std::unique_ptr<ModelState> model;
  Span span;       ///< the expression that makes it
  Span statement;  ///< the statement around that
};

/// A whole traced program. Ids are indexes.
struct Graph {
  std::deque<Value> values;  ///< what refers to one stays good while others are added
  std::vector<Node> nodes;
  std::vector<std::vector<NodeId>> regions = {{}};  ///< nodes in order; 0 is the program itself
  std::vector<Call> calls;
  std::vector<std::unique_ptr<Layer>> layers;
  std::vector<Weight> weights;
  std::vector<NamedValue> named;  ///< values of scans' bodies
  std::vector<LayerId> models;    ///< in the order of their making
  IdentityTable identities;

  [[nodiscard]] const Value& value(ValueId id) const {
    return values[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] Value& value(ValueId id) { return values[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Node& node(NodeId id) const { return nodes[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Call& call(CallId id) const { return calls[static_cast<std::size_t>(id)]; }
  [[nodiscard]] Call& call(CallId id) { return calls[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Layer& layer(LayerId id) const {
    return *layers[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] Layer& layer(LayerId id) { return *layers[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Weight& weight(WeightId id) const {
    return weights[static_cast<std::size_t>(id)];
  }

  /// The outermost call that made a value: the one that Keras's history of a tensor names.
  [[nodiscard]] CallId history(ValueId id) const;
  /// How many nodes Keras counts of a layer's `calls`, those before `end`.
  [[nodiscard]] int node_count(const Layer& layer, CallId end = no_id) const;
  /// Keras's name of a symbolic tensor: `keras_tensor_1`, or the Input's own.
  [[nodiscard]] std::string tensor_name(ValueId id) const;
  /// Keras's `layer.weights`: its own trainable ones, its own others, then those of held layers.
  [[nodiscard]] std::vector<WeightId> all_weights(LayerId id) const;
};

}  // namespace unroll
