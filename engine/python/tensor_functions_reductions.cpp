// Owns the functions that reduce tensors or run along an axis: sums, means, extremes, norms. Must
// not know how modules offer them.
// Mirrors keras/src/ops/numpy.py, math.py and linalg.py.
#include <algorithm>
#include <array>
#include <cmath>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

// ---- of plain numbers ------------------------------------------------------------------------

/// A list of plain numbers, folded into one as Python does it; nothing where it is none.
template <typename Step>
std::optional<Value> fold(const FunctionCall& call, const Step& step) {
  const std::vector<Value>* items = sequence_items(call["x"]);
  if (items == nullptr || items->empty() || !answers_plainly(call, *items)) return std::nullopt;
  Value result = items->front();
  for (std::size_t i = 1; i < items->size(); ++i) result = step(result, (*items)[i]);
  return result;
}

template <Operator op>
Value joined(FunctionCall& call, const Value& a, const Value& b) {
  return call.in.binary(op, a, b, call.at);
}

template <bool largest>
Value extreme(FunctionCall& call, const Value& a, const Value& b) {
  const auto* left = a.as<Dim>();
  const auto* right = b.as<Dim>();
  if (left != nullptr && right != nullptr) return largest ? max(*left, *right) : min(*left, *right);
  const bool second = call.in.truth(
      call.in.binary(largest ? Operator::greater : Operator::less, b, a, call.at), call.at);
  return second ? b : a;
}

Value plain_mean(FunctionCall& call, const Value& sum) {
  const auto count = static_cast<double>(sequence_items(call["x"])->size());
  return call.in.binary(Operator::divide, sum, Float{count, {}}, call.at);
}

// ---- along axes ------------------------------------------------------------------------------

Value reduce(FunctionCall& call, std::string_view op) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  const bool keepdims = call.has("keepdims") && call.flag("keepdims");
  return call.result(call.reduce(op, x, axes, keepdims));
}

Value sum(FunctionCall& call) {
  const auto add = [&](const Value& a, const Value& b) {
    return joined<Operator::add>(call, a, b);
  };
  const auto plain = fold(call, add);
  return plain ? *plain : reduce(call, "sum");
}

Value prod(FunctionCall& call) {
  if (const auto* items = sequence_items(call["x"]); items != nullptr && items->empty())
    return Dim(1);
  const auto multiply = [&](const Value& a, const Value& b) {
    return joined<Operator::multiply>(call, a, b);
  };
  const auto plain = fold(call, multiply);
  return plain ? *plain : reduce(call, "prod");
}

Value mean(FunctionCall& call) {
  const auto add = [&](const Value& a, const Value& b) {
    return joined<Operator::add>(call, a, b);
  };
  const auto plain = fold(call, add);
  return plain ? plain_mean(call, *plain) : reduce(call, "mean");
}

template <bool largest>
Value extremum(FunctionCall& call) {
  const auto plain =
      fold(call, [&](const Value& a, const Value& b) { return extreme<largest>(call, a, b); });
  return plain ? *plain : reduce(call, largest ? "max" : "min");
}

Value var(FunctionCall& call) { return reduce(call, "var"); }
Value standard_deviation(FunctionCall& call) { return reduce(call, "std"); }
Value logsumexp(FunctionCall& call) { return reduce(call, "logsumexp"); }
Value any(FunctionCall& call) { return reduce(call, "any"); }
Value all(FunctionCall& call) { return reduce(call, "all"); }
Value count_nonzero(FunctionCall& call) { return reduce(call, "count_nonzero"); }

/// The distance between the extremes.
Value ptp(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  const bool keepdims = call.flag("keepdims");
  return call.result(call.apply(
      "subtract", {call.reduce("max", x, axes, keepdims), call.reduce("min", x, axes, keepdims)}));
}

/// (sum of weighted entries) / (sum of weights).
Value average(FunctionCall& call) {
  if (!call.has("weights")) return mean(call);
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  ValueId weights = call.tensor("weights");
  if (axes && axes->size() == 1 && call.rank(weights) == 1 && call.rank(x) > 1) {
    // One weight for each entry along the axis.
    std::vector<Dim> sizes(call.shape(x).size(), Dim(1));
    sizes[static_cast<std::size_t>(axes->front())] = call.shape(weights).front().size;
    weights = call.reshape(weights, sizes);
  }
  const ValueId weighted = call.reduce("sum", call.apply("multiply", {x, weights}), axes, false);
  return call.result(call.apply("divide", {weighted, call.reduce("sum", weights, axes, false)}));
}

