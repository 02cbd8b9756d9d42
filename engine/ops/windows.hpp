// Owns what windows that move over the spatial axes of a tensor have in common: which axes those
// are, how many windows there are, and where they begin. Must not know what is done with a window.
// Mirrors keras/src/ops/operation_utils.py (output sizes).
//
// Attributes: `channels_first` (false), `padding` (`valid`, `same`, `causal`), and
// lists of sizes, with one for each spatial axis or one for all: `strides` and others of the op.
#pragma once

#include <string_view>
#include <vector>

#include "ops/op.hpp"

namespace unroll::ops {

/// Where the axes of (batch, spatial ..., channels), or with `channels_first` of (batch, channels,
/// spatial ...), stand.
struct SpatialLayout {
  std::size_t first = 1;     ///< the first spatial axis; the others follow it
  std::size_t count = 0;     ///< how many spatial axes
  std::size_t channels = 0;  ///< the axis of the channels
};
/// Of a tensor with `rank` axes, 3 to 5.
[[nodiscard]] SpatialLayout layout_of(std::size_t rank, const Attributes& attributes);
/// The same; throws Error("rank") where there are not 1 to 3 spatial axes.
[[nodiscard]] SpatialLayout need_layout(const Shape& shape, const Attributes& attributes);
/// The shape with features for channels: where it has other roles, as an input that puts the
/// channels first, the places between are named anew as well.
[[nodiscard]] Shape with_places(Shape shape, const SpatialLayout& layout);

/// The sizes that an attribute gives for each spatial axis; 1 each where it is missing. Throws
/// Error("windows") where there are too many or too few, or where one is a number below `least`.
[[nodiscard]] std::vector<Dim> each_axis(const Attributes& attributes, std::string_view name,
                                         std::size_t count, std::int64_t least = 1);

enum class Padding : std::uint8_t { valid, same, causal };
/// The attribute `padding`; throws Error("padding") where it is none, or causal and that is none.
[[nodiscard]] Padding padding_of(const Attributes& attributes, bool causal);

/// How windows move along one axis of `size` places.
struct WindowRule {
  Dim size;
  Dim taps;  ///< places of a window
  Dim stride = 1;
  Dim dilation = 1;
  Padding padding = Padding::valid;

  /// From the first place of a window to the last.
  [[nodiscard]] Dim span() const { return (taps - 1) * dilation + 1; }
  /// How many windows; throws Error("windows") where not one fits.
  [[nodiscard]] Dim windows() const;
  /// How many places of padding stand in front of the first place; the rest stands behind.
  [[nodiscard]] Dim before() const;
  /// The axis that the windows make of `from`: itself where there are as many windows as places.
  [[nodiscard]] Axis moved_over(const Axis& from) const;
};

/// A rule with numbers for one run.
[[nodiscard]] WindowRule bind(const WindowRule& rule, const Bindings& bindings);

}  // namespace unroll::ops
