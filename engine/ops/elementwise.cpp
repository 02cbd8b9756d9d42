// Owns the ops that work element by element, with broadcasting. Must not know layers.
// Mirrors keras/src/ops/numpy.py.
#include "kernels/elementwise.hpp"

#include <array>

#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

using kernels::Arithmetic;
using kernels::BroadcastPlan;
using kernels::Classification;
using kernels::Comparison;
using kernels::Logical;
using kernels::Unary;
/// Two inputs of one dtype and the plan to walk them.
struct Pair {
  Pair(const BoundOp& op, DType dtype)
      : plan(plan_of(op)), left(op.inputs[0], dtype), right(op.inputs[1], dtype) {}
  static BroadcastPlan plan_of(const BoundOp& op) {
    need_broadcast(op);
    return {{op.inputs[0].sizes, op.inputs[1].sizes}, op.outputs[0].sizes};
  }
  BroadcastPlan plan;
  Cast left;
  Cast right;
};

// ---- arithmetic ------------------------------------------------------------------------------

/// What arithmetic on truth values is, where it stays among them: the sum is `or`.
constexpr std::optional<Logical> on_truth_values(Arithmetic operation) {
  switch (operation) {
    case Arithmetic::add:
    case Arithmetic::maximum:
      return Logical::logical_or;
    case Arithmetic::multiply:
    case Arithmetic::minimum:
      return Logical::logical_and;
    default:
      return std::nullopt;
  }
}

template <Arithmetic operation>
std::vector<TensorType> infer_arithmetic(const OpTypes& types) {
  DType dtype = promote(types);
  if (operation == Arithmetic::divide) dtype = DType::float32;
  if (dtype == DType::bool_ && !on_truth_values(operation)) dtype = DType::int32;
  return {{broadcast_all(types), dtype}};
}

template <Arithmetic operation>
Kernel prepare_arithmetic(const BoundOp& op) {
  const DType dtype = op.outputs[0].dtype;
  auto pair = std::make_shared<Pair>(op, dtype);
  return with_type(dtype, [&]<typename T>(T /*of*/) -> Kernel {
    return [pair](Inputs in, Outputs out) {
      const auto left = pair->left(in[0]).as<T>();
      const auto right = pair->right(in[1]).as<T>();
      if constexpr (std::is_same_v<T, std::uint8_t>) {
        kernels::logical(on_truth_values(operation).value_or(Logical::logical_or), pair->plan, left,
                         right, out[0].as<T>());
      } else {
        kernels::arithmetic(operation, pair->plan, left, right, out[0].as<T>());
      }
    };
  });
}

template <Arithmetic operation>
constexpr OpRow arithmetic_row(std::string_view name, std::string_view operation_class) {
  return {name, operation_class, infer_arithmetic<operation>, prepare_arithmetic<operation>,
          rows_line_up};
}

// ---- comparisons and logic -------------------------------------------------------------------

std::vector<TensorType> infer_truth(const OpTypes& types) {
  return {{broadcast_all(types), DType::bool_}};
}

template <Comparison operation>
Kernel prepare_comparison(const BoundOp& op) {
  const DType dtype = promote(op.inputs[0].dtype, op.inputs[1].dtype);
  auto pair = std::make_shared<Pair>(op, dtype);
  return with_type(dtype, [&]<typename T>(T /*of*/) -> Kernel {
    return [pair](Inputs in, Outputs out) {
      kernels::compare(operation, pair->plan, pair->left(in[0]).as<T>(), pair->right(in[1]).as<T>(),
                       out[0].as<std::uint8_t>());
    };
  });
}

template <Comparison operation>
constexpr OpRow comparison_row(std::string_view name, std::string_view operation_class) {
  return {name, operation_class, infer_truth, prepare_comparison<operation>, rows_line_up};
}

template <Logical operation>
Kernel prepare_logical(const BoundOp& op) {
  auto pair = std::make_shared<Pair>(op, DType::bool_);
  return [pair](Inputs in, Outputs out) {
    kernels::logical(operation, pair->plan, pair->left(in[0]).as<std::uint8_t>(),
                     pair->right(in[1]).as<std::uint8_t>(), out[0].as<std::uint8_t>());
  };
}

template <Logical operation>
constexpr OpRow logical_row(std::string_view name, std::string_view operation_class) {
  return {name, operation_class, infer_truth, prepare_logical<operation>, rows_line_up};
}

