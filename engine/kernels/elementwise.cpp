// Owns arithmetic, comparison, logic and selection with broadcasting.
// Must not know tensors or dtype promotion. The loops over dense operands are plain; the compiler
// makes vectors of them.
#include "kernels/elementwise.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "kernels/broadcast_walk.hpp"

namespace unroll::kernels {

namespace {

using Index = std::ptrdiff_t;

/// out[i] = op(x[i], y[i]) for dense operands.
template <class In, class Out>
using DenseOperation = void (*)(const In* x, const In* y, Out* out, Index n);

template <class In, class Out, auto Operation>
void dense_operation(const In* x, const In* y, Out* out, Index n) {
  for (Index i = 0; i < n; ++i) out[i] = static_cast<Out>(Operation(x[i], y[i]));
}

template <class In, class Out>
void walk(const BroadcastPlan& plan, std::span<const In> x, std::span<const In> y,
          std::span<Out> out, DenseOperation<In, Out> operation) {
  const BroadcastPlan::Axis& inner = plan.axes().back();
  const auto run = static_cast<Index>(inner.size);
  RunOperand<In> left(x.data(), inner.strides[0], run);
  RunOperand<In> right(y.data(), inner.strides[1], run);
  for_each_run(plan, [&](Index start, const InputOffsets& offsets) {
    left.begin(offsets[0]);
    right.begin(offsets[1]);
    for (Index i = 0; i < run; i += RunOperand<In>::chunk) {
      operation(left.at(i), right.at(i), out.data() + start + i,
                std::min(RunOperand<In>::chunk, run - i));
    }
  });
}

// Floats.

float float_mod(float x, float y) {
  const float rest = std::fmod(x, y);
  if (rest == 0.0F) return std::copysign(0.0F, y);
  return (rest < 0.0F) != (y < 0.0F) ? rest + y : rest;
}

float float_floor_divide(float x, float y) {
  if (y == 0.0F) return x / y;
  const float rest = std::fmod(x, y);
  float quotient = (x - rest) / y;  // whole but for rounding
  if (rest != 0.0F && (rest < 0.0F) != (y < 0.0F)) quotient -= 1.0F;
  const float whole = std::floor(quotient);
  return quotient - whole > 0.5F ? whole + 1.0F : whole;
}

constexpr auto add = [](auto x, auto y) { return x + y; };
constexpr auto subtract = [](auto x, auto y) { return x - y; };
constexpr auto multiply = [](auto x, auto y) { return x * y; };
constexpr auto divide = [](float x, float y) { return x / y; };
// NaN in either comes out: x != x holds for NaN alone.
constexpr auto maximum = [](auto x, auto y) { return x > y || x != x ? x : y; };
constexpr auto minimum = [](auto x, auto y) { return x < y || x != x ? x : y; };
constexpr auto power = [](float x, float y) { return std::pow(x, y); };

DenseOperation<float, float> float_operation(Arithmetic op) {
  switch (op) {
    case Arithmetic::add:
      return dense_operation<float, float, add>;
    case Arithmetic::subtract:
      return dense_operation<float, float, subtract>;
    case Arithmetic::multiply:
      return dense_operation<float, float, multiply>;
    case Arithmetic::divide:
      return dense_operation<float, float, divide>;
    case Arithmetic::maximum:
      return dense_operation<float, float, maximum>;
    case Arithmetic::minimum:
      return dense_operation<float, float, minimum>;
    case Arithmetic::power:
      return dense_operation<float, float, power>;
    case Arithmetic::floor_divide:
      return dense_operation<float, float, float_floor_divide>;
    case Arithmetic::mod:
      return dense_operation<float, float, float_mod>;
  }
  throw std::invalid_argument("no such float operation");
}

// Integers: computed without sign, where wrapping around is defined, or in 64 bits.

using Int = std::int32_t;
using Unsigned = std::uint32_t;

template <auto Operation>
constexpr auto wrapping = [](Int x, Int y) {
  return static_cast<Int>(Operation(static_cast<Unsigned>(x), static_cast<Unsigned>(y)));
};

Int int_mod(Int x, Int y) {
  if (y == 0) return 0;
  const std::int64_t rest = std::int64_t{x} % y;
  return static_cast<Int>(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
}

Int int_floor_divide(Int x, Int y) {
  if (y == 0) return 0;
  const std::int64_t quotient = (std::int64_t{x} - int_mod(x, y)) / y;
  return static_cast<Int>(static_cast<Unsigned>(quotient));
}

Int int_power(Int base, Int exponent) {
  if (exponent < 0) {
    if (base == 1) return 1;
    if (base == -1) return exponent % 2 == 0 ? 1 : -1;
    return 0;
  }
  Unsigned result = 1;
  auto square = static_cast<Unsigned>(base);
  for (auto bits = static_cast<Unsigned>(exponent); bits != 0; bits >>= 1U) {
    if ((bits & 1U) != 0) result *= square;
    square *= square;
  }
  return static_cast<Int>(result);
}

DenseOperation<Int, Int> int_operation(Arithmetic op) {
  switch (op) {
    case Arithmetic::add:
      return dense_operation<Int, Int, wrapping<add>>;
    case Arithmetic::subtract:
      return dense_operation<Int, Int, wrapping<subtract>>;
    case Arithmetic::multiply:
      return dense_operation<Int, Int, wrapping<multiply>>;
    case Arithmetic::maximum:
      return dense_operation<Int, Int, maximum>;
    case Arithmetic::minimum:
      return dense_operation<Int, Int, minimum>;
    case Arithmetic::power:
      return dense_operation<Int, Int, int_power>;
    case Arithmetic::floor_divide:
      return dense_operation<Int, Int, int_floor_divide>;
    case Arithmetic::mod:
      return dense_operation<Int, Int, int_mod>;
    case Arithmetic::divide:
      break;
  }
  throw std::invalid_argument("integers are divided as floats");
}

// Comparisons and logic.

using Byte = std::uint8_t;

constexpr auto equal = [](auto x, auto y) { return x == y; };
constexpr auto not_equal = [](auto x, auto y) { return x != y; };
constexpr auto less = [](auto x, auto y) { return x < y; };
constexpr auto less_equal = [](auto x, auto y) { return x <= y; };
constexpr auto greater = [](auto x, auto y) { return x > y; };
constexpr auto greater_equal = [](auto x, auto y) { return x >= y; };

template <class T>
void compare_any(Comparison op, const BroadcastPlan& plan, std::span<const T> x,
                 std::span<const T> y, std::span<Byte> out) {
  switch (op) {
    case Comparison::equal:
      return walk<T, Byte>(plan, x, y, out, dense_operation<T, Byte, equal>);
    case Comparison::not_equal:
      return walk<T, Byte>(plan, x, y, out, dense_operation<T, Byte, not_equal>);
    case Comparison::less:
      return walk<T, Byte>(plan, x, y, out, dense_operation<T, Byte, less>);
    case Comparison::less_equal:
      return walk<T, Byte>(plan, x, y, out, dense_operation<T, Byte, less_equal>);
    case Comparison::greater:
      return walk<T, Byte>(plan, x, y, out, dense_operation<T, Byte, greater>);
    case Comparison::greater_equal:
      return walk<T, Byte>(plan, x, y, out, dense_operation<T, Byte, greater_equal>);
  }
}

constexpr auto logical_and = [](Byte x, Byte y) { return (x != 0) & (y != 0); };
constexpr auto logical_or = [](Byte x, Byte y) { return (x != 0) | (y != 0); };
constexpr auto logical_xor = [](Byte x, Byte y) { return (x != 0) != (y != 0); };

template <class T>
void select_any(const BroadcastPlan& plan, std::span<const Byte> condition, std::span<const T> x,
                std::span<const T> y, std::span<T> out) {
  const BroadcastPlan::Axis& inner = plan.axes().back();
  const auto run = static_cast<Index>(inner.size);
  RunOperand<Byte> chooser(condition.data(), inner.strides[0], run);
  RunOperand<T> left(x.data(), inner.strides[1], run);
  RunOperand<T> right(y.data(), inner.strides[2], run);
  for_each_run(plan, [&](Index start, const InputOffsets& offsets) {
    chooser.begin(offsets[0]);
    left.begin(offsets[1]);
    right.begin(offsets[2]);
    for (Index i = 0; i < run; i += RunOperand<T>::chunk) {
      const Byte* c = chooser.at(i);
      const T* a = left.at(i);
      const T* b = right.at(i);
      const Index n = std::min(RunOperand<T>::chunk, run - i);
      for (Index k = 0; k < n; ++k) out.data()[start + i + k] = c[k] != 0 ? a[k] : b[k];
    }
  });
}

}  // namespace

void arithmetic(Arithmetic op, const BroadcastPlan& plan, std::span<const float> x,
                std::span<const float> y, std::span<float> out) {
  walk<float, float>(plan, x, y, out, float_operation(op));
}
void arithmetic(Arithmetic op, const BroadcastPlan& plan, std::span<const Int> x,
                std::span<const Int> y, std::span<Int> out) {
  walk<Int, Int>(plan, x, y, out, int_operation(op));
}

void compare(Comparison op, const BroadcastPlan& plan, std::span<const float> x,
             std::span<const float> y, std::span<Byte> out) {
  compare_any(op, plan, x, y, out);
}
void compare(Comparison op, const BroadcastPlan& plan, std::span<const Int> x,
             std::span<const Int> y, std::span<Byte> out) {
  compare_any(op, plan, x, y, out);
}
void compare(Comparison op, const BroadcastPlan& plan, std::span<const Byte> x,
             std::span<const Byte> y, std::span<Byte> out) {
  compare_any(op, plan, x, y, out);
}

void logical(Logical op, const BroadcastPlan& plan, std::span<const Byte> x,
             std::span<const Byte> y, std::span<Byte> out) {
  switch (op) {
    case Logical::logical_and:
      return walk<Byte, Byte>(plan, x, y, out, dense_operation<Byte, Byte, logical_and>);
    case Logical::logical_or:
      return walk<Byte, Byte>(plan, x, y, out, dense_operation<Byte, Byte, logical_or>);
    case Logical::logical_xor:
      return walk<Byte, Byte>(plan, x, y, out, dense_operation<Byte, Byte, logical_xor>);
  }
}
void logical_not(std::span<const Byte> in, std::span<Byte> out) {
  for (std::size_t i = 0; i < in.size(); ++i) out.data()[i] = in.data()[i] == 0 ? 1 : 0;
}

void select(const BroadcastPlan& plan, std::span<const Byte> condition, std::span<const float> x,
            std::span<const float> y, std::span<float> out) {
  select_any(plan, condition, x, y, out);
}
void select(const BroadcastPlan& plan, std::span<const Byte> condition, std::span<const Int> x,
            std::span<const Int> y, std::span<Int> out) {
  select_any(plan, condition, x, y, out);
}
void select(const BroadcastPlan& plan, std::span<const Byte> condition, std::span<const Byte> x,
            std::span<const Byte> y, std::span<Byte> out) {
  select_any(plan, condition, x, y, out);
}

}  // namespace unroll::kernels
