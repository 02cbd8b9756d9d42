// Tests what is recorded of a loop's steps: the names, and the numbers against the cells written
// out in double.
#include "exec/records.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "exec/plan.hpp"
#include "graph/tracer.hpp"
#include "tests/engine/kernels/reference.hpp"

namespace {

using namespace unroll;
using tests::close;

constexpr std::int64_t units = 3;
constexpr std::int64_t features = 2;
constexpr std::int64_t batch = 2;
constexpr std::int64_t steps = 4;

/// A model of one layer over x (B, T, features), with a mask of its own if asked for.
class Recorded {
 public:
  Graph graph;
  Tracer tracer{graph};
  Store store{graph, 5};

  explicit Recorded(const std::string& layer, const std::vector<GivenDatum>& arguments = {},
                    std::vector<std::uint8_t> mask = {})
      : mask_(std::move(mask)) {
    x_ = input({std::nullopt, std::nullopt, Dim(features)}, DType::float32);
    std::vector<GivenDatum> given = {{"", Dim(units), {}}};
    given.insert(given.end(), arguments.begin(), arguments.end());
    const LayerRow& row = *find_layer(layer);
    layer_ = tracer.make_layer(row, make_config(row, given), "");
    std::vector<GivenDatum> call = {{"", TensorRef{x_}, {}}};
    if (!mask_.empty()) {
      const ValueId value = input({std::nullopt, Dim(steps)}, DType::bool_);
      call.push_back({"mask", TensorRef{value}, {}});
      std::ignore = store.input(value, {batch, steps});
      store.write_input(value, std::as_bytes(std::span(mask_)));
    }
    output_ = tensors_of(tracer.call_layer(layer_, std::move(call))).front();
    scans_ = scans_within(graph, graph.layer(layer_).all_calls);
  }

  ValueId input(const std::vector<std::optional<Dim>>& sizes, DType dtype) {
    return tracer.input_value(
        tracer.make_input(sizes, dtype, make_config(*find_layer("InputLayer"), {}), ""));
  }

  [[nodiscard]] const std::vector<NodeId>& scans() const { return scans_; }
  [[nodiscard]] std::vector<NamedValue> values() const {
    return recorded_values(graph, *graph.node(scans_.front()).body);
  }
  [[nodiscard]] std::string names() const {
    std::string text;
    for (const NamedValue& each : values()) {
      text += (text.empty() ? "" : " ") + each.name + (each.before == no_id ? "" : "*");
    }
    return text;
  }

  void run() {
    plan_ = std::make_unique<Plan>(graph, store, std::vector{output_},
                                   Bindings{{"B", batch}, {"T", steps}}, RunLimits{}, Fusion::on,
                                   scans_);
    plan_->start();
    REQUIRE(plan_->advance(Deadline::max()));
  }

  /// A recorded number, or what stood before its activation.
  [[nodiscard]] double at(const std::string& name, std::int64_t row, std::int64_t step,
                          std::int64_t unit, bool before = false) const {
    for (const NamedValue& each : values()) {
      if (each.name != name) continue;
      const ConstTensorView view = plan_->records().read(before ? each.before : each.value);
      REQUIRE(view.sizes()[0] == batch);
      REQUIRE(view.sizes()[1] == steps);
      REQUIRE(view.sizes()[2] == units);
      return double{view.as<float>()[index((row * steps + step) * units + unit)]};
    }
    FAIL("nothing is called ", name);
    return 0;
  }

  /// The weights' numbers: x at (row, t, f), the kernels at (row, column), the bias.
  double x(std::int64_t row, std::int64_t t, std::int64_t f) {
    return double{store.input(x_, {batch, steps, features})
                      .as<float>()[index((row * steps + t) * features + f)]};
  }
  double weight(std::size_t which, std::int64_t at) {
    return double{store.weight(graph.all_weights(layer_)[which]).as<float>()[index(at)]};
  }
  /// x·kernel in one column.
  double projection(std::int64_t row, std::int64_t t, std::int64_t column, std::int64_t columns) {
    double sum = 0;
    for (std::int64_t f = 0; f < features; ++f)
      sum += x(row, t, f) * weight(0, f * columns + column);
    return sum;
  }
  /// h·recurrent_kernel in one column, h being the state before the step.
  double carried(std::int64_t row, std::int64_t step, std::int64_t column, std::int64_t columns) {
    double sum = 0;
    for (std::int64_t k = 0; k < units; ++k)
      sum += before(row, step, k) * weight(1, k * columns + column);
    return sum;
  }
  [[nodiscard]] double before(std::int64_t row, std::int64_t step, std::int64_t unit) const {
    return step == 0 ? 0.0 : at("h", row, step - 1, unit);
  }

 private:
  static std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

  std::vector<std::uint8_t> mask_;
  ValueId x_ = no_id;
  LayerId layer_ = no_id;
  ValueId output_ = no_id;
  std::vector<NodeId> scans_;
  std::unique_ptr<Plan> plan_;
};

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

/// Calls check(row, step, unit) for all there are.
template <class Check>
void each_number(const Check& check) {
  for (std::int64_t row = 0; row < batch; ++row) {
    for (std::int64_t step = 0; step < steps; ++step) {
      for (std::int64_t unit = 0; unit < units; ++unit) {
        CAPTURE(row);
        CAPTURE(step);
        CAPTURE(unit);
        check(row, step, unit);
      }
    }
  }
}

}  // namespace

