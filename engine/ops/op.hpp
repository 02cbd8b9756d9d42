// Owns what an op is: one row with a name, a shape rule and a kernel. Must not know graphs, layers
// or programs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dims/shape.hpp"
#include "ops/attributes.hpp"
#include "tensors/tensor.hpp"

namespace unroll {

/// What is known of a tensor before it has numbers.
struct TensorType {
  Shape shape;
  DType dtype = DType::float32;
};

/// What a shape rule sees.
struct OpTypes {
  std::span<const TensorType> inputs;
  const Attributes& attributes;
};

/// The types of the outputs. New axes are left with lineage 0. Throws `Error` with a sentence
/// without the op's name where the inputs do not fit.
using Infer = std::vector<TensorType> (*)(const OpTypes& types);

/// Computes the outputs from the inputs; made for one set of sizes. Allocates nothing.
using Kernel = std::function<void(std::span<const ConstTensorView> inputs,
                                  std::span<const TensorView> outputs)>;

/// A tensor with numbers for sizes. `constant` is set where its values are known and stay (weights,
/// literals), so that a kernel can pack them once.
struct BoundTensor {
  std::vector<std::int64_t> sizes;
  DType dtype = DType::float32;
  std::optional<ConstTensorView> constant;
};

/// What a kernel is made for. Outputs have the sizes that the shape rule gave.
struct BoundOp {
  std::span<const BoundTensor> inputs;
  std::span<const BoundTensor> outputs;
  const Attributes& attributes;
  const Bindings& bindings;
};

/// Makes the kernel for these sizes, with all the scratch that it needs. Throws `Error` where the
/// numbers do not fit although the symbols did.
using Prepare = Kernel (*)(const BoundOp& op);

/// Whether an op treats every entry along axis 0 on its own, so that several steps of a loop can be
/// done as one larger batch. Inputs that are `shared` are the same for every step.
using RowWise = bool (*)(const OpTypes& types, std::span<const bool> shared);

/// The additions and multiplications of one run at these sizes, about: what a run's budget is
/// charged.
using Cost = double (*)(const BoundOp& op);

/// A row of the op table.
struct OpRow {
  /// Keras's name in `keras.ops` where there is one: `matmul`, `mean`.
  std::string_view name;
  /// Keras's class of a bare op in a functional model, which also names it: `GetItem` (`get_item`).
  std::string_view operation_class;
  Infer infer = nullptr;
  Prepare prepare = nullptr;
  /// Null: never.
  RowWise row_wise = nullptr;
  /// Null: one for each element of the largest tensor.
  Cost cost = nullptr;
};

/// The rows of all families, in the order of their files.
[[nodiscard]] std::span<const OpRow* const> op_table();

/// The row of this name; throws `std::logic_error` where there is none, which is a fault of the
/// engine.
[[nodiscard]] const OpRow& op(std::string_view name);
/// The same, or null.
[[nodiscard]] const OpRow* find_op(std::string_view name);

/// The cost by the row, or by the elements.
[[nodiscard]] double cost_of(const OpRow& row, const BoundOp& op);

}  // namespace unroll
