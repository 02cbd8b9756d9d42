// Owns the drawing of values between neighbours along one axis. Must not know tensors.
#include "kernels/resampling.hpp"

#include "kernels/simd.hpp"

namespace unroll::kernels {

namespace {

Index index(std::int64_t value) { return static_cast<Index>(value); }

/// out = low + share * (high - low), for n neighbours.
void blend_row(const float* low, const float* high, float share, Index n, float* out) {
  const Batch factor(share);
  Index i = 0;
  for (; i + lanes <= n; i += lanes) {
    const Batch from = load(low + i);
    store(out + i, madd(factor, load(high + i) - from, from));
  }
  for (; i < n; ++i) out[i] = low[i] + share * (high[i] - low[i]);
}

}  // namespace

void blend(const AxisView& view, std::span<const Between> places, std::span<const float> in,
           std::span<float> out) {
  const Index inner = index(view.inner);
  float* to = out.data();
  for (Index o = 0; o < index(view.outer); ++o) {
    const float* line = in.data() + o * index(view.length) * inner;
    for (const auto& [low, high, share] : places) {
      blend_row(line + index(low) * inner, line + index(high) * inner, share, inner, to);
      to += inner;
    }
  }
}

}  // namespace unroll::kernels
