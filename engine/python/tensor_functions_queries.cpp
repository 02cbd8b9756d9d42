// Owns the functions that ask about tensors and settings, those that choose between branches, and
// the objects that stand for several tensors or for one that is not known. Must not know how
// modules offer them.
#include <algorithm>
#include <array>

#include "python/tensor_functions.hpp"

namespace unroll::python {

// ---- objects ---------------------------------------------------------------------------------

std::optional<Value> NamedTensors::attribute(Interpreter& /*in*/, const std::string& name,
                                             Span /*at*/) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (names_of_[i] == name) return items[i];
  }
  return std::nullopt;
}

Value NamedTensors::item(Interpreter& in, const Value& index, Span at) {
  return in.item(make_tuple(items), index, at);
}

std::vector<Value> NamedTensors::iterate(Interpreter& /*in*/, Span /*at*/) { return items; }

std::int64_t NamedTensors::length(Interpreter& /*in*/, Span /*at*/) { return std::ssize(items); }

std::string NamedTensors::repr(Interpreter& in) {
  std::string text = type_ + '(';
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(names_of_[i]) + '=' + in.repr(items[i]);
  }
  return text + ')';
}

void NamedTensors::give_up(std::vector<Value>& into) {
  for (Value& item : items) into.push_back(std::move(item));
  items.clear();
}

Value named_tensors(std::string type_name, std::vector<std::string_view> names,
                    std::vector<Value> items) {
  return std::static_pointer_cast<Object>(
      std::make_shared<NamedTensors>(std::move(type_name), std::move(names), std::move(items)));
}

namespace {

class UnknownArray : public Unknown {
 public:
  UnknownArray(std::string path, std::string reason, Span at, Value shape, Derivation make)
      : Unknown(std::move(path), std::move(reason), at, std::move(make)),
        shape_(std::move(shape)) {}
  [[nodiscard]] std::string type_name() const override { return "ndarray"; }
  /// A variable's name for it may be given a value; its sizes it keeps.
  [[nodiscard]] Value named(Interpreter& in, const std::string& variable) override {
    const Value given = in.unknown(variable, reason(), span());
    const bool open = given.object<Unknown>() != nullptr;
    return open ? Value(std::static_pointer_cast<Object>(shared_from_this())) : given;
  }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override {
    if (name != "shape") return Unknown::attribute(in, name, at);
    const auto* sizes = sequence_items(shape_);
    return sizes == nullptr ? make_tuple({shape_}) : make_tuple(*sizes);
  }
  std::int64_t length(Interpreter& in, Span at) override {
    const auto* sizes = sequence_items(shape_);
    const Value first = sizes == nullptr || sizes->empty() ? shape_ : sizes->front();
    const auto* number = first.as<Dim>();
    return number != nullptr && number->value() ? *number->value() : Unknown::length(in, at);
  }

 private:
  Value shape_;
};

}  // namespace

Value unknown_array(std::string path, std::string reason, Span at, Value shape, Derivation make) {
  return std::static_pointer_cast<Object>(std::make_shared<UnknownArray>(
      std::move(path), std::move(reason), at, std::move(shape), std::move(make)));
}

