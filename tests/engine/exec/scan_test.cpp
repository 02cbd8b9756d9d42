// Checks how a scan runs: in turns, and within bounds. What it computes is checked with the layers.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "exec/plan.hpp"
#include "graph/tracer.hpp"
#include "layers/layer.hpp"

namespace {

using namespace unroll;

/// A recurrent layer over x (B, T, 3), and its output.
ValueId read_sequence(Graph& graph, const std::string& layer) {
  Tracer tracer(graph);
  const LayerId input = tracer.make_input({std::nullopt, std::nullopt, Dim(3)}, DType::float32,
                                          make_config(*find_layer("InputLayer"), {}), "x");
  const LayerRow& row = *find_layer(layer);
  const Config config = make_config(row, {{"", Dim(8), {}}, {"return_sequences", true, {}}});
  return tensors_of(tracer.call_layer(tracer.make_layer(row, config, ""),
                                      {{"", TensorRef{tracer.input_value(input)}, {}}}))
      .front();
}

std::vector<float> numbers_of(const Plan& plan, ValueId id) {
  const auto values = plan.read(id).as<float>();
  return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("a run may be interrupted at any step and gives the same") {
  for (const char* layer : {"SimpleRNN", "LSTM", "GRU"}) {
    for (const Fusion fusion : {Fusion::on, Fusion::off}) {
      Graph graph;
      const ValueId y = read_sequence(graph, layer);
      Store store(graph, 11);
      Plan plan(graph, store, {y}, {{"B", 2}, {"T", 40}}, {}, fusion);
      plan.start();
      CHECK(plan.advance(Deadline::max()));
      const auto whole = numbers_of(plan, y);
      plan.start();
      int turns = 1;
      // A deadline that is past already: every turn does the least it can.
      while (!plan.advance(Deadline::min())) ++turns;
      CHECK(turns > 3);
      CHECK(numbers_of(plan, y) == whole);
    }
  }
}

TEST_CASE("a run that is too large is refused before anything is allocated") {
  Graph graph;
  Tracer tracer(graph);
  const LayerId input = tracer.make_input({std::nullopt, std::nullopt, Dim(1000)}, DType::float32,
                                          make_config(*find_layer("InputLayer"), {}), "x");
  Store store(graph, 1);
  const ValueId x = tracer.input_value(input);
  CHECK_THROWS_WITH_AS(
      Plan(graph, store, {x}, {{"B", 1'000'000}, {"T", 1'000'000}}, {}),
      "Values need 3725290.3 GB, more than 1 GB. Shapes are exact; lower the sizes "
      "to see values.",
      Error);
}
