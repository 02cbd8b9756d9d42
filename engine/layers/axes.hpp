// Owns the reading of arguments that name axes: an integer, or a list of them. Must not know which
// layer has which.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers {

/// Whether it is an integer or a list of integers.
[[nodiscard]] bool holds_axes(const Datum& argument);
/// The integers of an argument as they are given; none for None.
[[nodiscard]] std::vector<std::int64_t> axes_in(const Datum& argument);

/// Refuses an axis that a tensor of this shape has not. `argument` is what the message names.
[[noreturn]] void refuse_axis(const LayerState& layer, std::string_view argument, std::int64_t axis,
                              const Shape& shape);

/// The axes of a tensor of this shape that the argument names, counted from the front and sorted.
/// Throws RuleError where it has no such axis, or where one is named twice.
[[nodiscard]] std::vector<std::int64_t> named_axes(const LayerState& layer,
                                                   std::string_view argument, const Shape& shape);
/// The same of a call's input.
[[nodiscard]] std::vector<std::int64_t> named_axes(const LayerCall& call,
                                                   std::string_view argument);

/// The tensor with 1 in the place of all axes but these, so that it can be broadcast to one of
/// `rank` axes. Its own axes stand for `axes`, in their order.
[[nodiscard]] ValueId spread_from(Tracing& trace, ValueId value,
                                  const std::vector<std::int64_t>& axes, std::size_t rank);

}  // namespace unroll::layers
