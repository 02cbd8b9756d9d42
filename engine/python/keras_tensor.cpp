// Owns what a program may do with a tensor: its attributes, operators and subscripts. Must not know
// layers, nor the functions of modules.
// Mirrors keras/src/backend/common/keras_tensor.py.
#include <algorithm>

#include "python/array_text.hpp"
#include "python/keras.hpp"
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

// ---- subscripts ------------------------------------------------------------------------------

/// A subscript sorted out: what get_item needs, and where new axes go.
struct TensorIndex {
  std::vector<Dim> starts;
  std::vector<Dim> counts;
  std::vector<std::int64_t> steps;
  std::vector<std::int64_t> dropped;
  std::vector<std::int64_t> added;                      // positions in the result
  std::vector<std::pair<std::int64_t, ValueId>> taken;  // (axis of the input, indices)
};

/// `from:to:by` on an axis of size `size`, as Python counts; an open size is taken as large enough.
void add_slice(TensorIndex& subscript, Keras& keras, Interpreter& in, const Slice& slice,
               const Dim& size, Span at) {
  const std::int64_t step = slice.by.is_none() ? 1 : keras.need_integer(in, slice.by, at);
  if (step == 0) in.raise("ValueError", "slice step cannot be zero", at);
  const auto bound = [&](const Value& given, const Dim& otherwise, const Dim& low,
                         const Dim& high) {
    if (given.is_none()) return otherwise;
    Dim place = keras.need_size(in, given, at);
    if (const auto number = place.value(); number && *number < 0) place = size + place;
    // Numbers are held within the axis; what depends on an open size is taken to be.
    if (place.value() && low.value()) place = max(place, low);
    if (place.value() && high.value()) place = min(place, high);
    return place;
  };
  Dim start;
  Dim count;
  if (step > 0) {
    start = bound(slice.from, 0, 0, size);
    const Dim stop = bound(slice.to, size, 0, size);
    count = floor_div(stop - start + Dim(step - 1), step);
  } else {
    start = bound(slice.from, size - 1, -1, size - 1);
    const Dim stop = bound(slice.to, -1, -1, size - 1);
    count = floor_div(start - stop + Dim(-step - 1), -step);
  }
  if (const auto number = count.value(); number && *number < 0) count = 0;
  const bool whole = slice.from.is_none() && slice.to.is_none() && step == 1;
  subscript.starts.push_back(start);
  subscript.counts.push_back(whole ? size : count);
  subscript.steps.push_back(step);
}

void add_whole(TensorIndex& subscript, const Dim& size) {
  subscript.starts.emplace_back(0);
  subscript.counts.push_back(size);
  subscript.steps.push_back(1);
}

void add_index(TensorIndex& subscript, Interpreter& in, const Dim& index, const Dim& size,
               std::int64_t axis, Span at) {
  Dim place = index;
  if (const auto number = index.value(); number && *number < 0) place = size + index;
  if (const auto number = place.value()) {
    if (*number < 0 || (size.value() && *number >= *size.value())) {
      in.raise("IndexError",
               "index " + index.text() + " is out of bounds for axis " + std::to_string(axis) +
                   " with size " + size.text(),
               at);
    }
  }
  subscript.starts.push_back(place);
  subscript.counts.emplace_back(1);
  subscript.steps.push_back(1);
  subscript.dropped.push_back(axis);
}