Value moments(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  const bool keepdims = call.flag("keepdims");
  return make_tuple({call.result(call.reduce("mean", x, axes, keepdims)),
                     call.result(call.reduce("var", x, axes, keepdims))});
}

// ---- positions and running sums --------------------------------------------------------------

template <bool largest>
Value position(FunctionCall& call) {
  return reduce(call, largest ? "argmax" : "argmin");
}

Value running(FunctionCall& call, std::string_view op) {
  ValueId x = call.tensor("x");
  std::int64_t axis = 0;
  if (call.has("axis")) {
    axis = call.axis("axis", x);
  } else {
    x = call.flatten(x);
  }
  const bool reverse = call.has("reverse") && call.flag("reverse");
  const auto turned = [&](ValueId value) {
    return reverse ? call.apply("flip", {value}, {{"axes", std::vector<std::int64_t>{axis}}})
                   : value;
  };
  ValueId result = turned(call.apply(op, {turned(x)}, {{"axis", axis}}));
  if (call.has("exclusive") && call.flag("exclusive")) {
    result = call.apply(op == "cumsum" ? "subtract" : "divide", {result, x});
  }
  return call.result(result);
}

Value cumsum(FunctionCall& call) { return running(call, "cumsum"); }
Value cumprod(FunctionCall& call) { return running(call, "cumprod"); }

/// Differences of neighbours along an axis, n times.
Value diff(FunctionCall& call) {
  ValueId x = call.tensor("x");
  const std::int64_t axis = call.axis("axis", x);
  for (std::int64_t n = call.integer("n"); n > 0; --n) {
    const Dim rest = call.shape(x)[static_cast<std::size_t>(axis)].size - 1;
    x = call.apply("subtract", {call.slice(x, axis, 1, rest), call.slice(x, axis, 0, rest)});
  }
  return call.result(x);
}

// ---- norms -----------------------------------------------------------------------------------

/// The order of a norm; nothing for the usual one, the root of the squares.
std::optional<double> order_of(FunctionCall& call) {
  const Value& order = call["ord"];
  if (order.is_none()) return std::nullopt;
  if (const auto* text = order.as<std::string>()) {
    if (*text == "euclidean" || *text == "fro") return std::nullopt;
    call.raise("ValueError",
               "Invalid `ord` argument. Expected one of {'fro', 'nuc', None} or a "
               "number. Received: ord=" +
                   *text);
  }
  return call.number("ord");
}

Value norm(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  Attributes attributes{{"keepdims", call.flag("keepdims")}};
  if (axes) attributes.set("axes", *axes);
  if (const auto order = order_of(call); order && *order != 2.0) attributes.set("ord", *order);
  return call.result(call.apply("norm", {x}, std::move(attributes)));
}

/// x / max(norm of x along the axes, epsilon).
Value normalize(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const auto axes = call.axes("axis", x);
  Attributes attributes{{"keepdims", true}};
  if (axes) attributes.set("axes", *axes);
  if (const double order = call.number("ord"); order != 2.0) attributes.set("ord", order);
  const ValueId length = call.apply("norm", {x}, std::move(attributes));
  const double epsilon = call.has("epsilon") ? call.number("epsilon") : 1e-7;
  return call.result(
      call.apply("divide", {x, call.apply("maximum", {length, call.constant(epsilon)})}));
}

/// x / sqrt(max(sum of squares, epsilon)).
Value l2_normalize(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const ValueId squares = call.reduce("sum", call.apply("square", {x}), call.axes("axis", x), true);
  const ValueId floored = call.apply("maximum", {squares, call.constant(call.number("epsilon"))});
  return call.result(call.apply("multiply", {x, call.apply("rsqrt", {floored})}));
}

