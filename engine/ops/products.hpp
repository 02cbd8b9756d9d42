// Owns many matrix products of one size, as matmul and einsum do them. Must not know axes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace unroll::ops {

/// c[i] (m, n) = a (m, k) at a_at[i] times b (k, n) at b_at[i], all dense; c[i] stand one after
/// another. a_at and b_at are as many, and count elements.
struct Products {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  std::vector<std::int64_t> a_at = {0};
  std::vector<std::int64_t> b_at = {0};
};

void multiply(const Products& products, std::span<const float> a, std::span<const float> b,
              std::span<float> c);
/// Sums wrap around at 32 bits.
void multiply(const Products& products, std::span<const std::int32_t> a,
              std::span<const std::int32_t> b, std::span<std::int32_t> c);

}  // namespace unroll::ops
