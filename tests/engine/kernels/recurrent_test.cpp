// Tests of the fused recurrent steps against the plain recurrences in double.
#include "kernels/recurrent.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "tests/engine/kernels/plain_cell.hpp"
#include "tests/engine/kernels/reference.hpp"

using namespace unroll::kernels;
using unroll::tests::cell_kinds;
using unroll::tests::CellKind;
using unroll::tests::CellState;
using unroll::tests::close;
using unroll::tests::Doubles;
using unroll::tests::numbers;
using unroll::tests::PlainCell;
using unroll::tests::PlainOutcome;
using unroll::tests::PlainRow;

namespace {

using Floats = std::vector<float>;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Run {
  Floats all, last, h, c;
};

struct Problem {
  CellKind kind;
  Steps steps;
  std::string activation = "tanh";
  std::string recurrent = "sigmoid";
  Floats projections, kernel, bias, initial_h, initial_c;
  std::vector<std::uint8_t> mask;

  Problem(CellKind of, std::int64_t batch, std::int64_t time, std::int64_t units) : kind(of) {
    steps.batch = batch;
    steps.time = time;
    steps.units = units;
    projections = numbers(batch * time * gates() * units, "projections");
    // Narrow enough to keep linear and relu from growing.
    const double width = 1.0 / std::sqrt(static_cast<double>(units));
    kernel = numbers(units * gates() * units, "recurrent kernel", -width, width);
    if (kind != CellKind::reset_first_gru) bias = numbers(gates() * units, "bias");
    initial_h = numbers(batch * units, "initial state");
    initial_c = numbers(batch * units, "initial carry");
  }

  [[nodiscard]] std::int64_t gates() const {
    return static_cast<std::int64_t>(unroll::tests::gates_of(kind));
  }

  void set_mask(std::vector<std::uint8_t> values) {
    mask = std::move(values);
    steps.mask = mask;
  }

  /// Columns [first, first + count) of the kernel.
  [[nodiscard]] ConstMatrix columns(std::int64_t first, std::int64_t count) const {
    return {std::span(kernel).subspan(at(first)), steps.units, count, gates() * steps.units};
  }

  /// Runs in pieces that end at `cuts`.
  [[nodiscard]] Run run(std::vector<std::int64_t> cuts = {}, bool want_all = true) const {
    const std::int64_t units = steps.units;
    const std::int64_t gate_count = gates();
    const Activation& act = *find_activation(activation);
    const Activation& rec = *find_activation(recurrent);
    const StepActivation with_act{&act, act.defaults()};
    const StepActivation with_rec{&rec, rec.defaults()};
    Run result{Floats(want_all ? at(steps.batch * steps.time * units) : 0, -9.0F),
               Floats(initial_h.size(), 0.0F), initial_h, initial_c};
    Floats packed(at(packed_gates_size(units, gate_count) + packed_size(units, 2 * units) +
                     packed_size(units, units)));
    const auto rest = std::span(packed).subspan(at(packed_size(units, 2 * units)));
    RecurrentRun run{steps,
                     {projections, steps.time * gate_count * units, gate_count * units},
                     {{result.all, steps.time * units, units}, result.last},
                     {}};
    cuts.push_back(steps.time);
    std::int64_t first = 0;
    for (const std::int64_t cut : cuts) {
      const std::int64_t sizes = kind == CellKind::simple ? simple_recurrent_scratch(steps)
                                 : kind == CellKind::lstm ? lstm_scratch(steps)
                                                          : gru_scratch(steps);
      Floats scratch(at(sizes), std::nanf(""));
      run.scratch = scratch;
      const StepRange range{first, cut};
      switch (kind) {
        case CellKind::simple:
          simple_recurrent(run, {pack(columns(0, units), packed), bias, with_act}, result.h, range);
          break;
        case CellKind::lstm:
          lstm(run, {pack_gates(columns(0, 4 * units), packed), bias, with_act, with_rec}, result.h,
               result.c, range);
          break;
        case CellKind::gru:
          gru(run, GruCell{pack_gates(columns(0, 3 * units), packed), bias, with_act, with_rec},
              result.h, range);
          break;
        case CellKind::reset_first_gru:
          gru(run,
              ResetFirstGruCell{pack(columns(0, 2 * units), packed),
                                pack(columns(2 * units, units), rest), with_act, with_rec},
              result.h, range);
          break;
      }
      first = cut;
    }
    return result;
  }

