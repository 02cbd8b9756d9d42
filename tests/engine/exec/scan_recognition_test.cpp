// Tests which bodies are recognised for a fused kernel, however they are spelled, and that the
// kernel then gives what the ops give.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "exec/scan.hpp"
#include "graph/tracer.hpp"

namespace {

using namespace unroll;

constexpr std::int64_t features = 3;
constexpr std::int64_t units = 5;

/// A scan over x (B, T, features), whose body a test writes.
class Spelled {
 public:
  Graph graph;
  Tracer tracer{graph};
  ValueId x = no_id;

  Spelled() {
    const LayerId input =
        tracer.make_input({std::nullopt, std::nullopt, Dim(features)}, DType::float32,
                          make_config(*find_layer("InputLayer"), {}), "x");
    x = tracer.input_value(input);
    owner_ = tracer.make_custom("Cell", "");
  }

  ValueId weight(const std::string& name, std::initializer_list<Dim> sizes) {
    Shape shape;
    for (const Dim& size : sizes) shape.push_back({size, Role::features, 0});
    return tracer.weight(tracer.add_weight(owner_, name, std::move(shape),
                                           std::string("glorot_normal"), true, DType::float32));
  }
  ValueId op(std::string_view name, std::initializer_list<ValueId> inputs) {
    return tracer.apply(name, inputs);
  }
  std::vector<ValueId> split(ValueId value, std::int64_t parts) {
    return tracer.apply(unroll::op("split"), std::span(&value, 1),
                        {{"axis", std::int64_t{1}}, {"sections", parts}});
  }
  std::vector<ValueId> cut(ValueId value, std::int64_t at) {
    return tracer.apply(unroll::op("split"), std::span(&value, 1),
                        {{"axis", std::int64_t{1}}, {"indices", std::vector<std::int64_t>{at}}});
  }
  ValueId activate(const std::string& name, ValueId value) {
    return tracer.apply("activation", {value}, {{"function", name}});
  }
  ValueId one() {
    return tracer.apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", 1.0}});
  }

  void scan(std::size_t states, const ScanBody& body) {
    ScanOptions options;
    options.sequences = {x};
    for (std::size_t i = 0; i < states; ++i) {
      const std::vector<Dim> shape = {tracer.shape(x).front().size, units};
      options.states.push_back(tracer.apply(
          "full", {}, {{"shape", shape}, {"value", 0.25 * static_cast<double>(i + 1)}}));
    }
    const Scanned scanned = tracer.scan(options, body);
    results_ = scanned.all;
    results_.insert(results_.end(), scanned.last.begin(), scanned.last.end());
    results_.insert(results_.end(), scanned.states.begin(), scanned.states.end());
  }

  /// The cell that is recognised, nothing where the loop runs op by op.
  [[nodiscard]] std::optional<FusedBody::Cell> cell() const {
    const Node& node = graph.node(graph.value(results_.front()).node);
    const Bindings bindings;
    Budget budget({});
    const ScanPlan plan{graph, node, bindings, budget, {}, {}, Fusion::on};
    const BodyTiming timing(plan, true);
    const auto found = recognise(plan, timing);
    return found ? std::optional(found->cell) : std::nullopt;
  }

  /// All results for these sizes, one behind another.
  [[nodiscard]] std::vector<float> run(Fusion fusion) const {
    Store store(graph, 3);
    Plan plan(graph, store, results_, {{"B", 3}, {"T", 4}}, {}, fusion);
    plan.start();
    CHECK(plan.advance(Deadline::max()));
    std::vector<float> numbers;
    for (const ValueId id : results_) {
      const auto values = plan.read(id).as<float>();
      numbers.insert(numbers.end(), values.begin(), values.end());
    }
    return numbers;
  }

  void agrees() const {
    const auto fused = run(Fusion::on);
    const auto plain = run(Fusion::off);
    REQUIRE(fused.size() == plain.size());
    for (std::size_t i = 0; i < fused.size(); ++i) {
      CHECK(std::abs(fused[i] - plain[i]) <= 2e-6F + 1e-5F * std::abs(plain[i]));
    }
  }

