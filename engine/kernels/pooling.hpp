// Owns pooling: the largest or the mean of each of many ranges along one axis.
// Must not know tensors, strides or padding. A window over several axes is pooled along one axis
// after the other, which gives the same largest and, the ranges being those of a grid, the same
// mean.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/axis_view.hpp"

namespace unroll::kernels {

/// The places [begin, end) along an axis, at least one.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

enum class Pooling : std::uint8_t { max, average };

/// out (outer, ranges.size(), inner): of in (outer, length, inner) the largest or the mean over
/// each range, which lies within [0, length). NaN is passed on. The spans do not overlap.
void pool(Pooling op, const AxisView& view, std::span<const Range> ranges,
          std::span<const float> in, std::span<float> out);

/// The largest of integers.
void pool_max(const AxisView& view, std::span<const Range> ranges, std::span<const std::int32_t> in,
              std::span<std::int32_t> out);

}  // namespace unroll::kernels
