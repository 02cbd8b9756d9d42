// Checks the recurrent layers, fused and op by op, against the cells written out in double.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "exec/scan.hpp"
#include "graph/tracer.hpp"
#include "layers/activation_functions.hpp"
#include "tests/engine/kernels/plain_cell.hpp"
#include "tests/engine/kernels/reference.hpp"

namespace {

using namespace unroll;
using namespace unroll::tests;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

struct LayerCase {
  CellKind kind = CellKind::lstm;
  std::int64_t batch = 2;
  std::int64_t time = 3;
  std::int64_t features = 2;
  std::int64_t units = 3;
  bool sequences = true;
  bool backwards = false;
  bool zero_output = false;
  bool bias = true;
  bool states = false;                  ///< whether the call is given initial states
  std::vector<std::uint8_t> mask = {};  ///< (batch, time), empty: none
  std::string activation = "tanh";
  std::string recurrent = "sigmoid";
};

std::string class_of(CellKind kind) {
  if (kind == CellKind::simple) return "SimpleRNN";
  return kind == CellKind::lstm ? "LSTM" : "GRU";
}

/// A model of one layer, with all that it can give.
class OneLayer {
 public:
  explicit OneLayer(LayerCase of) : of_(std::move(of)), store_(graph_, 11) {
    Tracer tracer(graph_);
    x_ = input(tracer, {std::nullopt, std::nullopt, Dim(of_.features)}, DType::float32, "x");
    std::vector<GivenDatum> arguments = {{"", TensorRef{x_}, {}}};
    if (!of_.mask.empty()) {
      mask_ = input(tracer, {std::nullopt, Dim(of_.time)}, DType::bool_, "mask");
      arguments.push_back({"mask", TensorRef{mask_}, {}});
    }
    if (of_.states) {
      for (const char* name : {"h", "c"}) {
        states_.push_back(input(tracer, {std::nullopt, Dim(of_.units)}, DType::float32, name));
        if (of_.kind != CellKind::lstm) break;
      }
      arguments.push_back({"initial_state", Datum::of_tensors(states_), {}});
    }
    layer_ = make(tracer);
    outputs_ = tensors_of(tracer.call_layer(layer_, std::move(arguments)));
    if (!of_.mask.empty()) {
      std::ignore = store_.input(mask_, {of_.batch, of_.time});
      store_.write_input(mask_, std::as_bytes(std::span(of_.mask)));
    }
  }

  void check() {
    CAPTURE(class_of(of_.kind));
    CAPTURE(of_.batch);
    CAPTURE(of_.time);
    CAPTURE(of_.units);
    CAPTURE(of_.activation);
    CAPTURE(of_.recurrent);
    CHECK(is_fused());
    const auto want = expected();
    for (const Fusion fusion : {Fusion::on, Fusion::off}) {
      Plan plan(graph_, store_, outputs_, sizes(), {}, fusion);
      plan.start();
      REQUIRE(plan.advance(Deadline::max()));
      for (std::size_t i = 0; i < outputs_.size(); ++i) {
        const auto got = plan.read(outputs_[i]).as<float>();
        REQUIRE(got.size() == want[i].size());
        for (std::size_t j = 0; j < got.size(); ++j) {
          INFO("output ", i, " at ", j);
          REQUIRE(close(got[j], want[i][j]));
        }
      }
    }
  }

 private:
  static ValueId input(Tracer& tracer, const std::vector<std::optional<Dim>>& sizes, DType dtype,
                       const char* name) {
    return tracer.input_value(
        tracer.make_input(sizes, dtype, make_config(*find_layer("InputLayer"), {}), name));
  }

  LayerId make(Tracer& tracer) const {
    const LayerRow& row = *find_layer(class_of(of_.kind));
    std::vector<GivenDatum> arguments = {{"", Dim(of_.units), {}},
                                         {"activation", of_.activation, {}},
                                         {"use_bias", of_.bias, {}},
                                         {"bias_initializer", std::string("random_normal"), {}},
                                         {"return_sequences", of_.sequences, {}},
                                         {"return_state", true, {}},
                                         {"go_backwards", of_.backwards, {}},
                                         {"zero_output_for_mask", of_.zero_output, {}}};
    if (of_.kind != CellKind::simple)
      arguments.push_back({"recurrent_activation", of_.recurrent, {}});
    if (of_.kind == CellKind::reset_first_gru) arguments.push_back({"reset_after", false, {}});
    return tracer.make_layer(row, make_config(row, arguments), "");
  }

