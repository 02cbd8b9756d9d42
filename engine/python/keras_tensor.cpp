// Owns what a program may do with a tensor: its attributes and operators. Must not know
// its items, layers, nor the functions of modules.
// Mirrors keras/src/backend/common/keras_tensor.py.
#include <algorithm>

#include "python/array_text.hpp"
#include "python/keras.hpp"
#include "python/state.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

std::string_view op_of(Operator op) {
  switch (op) {
    case Operator::add:
      return "add";
    case Operator::subtract:
      return "subtract";
    case Operator::multiply:
      return "multiply";
    case Operator::divide:
      return "divide";
    case Operator::floor_divide:
      return "floor_divide";
    case Operator::modulo:
      return "mod";
    case Operator::power:
      return "power";
    case Operator::matmul:
      return "matmul";
    case Operator::bit_and:
      return "logical_and";
    case Operator::bit_or:
      return "logical_or";
    case Operator::bit_xor:
      return "logical_xor";
    case Operator::equal:
      return "equal";
    case Operator::not_equal:
      return "not_equal";
    case Operator::less:
      return "less";
    case Operator::less_equal:
      return "less_equal";
    case Operator::greater:
      return "greater";
    case Operator::greater_equal:
      return "greater_equal";
    default:
      return {};
  }
}

}  // namespace

// ---- operators -------------------------------------------------------------------------------

std::optional<Value> TensorObject::binary(Interpreter& in, Operator op, const Value& other,
                                          bool reflected, Span at) {
  const std::string_view name = op_of(op);
  if (name.empty()) return std::nullopt;
  // `x == None` and the like compare objects.
  if (other.is_none() || other.as<std::string>() != nullptr) return std::nullopt;
  const ValueId with = keras_.need_tensor(in, other, at);
  std::vector<ValueId> inputs = {id(), with};
  if (reflected) std::swap(inputs[0], inputs[1]);
  ValueId result = no_id;
  const auto apply = [&] {
    result = keras_.apply(in, name, inputs, {}, at);
    return std::vector{result};
  };
  // Keras has a class of its own for what `/` writes.
  const std::string_view operation =
      op == Operator::divide ? "TrueDivide" : unroll::op(name).operation_class;
  const auto arguments = [&] {
    const std::vector<Datum> both = {TensorRef{id()}, keras_.to_datum(in, other, at)};
    return std::vector<GivenDatum>{{"x1", both[reflected ? 1 : 0], at},
                                   {"x2", both[reflected ? 0 : 1], at}};
  };
  keras_.at_place(in, at, [&] { keras_.tracer().operation(operation, inputs, apply, arguments); });
  const bool numpy = kind == TensorKind::numpy && !keras_.graph().value(result).symbolic;
  return numpy ? keras_.tensor(result, kind) : keras_.tensor(result);
}

std::optional<Value> TensorObject::unary(Interpreter& in, Operator op, Span at) {
  if (op == Operator::positive) return keras_.tensor(id(), kind);
  const std::string_view name = op == Operator::negative ? "negative"
                                : op == Operator::invert ? "logical_not"
                                                         : "";
  if (name.empty()) return std::nullopt;
  const ValueId operand = id();
  ValueId result = no_id;
  const auto apply = [&] {
    result = keras_.apply(in, name, {operand}, {}, at);
    return std::vector{result};
  };
  keras_.at_place(in, at, [&] {
    keras_.tracer().operation(unroll::op(name).operation_class, std::span(&operand, 1), apply, [&] {
      return std::vector<GivenDatum>{{"x", TensorRef{operand}, at}};
    });
  });
  return keras_.tensor(result);
}

std::vector<Value> TensorObject::iterate(Interpreter& in, Span at) {
  const std::int64_t count = length(in, at);
  std::vector<Value> items;
  for (std::int64_t i = 0; i < count; ++i) items.push_back(item(in, Dim(i), at));
  return items;
}

std::int64_t TensorObject::length(Interpreter& in, Span at) {
  const Shape& shape = keras_.graph().value(id_).type.shape;
  if (shape.empty()) in.raise("TypeError", "len() of a scalar tensor", at);
  const auto size = shape.front().size.value();
  if (!size) {
    in.raise("TypeError", "a tensor whose first axis is open has no length: " + keras_text(shape),
             at);
  }
  return *size;
}

bool TensorObject::truth(Interpreter& in, Span at) {
  if (kind == TensorKind::keras) {
    in.raise("TypeError",
             "A symbolic KerasTensor cannot be used as a boolean: its value is not known while the "
             "model is built.",
             at);
  }
  const auto tensor = keras_.evaluate(in, id_, at);
  if (tensor->count() != 1) {
    in.raise("ValueError",
             "The truth value of an array with more than one element is ambiguous. Use a.any() or "
             "a.all()",
             at);
  }
  switch (tensor->dtype()) {
    case DType::float32:
      return tensor->as<float>()[0] != 0.0F;
    case DType::int32:
      return tensor->as<std::int32_t>()[0] != 0;
    case DType::bool_:
      return tensor->as<std::uint8_t>()[0] != 0;
  }
  return false;
}

// ---- attributes ------------------------------------------------------------------------------

