// Owns everything that moves elements without computing on them: transpose, slice, flip, broadcast,
// tile, repeat, concatenate, pad, gather, one-hot.
// Must not know dtypes: elements are runs of `width` bytes (1 for bool, 4 for float32 and int32).
// Inputs and outputs are dense and row-major and do not overlap. Nothing is allocated except by the
// functions that build a StridedView, which is done once, when sizes are known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/axis_view.hpp"
#include "kernels/broadcast.hpp"

namespace unroll::kernels {

using Sizes = std::span<const std::int64_t>;
using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

/// A way of walking a dense tensor: the walked sizes, the step in elements along each axis
/// (negative backwards, 0 repeats), and the element that it starts from. What it walks is what
/// copy() writes. The functions below drop axes of size 1 and join neighbours that are walked as
/// one; they throw std::length_error where more than max_axes remain.
struct StridedView {
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> strides;
  std::int64_t offset = 0;
};

/// Axis i of the result is axis permutation[i] of the input.
[[nodiscard]] StridedView transposed(Sizes sizes, Sizes permutation);

/// Along each axis `counts[i]` elements from `starts[i]` with step `steps[i]` (negative backwards,
/// never 0): Python's x[start::step] with the bounds worked out.
[[nodiscard]] StridedView sliced(Sizes sizes, Sizes starts, Sizes counts, Sizes steps);

/// The listed axes in reverse order.
[[nodiscard]] StridedView flipped(Sizes sizes, Sizes axes);

/// NumPy's broadcast_to; `sizes` is known to broadcast to `result`.
[[nodiscard]] StridedView broadcast(Sizes sizes, Sizes result);

/// NumPy's tile, repeats being as many as sizes: the result is (r0*s0, r1*s1, ...).
[[nodiscard]] StridedView tiled(Sizes sizes, Sizes repeats);

/// NumPy's repeat: every element along the axis `count` times; the result is (outer, length*count,
/// inner).
[[nodiscard]] StridedView repeated(const AxisView& view, std::int64_t count);

/// Writes the walked elements one after another into `out`.
void copy(const StridedView& view, Bytes in, MutableBytes out, std::int64_t width);

/// The reverse: writes the elements of `in` one after another to the places that the view walks,
/// the rest of `out` stays. No place may be walked twice.
void scatter(const StridedView& view, Bytes in, MutableBytes out, std::int64_t width);

/// Writes (outer, length, inner) into out's (outer, total, inner) from position `start` along the
/// middle axis: one call per input makes a concatenation.
void concatenate(const AxisView& view, Bytes in, MutableBytes out, std::int64_t total,
                 std::int64_t start, std::int64_t width);

/// The places that a tensor of these sizes takes within one that has before[i] more elements in
/// front and after[i] more behind along each axis, none negative.
[[nodiscard]] StridedView interior(Sizes sizes, Sizes before, Sizes after);

/// Writes `value` (width bytes) everywhere, and `in` to the places of the interior.
void pad(const StridedView& interior, Bytes value, Bytes in, MutableBytes out, std::int64_t width);

/// Writes `value` (width bytes) everywhere.
void fill(Bytes value, MutableBytes out, std::int64_t width);

/// NumPy's take along one axis: out (outer, indices.size(), inner) = in (outer, length, inner) at
/// indices, negative ones counted from the end. Answers the position of the first index that is out
/// of range, out being unspecified then; nothing where all are good.
[[nodiscard]] std::optional<std::int64_t> gather(const AxisView& view,
                                                 std::span<const std::int32_t> indices, Bytes in,
                                                 MutableBytes out, std::int64_t width);

/// NumPy's take_along_axis: indices and out are (outer, picks, inner). Answers as gather.
[[nodiscard]] std::optional<std::int64_t> gather_along(const AxisView& view,
                                                       std::span<const std::int32_t> indices,
                                                       std::int64_t picks, Bytes in,
                                                       MutableBytes out, std::int64_t width);

/// out (outer, classes, inner) = 1 at the class that indices (outer, inner) name, else 0; a row of
/// zeros where it is not in [0, classes).
void one_hot(std::span<const std::int32_t> indices, std::int64_t outer, std::int64_t classes,
             std::int64_t inner, std::span<float> out);

}  // namespace unroll::kernels
