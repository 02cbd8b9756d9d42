// Functions and classes that make models and that the program itself does not call.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "engine/python/traced.hpp"

namespace {

using unroll::tests::Traced;

std::string printed(Traced& traced) {
  std::string all;
  for (const auto& one : traced.program().interpreter().printed()) all += one.text;
  return all;
}

TEST_CASE("a model-building function that nothing calls is called with holes") {
  Traced traced(
      "import keras\n"
      "def build(units, depth=2):\n"
      "    for i in range(units):\n"
      "        print('made', depth)\n"
      "    return keras.Sequential([keras.Input((4, 3)), keras.layers.LSTM(units, name='of')])\n"
      "def other(x):\n"
      "    print('never')\n");
  REQUIRE(traced.problem() == "");
  CHECK(printed(traced) == "made 2\nmade 2\n");
  CHECK(traced.graph().models.size() == 1);
}

TEST_CASE("a program that makes a model has its other functions left alone") {
  Traced traced(
      "import keras\n"
      "model = keras.Sequential([keras.Input((4, 3)), keras.layers.LSTM(2)])\n"
      "def build(units):\n"
      "    print('never')\n"
      "    return keras.Sequential([keras.layers.LSTM(units)])\n");
  REQUIRE(traced.problem() == "");
  CHECK(printed(traced) == "");
}

TEST_CASE("the methods of a class that make a model are called where the class is not used") {
  Traced traced(
      "import keras\n"
      "class Network:\n"
      "    def __init__(self, units):\n"
      "        self.units = units\n"
      "    def build(self):\n"
      "        print('made', self.depth())\n"
      "        return keras.Sequential([keras.Input((4, 3)), keras.layers.LSTM(self.depth())])\n"
      "    def depth(self):\n"
      "        return 4\n");
  REQUIRE(traced.problem() == "");
  CHECK(printed(traced) == "made 4\n");
}

TEST_CASE("the methods of a class that nothing uses are called one by one") {
  Traced traced(
      "import keras\nclass Models:\n"
      "    def broken(self):\n        keras.Sequential([keras.layers.Dense()])\n"
      "    @staticmethod\n    def make(n):\n"
      "        return keras.Sequential([keras.Input((4, n)), keras.layers.LSTM(8)])\n");
  CHECK(traced.problem() == "");
  CHECK(std::ranges::any_of(traced.graph().layers,
                            [](const auto& layer) { return layer->class_name == "LSTM"; }));
}

}  // namespace
