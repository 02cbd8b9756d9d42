// Owns the functions that work element by element: arithmetic, comparisons, logic, rounding. On
// plain numbers NumPy's answer plain numbers. Must not know how modules offer them.
// Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

// ---- one operand -----------------------------------------------------------------------------

struct PlainFunction {
  std::string_view name;
  double (*compute)(double);
};

double sign_of(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x; }
double inverse_root(double x) { return 1.0 / std::sqrt(x); }
double inverse(double x) { return 1.0 / x; }
double times_itself(double x) { return x * x; }
double negated(double x) { return -x; }

/// Rounds half to even, as NumPy.
double round_half_to_even(double x) { return std::nearbyint(x); }

constexpr std::array plain_functions = {
    PlainFunction{"absolute", std::fabs},  PlainFunction{"ceil", std::ceil},
    PlainFunction{"cos", std::cos},        PlainFunction{"erf", std::erf},
    PlainFunction{"exp", std::exp},        PlainFunction{"expm1", std::expm1},
    PlainFunction{"floor", std::floor},    PlainFunction{"log", std::log},
    PlainFunction{"log10", std::log10},    PlainFunction{"log1p", std::log1p},
    PlainFunction{"log2", std::log2},      PlainFunction{"negative", negated},
    PlainFunction{"reciprocal", inverse},  PlainFunction{"round", round_half_to_even},
    PlainFunction{"rsqrt", inverse_root},  PlainFunction{"sign", sign_of},
    PlainFunction{"sin", std::sin},        PlainFunction{"sqrt", std::sqrt},
    PlainFunction{"square", times_itself}, PlainFunction{"tan", std::tan},
    PlainFunction{"trunc", std::trunc},
};

/// Whole numbers stay whole under these.
bool keeps_integers(std::string_view function) {
  static constexpr std::array names = {"absolute", "negative", "sign", "square"};
  return std::find(names.begin(), names.end(), function) != names.end();
}

std::optional<Value> plain_unary(const FunctionCall& call, const Value& x) {
  if (!answers_plainly(call, std::span(&x, 1))) return std::nullopt;
  const auto row =
      std::find_if(plain_functions.begin(), plain_functions.end(),
                   [&](const PlainFunction& each) { return each.name == call.function; });
  const auto number = number_of(x);
  if (row == plain_functions.end() || !number) return std::nullopt;
  const double result = row->compute(*number);
  if (x.as<Float>() == nullptr && keeps_integers(call.function)) {
    return Dim(static_cast<std::int64_t>(result), identities_of(x));
  }
  return Float{result, identities_of(x)};
}

Value unary(FunctionCall& call) {
  if (const auto plain = plain_unary(call, call["x"])) return *plain;
  return call.result(call.apply(call.function, {call.tensor("x")}));
}

/// Rounds to a number of digits behind the point.
Value round(FunctionCall& call) {
  const std::int64_t digits = call.has("decimals") ? call.integer("decimals") : 0;
  const double scale = std::pow(10.0, static_cast<double>(digits));
  if (const auto number = number_of(call["x"]); number && call.dialect == Dialect::numpy) {
    return Float{std::nearbyint(*number * scale) / scale, identities_of(call["x"])};
  }
  ValueId x = call.tensor("x");
  if (digits != 0) x = call.apply("multiply", {x, call.constant(scale)});
  x = call.apply("round", {x});
  if (digits != 0) x = call.apply("divide", {x, call.constant(scale)});
  return call.result(x);
}

/// The root of what lies above zero, as keras.backend's.
Value clipped_sqrt(FunctionCall& call) {
  const ValueId x = call.apply("maximum", {call.tensor("x"), call.constant(0)});
  return call.result(call.apply("sqrt", {x}));
}

/// (exp(x) + sign * exp(-x)) / 2
template <bool sine>
Value hyperbolic(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const ValueId up = call.apply("exp", {x});
  const ValueId down = call.apply("exp", {call.apply("negative", {x})});
  const ValueId both = call.apply(sine ? "subtract" : "add", {up, down});
  return call.result(call.apply("multiply", {both, call.constant(0.5)}));
}