Kernel prepare_logical_not(const BoundOp& op) {
  auto cast = std::make_shared<Cast>(op.inputs[0], DType::bool_);
  return [cast](Inputs in, Outputs out) {
    kernels::logical_not((*cast)(in[0]).as<std::uint8_t>(), out[0].as<std::uint8_t>());
  };
}

// ---- one input -------------------------------------------------------------------------------

/// Functions that integers have too keep the dtype; all others answer in floats.
constexpr bool integers_have(Unary operation) {
  switch (operation) {
    case Unary::negative:
    case Unary::absolute:
    case Unary::square:
    case Unary::sign:
    case Unary::round:
    case Unary::trunc:
      return true;
    default:
      return false;
  }
}

template <Unary operation>
std::vector<TensorType> infer_unary(const OpTypes& types) {
  const TensorType& input = types.inputs[0];
  const bool whole = integers_have(operation) && input.dtype != DType::float32;
  return {{input.shape, whole ? DType::int32 : DType::float32}};
}

template <Unary operation>
Kernel prepare_unary(const BoundOp& op) {
  const DType dtype = op.outputs[0].dtype;
  auto cast = std::make_shared<Cast>(op.inputs[0], dtype);
  const auto make = [&]<typename T>(T /*of*/) -> Kernel {
    return [cast](Inputs in, Outputs out) {
      kernels::unary(operation, (*cast)(in[0]).as<T>(), out[0].as<T>());
    };
  };
  return dtype == DType::float32 ? make(float{}) : make(std::int32_t{});
}

template <Unary operation>
constexpr OpRow unary_row(std::string_view name, std::string_view operation_class) {
  return {name, operation_class, infer_unary<operation>, prepare_unary<operation>, rows_line_up};
}

template <Classification kind>
Kernel prepare_classification(const BoundOp& op) {
  auto cast = std::make_shared<Cast>(op.inputs[0], DType::float32);
  return [cast](Inputs in, Outputs out) {
    kernels::classify(kind, (*cast)(in[0]).as<float>(), out[0].as<std::uint8_t>());
  };
}

std::vector<TensorType> infer_cast(const OpTypes& types) {
  return {{types.inputs[0].shape, types.attributes.get<DType>("dtype")}};
}

Kernel prepare_cast(const BoundOp& /*op*/) {
  return [](Inputs in, Outputs out) { convert(in[0], out[0]); };
}

// ---- where -----------------------------------------------------------------------------------

/// The condition chooses: axes are those of what it chooses from, where they have them.
std::vector<TensorType> infer_where(const OpTypes& types) {
  const std::array chosen_first = {types.inputs[1], types.inputs[2], types.inputs[0]};
  return {{broadcast_all({chosen_first, types.attributes}),
           promote(types.inputs[1].dtype, types.inputs[2].dtype)}};
}

Kernel prepare_where(const BoundOp& op) {
  need_broadcast(op);
  struct Choice {
    BroadcastPlan plan;
    Cast condition;
    Cast x;
    Cast y;
  };
  const DType dtype = op.outputs[0].dtype;
  auto choice = std::make_shared<Choice>(Choice{
      BroadcastPlan({op.inputs[0].sizes, op.inputs[1].sizes, op.inputs[2].sizes},
                    op.outputs[0].sizes),
      Cast(op.inputs[0], DType::bool_), Cast(op.inputs[1], dtype), Cast(op.inputs[2], dtype)});
  return with_type(dtype, [&]<typename T>(T /*of*/) -> Kernel {
    return [choice](Inputs in, Outputs out) {
      kernels::select(choice->plan, choice->condition(in[0]).as<std::uint8_t>(),
                      choice->x(in[1]).as<T>(), choice->y(in[2]).as<T>(), out[0].as<T>());
    };
  });
}

// ---- clip ------------------------------------------------------------------------------------

/// Truth values are clipped as integers.
std::vector<TensorType> infer_clip(const OpTypes& types) {
  const TensorType& input = types.inputs[0];
  return {{input.shape, input.dtype == DType::bool_ ? DType::int32 : input.dtype}};
}

