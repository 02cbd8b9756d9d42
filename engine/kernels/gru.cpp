// Owns the fused steps of a GRU, with its reset gate after or before the product. Must not know
// layers or scans.
#include "kernels/gate_tile.hpp"
#include "kernels/recurrent_steps.hpp"
#include "kernels/simd_math.hpp"

namespace unroll::kernels {

namespace {

constexpr Index gates = 3;

/// z * h + (1 - z) * candidate.
Batch mix(const Batch& z, const Batch& h, const Batch& candidate) {
  return madd(z, h, (Batch(1.0F) - z) * candidate);
}

/// next, which holds the candidates, = z * h + (1 - z) * next for all rows; rows of z are z_stride
/// apart.
void mix_rows(const Steps& steps, const float* z, Index z_stride, const float* h, float* next) {
  const auto units = static_cast<Index>(steps.units);
  for (Index row = 0; row < static_cast<Index>(steps.batch); ++row) {
    for (Index column = 0; column < units; column += lanes) {
      const Index width = std::min(lanes, units - column);
      float* const to = next + row * units + column;
      store_lanes(to,
                  mix(load_lanes(z + row * z_stride + column, width),
                      load_lanes(h + row * units + column, width), load_lanes(to, width)),
                  width);
    }
  }
}

// ---- the reset gate after the product --------------------------------------------------------

/// One step for all rows, up to the gates' sums; that of the candidate is without its projection.
template <class Finish>
void gru_sums(const RecurrentRun& run, const GruCell& cell, const float* p, const float* h,
              const Finish& finish) {
  for_gate_sums<gates, 2>(p, static_cast<Index>(run.projections.batch_stride), h,
                          cell.recurrent_kernel, cell.bias, static_cast<Index>(run.steps.batch),
                          finish);
}

/// One step with tanh and sigmoid, done in registers.
void common_step(const RecurrentRun& run, const GruCell& cell, const float* p, const float* h,
                 float* next) {
  const auto units = static_cast<Index>(run.steps.units);
  const auto stride = static_cast<Index>(run.projections.batch_stride);
  gru_sums(run, cell, p, h, [&](Index row, Index column, Index width, const GateSums<gates>& sums) {
    const Index at = row * units + column;
    const Batch input = load_lanes(p + row * stride + 2 * units + column, width);
    const Batch candidate = math::tanh(madd(math::sigmoid(sums[1]), sums[2], input));
    const Batch z = math::sigmoid(sums[0]);
    store_lanes(next + at, mix(z, load_lanes(h + at, width), candidate), width);
  });
}

/// One step with any activations, in passes over all rows. `planes` holds 3 * batch * units floats.
void any_step(const RecurrentRun& run, const GruCell& cell, const float* p, const float* h,
              float* next, float* planes) {
  const auto units = static_cast<Index>(run.steps.units);
  const auto batch = static_cast<Index>(run.steps.batch);
  const auto stride = static_cast<Index>(run.projections.batch_stride);
  const Index size = batch * units;
  gru_sums(run, cell, p, h, [&](Index row, Index column, Index width, const GateSums<gates>& sums) {
    store_gate_sums<gates>(planes, size, units, row, column, width, sums);
  });
  cell.recurrent_activation.apply({planes, 2 * static_cast<std::size_t>(size)});
  for (Index row = 0; row < batch; ++row) {
    const float* const input = p + row * stride + 2 * units;
    for (Index i = 0; i < units; ++i) {
      const Index at = row * units + i;
      next[at] = input[i] + planes[size + at] * planes[2 * size + at];
    }
  }
  cell.activation.apply({next, static_cast<std::size_t>(size)});
  mix_rows(run.steps, planes, units, h, next);
}

// ---- the reset gate before the product -------------------------------------------------------

/// One step, in passes over all rows: the product of the candidate needs every unit of the reset
/// state. `scratch` holds 3 * batch * units floats.
void reset_first_step(const RecurrentRun& run, const ResetFirstGruCell& cell, const float* p,
                      const float* h, float* next, float* scratch) {
  const auto units = static_cast<Index>(run.steps.units);
  const auto batch = static_cast<Index>(run.steps.batch);
  const auto stride = static_cast<Index>(run.projections.batch_stride);
  float* const both = scratch;  // (batch, 2 * units): z and r
  float* const reset = scratch + 2 * batch * units;
  for_column_sums(p, stride, h, cell.gate_kernel, {}, batch,
                  [&](Index row, Index column, Index width, const PanelRow& sum) {
                    store_columns(both + row * 2 * units + column, sum, width);
                  });
  cell.recurrent_activation.apply({both, static_cast<std::size_t>(2 * batch * units)});
  for (Index row = 0; row < batch; ++row) {
    const float* const r = both + row * 2 * units + units;
    for (Index i = 0; i < units; ++i) reset[row * units + i] = r[i] * h[row * units + i];
  }
  for_column_sums(p + 2 * units, stride, reset, cell.candidate_kernel, {}, batch,
                  [&](Index row, Index column, Index width, const PanelRow& sum) {
                    store_columns(next + row * units + column, sum, width);
                  });
  cell.activation.apply({next, static_cast<std::size_t>(batch * units)});
  mix_rows(run.steps, both, 2 * units, h, next);
}

}  // namespace

void gru(const RecurrentRun& run, const GruCell& cell, std::span<float> h, StepRange range) {
  const bool common = cell.activation.is("tanh") && cell.recurrent_activation.is("sigmoid");
  float* const planes = run.scratch.data() + run.steps.batch * run.steps.units;
  run_steps<1>(run, {h.data()}, range,
               [&](const float* p, const StateRows<1>& before, const StateRows<1>& next) {
                 if (common) return common_step(run, cell, p, before[0], next[0]);
                 any_step(run, cell, p, before[0], next[0], planes);
               });
}

void gru(const RecurrentRun& run, const ResetFirstGruCell& cell, std::span<float> h,
         StepRange range) {
  float* const scratch = run.scratch.data() + run.steps.batch * run.steps.units;
  run_steps<1>(run, {h.data()}, range,
               [&](const float* p, const StateRows<1>& before, const StateRows<1>& next) {
                 reset_first_step(run, cell, p, before[0], next[0], scratch);
               });
}

}  // namespace unroll::kernels
