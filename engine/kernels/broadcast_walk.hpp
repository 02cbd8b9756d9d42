// Owns the walk along a broadcast plan, run by run. Included by kernel sources only.
// Must not know which operation is done at each element.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "kernels/broadcast.hpp"

namespace unroll::kernels {

/// Offsets of up to three inputs, in elements.
using InputOffsets = std::array<std::ptrdiff_t, 3>;

/// Calls body(output_offset, input_offsets) at the start of every run along the innermost axis.
template <class Body>
inline void for_each_run(const BroadcastPlan& plan, const Body& body) {
  if (plan.count() == 0) return;
  const auto axes = plan.axes();
  const std::size_t outer = axes.size() - 1;
  const auto run = static_cast<std::ptrdiff_t>(axes[outer].size);
  std::array<std::int64_t, max_axes> at{};
  InputOffsets offsets{};
  for (std::ptrdiff_t out = 0; out < static_cast<std::ptrdiff_t>(plan.count()); out += run) {
    body(out, offsets);
    // Count up the outer axes like an odometer, the innermost of them first.
    for (std::size_t axis = outer; axis-- > 0;) {
      const auto& [size, strides] = axes[axis];
      const bool wraps = ++at[axis] == size;
      for (std::size_t i = 0; i < offsets.size(); ++i) {
        offsets[i] += static_cast<std::ptrdiff_t>(wraps ? strides[i] * (1 - size) : strides[i]);
      }
      if (!wraps) break;
      at[axis] = 0;
    }
  }
}

/// One input along a run: either its elements one by one, or one element many times. Operations
/// then have to be written for dense operands only.
template <class T>
class RunOperand {
 public:
  /// Elements that are worked on at a time.
  static constexpr std::ptrdiff_t chunk = 256;

  /// `stride` is 0 or 1, `run` the length of the runs.
  RunOperand(const T* values, std::int64_t stride, std::ptrdiff_t run)
      : values_(values), repeats_(stride == 0), repeat_count_(std::min(run, chunk)) {}

  void begin(std::ptrdiff_t offset) {
    from_ = values_ + offset;
    if (repeats_) std::fill_n(repeated_.begin(), repeat_count_, *from_);
  }
  /// The elements from position i of the run on, at least min(chunk, rest of the run) of them.
  [[nodiscard]] const T* at(std::ptrdiff_t i) const {
    return repeats_ ? repeated_.data() : from_ + i;
  }

 private:
  const T* values_;
  const T* from_ = nullptr;
  bool repeats_;
  std::ptrdiff_t repeat_count_;
  std::array<T, static_cast<std::size_t>(chunk)> repeated_;
};

}  // namespace unroll::kernels
