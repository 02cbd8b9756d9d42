// Owns the fused step of an LSTM. Must not know layers or scans.
#include "kernels/gate_tile.hpp"
#include "kernels/recurrent_steps.hpp"
#include "kernels/simd_math.hpp"

namespace unroll::kernels {

namespace {

constexpr Index gates = 4;

/// One step for all rows, up to the gates' sums: finish(row, column, width, sums).
template <class Finish>
void lstm_sums(const RecurrentRun& run, const LstmCell& cell, const float* p, const float* h,
               const Finish& finish) {
  for_gate_sums<gates, gates>(p, static_cast<Index>(run.projections.batch_stride), h,
                              cell.recurrent_kernel, cell.bias, static_cast<Index>(run.steps.batch),
                              finish);
}

/// One step with tanh and sigmoid, done in registers.
void common_step(const RecurrentRun& run, const LstmCell& cell, const float* p,
                 const StateRows<2>& before, const StateRows<2>& next) {
  const auto units = static_cast<Index>(run.steps.units);
  lstm_sums(run, cell, p, before[0],
            [&](Index row, Index column, Index width, const GateSums<gates>& sums) {
              const Index at = row * units + column;
              const Batch kept = math::sigmoid(sums[1]) * load_lanes(before[1] + at, width);
              const Batch c = madd(math::sigmoid(sums[0]), math::tanh(sums[2]), kept);
              store_lanes(next[1] + at, c, width);
              store_lanes(next[0] + at, math::sigmoid(sums[3]) * math::tanh(c), width);
            });
}

/// One step with any activations, in passes over all rows. `planes` holds 4 * batch * units floats.
void any_step(const RecurrentRun& run, const LstmCell& cell, const float* p,
              const StateRows<2>& before, const StateRows<2>& next, float* planes) {
  const auto units = static_cast<Index>(run.steps.units);
  const Index size = static_cast<Index>(run.steps.batch) * units;
  const auto count = static_cast<std::size_t>(size);
  lstm_sums(run, cell, p, before[0],
            [&](Index row, Index column, Index width, const GateSums<gates>& sums) {
              store_gate_sums<gates>(planes, size, units, row, column, width, sums);
            });
  float* const candidate = planes + 2 * size;
  float* const output = planes + 3 * size;
  cell.recurrent_activation.apply({planes, 2 * count});  // i and f lie side by side
  cell.activation.apply({candidate, count});
  cell.recurrent_activation.apply({output, count});
  for (Index i = 0; i < size; ++i) {
    next[1][i] = planes[size + i] * before[1][i] + planes[i] * candidate[i];
    next[0][i] = next[1][i];
  }
  cell.activation.apply({next[0], count});
  for (Index i = 0; i < size; ++i) next[0][i] *= output[i];
}

}  // namespace

void lstm(const RecurrentRun& run, const LstmCell& cell, std::span<float> h, std::span<float> c,
          StepRange range) {
  const bool common = cell.activation.is("tanh") && cell.recurrent_activation.is("sigmoid");
  float* const planes = run.scratch.data() + 2 * run.steps.batch * run.steps.units;
  run_steps<2>(run, {h.data(), c.data()}, range,
               [&](const float* p, const StateRows<2>& before, const StateRows<2>& next) {
                 if (common) return common_step(run, cell, p, before, next);
                 any_step(run, cell, p, before, next, planes);
               });
}

}  // namespace unroll::kernels