TEST_CASE("a simple cell's steps are recorded before and after its activation") {
  Recorded of("SimpleRNN");
  CHECK(of.names() == "h*");
  of.run();
  each_number([&](std::int64_t row, std::int64_t step, std::int64_t unit) {
    const double sum = of.projection(row, step, unit, units) + of.carried(row, step, unit, units);
    CHECK(close(of.at("h", row, step, unit, true), sum));
    CHECK(close(of.at("h", row, step, unit), std::tanh(sum)));
  });
}

TEST_CASE("an LSTM's gates, candidate and states are recorded, in the order of processing") {
  for (const bool backwards : {false, true}) {
    Recorded of("LSTM", {{"go_backwards", backwards, {}}});
    CHECK(of.names() == "i* f* candidate* o* c h");
    of.run();
    each_number([&](std::int64_t row, std::int64_t step, std::int64_t unit) {
      const std::int64_t t = backwards ? steps - 1 - step : step;
      const auto gate = [&](std::int64_t which) {
        const std::int64_t column = which * units + unit;
        return of.projection(row, t, column, 4 * units) + of.carried(row, step, column, 4 * units) +
               of.weight(2, column);
      };
      CHECK(close(of.at("i", row, step, unit, true), gate(0)));
      CHECK(close(of.at("i", row, step, unit), sigmoid(gate(0))));
      CHECK(close(of.at("f", row, step, unit, true), gate(1)));
      CHECK(close(of.at("f", row, step, unit), sigmoid(gate(1))));
      CHECK(close(of.at("candidate", row, step, unit, true), gate(2)));
      CHECK(close(of.at("candidate", row, step, unit), std::tanh(gate(2))));
      CHECK(close(of.at("o", row, step, unit, true), gate(3)));
      CHECK(close(of.at("o", row, step, unit), sigmoid(gate(3))));
      const double c = sigmoid(gate(1)) * (step == 0 ? 0.0 : of.at("c", row, step - 1, unit)) +
                       sigmoid(gate(0)) * std::tanh(gate(2));
      CHECK(close(of.at("c", row, step, unit), c));
      CHECK(close(of.at("h", row, step, unit), sigmoid(gate(3)) * std::tanh(c)));
    });
  }
}

TEST_CASE("a GRU's gates, candidate and state are recorded") {
  for (const bool reset_after : {true, false}) {
    Recorded of("GRU", {{"reset_after", reset_after, {}}});
    CHECK(of.names() == "z* r* candidate* h");
    of.run();
    each_number([&](std::int64_t row, std::int64_t step, std::int64_t unit) {
      const auto gate = [&](std::int64_t which) {
        const std::int64_t column = which * units + unit;
        return of.projection(row, step, column, 3 * units) +
               of.carried(row, step, column, 3 * units);
      };
      const double z = of.at("z", row, step, unit);
      CHECK(close(of.at("z", row, step, unit, true), gate(0)));
      CHECK(close(z, sigmoid(gate(0))));
      CHECK(close(of.at("r", row, step, unit), sigmoid(gate(1))));
      const std::int64_t column = 2 * units + unit;
      double state = 0;
      for (std::int64_t k = 0; k < units; ++k) {
        const double r = of.at("r", row, step, reset_after ? unit : k);
        state += r * of.before(row, step, k) * of.weight(1, k * 3 * units + column);
      }
      const double sum = of.projection(row, step, column, 3 * units) + state;
      CHECK(close(of.at("candidate", row, step, unit, true), sum));
      CHECK(close(of.at("candidate", row, step, unit), std::tanh(sum)));
      CHECK(close(of.at("h", row, step, unit),
                  z * of.before(row, step, unit) + (1 - z) * std::tanh(sum)));
    });
  }
}

TEST_CASE("where a step is masked the states are carried over, and the gates are no numbers") {
  const std::vector<std::uint8_t> mask = {1, 0, 1, 1, 0, 0, 0, 0};
  Recorded of("LSTM", {}, mask);
  of.run();
  each_number([&](std::int64_t row, std::int64_t step, std::int64_t unit) {
    const bool masked = mask[static_cast<std::size_t>(row * steps + step)] == 0;
    CHECK(std::isnan(of.at("i", row, step, unit)) == masked);
    CHECK(std::isnan(of.at("i", row, step, unit, true)) == masked);
    for (const char* state : {"c", "h"}) {
      const double now = of.at(state, row, step, unit);
      CHECK(std::isfinite(now));
      if (masked) CHECK(now == (step == 0 ? 0.0 : of.at(state, row, step - 1, unit)));
    }
  });
}

TEST_CASE("a linear activation leaves a gate as it stood before") {
  Recorded of("LSTM", {{"recurrent_activation", Datum(), {}}});
  of.run();
  each_number([&](std::int64_t row, std::int64_t step, std::int64_t unit) {
    CHECK(of.at("i", row, step, unit) == of.at("i", row, step, unit, true));
  });
}

TEST_CASE("what is not recorded cannot be read") {
  Recorded of("LSTM");
  of.run();
  const Plan plain(of.graph, of.store, {}, {{"B", batch}, {"T", steps}}, {});
  CHECK_THROWS_WITH_AS(std::ignore = plain.records().read(of.values().front().value),
                       doctest::Contains("are not recorded by this run"), Error);
}
