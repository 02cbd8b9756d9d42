// Owns the innermost product of a gated cell: a few rows of the state times the columns of four
// units in every gate, kept in registers so that the cell is done with them in one pass. Included
// by kernel sources only. Must not know any cell.
#pragma once

#include <algorithm>
#include <array>

#include "kernels/gemm_tile.hpp"
#include "kernels/recurrent.hpp"

namespace unroll::kernels {

/// Four units of one row, in each gate.
template <Index Gates>
using GateSums = std::array<Batch, static_cast<std::size_t>(Gates)>;

/// Rows that share each load of a panel: two rows of four gates leave room among sixteen registers
/// for a panel row, a factor and a product.
inline constexpr Index gate_rows = 2;

template <Index Rows, Index Gates>
using GateTile = std::array<GateSums<Gates>, static_cast<std::size_t>(Rows)>;

/// tile += h (Rows, depth) times panel (depth, Gates * lanes).
template <Index Rows, Index Gates>
inline void accumulate_gates(const float* h, Index depth, const float* panel,
                             GateTile<Rows, Gates>& tile) {
  for (Index k = 0; k < depth; ++k) {
    GateSums<Gates> weights;
    for (std::size_t g = 0; g < Gates; ++g) {
      weights[g] = load(panel);
      panel += lanes;
    }
    for (Index r = 0; r < Rows; ++r) {
      const Batch factor(h[r * depth + k]);
      GateSums<Gates>& sums = tile[static_cast<std::size_t>(r)];
      for (std::size_t g = 0; g < Gates; ++g) sums[g] = madd(factor, weights[g], sums[g]);
    }
  }
}

/// The same for one row: two sums run side by side, over even and odd k, as one alone would wait
/// for itself.
template <Index Gates>
inline void accumulate_gates_of_one(const float* h, Index depth, const float* panel,
                                    GateSums<Gates>& sums) {
  GateSums<Gates> odd;
  odd.fill(Batch(0.0F));
  Index k = 0;
  for (; k + 2 <= depth; k += 2) {
    const Batch first(h[k]);
    const Batch second(h[k + 1]);
    for (std::size_t g = 0; g < Gates; ++g) {
      const auto at = static_cast<Index>(g) * lanes;
      sums[g] = madd(first, load(panel + at), sums[g]);
      odd[g] = madd(second, load(panel + Gates * lanes + at), odd[g]);
    }
    panel += 2 * Gates * lanes;
  }
  if (k < depth) {
    const Batch factor(h[k]);
    for (std::size_t g = 0; g < Gates; ++g) {
      sums[g] = madd(factor, load(panel + static_cast<Index>(g) * lanes), sums[g]);
    }
  }
  for (std::size_t g = 0; g < Gates; ++g) sums[g] += odd[g];
}

/// Calls finish(row, column, width, sums) for every row and every four units [column, column +
/// width), with sums[g] = (h·R in gate g) (+ bias), and for the first Projected gates + p, row r of
/// p beginning at p + r * p_stride.
template <Index Gates, Index Projected, class Finish>
void for_gate_sums(const float* p, Index p_stride, const float* h, const PackedGates& kernel,
                   std::span<const float> bias, Index batch, const Finish& finish) {
  const auto units = static_cast<Index>(kernel.units);
  const float* panel = kernel.values.data();
  for (Index column = 0; column < units; column += lanes) {
    const Index width = std::min(lanes, units - column);
    GateSums<Gates> start;
    for (std::size_t g = 0; g < Gates; ++g) {
      const Index at = static_cast<Index>(g) * units + column;
      start[g] = bias.empty() ? Batch(0.0F) : load_lanes(bias.data() + at, width);
    }
    for_row_blocks<gate_rows>(batch, [&]<Index Rows>(Index first) {
      GateTile<Rows, Gates> tile;
      tile.fill(start);
      for (Index r = 0; r < Rows; ++r) {
        const float* const row = p + (first + r) * p_stride + column;
        for (std::size_t g = 0; g < Projected; ++g) {
          tile[static_cast<std::size_t>(r)][g] +=
              load_lanes(row + static_cast<Index>(g) * units, width);
        }
      }
      if constexpr (Rows == 1) {
        accumulate_gates_of_one<Gates>(h + first * units, units, panel, tile[0]);
      } else {
        accumulate_gates<Rows, Gates>(h + first * units, units, panel, tile);
      }
      for (Index r = 0; r < Rows; ++r) {
        finish(first + r, column, width, tile[static_cast<std::size_t>(r)]);
      }
    });
    panel += units * Gates * lanes;
  }
}

/// Keeps the sums for a second pass: gate g of (row, unit) goes to planes[g * size + row * units +
/// unit].
template <Index Gates>
void store_gate_sums(float* planes, Index size, Index units, Index row, Index column, Index width,
                     const GateSums<Gates>& sums) {
  for (std::size_t g = 0; g < Gates; ++g) {
    store_lanes(planes + static_cast<Index>(g) * size + row * units + column, sums[g], width);
  }
}

}  // namespace unroll::kernels
