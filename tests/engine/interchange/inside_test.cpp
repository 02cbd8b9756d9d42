// Tests of what is told of the inside of calls, and of the data that a program calls a model on.
// What a whole report says of it is tests/wasm's.
#include "interchange/inside.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "interchange/own_data.hpp"
#include "python/program.hpp"

namespace {

using unroll::CallId;
using unroll::Graph;
using unroll::Layer;

class Traced {
 public:
  explicit Traced(const std::string& lines)
      : program_(std::make_unique<unroll::python::Program>(
            "import keras\nimport numpy as np\nfrom keras import layers, ops\n" + lines,
            unroll::python::ProgramSettings{}, unroll::python::Host{})) {
    REQUIRE(program_->interpreter().problems().empty());
  }
  [[nodiscard]] const Graph& graph() const { return program_->graph(); }
  [[nodiscard]] const Layer& named(const std::string& name) const {
    for (const auto& layer : graph().layers) {
      if (layer->name == name) return *layer;
    }
    FAIL("there is no layer ", name);
    return *graph().layers.front();
  }
  /// Names of the steps of a layer's first call, with spaces between.
  [[nodiscard]] std::string steps(const std::string& name) const {
    std::string words;
    for (const auto& step : unroll::steps_inside(graph(), named(name).all_calls.front())) {
      if (!words.empty()) words += ' ';
      words += step.call == unroll::no_id ? std::string(unroll::op_name(graph().node(step.node)))
                                          : graph().layer(graph().call(step.call).layer).name;
    }
    return words;
  }

 private:
  std::unique_ptr<unroll::python::Program> program_;
};

const std::string head =
    "class Head(layers.Layer):\n"
    "    def __init__(self, **kwargs):\n"
    "        super().__init__(**kwargs)\n"
    "        self.dense = layers.Dense(3, name='dense')\n"
    "    def call(self, x):\n"
    "        return ops.mean(1.0 - self.dense(ops.tanh(x)), axis=1)\n"
    "x = keras.Input((5, 2))\n"
    "model = keras.Model(x, layers.Dropout(0.5, name='rest')(Head(name='head')(x)))\n";

}  // namespace

TEST_CASE("the steps of a call are its ops and layers in order, without literals") {
  const Traced traced(head);
  CHECK(traced.steps("head") == "tanh dense subtract mean");
  CHECK(traced.steps("dense") == "matmul add");
  CHECK(unroll::has_inside(traced.graph(), traced.named("head")));
  CHECK_FALSE(unroll::always_open(traced.named("head")));
  // Dropout hands its input on.
  CHECK_FALSE(unroll::has_inside(traced.graph(), traced.named("rest")));
}

TEST_CASE("weights and literals are no tensors that an op works on") {
  const Traced traced(head);
  const Graph& graph = traced.graph();
  const auto dense = unroll::steps_inside(graph, traced.named("dense").all_calls.front());
  const unroll::Node& matmul = graph.node(dense.front().node);
  CHECK(unroll::flowing_inputs(graph, matmul).size() == 1);
  CHECK(unroll::weight_inputs(graph, matmul).size() == 1);
  const auto steps = unroll::steps_inside(graph, traced.named("head").all_calls.front());
  CHECK(unroll::flowing_inputs(graph, graph.node(steps[2].node)).size() == 1);
}

TEST_CASE("the values that are shown grow with what is opened") {
  const Traced traced(head);
  const std::vector<CallId> calls = {traced.named("head").all_calls.front()};
  const auto count = [&](const unroll::OpenedLayers& opened) {
    return unroll::shown_values(traced.graph(), calls, opened).size();
  };
  CHECK(count({}) == 2);
  // Four steps with what goes in and out.
  CHECK(count({"head"}) == 2 + 8);
  CHECK(count({"head", "dense"}) == 2 + 8 + 4);
}

TEST_CASE("a model's own data is what it was called on last") {
  const std::string model =
      "x = keras.Input((None, 2))\nmodel = keras.Model(x, layers.Dense(1)(x))\n";
  const Traced none(model);
  CHECK_FALSE(unroll::own_data(none.graph(), none.graph().layer(none.graph().models.back())));
  const Traced called(model + "model(np.ones((3, 4, 2)))\nmodel(np.zeros((1, 7, 2)))\n");
  const auto data =
      unroll::own_data(called.graph(), called.graph().layer(called.graph().models.back()));
  REQUIRE(data);
  CHECK(data->arrays.size() == 1);
  CHECK(data->sizes == unroll::Bindings{{"B", 1}, {"T", 7}});
}
