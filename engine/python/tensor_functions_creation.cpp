// Owns the functions that make tensors: of a shape, of other tensors' shapes, of the program's own
// numbers. Must not know how modules offer them.
// Mirrors keras/src/ops/numpy.py and core.py.
#include <algorithm>
#include <array>
#include <cmath>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

ValueId full_of(FunctionCall& call, std::vector<Dim> sizes, double value, DType dtype) {
  return call.apply("full", {}, {{"shape", std::move(sizes)}, {"value", value}, {"dtype", dtype}});
}

// ---- of a shape ------------------------------------------------------------------------------

template <int value>
Value filled(FunctionCall& call) {
  return call.result(
      full_of(call, call.sizes("shape"), value, call.dtype("dtype", DType::float32)));
}

Value full(FunctionCall& call) {
  const Value& value = call["fill_value"];
  if (call.keras.find_tensor(value)) {
    const ValueId number = call.tensor("fill_value");
    return call.result(call.apply("broadcast_to", {number}, {{"shape", call.sizes("shape")}}));
  }
  const bool real = value.as<Float>() != nullptr || call.dialect != Dialect::numpy;
  const DType dtype = call.dtype("dtype", real ? DType::float32 : DType::int32);
  return call.result(full_of(call, call.sizes("shape"), call.number("fill_value"), dtype));
}

std::vector<Dim> sizes_like(FunctionCall& call, ValueId x) {
  std::vector<Dim> sizes;
  for (const Axis& axis : call.shape(x)) sizes.push_back(axis.size);
  return sizes;
}

template <int value>
Value like(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(
      full_of(call, sizes_like(call, x), value, call.dtype("dtype", call.dtype_of(x))));
}

Value full_like(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.result(full_of(call, sizes_like(call, x), call.number("fill_value"),
                             call.dtype("dtype", call.dtype_of(x))));
}

Value eye(FunctionCall& call) {
  const Dim rows = call.size("N");
  const Dim columns = call.has("M") ? call.size("M") : rows;
  return call.result(call.apply("eye", {},
                                {{"shape", std::vector<Dim>{rows, columns}},
                                 {"k", call.has("k") ? call.integer("k") : std::int64_t{0}},
                                 {"dtype", call.dtype("dtype", DType::float32)}}));
}

/// Ones at and below a diagonal.
Value tri(FunctionCall& call) {
  const Dim rows = call.size("N");
  const Dim columns = call.has("M") ? call.size("M") : rows;
  const ValueId ones = full_of(call, {rows, columns}, 1, call.dtype("dtype", DType::float32));
  return call.result(call.apply("tril", {ones}, {{"k", call.integer("k")}}));
}

// ---- ranges ----------------------------------------------------------------------------------

/// The bound of a range: a size that may be open, or a number.
struct Bound {
  std::optional<Dim> size;
  double number = 0;
};

Bound bound_of(FunctionCall& call, std::string_view parameter) {
  const Value& value = call[parameter];
  if (value.as<Float>() != nullptr) return {std::nullopt, call.number(parameter)};
  const Dim size = call.sizes(parameter).front();
  return {size, static_cast<double>(size.value().value_or(0))};
}

/// start, start + step, ... below stop. An open stop makes an open size.
Value arange(FunctionCall& call) {
  Bound start{Dim(0), 0};
  // One bound alone is where it stops.
  const bool both = call.has("start") && call.has("stop");
  if (both) start = bound_of(call, "start");
  const Bound stop = bound_of(call, call.has("stop") ? "stop" : "start");
  const Bound step = call.has("step") ? bound_of(call, "step") : Bound{Dim(1), 1};
  if (step.number == 0) call.raise("ZeroDivisionError", call.name + " needs a step other than 0");
  const bool whole = start.size && stop.size && step.size;
  Dim count;
  if (whole) {
    const std::int64_t by = *step.size->value();
    count = by > 0 ? floor_div(*stop.size - *start.size + Dim(by - 1), by)
                   : floor_div(*start.size - *stop.size + Dim(-by - 1), -by);
    if (const auto number = count.value(); number && *number < 0) count = 0;
  } else {
    count = Dim(static_cast<std::int64_t>(
        std::max(0.0, std::ceil((stop.number - start.number) / step.number))));
  }
  const DType dtype = call.dtype("dtype", whole ? DType::int32 : DType::float32);
  ValueId result = call.apply("arange", {},
                              {{"shape", std::vector<Dim>{count}},
                               {"start", start.number},
                               {"step", step.number},
                               {"dtype", dtype}});
  if (start.size && start.size->is_symbolic()) {
    const ValueId from = call.apply("size_of", {}, {{"size", *start.size}});
    result = call.apply("add", {result, from});
  }
  return call.result(result);
}

