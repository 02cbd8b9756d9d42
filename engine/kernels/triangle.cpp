// Owns the cutting of triangles out of matrices. Must not know dtypes.
#include "kernels/triangle.hpp"

#include <algorithm>
#include <cstring>

namespace unroll::kernels {

void triangle(Triangle side, std::int64_t rows, std::int64_t columns, std::int64_t k,
              std::span<const std::byte> in, std::span<std::byte> out, std::int64_t width) {
  if (out.empty()) return;
  const std::int64_t row_bytes = columns * width;
  const std::int64_t lines = static_cast<std::int64_t>(out.size()) / row_bytes;
  for (std::int64_t line = 0; line < lines; ++line) {
    // The first column beyond the diagonal (lower) or on it (upper). |k| may be any number.
    const std::int64_t beyond = side == Triangle::lower ? 1 : 0;
    const std::int64_t row = line % rows;
    const std::int64_t cut = k < -rows     ? 0
                             : k > columns ? columns
                                           : std::clamp<std::int64_t>(row + k + beyond, 0, columns);
    const auto kept_from = static_cast<std::size_t>((side == Triangle::lower ? 0 : cut) * width);
    const auto kept_to =
        static_cast<std::size_t>((side == Triangle::lower ? cut : columns) * width);
    const auto at = static_cast<std::size_t>(line * row_bytes);
    std::byte* to = out.data() + at;
    std::memset(to, 0, static_cast<std::size_t>(row_bytes));
    if (kept_to > kept_from) {
      std::memcpy(to + kept_from, in.data() + at + kept_from, kept_to - kept_from);
    }
  }
}

}  // namespace unroll::kernels