/// `x_min`, `x_max`: numbers; where they cross, x_max wins.
Kernel prepare_clip(const BoundOp& op) {
  const double low = op.attributes.get<double>("x_min");
  const double high = op.attributes.get<double>("x_max");
  const DType dtype = op.outputs[0].dtype;
  const BroadcastPlan plan({op.inputs[0].sizes, {}}, op.outputs[0].sizes);
  auto cast = std::make_shared<Cast>(op.inputs[0], dtype);
  const auto make = [&]<typename T>(T of) -> Kernel {
    return [cast, plan, bounds = std::array{element(low, of), element(high, of)}](Inputs in,
                                                                                  Outputs out) {
      const auto result = out[0].as<T>();
      kernels::arithmetic(Arithmetic::maximum, plan, (*cast)(in[0]).as<T>(),
                          std::span(bounds).first(1), result);
      kernels::arithmetic(Arithmetic::minimum, plan, std::span<const T>(result),
                          std::span(bounds).last(1), result);
    };
  };
  return dtype == DType::float32 ? make(float{}) : make(std::int32_t{});
}

constexpr std::array rows = {
    arithmetic_row<Arithmetic::add>("add", "Add"),
    arithmetic_row<Arithmetic::subtract>("subtract", "Subtract"),
    arithmetic_row<Arithmetic::multiply>("multiply", "Multiply"),
    arithmetic_row<Arithmetic::divide>("divide", "Divide"),
    arithmetic_row<Arithmetic::maximum>("maximum", "Maximum"),
    arithmetic_row<Arithmetic::minimum>("minimum", "Minimum"),
    arithmetic_row<Arithmetic::power>("power", "Power"),
    arithmetic_row<Arithmetic::floor_divide>("floor_divide", "FloorDivide"),
    arithmetic_row<Arithmetic::mod>("mod", "Mod"),
    comparison_row<Comparison::equal>("equal", "Equal"),
    comparison_row<Comparison::not_equal>("not_equal", "NotEqual"),
    comparison_row<Comparison::less>("less", "Less"),
    comparison_row<Comparison::less_equal>("less_equal", "LessEqual"),
    comparison_row<Comparison::greater>("greater", "Greater"),
    comparison_row<Comparison::greater_equal>("greater_equal", "GreaterEqual"),
    logical_row<Logical::logical_and>("logical_and", "LogicalAnd"),
    logical_row<Logical::logical_or>("logical_or", "LogicalOr"),
    logical_row<Logical::logical_xor>("logical_xor", "LogicalXor"),
    OpRow{"logical_not", "LogicalNot", infer_truth, prepare_logical_not, rows_line_up},
    unary_row<Unary::negative>("negative", "Negative"),
    unary_row<Unary::absolute>("absolute", "Absolute"),
    unary_row<Unary::square>("square", "Square"),
    unary_row<Unary::sqrt>("sqrt", "Sqrt"),
    unary_row<Unary::rsqrt>("rsqrt", "Rsqrt"),
    unary_row<Unary::reciprocal>("reciprocal", "Reciprocal"),
    unary_row<Unary::exp>("exp", "Exp"),
    unary_row<Unary::expm1>("expm1", "Expm1"),
    unary_row<Unary::log>("log", "Log"),
    unary_row<Unary::log1p>("log1p", "Log1p"),
    unary_row<Unary::log2>("log2", "Log2"),
    unary_row<Unary::log10>("log10", "Log10"),
    unary_row<Unary::sin>("sin", "Sin"),
    unary_row<Unary::cos>("cos", "Cos"),
    unary_row<Unary::tan>("tan", "Tan"),
    unary_row<Unary::erf>("erf", "Erf"),
    unary_row<Unary::sign>("sign", "Sign"),
    unary_row<Unary::floor>("floor", "Floor"),
    unary_row<Unary::ceil>("ceil", "Ceil"),
    unary_row<Unary::round>("round", "Round"),
    unary_row<Unary::trunc>("trunc", "Trunc"),
    OpRow{"isnan", "Isnan", infer_truth, prepare_classification<Classification::is_nan>,
          rows_line_up},
    OpRow{"isinf", "Isinf", infer_truth, prepare_classification<Classification::is_inf>,
          rows_line_up},
    OpRow{"isfinite", "Isfinite", infer_truth, prepare_classification<Classification::is_finite>,
          rows_line_up},
    OpRow{"cast", "Cast", infer_cast, prepare_cast, rows_line_up},
    OpRow{"where", "Where", infer_where, prepare_where, rows_line_up},
    OpRow{"clip", "Clip", infer_clip, prepare_clip, rows_line_up},
};

}  // namespace

std::span<const OpRow> elementwise_rows() { return rows; }

}  // namespace unroll::ops
