// Owns what the families of ops share: their tables, and what several shape rules and kernels ask.
// Must not know a single op.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "error.hpp"
#include "kernels/axis_view.hpp"
#include "kernels/movement.hpp"
#include "ops/op.hpp"

namespace unroll::ops {

// One table a family; op_table() joins them.
[[nodiscard]] std::span<const OpRow> leaf_rows();
[[nodiscard]] std::span<const OpRow> elementwise_rows();
[[nodiscard]] std::span<const OpRow> activation_rows();
[[nodiscard]] std::span<const OpRow> reduction_rows();
[[nodiscard]] std::span<const OpRow> contraction_rows();
[[nodiscard]] std::span<const OpRow> einsum_rows();
[[nodiscard]] std::span<const OpRow> convolution_rows();
[[nodiscard]] std::span<const OpRow> pooling_rows();
[[nodiscard]] std::span<const OpRow> resampling_rows();
[[nodiscard]] std::span<const OpRow> movement_rows();
[[nodiscard]] std::span<const OpRow> joining_rows();
[[nodiscard]] std::span<const OpRow> padding_rows();
[[nodiscard]] std::span<const OpRow> indexing_rows();
[[nodiscard]] std::span<const OpRow> sorting_rows();
[[nodiscard]] std::span<const OpRow> loop_rows();

using Inputs = std::span<const ConstTensorView>;
using Outputs = std::span<const TensorView>;
using Integers = std::vector<std::int64_t>;

// ---- shape rules -----------------------------------------------------------------------------

/// One output of this shape, of the first input's dtype.
[[nodiscard]] std::vector<TensorType> same_dtype(const OpTypes& types, Shape shape);
/// The first input's type.
[[nodiscard]] std::vector<TensorType> infer_identity(const OpTypes& types);

/// The axis that `axis` names; throws `Error("axis")` where there is none.
[[nodiscard]] std::size_t need_axis(const Shape& shape, std::int64_t axis);
/// Axes named by the attribute `axes`, sorted; all of them where it is missing.
[[nodiscard]] std::vector<std::size_t> need_axes(const Shape& shape, const Attributes& attributes);
/// Throws `Error("shape")` where a size is a number below 0.
void need_size(const Dim& size);

/// The dtype that numbers of both have together: bool < int32 < float32.
[[nodiscard]] DType promote(DType a, DType b);
/// The dtype of all inputs together.
[[nodiscard]] DType promote(const OpTypes& types);
/// NumPy's broadcasting of the shapes of all inputs; throws `Error("broadcast")`.
[[nodiscard]] Shape broadcast_all(const OpTypes& types);

// ---- kernels ---------------------------------------------------------------------------------

/// Throws `Error("broadcast")` where the numbers of an input do not broadcast to the first output.
void need_broadcast(const BoundOp& op);
/// How many elements a tensor has.
[[nodiscard]] double elements(const BoundTensor& tensor);
/// A tensor around the axis that the attribute names.
[[nodiscard]] kernels::AxisView view_along(const BoundTensor& tensor, std::int64_t axis);
/// The axes that the attribute `axes` names, counted from the front, in its order; all of them
/// where it is missing.
[[nodiscard]] Integers axes_of(const BoundOp& op);
/// Copies the walked elements of the first input to the output.
[[nodiscard]] Kernel walk(kernels::StridedView view, DType dtype);

// ---- rows of a batch -------------------------------------------------------------------------

/// Whether axis 0 is the batch of every input that is not shared, and the shared ones do not reach
/// it: what most row-wise ops need.
[[nodiscard]] bool rows_line_up(const OpTypes& types, std::span<const bool> shared);
/// The same, and the attribute `axis` (or `otherwise`) names another axis than the first.
[[nodiscard]] bool rows_line_up_off_axis(const OpTypes& types, std::span<const bool> shared,
                                         std::int64_t otherwise);

}  // namespace unroll::ops