TensorIndex sort_out(Keras& keras, Interpreter& in, const Shape& shape, const Value& index,
                     Span at) {
  std::vector<Value> parts;
  if (const auto* tuple = index.as<std::shared_ptr<Tuple>>()) {
    parts = (*tuple)->items;
  } else {
    parts = {index};
  }
  const auto uses_axis = [](const Value& part) {
    return !part.is_none() && part.object<Ellipsis>() == nullptr;
  };
  const auto used = static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), uses_axis));
  if (used > shape.size()) {
    in.raise("IndexError",
             "too many indices: the tensor has " + std::to_string(shape.size()) + " axes, got " +
                 std::to_string(used),
             at);
  }
  if (std::none_of(parts.begin(), parts.end(),
                   [](const Value& part) { return part.object<Ellipsis>() != nullptr; })) {
    parts.emplace_back(std::shared_ptr<Object>(std::make_shared<Ellipsis>()));
  }
  TensorIndex subscript;
  std::int64_t result = 0;  // axes of the result so far
  for (const Value& part : parts) {
    const auto axis = subscript.starts.size();
    if (part.is_none()) {
      subscript.added.push_back(result++);
    } else if (part.object<Ellipsis>() != nullptr) {
      for (std::size_t i = 0; i < shape.size() - used; ++i, ++result) {
        add_whole(subscript, shape[axis + i].size);
      }
    } else if (const auto slice = part.object<Slice>()) {
      add_slice(subscript, keras, in, *slice, shape[axis].size, at);
      ++result;
    } else if (keras.find_tensor(part) || part.as<std::shared_ptr<List>>() != nullptr) {
      subscript.taken.emplace_back(result++, keras.need_tensor(in, part, at));
      add_whole(subscript, shape[axis].size);
    } else {
      add_index(subscript, in, keras.need_size(in, part, at), shape[axis].size,
                static_cast<std::int64_t>(axis), at);
    }
  }
  return subscript;
}

}  // namespace

void TensorObject::set_item(Interpreter& in, const Value& index, Value value, Span at) {
  if (kind != TensorKind::numpy) return Object::set_item(in, index, std::move(value), at);
  in.skip(at, "what is written into an array is data, which a trace of shapes does without");
}

Value TensorObject::item(Interpreter& in, const Value& index, Span at) {
  const Shape shape = keras_.graph().value(id).type.shape;
  TensorIndex subscript = sort_out(keras_, in, shape, index, at);
  std::vector<ValueId> inputs = {id};
  for (const auto& [axis, indices] : subscript.taken) inputs.push_back(indices);
  ValueId result = id;
  const auto apply = [&] {
    result = keras_.apply(in, "get_item", {result},
                          {{"starts", std::move(subscript.starts)},
                           {"counts", std::move(subscript.counts)},
                           {"steps", std::move(subscript.steps)},
                           {"dropped", std::move(subscript.dropped)}},
                          at);
    if (!subscript.added.empty()) {
      result =
          keras_.apply(in, "expand_dims", {result}, {{"axes", std::move(subscript.added)}}, at);
    }
    for (const auto& [axis, indices] : subscript.taken) {
      result = keras_.apply(in, "take", {result, indices}, {{"axis", axis}}, at);
    }
    return std::vector{result};
  };
  const auto arguments = [&] {
    return std::vector<GivenDatum>{{"x", TensorRef{id}, at},
                                   {"key", keras_.to_datum(in, index, at), at}};
  };
  keras_.at_place(in, at, [&] { keras_.tracer().operation("GetItem", inputs, apply, arguments); });
  return kind == TensorKind::numpy ? keras_.tensor(result, kind) : keras_.tensor(result);
}

// ---- operators -------------------------------------------------------------------------------

std::optional<Value> TensorObject::binary(Interpreter& in, Operator op, const Value& other,
                                          bool reflected, Span at) {
  const std::string_view name = op_of(op);
  if (name.empty()) return std::nullopt;
  // `x == None` and the like compare objects.
  if (other.is_none() || other.as<std::string>() != nullptr) return std::nullopt;
  const ValueId with = keras_.need_tensor(in, other, at);
  std::vector<ValueId> inputs = {id, with};
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
    const std::vector<Datum> both = {TensorRef{id}, keras_.to_datum(in, other, at)};
    return std::vector<GivenDatum>{{"x1", both[reflected ? 1 : 0], at},
                                   {"x2", both[reflected ? 0 : 1], at}};
  };
  keras_.at_place(in, at, [&] { keras_.tracer().operation(operation, inputs, apply, arguments); });
  const bool numpy = kind == TensorKind::numpy && !keras_.graph().value(result).symbolic;
  return numpy ? keras_.tensor(result, kind) : keras_.tensor(result);
}