Value erfc(FunctionCall& call) {
  return call.result(
      call.apply("subtract", {call.constant(1), call.apply("erf", {call.tensor("x")})}));
}

Value exp2(FunctionCall& call) {
  return call.result(call.apply(
      "exp", {call.apply("multiply", {call.tensor("x"), call.constant(std::numbers::ln2)})}));
}

/// NaN and infinities become numbers.
Value nan_to_num(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  constexpr double largest = 3.4028234663852886e38;
  const auto replacement = [&](std::string_view name, double otherwise) {
    return call.constant(call.has(name) ? call.number(name) : otherwise);
  };
  const ValueId positive = call.apply("greater", {x, call.constant(0)});
  const ValueId infinite = call.apply(
      "where", {positive, replacement("posinf", largest), replacement("neginf", -largest)});
  const ValueId finite = call.apply("where", {call.apply("isinf", {x}), infinite, x});
  return call.result(
      call.apply("where", {call.apply("isnan", {x}), replacement("nan", 0.0), finite}));
}

// ---- two operands ----------------------------------------------------------------------------

std::optional<Operator> operator_of(std::string_view function) {
  static constexpr std::pair<std::string_view, Operator> operators[] = {
      {"add", Operator::add},
      {"subtract", Operator::subtract},
      {"multiply", Operator::multiply},
      {"divide", Operator::divide},
      {"floor_divide", Operator::floor_divide},
      {"mod", Operator::modulo},
      {"power", Operator::power},
      {"equal", Operator::equal},
      {"not_equal", Operator::not_equal},
      {"less", Operator::less},
      {"less_equal", Operator::less_equal},
      {"greater", Operator::greater},
      {"greater_equal", Operator::greater_equal}};
  for (const auto& [name, op] : operators) {
    if (name == function) return op;
  }
  return std::nullopt;
}

std::optional<Value> plain_binary(FunctionCall& call, const Value& a, const Value& b) {
  const std::array both = {a, b};
  if (!answers_plainly(call, both)) return std::nullopt;
  if (const auto op = operator_of(call.function)) return call.in.binary(*op, a, b, call.at);
  if (call.function != "maximum" && call.function != "minimum") return std::nullopt;
  const bool largest = call.function == "maximum";
  const auto* left = a.as<Dim>();
  const auto* right = b.as<Dim>();
  if (left != nullptr && right != nullptr) return largest ? max(*left, *right) : min(*left, *right);
  const Operator order = largest ? Operator::greater : Operator::less;
  return call.in.truth(call.in.binary(order, b, a, call.at), call.at) ? b : a;
}

Value binary(FunctionCall& call) {
  if (const auto plain = plain_binary(call, call["x1"], call["x2"])) return *plain;
  const ValueId x1 = call.tensor("x1");
  return call.result(call.apply(call.function, {x1, call.tensor("x2")}));
}

/// What `/` writes: of another class than `divide`, and the same numbers.
Value true_divide(FunctionCall& call) {
  call.function = "divide";
  return binary(call);
}

/// x1 / x2, and 0 where x2 is 0.
Value divide_no_nan(FunctionCall& call) {
  const ValueId x1 = call.tensor("x1");
  const ValueId x2 = call.tensor("x2");
  const ValueId zero = call.apply("equal", {x2, call.constant(0, x2)});
  const ValueId divisor = call.apply("where", {zero, call.constant(1, x2), x2});
  const ValueId quotient = call.apply("divide", {x1, divisor});
  return call.result(call.apply("where", {zero, call.constant(0), quotient}));
}

Value squared_difference(FunctionCall& call) {
  const ValueId x1 = call.tensor("x1");
  return call.result(call.apply("square", {call.apply("subtract", {x1, call.tensor("x2")})}));
}

/// log(exp(x1) + exp(x2)) without overflow.
Value logaddexp(FunctionCall& call) {
  const ValueId x1 = call.tensor("x1");
  const ValueId x2 = call.tensor("x2");
  const ValueId far = call.apply("absolute", {call.apply("subtract", {x1, x2})});
  const ValueId rest = call.apply("log1p", {call.apply("exp", {call.apply("negative", {far})})});
  return call.result(call.apply("add", {call.apply("maximum", {x1, x2}), rest}));
}

