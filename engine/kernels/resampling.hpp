// Owns the drawing of values between neighbours along one axis.
// Must not know tensors, nor which neighbours are meant.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/axis_view.hpp"

namespace unroll::kernels {

/// The value a `share` (0 to 1) of the way from one place to another.
struct Between {
  std::int64_t low = 0;
  std::int64_t high = 0;
  float share = 0.0F;
};

/// out (outer, places.size(), inner): the values between places of in (outer, length, inner) along
/// the middle axis. The spans do not overlap.
void blend(const AxisView& view, std::span<const Between> places, std::span<const float> in,
           std::span<float> out);

}  // namespace unroll::kernels