std::string TensorObject::type_name() const {
  switch (kind) {
    case TensorKind::keras:
      return "KerasTensor";
    case TensorKind::eager:
      return "EagerTensor";
    case TensorKind::numpy:
      return "ndarray";
    case TensorKind::variable:
      return "Variable";
  }
  return "Tensor";
}

std::optional<Value> TensorObject::attribute(Interpreter& in, const std::string& name, Span at) {
  const Graph& graph = keras_.graph();
  const TensorType& type = graph.value(id_).type;
  if (const auto own = attributes_.find(name); own != attributes_.end()) return own->second;
  if (name == "shape") return keras_.shape_tuple(type.shape);
  if (name == "dtype") return std::string(dtype_name(type.dtype));
  if (name == "ndim") return Dim(std::ssize(type.shape));
  if (name == "size" && kind == TensorKind::numpy) return element_count(type.shape);
  if (name == "name" && weight != no_id) return graph.weight(weight).name;
  if (name == "name") return graph.tensor_name(id());
  if (name == "path" && weight != no_id) return graph.weight(weight).path;
  if (name == "value" && weight != no_id) return keras_.tensor(id(), TensorKind::eager);
  const auto self = std::static_pointer_cast<TensorObject>(shared_from_this());
  if (name == "numpy") {
    return make_function("numpy", [self, at](Interpreter&, const Arguments&) {
      std::ignore = at;
      return self->keras_.tensor(self->id(), TensorKind::numpy);
    });
  }
  if ((name == "__float__" || name == "__int__" || name == "item") && kind != TensorKind::keras) {
    return make_function(name, [self, name](Interpreter& in, const Arguments& arguments) -> Value {
      const auto tensor = self->keras_.evaluate(in, self->id_, arguments.call);
      if (tensor->count() != 1)
        in.raise("TypeError", "only length-1 arrays can be converted to Python scalars",
                 arguments.call);
      const bool real = tensor->dtype() == DType::float32;
      const double number = real ? static_cast<double>(tensor->as<float>()[0])
                            : tensor->dtype() == DType::int32 ? tensor->as<std::int32_t>()[0]
                                                              : tensor->as<std::uint8_t>()[0];
      if (name == "__int__" || (name == "item" && !real))
        return Dim(static_cast<std::int64_t>(number));
      return Float{number, {}};
    });
  }
  if (name == "get_shape") {
    return make_function("get_shape", [self](Interpreter&, const Arguments&) {
      return self->keras_.shape_tuple(self->keras_.graph().value(self->id_).type.shape);
    });
  }
  return tensor_member(keras_, in, std::static_pointer_cast<Object>(self), kind, name, at);
}

void TensorObject::set_attribute(Interpreter& in, const std::string& name, Value value, Span) {
  if (attributes_.empty()) in.state().track(std::static_pointer_cast<Object>(shared_from_this()));
  attributes_[name] = std::move(value);
}

void TensorObject::give_up(std::vector<Value>& into) {
  for (auto& [name, value] : attributes_) into.push_back(std::move(value));
  attributes_.clear();
}

std::string TensorObject::repr(Interpreter& in) {
  const TensorType& type = keras_.graph().value(id_).type;
  const std::string shape = keras_text(type.shape);
  const std::string dtype(dtype_name(type.dtype));
  if (kind == TensorKind::keras) {
    return "<KerasTensor shape=" + shape + ", dtype=" + dtype +
           ", sparse=False, ragged=False, name=" + in.str(*attribute(in, "name", {})) + '>';
  }
  const auto tensor = keras_.evaluate(in, id_, in.statement());
  if (kind == TensorKind::numpy) return array_repr(tensor->view());
  const bool scalar = tensor->rank() == 0;
  const std::string text = scalar ? array_text(tensor->view(), " ") : array_repr(tensor->view());
  const bool lines = text.find('\n') != std::string::npos;
  return "<tf.Tensor: shape=" + shape + ", dtype=" + dtype + ", numpy=" + (lines ? "\n" : "") +
         text + '>';
}

std::string TensorObject::str(Interpreter& in) {
  if (kind == TensorKind::keras) return repr(in);
  const auto tensor = keras_.evaluate(in, id_, in.statement());
  std::string text = array_text(tensor->view(), " ");
  if (kind == TensorKind::numpy) return text;
  const TensorType& type = keras_.graph().value(id_).type;
  const std::string shape = keras_text(type.shape);
  const bool lines = text.find('\n') != std::string::npos;
  return std::string("tf.Tensor(") + (lines ? "\n" : "") + text + ", shape=" + shape +
         ", dtype=" + std::string(dtype_name(type.dtype)) + ')';
}

DType dtype_of_value(Interpreter& in, const Value& value, Span at) {
  std::string name = value.as<std::string>() != nullptr ? *value.as<std::string>() : in.str(value);
  if (const auto type = value.object<Class>()) name = type->name();
  if (name.starts_with("float") || name == "bfloat16" || name == "double") return DType::float32;
  if (name.starts_with("int") || name.starts_with("uint")) return DType::int32;
  if (name.starts_with("bool")) return DType::bool_;
  in.raise("ValueError",
           "'" + name + "' is no dtype that is supported here: float32, int32 or bool", at);
}

}  // namespace unroll::python
