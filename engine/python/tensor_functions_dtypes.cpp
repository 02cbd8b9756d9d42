// Owns element types as values of a program: `np.float32`, `tf.int32`. Must not know functions.
#include <array>
#include <cmath>
#include <limits>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

constexpr std::array names = {"float16", "float32", "float64", "bfloat16", "half",  "single",
                              "double",  "int8",    "int16",   "int32",    "int64", "uint8",
                              "uint16",  "uint32",  "uint64",  "bool",     "bool_", "float_",
                              "int_",    "intp",    "long",    "longlong"};

/// Names that dtype_of_value does not begin with.
std::string plain_name(std::string_view name) {
  if (name == "half" || name == "single" || name == "double") return "float32";
  if (name == "long" || name == "longlong" || name == "intp") return "int64";
  std::string plain(name);
  if (plain.back() == '_') plain.pop_back();
  return plain;
}

}  // namespace

std::optional<Value> DTypeObject::attribute(Interpreter& in, const std::string& name, Span at) {
  const Value self = std::static_pointer_cast<Object>(shared_from_this());
  const DType dtype = dtype_of_value(in, self, at);
  if (name == "name" || name == "__name__") return name_;
  if (name == "base_dtype" || name == "as_numpy_dtype") return self;
  if (name == "is_floating") return dtype == DType::float32;
  if (name == "is_integer") return dtype == DType::int32;
  if (name != "min" && name != "max") return std::nullopt;
  const bool largest = name == "max";
  if (dtype == DType::float32) {
    constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
    return Float{largest ? most : -most, {}};
  }
  using Limits = std::numeric_limits<std::int32_t>;
  return Dim(largest ? Limits::max() : Limits::min());
}

Value DTypeObject::call(Interpreter& in, Arguments arguments) {
  const Taking taking(in, name_, arguments, {"x"});
  taking.done();
  const auto* given = taking.find("x");
  const Value value =
      given == nullptr ? Value(Dim(0)) : in.settle(given->value, "value", 1, taking.at());
  const DType dtype =
      dtype_of_value(in, std::static_pointer_cast<Object>(shared_from_this()), taking.at());
  if (const auto* size = value.as<Dim>(); size != nullptr && dtype == DType::int32) return *size;
  if (const auto number = number_of(value)) {
    if (dtype == DType::bool_) return *number != 0.0;
    if (dtype == DType::float32) return Float{*number, identities_of(value)};
    return Dim(static_cast<std::int64_t>(std::trunc(*number)), identities_of(value));
  }
  const ValueId tensor = keras_.need_tensor(in, value, taking.at());
  return keras_.tensor(keras_.apply(in, "cast", {tensor}, {{"dtype", dtype}}, taking.at()),
                       TensorKind::numpy);
}

std::optional<Value> DTypeObject::binary(Interpreter& in, Operator op, const Value& other,
                                         bool /*reflected*/, Span /*at*/) {
  if (op != Operator::equal && op != Operator::not_equal) return std::nullopt;
  const bool named = other.as<std::string>() != nullptr || other.object<DTypeObject>() != nullptr;
  const bool same = named && in.str(other) == name_;
  return op == Operator::equal ? same : !same;
}

std::string DTypeObject::repr(Interpreter& /*in*/) { return name_; }

void add_dtypes(Keras& keras, Module& module) {
  for (const char* name : names) {
    module.members[name] =
        std::static_pointer_cast<Object>(std::make_shared<DTypeObject>(keras, plain_name(name)));
  }
}

}  // namespace unroll::python
