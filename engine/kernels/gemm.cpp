// Owns matrix products in f32: packing, and the walk over panels and row blocks.
// Must not know tensors or graphs.
#include "kernels/gemm.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "kernels/gemm_tile.hpp"

namespace unroll::kernels {

namespace {

Index index(std::int64_t value) { return static_cast<Index>(value); }

/// Rows of B that are packed at a time where B does not come packed (8 kB on the stack).
constexpr Index block_depth = 256;
using PanelBlock = std::array<float, static_cast<std::size_t>(block_depth* panel_columns)>;

/// panel (depth, panel_columns) = columns [column, column + width) of rows [row, row + depth) of b.
void pack_panel(const ConstMatrix& b, Index row, Index depth, Index column, Index width,
                float* panel) {
  const float* from = b.values.data() + row * index(b.stride) + column;
  for (Index k = 0; k < depth; ++k) {
    std::memcpy(panel, from, static_cast<std::size_t>(width) * sizeof(float));
    std::fill(panel + width, panel + panel_columns, 0.0F);
    from += index(b.stride);
    panel += panel_columns;
  }
}

/// The same of b's transpose: column j of the panel is row (column + j) of b.
void pack_transposed_panel(const ConstMatrix& b, Index row, Index depth, Index column, Index width,
                           float* panel) {
  std::fill(panel, panel + depth * panel_columns, 0.0F);
  for (Index j = 0; j < width; ++j) {
    const float* from = b.values.data() + (column + j) * index(b.stride) + row;
    for (Index k = 0; k < depth; ++k) panel[k * panel_columns + j] = from[k];
  }
}

/// What the sums of a panel begin with.
struct Start {
  const float* bias;  // null: none
  bool accumulate;
};

/// Columns [column, column + width) of c = start + a · panel.
void multiply_panel(const float* a, Index a_stride, const float* panel, Index depth,
                    const Matrix& c, Index column, const Start& start) {
  const Index width = std::min(panel_columns, index(c.columns) - column);
  const PanelRow bias =
      start.bias != nullptr ? load_columns(start.bias + column, width) : PanelRow{};
  for_row_blocks(index(c.rows), [&]<Index Rows>(Index first) {
    float* out = c.values.data() + first * index(c.stride) + column;
    Tile<Rows> tile;
    for (Index r = 0; r < Rows; ++r) {
      PanelRow& row = tile[static_cast<std::size_t>(r)];
      row = bias;
      if (start.accumulate) {
        const PanelRow old = load_columns(out + r * index(c.stride), width);
        row = {row.left + old.left, row.right + old.right};
      }
    }
    accumulate<Rows>(a + first * a_stride, a_stride, panel, depth, tile);
    for (Index r = 0; r < Rows; ++r) {
      store_columns(out + r * index(c.stride), tile[static_cast<std::size_t>(r)], width);
    }
  });
}

/// One row times an unpacked matrix: `Vectors` vectors of columns at a time, b read row by row.
template <Index Vectors>
void multiply_row(const float* a, const ConstMatrix& b, Index column, float* out) {
  std::array<Batch, static_cast<std::size_t>(Vectors)> sums;
  for (Index v = 0; v < Vectors; ++v) sums[static_cast<std::size_t>(v)] = load(out + v * lanes);
  const float* from = b.values.data() + column;
  for (Index k = 0; k < index(b.rows); ++k) {
    const Batch factor(a[k]);
    for (Index v = 0; v < Vectors; ++v) {
      Batch& sum = sums[static_cast<std::size_t>(v)];
      sum = madd(factor, load(from + v * lanes), sum);
    }
    from += index(b.stride);
  }
  for (Index v = 0; v < Vectors; ++v) store(out + v * lanes, sums[static_cast<std::size_t>(v)]);
}

/// out (one row) += a · b.
void add_row_product(const float* a, const ConstMatrix& b, float* out) {
  constexpr Index wide = 8;
  const Index columns = index(b.columns);
  Index j = 0;
  for (; j + wide * lanes <= columns; j += wide * lanes) multiply_row<wide>(a, b, j, out + j);
  for (; j + lanes <= columns; j += lanes) multiply_row<1>(a, b, j, out + j);
  if (j == columns) return;
  const Index width = columns - j;
  Batch sum = load_first(out + j, width);
  for (Index k = 0; k < index(b.rows); ++k) {
    sum = madd(Batch(a[k]), load_first(b.values.data() + k * index(b.stride) + j, width), sum);
  }
  store_first(out + j, sum, width);
}

float dot(const float* x, const float* y, Index n) {
  std::array<Batch, 4> sums{Batch(0.0F), Batch(0.0F), Batch(0.0F), Batch(0.0F)};
  Index i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    for (Index s = 0; s < 4; ++s) {
      Batch& sum = sums[static_cast<std::size_t>(s)];
      sum = madd(load(x + i + s * lanes), load(y + i + s * lanes), sum);
    }
  }
  for (; i + lanes <= n; i += lanes) sums[0] = madd(load(x + i), load(y + i), sums[0]);
  if (i < n) sums[1] = madd(load_first(x + i, n - i), load_first(y + i, n - i), sums[1]);
  return xsimd::reduce_add((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

/// The bias or zeros in every row of c, unless its contents are kept and only added to.
void begin(const Matrix& c, const GemmOptions& options) {
  for (Index r = 0; r < index(c.rows); ++r) {
    float* row = c.values.data() + r * index(c.stride);
    if (!options.accumulate) std::fill(row, row + index(c.columns), 0.0F);
    if (options.bias.empty()) continue;
    for (Index j = 0; j < index(c.columns); ++j) row[j] += options.bias.data()[j];
  }
}

/// c = a · B for a B that pack_block(row, depth, column, width, panel) packs piece by piece.
template <class PackBlock>
void multiply_packing(const ConstMatrix& a, Index depth, const Matrix& c,
                      const GemmOptions& options, const PackBlock& pack_block) {
  PanelBlock panel;
  for (Index column = 0; column < index(c.columns); column += panel_columns) {
    const Index width = std::min(panel_columns, index(c.columns) - column);
    for (Index k = 0; k < depth; k += block_depth) {
      const Index block = std::min(block_depth, depth - k);
      pack_block(k, block, column, width, panel.data());
      const bool has_bias = k == 0 && !options.bias.empty();
      const Start start{has_bias ? options.bias.data() : nullptr, k > 0 || options.accumulate};
      multiply_panel(a.values.data() + k, index(a.stride), panel.data(), block, c, column, start);
    }
  }
}

/// Packs a whole matrix of `rows` x `columns`: pack_columns(column, width, panel) fills a panel.
template <class PackColumns>
PackedMatrix pack_all(std::int64_t rows, std::int64_t columns, std::span<float> storage,
                      const PackColumns& pack_columns) {
  float* panel = storage.data();
  for (Index column = 0; rows > 0 && column < index(columns); column += panel_columns) {
    pack_columns(column, std::min(panel_columns, index(columns) - column), panel);
    panel += index(rows) * panel_columns;
  }
  return {storage.first(static_cast<std::size_t>(packed_size(rows, columns))), rows, columns};
}

}  // namespace

PackedMatrix pack(const ConstMatrix& b, std::span<float> storage) {
  return pack_all(b.rows, b.columns, storage, [&](Index column, Index width, float* panel) {
    pack_panel(b, 0, index(b.rows), column, width, panel);
  });
}

PackedMatrix pack_transposed(const ConstMatrix& b, std::span<float> storage) {
  return pack_all(b.columns, b.rows, storage, [&](Index column, Index width, float* panel) {
    pack_transposed_panel(b, 0, index(b.columns), column, width, panel);
  });
}

void gemm(const ConstMatrix& a, const PackedMatrix& b, const Matrix& c,
          const GemmOptions& options) {
  if (b.rows == 0) return begin(c, options);
  const Start start{options.bias.empty() ? nullptr : options.bias.data(), options.accumulate};
  const Index depth = index(b.rows);
  const float* panel = b.values.data();
  for (Index column = 0; column < index(c.columns); column += panel_columns) {
    multiply_panel(a.values.data(), index(a.stride), panel, depth, c, column, start);
    panel += depth * panel_columns;
  }
}

void gemm(const ConstMatrix& a, const ConstMatrix& b, const Matrix& c, const GemmOptions& options) {
  if (b.rows == 0) return begin(c, options);
  if (c.rows < tile_rows) {
    begin(c, options);
    for (Index r = 0; r < index(c.rows); ++r) {
      add_row_product(a.values.data() + r * index(a.stride), b,
                      c.values.data() + r * index(c.stride));
    }
    return;
  }
  multiply_packing(a, index(b.rows), c, options,
                   [&](Index row, Index depth, Index column, Index width, float* panel) {
                     pack_panel(b, row, depth, column, width, panel);
                   });
}

void gemm_transposed(const ConstMatrix& a, const ConstMatrix& b, const Matrix& c,
                     const GemmOptions& options) {
  if (b.columns == 0) return begin(c, options);
  if (c.rows < tile_rows) {
    begin(c, options);
    for (Index r = 0; r < index(c.rows); ++r) {
      const float* row = a.values.data() + r * index(a.stride);
      float* out = c.values.data() + r * index(c.stride);
      for (Index j = 0; j < index(b.rows); ++j) {
        out[j] += dot(row, b.values.data() + j * index(b.stride), index(b.columns));
      }
    }
    return;
  }
  multiply_packing(a, index(b.columns), c, options,
                   [&](Index row, Index depth, Index column, Index width, float* panel) {
                     pack_transposed_panel(b, row, depth, column, width, panel);
                   });
}

}  // namespace unroll::kernels
