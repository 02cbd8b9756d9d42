// Owns the view of a dense tensor around one axis.
// Must not know what is done along it.
#pragma once

#include <cstdint>
#include <span>

namespace unroll::kernels {

/// A dense tensor seen as (outer, length, inner), its middle axis being the one that is worked
/// along.
struct AxisView {
  std::int64_t outer = 1;
  std::int64_t length = 1;
  std::int64_t inner = 1;
};

/// The view of a tensor of these sizes along one axis (0 <= axis < rank).
[[nodiscard]] constexpr AxisView along(std::span<const std::int64_t> sizes, std::int64_t axis) {
  AxisView view;
  const auto middle = static_cast<std::size_t>(axis);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (i < middle) view.outer *= sizes[i];
    if (i == middle) view.length = sizes[i];
    if (i > middle) view.inner *= sizes[i];
  }
  return view;
}

}  // namespace unroll::kernels
