// Owns many matrix products of one size. Must not know axes.
#include "ops/products.hpp"

#include "kernels/gemm.hpp"
#include "kernels/integer_gemm.hpp"

namespace unroll::ops {

namespace {

template <typename T, typename Multiply>
void each(const Products& products, std::span<const T> a, std::span<const T> b, std::span<T> c,
          const Multiply& multiply_one) {
  const auto part = [](auto values, std::int64_t at, std::int64_t count) {
    return values.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count));
  };
  const auto& [m, k, n, a_at, b_at] = products;
  for (std::size_t i = 0; i < a_at.size(); ++i) {
    multiply_one(part(a, a_at[i], m * k), part(b, b_at[i], k * n),
                 part(c, static_cast<std::int64_t>(i) * m * n, m * n));
  }
}

}  // namespace

void multiply(const Products& products, std::span<const float> a, std::span<const float> b,
              std::span<float> c) {
  each(products, a, b, c,
       [&](std::span<const float> x, std::span<const float> y, std::span<float> z) {
         kernels::gemm(kernels::dense(x, products.m, products.k),
                       kernels::dense(y, products.k, products.n),
                       kernels::dense(z, products.m, products.n));
       });
}

void multiply(const Products& products, std::span<const std::int32_t> a,
              std::span<const std::int32_t> b, std::span<std::int32_t> c) {
  each(products, a, b, c,
       [&](std::span<const std::int32_t> x, std::span<const std::int32_t> y,
           std::span<std::int32_t> z) {
         kernels::integer_gemm(x, y, z, products.m, products.k, products.n);
       });
}

}  // namespace unroll::ops
