// Owns the tracing: every op, layer call and model of a program becomes part of the graph here,
// with its shape inferred at once. Must not know the language that the program is written in.
// Mirrors keras/src/layers/layer.py (__call__), models/functional.py and models/sequential.py.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.hpp"
#include "graph/problem.hpp"

namespace unroll {

/// What tracing throws where the program is wrong: a problem with all but its place in a statement.
class TraceError : public Error {
 public:
  TraceError(Problem told, std::string_view exception_type)
      : Error(told.code, told.message), problem(std::move(told)), exception(exception_type) {}
  Problem problem;
  std::string_view exception;  ///< Python's exception type
};

/// Bounds of a traced program.
struct TraceLimits {
  std::size_t nodes = 100'000;
  std::int64_t parameters = std::int64_t{1}
                            << 40;  ///< of one weight; values are bounded at binding
};

/// Sizes to put in place of symbols, by name.
using SymbolSizes = std::map<std::string, Dim, std::less<>>;

/// The program as its own language runs it.
class ProgramFunctions {
 public:
  ProgramFunctions() = default;
  ProgramFunctions(const ProgramFunctions&) = delete;
  ProgramFunctions& operator=(const ProgramFunctions&) = delete;
  virtual ~ProgramFunctions() = default;
  /// What it answers, with a tensor in it.
  virtual Datum call_function(const Opaque& function, std::vector<GivenDatum> arguments) = 0;
  /// What it makes of the shapes of these tensors, in their structure.
  virtual Datum call_on_shapes(const Opaque& function, const Datum& tensors) = 0;
  /// Whether it takes an argument of this name.
  virtual bool takes_argument(const Opaque& function, std::string_view name) = 0;
  /// Does `work`. Answers what is told where it fails by a fault of the program, nothing where it
  /// does not; limits are not caught.
  virtual std::optional<Problem> attempt(const std::function<void()>& work) = 0;
  /// Tells of something at the place that is being run.
  virtual void report(Problem problem) = 0;
};

class Tracer final : public Tracing {
 public:
  explicit Tracer(Graph& into, TraceLimits limits = {}, KerasRelease release = KerasRelease::v3_15)
      : graph_(into), limits_(limits), release_(release) {}

  [[nodiscard]] Graph& graph() { return graph_; }

  // ---- Tracing -------------------------------------------------------------------------------
  [[nodiscard]] const TensorType& type(ValueId value) const override;
  [[nodiscard]] ValueId mask(ValueId value) const override;
  [[nodiscard]] KerasRelease release() const override { return release_; }
  using Tracing::apply;
  std::vector<ValueId> apply(const OpRow& row, std::span<const ValueId> inputs,
                             Attributes attributes) override;
  void leave_open(ValueId value, std::size_t axis) override;
  Scanned scan(const ScanOptions& options, const ScanBody& body) override;
  void operation(std::string_view class_name, std::span<const ValueId> inputs,
                 const std::function<std::vector<ValueId>()>& ops,
                 const std::function<std::vector<GivenDatum>()>& arguments) override;
  void set_axis(ValueId value, std::int64_t axis, const Axis& as) override;
  void set_role(ValueId value, std::int64_t axis, Role role) override;
  WeightId add_weight(LayerId owner, std::string_view name, Shape shape, const Datum& initializer,
                      bool trainable, DType dtype) override;
  ValueId weight(WeightId id) override;
  /// Gives a weight numbers in place of drawn ones; throws Error where the sizes differ.
  void assign_weight(WeightId id, std::shared_ptr<const Tensor> numbers);
  LayerState& layer(LayerId id) override { return graph_.layer(id); }
  LayerId make_layer(const LayerRow& row, Config config, std::string_view name) override;
  void build_layer(LayerId id, std::span<const TensorType> inputs) override;
  Datum call_layer(LayerId id, std::vector<GivenDatum> arguments) override;
  LayerId clone_layer(LayerId id, std::string_view name,
                      const std::vector<GivenDatum>& changes) override;
  Datum attribute(LayerId id, std::string_view name) override;
  std::optional<Datum> call_method(LayerId id, std::string_view name,
                                   std::vector<GivenDatum> arguments) override;
  std::vector<ValueId> kept_states(LayerId id, const std::vector<Shape>& shapes) override;
  void keep_states(LayerId id, std::span<const ValueId> states) override;
  ValueId activate(const Datum& activation, ValueId value) override;
  Datum call_function(const Opaque& function, std::vector<GivenDatum> arguments) override;
  Datum call_on_shapes(const Opaque& function, const Datum& tensors) override;
  bool takes_argument(const Opaque& function, std::string_view name) override;
  [[nodiscard]] bool defines_method(LayerId id, std::string_view name) override;
  ValueId declare(ValueId value, const Shape& shape, const RuleError& error) override;
  void name(std::string_view what, ValueId value, ValueId before) override;

  // ---- layers --------------------------------------------------------------------------------

