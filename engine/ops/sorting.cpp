// Owns the ops that order elements: sort, argsort, top_k. Must not know layers.
// Mirrors keras/src/ops/numpy.py and math.py.
#include "kernels/sorting.hpp"

#include <array>
#include <cmath>
#include <tuple>

#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

using kernels::Order;

/// Finds positions along an axis; truth values are ordered as integers.
class Finder {
 public:
  Finder(const BoundTensor& input, std::int64_t axis, std::int64_t picks)
      : view(view_along(input, axis)),
        picks_(picks),
        cast_(input, promote(input.dtype, DType::int32)),
        scratch_(static_cast<std::size_t>(view.length)) {}

  void operator()(Order order, const ConstTensorView& in, std::span<std::int32_t> positions) {
    const ConstTensorView values = cast_(in);
    if (values.dtype() == DType::float32) {
      kernels::argsort(order, view, picks_, values.as<float>(), positions, scratch_);
    } else {
      kernels::argsort(order, view, picks_, values.as<std::int32_t>(), positions, scratch_);
    }
  }

  /// The elements at those positions.
  void pick(const ConstTensorView& in, std::span<const std::int32_t> positions,
            const TensorView& out) const {
    std::ignore = kernels::gather_along(view, positions, picks_, in.bytes(), out.bytes(),
                                        element_bytes(in.dtype()));
  }

  const kernels::AxisView view;

 private:
  std::int64_t picks_;
  Cast cast_;
  std::vector<std::int32_t> scratch_;
};

std::int64_t axis_of(const Attributes& attributes) {
  return attributes.get_or<std::int64_t>("axis", -1);
}

std::vector<TensorType> infer_sort(const OpTypes& types) {
  std::ignore = need_axis(types.inputs[0].shape, axis_of(types.attributes));
  return infer_identity(types);
}

std::vector<TensorType> infer_argsort(const OpTypes& types) {
  std::ignore = need_axis(types.inputs[0].shape, axis_of(types.attributes));
  return {{types.inputs[0].shape, DType::int32}};
}

Kernel prepare_argsort(const BoundOp& op) {
  const std::int64_t axis = axis_of(op.attributes);
  auto find = std::make_shared<Finder>(op.inputs[0], axis, view_along(op.inputs[0], axis).length);
  return [find](Inputs in, Outputs out) {
    (*find)(Order::ascending, in[0], out[0].as<std::int32_t>());
  };
}

Kernel prepare_sort(const BoundOp& op) {
  const std::int64_t axis = axis_of(op.attributes);
  auto find = std::make_shared<Finder>(op.inputs[0], axis, view_along(op.inputs[0], axis).length);
  auto positions = std::make_shared<Tensor>(DType::int32, op.inputs[0].sizes);
  return [find, positions](Inputs in, Outputs out) {
    (*find)(Order::ascending, in[0], positions->as<std::int32_t>());
    find->pick(in[0], positions->as<std::int32_t>(), out[0]);
  };
}

bool sorted_within_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up_off_axis(types, shared, -1);
}

/// `k` of the last axis: the largest values, largest first, and where they stand.
std::vector<TensorType> infer_top_k(const OpTypes& types) {
  TensorType values = types.inputs[0];
  Axis& last = values.shape[need_axis(values.shape, -1)];
  const auto k = types.attributes.get<std::int64_t>("k");
  if (k < 0 || k > last.size.value().value_or(k)) {
    throw Error("top_k", "the " + std::to_string(k) + " largest of an axis of size " +
                             last.size.text() + " cannot be taken");
  }
  last = {k, last.role, 0};
  return {values, {values.shape, DType::int32}};
}

Kernel prepare_top_k(const BoundOp& op) {
  const auto k = op.attributes.get<std::int64_t>("k");
  auto find = std::make_shared<Finder>(op.inputs[0], -1, k);
  if (k > find->view.length) {
    throw Error("top_k", "the " + std::to_string(k) + " largest of an axis of size " +
                             std::to_string(find->view.length) + " cannot be taken");
  }
  return [find](Inputs in, Outputs out) {
    (*find)(Order::descending, in[0], out[1].as<std::int32_t>());
    find->pick(in[0], out[1].as<std::int32_t>(), out[0]);
  };
}

bool picked_within_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up(types, shared) && types.inputs[0].shape.size() >= 2;
}

/// About a comparison for each element and each halving of the line.
double sorting_cost(const BoundOp& op) {
  const std::int64_t length = view_along(op.inputs[0], axis_of(op.attributes)).length;
  return elements(op.inputs[0]) * (1.0 + std::log2(1.0 + static_cast<double>(length)));
}

constexpr std::array rows = {
    OpRow{"sort", "Sort", infer_sort, prepare_sort, sorted_within_rows, sorting_cost},
    OpRow{"argsort", "Argsort", infer_argsort, prepare_argsort, sorted_within_rows, sorting_cost},
    OpRow{"top_k", "TopK", infer_top_k, prepare_top_k, picked_within_rows, sorting_cost},
};

}  // namespace

std::span<const OpRow> sorting_rows() { return rows; }

}  // namespace unroll::ops
