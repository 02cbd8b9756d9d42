// Owns the drawing of random orthonormal matrices.
// Must not know initialisers or weights.
//
// In a QR decomposition by Householder reflections of an n x m matrix of independent normals, what
// is left to be reflected in step i is again a vector of n - i independent normals, whatever the
// steps before were. So the matrix need not be drawn and decomposed: one normal vector per step
// gives the reflection and the sign of R's diagonal, and Q is the product of the reflections (G.
// Stewart, The efficient generation of random orthogonal matrices, SIAM J. Numer. Anal. 17, 1980).
#include "tensors/orthogonal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace unroll {

namespace {

/// Columns of Q that are worked on together.
constexpr std::size_t block_width = 16;
using BlockRow = std::array<double, block_width>;

/// The reflections I - v vᵀ of all steps and the signs of R's diagonal. Step i leaves the first i
/// rows alone, so v has n - i elements.
struct Reflections {
  std::vector<double> vectors;      // one after another
  std::vector<std::size_t> begins;  // where each begins
  std::vector<double> signs;
};

Reflections draw(std::size_t n, std::size_t m, const Random& random) {
  Reflections result;
  result.vectors.reserve(n * m - m * (m - 1) / 2);
  std::uint64_t drawn = 0;
  for (std::size_t step = 0; step < m; ++step) {
    const std::size_t begin = result.vectors.size();
    double norm2 = 0.0;
    for (std::size_t i = step; i < n; ++i) {
      const double value = random.normal(drawn++);
      norm2 += value * value;
      result.vectors.push_back(value);
    }
    const std::span<double> v(result.vectors.data() + begin, n - step);
    const double length = std::copysign(std::sqrt(norm2), v[0]);
    v[0] += length;
    // 2 / |v|^2, as |v|^2 = 2 length v[0].
    const double scale = norm2 > 0.0 ? 1.0 / std::sqrt(length * v[0]) : 0.0;
    for (double& value : v) value *= scale;
    result.begins.push_back(begin);
    // The reflection takes the drawn vector to -length in R's diagonal.
    result.signs.push_back(std::signbit(length) ? 1.0 : -1.0);
  }
  return result;
}

/// rows -= v (vᵀ rows)
void reflect(std::span<const double> v, std::span<BlockRow> rows) {
  BlockRow product{};
  for (std::size_t i = 0; i < v.size(); ++i) {
    for (std::size_t c = 0; c < block_width; ++c) product[c] += v[i] * rows[i][c];
  }
  for (std::size_t i = 0; i < v.size(); ++i) {
    for (std::size_t c = 0; c < block_width; ++c) rows[i][c] -= v[i] * product[c];
  }
}

}  // namespace

void fill_orthogonal(std::span<float> out, std::int64_t rows, std::int64_t columns, double gain,
                     const Random& random) {
  const auto n = static_cast<std::size_t>(std::max(rows, columns));
  const auto m = static_cast<std::size_t>(std::min(rows, columns));
  if (m == 0) return;
  const bool wide = rows < columns;
  const Reflections reflections = draw(n, m, random);
  std::vector<BlockRow> block(n);
  for (std::size_t first = 0; first < m; first += block_width) {
    const std::size_t width = std::min(block_width, m - first);
    std::ranges::fill(block, BlockRow{});
    for (std::size_t c = 0; c < width; ++c) block[first + c][c] = 1.0;
    // Column j of the identity is 0 where the steps after j reflect.
    for (std::size_t step = first + width; step-- > 0;) {
      reflect(
          std::span<const double>(reflections.vectors).subspan(reflections.begins[step], n - step),
          std::span<BlockRow>(block).subspan(step));
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < width; ++c) {
        const std::size_t j = first + c;
        const double value = gain * reflections.signs[j] * block[i][c];
        out[wide ? j * n + i : i * m + j] = static_cast<float>(value);
      }
    }
  }
}

double orthogonal_flops(std::int64_t rows, std::int64_t columns) {
  const auto n = static_cast<double>(std::max(rows, columns));
  const auto m = static_cast<double>(std::min(rows, columns));
  return 2.0 * n * m * m - 2.0 / 3.0 * m * m * m;
}

}  // namespace unroll
