// Owns reductions over axes.
// Must not know tensors or graphs.
//
// A row is reduced four neighbours at a time, an axis that is not the last for four outputs at a
// time: both walk vectors with a stride and end in four lanes.
#include "kernels/reductions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/lane_sums.hpp"
#include "kernels/simd_math.hpp"

namespace unroll::kernels {

namespace {

Index index(std::int64_t value) { return static_cast<Index>(value); }

/// The first element of line (o, i) along the axis; `in` where the axis is empty, and `in` perhaps
/// null.
template <class T>
const T* line_of(const AxisView& view, const T* in, Index o, Index i) {
  return view.length == 0 ? in : in + o * index(view.length * view.inner) + i;
}

/// Writes reduce_row(values, length) of every row, and reduce_columns(values, stride, length,
/// width) of every `width` (1 to 4) neighbouring columns.
template <class Row, class Columns>
void reduce_floats(const AxisView& view, const float* in, float* out, const Row& reduce_row,
                   const Columns& reduce_columns) {
  const Index length = index(view.length);
  const Index inner = index(view.inner);
  for (Index o = 0; o < index(view.outer); ++o) {
    if (inner == 1) {
      out[o] = reduce_row(line_of(view, in, o, 0), length);
      continue;
    }
    for (Index i = 0; i < inner; i += lanes) {
      const Index width = std::min(lanes, inner - i);
      const std::array<float, 4> results =
          reduce_columns(line_of(view, in, o, i), inner, length, width);
      std::copy_n(results.begin(), width, out + o * inner + i);
    }
  }
}

double mean_of(double sum, Index n) { return sum / static_cast<double>(n); }

/// (x - mean)^2.
auto squared_deviation(const Batch& mean) {
  return [mean](const Batch& x) { return (x - mean) * (x - mean); };
}
float variance_row(const float* values, Index n) {
  const Batch mean(static_cast<float>(mean_of(sum_row(values, n, identity), n)));
  return static_cast<float>(mean_of(sum_row(values, n, squared_deviation(mean)), n));
}
std::array<float, 4> variance_columns(const float* values, Index stride, Index n, Index width) {
  const auto means = [n](const LaneSums& sums) {
    std::array<float, 4> result{};
    std::ranges::transform(sums, result.begin(),
                           [n](double sum) { return static_cast<float>(mean_of(sum, n)); });
    return result;
  };
  const Batch mean = load(means(sum_lanes(values, stride, n, width, identity)).data());
  return means(sum_lanes(values, stride, n, width, squared_deviation(mean)));
}

/// log(sum(exp(x))) by way of the largest, which is taken out where it is finite.
float log_of_sum(double sum, float largest) {
  return std::isfinite(largest) ? static_cast<float>(double{largest} + std::log(sum)) : largest;
}
float log_sum_exp_row(const float* values, Index n) {
  const float largest = largest_of_row(values, n);
  return log_of_sum(sum_row(values, n, exp_below(Batch(largest))), largest);
}
std::array<float, 4> log_sum_exp_columns(const float* values, Index stride, Index n, Index width) {
  const Batch largest = largest_of_lanes(values, stride, n, width);
  const LaneSums sums = sum_lanes(values, stride, n, width, exp_below(largest));
  std::array<float, 4> results{};
  store(results.data(), largest);
  for (std::size_t i = 0; i < 4; ++i) results[i] = log_of_sum(sums[i], results[i]);
  return results;
}

void reduce_sum(const AxisView& view, const float* in, float* out, double divisor) {
  reduce_floats(
      view, in, out,
      [&](const float* values, Index n) {
        return static_cast<float>(sum_row(values, n, identity) / divisor);
      },
      [&](const float* values, Index stride, Index n, Index width) {
        const LaneSums sums = sum_lanes(values, stride, n, width, identity);
        std::array<float, 4> results{};
        for (std::size_t i = 0; i < 4; ++i) results[i] = static_cast<float>(sums[i] / divisor);
        return results;
      });
}

/// `sign` 1 for the largest, -1 for the smallest.
void reduce_extreme(const AxisView& view, const float* in, float* out, float sign) {
  const Batch factor(sign);
  reduce_floats(
      view, in, out,
      [&](const float* values, Index n) { return sign * largest_of_row(values, n, factor); },
      [&](const float* values, Index stride, Index n, Index width) {
        std::array<float, 4> results{};
        store(results.data(), factor * largest_of_lanes(values, stride, n, width, factor));
        return results;
      });
}

/// One output at a time: Combine(total, value) over the axis, from `start`.
template <class T, class Total, class Combine>
void fold(const AxisView& view, const T* in, T* out, Total start, const Combine& combine) {
  const Index length = index(view.length);
  const Index inner = index(view.inner);
  for (Index o = 0; o < index(view.outer); ++o) {
    for (Index i = 0; i < inner; ++i) {
      Total total = start;
      const T* value = line_of(view, in, o, i);
      for (Index k = 0; k < length; ++k) total = combine(total, value[k * inner]);
      out[o * inner + i] = static_cast<T>(total);
    }
  }
}

/// The input with the reduced axes side by side: as it is, or transposed into scratch.
template <class T>
const T* arranged(const ReductionPlan& plan, std::span<const T> in, std::span<T> scratch) {
  if (!plan.transposition) return in.data();
  copy(*plan.transposition, std::as_bytes(in), std::as_writable_bytes(scratch), sizeof(T));
  return scratch.data();
}

}  // namespace

ReductionPlan::ReductionPlan(std::span<const std::int64_t> sizes,
                             std::span<const std::int64_t> axes) {
  std::vector<std::int64_t> kept;
  std::vector<std::int64_t> reduced;
  AxisView beside;  // the view, as long as the reduced axes stand side by side
  bool apart = false;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto axis = static_cast<std::int64_t>(i);
    const bool is_reduced = std::ranges::find(axes, axis) != axes.end();
    (is_reduced ? reduced : kept).push_back(axis);
    (is_reduced ? view.length : view.outer) *= sizes[i];
    if (sizes[i] == 1) continue;
    if (!is_reduced) {
      (beside.length == 1 ? beside.outer : beside.inner) *= sizes[i];
    } else {
      apart = apart || beside.inner != 1;
      beside.length *= sizes[i];
    }
  }
  if (!apart) {
    view = beside;
    return;
  }
  scratch = view.outer * view.length;
  kept.insert(kept.end(), reduced.begin(), reduced.end());
  transposition = transposed(sizes, kept);
}

