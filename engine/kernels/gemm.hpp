// Owns matrix products in f32.
// Must not know tensors, graphs or where a matrix comes from: spans in, spans out, nothing
// allocated.
#pragma once

#include <cstdint>
#include <span>

namespace unroll::kernels {

/// A read-only matrix of `rows` x `columns`, row r beginning at values[r * stride]; stride >=
/// columns. `values` holds at least (rows - 1) * stride + columns floats.
struct ConstMatrix {
  std::span<const float> values;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;
};

/// A writable matrix, laid out as ConstMatrix.
struct Matrix {
  std::span<float> values;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;
};

/// A dense matrix without gaps between its rows.
inline ConstMatrix dense(std::span<const float> values, std::int64_t rows, std::int64_t columns) {
  return {values, rows, columns, columns};
}
inline Matrix dense(std::span<float> values, std::int64_t rows, std::int64_t columns) {
  return {values, rows, columns, columns};
}

/// A right-hand matrix of `rows` x `columns` in the order in which the product reads it: panels of
/// panel_width columns, each row by row, the last filled up with zeros. A view of the storage that
/// pack() was given.
struct PackedMatrix {
  std::span<const float> values;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

inline constexpr std::int64_t panel_width = 8;

/// The floats of storage that pack() needs: rows times columns rounded up to panel_width.
[[nodiscard]] constexpr std::int64_t packed_size(std::int64_t rows, std::int64_t columns) {
  return rows * ((columns + panel_width - 1) / panel_width * panel_width);
}

/// Packs b, done once for weights that are used often. `storage` holds at least
/// packed_size(b.rows, b.columns) floats and outlives the result.
PackedMatrix pack(const ConstMatrix& b, std::span<float> storage);

/// Packs b's transpose, which takes packed_size(b.columns, b.rows) floats.
PackedMatrix pack_transposed(const ConstMatrix& b, std::span<float> storage);

/// What is added to the product.
struct GemmOptions {
  std::span<const float> bias = {};  // empty, or one float per column of c, added to every row
  bool accumulate = false;           // the product is added to what stands in c
};

/// c = a·b (+ bias) (+ c). a is (M, K), b (K, N), c (M, N); c overlaps neither. K = 0 gives zeros.
/// Few rows (M < 4) of an unpacked b go one by one, as packing it would cost more than it saves.
void gemm(const ConstMatrix& a, const PackedMatrix& b, const Matrix& c,
          const GemmOptions& options = {});
void gemm(const ConstMatrix& a, const ConstMatrix& b, const Matrix& c,
          const GemmOptions& options = {});

/// c = a·bᵀ (+ bias) (+ c). a is (M, K), b (N, K), c (M, N), as in query times transposed keys.
void gemm_transposed(const ConstMatrix& a, const ConstMatrix& b, const Matrix& c,
                     const GemmOptions& options = {});

}  // namespace unroll::kernels
