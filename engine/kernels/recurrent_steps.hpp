// Owns the loop over the steps of a sequence: buffers of states that change places, masked rows,
// outputs. Included by kernel sources only. Must not know any cell.
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/gemm_tile.hpp"
#include "kernels/recurrent.hpp"

namespace unroll::kernels {

/// States of a cell, each dense (batch, units); the first is its output too.
template <std::size_t States>
using StateRows = std::array<float*, States>;

/// Ends a step: the states of masked rows are carried over, and the outputs go where they are
/// wanted.
class StepWriter {
 public:
  explicit StepWriter(const RecurrentRun& run) : steps_(run.steps), outputs_(run.outputs) {}

  [[nodiscard]] Index time_of(Index step) const {
    return steps_.reverse ? index(steps_.time) - 1 - step : step;
  }

  template <std::size_t States>
  void finish(Index step, const StateRows<States>& before, const StateRows<States>& next) const {
    const Index units = index(steps_.units);
    const Index t = time_of(step);
    for (Index b = 0; b < index(steps_.batch); ++b) {
      const float* output = next[0] + b * units;
      if (!steps_.mask.empty()) {
        float* newest = outputs_.last.data() + b * units;
        if (masked(b, t)) {
          for (std::size_t i = 0; i < States; ++i)
            std::copy_n(before[i] + b * units, units, next[i] + b * units);
          if (steps_.zero_output_for_mask) std::fill_n(newest, units, 0.0F);
        } else {
          std::copy_n(output, units, newest);
        }
        output = newest;
      }
      if (outputs_.all.values.empty()) continue;
      std::copy_n(output, units,
                  outputs_.all.values.data() + b * index(outputs_.all.batch_stride) +
                      step * index(outputs_.all.time_stride));
    }
  }

  /// Ends a call. Without a mask the last output is the state.
  void finish_all(const float* h) const {
    if (steps_.mask.empty()) std::copy_n(h, steps_.batch * steps_.units, outputs_.last.data());
  }

 private:
  static Index index(std::int64_t value) { return static_cast<Index>(value); }
  [[nodiscard]] bool masked(Index b, Index t) const {
    return steps_.mask.data()[b * index(steps_.time) + t] == 0;
  }

  const Steps& steps_;
  const RecurrentOutputs& outputs_;
};

/// Calls step(p, before, next) for each step of the range: p is the projection of the first row at
/// the step's time, `before` the states before it, `next` where it has to put those after it. The
/// first States * batch * units floats of the run's scratch are taken.
template <std::size_t States, class Step>
void run_steps(const RecurrentRun& run, const StateRows<States>& states, StepRange range,
               const Step& step) {
  if (range.first == range.last) return;
  const auto size = static_cast<Index>(run.steps.batch * run.steps.units);
  const StepWriter writer(run);
  StateRows<States> before = states;
  StateRows<States> next{};
  for (std::size_t i = 0; i < States; ++i) {
    next[i] = run.scratch.data() + static_cast<Index>(i) * size;
  }
  for (auto at = static_cast<Index>(range.first); at < static_cast<Index>(range.last); ++at) {
    const Index offset = writer.time_of(at) * static_cast<Index>(run.projections.time_stride);
    step(run.projections.values.data() + offset, before, next);
    writer.finish(at, before, next);
    std::swap(before, next);
  }
  writer.finish_all(before[0]);
  // The buffers change places at every step; the result belongs where the states came from.
  for (std::size_t i = 0; i < States; ++i) {
    if (before[i] != states[i]) std::copy_n(before[i], size, states[i]);
  }
}

/// Calls finish(row, column, width, sums) for every row and every panel of columns, with
/// sums = p + h·kernel (+ bias), row r of p beginning at p + r * p_stride.
template <class Finish>
void for_column_sums(const float* p, Index p_stride, const float* h, const PackedMatrix& kernel,
                     std::span<const float> bias, Index batch, const Finish& finish) {
  const auto depth = static_cast<Index>(kernel.rows);
  const auto columns = static_cast<Index>(kernel.columns);
  const float* panel = kernel.values.data();
  for (Index column = 0; column < columns; column += panel_columns) {
    const Index width = std::min(panel_columns, columns - column);
    const PanelRow start = bias.empty() ? PanelRow{} : load_columns(bias.data() + column, width);
    for_row_blocks(batch, [&]<Index Rows>(Index first) {
      Tile<Rows> tile;
      for (Index r = 0; r < Rows; ++r) {
        const PanelRow from = load_columns(p + (first + r) * p_stride + column, width);
        tile[static_cast<std::size_t>(r)] = {start.left + from.left, start.right + from.right};
      }
      accumulate<Rows>(h + first * depth, depth, panel, depth, tile);
      for (Index r = 0; r < Rows; ++r) {
        finish(first + r, column, width, tile[static_cast<std::size_t>(r)]);
      }
    });
    panel += depth * panel_columns;
  }
}

}  // namespace unroll::kernels