constexpr std::array functions = {
    TensorFunction{"sum", sum},
    TensorFunction{"prod", prod},
    TensorFunction{"mean", mean},
    TensorFunction{"max", extremum<true>},
    TensorFunction{"min", extremum<false>},
    TensorFunction{"var", var},
    TensorFunction{"std", standard_deviation},
    TensorFunction{"logsumexp", logsumexp},
    TensorFunction{"any", any},
    TensorFunction{"all", all},
    TensorFunction{"count_nonzero", count_nonzero},
    TensorFunction{"ptp", ptp},
    TensorFunction{"average", average},
    TensorFunction{"moments", moments},
    TensorFunction{"argmax", position<true>},
    TensorFunction{"argmin", position<false>},
    TensorFunction{"cumsum", cumsum},
    TensorFunction{"cumprod", cumprod},
    TensorFunction{"diff", diff},
    TensorFunction{"norm", norm},
    TensorFunction{"normalize", normalize},
    TensorFunction{"l2_normalize", l2_normalize},
};

constexpr std::string_view keras_form = "x axis=None keepdims=False";
constexpr std::string_view tensorflow_form =
    "x:input_tensor axis:axis|reduction_indices=None keepdims:keepdims|keep_dims=False name=None";
constexpr std::string_view numpy_form =
    "x:a axis=None dtype=None out=None keepdims=False initial=None where=None";
constexpr std::string_view numpy_spread_form =
    "x:a axis=None dtype=None out=None ddof=0 keepdims=False";
constexpr std::string_view numpy_extreme_form =
    "x:a axis=None out=None keepdims=False initial=None where=None";
constexpr std::string_view method_form = "x:self axis=None dtype=None out=None keepdims=False";
constexpr std::string_view method_extreme_form = "x:self axis=None out=None keepdims=False";

