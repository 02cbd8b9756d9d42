// Owns how an op is tested: its inferred type, its numbers against a plain reference, and the laws
// that every op keeps. Must not know a single op.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ops/op.hpp"

namespace unroll::tests {

using Integers = std::vector<std::int64_t>;
using Ids = std::vector<AxisId>;

/// A dense array of numbers, for references.
struct Array {
  Integers sizes;
  std::vector<double> values;

  explicit Array(Integers sizes_, double value = 0.0);
  Array(Integers sizes_, std::vector<double> values_);
  double& at(const Integers& index);
  [[nodiscard]] double at(const Integers& index) const;
  /// The element that NumPy's broadcasting puts at `index` of a larger array.
  [[nodiscard]] double broadcast_at(const Integers& index) const;
};

/// Calls `visit` with every index of an array of these sizes, in row-major order.
void each_index(const Integers& sizes, const std::function<void(const Integers&)>& visit);
/// The array with the element `make(index)` at each index.
[[nodiscard]] Array filled(Integers sizes, const std::function<double(const Integers&)>& make);

/// B and T, the sizes that programs leave open.
[[nodiscard]] Dim batch();
[[nodiscard]] Dim steps();

using Reference = std::function<std::vector<Array>(const std::vector<Array>& inputs)>;

/// One use of an op. Input i has usual roles and the lineages 10*i+1, 10*i+2, ...
class OpCase {
 public:
  explicit OpCase(std::string_view op_name);

  OpCase& input(std::vector<Dim> sizes, DType dtype = DType::float32, double low = -2.0,
                double high = 2.0);
  /// An input whose values are known and stay.
  OpCase& constant(std::vector<Dim> sizes, DType dtype = DType::float32);
  OpCase& with(std::string_view name, Attribute value);

  /// What the shape rule says: sizes (`B 4`), dtype and lineages, 0 for a new axis. Once for each
  /// output.
  OpCase& gives(std::string_view sizes, const Ids& lineages, DType dtype = DType::float32);
  /// Checks the numbers against the reference for several bindings, with the laws: inference, then
  /// numbers put in, is inference on the numbers and is what the kernel fills; and where the row
  /// says that rows of a batch stay apart, doing them one by one is doing them together.
  void computes(const Reference& reference, double tolerance = 1e-5);
  /// The same, for one output.
  void computes(const std::function<Array(const std::vector<Array>&)>& reference,
                double tolerance = 1e-5);
  /// Whether rows stay apart, with these inputs shared by all rows.
  OpCase& rows_apart(bool expected, const std::vector<bool>& shared = {});
  /// The outputs for these inputs, at B = 2 and T = 3.
  [[nodiscard]] std::vector<Array> run(const std::vector<Array>& inputs);
  /// The message of the Error that the shape rule throws; empty where it throws none.
  [[nodiscard]] std::string refusal() const;
  /// The same of the making or the running of the kernel, at these sizes.
  [[nodiscard]] std::string refusal_at(const Bindings& bindings, const std::vector<Array>& inputs);

 private:
  struct Input {
    TensorType type;
    double low;
    double high;
    bool constant;
  };
  /// Whether inference on numbers is compared: a batch of 1 may mean more than a symbol does.
  enum class Law : std::uint8_t { none, numbers };

  [[nodiscard]] std::vector<TensorType> infer() const;
  [[nodiscard]] std::vector<TensorType> infer_numbers(const Bindings& bindings) const;
  [[nodiscard]] std::vector<Array> run_at(const Bindings& bindings,
                                          const std::vector<Array>& inputs, Law law) const;
  void check_rows(const Bindings& bindings, const std::vector<Array>& inputs,
                  const std::vector<Array>& outputs, double tolerance) const;
  [[nodiscard]] bool says_rows_apart(const std::vector<bool>& shared) const;

  const OpRow& row_;
  std::vector<Input> inputs_;
  Attributes attributes_;
  std::size_t given_ = 0;
};

/// The ops that have cases.
[[nodiscard]] std::set<std::string, std::less<>>& tested_ops();
struct TestedOp {
  explicit TestedOp(std::string_view name) { tested_ops().emplace(name); }
};

}  // namespace unroll::tests

/// A doctest case for one row of the op table.
#define OP_CASE(name)                                                           \
  static const unroll::tests::TestedOp DOCTEST_CAT(tested_op_, __LINE__){name}; \
  TEST_CASE("op " name)
