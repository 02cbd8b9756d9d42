// Owns the fused recurrent steps: one function per cell, over a range of steps of a whole sequence.
// Must not know layers, scans or how the input projections came about. Nothing is allocated.
//
// A state h (batch, units) goes through the steps; p_t is the input's projection at time t, made
// for all steps beforehand by one product. R is the recurrent kernel, `act` and `rec` are the
// activation and the recurrent activation. The common ones (tanh with sigmoid) are applied in
// registers, any other in a second pass.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kernels/activations.hpp"
#include "kernels/gemm.hpp"

namespace unroll::kernels {

/// A sequence of vectors: element (b, t, i) at values[b * batch_stride + t * time_stride + i].
struct ConstSequence {
  std::span<const float> values;
  std::int64_t batch_stride = 0;
  std::int64_t time_stride = 0;
};
struct Sequence {
  std::span<float> values;
  std::int64_t batch_stride = 0;
  std::int64_t time_stride = 0;
};

/// What every recurrent cell is given besides its own weights.
///
/// Step s works on time t = s, or t = time - 1 - s where `reverse`. Where `mask` (batch, time) is 0
/// at (b, t), the states of row b are carried over and its output repeats the previous output
/// (zeros if there was none, even where the initial state is not), or is zeros where
/// `zero_output_for_mask`.
struct Steps {
  std::int64_t batch = 0;
  std::int64_t time = 0;
  std::int64_t units = 0;
  bool reverse = false;
  bool zero_output_for_mask = false;
  std::span<const std::uint8_t> mask = {};  // empty: nothing is masked
};

/// Where the outputs go. Step s writes index s of `all` along time: the order of processing, also
/// where the sequence is read in reverse. `last`, dense (batch, units), is the newest output; it
/// must be zeros before step 0 and stay untouched between the calls that make up a sequence.
struct RecurrentOutputs {
  Sequence all = {};  // empty values: only the last is wanted
  std::span<float> last;
};

/// A whole sequence on its way through a cell. `scratch` holds at least the cell's scratch size
/// and carries nothing between calls.
struct RecurrentRun {
  Steps steps;
  ConstSequence projections;
  RecurrentOutputs outputs;
  std::span<float> scratch;
};

/// The steps of one call. Calls over [0, a), [a, b), ... give exactly what one call over all gives.
struct StepRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// A row of the table of activations, with its parameters.
struct StepActivation {
  const Activation* row = nullptr;
  ActivationParameters parameters{};

  /// Whether it is the one of this name, with the parameters that it has by default.
  [[nodiscard]] bool is(std::string_view name) const {
    return row->name == name && parameters == row->defaults();
  }
  void apply(std::span<float> values) const { row->apply(values, values, parameters); }
};

/// A recurrent kernel (units, gates * units), gate beside gate, in the order in which the steps
/// read it: for every four units one panel that holds, row by row, the columns of those units for
/// each gate. A view of the storage that pack_gates() was given.
struct PackedGates {
  std::span<const float> values;
  std::int64_t units = 0;
  std::int64_t gates = 0;
};

/// The floats of storage that pack_gates() needs: units rounded up to 4, times gates * units.
[[nodiscard]] constexpr std::int64_t packed_gates_size(std::int64_t units, std::int64_t gates) {
  return (units + 3) / 4 * 4 * gates * units;
}

/// Packs a recurrent kernel, done once. `kernel` is (units, gates * units); `storage` holds at
/// least packed_gates_size(units, gates) floats and outlives the result.
PackedGates pack_gates(const ConstMatrix& kernel, std::span<float> storage);

// A cell's bias is empty, or has one number for each column of the recurrent kernel and is added to
// h·R.

// ---- h = act(p + h·R + bias) -----------------------------------------------------------------

struct SimpleCell {
  PackedMatrix recurrent_kernel;  // (units, units)
  std::span<const float> bias;
  StepActivation activation;
};

/// Steps of a simple recurrent cell. Projections are (batch, time, units). `h`, dense (batch,
/// units), is the state before the first of these steps and becomes the one after the last.
void simple_recurrent(const RecurrentRun& run, const SimpleCell& cell, std::span<float> h,
                      StepRange range);

[[nodiscard]] constexpr std::int64_t simple_recurrent_scratch(const Steps& steps) {
  return steps.batch * steps.units;
}

// ---- LSTM ------------------------------------------------------------------------------------

struct LstmCell {
  PackedGates recurrent_kernel;  // gates i, f, c, o
  std::span<const float> bias;
  StepActivation activation;
  StepActivation recurrent_activation;
};

/// Steps of an LSTM: with i, f, g, o = the four parts of p + h·R + bias,
///   c = rec(f) * c + rec(i) * act(g),  h = rec(o) * act(c).
/// Projections are (batch, time, 4 * units) in the gates' order. `h` and `c` are states as for
/// simple_recurrent().
void lstm(const RecurrentRun& run, const LstmCell& cell, std::span<float> h, std::span<float> c,
          StepRange range);

[[nodiscard]] constexpr std::int64_t lstm_scratch(const Steps& steps) {
  return 6 * steps.batch * steps.units;
}

// ---- GRU -------------------------------------------------------------------------------------

/// The reset gate acts after the product with the recurrent kernel.
struct GruCell {
  PackedGates recurrent_kernel;  // gates z, r, h
  std::span<const float> bias;
  StepActivation activation;
  StepActivation recurrent_activation;
};

/// Steps of a GRU: with z, r, x the three parts of p and s_z, s_r, s_x those of h·R + bias,
///   z' = rec(z + s_z),  r' = rec(r + s_r),
///   h = z' * h + (1 - z') * act(x + r' * s_x).
/// Projections are (batch, time, 3 * units) in the gates' order.
void gru(const RecurrentRun& run, const GruCell& cell, std::span<float> h, StepRange range);

/// The reset gate acts on the state before the product; there is no bias but in the projections.
struct ResetFirstGruCell {
  PackedMatrix gate_kernel;       // (units, 2 * units): z, r
  PackedMatrix candidate_kernel;  // (units, units)
  StepActivation activation;
  StepActivation recurrent_activation;
};

/// The same with h = z' * h + (1 - z') * act(x + (r' * h)·R_x).
void gru(const RecurrentRun& run, const ResetFirstGruCell& cell, std::span<float> h,
         StepRange range);

[[nodiscard]] constexpr std::int64_t gru_scratch(const Steps& steps) {
  return 4 * steps.batch * steps.units;
}

}  // namespace unroll::kernels