Value linspace(FunctionCall& call) {
  const double start = call.number("start");
  const double stop = call.number("stop");
  const std::int64_t count = call.integer("num");
  constexpr std::int64_t most = 10'000'000;
  if (count < 0 || count > most) {
    call.raise("ValueError", "Number of samples, " + std::to_string(count) +
                                 ", must be from 0 to " + std::to_string(most) + ".");
  }
  const auto gaps = static_cast<double>(call.flag("endpoint") ? count - 1 : count);
  Tensor tensor(DType::float32, {count});
  const auto values = tensor.as<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double part = gaps > 0 ? static_cast<double>(i) / gaps : 0.0;
    values[i] = static_cast<float>(start + (stop - start) * part);
  }
  const ValueId made =
      call.apply("constant", {}, {{"tensor", std::make_shared<const Tensor>(std::move(tensor))}});
  return call.result(call.cast(made, call.dtype("dtype", DType::float32)));
}

// ---- of the program's values -----------------------------------------------------------------

bool holds_text(const Value& value) {
  const auto* items = sequence_items(value);
  return value.as<std::string>() != nullptr ||
         (items != nullptr && !items->empty() && holds_text(items->front()));
}

Value array(FunctionCall& call) {
  if (holds_text(call["x"])) {
    return call.in.unknown(call.name + "(...)",
                           "texts in arrays are data, which a trace of shapes "
                           "does without",
                           call.at);
  }
  ValueId x = call.tensor("x");
  x = call.cast(x, call.dtype("dtype", call.dtype_of(x)));
  if (call.has("shape")) {
    std::vector<Dim> sizes = call.sizes("shape");
    x = call.rank(x) == 0 ? call.apply("broadcast_to", {x}, {{"shape", std::move(sizes)}})
                          : call.reshape(x, std::move(sizes));
  }
  return call.result(x);
}

Value variable(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  return call.keras.tensor(call.cast(x, call.dtype("dtype", call.dtype_of(x))),
                           TensorKind::variable);
}

Value to_numpy(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  if (call.keras.graph().value(x).symbolic) {
    call.raise("NotImplementedError", "A symbolic tensor has no values while the model is built: " +
                                          call.name + " needs one that has");
  }
  return call.keras.tensor(x, TensorKind::numpy);
}

constexpr auto creation = FunctionKind::creation;

constexpr std::array functions = {
    TensorFunction{"zeros", filled<0>, creation},
    TensorFunction{"ones", filled<1>, creation},
    TensorFunction{"full", full, creation},
    TensorFunction{"zeros_like", like<0>},
    TensorFunction{"ones_like", like<1>},
    TensorFunction{"full_like", full_like},
    TensorFunction{"eye", eye, creation},
    TensorFunction{"tri", tri, creation},
    TensorFunction{"arange", arange, FunctionKind::query},
    TensorFunction{"linspace", linspace, FunctionKind::query},
    TensorFunction{"array", array},
    TensorFunction{"variable", variable, FunctionKind::query},
    TensorFunction{"convert_to_numpy", to_numpy, FunctionKind::query},
};

