// Owns arithmetic, comparison, logic and selection element by element, with broadcasting, and the
// casts between dtypes.
// Must not know tensors, dtype promotion or graphs. Booleans are bytes, 0 or 1; any byte but 0 is
// read as true. Spans have the sizes that the plan was built with.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/broadcast.hpp"

namespace unroll::kernels {

/// Operations on two numbers. For floats, floor_divide and mod are Python's (the result of mod has
/// the divisor's sign), and maximum and minimum pass NaN on.
enum class Arithmetic : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  maximum,
  minimum,
  power,
  floor_divide,
  mod,
};

/// out = x op y. Integers wrap around at 32 bits; integer floor_divide and mod by 0 give 0; integer
/// divide is not defined (divide floats) and throws std::invalid_argument; a negative integer power
/// gives 0 unless the base is 1 or -1.
void arithmetic(Arithmetic op, const BroadcastPlan& plan, std::span<const float> x,
                std::span<const float> y, std::span<float> out);
void arithmetic(Arithmetic op, const BroadcastPlan& plan, std::span<const std::int32_t> x,
                std::span<const std::int32_t> y, std::span<std::int32_t> out);

enum class Comparison : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

/// out = x op y, as 0 or 1.
void compare(Comparison op, const BroadcastPlan& plan, std::span<const float> x,
             std::span<const float> y, std::span<std::uint8_t> out);
void compare(Comparison op, const BroadcastPlan& plan, std::span<const std::int32_t> x,
             std::span<const std::int32_t> y, std::span<std::uint8_t> out);
void compare(Comparison op, const BroadcastPlan& plan, std::span<const std::uint8_t> x,
             std::span<const std::uint8_t> y, std::span<std::uint8_t> out);

enum class Logical : std::uint8_t { logical_and, logical_or, logical_xor };

/// out = x op y on truth values.
void logical(Logical op, const BroadcastPlan& plan, std::span<const std::uint8_t> x,
             std::span<const std::uint8_t> y, std::span<std::uint8_t> out);
void logical_not(std::span<const std::uint8_t> in, std::span<std::uint8_t> out);

/// Operations on one number. round goes to the even neighbour at .5; sign of NaN is NaN.
enum class Unary : std::uint8_t {
  negative,
  absolute,
  square,
  sqrt,
  rsqrt,
  reciprocal,
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  sin,
  cos,
  tan,
  tanh,
  sigmoid,
  erf,
  sign,
  floor,
  ceil,
  round,
  trunc,
};

/// out[i] = op(in[i]); the spans are the same memory or do not overlap. Integers have negative,
/// absolute, square and sign (and floor, ceil, round, trunc, which change nothing); any other
/// throws std::invalid_argument.
void unary(Unary op, std::span<const float> in, std::span<float> out);
void unary(Unary op, std::span<const std::int32_t> in, std::span<std::int32_t> out);

enum class Classification : std::uint8_t { is_nan, is_inf, is_finite };

/// out[i] = whether in[i] is of this kind.
void classify(Classification kind, std::span<const float> in, std::span<std::uint8_t> out);

/// out = condition ? x : y (Keras's `where`). The plan's inputs are condition, x and y.
void select(const BroadcastPlan& plan, std::span<const std::uint8_t> condition,
            std::span<const float> x, std::span<const float> y, std::span<float> out);
void select(const BroadcastPlan& plan, std::span<const std::uint8_t> condition,
            std::span<const std::int32_t> x, std::span<const std::int32_t> y,
            std::span<std::int32_t> out);
void select(const BroadcastPlan& plan, std::span<const std::uint8_t> condition,
            std::span<const std::uint8_t> x, std::span<const std::uint8_t> y,
            std::span<std::uint8_t> out);

/// Casts, equal sizes: floats to integers go towards zero (NaN gives 0, what does not fit the
/// nearest limit); numbers to bool are "not 0"; bools to numbers are 0 and 1.
void cast(std::span<const float> in, std::span<std::int32_t> out);
void cast(std::span<const float> in, std::span<std::uint8_t> out);
void cast(std::span<const std::int32_t> in, std::span<float> out);
void cast(std::span<const std::int32_t> in, std::span<std::uint8_t> out);
void cast(std::span<const std::uint8_t> in, std::span<float> out);
void cast(std::span<const std::uint8_t> in, std::span<std::int32_t> out);

}  // namespace unroll::kernels
