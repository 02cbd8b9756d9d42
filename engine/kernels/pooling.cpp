// Owns pooling along one axis: rows where the axis is the last, else four columns at a time.
// Must not know tensors.
#include "kernels/pooling.hpp"

#include <algorithm>

#include "kernels/lane_sums.hpp"

namespace unroll::kernels {

namespace {

Index index(std::int64_t value) { return static_cast<Index>(value); }

/// Calls each(from, n, to) with the first element of every range and of its result; the elements of
/// a range are `inner` apart, and as many of them stand side by side.
template <class T, class Each>
void for_each_range(const AxisView& view, std::span<const Range> ranges, const T* in, T* out,
                    const Each& each) {
  const Index inner = index(view.inner);
  for (Index o = 0; o < index(view.outer); ++o) {
    const T* line = in + o * index(view.length) * inner;
    for (const Range& range : ranges) {
      each(line + index(range.begin) * inner, index(range.end - range.begin), out);
      out += inner;
    }
  }
}

float mean(double sum, Index n) { return static_cast<float>(sum / static_cast<double>(n)); }

void largest_columns(const float* from, Index inner, Index n, float* to) {
  for (Index i = 0; i < inner; i += lanes) {
    const Index width = std::min(lanes, inner - i);
    const Batch largest = largest_of_lanes(from + i, inner, n, width);
    if (width == lanes) {
      store(to + i, largest);
    } else {
      store_first(to + i, largest, width);
    }
  }
}

void mean_columns(const float* from, Index inner, Index n, float* to) {
  for (Index i = 0; i < inner; i += lanes) {
    const Index width = std::min(lanes, inner - i);
    const LaneSums sums = sum_lanes(from + i, inner, n, width, identity);
    std::transform(sums.begin(), sums.begin() + width, to + i,
                   [n](double sum) { return mean(sum, n); });
  }
}

}  // namespace

void pool(Pooling op, const AxisView& view, std::span<const Range> ranges,
          std::span<const float> in, std::span<float> out) {
  const Index inner = index(view.inner);
  for_each_range(view, ranges, in.data(), out.data(), [&](const float* from, Index n, float* to) {
    if (op == Pooling::max) {
      if (inner == 1) {
        *to = largest_of_row(from, n);
      } else {
        largest_columns(from, inner, n, to);
      }
    } else if (inner == 1) {
      *to = mean(sum_row(from, n, identity), n);
    } else {
      mean_columns(from, inner, n, to);
    }
  });
}

void pool_max(const AxisView& view, std::span<const Range> ranges, std::span<const std::int32_t> in,
              std::span<std::int32_t> out) {
  const Index inner = index(view.inner);
  for_each_range(view, ranges, in.data(), out.data(),
                 [&](const std::int32_t* from, Index n, std::int32_t* to) {
                   std::copy_n(from, inner, to);
                   for (Index k = 1; k < n; ++k) {
                     for (Index i = 0; i < inner; ++i) to[i] = std::max(to[i], from[k * inner + i]);
                   }
                 });
}

}  // namespace unroll::kernels
