// Owns the operations on one number and the casts.
// Must not know tensors or dtype promotion.
#include <cmath>
#include <limits>
#include <stdexcept>

#include "kernels/elementwise.hpp"
#include "kernels/map.hpp"
#include "kernels/simd_math.hpp"

namespace unroll::kernels {

namespace {

using Byte = std::uint8_t;
using Int = std::int32_t;

/// out[i] = f(in[i]) one by one.
template <class In, class Out, class F>
void each(std::span<const In> in, std::span<Out> out, const F& f) {
  for (std::size_t i = 0; i < in.size(); ++i) out.data()[i] = static_cast<Out>(f(in.data()[i]));
}

Batch sign(const Batch& x) {
  const Batch zero(0.0F);
  // What is neither above nor below 0 stays: zeros and NaN.
  return xsimd::select(x > zero, Batch(1.0F), xsimd::select(x < zero, Batch(-1.0F), x));
}

Int to_int(float x) {
  // The largest float below 2^31; beyond it the conversion is not defined.
  constexpr float largest = 2147483520.0F;
  if (x > largest) return std::numeric_limits<Int>::max();
  if (x < -0x1.0p31F) return std::numeric_limits<Int>::min();
  return std::isnan(x) ? 0 : static_cast<Int>(x);
}

}  // namespace

void unary(Unary op, std::span<const float> in, std::span<float> out) {
  switch (op) {
    case Unary::negative:
      return map(in, out, [](const Batch& x) { return -x; });
    case Unary::absolute:
      return map(in, out, [](const Batch& x) { return xsimd::abs(x); });
    case Unary::square:
      return map(in, out, [](const Batch& x) { return x * x; });
    case Unary::sqrt:
      return map(in, out, [](const Batch& x) { return xsimd::sqrt(x); });
    case Unary::rsqrt:
      return map(in, out, [](const Batch& x) { return Batch(1.0F) / xsimd::sqrt(x); });
    case Unary::reciprocal:
      return map(in, out, [](const Batch& x) { return Batch(1.0F) / x; });
    case Unary::exp:
      return map(in, out, [](const Batch& x) { return math::exp(x); });
    case Unary::expm1:
      return map(in, out, [](const Batch& x) { return math::expm1(x); });
    case Unary::log:
      return map(in, out, [](const Batch& x) { return math::log(x); });
    case Unary::log1p:
      return map(in, out, [](const Batch& x) { return math::log1p(x); });
    case Unary::log2:
      return each(in, out, [](float x) { return std::log2(x); });
    case Unary::log10:
      return each(in, out, [](float x) { return std::log10(x); });
    case Unary::sin:
      return each(in, out, [](float x) { return std::sin(x); });
    case Unary::cos:
      return each(in, out, [](float x) { return std::cos(x); });
    case Unary::tan:
      return each(in, out, [](float x) { return std::tan(x); });
    case Unary::tanh:
      return map(in, out, [](const Batch& x) { return math::tanh(x); });
    case Unary::sigmoid:
      return map(in, out, [](const Batch& x) { return math::sigmoid(x); });
    case Unary::erf:
      return map(in, out, [](const Batch& x) { return math::erf(x); });
    case Unary::sign:
      return map(in, out, sign);
    case Unary::floor:
      return map(in, out, [](const Batch& x) { return xsimd::floor(x); });
    case Unary::ceil:
      return map(in, out, [](const Batch& x) { return xsimd::ceil(x); });
    case Unary::round:
      return map(in, out, [](const Batch& x) { return xsimd::nearbyint(x); });
    case Unary::trunc:
      return map(in, out, [](const Batch& x) { return xsimd::trunc(x); });
  }
}

void unary(Unary op, std::span<const Int> in, std::span<Int> out) {
  using Unsigned = std::uint32_t;
  switch (op) {
    case Unary::negative:
      return each(in, out, [](Int x) { return Unsigned{0} - static_cast<Unsigned>(x); });
    case Unary::absolute:
      return each(in, out, [](Int x) {
        const auto bits = static_cast<Unsigned>(x);
        return x < 0 ? Unsigned{0} - bits : bits;
      });
    case Unary::square:
      return each(in, out,
                  [](Int x) { return static_cast<Unsigned>(x) * static_cast<Unsigned>(x); });
    case Unary::sign:
      return each(in, out, [](Int x) { return (x > 0 ? 1 : 0) - (x < 0 ? 1 : 0); });
    case Unary::floor:
    case Unary::ceil:
    case Unary::round:
    case Unary::trunc:
      return each(in, out, [](Int x) { return x; });
    default:
      throw std::invalid_argument("this operation is for floats only");
  }
}

void classify(Classification kind, std::span<const float> in, std::span<Byte> out) {
  switch (kind) {
    case Classification::is_nan:
      return each(in, out, [](float x) { return std::isnan(x); });
    case Classification::is_inf:
      return each(in, out, [](float x) { return std::isinf(x); });
    case Classification::is_finite:
      return each(in, out, [](float x) { return std::isfinite(x); });
  }
}

void cast(std::span<const float> in, std::span<Int> out) { each(in, out, to_int); }
void cast(std::span<const float> in, std::span<Byte> out) {
  each(in, out, [](float x) { return x != 0.0F; });
}
void cast(std::span<const Int> in, std::span<float> out) {
  each(in, out, [](Int x) { return static_cast<float>(x); });
}
void cast(std::span<const Int> in, std::span<Byte> out) {
  each(in, out, [](Int x) { return x != 0; });
}
void cast(std::span<const Byte> in, std::span<float> out) {
  each(in, out, [](Byte x) { return x != 0 ? 1.0F : 0.0F; });
}
void cast(std::span<const Byte> in, std::span<Int> out) {
  each(in, out, [](Byte x) { return x != 0 ? 1 : 0; });
}

}  // namespace unroll::kernels