Value hypot(FunctionCall& call) {
  const ValueId x1 = call.apply("square", {call.tensor("x1")});
  const ValueId x2 = call.apply("square", {call.tensor("x2")});
  return call.result(call.apply("sqrt", {call.apply("add", {x1, x2})}));
}

/// |x1 - x2| <= atol + rtol * |x2|
ValueId close(FunctionCall& call) {
  const ValueId x1 = call.tensor("x1");
  const ValueId x2 = call.tensor("x2");
  const ValueId far = call.apply("absolute", {call.apply("subtract", {x1, x2})});
  const ValueId relative =
      call.apply("multiply", {call.apply("absolute", {x2}), call.constant(call.number("rtol"))});
  const ValueId bound = call.apply("add", {relative, call.constant(call.number("atol"))});
  return call.apply("less_equal", {far, bound});
}

Value isclose(FunctionCall& call) { return call.result(close(call)); }

Value allclose(FunctionCall& call) {
  return call.result(call.reduce("all", close(call), std::nullopt, false));
}

// ---- several ---------------------------------------------------------------------------------

Value add_n(FunctionCall& call) {
  const std::vector<ValueId> inputs = call.tensors("inputs");
  if (inputs.empty()) call.raise("ValueError", "inputs must be a list of at least one tensor");
  ValueId sum = inputs.front();
  for (std::size_t i = 1; i < inputs.size(); ++i) sum = call.apply("add", {sum, inputs[i]});
  return call.result(sum);
}

Value clip(FunctionCall& call) {
  const Value& low = call["x_min"];
  const Value& high = call["x_max"];
  const auto lowest = number_of(low);
  const auto highest = number_of(high);
  if (const auto number = number_of(call["x"]);
      number && lowest && highest && call.dialect == Dialect::numpy) {
    return *number < *lowest ? low : *number > *highest ? high : call["x"];
  }
  ValueId x = call.tensor("x");
  if (lowest && highest) {
    return call.result(call.apply("clip", {x}, {{"x_min", *lowest}, {"x_max", *highest}}));
  }
  if (!low.is_none()) x = call.apply("maximum", {x, call.tensor("x_min")});
  if (!high.is_none()) x = call.apply("minimum", {x, call.tensor("x_max")});
  return call.result(x);
}

Value where(FunctionCall& call) {
  if (!call.has("x1") || !call.has("x2")) {
    call.raise("ValueError",
               call.name +
                   " needs three arguments here, a condition and the values "
                   "for both cases: with one, the size of its result depends on values");
  }
  const ValueId condition = call.tensor("condition");
  const ValueId x1 = call.tensor("x1");
  return call.result(call.apply("where", {condition, x1, call.tensor("x2")}));
}

/// The first choice whose condition holds.
Value select(FunctionCall& call) {
  const std::vector<ValueId> conditions = call.tensors("condlist");
  const std::vector<ValueId> choices = call.tensors("choicelist");
  if (conditions.size() != choices.size() || conditions.empty()) {
    call.raise("ValueError", "condlist and choicelist must be as long as each other, got " +
                                 std::to_string(conditions.size()) + " and " +
                                 std::to_string(choices.size()));
  }
  ValueId result = call.tensor("default");
  for (std::size_t i = conditions.size(); i > 0; --i) {
    result = call.apply("where", {conditions[i - 1], choices[i - 1], result});
  }
  return call.result(result);
}

Value cast(FunctionCall& call) {
  return call.result(call.cast(call.tensor("x"), call.dtype("dtype", DType::float32)));
}

Value stop_gradient(FunctionCall& call) {
  if (sequence_items(call["x"]) != nullptr) return call["x"];
  return call.result(call.tensor("x"));
}

constexpr auto math = FunctionKind::math;

