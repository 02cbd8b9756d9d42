// Owns which axes of several tensors are the same axis: einsum's equations, and their shapes. Must
// not know how the products are computed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ops/rows.hpp"

namespace unroll::ops {

/// One axis of an equation; the same number is the same axis.
using Label = int;
using Labels = std::vector<Label>;

/// Sums of products: each operand's axes, and those of the result; what the result lacks is summed.
struct Equation {
  std::vector<Labels> operands;
  Labels result;
};

/// `bt,btf->bf`, with `...` for any leading axes; without `->` the result is the labels that stand
/// once, in alphabetical order. `ranks` are the operands'. Throws `Error("einsum")`.
[[nodiscard]] Equation parse_equation(std::string_view text, const std::vector<std::size_t>& ranks);

/// NumPy's tensordot: the axes of the one that are summed with those of the other.
[[nodiscard]] Equation tensordot_equation(std::size_t left_rank, std::size_t right_rank,
                                          const Integers& left_axes, const Integers& right_axes);

/// The result's shape; an axis keeps the lineage of the first operand that has it in full. Throws
/// `Error("einsum")` where the sizes of a label differ.
[[nodiscard]] Shape result_shape(const Equation& equation, std::span<const TensorType> operands);

/// The size of each label; one that is 1 in some operands has the others' size. Throws
/// `Error("einsum")` where they differ.
[[nodiscard]] std::map<Label, std::int64_t> label_sizes(const Equation& equation,
                                                        std::span<const BoundTensor> operands);

/// One product of two of the tensors that are left; it takes the place of `left`, and `right` goes.
struct PairwiseStep {
  std::size_t left = 0;
  std::size_t right = 1;
  /// The labels that the result and the tensors besides these two need.
  std::set<Label> keep;
  /// Additions and multiplications.
  double cost = 0.0;
};

/// In which order the operands are multiplied: the smallest product first.
[[nodiscard]] std::vector<PairwiseStep> pairwise_steps(const Equation& equation,
                                                       const std::map<Label, std::int64_t>& sizes);

/// The name of a label in messages.
[[nodiscard]] std::string label_name(Label label);

}  // namespace unroll::ops
