// Checks how a Sequential grows: layer by layer it comes to what a list of the layers makes,
// without calling the former ones again where that shows nothing.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/engine/python/traced.hpp"

namespace {

using unroll::Graph;
using unroll::Layer;
using unroll::LayerId;
using unroll::tests::Traced;

const std::string imports =
    "import keras\n"
    "from keras import layers\n";

/// A program that adds each of these layers by itself.
std::string added(const std::vector<std::string>& layers) {
  std::string program = imports + "model = keras.Sequential()\n";
  for (const std::string& layer : layers) program += "model.add(" + layer + ")\n";
  return program;
}

/// The names of the first model's operations.
std::string operations(const Traced& traced) {
  const Graph& graph = traced.graph();
  std::string names;
  for (const LayerId id : graph.layer(graph.models.front()).model->operations) {
    names += (names.empty() ? "" : " ") + graph.layer(id).name;
  }
  return names;
}

}  // namespace

TEST_CASE("layers added one by one are each called once") {
  std::vector<std::string> layers = {"keras.Input((4, 3))"};
  for (int i = 0; i < 200; ++i) layers.emplace_back("layers.Dense(3)");
  const Traced traced(added(layers));
  REQUIRE(traced.problem() == "");
  const Graph& graph = traced.graph();
  const Layer& model = graph.layer(graph.models.front());
  CHECK(model.built);
  CHECK(model.model->layers.size() == 201);
  CHECK(model.model->calls.size() == 201);
  for (const LayerId id : model.model->layers) CHECK(graph.layer(id).all_calls.size() == 1);
}

TEST_CASE(
    "the ops of masks are operations of the model, named as Keras's last building names them") {
  const Traced listed(imports +
                      "model = keras.Sequential([keras.Input((4, 3)), layers.Masking(), "
                      "layers.Dense(2), layers.LSTM(2)])\n");
  REQUIRE(listed.problem() == "");
  CHECK(operations(listed) == "input_layer masking not_equal dense any lstm");
  const Traced grown(
      added({"keras.Input((4, 3))", "layers.Masking()", "layers.Dense(2)", "layers.LSTM(2)"}));
  REQUIRE(grown.problem() == "");
  CHECK(operations(grown) == "input_layer masking not_equal_2 dense any_2 lstm");
}

TEST_CASE("a layer of the program is called again for each that follows, as in Keras") {
  const Traced traced(imports +
                      "calls = []\n"
                      "class Told(layers.Layer):\n"
                      "    def call(self, x):\n"
                      "        calls.append(len(x.shape))\n"
                      "        return x\n"
                      "model = keras.Sequential()\n"
                      "model.add(keras.Input((4,)))\n"
                      "model.add(Told())\n"
                      "model.add(layers.Dense(2))\n"
                      "model.add(layers.Dense(2))\n");
  REQUIRE(traced.problem() == "");
  CHECK(traced.repr("calls") == "[2, 2, 2]");
}
