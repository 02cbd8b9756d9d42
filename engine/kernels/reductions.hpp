// Owns reductions over axes, softmax and cumulative sums.
// Must not know tensors or graphs. Long f32 sums are kept in blocks whose totals are doubles.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernels/axis_view.hpp"
#include "kernels/movement.hpp"

namespace unroll::kernels {

/// A reduction over a set of axes, built once, when sizes are known. Where the axes do not stand
/// side by side, the input is first transposed into scratch, the reduced axes last.
struct ReductionPlan {
  AxisView view;
  std::optional<StridedView> transposition;
  std::int64_t scratch = 0;  // elements of scratch that reduce() needs

  /// `axes` are distinct, 0 <= axis < rank, in any order; none means that nothing is reduced (every
  /// element is its own sum).
  ReductionPlan(std::span<const std::int64_t> sizes, std::span<const std::int64_t> axes);
};

/// Over no elements sum is 0, prod 1, logsumexp -inf, max -inf, min +inf, and mean, var and std are
/// NaN. var and std divide by the number of elements, as Keras's. max and min pass NaN on.
enum class Reduction : std::uint8_t { sum, mean, max, min, prod, var, std, logsumexp };

/// out[o, i] = reduction over in[o, :, i]; out has outer * inner elements in the order of the kept
/// axes, scratch at least plan.scratch.
void reduce(Reduction op, const ReductionPlan& plan, std::span<const float> in,
            std::span<float> out, std::span<float> scratch = {});

/// Integers: sum and prod (wrapping around), max and min; any other throws std::invalid_argument.
void reduce(Reduction op, const ReductionPlan& plan, std::span<const std::int32_t> in,
            std::span<std::int32_t> out, std::span<std::int32_t> scratch = {});

enum class LogicalReduction : std::uint8_t { any, all };

/// Over no elements any is false and all is true.
void reduce(LogicalReduction op, const ReductionPlan& plan, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out, std::span<std::uint8_t> scratch = {});

enum class ArgReduction : std::uint8_t { argmax, argmin };

/// out[o, i] = the first position of the extreme (or of the first NaN) along the axis, whose length
/// is at least 1.
void arg_reduce(ArgReduction op, const AxisView& view, std::span<const float> in,
                std::span<std::int32_t> out);
void arg_reduce(ArgReduction op, const AxisView& view, std::span<const std::int32_t> in,
                std::span<std::int32_t> out);

/// exp(in - max) / sum along the axis; in and out are the same memory or do not overlap.
void softmax(const AxisView& view, std::span<const float> in, std::span<float> out);
/// in - max - log(sum(exp(in - max))) along the axis; in and out as above.
void log_softmax(const AxisView& view, std::span<const float> in, std::span<float> out);

/// Running sums and products along the axis; in and out as above.
void cumsum(const AxisView& view, std::span<const float> in, std::span<float> out);
void cumsum(const AxisView& view, std::span<const std::int32_t> in, std::span<std::int32_t> out);
void cumprod(const AxisView& view, std::span<const float> in, std::span<float> out);
void cumprod(const AxisView& view, std::span<const std::int32_t> in, std::span<std::int32_t> out);

}  // namespace unroll::kernels