namespace {

// ---- shapes ----------------------------------------------------------------------------------

/// The sizes, open ones as symbols: numbers to compute with.
Value shape(FunctionCall& call) {
  std::vector<Value> sizes;
  for (const Axis& axis : call.shape(call.tensor("x"))) sizes.emplace_back(axis.size);
  return make_tuple(std::move(sizes));
}

/// The sizes as Keras shows them: None where open.
Value int_shape(FunctionCall& call) { return call.keras.shape_tuple(call.shape(call.tensor("x"))); }

Value ndim(FunctionCall& call) { return Dim(call.rank(call.tensor("x"))); }

Value size(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  if (call.has("axis")) return call.shape(x)[static_cast<std::size_t>(call.axis("axis", x))].size;
  return element_count(call.shape(x));
}

Value dtype(FunctionCall& call) { return std::string(dtype_name(call.dtype_of(call.tensor("x")))); }

Value is_tensor(FunctionCall& call) { return call.keras.find_tensor(call["x"]).has_value(); }

Value is_keras_tensor(FunctionCall& call) {
  const auto found = call.keras.find_tensor(call["x"]);
  return found && call.keras.graph().value(*found).symbolic;
}

/// The numbers of a tensor as plain ones, in lists within lists.
Value plain_numbers(const ConstTensorView& tensor, std::size_t axis, std::size_t& next) {
  if (axis < tensor.sizes().size()) {
    std::vector<Value> items;
    for (std::int64_t i = 0; i < tensor.sizes()[axis]; ++i) {
      items.push_back(plain_numbers(tensor, axis + 1, next));
    }
    return make_list(std::move(items));
  }
  const std::size_t at = next++;
  switch (tensor.dtype()) {
    case DType::float32:
      return Float{static_cast<double>(tensor.as<float>()[at]), {}};
    case DType::int32:
      return Dim(tensor.as<std::int32_t>()[at]);
    case DType::bool_:
      return tensor.as<std::uint8_t>()[at] != 0;
  }
  return None{};
}

Value tolist(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto tensor = call.keras.evaluate(call.in, x, call.at);
  call.in.spend(tensor->count() * static_cast<std::int64_t>(sizeof(Value)), call.at);
  std::size_t next = 0;
  return plain_numbers(tensor->view(), 0, next);
}

Value item(FunctionCall& call) {
  const Dim count = element_count(call.shape(call.tensor("x")));
  if (!count.is(1)) {
    call.raise("ValueError", "can only convert an array of size 1 to a Python scalar");
  }
  Value value = tolist(call);
  while (const auto* items = sequence_items(value)) value = Value(items->front());
  return value;
}

/// A shape as the program's own tuple.
Value tensor_shape(FunctionCall& call) {
  const Value& dims = call["dims"];
  if (const auto* items = sequence_items(dims)) return make_tuple(*items);
  return dims.is_none() ? dims : make_tuple({dims});
}

// ---- settings --------------------------------------------------------------------------------

Value epsilon(FunctionCall& /*call*/) { return Float{1e-7, {}}; }
Value floatx(FunctionCall& /*call*/) { return std::string("float32"); }
Value image_data_format(FunctionCall& call) { return call.keras.image_data_format; }
/// Keras 1's, in its words.
Value image_dim_ordering(FunctionCall& call) {
  return std::string(call.keras.image_data_format == "channels_first" ? "th" : "tf");
}
Value set_image_data_format(FunctionCall& call) {
  const auto* format = call["value"].as<std::string>();
  if (format == nullptr) return None{};
  const bool first = *format == "channels_first" || *format == "th";
  call.keras.image_data_format = first ? "channels_first" : "channels_last";
  return None{};
}
Value backend(FunctionCall& /*call*/) { return std::string("tensorflow"); }
Value learning_phase(FunctionCall& /*call*/) { return Dim(0); }
Value true_always(FunctionCall& /*call*/) { return true; }
Value nothing(FunctionCall& /*call*/) { return None{}; }

Value clear_session(FunctionCall& call) {
  call.keras.tracer().clear_names();
  return None{};
}

// ---- branches --------------------------------------------------------------------------------

/// A branch's value: of a function what it answers.
Value branch(FunctionCall& call, std::string_view parameter) {
  const Value& given = call[parameter];
  if (!call.in.callable(given) || call.keras.find_tensor(given)) return given;
  const Interpreter::Callback callback(call.in);
  return call.in.call(given, Arguments{{}, call.at});
}

/// Both branches' tensors, of which each entry is chosen.
Value chosen(FunctionCall& call, ValueId condition, const Value& x, const Value& y) {
  const auto* xs = sequence_items(x);
  const auto* ys = sequence_items(y);
  if (xs != nullptr && ys != nullptr && xs->size() == ys->size()) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < xs->size(); ++i) {
      items.push_back(chosen(call, condition, (*xs)[i], (*ys)[i]));
    }
    return make_tuple(std::move(items));
  }
  const ValueId left = call.keras.need_tensor(call.in, x, call.at);
  const ValueId right = call.keras.need_tensor(call.in, y, call.at);
  // A condition for each row of larger tensors.
  while (call.rank(condition) > 0 && call.rank(condition) < call.rank(left)) {
    condition = call.expand(condition, {-1});
  }
  return call.result(call.apply("where", {condition, left, right}));
}

Value cond(FunctionCall& call) {
  const Value& condition = call["condition"];
  const auto found = call.keras.find_tensor(condition);
  if (!found) return branch(call, call.in.truth(condition, call.at) ? "x1" : "x2");
  return chosen(call, *found, branch(call, "x1"), branch(call, "x2"));
}

Value in_train_phase(FunctionCall& call) {
  const bool* training = call["training"].as<bool>();
  return branch(call, training != nullptr && *training ? "x" : "alt");
}

Value in_test_phase(FunctionCall& call) {
  const bool* training = call["training"].as<bool>();
  return branch(call, training != nullptr && *training ? "alt" : "x");
}

/// Python's own loop over plain numbers.
Value fori_loop(FunctionCall& call) {
  const std::int64_t lower = call.integer("lower");
  const std::int64_t upper = call.integer("upper");
  Value value = call["init_val"];
  for (std::int64_t i = lower; i < upper; ++i) {
    call.in.step(call.at);
    const Interpreter::Callback callback(call.in);
    value = call.in.call(call["body_fun"],
                         Arguments{{{"", Dim(i), call.at}, {"", value, call.at}}, call.at});
  }
  return value;
}

