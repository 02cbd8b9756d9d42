// Owns the innermost product: a few rows of A times one packed panel, kept in registers. Included
// by kernel sources only. Must not know whole matrices.
#pragma once

#include <array>

#include "kernels/gemm.hpp"
#include "kernels/simd.hpp"

namespace unroll::kernels {

inline constexpr Index panel_columns = static_cast<Index>(panel_width);
static_assert(panel_columns == 2 * lanes);

/// Rows of A that share each load of a panel. With two vectors of B and one of A they leave room
/// among the sixteen registers of x86-64.
inline constexpr Index tile_rows = 4;

/// One row of a panel's width.
struct PanelRow {
  Batch left{0.0F};
  Batch right{0.0F};
};

template <Index Rows>
using Tile = std::array<PanelRow, static_cast<std::size_t>(Rows)>;

/// The first `width` (1 to panel_columns) floats, the rest 0.
inline PanelRow load_columns(const float* from, Index width) {
  if (width >= panel_columns) return {load(from), load(from + lanes)};
  if (width > lanes) return {load(from), load_first(from + lanes, width - lanes)};
  if (width == lanes) return {load(from), Batch(0.0F)};
  return {load_first(from, width), Batch(0.0F)};
}

/// Writes the first `width` floats.
inline void store_columns(float* to, const PanelRow& row, Index width) {
  if (width < lanes) return store_first(to, row.left, width);
  store(to, row.left);
  if (width >= panel_columns) return store(to + lanes, row.right);
  if (width > lanes) store_first(to + lanes, row.right, width - lanes);
}

/// tile += a (Rows, depth) times panel (depth, panel_columns).
template <Index Rows>
inline void accumulate(const float* a, Index a_stride, const float* panel, Index depth,
                       Tile<Rows>& tile) {
  for (Index k = 0; k < depth; ++k) {
    const Batch left = load(panel);
    const Batch right = load(panel + lanes);
    panel += panel_columns;
    for (Index r = 0; r < Rows; ++r) {
      const Batch factor(a[r * a_stride + k]);
      PanelRow& row = tile[static_cast<std::size_t>(r)];
      row.left = madd(factor, left, row.left);
      row.right = madd(factor, right, row.right);
    }
  }
}

/// The same for one row: four sums per column run side by side, as one alone would wait for itself.
template <>
inline void accumulate<1>(const float* a, Index /*a_stride*/, const float* panel, Index depth,
                          Tile<1>& tile) {
  Tile<4> sums{};
  sums[0] = tile[0];
  Index k = 0;
  for (; k + 4 <= depth; k += 4) {
    for (Index i = 0; i < 4; ++i) {
      const Batch factor(a[k + i]);
      PanelRow& sum = sums[static_cast<std::size_t>(i)];
      sum.left = madd(factor, load(panel + i * panel_columns), sum.left);
      sum.right = madd(factor, load(panel + i * panel_columns + lanes), sum.right);
    }
    panel += 4 * panel_columns;
  }
  for (; k < depth; ++k) {
    const Batch factor(a[k]);
    sums[0].left = madd(factor, load(panel), sums[0].left);
    sums[0].right = madd(factor, load(panel + lanes), sums[0].right);
    panel += panel_columns;
  }
  tile[0].left = (sums[0].left + sums[1].left) + (sums[2].left + sums[3].left);
  tile[0].right = (sums[0].right + sums[1].right) + (sums[2].right + sums[3].right);
}

/// Calls body.operator()<Rows>(first_row) for row blocks that cover `rows` from `first` on: as many
/// of Most rows as there are, then one of what remains.
template <Index Most = tile_rows, class Body>
inline void for_row_blocks(Index rows, Body&& body, Index first = 0) {
  for (; first + Most <= rows; first += Most) body.template operator()<Most>(first);
  if constexpr (Most > 1) for_row_blocks<Most - 1>(rows, body, first);
}

}  // namespace unroll::kernels