constexpr std::array functions = {
    TensorFunction{"absolute", unary, math},
    TensorFunction{"negative", unary, math},
    TensorFunction{"square", unary, math},
    TensorFunction{"sqrt", unary, math},
    TensorFunction{"clipped_sqrt", clipped_sqrt, math},
    TensorFunction{"rsqrt", unary, math},
    TensorFunction{"reciprocal", unary, math},
    TensorFunction{"exp", unary, math},
    TensorFunction{"exp2", exp2, math},
    TensorFunction{"expm1", unary, math},
    TensorFunction{"log", unary, math},
    TensorFunction{"log1p", unary, math},
    TensorFunction{"log2", unary, math},
    TensorFunction{"log10", unary, math},
    TensorFunction{"sin", unary, math},
    TensorFunction{"cos", unary, math},
    TensorFunction{"tan", unary, math},
    TensorFunction{"sinh", hyperbolic<true>, math},
    TensorFunction{"cosh", hyperbolic<false>, math},
    TensorFunction{"erf", unary, math},
    TensorFunction{"erfc", erfc, math},
    TensorFunction{"sign", unary, math},
    TensorFunction{"floor", unary, math},
    TensorFunction{"ceil", unary, math},
    TensorFunction{"trunc", unary, math},
    TensorFunction{"round", round, math},
    TensorFunction{"logical_not", unary},
    TensorFunction{"isnan", unary},
    TensorFunction{"isinf", unary},
    TensorFunction{"isfinite", unary},
    TensorFunction{"nan_to_num", nan_to_num},
    TensorFunction{"add", binary, math},
    TensorFunction{"subtract", binary, math},
    TensorFunction{"multiply", binary, math},
    TensorFunction{"divide", binary, math},
    TensorFunction{"true_divide", true_divide, math},
    TensorFunction{"floor_divide", binary, math},
    TensorFunction{"mod", binary, math},
    TensorFunction{"power", binary, math},
    TensorFunction{"maximum", binary, math},
    TensorFunction{"minimum", binary, math},
    TensorFunction{"divide_no_nan", divide_no_nan},
    TensorFunction{"squared_difference", squared_difference},
    TensorFunction{"logaddexp", logaddexp},
    TensorFunction{"hypot", hypot},
    TensorFunction{"equal", binary},
    TensorFunction{"not_equal", binary},
    TensorFunction{"less", binary},
    TensorFunction{"less_equal", binary},
    TensorFunction{"greater", binary},
    TensorFunction{"greater_equal", binary},
    TensorFunction{"logical_and", binary},
    TensorFunction{"logical_or", binary},
    TensorFunction{"logical_xor", binary},
    TensorFunction{"isclose", isclose},
    TensorFunction{"allclose", allclose},
    TensorFunction{"add_n", add_n},
    TensorFunction{"clip", clip, math},
    TensorFunction{"where", where},
    TensorFunction{"select", select},
    TensorFunction{"cast", cast},
    TensorFunction{"stop_gradient", stop_gradient},
};

constexpr std::string_view one = "x";
constexpr std::string_view tf_one = "x name=None";
constexpr std::string_view np_one = "x out=None where=None dtype=None";
constexpr std::string_view two = "x1 x2";
constexpr std::string_view backend_two = "x1:x x2:y";
constexpr std::string_view tf_two = "x1:x x2:y name=None";
constexpr std::string_view np_two = "x1 x2 out=None where=None dtype=None";

