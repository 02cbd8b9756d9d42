// Owns the building of broadcast plans.
// Must not know which operation is done at each element.
#include "kernels/broadcast.hpp"

#include <algorithm>
#include <stdexcept>

namespace unroll::kernels {

namespace {

using Sizes = BroadcastPlan::Sizes;

/// The size of `sizes` along axis `axis` of an output of `rank` axes: 1 in front of its own.
std::int64_t size_at(Sizes sizes, std::size_t rank, std::size_t axis) {
  const std::size_t missing = rank - sizes.size();
  return axis < missing ? 1 : sizes[axis - missing];
}

void check(Sizes input, Sizes output) {
  const bool fits = input.size() <= output.size();
  for (std::size_t axis = 0; fits && axis < output.size(); ++axis) {
    const std::int64_t size = size_at(input, output.size(), axis);
    if (size != 1 && size != output[axis]) throw std::length_error("an input does not broadcast");
  }
  if (!fits) throw std::length_error("an input has more axes than the output");
}

/// Whether walking `outer` and then `inner` is walking one longer axis.
bool joins(const BroadcastPlan::Axis& outer, const BroadcastPlan::Axis& inner, std::size_t inputs) {
  for (std::size_t i = 0; i < inputs; ++i) {
    if (outer.strides.at(i) != inner.strides.at(i) * inner.size) return false;
  }
  return true;
}

}  // namespace

BroadcastPlan::BroadcastPlan(std::initializer_list<Sizes> inputs, Sizes output) {
  for (const Sizes input : inputs) check(input, output);
  // From the innermost axis outwards, in reverse order for now.
  std::array<std::int64_t, 3> strides{1, 1, 1};
  std::size_t count = 0;
  for (std::size_t axis = output.size(); axis-- > 0;) {
    count_ *= output[axis];
    if (output[axis] == 1) continue;
    Axis next{output[axis], {}};
    std::size_t i = 0;
    for (const Sizes input : inputs) {
      const std::int64_t size = size_at(input, output.size(), axis);
      next.strides.at(i) = size == 1 ? 0 : strides.at(i);
      strides.at(i) *= size;
      ++i;
    }
    if (count > 0 && joins(next, axes_.at(count - 1), inputs.size())) {
      axes_.at(count - 1).size *= next.size;
    } else {
      if (count == axes_.size()) throw std::length_error("a broadcast walks too many axes");
      axes_.at(count++) = next;
    }
  }
  if (count == 0) {
    axes_[0] = Axis{1, {1, 1, 1}};
    count = 1;
  }
  axis_count_ = static_cast<int>(count);
  std::reverse(axes_.begin(), axes_.begin() + axis_count_);
}

}  // namespace unroll::kernels
