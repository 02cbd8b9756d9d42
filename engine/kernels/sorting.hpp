// Owns sorting along an axis. Must not know tensors or graphs: spans in, spans out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/axis_view.hpp"

namespace unroll::kernels {

enum class Order : std::uint8_t { ascending, descending };

/// The positions of the first `picks` elements of every line along the axis, in order; equal
/// elements stay in the order in which they stand, NaN counts as larger than any number.
/// `positions` is (outer, picks, inner); `scratch` holds view.length integers; picks <=
/// view.length.
void argsort(Order order, const AxisView& view, std::int64_t picks, std::span<const float> in,
             std::span<std::int32_t> positions, std::span<std::int32_t> scratch);
void argsort(Order order, const AxisView& view, std::int64_t picks,
             std::span<const std::int32_t> in, std::span<std::int32_t> positions,
             std::span<std::int32_t> scratch);

}  // namespace unroll::kernels