  /// The outputs and states of row b, as the cells are defined.
  [[nodiscard]] PlainOutcome plain(std::int64_t b) const {
    const auto part = [](const Floats& all, std::int64_t first, std::int64_t count) {
      return Doubles(all.begin() + first, all.begin() + first + count);
    };
    const std::int64_t units = steps.units;
    const PlainCell cell{kind,
                         activation,
                         recurrent,
                         at(units),
                         part(kernel, 0, std::ssize(kernel)),
                         part(bias, 0, std::ssize(bias))};
    const PlainRow row{
        at(steps.time),
        steps.reverse,
        steps.zero_output_for_mask,
        {part(initial_h, b * units, units), part(initial_c, b * units, units)},
        [&](std::size_t t) { return mask.empty() || mask[at(b * steps.time) + t] != 0; },
        [&](std::size_t t) {
          const std::int64_t width = gates() * units;
          return part(projections, (b * steps.time + static_cast<std::int64_t>(t)) * width, width);
        }};
    return unroll::tests::run(cell, row);
  }

  void check() const {
    CAPTURE(static_cast<int>(kind));
    CAPTURE(activation);
    CAPTURE(recurrent);
    const Run got = run();
    for (std::int64_t b = 0; b < steps.batch; ++b) {
      const PlainOutcome want = plain(b);
      for (std::int64_t j = 0; j < steps.units; ++j) {
        for (std::int64_t s = 0; s < steps.time; ++s) {
          INFO("row ", b, ", step ", s, ", unit ", j);
          REQUIRE(close(got.all[at((b * steps.time + s) * steps.units + j)],
                        want.outputs[at(s)][at(j)]));
        }
        const std::size_t cell = at(b * steps.units + j);
        REQUIRE(close(got.h[cell], want.state.h[at(j)]));
        REQUIRE(close(got.c[cell], want.state.c[at(j)]));
        REQUIRE(close(got.last[cell], want.outputs.back()[at(j)]));
      }
    }
  }
};

/// Row b is masked from time 2b on, and row 1 at time 0 too.
std::vector<std::uint8_t> ragged(std::int64_t batch, std::int64_t time) {
  std::vector<std::uint8_t> mask(at(batch * time), 1);
  for (std::int64_t b = 0; b < batch; ++b) {
    for (std::int64_t t = 2 * b; t < time; ++t) mask[at(b * time + t)] = 0;
  }
  if (batch > 1) mask[at(time)] = 0;
  return mask;
}

}  // namespace

TEST_CASE("cells of 1 to 67 units, one row and several") {
  for (const CellKind kind : cell_kinds) {
    for (std::int64_t units = 1; units <= 67; ++units) {
      Problem(kind, 1, 4, units).check();
      Problem(kind, 5, 2, units).check();
    }
  }
}

TEST_CASE("one row to nine, one step to thirty") {
  for (const CellKind kind : cell_kinds) {
    for (std::int64_t batch = 1; batch <= 9; ++batch) Problem(kind, batch, 4, 10).check();
    for (std::int64_t time = 1; time <= 30; ++time) Problem(kind, 2, time, 7).check();
  }
}

TEST_CASE("a simple cell's activations in registers and in a second pass") {
  for (const char* activation : {"tanh", "relu", "sigmoid", "linear", "softsign"}) {
    for (const std::int64_t batch : {1, 3}) {
      Problem problem(CellKind::simple, batch, 6, 13);
      problem.activation = activation;
      problem.check();
    }
  }
}

TEST_CASE("gated cells take every activation in either place") {
  for (const Activation& row : activation_table()) {
    for (const CellKind kind : {CellKind::lstm, CellKind::gru, CellKind::reset_first_gru}) {
      for (const std::int64_t batch : {1, 3}) {
        Problem problem(kind, batch, 3, 6);
        // Small enough that exponential stays small.
        for (Floats* values : {&problem.projections, &problem.kernel}) {
          for (float& number : *values) number *= 0.2F;
        }
        problem.activation = row.name;
        problem.check();
        problem.activation = "tanh";
        problem.recurrent = row.name;
        problem.check();
      }
    }
  }
}

