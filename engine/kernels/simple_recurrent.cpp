// Owns the fused step of a simple recurrent cell. Must not know layers or scans.
#include "kernels/recurrent_steps.hpp"
#include "kernels/simd_math.hpp"

namespace unroll::kernels {

namespace {

/// next = f(p + h·R + bias) for all rows.
template <class F>
void simple_step(const RecurrentRun& run, const SimpleCell& cell, const float* p, const float* h,
                 float* next, const F& f) {
  const auto units = static_cast<Index>(run.steps.units);
  for_column_sums(p, static_cast<Index>(run.projections.batch_stride), h, cell.recurrent_kernel,
                  cell.bias, static_cast<Index>(run.steps.batch),
                  [&](Index row, Index column, Index width, const PanelRow& sum) {
                    store_columns(next + row * units + column, {f(sum.left), f(sum.right)}, width);
                  });
}

}  // namespace

void simple_recurrent(const RecurrentRun& run, const SimpleCell& cell, std::span<float> h,
                      StepRange range) {
  const auto run_with = [&](const auto& f, const auto& finish) {
    run_steps<1>(run, {h.data()}, range,
                 [&](const float* p, const StateRows<1>& before, const StateRows<1>& next) {
                   simple_step(run, cell, p, before[0], next[0], f);
                   finish(next[0]);
                 });
  };
  const auto nothing = [](float* /*next*/) {};
  const StepActivation& activation = cell.activation;
  if (activation.is("tanh")) {
    run_with([](const Batch& x) { return math::tanh(x); }, nothing);
  } else if (activation.is("relu")) {
    run_with([](const Batch& x) { return math::relu(x); }, nothing);
  } else if (activation.is("sigmoid")) {
    run_with([](const Batch& x) { return math::sigmoid(x); }, nothing);
  } else {
    const auto size = static_cast<std::size_t>(run.steps.batch * run.steps.units);
    run_with([](const Batch& x) { return x; },
             [&](float* next) { activation.apply({next, size}); });
  }
}

}  // namespace unroll::kernels