constexpr std::array spellings = {
    Spelling{"ops K", "sum", keras_form, "sum"},
    Spelling{"tf tf.math", "reduce_sum", tensorflow_form, "sum"},
    Spelling{"np", "sum nansum", numpy_form, "sum"},
    Spelling{"array", "sum", method_form, "sum"},
    Spelling{"ops", "prod", "x axis=None keepdims=False dtype=None", "prod"},
    Spelling{"K", "prod", keras_form, "prod"},
    Spelling{"tf tf.math", "reduce_prod", tensorflow_form, "prod"},
    Spelling{"np", "prod product", numpy_form, "prod"},
    Spelling{"array", "prod", method_form, "prod"},
    Spelling{"ops K", "mean", keras_form, "mean"},
    Spelling{"tf tf.math", "reduce_mean", tensorflow_form, "mean"},
    Spelling{"np", "mean nanmean", numpy_form, "mean"},
    Spelling{"array", "mean", method_form, "mean"},
    Spelling{"ops", "max amax", "x axis=None keepdims=False initial=None", "max"},
    Spelling{"K", "max", keras_form, "max"},
    Spelling{"tf tf.math", "reduce_max", tensorflow_form, "max"},
    Spelling{"np", "max amax nanmax", numpy_extreme_form, "max"},
    Spelling{"array", "max", method_extreme_form, "max"},
    Spelling{"ops", "min amin", "x axis=None keepdims=False initial=None", "min"},
    Spelling{"K", "min", keras_form, "min"},
    Spelling{"tf tf.math", "reduce_min", tensorflow_form, "min"},
    Spelling{"np", "min amin nanmin", numpy_extreme_form, "min"},
    Spelling{"array", "min", method_extreme_form, "min"},
    Spelling{"ops K", "var", keras_form, "var"},
    Spelling{"tf.math", "reduce_variance", tensorflow_form, "var"},
    Spelling{"np", "var", numpy_spread_form, "var"},
    Spelling{"array", "var", "x:self axis=None dtype=None out=None ddof=0 keepdims=False", "var"},
    Spelling{"ops K", "std", keras_form, "std"},
    Spelling{"tf.math", "reduce_std", tensorflow_form, "std"},
    Spelling{"np", "std", numpy_spread_form, "std"},
    Spelling{"array", "std", "x:self axis=None dtype=None out=None ddof=0 keepdims=False", "std"},
    Spelling{"ops K", "logsumexp", keras_form, "logsumexp"},
    Spelling{"tf tf.math", "reduce_logsumexp", tensorflow_form, "logsumexp"},
    Spelling{"ops K", "any", keras_form, "any"},
    Spelling{"tf tf.math", "reduce_any", tensorflow_form, "any"},
    Spelling{"np", "any", numpy_extreme_form, "any"},
    Spelling{"array", "any", method_extreme_form, "any"},
    Spelling{"ops K", "all", keras_form, "all"},
    Spelling{"tf tf.math", "reduce_all", tensorflow_form, "all"},
    Spelling{"np", "all", numpy_extreme_form, "all"},
    Spelling{"array", "all", method_extreme_form, "all"},
    Spelling{"ops", "count_nonzero", "x axis=None", "count_nonzero"},
    Spelling{"tf.math", "count_nonzero", "x:input axis=None keepdims=False dtype=None name=None",
             "count_nonzero"},
    Spelling{"np", "count_nonzero", "x:a axis=None keepdims=False", "count_nonzero"},
    Spelling{"ops", "ptp", keras_form, "ptp"},
    Spelling{"np", "ptp", "x:a axis=None out=None keepdims=False", "ptp"},
    Spelling{"ops", "average", "x axis=None weights=None", "average"},
    Spelling{"np", "average", "x:a axis=None weights=None returned=False", "average"},
    Spelling{"ops", "moments", "x axis:axes keepdims=False synchronized=False", "moments"},
    Spelling{"tf.nn", "moments",
             "x axis:axes shift=None keepdims:keepdims|keep_dims=False name=None", "moments"},
    Spelling{"ops", "argmax", keras_form, "argmax"},
    Spelling{"K", "argmax", "x axis=-1 keepdims=False", "argmax"},
    Spelling{"tf tf.math", "argmax",
             "x:input axis:axis|dimension=0 output_type=None name=None keepdims=False", "argmax"},
    Spelling{"np", "argmax", "x:a axis=None out=None keepdims=False", "argmax"},
    Spelling{"array", "argmax", "x:self axis=None out=None keepdims=False", "argmax"},
    Spelling{"ops", "argmin", keras_form, "argmin"},
    Spelling{"K", "argmin", "x axis=-1 keepdims=False", "argmin"},
    Spelling{"tf tf.math", "argmin",
             "x:input axis:axis|dimension=0 output_type=None name=None keepdims=False", "argmin"},
    Spelling{"np", "argmin", "x:a axis=None out=None keepdims=False", "argmin"},
    Spelling{"array", "argmin", "x:self axis=None out=None keepdims=False", "argmin"},
    Spelling{"ops", "cumsum", "x axis=None dtype=None", "cumsum"},
    Spelling{"K", "cumsum", "x axis=0", "cumsum"},
    Spelling{"tf tf.math", "cumsum", "x axis=0 exclusive=False reverse=False name=None", "cumsum"},
    Spelling{"np", "cumsum", "x:a axis=None dtype=None out=None", "cumsum"},
    Spelling{"array", "cumsum", "x:self axis=None dtype=None out=None", "cumsum"},
    Spelling{"ops", "cumprod", "x axis=None dtype=None", "cumprod"},
    Spelling{"K", "cumprod", "x axis=0", "cumprod"},
    Spelling{"tf.math", "cumprod", "x axis=0 exclusive=False reverse=False name=None", "cumprod"},
    Spelling{"np", "cumprod", "x:a axis=None dtype=None out=None", "cumprod"},
    Spelling{"ops np", "diff", "x:a n=1 axis=-1", "diff"},
    Spelling{"ops", "norm", "x ord=None axis=None keepdims=False", "norm"},
    Spelling{"tf tf.linalg", "norm",
             "x:tensor ord=euclidean axis=None keepdims:keepdims|keep_dims=False name=None",
             "norm"},
    Spelling{"np.linalg", "norm", "x ord=None axis=None keepdims=False", "norm"},
    Spelling{"ops", "normalize", "x axis=-1 ord:order=2 epsilon=None", "normalize"},
    Spelling{"K", "l2_normalize", "x axis=None epsilon=1e-12", "l2_normalize"},
    Spelling{"tf.nn tf.math tf.linalg", "l2_normalize",
             "x axis:axis|dim=None epsilon=1e-12 name=None", "l2_normalize"},
};

}  // namespace

TensorFunctionFamily reduction_functions() { return {functions, spellings}; }

}  // namespace unroll::python