std::optional<Value> TensorObject::unary(Interpreter& in, Operator op, Span at) {
  if (op == Operator::positive) return keras_.tensor(id, kind);
  const std::string_view name = op == Operator::negative ? "negative"
                                : op == Operator::invert ? "logical_not"
                                                         : "";
  if (name.empty()) return std::nullopt;
  ValueId result = no_id;
  const auto apply = [&] {
    result = keras_.apply(in, name, {id}, {}, at);
    return std::vector{result};
  };
  keras_.at_place(in, at, [&] {
    keras_.tracer().operation(unroll::op(name).operation_class, std::span(&id, 1), apply,
                              [&] { return std::vector<GivenDatum>{{"x", TensorRef{id}, at}}; });
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
  const Shape& shape = keras_.graph().value(id).type.shape;
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
  const auto tensor = keras_.evaluate(in, id, at);
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
  const TensorType& type = graph.value(id).type;
  if (name == "shape") return keras_.shape_tuple(type.shape);
  if (name == "dtype") return std::string(dtype_name(type.dtype));
  if (name == "ndim") return Dim(std::ssize(type.shape));
  if (name == "size" && kind == TensorKind::numpy) return element_count(type.shape);
  if (name == "name" && weight != no_id) return graph.weight(weight).name;
  if (name == "name") return graph.tensor_name(id);
  if (name == "path" && weight != no_id) return graph.weight(weight).path;
  if (name == "value" && weight != no_id) return keras_.tensor(id, TensorKind::eager);
  const auto self = std::static_pointer_cast<TensorObject>(shared_from_this());
  if (name == "numpy") {
    return make_function("numpy", [self, at](Interpreter&, const Arguments&) {
      std::ignore = at;
      return self->keras_.tensor(self->id, TensorKind::numpy);
    });
  }
  if ((name == "__float__" || name == "__int__" || name == "item") && kind != TensorKind::keras) {
    return make_function(name, [self, name](Interpreter& in, const Arguments& arguments) -> Value {
      const auto tensor = self->keras_.evaluate(in, self->id, arguments.call);
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
      return self->keras_.shape_tuple(self->keras_.graph().value(self->id).type.shape);
    });
  }
  return tensor_member(keras_, in, std::static_pointer_cast<Object>(self), kind, name, at);
}

std::string TensorObject::repr(Interpreter& in) {
  const TensorType& type = keras_.graph().value(id).type;
  const std::string shape = keras_text(type.shape);
  const std::string dtype(dtype_name(type.dtype));
  if (kind == TensorKind::keras) {
    return "<KerasTensor shape=" + shape + ", dtype=" + dtype +
           ", sparse=False, ragged=False, name=" + in.str(*attribute(in, "name", {})) + '>';
  }
  const auto tensor = keras_.evaluate(in, id, in.statement());
  if (kind == TensorKind::numpy) return array_repr(tensor->view());
  const bool scalar = tensor->rank() == 0;
  const std::string text = scalar ? array_text(tensor->view(), " ") : array_repr(tensor->view());
  const bool lines = text.find('\n') != std::string::npos;
  return "<tf.Tensor: shape=" + shape + ", dtype=" + dtype + ", numpy=" + (lines ? "\n" : "") +
         text + '>';
}

std::string TensorObject::str(Interpreter& in) {
  if (kind == TensorKind::keras) return repr(in);
  const auto tensor = keras_.evaluate(in, id, in.statement());
  std::string text = array_text(tensor->view(), " ");
  if (kind == TensorKind::numpy) return text;
  const TensorType& type = keras_.graph().value(id).type;
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
