// Owns matrix products of 32-bit integers. Must not know tensors or graphs.
#include "kernels/integer_gemm.hpp"

#include <algorithm>
#include <cstddef>

namespace unroll::kernels {

void integer_gemm(std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                  std::span<std::int32_t> c, std::int64_t m, std::int64_t k, std::int64_t n) {
  using Index = std::ptrdiff_t;
  using Unsigned = std::uint32_t;  // where wrapping around is defined
  const auto inner = static_cast<Index>(k);
  const auto columns = static_cast<Index>(n);
  std::ranges::fill(c, 0);
  for (Index row = 0; row < static_cast<Index>(m); ++row) {
    std::int32_t* to = c.data() + row * columns;
    for (Index i = 0; i < inner; ++i) {
      const auto factor = static_cast<Unsigned>(a.data()[row * inner + i]);
      const std::int32_t* from = b.data() + i * columns;
      for (Index j = 0; j < columns; ++j) {
        to[j] = static_cast<std::int32_t>(static_cast<Unsigned>(to[j]) +
                                          factor * static_cast<Unsigned>(from[j]));
      }
    }
  }
}

}  // namespace unroll::kernels