constexpr auto query = FunctionKind::query;

constexpr std::array functions = {
    TensorFunction{"shape", shape, query},
    TensorFunction{"int_shape", int_shape, query},
    TensorFunction{"ndim", ndim, query},
    TensorFunction{"size", size, query},
    TensorFunction{"dtype", dtype, query},
    TensorFunction{"is_tensor", is_tensor, query},
    TensorFunction{"is_keras_tensor", is_keras_tensor, query},
    TensorFunction{"tolist", tolist, query},
    TensorFunction{"item", item, query},
    TensorFunction{"TensorShape", tensor_shape, query},
    TensorFunction{"epsilon", epsilon, query},
    TensorFunction{"floatx", floatx, query},
    TensorFunction{"image_data_format", image_data_format, query},
    TensorFunction{"image_dim_ordering", image_dim_ordering, query},
    TensorFunction{"backend", backend, query},
    TensorFunction{"learning_phase", learning_phase, query},
    TensorFunction{"executing_eagerly", true_always, query},
    TensorFunction{"nothing", nothing, query},
    TensorFunction{"set_image_data_format", set_image_data_format, query},
    TensorFunction{"clear_session", clear_session, query},
    TensorFunction{"cond", cond, query},
    TensorFunction{"in_train_phase", in_train_phase, query},
    TensorFunction{"in_test_phase", in_test_phase, query},
    TensorFunction{"fori_loop", fori_loop, query},
};

constexpr std::array spellings = {
    Spelling{"ops K", "shape", "x", "shape"},
    Spelling{"tf", "shape", "x:input out_type=None name=None", "shape"},
    Spelling{"np", "shape", "x:a", "int_shape"},
    Spelling{"K", "int_shape", "x", "int_shape"},
    Spelling{"ops K", "ndim", "x", "ndim"},
    Spelling{"tf", "rank", "x:input name=None", "ndim"},
    Spelling{"np", "ndim", "x:a", "ndim"},
    Spelling{"ops", "size", "x", "size"},
    Spelling{"K", "count_params", "x", "size"},
    Spelling{"tf", "size", "x:input out_type=None name=None", "size"},
    Spelling{"np", "size", "x:a axis=None", "size"},
    Spelling{"ops K", "dtype", "x", "dtype"},
    Spelling{"ops", "is_tensor", "x", "is_tensor"},
    Spelling{"K", "is_tensor", "x", "is_tensor"},
    Spelling{"tf", "is_tensor", "x", "is_tensor"},
    Spelling{"K", "is_keras_tensor", "x", "is_keras_tensor"},
    Spelling{"array", "tolist", "x:self", "tolist"},
    Spelling{"array", "item", "x:self", "item"},
    Spelling{"tf", "TensorShape", "dims=None", "TensorShape"},
    Spelling{"K config", "epsilon", "", "epsilon"},
    Spelling{"K config", "floatx", "", "floatx"},
    Spelling{"K config", "image_data_format", "", "image_data_format"},
    Spelling{"K", "image_dim_ordering", "", "image_dim_ordering"},
    Spelling{"K config", "backend", "", "backend"},
    Spelling{"K", "learning_phase", "", "learning_phase"},
    Spelling{"tf", "executing_eagerly", "", "executing_eagerly"},
    Spelling{"K config", "set_floatx set_epsilon", "value", "nothing"},
    Spelling{"K config", "set_image_data_format set_image_dim_ordering", "value",
             "set_image_data_format"},
    Spelling{"K", "set_learning_phase set_session", "value", "nothing"},
    Spelling{"tf", "print", "*inputs output_stream=None summarize=None sep=None end=None name=None",
             "nothing"},
    Spelling{"K", "clear_session", "free_memory=True", "clear_session"},
    Spelling{"ops", "cond", "condition:pred x1:true_fn x2:false_fn", "cond"},
    Spelling{"tf", "cond", "condition:pred x1:true_fn=None x2:false_fn=None name=None", "cond"},
    Spelling{"K", "switch", "condition x1:then_expression x2:else_expression", "cond"},
    Spelling{"K", "in_train_phase", "x alt training=None", "in_train_phase"},
    Spelling{"K", "in_test_phase", "x alt training=None", "in_test_phase"},
    Spelling{"ops", "fori_loop", "lower upper body_fun init_val", "fori_loop"},
};

}  // namespace

TensorFunctionFamily query_functions() { return {functions, spellings}; }

}  // namespace unroll::python