void reduce(Reduction op, const ReductionPlan& plan, std::span<const float> in,
            std::span<float> out, std::span<float> scratch) {
  const AxisView& view = plan.view;
  const float* values = arranged(plan, in, scratch);
  float* to = out.data();
  switch (op) {
    case Reduction::sum:
      return reduce_sum(view, values, to, 1.0);
    case Reduction::mean:
      return reduce_sum(view, values, to, static_cast<double>(view.length));
    case Reduction::max:
      return reduce_extreme(view, values, to, 1.0F);
    case Reduction::min:
      return reduce_extreme(view, values, to, -1.0F);
    case Reduction::prod:
      return fold(view, values, to, 1.0, [](double a, float b) { return a * double{b}; });
    case Reduction::var:
      return reduce_floats(view, values, to, variance_row, variance_columns);
    case Reduction::std:
      reduce_floats(view, values, to, variance_row, variance_columns);
      for (float& value : out) value = std::sqrt(value);
      return;
    case Reduction::logsumexp:
      return reduce_floats(view, values, to, log_sum_exp_row, log_sum_exp_columns);
  }
}

void reduce(Reduction op, const ReductionPlan& plan, std::span<const std::int32_t> in,
            std::span<std::int32_t> out, std::span<std::int32_t> scratch) {
  using Int = std::int32_t;
  using Unsigned = std::uint32_t;  // wraps around without undefined behaviour
  const Int* values = arranged(plan, in, scratch);
  switch (op) {
    case Reduction::sum:
      return fold(plan.view, values, out.data(), Unsigned{0},
                  [](Unsigned a, Int b) { return a + static_cast<Unsigned>(b); });
    case Reduction::prod:
      return fold(plan.view, values, out.data(), Unsigned{1},
                  [](Unsigned a, Int b) { return a * static_cast<Unsigned>(b); });
    case Reduction::max:
      return fold(plan.view, values, out.data(), std::numeric_limits<Int>::min(),
                  [](Int a, Int b) { return std::max(a, b); });
    case Reduction::min:
      return fold(plan.view, values, out.data(), std::numeric_limits<Int>::max(),
                  [](Int a, Int b) { return std::min(a, b); });
    default:
      throw std::invalid_argument("this reduction is for floats only");
  }
}

void reduce(LogicalReduction op, const ReductionPlan& plan, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out, std::span<std::uint8_t> scratch) {
  const std::uint8_t* values = arranged(plan, in, scratch);
  if (op == LogicalReduction::any) {
    fold(plan.view, values, out.data(), false, [](bool a, std::uint8_t b) { return a || b != 0; });
  } else {
    fold(plan.view, values, out.data(), true, [](bool a, std::uint8_t b) { return a && b != 0; });
  }
}

}  // namespace unroll::kernels