constexpr std::array spellings = {
    Spelling{"ops", "zeros empty", "shape dtype=None", "zeros"},
    Spelling{"K", "zeros", "shape dtype=None name=None", "zeros"},
    Spelling{"tf", "zeros", "shape dtype=None name=None", "zeros"},
    Spelling{"np", "zeros empty", "shape dtype=None order=C", "zeros"},
    Spelling{"ops", "ones", "shape dtype=None", "ones"},
    Spelling{"K", "ones", "shape dtype=None name=None", "ones"},
    Spelling{"tf", "ones", "shape dtype=None name=None", "ones"},
    Spelling{"np", "ones", "shape dtype=None order=C", "ones"},
    Spelling{"ops", "full", "shape fill_value dtype=None", "full"},
    Spelling{"np", "full", "shape fill_value dtype=None order=C", "full"},
    Spelling{"tf", "fill", "shape:dims fill_value:value name=None", "full"},
    Spelling{"ops", "zeros_like empty_like", "x dtype=None", "zeros_like"},
    Spelling{"K", "zeros_like", "x dtype=None name=None", "zeros_like"},
    Spelling{"tf", "zeros_like", "x:input|tensor dtype=None name=None", "zeros_like"},
    Spelling{"np", "zeros_like empty_like", "x:a dtype=None", "zeros_like"},
    Spelling{"ops", "ones_like", "x dtype=None", "ones_like"},
    Spelling{"K", "ones_like", "x dtype=None name=None", "ones_like"},
    Spelling{"tf", "ones_like", "x:input|tensor dtype=None name=None", "ones_like"},
    Spelling{"np", "ones_like", "x:a dtype=None", "ones_like"},
    Spelling{"ops", "full_like", "x fill_value dtype=None", "full_like"},
    Spelling{"np", "full_like", "x:a fill_value dtype=None", "full_like"},
    Spelling{"ops np", "eye", "N M=None k=0 dtype=None", "eye"},
    Spelling{"K", "eye", "N:size dtype=None name=None", "eye"},
    Spelling{"tf", "eye", "N:num_rows M:num_columns=None batch_shape=None dtype=None name=None",
             "eye"},
    Spelling{"ops np", "identity", "N:n dtype=None", "eye"},
    Spelling{"ops np", "tri", "N M=None k=0 dtype=None", "tri"},
    Spelling{"ops np", "arange", "start stop=None step=None dtype=None", "arange"},
    Spelling{"K", "arange", "start stop=None step=1 dtype=int32", "arange"},
    Spelling{"tf", "range", "start=None stop:limit=None step:delta=1 dtype=None name=range",
             "arange"},
    Spelling{"ops np", "linspace",
             "start stop num=50 endpoint=True retstep=False dtype=None axis=0", "linspace"},
    Spelling{"tf", "linspace", "start stop num endpoint:endpoint=True name=None axis=0",
             "linspace"},
    Spelling{"ops", "array", "x dtype=None", "array"},
    Spelling{"ops", "convert_to_tensor", "x dtype=None sparse=None ragged=None", "array"},
    Spelling{"tf", "convert_to_tensor", "x:value dtype=None dtype_hint=None name=None", "array"},
    Spelling{"tf", "constant", "x:value dtype=None shape=None name=Const", "array"},
    Spelling{"K", "constant", "x:value dtype=None shape=None name=None", "array"},
    Spelling{"np", "array asarray ascontiguousarray asanyarray",
             "x:object|a dtype=None copy=None order=None", "array"},
    Spelling{"K", "variable", "x:value dtype=None name=None constraint=None", "variable"},
    Spelling{"tf", "Variable",
             "x:initial_value trainable=None validate_shape=True caching_device=None name=None "
             "variable_def=None dtype=None import_scope=None constraint=None shape=None",
             "variable"},
    Spelling{"ops", "convert_to_numpy", "x", "convert_to_numpy"},
    Spelling{"K", "eval get_value", "x", "convert_to_numpy"},
};

}  // namespace

TensorFunctionFamily creation_functions() { return {functions, spellings}; }

}  // namespace unroll::python