  [[nodiscard]] Bindings sizes() const { return {{"B", of_.batch}, {"T", of_.time}}; }

  [[nodiscard]] bool is_fused() const {
    const Node& node = graph_.node(graph_.value(outputs_.back()).node);
    const Bindings bindings = sizes();
    Budget budget({});
    const ScanPlan plan{graph_, node, bindings, budget, {}, {}, Fusion::on};
    return recognise(plan, BodyTiming(plan, true)).has_value();
  }

  static Doubles numbers_of(const ConstTensorView& view) {
    const auto values = view.as<float>();
    return {values.begin(), values.end()};
  }

  /// All steps (batch, time, units) or the last, then the last states (batch, units).
  std::vector<Doubles> expected() {
    const std::size_t units = at(of_.units);
    const std::size_t width = gates_of(of_.kind) * units;
    const auto weights = graph_.all_weights(layer_);
    const Doubles x = numbers_of(store_.input(x_, {of_.batch, of_.time, of_.features}).view());
    const Doubles kernel = numbers_of(store_.weight(weights[0]).view());
    const Doubles bias =
        of_.bias ? numbers_of(store_.weight(weights[2]).view()) : Doubles(2 * width, 0.0);
    const bool two_biases = of_.kind == CellKind::gru;
    const PlainCell cell{
        of_.kind,
        of_.activation,
        of_.recurrent,
        units,
        numbers_of(store_.weight(weights[1]).view()),
        two_biases ? Doubles(bias.begin() + std::ssize(bias) / 2, bias.end()) : Doubles{}};
    std::vector<Doubles> results(of_.kind == CellKind::lstm ? 3 : 2);
    for (std::size_t b = 0; b < at(of_.batch); ++b) {
      const auto projection = [&](std::size_t t) {
        Doubles p(bias.begin(), bias.begin() + static_cast<std::ptrdiff_t>(width));
        for (std::size_t j = 0; j < width; ++j) {
          for (std::size_t f = 0; f < at(of_.features); ++f) {
            p[j] += x[(b * at(of_.time) + t) * at(of_.features) + f] * kernel[f * width + j];
          }
        }
        return p;
      };
      const PlainRow row{
          at(of_.time),
          of_.backwards,
          of_.zero_output,
          initial(b),
          [&](std::size_t t) { return of_.mask.empty() || of_.mask[b * at(of_.time) + t] != 0; },
          projection};
      const PlainOutcome outcome = run(cell, row);
      const auto append = [&](std::size_t result, const Doubles& values) {
        results[result].insert(results[result].end(), values.begin(), values.end());
      };
      const std::size_t first = of_.sequences ? 0 : outcome.outputs.size() - 1;
      for (std::size_t s = first; s < outcome.outputs.size(); ++s) append(0, outcome.outputs[s]);
      append(1, outcome.state.h);
      if (of_.kind == CellKind::lstm) append(2, outcome.state.c);
    }
    return results;
  }

  CellState initial(std::size_t b) {
    const std::size_t units = at(of_.units);
    CellState state{Doubles(units, 0.0), Doubles(units, 0.0)};
    for (std::size_t i = 0; i < states_.size(); ++i) {
      const Doubles all = numbers_of(store_.input(states_[i], {of_.batch, of_.units}).view());
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(b * units);
      (i == 0 ? state.h : state.c).assign(from, from + of_.units);
    }
    return state;
  }

  LayerCase of_;
  Graph graph_;
  Store store_;
  LayerId layer_ = no_id;
  ValueId x_ = no_id;
  ValueId mask_ = no_id;
  std::vector<ValueId> states_;
  std::vector<ValueId> outputs_;
};

void check(LayerCase of) { OneLayer(std::move(of)).check(); }

}  // namespace

TEST_CASE("recurrent layers are right for every vector tail, for one item and several") {
  for (const CellKind kind : cell_kinds) {
    for (std::int64_t units = 1; units <= 67; ++units) {
      check({.kind = kind, .batch = 1, .time = 2, .features = 1 + units % 7, .units = units});
      check({.kind = kind, .batch = 3, .time = 2, .features = 2, .units = units, .states = true});
    }
  }
}

TEST_CASE("recurrent layers are right for one step and many, in either direction") {
  for (const CellKind kind : cell_kinds) {
    for (const std::int64_t time : {1, 2, 9, 20}) {
      for (const std::int64_t batch : {1, 5}) {
        for (const bool backwards : {false, true}) {
          for (const bool sequences : {false, true}) {
            check({.kind = kind,
                   .batch = batch,
                   .time = time,
                   .units = 6,
                   .sequences = sequences,
                   .backwards = backwards,
                   .states = batch > 1});
          }
        }
      }
    }
  }
}

