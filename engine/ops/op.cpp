// Owns the joined table of ops, and what the families share. Must not know what any of them does.
#include "ops/op.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "ops/rows.hpp"

namespace unroll {

namespace {

std::vector<const OpRow*> join_tables() {
  std::vector<const OpRow*> rows;
  for (const auto& family :
       {ops::leaf_rows(), ops::elementwise_rows(), ops::activation_rows(), ops::reduction_rows(),
        ops::contraction_rows(), ops::einsum_rows(), ops::convolution_rows(), ops::pooling_rows(),
        ops::resampling_rows(), ops::movement_rows(), ops::joining_rows(), ops::padding_rows(),
        ops::indexing_rows(), ops::sorting_rows(), ops::loop_rows()}) {
    for (const OpRow& row : family) rows.push_back(&row);
  }
  return rows;
}

}  // namespace

std::span<const OpRow* const> op_table() {
  static const std::vector<const OpRow*> rows = join_tables();
  return rows;
}

const OpRow* find_op(std::string_view name) {
  static const std::vector<const OpRow*> sorted = [] {
    std::vector<const OpRow*> rows(op_table().begin(), op_table().end());
    std::sort(rows.begin(), rows.end(),
              [](const OpRow* a, const OpRow* b) { return a->name < b->name; });
    return rows;
  }();
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [](const OpRow* row, std::string_view wanted) { return row->name < wanted; });
  return found != sorted.end() && (*found)->name == name ? *found : nullptr;
}

const OpRow& op(std::string_view name) {
  const OpRow* found = find_op(name);
  if (found == nullptr) throw std::logic_error("no op is called " + std::string(name));
  return *found;
}

double cost_of(const OpRow& row, const BoundOp& op) {
  if (row.cost != nullptr) return row.cost(op);
  double elements = 0;
  for (const auto& tensors : {op.inputs, op.outputs}) {
    for (const BoundTensor& tensor : tensors) elements = std::max(elements, ops::elements(tensor));
  }
  return elements;
}

namespace ops {

// ---- shape rules -----------------------------------------------------------------------------

std::vector<TensorType> same_dtype(const OpTypes& types, Shape shape) {
  return {{std::move(shape), types.inputs[0].dtype}};
}

std::vector<TensorType> infer_identity(const OpTypes& types) { return {types.inputs[0]}; }

std::size_t need_axis(const Shape& shape, std::int64_t axis) {
  const auto found = find_axis(shape.size(), axis);
  if (found) return *found;
  const auto rank = static_cast<std::int64_t>(shape.size());
  std::string text = "axis " + std::to_string(axis) + " is out of range for " + words(shape);
  text += rank == 0
              ? ", which has no axes"
              : ", which has axes " + std::to_string(-rank) + " to " + std::to_string(rank - 1);
  throw Error("axis", text);
}

std::vector<std::size_t> need_axes(const Shape& shape, const Attributes& attributes) {
  std::vector<std::size_t> axes;
  if (attributes.find("axes") != nullptr) {
    for (const std::int64_t axis : attributes.get<Integers>("axes")) {
      axes.push_back(need_axis(shape, axis));
    }
    std::sort(axes.begin(), axes.end());
    if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) {
      throw Error("axis", "the same axis is named twice");
    }
  } else {
    for (std::size_t i = 0; i < shape.size(); ++i) axes.push_back(i);
  }
  return axes;
}

void need_size(const Dim& size) {
  if (size.value().value_or(0) < 0) {
    throw Error("shape", "a size cannot be negative, got " + size.text());
  }
}

DType promote(DType a, DType b) {
  if (a == DType::float32 || b == DType::float32) return DType::float32;
  if (a == DType::int32 || b == DType::int32) return DType::int32;
  return DType::bool_;
}

DType promote(const OpTypes& types) {
  DType dtype = DType::bool_;
  for (const TensorType& input : types.inputs) dtype = promote(dtype, input.dtype);
  return dtype;
}

Shape broadcast_all(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  for (const TensorType& input : types.inputs.subspan(1)) {
    auto joined = broadcast(shape, input.shape);
    if (!joined) {
      throw Error("broadcast",
                  "shapes " + words(shape) + " and " + words(input.shape) +
                      " do not go together: each size must be the same in both, or 1 in one");
    }
    shape = std::move(*joined);
  }
  return shape;
}

// ---- kernels ---------------------------------------------------------------------------------

namespace {

std::string sizes_text(const Integers& sizes) {
  std::string text;
  for (const std::int64_t size : sizes) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return '(' + text + ')';
}

}  // namespace

void need_broadcast(const BoundOp& op) {
  const Integers& result = op.outputs[0].sizes;
  for (const BoundTensor& input : op.inputs) {
    bool fits = input.sizes.size() <= result.size();
    for (std::size_t i = 0; fits && i < input.sizes.size(); ++i) {
      const std::int64_t size = input.sizes[input.sizes.size() - 1 - i];
      fits = size == 1 || size == result[result.size() - 1 - i];
    }
    if (!fits) {
      throw Error("broadcast", "the sizes " + sizes_text(input.sizes) + " do not fit into " +
                                   sizes_text(result));
    }
  }
}

double elements(const BoundTensor& tensor) {
  double count = 1;
  for (const std::int64_t size : tensor.sizes) count *= static_cast<double>(size);
  return count;
}

kernels::AxisView view_along(const BoundTensor& tensor, std::int64_t axis) {
  const auto found = find_axis(tensor.sizes.size(), axis);
  if (!found) throw std::logic_error("a kernel is asked for an axis that its shape rule refuses");
  return kernels::along(tensor.sizes, static_cast<std::int64_t>(*found));
}

Integers axes_of(const BoundOp& op) {
  const auto rank = std::ssize(op.inputs[0].sizes);
  Integers axes;
  if (op.attributes.find("axes") != nullptr) {
    axes = op.attributes.get<Integers>("axes");
    for (std::int64_t& axis : axes) axis += axis < 0 ? rank : 0;
  } else {
    for (std::int64_t axis = 0; axis < rank; ++axis) axes.push_back(axis);
  }
  return axes;
}

Kernel walk(kernels::StridedView view, DType dtype) {
  return [view = std::move(view), width = element_bytes(dtype)](Inputs in, Outputs out) {
    kernels::copy(view, in[0].bytes(), out[0].bytes(), width);
  };
}

// ---- rows of a batch -------------------------------------------------------------------------

bool rows_line_up(const OpTypes& types, std::span<const bool> shared) {
  std::size_t rank = 0;
  for (const TensorType& input : types.inputs) rank = std::max(rank, input.shape.size());
  if (rank == 0) return false;
  for (std::size_t i = 0; i < types.inputs.size(); ++i) {
    const Shape& shape = types.inputs[i].shape;
    if (shared[i]) {
      if (shape.size() == rank && !shape.front().size.is(1)) return false;
    } else if (shape.size() != rank || shape.front().role != Role::batch) {
      return false;
    }
  }
  return true;
}

bool rows_line_up_off_axis(const OpTypes& types, std::span<const bool> shared,
                           std::int64_t otherwise) {
  return rows_line_up(types, shared) &&
         need_axis(types.inputs[0].shape,
                   types.attributes.get_or<std::int64_t>("axis", otherwise)) != 0;
}

}  // namespace ops
}  // namespace unroll
