// The recurrent cells as they are defined, in double and without vectors: what kernels and layers
// are compared with.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/activations.hpp"

namespace unroll::tests {

enum class CellKind : std::uint8_t { simple, lstm, gru, reset_first_gru };
inline constexpr std::array cell_kinds{CellKind::simple, CellKind::lstm, CellKind::gru,
                                       CellKind::reset_first_gru};

inline std::size_t gates_of(CellKind kind) {
  if (kind == CellKind::simple) return 1;
  return kind == CellKind::lstm ? 4 : 3;
}

/// Activations are checked against their definitions elsewhere; here the common ones are written
/// out once more.
inline double activated(const std::string& name, double x) {
  if (name == "tanh") return std::tanh(x);
  if (name == "sigmoid") return 1.0 / (1.0 + std::exp(-x));
  if (name == "relu") return std::max(x, 0.0);
  const kernels::Activation& row = *kernels::find_activation(name);
  float value = static_cast<float>(x);
  row.apply({&value, 1}, {&value, 1}, row.defaults());
  return double{value};
}

using Doubles = std::vector<double>;

/// The states of one row; c is an LSTM's alone.
struct CellState {
  Doubles h, c;
};

struct PlainCell {
  CellKind kind = CellKind::simple;
  std::string activation = "tanh";
  std::string recurrent = "sigmoid";
  std::size_t units = 1;
  Doubles kernel;  ///< recurrent: (units, gates * units)
  Doubles bias;    ///< empty, or added to h·kernel: (gates * units)

  /// One step of one row, p (gates * units) being the projection of its input.
  [[nodiscard]] CellState step(const CellState& before, std::span<const double> p) const {
    CellState after = before;
    Doubles reset = before.h;
    for (std::size_t j = 0; j < units && kind == CellKind::reset_first_gru; ++j) {
      reset[j] *= activated(recurrent, p[units + j] + sum(before.h, units + j));
    }
    for (std::size_t j = 0; j < units; ++j) {
      const auto gate = [&](std::size_t at) {
        return p[at * units + j] + sum(before.h, at * units + j);
      };
      const auto rec = [&](std::size_t at) { return activated(recurrent, gate(at)); };
      if (kind == CellKind::simple) {
        after.h[j] = activated(activation, gate(0));
      } else if (kind == CellKind::lstm) {
        after.c[j] = rec(1) * before.c[j] + rec(0) * activated(activation, gate(2));
        after.h[j] = rec(3) * activated(activation, after.c[j]);
      } else {
        const std::size_t candidate = 2 * units + j;
        const double state =
            kind == CellKind::gru ? rec(1) * sum(before.h, candidate) : sum(reset, candidate);
        after.h[j] =
            rec(0) * before.h[j] + (1.0 - rec(0)) * activated(activation, p[candidate] + state);
      }
    }
    return after;
  }

 private:
  /// state·kernel + bias in one column.
  [[nodiscard]] double sum(const Doubles& state, std::size_t column) const {
    double total = bias.empty() ? 0.0 : bias[column];
    for (std::size_t k = 0; k < units; ++k) {
      total += state[k] * kernel[k * gates_of(kind) * units + column];
    }
    return total;
  }
};

/// How one row goes through a sequence. `unmasked` tells whether a time counts, `projection` what
/// comes in there.
struct PlainRow {
  std::size_t time = 1;
  bool reverse = false;
  bool zero_output_for_mask = false;
  CellState initial;
  std::function<bool(std::size_t t)> unmasked;
  std::function<Doubles(std::size_t t)> projection;
};

/// What comes of it: the outputs in the order of processing, and the last states.
struct PlainOutcome {
  std::vector<Doubles> outputs;
  CellState state;
};

inline PlainOutcome run(const PlainCell& cell, const PlainRow& row) {
  PlainOutcome outcome{{}, row.initial};
  Doubles output(cell.units, 0.0);
  for (std::size_t s = 0; s < row.time; ++s) {
    const std::size_t t = row.reverse ? row.time - 1 - s : s;
    if (row.unmasked(t)) {
      outcome.state = cell.step(outcome.state, row.projection(t));
      output = outcome.state.h;
    } else if (row.zero_output_for_mask) {
      std::ranges::fill(output, 0.0);
    }
    outcome.outputs.push_back(output);
  }
  return outcome;
}

}  // namespace unroll::tests
