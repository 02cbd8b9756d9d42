// Owns sums and extremes of vectors that are walked with a stride, lane by lane: four neighbouring
// columns, or a row four elements at a time. Included by kernel sources only.
// Must not know axes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/simd_math.hpp"

namespace unroll::kernels {

using LaneSums = std::array<double, 4>;

inline constexpr auto identity = [](const Batch& x) { return x; };

/// exp(x - largest).
inline auto exp_below(const Batch& largest) {
  return [largest](const Batch& x) { return math::exp(x - largest); };
}

/// Per lane the sum of f(x) over n vectors, `stride` floats apart. f32 sums run over at most 64
/// vectors, in four strands; beyond that the sum is a double.
template <class F>
inline LaneSums sum_lanes(const float* from, Index stride, Index n, Index width, const F& f) {
  constexpr Index block = 64;
  LaneSums totals{};
  for (Index begin = 0; begin < n; begin += block) {
    const Index end = std::min(n, begin + block);
    std::array<Batch, 4> strands{Batch(0.0F), Batch(0.0F), Batch(0.0F), Batch(0.0F)};
    Index k = begin;
    for (; k + 4 <= end; k += 4) {
      for (Index s = 0; s < 4; ++s) {
        strands[static_cast<std::size_t>(s)] += f(load_lanes(from + (k + s) * stride, width));
      }
    }
    for (; k < end; ++k) strands[0] += f(load_lanes(from + k * stride, width));
    std::array<float, 4> sums{};
    store(sums.data(), (strands[0] + strands[1]) + (strands[2] + strands[3]));
    for (std::size_t i = 0; i < 4; ++i) totals[i] += double{sums[i]};
  }
  return totals;
}

/// The sum of f(x) over a row.
template <class F>
inline double sum_row(const float* from, Index n, const F& f) {
  const Index vectors = n / lanes;
  const Index rest = n % lanes;
  const LaneSums sums = sum_lanes(from, lanes, vectors, lanes, f);
  double total = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  if (rest > 0) {
    const LaneSums last = sum_lanes(from + vectors * lanes, lanes, 1, rest, f);
    for (Index i = 0; i < rest; ++i) total += last[static_cast<std::size_t>(i)];
  }
  return total;
}

/// The larger per lane; NaN in either comes out.
inline Batch larger(const Batch& a, const Batch& b) {
  return xsimd::select((b > a) || xsimd::isnan(b), b, a);
}

/// Per lane the largest of factor * x; -inf over nothing.
inline Batch largest_of_lanes(const float* from, Index stride, Index n, Index width,
                              const Batch& factor = Batch(1.0F)) {
  Batch largest(-std::numeric_limits<float>::infinity());
  for (Index k = 0; k < n; ++k) {
    largest = larger(largest, factor * load_lanes(from + k * stride, width));
  }
  return largest;
}

/// The largest of factor * x over a row; -inf over nothing.
inline float largest_of_row(const float* from, Index n, const Batch& factor = Batch(1.0F)) {
  const Index vectors = n / lanes;
  Batch largest = largest_of_lanes(from, lanes, vectors, lanes, factor);
  if (n % lanes > 0) {
    // The lanes beyond the row repeat one of its elements, so they change nothing.
    const float* rest = from + vectors * lanes;
    largest = larger(largest, factor * load_first(rest, n % lanes, *rest));
  }
  std::array<float, 4> each{};
  store(each.data(), largest);
  float result = each[0];
  for (const float value : each) {
    if (value > result || std::isnan(value)) result = value;
  }
  return result;
}

}  // namespace unroll::kernels
