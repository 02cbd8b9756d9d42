// Owns sorting along an axis. Must not know tensors or graphs.
#include "kernels/sorting.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace unroll::kernels {

namespace {

using Index = std::ptrdiff_t;

template <class T>
void argsort_any(Order order, const AxisView& view, std::int64_t picks, std::span<const T> in,
                 std::span<std::int32_t> positions, std::span<std::int32_t> scratch) {
  const auto length = static_cast<Index>(view.length);
  const auto inner = static_cast<Index>(view.inner);
  const auto kept = static_cast<Index>(picks);
  const std::span<std::int32_t> line = scratch.first(static_cast<std::size_t>(length));
  for (Index o = 0; o < static_cast<Index>(view.outer); ++o) {
    for (Index i = 0; i < inner; ++i) {
      const T* values = in.data() + o * length * inner + i;
      std::iota(line.begin(), line.end(), 0);
      // NaN is the one value that is not itself. Breaking ties by position makes the order strict,
      // so that no sort needs memory to be stable.
      const auto before = [&](std::int32_t p, std::int32_t q) {
        const T x = values[static_cast<Index>(p) * inner];
        const T y = values[static_cast<Index>(q) * inner];
        const bool x_nan = x != x;
        const bool y_nan = y != y;
        const bool smaller = !x_nan && (y_nan || x < y);
        const bool larger = !y_nan && (x_nan || x > y);
        if (smaller == larger) return p < q;
        return order == Order::ascending ? smaller : larger;
      };
      std::partial_sort(line.begin(), line.begin() + kept, line.end(), before);
      for (Index k = 0; k < kept; ++k) {
        positions.data()[(o * kept + k) * inner + i] = line[static_cast<std::size_t>(k)];
      }
    }
  }
}

}  // namespace

void argsort(Order order, const AxisView& view, std::int64_t picks, std::span<const float> in,
             std::span<std::int32_t> positions, std::span<std::int32_t> scratch) {
  argsort_any(order, view, picks, in, positions, scratch);
}
void argsort(Order order, const AxisView& view, std::int64_t picks,
             std::span<const std::int32_t> in, std::span<std::int32_t> positions,
             std::span<std::int32_t> scratch) {
  argsort_any(order, view, picks, in, positions, scratch);
}

}  // namespace unroll::kernels
