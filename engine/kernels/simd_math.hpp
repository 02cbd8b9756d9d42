// Owns exp, log, tanh and their kind on one vector. Included by kernel sources only.
// Must not know spans or tails.
//
// The polynomials are minimax fits of the named remainders over the named ranges, made for this
// file; the tests hold every function to its stated error over all floats. NaN gives NaN: limits
// are set by comparisons that leave NaN alone.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "kernels/simd.hpp"

namespace unroll::kernels::math {

inline Batch bound_above(const Batch& x, float limit) {
  return xsimd::select(x > Batch(limit), Batch(limit), x);
}
inline Batch bound_below(const Batch& x, float limit) {
  return xsimd::select(x < Batch(limit), Batch(limit), x);
}
/// max(x, 0), +0 for -0.
inline Batch relu(const Batch& x) { return xsimd::select(x <= Batch(0.0F), Batch(0.0F), x); }

/// c[0] + c[1] x + ... + c[n-1] x^(n-1), by Horner's rule.
template <std::size_t N>
inline Batch polynomial(const Batch& x, const std::array<float, N>& c) {
  Batch sum(c[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = madd(sum, x, Batch(c[i]));
  return sum;
}

/// 2^k for -127 <= k <= 127 (0 for -127).
inline Batch power_of_two(const IntBatch& k) {
  return xsimd::bitwise_cast<float>((k + IntBatch(127)) << 23);
}

/// x = n ln 2 + r with whole n and |r| <= ln 2 / 2, and e^r - 1.
struct Reduced {
  IntBatch n;
  Batch expm1_r;
};
inline Reduced reduce_exponent(const Batch& x) {
  constexpr float log2_e = 1.44269504088896341F;
  // ln 2 in two parts; the first has so few bits that its multiples by n are exact.
  constexpr float ln2_high = 0.693359375F;
  constexpr float ln2_low = -2.12194440e-4F;
  // (e^r - 1 - r) / r^2 to 1.4e-8 of e^r - 1.
  constexpr std::array<float, 5> remainder{0.49999997F, 0.16666543F, 0.0416672F, 0.0083665475F,
                                           0.0013882517F};
  const Batch n = xsimd::nearbyint(x * Batch(log2_e));
  const Batch r = (x - n * Batch(ln2_high)) - n * Batch(ln2_low);
  return {xsimd::batch_cast<std::int32_t>(n), madd(r * r, polynomial(r, remainder), r)};
}

/// e^x, denormal results included. Error: 1.5 units in the last place.
inline Batch exp(const Batch& x) {
  // Beyond these bounds the result is 0 or infinite in any case.
  const Reduced part = reduce_exponent(bound_above(bound_below(x, -104.0F), 89.0F));
  // In two steps, as 2^n alone may be infinite or 0 where the result is not.
  const IntBatch half = part.n >> 1;
  return (Batch(1.0F) + part.expm1_r) * power_of_two(half) * power_of_two(part.n - half);
}

/// e^x - 1. Error: 2 units in the last place.
inline Batch expm1(const Batch& x) {
  const Reduced part = reduce_exponent(bound_above(bound_below(x, -87.0F), 89.0F));
  // Half of the result, as 2^n may be infinite where the result is not.
  const Batch scale = power_of_two(part.n - IntBatch(1));
  const Batch half = madd(scale, part.expm1_r, scale - Batch(0.5F));
  return xsimd::copysign(half + half, x);
}

/// Error: 3 units in the last place.
inline Batch tanh(const Batch& x) {
  // tanh a = m / (m + 2) with m = e^2a - 1; from a = 9.02 on it rounds to 1.
  const Batch a = bound_above(xsimd::abs(x), 9.1F);
  const Reduced part = reduce_exponent(a + a);
  const Batch scale = power_of_two(part.n);
  const Batch m = madd(scale, part.expm1_r, scale - Batch(1.0F));
  return xsimd::copysign(m / (m + Batch(2.0F)), x);
}

/// 1 / (1 + e^-x). Error: 2.5 units in the last place.
inline Batch sigmoid(const Batch& x) {
  const Batch e = exp(-xsimd::abs(x));
  return xsimd::select(x >= Batch(0.0F), Batch(1.0F), e) / (Batch(1.0F) + e);
}

/// Natural logarithm; -inf at 0, NaN below. Error: 1.5 units in the last place.
inline Batch log(const Batch& x) {
  constexpr float ln2_high = 0.693359375F;
  constexpr float ln2_low = -2.12194440e-4F;
  constexpr float infinity = std::numeric_limits<float>::infinity();
  // (log(1 + f) - f + f^2/2) / f^3 for sqrt(1/2) - 1 <= f <= sqrt(2) - 1, to 5.9e-9 of log(1 + f).
  constexpr std::array<float, 8> remainder{0.3333333F,  -0.2500082F,  0.20001227F, -0.16623357F,
                                           0.14201759F, -0.13160183F, 0.12761575F, -0.076344937F};
  // Denormals are made normal first.
  const Mask denormal = x < Batch(std::numeric_limits<float>::min());
  const Batch normal = xsimd::select(denormal, x * Batch(0x1.0p23F), x);
  const IntBatch bits = xsimd::bitwise_cast<std::int32_t>(normal);
  const IntBatch sqrt_half(0x3f3504f3);
  const IntBatch exponent = (bits - sqrt_half) >> 23;
  const Batch f = xsimd::bitwise_cast<float>(bits - (exponent << 23)) - Batch(1.0F);
  const Batch e =
      xsimd::batch_cast<float>(exponent) - xsimd::select(denormal, Batch(23.0F), Batch(0.0F));
  const Batch tail = madd(f * f * f, polynomial(f, remainder), Batch(-0.5F) * (f * f));
  const Batch value = madd(e, Batch(ln2_high), f + madd(e, Batch(ln2_low), tail));
  const Batch finite = xsimd::select(x < Batch(infinity), value, x);  // +inf and NaN stay
  const Batch positive =
      xsimd::select(x < Batch(0.0F), Batch(std::numeric_limits<float>::quiet_NaN()), finite);
  return xsimd::select(x == Batch(0.0F), Batch(-infinity), positive);
}

/// log(1 + x). Error: 2.5 units in the last place.
inline Batch log1p(const Batch& x) {
  const Batch u = Batch(1.0F) + x;
  // What rounding 1 + x took away, to first order.
  const Batch lost = (x - (u - Batch(1.0F))) / u;
  const Batch rounded = log(u);
  const Mask infinite = (u == Batch(0.0F)) || (u == Batch(std::numeric_limits<float>::infinity()));
  return xsimd::select(u == Batch(1.0F), x, xsimd::select(infinite, rounded, rounded + lost));
}

/// 1 - erf(a) for a >= 0. Error: 1e-7, and 2e-5 of the value.
inline Batch erfc_positive(const Batch& a) {
  // log(erfc(a) e^(a^2) / t) with t = 1 / (1 + a/2), to 4.9e-8 for a up to 10.6, where erfc becomes
  // 0.
  constexpr std::array<float, 10> logarithm{-1.265455F,    0.9987675F,    0.38555136F, 0.039510023F,
                                            -0.012378548F, -0.055885714F, -0.7243965F, 1.1770098F,
                                            -0.6891279F,   0.14640516F};
  const Batch bounded = bound_above(a, 10.6F);
  const Batch t = Batch(1.0F) / madd(Batch(0.5F), bounded, Batch(1.0F));
  return t * exp(polynomial(t, logarithm) - bounded * bounded);
}

/// Error: 2.5 units in the last place.
inline Batch erf(const Batch& x) {
  // erf(x) / x in x^2 for |x| <= 1, to 1.3e-9.
  constexpr std::array<float, 7> quotient{1.1283791F,    -0.37612626F,  0.112835854F,
                                          -0.026853813F, 0.0051883277F, -0.0008010194F,
                                          7.853861e-05F};
  const Batch a = xsimd::abs(x);
  const Batch small = x * polynomial(x * x, quotient);
  const Batch large = xsimd::copysign(Batch(1.0F) - erfc_positive(a), x);
  return xsimd::select(a < Batch(1.0F), small, large);
}

}  // namespace unroll::kernels::math