constexpr std::array spellings = {
    Spelling{"ops", "absolute abs", one, "absolute"},
    Spelling{"K", "abs", one, "absolute"},
    Spelling{"tf tf.math", "abs", tf_one, "absolute"},
    Spelling{"np", "abs absolute fabs", np_one, "absolute"},
    Spelling{"ops", "negative", one, "negative"},
    Spelling{"tf tf.math", "negative", tf_one, "negative"},
    Spelling{"np", "negative", np_one, "negative"},
    Spelling{"ops K", "square", one, "square"},
    Spelling{"tf tf.math", "square", tf_one, "square"},
    Spelling{"np", "square", np_one, "square"},
    Spelling{"ops", "sqrt", one, "sqrt"},
    Spelling{"K", "sqrt", one, "clipped_sqrt"},
    Spelling{"tf tf.math", "sqrt", tf_one, "sqrt"},
    Spelling{"np", "sqrt", np_one, "sqrt"},
    Spelling{"ops", "rsqrt", one, "rsqrt"},
    Spelling{"tf.math", "rsqrt", tf_one, "rsqrt"},
    Spelling{"ops", "reciprocal", one, "reciprocal"},
    Spelling{"tf.math", "reciprocal", tf_one, "reciprocal"},
    Spelling{"np", "reciprocal", np_one, "reciprocal"},
    Spelling{"ops K", "exp", one, "exp"},
    Spelling{"tf tf.math", "exp", tf_one, "exp"},
    Spelling{"np", "exp", np_one, "exp"},
    Spelling{"ops np", "exp2", one, "exp2"},
    Spelling{"ops", "expm1", one, "expm1"},
    Spelling{"tf.math", "expm1", tf_one, "expm1"},
    Spelling{"np", "expm1", np_one, "expm1"},
    Spelling{"ops K", "log", one, "log"},
    Spelling{"tf.math", "log", tf_one, "log"},
    Spelling{"np", "log", np_one, "log"},
    Spelling{"ops", "log1p", one, "log1p"},
    Spelling{"tf.math", "log1p", tf_one, "log1p"},
    Spelling{"np", "log1p", np_one, "log1p"},
    Spelling{"ops", "log2", one, "log2"},
    Spelling{"np", "log2", np_one, "log2"},
    Spelling{"ops", "log10", one, "log10"},
    Spelling{"np", "log10", np_one, "log10"},
    Spelling{"ops K", "sin", one, "sin"},
    Spelling{"tf tf.math", "sin", tf_one, "sin"},
    Spelling{"np", "sin", np_one, "sin"},
    Spelling{"ops K", "cos", one, "cos"},
    Spelling{"tf tf.math", "cos", tf_one, "cos"},
    Spelling{"np", "cos", np_one, "cos"},
    Spelling{"ops", "tan", one, "tan"},
    Spelling{"tf tf.math", "tan", tf_one, "tan"},
    Spelling{"np", "tan", np_one, "tan"},
    Spelling{"ops", "sinh", one, "sinh"},
    Spelling{"tf tf.math", "sinh", tf_one, "sinh"},
    Spelling{"np", "sinh", np_one, "sinh"},
    Spelling{"ops", "cosh", one, "cosh"},
    Spelling{"tf tf.math", "cosh", tf_one, "cosh"},
    Spelling{"np", "cosh", np_one, "cosh"},
    Spelling{"ops", "erf", one, "erf"},
    Spelling{"tf.math", "erf", tf_one, "erf"},
    Spelling{"ops", "erfc", one, "erfc"},
    Spelling{"tf.math", "erfc", tf_one, "erfc"},
    Spelling{"ops K", "sign", one, "sign"},
    Spelling{"tf tf.math", "sign", tf_one, "sign"},
    Spelling{"np", "sign", np_one, "sign"},
    Spelling{"ops", "floor", one, "floor"},
    Spelling{"tf tf.math", "floor", tf_one, "floor"},
    Spelling{"np", "floor", np_one, "floor"},
    Spelling{"ops", "ceil", one, "ceil"},
    Spelling{"tf.math", "ceil", tf_one, "ceil"},
    Spelling{"np", "ceil", np_one, "ceil"},
    Spelling{"ops", "trunc", one, "trunc"},
    Spelling{"np", "trunc fix", np_one, "trunc"},
    Spelling{"ops", "round", "x decimals=0", "round"},
    Spelling{"K", "round", one, "round"},
    Spelling{"tf tf.math", "round", tf_one, "round"},
    Spelling{"np", "round around round_", "x:a decimals=0 out=None", "round"},
    Spelling{"np", "rint", np_one, "round"},
    Spelling{"array", "round", "x:self decimals=0 out=None", "round"},
    Spelling{"ops", "logical_not", one, "logical_not"},
    Spelling{"tf tf.math", "logical_not", tf_one, "logical_not"},
    Spelling{"np", "logical_not", np_one, "logical_not"},
    Spelling{"ops", "isnan", one, "isnan"},
    Spelling{"tf.math", "is_nan", tf_one, "isnan"},
    Spelling{"np", "isnan", np_one, "isnan"},
    Spelling{"ops", "isinf", one, "isinf"},
    Spelling{"tf.math", "is_inf", tf_one, "isinf"},
    Spelling{"np", "isinf", np_one, "isinf"},
    Spelling{"ops", "isfinite", one, "isfinite"},
    Spelling{"tf.math", "is_finite", tf_one, "isfinite"},
    Spelling{"np", "isfinite", np_one, "isfinite"},
    Spelling{"ops", "nan_to_num", "x nan=0.0 posinf=None neginf=None", "nan_to_num"},
    Spelling{"np", "nan_to_num", "x copy=True nan=0.0 posinf=None neginf=None", "nan_to_num"},
    Spelling{"ops", "add", two, "add"},
    Spelling{"tf tf.math", "add", tf_two, "add"},
    Spelling{"np", "add", np_two, "add"},
    Spelling{"tf.nn K", "bias_add", "x1:value|x x2:bias data_format=None name=None", "add"},
    Spelling{"ops", "subtract", two, "subtract"},
    Spelling{"tf tf.math", "subtract", tf_two, "subtract"},
    Spelling{"np", "subtract", np_two, "subtract"},
    Spelling{"ops", "multiply", two, "multiply"},
    Spelling{"tf tf.math", "multiply", tf_two, "multiply"},
    Spelling{"np", "multiply", np_two, "multiply"},
    Spelling{"tf tf.math", "scalar_mul", "x1:scalar x2:x name=None", "multiply"},
    Spelling{"ops", "divide", two, "divide"},
    Spelling{"ops", "true_divide", two, "true_divide"},
    Spelling{"tf tf.math", "divide truediv", tf_two, "divide"},
    Spelling{"np", "divide true_divide", np_two, "divide"},
    Spelling{"ops", "floor_divide", two, "floor_divide"},
    Spelling{"tf.math", "floordiv", tf_two, "floor_divide"},
    Spelling{"np", "floor_divide", np_two, "floor_divide"},
    Spelling{"ops", "mod", two, "mod"},
    Spelling{"tf tf.math", "mod floormod", tf_two, "mod"},
    Spelling{"np", "mod remainder", np_two, "mod"},
    Spelling{"ops", "power", two, "power"},
    Spelling{"K", "pow", "x1:x x2:a", "power"},
    Spelling{"tf tf.math", "pow", tf_two, "power"},
    Spelling{"np", "power", np_two, "power"},
    Spelling{"ops", "maximum", two, "maximum"},
    Spelling{"K", "maximum", backend_two, "maximum"},
    Spelling{"tf tf.math", "maximum", tf_two, "maximum"},
    Spelling{"np", "maximum fmax", np_two, "maximum"},
    Spelling{"ops", "minimum", two, "minimum"},
    Spelling{"K", "minimum", backend_two, "minimum"},
    Spelling{"tf tf.math", "minimum", tf_two, "minimum"},
    Spelling{"np", "minimum fmin", np_two, "minimum"},
    Spelling{"ops", "divide_no_nan", two, "divide_no_nan"},
    Spelling{"tf.math", "divide_no_nan", tf_two, "divide_no_nan"},
    Spelling{"tf tf.math", "squared_difference", tf_two, "squared_difference"},
    Spelling{"ops", "logaddexp", two, "logaddexp"},
    Spelling{"np", "logaddexp", np_two, "logaddexp"},
    Spelling{"ops", "hypot", two, "hypot"},
    Spelling{"np", "hypot", np_two, "hypot"},
    Spelling{"ops", "equal", two, "equal"},
    Spelling{"K", "equal", backend_two, "equal"},
    Spelling{"tf tf.math", "equal", tf_two, "equal"},
    Spelling{"np", "equal", np_two, "equal"},
    Spelling{"ops", "not_equal", two, "not_equal"},
    Spelling{"K", "not_equal", backend_two, "not_equal"},
    Spelling{"tf tf.math", "not_equal", tf_two, "not_equal"},
    Spelling{"np", "not_equal", np_two, "not_equal"},
    Spelling{"ops", "less", two, "less"},
    Spelling{"K", "less", backend_two, "less"},
    Spelling{"tf tf.math", "less", tf_two, "less"},
    Spelling{"np", "less", np_two, "less"},
    Spelling{"ops", "less_equal", two, "less_equal"},
    Spelling{"K", "less_equal", backend_two, "less_equal"},
    Spelling{"tf tf.math", "less_equal", tf_two, "less_equal"},
    Spelling{"np", "less_equal", np_two, "less_equal"},
    Spelling{"ops", "greater", two, "greater"},
    Spelling{"K", "greater", backend_two, "greater"},
    Spelling{"tf tf.math", "greater", tf_two, "greater"},
    Spelling{"np", "greater", np_two, "greater"},
    Spelling{"ops", "greater_equal", two, "greater_equal"},
    Spelling{"K", "greater_equal", backend_two, "greater_equal"},
    Spelling{"tf tf.math", "greater_equal", tf_two, "greater_equal"},
    Spelling{"np", "greater_equal", np_two, "greater_equal"},
    Spelling{"ops", "logical_and", two, "logical_and"},
    Spelling{"tf tf.math", "logical_and", tf_two, "logical_and"},
    Spelling{"np", "logical_and", np_two, "logical_and"},
    Spelling{"ops", "logical_or", two, "logical_or"},
    Spelling{"tf tf.math", "logical_or", tf_two, "logical_or"},
    Spelling{"np", "logical_or", np_two, "logical_or"},
    Spelling{"ops", "logical_xor", two, "logical_xor"},
    Spelling{"tf.math", "logical_xor", tf_two, "logical_xor"},
    Spelling{"np", "logical_xor", np_two, "logical_xor"},
    Spelling{"ops", "isclose", "x1 x2 rtol=1e-5 atol=1e-8 equal_nan=False", "isclose"},
    Spelling{"np", "isclose", "x1:a x2:b rtol=1e-5 atol=1e-8 equal_nan=False", "isclose"},
    Spelling{"ops", "allclose", "x1 x2 rtol=1e-5 atol=1e-8 equal_nan=False", "allclose"},
    Spelling{"np", "allclose", "x1:a x2:b rtol=1e-5 atol=1e-8 equal_nan=False", "allclose"},
    Spelling{"tf tf.math", "add_n", "inputs name=None", "add_n"},
    Spelling{"ops", "clip", "x x_min x_max", "clip"},
    Spelling{"K", "clip", "x x_min:min_value x_max:max_value", "clip"},
    Spelling{"tf", "clip_by_value", "x:t x_min:clip_value_min x_max:clip_value_max name=None",
             "clip"},
    Spelling{"np", "clip", "x:a x_min:a_min|min=None x_max:a_max|max=None out=None", "clip"},
    Spelling{"array", "clip", "x:self x_min:min=None x_max:max=None out=None", "clip"},
    Spelling{"ops", "where", "condition x1=None x2=None", "where"},
    Spelling{"tf", "where", "condition x1:x=None x2:y=None name=None", "where"},
    Spelling{"np", "where", "condition x1:x=None x2:y=None", "where"},
    Spelling{"ops np", "select", "condlist choicelist default=0", "select"},
    Spelling{"ops K", "cast", "x dtype", "cast"},
    Spelling{"ops", "saturate_cast", "x dtype", "cast"},
    Spelling{"tf tf.dtypes", "cast saturate_cast", "x:x|value dtype name=None", "cast"},
    Spelling{"K", "cast_to_floatx", "x", "cast"},
    Spelling{"tf", "to_float", "x name=None", "cast"},
    Spelling{"array tensor", "astype", "x:self dtype order=None casting=None copy=True", "cast"},
    Spelling{"ops", "stop_gradient", "x:variable", "stop_gradient"},
    Spelling{"K", "stop_gradient print_tensor", "x:x|variables message=None", "stop_gradient"},
    Spelling{"tf", "stop_gradient identity", "x:input name=None", "stop_gradient"},
    Spelling{"tf", "ensure_shape", "x shape name=None", "stop_gradient"},
    Spelling{"ops", "copy", "x", "stop_gradient"},
    Spelling{"np", "copy", "x:a order=K subok=False", "stop_gradient"},
    Spelling{"array", "copy", "x:self order=C", "stop_gradient"},
};

}  // namespace

TensorFunctionFamily elementwise_functions() { return {functions, spellings}; }

}  // namespace unroll::python
