// Owns the walk of one-input vector functions over spans, tails included. Included by kernel
// sources only. Must not know which function.
#pragma once

#include <span>

#include "kernels/simd.hpp"

namespace unroll::kernels {

/// out[i] = f(in[i]), four at a time. The spans have the same size, and are the same memory or do
/// not overlap.
template <class F>
inline void map(std::span<const float> in, std::span<float> out, const F& f) {
  const float* from = in.data();
  float* to = out.data();
  const auto n = static_cast<Index>(in.size());
  Index i = 0;
  for (; i + lanes <= n; i += lanes) store(to + i, f(load(from + i)));
  if (i < n) store_first(to + i, f(load_first(from + i, n - i)), n - i);
}

}  // namespace unroll::kernels