TEST_CASE("recurrent layers are right under masks with holes and fully masked rows") {
  const std::vector<std::uint8_t> mask = {1, 0, 1, 1, 0,   // a hole, and the end
                                          0, 0, 0, 0, 0,   // nothing
                                          0, 1, 1, 0, 1,   // the beginning
                                          1, 1, 1, 1, 1};  // all
  for (const CellKind kind : cell_kinds) {
    for (const bool backwards : {false, true}) {
      for (const bool zero_output : {false, true}) {
        for (const bool states : {false, true}) {
          check({.kind = kind,
                 .batch = 4,
                 .time = 5,
                 .units = 7,
                 .backwards = backwards,
                 .zero_output = zero_output,
                 .states = states,
                 .mask = mask});
        }
      }
    }
    check({.kind = kind, .batch = 1, .time = 3, .mask = {0, 0, 0}});
    check({.kind = kind, .batch = 4, .time = 5, .sequences = false, .mask = mask});
    check({.kind = kind,
           .batch = 4,
           .time = 5,
           .sequences = false,
           .zero_output = true,
           .mask = mask});
    check({.kind = kind, .batch = 1, .time = 3, .states = true, .mask = {0, 1, 0}});
  }
}

TEST_CASE("recurrent layers are right without a bias and for every activation") {
  for (const CellKind kind : cell_kinds) {
    check({.kind = kind, .units = 5, .bias = false});
    for (const kernels::Activation& row : kernels::activation_table()) {
      if (!layers::is_activation(row.name)) continue;
      const std::string name(row.name);
      check({.kind = kind, .units = 5, .activation = name});
      if (kind != CellKind::simple) check({.kind = kind, .units = 5, .recurrent = name});
    }
  }
}

TEST_CASE("a forget gate's bias begins with ones, the rest as drawn") {
  for (const bool ones : {true, false}) {
    for (const char* drawn : {"zeros", "random_uniform"}) {
      Graph graph;
      Tracer tracer(graph);
      const LayerRow& row = *find_layer("LSTM");
      const LayerId layer =
          tracer.make_layer(row,
                            make_config(row, {{"", Dim(3), {}},
                                              {"bias_initializer", std::string(drawn), {}},
                                              {"unit_forget_bias", ones, {}}}),
                            "");
      const std::vector<Dim> shape = {2, 4, 5};
      std::ignore = tracer.call_layer(
          layer,
          {{"", TensorRef{tracer.apply("full", {}, {{"shape", shape}, {"value", 1.0}})}, {}}});
      Store store(graph, 1);
      const auto bias = store.weight(graph.all_weights(layer)[2]).as<float>();
      REQUIRE(bias.size() == 12);
      for (std::size_t i = 0; i < 12; ++i) {
        const bool forget = ones && i >= 3 && i < 6;
        if (forget) CHECK(bias[i] == 1.0F);
        if (!forget) CHECK((bias[i] == 0.0F) == (std::string(drawn) == "zeros"));
        if (!forget) CHECK(std::abs(bias[i]) <= 0.05F);
      }
    }
  }
}

TEST_CASE("a sequence without steps is refused, by its shape and by its size") {
  for (const char* name : {"SimpleRNN", "LSTM", "GRU"}) {
    Graph graph;
    Tracer tracer(graph);
    const LayerRow& row = *find_layer(name);
    const auto layer = [&] {
      return tracer.make_layer(row, make_config(row, {{"", Dim(3), {}}}), "");
    };
    const auto input = [&](std::optional<Dim> time) {
      return tracer.input_value(tracer.make_input({std::nullopt, std::move(time), Dim(2)},
                                                  DType::float32,
                                                  make_config(*find_layer("InputLayer"), {}), ""));
    };
    CHECK_THROWS_WITH_AS(tracer.call_layer(layer(), {{"", TensorRef{input(Dim(0))}, {}}}),
                         doctest::Contains("needs at least one step"), TraceError);
    const ValueId y =
        tensors_of(tracer.call_layer(layer(), {{"", TensorRef{input(std::nullopt)}, {}}})).front();
    Store store(graph, 1);
    CHECK_THROWS_WITH_AS(Plan(graph, store, {y}, {{"B", 1}, {"T", 0}}, {}),
                         "a sequence needs at least one step", Error);
  }
}