TEST_CASE("an activation with its own parameters is not taken for the common one") {
  Problem problem(CellKind::simple, 1, 1, 1);
  problem.projections = {3.0F};
  problem.initial_h = {0.0F};
  Floats packed(at(packed_size(1, 1)));
  Floats last(1, 0.0F);
  Floats scratch(1);
  const RecurrentRun run{problem.steps, {problem.projections, 1, 1}, {{}, last}, scratch};
  const SimpleCell cell{
      pack(problem.columns(0, 1), packed), {}, {find_activation("relu"), {0.0F, 2.0F, 0.0F}}};
  simple_recurrent(run, cell, problem.initial_h, {0, 1});
  CHECK(last[0] == 2.0F);
}

TEST_CASE("cells without a bias") {
  for (const CellKind kind : cell_kinds) {
    Problem problem(kind, 2, 3, 9);
    problem.bias.clear();
    problem.check();
  }
}

TEST_CASE("a reversed sequence is written in the order of processing") {
  for (const CellKind kind : cell_kinds) {
    Problem problem(kind, 3, 7, 9);
    problem.steps.reverse = true;
    problem.check();
  }
}

TEST_CASE("masked steps repeat the output and carry the states") {
  for (const CellKind kind : cell_kinds) {
    for (const bool reverse : {false, true}) {
      for (const bool zero_output : {false, true}) {
        CAPTURE(reverse);
        CAPTURE(zero_output);
        Problem problem(kind, 5, 6, 10);
        problem.steps.reverse = reverse;
        problem.steps.zero_output_for_mask = zero_output;
        problem.set_mask(ragged(5, 6));
        problem.check();
      }
    }
  }
}

TEST_CASE("a fully masked row gives zeros and keeps its initial states") {
  for (const CellKind kind : cell_kinds) {
    Problem problem(kind, 2, 4, 5);
    problem.set_mask({0, 0, 0, 0, 1, 1, 1, 1});
    problem.check();
    const Run got = problem.run();
    for (std::size_t i = 0; i < 20; ++i) CHECK(got.all[i] == 0.0F);
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK(got.last[i] == 0.0F);
      CHECK(got.h[i] == problem.initial_h[i]);
      CHECK(got.c[i] == problem.initial_c[i]);
      CHECK(got.last[i + 5] == got.h[i + 5]);
    }
  }
}

TEST_CASE("a run in pieces gives what one run gives") {
  for (const CellKind kind : cell_kinds) {
    for (const bool masked : {false, true}) {
      Problem problem(kind, 3, 9, 12);
      if (masked) problem.set_mask(ragged(3, 9));
      const Run whole = problem.run();
      for (const std::vector<std::int64_t>& cuts : std::vector<std::vector<std::int64_t>>{
               {1}, {4}, {8}, {1, 2, 3, 4, 5, 6, 7, 8}, {0, 5, 5}}) {
        const Run pieces = problem.run(cuts);
        CHECK(pieces.all == whole.all);
        CHECK(pieces.last == whole.last);
        CHECK(pieces.h == whole.h);
        CHECK(pieces.c == whole.c);
      }
    }
  }
}

TEST_CASE("the last output alone is the same as with all outputs") {
  for (const CellKind kind : cell_kinds) {
    const Problem problem(kind, 4, 8, 11);
    CHECK(problem.run({}, false).last == problem.run().last);
  }
}

TEST_CASE("a packed recurrent kernel holds each gate's columns of four units side by side") {
  // 5 units, 2 gates: element (k, column) is 100 k + column.
  Floats kernel;
  for (int k = 0; k < 5; ++k) {
    for (int column = 0; column < 10; ++column)
      kernel.push_back(static_cast<float>(100 * k + column));
  }
  Floats storage(at(packed_gates_size(5, 2)), -1.0F);
  REQUIRE(storage.size() == 80);
  const PackedGates packed = pack_gates({kernel, 5, 10, 10}, storage);
  CHECK(packed.units == 5);
  CHECK(packed.gates == 2);
  CHECK(Floats(storage.begin(), storage.begin() + 8) == Floats{0, 1, 2, 3, 5, 6, 7, 8});
  CHECK(Floats(storage.begin() + 8, storage.begin() + 10) == Floats{100, 101});
  CHECK(Floats(storage.begin() + 40, storage.begin() + 48) == Floats{4, 0, 0, 0, 9, 0, 0, 0});
}
