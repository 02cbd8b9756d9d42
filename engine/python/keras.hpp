// Owns the bridge between the interpreted program and the graph: tensors, layers and models as the
// program's objects. Must not know the modules that offer them (keras_module.cpp, ...), nor how
// values are computed or printed as tables: that is asked of the Host.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/summary_options.hpp"
#include "graph/tracer.hpp"
#include "python/interpreter.hpp"

namespace unroll::python {

/// What programs need of the engine beyond tracing.
struct Host {
  /// The numbers of a tensor that depends on no input; throws Error past a limit.
  std::function<std::shared_ptr<const Tensor>(const Graph&, ValueId)> evaluate;
  std::function<std::string(const Graph&, LayerId, const SummaryOptions&)> summary;
};

/// What a tensor is to the program.
enum class TensorKind : std::uint8_t { keras, eager, numpy, variable };

class Keras;

/// A tensor as a value of the program.
class TensorObject : public Object {
 public:
  TensorObject(Keras& keras, ValueId id, TensorKind kind_) : kind(kind_), id_(id), keras_(keras) {}
  [[nodiscard]] std::string type_name() const override;
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  /// Kept beside the tensor, for those who write a note on it.
  void set_attribute(Interpreter& in, const std::string& name, Value value, Span at) override;
  Value item(Interpreter& in, const Value& index, Span at) override;
  void set_item(Interpreter& in, const Value& index, Value value, Span at) override;
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override;
  std::optional<Value> unary(Interpreter& in, Operator op, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::int64_t length(Interpreter& in, Span at) override;
  bool truth(Interpreter& in, Span at) override;
  std::string repr(Interpreter& in) override;
  std::string str(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

  /// The tensor in the graph. An array that is written into is another one after that.
  [[nodiscard]] ValueId id() {
    own_.reset();
    return id_;
  }
  const TensorKind kind;
  WeightId weight = no_id;

 private:
  /// What needs no op: items of an array that was written into, one item of a small array, or those
  /// that a mask picks.
  std::optional<Value> own_item(Interpreter& in, const Value& index, Span at);
  /// Whether it has numbers that nobody else may have seen; makes them.
  bool make_own(Interpreter& in, Span at);

  NamedValues attributes_;
  ValueId id_;
  /// The numbers of `id_` as long as nobody has asked for it: they may be written into.
  std::shared_ptr<Tensor> own_;
  Keras& keras_;
};

/// An initialiser as a value of the program: `keras.initializers.Constant(0.5)`.
class InitializerObject : public Object {
 public:
  InitializerObject(Keras& keras, Initializer of) : initializer(of), keras_(keras) {}
  [[nodiscard]] std::string type_name() const override { return "Initializer"; }
  /// `initializer(shape)`: the numbers of a weight of that shape, others at each call.
  Value call(Interpreter& in, Arguments arguments) override;
  Initializer initializer;

 private:
  Keras& keras_;
};

/// What an instance of a layer's class keeps: nothing until `Layer.__init__` ran.
class LayerNative : public Native {
 public:
  LayerId id = no_id;
  Span made_at;    ///< the call that makes the instance
  Span statement;  ///< the statement around that
  /// Attributes in the order of their first assignment, for the order of held layers.
  std::vector<std::string> assigned;
};

/// One program's view of Keras.
class Keras final : public ProgramFunctions {
 public:
  Keras(Tracer& tracer, Host host);
  ~Keras() override;
  Keras(const Keras&) = delete;
  Keras& operator=(const Keras&) = delete;

  [[nodiscard]] Tracer& tracer() { return tracer_; }
  [[nodiscard]] Graph& graph() { return tracer_.graph(); }
  /// The numbers of a tensor that depends on no input.
  std::shared_ptr<const Tensor> evaluate(Interpreter& in, ValueId id, Span at);
  std::string summary(LayerId id, const SummaryOptions& options) {
    return host_.summary(graph(), id, options);
  }
  /// What layers go by that are not told: `keras.config.set_image_data_format`.
  std::string image_data_format = "channels_last";
  /// Set once the interpreter stands; native callbacks from the tracer come back through it.
  Interpreter* interpreter = nullptr;

  // ---- tensors -------------------------------------------------------------------------------
  Value tensor(ValueId id);
  Value tensor(ValueId id, TensorKind kind);
  /// The tensor behind a value: a tensor, or a number, list or tuple of numbers as a constant.
  /// Raises TypeError for anything else.
  ValueId need_tensor(Interpreter& in, const Value& value, Span at);
  [[nodiscard]] std::optional<ValueId> find_tensor(const Value& value) const;
  /// One op, with errors as Python exceptions at `at`.
  ValueId apply(Interpreter& in, std::string_view op_name, std::vector<ValueId> inputs,
                Attributes attributes, Span at);
  std::vector<ValueId> apply_all(Interpreter& in, std::string_view op_name,
                                 std::vector<ValueId> inputs, Attributes attributes, Span at);
  /// The tensor as float32.
  ValueId as_float(Interpreter& in, ValueId value, Span at);
  /// Keras's shape tuple: None for an open size.
  [[nodiscard]] Value shape_tuple(const Shape& shape) const;
  /// The shapes of tensors, in the structure that they are in.
  [[nodiscard]] Value shapes_of(const Datum& tensors);
  /// A size or -1; an open size stays a symbol.
  Dim need_size(Interpreter& in, const Value& value, Span at);
  std::vector<Dim> need_sizes(Interpreter& in, const Value& value, Span at);
  std::int64_t need_integer(Interpreter& in, const Value& value, Span at);
  double need_number(Interpreter& in, const Value& value, Span at);

  // ---- layers --------------------------------------------------------------------------------
  /// Keras's classes: `Layer`, `Model`, `Sequential`, and one for each row of the layer table.
  [[nodiscard]] std::shared_ptr<Class> find_class(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, std::shared_ptr<Class>, std::less<>>& classes() const {
    return classes_;
  }
  void add_class(std::shared_ptr<Class> type);
  /// A weight as the program sees it: a variable.
  Value weight(WeightId id);
  /// The instance of a layer, made where the program has none yet.
  Value layer(LayerId id);
  /// The layer of an instance; nothing where it is none, or `Layer.__init__` has not run.
  [[nodiscard]] std::optional<LayerId> find_layer_id(const Value& value) const;
  /// The same; raises where it is none.
  LayerId need_layer(Interpreter& in, const Value& value, Span at);
  /// Ties an instance to its layer.
  void keep_instance(LayerId id, const std::shared_ptr<Instance>& instance) {
    instances_[id] = instance;
  }
  /// Brings the held layers of the program's own classes up to date.
  void track_layers();
  /// Calls a layer on the program's arguments.
  Value call_layer(Interpreter& in, LayerId id, const Arguments& arguments);
  /// keras.Input(...)
  Value make_input(Interpreter& in, Arguments arguments);

  // ---- values <-> data -----------------------------------------------------------------------
  Datum to_datum(Interpreter& in, const Value& value, Span at);
  Value from_datum(const Datum& datum);
  /// The value as the program's own thing, whatever it is.
  static Datum opaque(Interpreter& in, const Value& value);
  std::vector<GivenDatum> to_data(Interpreter& in, const Arguments& arguments);

  Datum call_function(const Opaque& function, std::vector<GivenDatum> arguments) override;
  Datum call_on_shapes(const Opaque& function, const Datum& tensors) override;
  bool takes_argument(const Opaque& function, std::string_view name) override;
  std::optional<Problem> attempt(const std::function<void()>& work) override;
  void report(Problem problem) override;

  /// Runs `work` with the tracer at this place, and turns what it throws into Python exceptions.
  template <typename Work>
  auto at_place(Interpreter& in, Span at, const Work& work) -> decltype(work()) {
    enter(in, at);
    try {
      return work();
    } catch (const TraceError& error) {
      rethrow(in, error, at);
    } catch (const RuleError& error) {
      rethrow(in, error, at);
    } catch (const Error& error) {
      rethrow(in, error, at);
    }
  }

 private:
  void enter(Interpreter& in, Span at);
  [[noreturn]] static void rethrow(Interpreter& in, const TraceError& error, Span at);
  [[noreturn]] static void rethrow(Interpreter& in, const RuleError& error, Span at);
  [[noreturn]] static void rethrow(Interpreter& in, const Error& error, Span at);
  Tracer& tracer_;
  Host host_;
  std::map<std::string, std::shared_ptr<Class>, std::less<>> classes_;
  std::map<LayerId, std::shared_ptr<Instance>> instances_;
};

/// Fill `classes()` (keras_layer.cpp, keras_model.cpp).
void make_layer_classes(Keras& keras);
void make_model_classes(Keras& keras);
/// A method of a class: `self` is the first argument.
using Method = Value (*)(Keras&, Interpreter&, const std::shared_ptr<Instance>& self,
                         const Arguments&);
void add_method(Keras& keras, Class& type, const std::string& name, Method method);

/// What is unknown in a structure of values; null where nothing is.
[[nodiscard]] std::shared_ptr<Unknown> unknown_in(const Value& value, int depth = 0);

/// One element of an array as a plain number: NumPy's scalars work as such.
[[nodiscard]] Value plain_item(const Tensor& numbers, std::int64_t place);

/// The dtype that a program names: a text, a class or a member of a module.
[[nodiscard]] DType dtype_of_value(Interpreter& in, const Value& value, Span at);

/// The modules that a program may import, by their dotted names.
[[nodiscard]] Modules make_modules(Keras& keras);

}  // namespace unroll::python
