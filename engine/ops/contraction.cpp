// Owns matmul. Must not know layers. Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>

#include "kernels/gemm.hpp"
#include "ops/cast.hpp"
#include "ops/products.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

/// The axes in front of the matrix.
template <typename Sizes>
Sizes leading(const Sizes& sizes) {
  return Sizes(sizes.begin(), sizes.end() - std::min<std::ptrdiff_t>(2, std::ssize(sizes)));
}

/// What the left operand's last axis is summed with.
template <typename Sizes>
const auto& summed(const Sizes& right) {
  return right.size() == 1 ? right.front() : right[right.size() - 2];
}

/// NumPy's matmul: (..., M, K) times (..., K, N) gives (..., M, N); a vector counts as one row or
/// one column, which is dropped again.
std::vector<TensorType> infer_matmul(const OpTypes& types) {
  const Shape& a = types.inputs[0].shape;
  const Shape& b = types.inputs[1].shape;
  if (a.empty() || b.empty()) {
    throw Error("matmul", "matmul needs at least one axis on both sides, got " + words(a) +
                              " and " + words(b));
  }
  const Dim& left = a.back().size;
  const Dim& right = summed(b).size;
  if (never_equal(left, right)) {
    throw Error("matmul", words(a) + " times " + words(b) + ": the last axis of the first (" +
                              left.text() + ") and the " +
                              (b.size() == 1 ? "axis" : "second-last axis") + " of the second (" +
                              right.text() + ") must have the same size");
  }
  auto shape = broadcast(leading(a), leading(b));
  if (!shape) {
    throw Error("broadcast",
                "the leading axes of " + words(a) + " and " + words(b) + " do not go together");
  }
  if (a.size() > 1) shape->push_back(a[a.size() - 2]);
  if (b.size() > 1) shape->push_back(b.back());
  return {{*shape, promote(promote(types), DType::int32)}};
}

/// Where each of the products of `result` finds its operand, whose matrices have `matrix` elements.
Integers offsets(const Integers& sizes, const Integers& result, std::int64_t matrix) {
  std::int64_t count = 1;
  for (const std::int64_t size : result) count *= size;
  Integers at(static_cast<std::size_t>(count), 0);
  std::int64_t stride = matrix;
  std::int64_t run = 1;  // how many results in a row share the index along the axis
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::int64_t along = result[result.size() - 1 - i];
    if (i < sizes.size()) {
      const std::int64_t size = sizes[sizes.size() - 1 - i];
      if (size != 1 && size != along) {
        throw Error("broadcast", "the leading sizes " + std::to_string(size) + " and " +
                                     std::to_string(along) + " of a matmul do not go together");
      }
      for (std::size_t j = 0; size != 1 && j < at.size(); ++j) {
        at[j] += static_cast<std::int64_t>(j) / run % along * stride;
      }
      stride *= size;
    }
    run *= along;
  }
  return at;
}

Products products_of(const BoundOp& op) {
  const Integers& a = op.inputs[0].sizes;
  const Integers& b = op.inputs[1].sizes;
  Products products;
  products.k = a.back();
  if (summed(b) != products.k) {
    throw Error("matmul", "the sizes " + std::to_string(products.k) + " and " +
                              std::to_string(summed(b)) + " of a matmul must be the same");
  }
  if (a.size() > 1) products.m = a[a.size() - 2];
  if (b.size() > 1) products.n = b.back();
  if (b.size() <= 2) {
    // One right-hand side for all: the leading axes are further rows.
    for (const std::int64_t size : leading(a)) products.m *= size;
    return products;
  }
  Integers result = op.outputs[0].sizes;
  result.resize(result.size() - (a.size() > 1 ? 1 : 0) - 1);
  products.a_at = offsets(leading(a), result, products.m * products.k);
  products.b_at = offsets(leading(b), result, products.k * products.n);
  return products;
}

Kernel prepare_matmul(const BoundOp& op) {
  const Products products = products_of(op);
  const BoundTensor& right = op.inputs[1];
  if (right.constant && right.sizes.size() <= 2 && op.inputs[0].dtype == DType::float32 &&
      right.dtype == DType::float32) {
    auto storage = std::make_shared<std::vector<float>>(
        static_cast<std::size_t>(kernels::packed_size(products.k, products.n)));
    const auto weights = kernels::dense(right.constant->as<float>(), products.k, products.n);
    return [storage, packed = kernels::pack(weights, *storage), m = products.m](Inputs in,
                                                                                Outputs out) {
      kernels::gemm(kernels::dense(in[0].as<float>(), m, packed.rows), packed,
                    kernels::dense(out[0].as<float>(), m, packed.columns));
    };
  }
  struct Operands {
    Products products;
    Cast a;
    Cast b;
  };
  const DType dtype = op.outputs[0].dtype;
  auto with = std::make_shared<Operands>(
      Operands{products, Cast(op.inputs[0], dtype), Cast(op.inputs[1], dtype)});
  const auto make = [&]<typename T>(T /*of*/) -> Kernel {
    return [with](Inputs in, Outputs out) {
      multiply(with->products, with->a(in[0]).as<T>(), with->b(in[1]).as<T>(), out[0].as<T>());
    };
  };
  return dtype == DType::float32 ? make(float{}) : make(std::int32_t{});
}

/// The batch is a row of the first matrix, with one second matrix for all; or a leading axis.
bool matmul_keeps_rows(const OpTypes& types, std::span<const bool> shared) {
  const Shape& a = types.inputs[0].shape;
  const Shape& b = types.inputs[1].shape;
  if (!shared[0] && shared[1] && b.size() <= 2) {
    return a.size() >= 2 && a.front().role == Role::batch;
  }
  return rows_line_up(types, shared) && (shared[0] || a.size() >= 3) &&
         (shared[1] || b.size() >= 3);
}

/// A multiplication and an addition for each element of the result and of the summed axis.
double matmul_cost(const BoundOp& op) {
  return 2.0 * elements(op.outputs[0]) * static_cast<double>(op.inputs[0].sizes.back());
}

constexpr std::array rows = {
    OpRow{"matmul", "Matmul", infer_matmul, prepare_matmul, matmul_keeps_rows, matmul_cost},
};

}  // namespace

std::span<const OpRow> contraction_rows() { return rows; }

}  // namespace unroll::ops