 private:
  LayerId owner_ = no_id;
  std::vector<ValueId> results_;
};

using Ids = std::vector<ValueId>;
using Sum = std::function<ValueId(Spelled&, ValueId step, ValueId h, std::int64_t gates)>;

/// x·W + h·R + b in several orders.
std::vector<Sum> sums() {
  const auto parts = [](Spelled& in, ValueId step, ValueId h, std::int64_t gates) {
    return Ids{in.op("matmul", {step, in.weight("kernel", {features, gates * units})}),
               in.op("matmul", {h, in.weight("recurrent_kernel", {units, gates * units})}),
               in.weight("bias", {gates * units})};
  };
  return {
      [=](Spelled& in, ValueId step, ValueId h, std::int64_t gates) {
        const Ids p = parts(in, step, h, gates);
        return in.op("add", {in.op("add", {p[0], p[2]}), p[1]});
      },
      [=](Spelled& in, ValueId step, ValueId h, std::int64_t gates) {
        const Ids p = parts(in, step, h, gates);
        return in.op("add", {p[2], in.op("add", {p[1], p[0]})});
      },
      [=](Spelled& in, ValueId step, ValueId h, std::int64_t gates) {
        const Ids p = parts(in, step, h, gates);
        return in.op("add", {in.op("add", {p[1], p[2]}), p[0]});
      },
      [=](Spelled& in, ValueId step, ValueId h, std::int64_t gates) {
        const Ids p = parts(in, step, h, gates);
        return in.op("add", {p[0], p[1]});
      },
  };
}

/// The two kinds of GRU; `swapped` writes each sum and product the other way round.
ScanBody gru_body(Spelled& in, bool reset_after, bool swapped) {
  return [&in, reset_after, swapped](std::span<const ValueId> steps,
                                     std::span<const ValueId> states) -> ScanStep {
    const auto op = [&](std::string_view name, ValueId a, ValueId b) {
      return swapped ? in.op(name, {b, a}) : in.op(name, {a, b});
    };
    const ValueId h = states[0];
    const ValueId kernel = in.weight("recurrent_kernel", {units, 3 * units});
    const Ids x =
        in.split(in.op("matmul", {steps[0], in.weight("kernel", {features, 3 * units})}), 3);
    Ids s;
    ValueId candidate_kernel = no_id;
    if (reset_after) {
      s = in.split(op("add", in.op("matmul", {h, kernel}), in.weight("bias", {3 * units})), 3);
    } else {
      const Ids kernels = in.cut(kernel, 2 * units);
      s = in.split(in.op("matmul", {h, kernels[0]}), 2);
      candidate_kernel = kernels[1];
    }
    const ValueId z = in.activate("sigmoid", op("add", x[0], s[0]));
    const ValueId r = in.activate("sigmoid", op("add", x[1], s[1]));
    const ValueId reset = reset_after ? op("multiply", r, s[2])
                                      : in.op("matmul", {op("multiply", r, h), candidate_kernel});
    const ValueId candidate = in.activate("tanh", op("add", x[2], reset));
    const ValueId next = op("add", op("multiply", z, h),
                            op("multiply", in.op("subtract", {in.one(), z}), candidate));
    return {{next}, {next}};
  };
}

/// c' = f * c + i * g, h' = o * tanh(c') out of the four gates' sums, in this order of gates.
ScanStep lstm_step(Spelled& in, const Ids& sums, ValueId c, const std::array<std::size_t, 4>& at,
                   bool swapped) {
  const auto op = [&](std::string_view name, ValueId a, ValueId b) {
    return swapped ? in.op(name, {b, a}) : in.op(name, {a, b});
  };
  const ValueId i = in.activate("sigmoid", sums[at[0]]);
  const ValueId f = in.activate("sigmoid", sums[at[1]]);
  const ValueId g = in.activate("tanh", sums[at[2]]);
  const ValueId o = in.activate("sigmoid", sums[at[3]]);
  const ValueId carry = op("add", op("multiply", f, c), op("multiply", i, g));
  const ValueId h = op("multiply", o, in.activate("tanh", carry));
  return {{h}, {h, carry}};
}

}  // namespace

TEST_CASE("a simple recurrence is recognised in any order of its sum") {
  for (const Sum& sum : sums()) {
    Spelled in;
    in.scan(1, [&](std::span<const ValueId> steps, std::span<const ValueId> states) -> ScanStep {
      const ValueId h = in.activate("tanh", sum(in, steps[0], states[0], 1));
      return {{h}, {h}};
    });
    CHECK(in.cell() == FusedBody::Cell::simple);
    in.agrees();
  }
}

