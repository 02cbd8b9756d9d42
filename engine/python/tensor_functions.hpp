// Owns what a function on tensors is to the modules that offer it: one row for what it computes,
// one for each spelling, and the reading of a call's arguments. Must not know modules beyond their
// names.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "python/keras.hpp"
#include "python/modules.hpp"

namespace unroll::python {

class FunctionCall;
struct Spelling;

/// A function under one of its names in one of its modules. The texts are the table's own.
struct FunctionName {
  const Spelling* spelling = nullptr;
  std::string_view module;  ///< `tf.math`
  std::string_view name;    ///< `reduce_mean`
};

enum class FunctionKind : std::uint8_t {
  operation,  ///< one operation of Keras on tensors: `mean`
  math,       ///< the same; on plain numbers it may stand for a number: `sqrt`
  creation,   ///< makes a tensor of none, of a `shape`: `zeros`
  query,      ///< makes no tensor, or none of its own: `ndim`
};

/// What a function computes, whatever a module calls it.
struct TensorFunction {
  /// Keras's name in `keras.ops`: `mean`.
  std::string_view name;
  Value (*run)(FunctionCall& call);
  FunctionKind kind = FunctionKind::operation;
};

/// How modules spell functions.
struct Spelling {
  /// Where: `ops tf tf.math`. The first part of a name is short: ops, activations and random are
  /// keras's, K is keras.backend, tf is tensorflow, np is numpy; `array` are the methods of an
  /// array, `tensor` those of a KerasTensor.
  std::string_view modules;
  /// `mean`, or several that mean the same: `amax max`.
  std::string_view names;
  /// As in Python's signature: `x axis=None keepdims=False`. Another word than the function's own
  /// follows a colon, older words a bar: `x:input_tensor axis:axis|reduction_indices=None`.
  /// `*x` takes all positional ones that remain. Words that no function asks for are passed over.
  std::string_view parameters;
  /// The TensorFunction.
  std::string_view function;
  /// Its name for those who recognise functions by name; the function's own where empty.
  std::string_view known_as = {};
};

/// The rows of one family.
struct TensorFunctionFamily {
  std::span<const TensorFunction> functions;
  std::span<const Spelling> spellings;
};

// One a file; joined by tensor_function_families().
[[nodiscard]] TensorFunctionFamily reduction_functions();
[[nodiscard]] TensorFunctionFamily elementwise_functions();
[[nodiscard]] TensorFunctionFamily activation_functions();
[[nodiscard]] TensorFunctionFamily contraction_functions();
[[nodiscard]] TensorFunctionFamily window_functions();
[[nodiscard]] TensorFunctionFamily movement_functions();
[[nodiscard]] TensorFunctionFamily indexing_functions();
[[nodiscard]] TensorFunctionFamily creation_functions();
[[nodiscard]] TensorFunctionFamily random_functions();
[[nodiscard]] TensorFunctionFamily query_functions();
[[nodiscard]] std::vector<TensorFunctionFamily> tensor_function_families();

/// A parameter of a spelling, taken apart.
struct SpelledParameter {
  std::string_view name;                ///< the function's own word
  std::vector<std::string_view> words;  ///< what the caller may write, today's first
  std::optional<std::string_view> otherwise;
  bool all = false;  ///< `*x`
};
[[nodiscard]] std::vector<SpelledParameter> parameters_of(std::string_view text);

/// Separates words at spaces.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

/// What random tensors are drawn from, each call a stream of its own.
struct RandomSource {
  std::string path;
  std::int64_t seed = 0;
  std::int64_t calls = 0;
};

/// What the functions of one program keep between calls.
struct FunctionState {
  RandomSource keras{"keras"};
  RandomSource numpy{"numpy"};
  std::int64_t generators = 0;  ///< `numpy.random.default_rng()` without a seed, so far
};

/// One call of a function: its arguments by the function's own words, and the ops it makes of them.
/// Errors are Python's exceptions at the argument's place.
class FunctionCall {
 public:
  /// Sorts out the arguments; raises TypeError as Python does.
  FunctionCall(Keras& keras_, Interpreter& in_, FunctionState& state_, const FunctionName& called,
               Arguments arguments);

  Keras& keras;
  Interpreter& in;
  FunctionState& state;
  Span at;  ///< the call expression
  Dialect dialect;
  std::string name;           ///< `tf.reduce_mean`
  std::string_view function;  ///< the function's own name: `mean`

  // ---- arguments -----------------------------------------------------------------------------
  /// The argument, its default, or None where the spelling has no such parameter.
  [[nodiscard]] const Value& operator[](std::string_view parameter) const;
  /// Whether there is one that is not None.
  [[nodiscard]] bool has(std::string_view parameter) const;
  /// The argument's place; the call's where it is not given.
  [[nodiscard]] Span place(std::string_view parameter) const;
  /// Sets an argument, for a function that hands on to another.
  void set(std::string_view parameter, Value value);
  /// The first unknown among the arguments and in their lists, where no tensor stands beside it.
  [[nodiscard]] std::shared_ptr<Unknown> unknown() const;
  /// The arguments as they were given.
  [[nodiscard]] const Arguments& arguments() const { return arguments_; }
  /// The same by the function's own words, the defaults among them.
  [[nodiscard]] std::vector<GivenDatum> data() const;

