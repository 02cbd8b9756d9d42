// Owns matrix products of 32-bit integers.
// Must not know tensors or graphs: spans in, spans out, nothing allocated.
#pragma once

#include <cstdint>
#include <span>

namespace unroll::kernels {

/// c = a·b of dense matrices: a is (m, k), b (k, n), c (m, n) and overlaps neither. Sums wrap
/// around at 32 bits.
void integer_gemm(std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                  std::span<std::int32_t> c, std::int64_t m, std::int64_t k, std::int64_t n);

}  // namespace unroll::kernels
