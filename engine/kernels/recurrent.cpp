// Owns the packing of recurrent kernels by gate. Must not know any cell.
#include "kernels/recurrent.hpp"

#include <algorithm>

namespace unroll::kernels {

PackedGates pack_gates(const ConstMatrix& kernel, std::span<float> storage) {
  constexpr std::int64_t lanes = 4;
  const std::int64_t units = kernel.rows;
  const std::int64_t gates = units == 0 ? 0 : kernel.columns / units;
  float* to = storage.data();
  for (std::int64_t column = 0; column < units; column += lanes) {
    const std::int64_t width = std::min(lanes, units - column);
    for (std::int64_t k = 0; k < units; ++k) {
      const float* const row = kernel.values.data() + k * kernel.stride;
      for (std::int64_t gate = 0; gate < gates; ++gate) {
        std::copy_n(row + gate * units + column, width, to);
        std::fill(to + width, to + lanes, 0.0F);
        to += lanes;
      }
    }
  }
  return {storage.first(static_cast<std::size_t>(packed_gates_size(units, gates))), units, gates};
}

}  // namespace unroll::kernels