  [[nodiscard]] ValueId tensor(std::string_view parameter);
  /// The tensors of a list or tuple.
  [[nodiscard]] std::vector<ValueId> tensors(std::string_view parameter);
  [[nodiscard]] std::int64_t integer(std::string_view parameter);
  /// An axis of a tensor, or of its result with `more` axes; counted from the front. Raises where
  /// it has none.
  [[nodiscard]] std::int64_t axis(std::string_view parameter, ValueId of, std::int64_t more = 0);
  /// Axes counted from the front, or nothing for None.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> axes(std::string_view parameter,
                                                              ValueId of);
  /// The numbers of a list, a tuple or a single one, or of a constant tensor.
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view parameter);
  [[nodiscard]] double number(std::string_view parameter);
  [[nodiscard]] bool flag(std::string_view parameter);
  [[nodiscard]] std::string text(std::string_view parameter);
  [[nodiscard]] Dim size(std::string_view parameter);
  /// A shape: sizes in a list or tuple, a single one, or a constant tensor of integers.
  [[nodiscard]] std::vector<Dim> sizes(std::string_view parameter);
  [[nodiscard]] DType dtype(std::string_view parameter, DType otherwise);

  // ---- ops -----------------------------------------------------------------------------------
  ValueId apply(std::string_view op, std::vector<ValueId> inputs, Attributes attributes = {});
  std::vector<ValueId> apply_all(std::string_view op, std::vector<ValueId> inputs,
                                 Attributes attributes = {});
  [[nodiscard]] const Shape& shape(ValueId value) const;
  [[nodiscard]] std::int64_t rank(ValueId value) const;
  [[nodiscard]] DType dtype_of(ValueId value) const;
  ValueId cast(ValueId value, DType dtype);
  /// A number as a float32, or of the dtype of `like`.
  ValueId constant(double number);
  ValueId constant(double number, ValueId like);
  ValueId reshape(ValueId value, std::vector<Dim> sizes);
  ValueId transpose(ValueId value, std::vector<std::int64_t> axes);
  ValueId expand(ValueId value, std::vector<std::int64_t> axes);
  /// `count` entries from `start` along one axis, which is left out where `drop`.
  ValueId slice(ValueId value, std::int64_t axis, const Dim& start, const Dim& count,
                bool drop = false);
  ValueId reduce(std::string_view op, ValueId value,
                 const std::optional<std::vector<std::int64_t>>& axes, bool keepdims);
  /// All elements in one row.
  ValueId flatten(ValueId value);

  // ---- answers -------------------------------------------------------------------------------
  [[nodiscard]] Value result(ValueId value);
  [[nodiscard]] Value results(const std::vector<ValueId>& values);

  [[noreturn]] void raise(std::string_view type, const std::string& message) const;

 private:
  struct Bound {
    std::string_view parameter;
    Value value;
    Span place;
  };
  const Bound* find(std::string_view parameter) const;
  void bind(const FunctionName& called);

  Arguments arguments_;
  std::vector<Bound> bound_;
};

/// Runs a function as one operation of Keras.
Value call_function(const TensorFunction& function, FunctionCall& call);

/// A function of a module as a value of the program. `self`, where there is one, is its first
/// argument.
[[nodiscard]] Value make_tensor_function(Keras& keras, std::shared_ptr<FunctionState> state,
                                         const FunctionName& called,
                                         std::optional<Value> self = {});
/// A function by its name in a module (`np.random`, `array`), or nothing.
[[nodiscard]] std::optional<FunctionName> find_function(std::string_view module,
                                                        std::string_view name);
/// The function of `keras.ops` whose operation Keras calls by this class (`GetItem`), or nothing.
[[nodiscard]] std::optional<FunctionName> find_operation(std::string_view operation_class);

/// The method or attribute of a tensor that a function of a module is: `x.mean`, `x.T`. Nothing
/// where a tensor of this kind has none.
[[nodiscard]] std::optional<Value> tensor_member(Keras& keras, Interpreter& in, const Value& self,
                                                 TensorKind kind, const std::string& name, Span at);
/// Members that a module has elsewhere but not here are unknown, and told of once tensors are
/// given to them. `path` is the module's name as programs write it.
void tell_of_missing(Keras& keras, Module& module, std::string path);

/// An element type as a value of the program, which calls it to cast: `np.float32`, `tf.int32`.
class DTypeObject : public Object {
 public:
  DTypeObject(Keras& keras, std::string name) : keras_(keras), name_(std::move(name)) {}
  [[nodiscard]] std::string type_name() const override { return "DType"; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  Value call(Interpreter& in, Arguments arguments) override;
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override;
  std::string repr(Interpreter& in) override;

 private:
  Keras& keras_;
  std::string name_;
};
/// All names that `modules` has of element types.
void add_dtypes(Keras& keras, Module& module);

/// A tuple of tensors with names: `top_k(x, 3).values`.
class NamedTensors : public Object {
 public:
  NamedTensors(std::string type_name_, std::vector<std::string_view> names_,
               std::vector<Value> items_)
      : items(std::move(items_)), type_(std::move(type_name_)), names_of_(std::move(names_)) {}
  [[nodiscard]] std::string type_name() const override { return type_; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  Value item(Interpreter& in, const Value& index, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::int64_t length(Interpreter& in, Span at) override;
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

  std::vector<Value> items;

 private:
  std::string type_;
  std::vector<std::string_view> names_of_;
};
[[nodiscard]] Value named_tensors(std::string type_name, std::vector<std::string_view> names,
                                  std::vector<Value> items);

/// An array whose sizes are not all known: its shape has the ones that are, and once its values are
/// asked for `make` makes it.
[[nodiscard]] Value unknown_array(std::string path, std::string reason, Span at, Value shape,
                                  Derivation make);

/// Whether these are plain numbers and the answer is to be one as well: always for NumPy's
/// functions, else for whole numbers of which one is open.
[[nodiscard]] bool answers_plainly(const FunctionCall& call, std::span<const Value> values);
/// A plain number as a double.
[[nodiscard]] std::optional<double> number_of(const Value& value);
/// The identities of a plain number.
[[nodiscard]] Identities identities_of(const Value& value);

}  // namespace unroll::python
