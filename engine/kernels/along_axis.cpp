// Owns what is done along one axis and keeps it: softmax, positions of extremes, running totals.
// Must not know tensors or graphs.
#include <algorithm>
#include <cmath>

#include "kernels/lane_sums.hpp"
#include "kernels/map.hpp"
#include "kernels/reductions.hpp"

namespace unroll::kernels {

namespace {

using Unsigned = std::uint32_t;  // wraps around without undefined behaviour

Index index(std::int64_t value) { return static_cast<Index>(value); }

/// Calls body(first element, lanes in use) once for every four neighbouring columns.
template <class Body>
void for_each_columns(const AxisView& view, const Body& body) {
  const Index inner = index(view.inner);
  for (Index o = 0; o < index(view.outer); ++o) {
    for (Index i = 0; i < inner; i += lanes) {
      body(o * index(view.length) * inner + i, std::min(lanes, inner - i));
    }
  }
}

void store_lanes(float* to, const Batch& value, Index width) {
  width == lanes ? store(to, value) : store_first(to, value, width);
}

/// in -> out along rows (inner = 1) or columns, where finish(largest, sum) makes the function that
/// each element then goes through.
template <class Finish>
void normalise(const AxisView& view, std::span<const float> in, std::span<float> out,
               const Finish& finish) {
  const auto length = static_cast<std::size_t>(view.length);
  if (view.inner == 1) {
    for (std::size_t o = 0; o < static_cast<std::size_t>(view.outer); ++o) {
      const std::span<const float> row = in.subspan(o * length, length);
      const Batch largest(largest_of_row(row.data(), index(view.length)));
      const double sum = sum_row(row.data(), index(view.length), exp_below(largest));
      map(row, out.subspan(o * length, length), finish(largest, LaneSums{sum, sum, sum, sum}));
    }
    return;
  }
  const Index stride = index(view.inner);
  for_each_columns(view, [&](Index first, Index width) {
    const float* from = in.data() + first;
    float* to = out.data() + first;
    const Batch largest = largest_of_lanes(from, stride, index(view.length), width);
    const LaneSums sums = sum_lanes(from, stride, index(view.length), width, exp_below(largest));
    const auto f = finish(largest, sums);
    for (Index k = 0; k < index(view.length); ++k) {
      store_lanes(to + k * stride, f(load_lanes(from + k * stride, width)), width);
    }
  });
}

Batch lanes_of(const LaneSums& values) {
  std::array<float, 4> floats{};
  std::ranges::transform(values, floats.begin(), [](double x) { return static_cast<float>(x); });
  return load(floats.data());
}

/// Calls body(first element, number of the line) for every line along the axis; the elements of a
/// line are view.inner apart.
template <class Body>
void for_each_line(const AxisView& view, const Body& body) {
  const Index inner = index(view.inner);
  for (Index o = 0; o < index(view.outer); ++o) {
    for (Index i = 0; i < inner; ++i) body(o * index(view.length) * inner + i, o * inner + i);
  }
}

template <class T>
void arg_reduce_any(ArgReduction op, const AxisView& view, std::span<const T> in,
                    std::span<std::int32_t> out) {
  const Index stride = index(view.inner);
  for_each_line(view, [&](Index first, Index line) {
    const T* values = in.data() + first;
    Index best = 0;
    for (Index k = 1; k < index(view.length); ++k) {
      const T value = values[k * stride];
      const T champion = values[best * stride];
      if (champion != champion) break;  // the first NaN stays
      const bool wins = op == ArgReduction::argmax ? value > champion : value < champion;
      if (wins || value != value) best = k;
    }
    out.data()[line] = static_cast<std::int32_t>(best);
  });
}

/// out = running totals, Combine(total, value), of type Total.
template <class T, class Total, class Combine>
void accumulate_along(const AxisView& view, std::span<const T> in, std::span<T> out, Total start,
                      const Combine& combine) {
  const Index stride = index(view.inner);
  for_each_line(view, [&](Index first, Index) {
    Total total = start;
    for (Index k = 0; k < index(view.length); ++k) {
      total = combine(total, in.data()[first + k * stride]);
      out.data()[first + k * stride] = static_cast<T>(total);
    }
  });
}

}  // namespace

void arg_reduce(ArgReduction op, const AxisView& view, std::span<const float> in,
                std::span<std::int32_t> out) {
  arg_reduce_any(op, view, in, out);
}
void arg_reduce(ArgReduction op, const AxisView& view, std::span<const std::int32_t> in,
                std::span<std::int32_t> out) {
  arg_reduce_any(op, view, in, out);
}

void softmax(const AxisView& view, std::span<const float> in, std::span<float> out) {
  normalise(view, in, out, [](const Batch& largest, const LaneSums& sums) {
    const auto exponential = exp_below(largest);
    const Batch sum = lanes_of(sums);
    return [exponential, sum](const Batch& x) { return exponential(x) / sum; };
  });
}

void log_softmax(const AxisView& view, std::span<const float> in, std::span<float> out) {
  normalise(view, in, out, [](const Batch& largest, const LaneSums& sums) {
    LaneSums logarithms{};
    std::ranges::transform(sums, logarithms.begin(), [](double sum) { return std::log(sum); });
    const Batch logarithm = lanes_of(logarithms);
    return [largest, logarithm](const Batch& x) { return (x - largest) - logarithm; };
  });
}

void cumsum(const AxisView& view, std::span<const float> in, std::span<float> out) {
  accumulate_along(view, in, out, 0.0, [](double a, float b) { return a + double{b}; });
}
void cumsum(const AxisView& view, std::span<const std::int32_t> in, std::span<std::int32_t> out) {
  accumulate_along(view, in, out, Unsigned{0},
                   [](Unsigned a, std::int32_t b) { return a + static_cast<Unsigned>(b); });
}
void cumprod(const AxisView& view, std::span<const float> in, std::span<float> out) {
  accumulate_along(view, in, out, 1.0, [](double a, float b) { return a * double{b}; });
}
void cumprod(const AxisView& view, std::span<const std::int32_t> in, std::span<std::int32_t> out) {
  accumulate_along(view, in, out, Unsigned{1},
                   [](Unsigned a, std::int32_t b) { return a * static_cast<Unsigned>(b); });
}

}  // namespace unroll::kernels