TEST_CASE("an LSTM is recognised in any order of its sums and products") {
  for (const Sum& sum : sums()) {
    for (const bool swapped : {false, true}) {
      Spelled in;
      in.scan(2, [&](std::span<const ValueId> steps, std::span<const ValueId> states) {
        const Ids gates = in.split(sum(in, steps[0], states[0], 4), 4);
        return lstm_step(in, gates, states[1], {0, 1, 2, 3}, swapped);
      });
      CHECK(in.cell() == FusedBody::Cell::lstm);
      in.agrees();
    }
  }
}

TEST_CASE("a GRU is recognised in any order of its sums and products") {
  for (const bool reset_after : {true, false}) {
    for (const bool swapped : {false, true}) {
      Spelled in;
      in.scan(1, gru_body(in, reset_after, swapped));
      CHECK(in.cell() == (reset_after ? FusedBody::Cell::gru : FusedBody::Cell::reset_first_gru));
      in.agrees();
    }
  }
}

TEST_CASE("a body that differs from the cells runs op by op") {
  // Another order of gates, the carry not activated by the same function, a kernel that is made in
  // the program, a sum of two projections: each must give its own numbers.
  using Body =
      std::function<ScanStep(Spelled&, std::span<const ValueId>, std::span<const ValueId>)>;
  const std::vector<std::pair<std::size_t, Body>> bodies = {
      {2,
       [](Spelled& in, auto steps, auto states) {
         const Ids gates = in.split(sums()[0](in, steps[0], states[0], 4), 4);
         return lstm_step(in, gates, states[1], {1, 0, 2, 3}, false);
       }},
      {2,
       [](Spelled& in, auto steps, auto states) {
         const Ids gates = in.split(sums()[0](in, steps[0], states[1], 4), 4);
         return lstm_step(in, gates, states[0], {0, 1, 2, 3}, false);
       }},
      {2,
       [](Spelled& in, auto steps, auto states) {
         const Ids gates = in.split(sums()[0](in, steps[0], states[0], 4), 4);
         ScanStep step = lstm_step(in, gates, states[1], {0, 1, 2, 3}, false);
         const ValueId h = in.op(
             "multiply", {in.activate("sigmoid", gates[3]), in.activate("relu", step.states[1])});
         return ScanStep{{h}, {h, step.states[1]}};
       }},
      {1,
       [](Spelled& in, auto steps, auto states) {
         const ValueId kernel = in.weight("recurrent_kernel", {units, units});
         const ValueId p = in.op("matmul", {steps[0], in.weight("kernel", {features, units})});
         const ValueId h =
             in.op("add", {p, in.op("matmul", {states[0], in.op("add", {kernel, kernel})})});
         return ScanStep{{h}, {h}};
       }},
      {1,
       [](Spelled& in, auto steps, auto states) {
         const ValueId p = in.op("matmul", {steps[0], in.weight("kernel", {features, units})});
         const ValueId s =
             in.op("matmul", {states[0], in.weight("recurrent_kernel", {units, units})});
         const ValueId h = in.op("add", {p, in.op("add", {s, in.activate("tanh", p)})});
         return ScanStep{{h}, {h}};
       }},
      {1,
       [](Spelled& in, auto steps, auto states) {
         const ValueId s = sums()[0](in, steps[0], states[0], 1);
         return ScanStep{{in.activate("tanh", s)}, {in.activate("tanh", s)}};
       }},
  };
  for (const auto& [states, body] : bodies) {
    Spelled in;
    in.scan(states, [&](auto steps, auto before) { return body(in, steps, before); });
    CHECK(in.cell() == std::nullopt);
    in.agrees();
  }
}

TEST_CASE("states that change places, and a state that is the input, are carried right") {
  Spelled in;
  in.scan(3, [&](std::span<const ValueId> steps, std::span<const ValueId> states) -> ScanStep {
    const ValueId p = in.op("matmul", {steps[0], in.weight("kernel", {features, units})});
    const ValueId sum = in.op("add", {states[0], in.op("add", {states[1], states[2]})});
    return {{sum}, {states[1], states[0], p}};
  });
  const auto fused = in.run(Fusion::on);
  CHECK(fused == in.run(Fusion::off));
  // The first sum is that of the initial states; of four steps two swaps leave the states as they
  // were.
  CHECK(fused[0] == doctest::Approx(0.25 + 0.5 + 0.75));
  const std::size_t all = 3 * 4 * units;
  const std::size_t last = 3 * units;
  CHECK(fused[all + last] == 0.25F);
  CHECK(fused[all + 2 * last] == 0.5F);
}
