// Owns the doing of something along one spatial axis after the other, sample by sample, with what
// each axis but the last leaves. Must not know what is done.
#pragma once

#include <span>
#include <vector>

#include "ops/rows.hpp"
#include "ops/windows.hpp"

namespace unroll::ops {

/// `Step` says what is made along an axis, with as many elements as come out of it.
template <typename T, typename Step>
class AxisChain {
 public:
  /// One step for each spatial axis of the first input.
  AxisChain(const BoundOp& op, const std::vector<Step>& steps) {
    Integers sizes = op.inputs[0].sizes;
    const SpatialLayout layout = layout_of(sizes.size(), op.attributes);
    samples_ = static_cast<std::size_t>(sizes.front());
    sizes.front() = 1;
    const auto count = [&] { return static_cast<std::size_t>(checked_count(sizes).value_or(0)); };
    sample_in_ = count();
    for (std::size_t i = 0; i < layout.count; ++i) {
      const std::size_t axis = layout.first + i;
      stages_.push_back({kernels::along(sizes, static_cast<std::int64_t>(axis)), steps[i]});
      sizes[axis] = std::ssize(steps[i]);
      if (i + 1 < layout.count) between_.emplace_back(count());
    }
    sample_out_ = count();
  }

  /// Calls apply(view, step, from, to) for each axis of each sample.
  template <typename Apply>
  void run(std::span<const T> in, std::span<T> out, const Apply& apply) {
    for (std::size_t sample = 0; sample < samples_; ++sample) {
      std::span<const T> from = in.subspan(sample * sample_in_, sample_in_);
      for (std::size_t i = 0; i < stages_.size(); ++i) {
        const std::span<T> to = i < between_.size()
                                    ? std::span<T>(between_[i])
                                    : out.subspan(sample * sample_out_, sample_out_);
        apply(stages_[i].view, stages_[i].step, from, to);
        from = to;
      }
    }
  }

 private:
  struct Stage {
    kernels::AxisView view;
    Step step;
  };
  std::vector<Stage> stages_;
  std::vector<std::vector<T>> between_;
  std::size_t samples_ = 0;
  std::size_t sample_in_ = 0;
  std::size_t sample_out_ = 0;
};

}  // namespace unroll::ops
