// Owns the drawing of random orthonormal matrices.
// Must not know initialisers or weights.
#pragma once

#include <cstdint>
#include <span>

#include "tensors/random.hpp"

namespace unroll {

/// Fills `out`, row-major (rows, columns), with gain times a uniformly distributed matrix whose
/// columns are orthonormal where rows >= columns, else its rows: the distribution of Q * sign(diag
/// R) of a normal matrix. Scratch: n*m - m*(m-1)/2 + 16*n doubles, n and m being the larger and the
/// smaller of the two sizes; time as orthogonal_flops().
void fill_orthogonal(std::span<float> out, std::int64_t rows, std::int64_t columns, double gain,
                     const Random& random);

/// The floating-point operations that it takes: about 2 n m^2 - 2/3 m^3.
[[nodiscard]] double orthogonal_flops(std::int64_t rows, std::int64_t columns);

}  // namespace unroll