  /// A layer of a class without a row (a subclass of Layer or Model).
  LayerId make_custom(std::string_view class_name, std::string_view name);
  /// A free name: `dense`, `dense_1`, ...
  std::string unique_name(const std::string& prefix);
  /// A tensor with a mask of its own: the same numbers as `value`.
  ValueId with_mask(ValueId value, ValueId mask);
  /// The states of a stateful layer and of those inside it are zeros again at its next call.
  void reset_states(LayerId id);
  /// Forgets all names, as keras.backend.clear_session() does.
  void clear_names() { names_.clear(); }
  /// A tensor that enters a model. `sizes` without numbers get symbols. Returns the layer, whose
  /// one call gives the tensor.
  LayerId make_input(const std::vector<std::optional<Dim>>& sizes, DType dtype, Config config,
                     std::string_view name);
  /// The tensor of an InputLayer.
  [[nodiscard]] ValueId input_value(LayerId input) const;
  /// Names a weight in the scope of the layer that is being built: `path`.
  [[nodiscard]] std::string scoped(std::string_view name) const;
  /// Who calls the functions of the program: set by the front end.
  ProgramFunctions* functions = nullptr;

  // ---- models (models.cpp) -------------------------------------------------------------------

  /// keras.Model(inputs, outputs). Throws TraceError where the outputs do not hang on the inputs.
  LayerId make_functional(Datum inputs, Datum outputs, std::string_view name);
  /// The same into a layer that exists (a subclass of Model calling its constructor so).
  void set_functional(LayerId id, Datum inputs, Datum outputs);
  /// An empty keras.Sequential.
  LayerId make_sequential(std::string_view name);
  void add_to_sequential(LayerId model, LayerId added, bool rebuild);
  void pop_from_sequential(LayerId model);
  /// Builds a Sequential as Keras does whenever its input shape is known.
  void rebuild_sequential(LayerId model);
  /// Sequential.build(input_shape).
  void build_sequential(LayerId model, const std::vector<std::optional<Dim>>& sizes);

  // ---- places --------------------------------------------------------------------------------

  /// The `training` that the calls around give to those inside; nothing where none gave one.
  std::optional<bool> training;

  /// The place of the program that is being run: set by the front end before it calls in.
  Span span;
  Span statement;
  [[nodiscard]] bool inside_call() const { return !open_.empty() && !at_top_; }
  /// The call that is being traced, or no_id.
  [[nodiscard]] CallId current_call() const {
    return open_.empty() || at_top_ ? no_id : open_.back();
  }

 private:
  friend class ScopeName;
  friend class InSequential;
  ValueId add_value(TensorType type, NodeId node, std::int32_t port, bool symbolic);
  void give_lineages(Shape& shape);
  void number_tensors(const std::vector<ValueId>& tensors);
  CallId open_call(LayerId layer, const std::vector<GivenDatum>& arguments);
  void close_call(CallId id, const Datum& result);
  [[nodiscard]] static std::vector<std::string> argument_names(const Layer& layer);
  static void name_arguments(const Layer& layer, std::vector<GivenDatum>& arguments);
  Datum run_call(Layer& layer, std::vector<GivenDatum>& arguments);
  Datum trace_call(Layer& layer, const std::vector<GivenDatum>& arguments);
  /// Whether Keras does not run the layer that is being called: it, and all around it, are called
  /// on KerasTensors by Keras alone.
  [[nodiscard]] bool goes_by_declared() const;
  ValueId declared_tensor(const std::vector<std::optional<Dim>>& shape, ValueId made,
                          std::span<const ValueId> inputs, const std::string& refusal);
  ValueId opened_as(ValueId value, const std::vector<std::optional<Dim>>& shape);
  void warn(const Layer& layer, std::string message);
  void give_masks(Layer& layer, std::vector<GivenDatum>& arguments);
  void set_masks(const Layer& layer, const std::vector<GivenDatum>& arguments, const Datum& result);
  std::vector<ValueId> output_masks(const Layer& layer, const std::vector<GivenDatum>& arguments,
                                    const Datum& masks);
  void take_mask(ValueId value);
  CallId add_operation(std::string_view class_name, std::span<const ValueId> inputs);
  void close_operation(CallId id, std::vector<ValueId> outputs);
  Datum call_model(Layer& layer, const std::vector<GivenDatum>& arguments);
  Datum replay(Layer& layer, const Datum& inputs);
  /// Does calls again with `values` in place of the tensors that they were done on.
  Datum replay_calls(const std::vector<CallId>& calls, const Datum& outputs,
                     std::map<ValueId, ValueId> values, const SymbolSizes& sizes);
  std::map<ValueId, ValueId> clone_inputs(const std::vector<ValueId>& inputs);
  std::vector<ValueId> replay_operation(CallId id, std::map<ValueId, ValueId>& values,
                                        const SymbolSizes& sizes);
  /// Calls the last layer of a Sequential alone, where the others were called before and calling
  /// them again would show nothing new. Answers whether it did.
  bool extend_sequential(Layer& model);
  void need_same_input(const Layer& model, const std::vector<std::optional<Dim>>& sizes);
  /// Calls the layers of a Sequential, those from here on, on what it gives so far.
  void call_in_sequence(Layer& model, std::size_t from);
  [[noreturn]] void fail(const Layer& layer, CallId call, const RuleError& error);
  Datum own_outputs(CallId call, const Datum& result);

  Graph& graph_;
  TraceLimits limits_;
  KerasRelease release_;
  AxisId next_axis_ = 1;
  RegionId region_ = 0;
  std::vector<CallId> open_;
  bool at_top_ = false;  ///< a model's own layers are being called: they hang on no call
  std::vector<std::pair<LayerId, std::string>> scopes_;
  std::map<std::string, int, std::less<>> names_;
  std::int32_t tensor_count_ = 0;
  std::map<char, int> open_sizes_;
};

}  // namespace unroll
