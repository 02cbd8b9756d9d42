// Tests of the outputs that layers declare: what Keras goes by while it builds a model.
#include <doctest/doctest.h>

#include <string>

#include "engine/python/traced.hpp"

namespace {

using unroll::Problem;
using unroll::Severity;
using unroll::tests::Traced;

const std::string start =
    "import keras\n"
    "from keras import layers, ops\n"
    "class Mean(layers.Layer):\n"
    "    def call(self, x):\n"
    "        return ops.mean(x, axis=1)\n"
    "    def compute_output_shape(self, input_shape):\n"
    "        return DECLARED\n";

std::string with_declared(const std::string& shape, const std::string& lines) {
  std::string program = start + lines;
  return program.replace(program.find("DECLARED"), 8, shape);
}

/// What is told that is no error.
std::string warning(Traced& traced) {
  std::string all;
  for (const Problem& problem : traced.program().interpreter().problems()) {
    if (problem.severity == Severity::warning) all += (all.empty() ? "" : "\n") + problem.message;
  }
  return all;
}

}  // namespace

TEST_CASE("a declared shape that is the traced one changes nothing") {
  Traced traced(
      with_declared("(input_shape[0], input_shape[2])", "y = Mean()(keras.Input((4, 3)))\n"));
  CHECK(traced.problem() == "");
  CHECK(warning(traced) == "");
  CHECK(traced.repr("y").find("shape=(None, 3)") != std::string::npos);
}

TEST_CASE("a size that is declared open is open") {
  Traced traced(
      with_declared("(None, None)", "y = Mean()(keras.Input((4, 3)))\nshape = y.shape\n"));
  CHECK(warning(traced) == "");
  CHECK(traced.repr("shape") == "(None, None)");
}

TEST_CASE("a declared shape that differs is what follows is built on, and is told") {
  Traced traced(with_declared(
      "input_shape",
      "y = Mean(name='m')(keras.Input((4, 3)))\nz = layers.LSTM(2)(y)\nshape = z.shape\n"));
  CHECK(traced.problem() == "");
  CHECK(warning(traced) ==
        "`compute_output_shape` declares (None, 4, 3), but the layer makes (None, 3). Keras builds "
        "what follows on what is declared.");
  CHECK(traced.repr("shape") == "(None, 2)");
}

TEST_CASE("a layer that cannot be traced has the shape that it declares") {
  Traced traced(with_declared("(None, 7)",
                              "y = Mean(name='m')(keras.Input(()))\n"
                              "shape = y.shape\n"));
  CHECK(traced.problem() == "");
  CHECK(warning(traced) ==
        "The layer fails while it is traced: ValueError: axis 1 is out of range for (batch,). "
        "Keras goes by `compute_output_shape`, (None, 7), and fails when the model runs.");
  CHECK(traced.repr("shape") == "(None, 7)");
}

TEST_CASE("inside another layer of the program, and on numbers, a layer does run") {
  Traced traced(with_declared("input_shape",
                              "class Outer(layers.Layer):\n"
                              "    def call(self, x):\n"
                              "        return Mean()(x)\n"
                              "inner = Outer()(keras.Input((4, 3))).shape\n"
                              "numbers = Mean()(ops.ones((2, 4, 3))).shape\n"));
  CHECK(traced.problem() == "");
  CHECK(warning(traced) == "");
  CHECK(traced.repr("inner") == "(None, 3)");
  CHECK(traced.repr("numbers") == "(2, 3)");
}

TEST_CASE("what is declared must be a shape") {
  Traced traced(with_declared("5", "y = Mean()(keras.Input((4, 3)))\n"));
  CHECK(traced.problem() ==
        "A shape is needed, got 5: give a tuple of numbers, with None for an open size.");
}

TEST_CASE("Lambda's output_shape is declared without the batch axis") {
  Traced traced(
      start.substr(0, start.find("class")) +
      "x = keras.Input((4, 3))\n"
      "tuple = layers.Lambda(lambda t: t[:, 1:], output_shape=(None, 3))(x).shape\n"
      "by = layers.Lambda(lambda t: t[:, 1:], output_shape=lambda s: (s[0], 3, 3))(x).shape\n"
      "no = layers.Lambda(lambda t: ops.matmul(t, ops.ones((8, 2))), "
      "output_shape=(5,))(x).shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("tuple") == "(None, None, 3)");
  CHECK(traced.repr("by") == "(None, 3, 3)");
  CHECK(traced.repr("no") == "(None, 5)");
  CHECK(warning(traced).find("Keras goes by `output_shape`, (None, 5)") != std::string::npos);
}

TEST_CASE("an initial_state of another width fails only when the layer runs") {
  const std::string states =
      "import keras\n"
      "from keras import layers, ops\n"
      "x = keras.Input((5, 3))\n"
      "s = keras.Input((7,))\n"
      "y = layers.Bidirectional(layers.GRU(4, return_sequences=True))(x, initial_state=[s, s])\n"
      "shape = y.shape\n";
  Traced traced(states);
  CHECK(traced.problem() == "");
  CHECK(traced.repr("shape") == "(None, 5, 8)");
  CHECK(warning(traced).starts_with(
      "GRU needs an `initial_state` of (batch, 4), got (batch, 7). Keras goes by"));
  const Traced runs(states +
                    "layers.GRU(4)(ops.ones((2, 5, 3)), initial_state=ops.ones((2, 7)))\n");
  CHECK(runs.problem() == "GRU needs an `initial_state` of (2, 4), got (2, 7).");
}

TEST_CASE("a cell of the program has the output_size that it says") {
  Traced traced(
      "import keras\n"
      "from keras import layers, ops\n"
      "class Cell(layers.Layer):\n"
      "    state_size = 3\n"
      "    output_size = 9\n"
      "    def call(self, x, states):\n"
      "        return ops.concatenate([states[0], states[0]], axis=-1), states\n"
      "shape = layers.RNN(Cell())(keras.Input((4, 3))).shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("shape") == "(None, 9)");
  CHECK(warning(traced).starts_with(
      "`output_size` declares (None, 9), but the layer makes (None, 6)."));
}

TEST_CASE("TimeDistributed needs to be told the shape of a layer of the program") {
  Traced traced(
      "import keras\n"
      "from keras import layers\n"
      "class Same(layers.Layer):\n"
      "    def call(self, x):\n"
      "        return x\n"
      "y = layers.TimeDistributed(Same())(keras.Input((4, 3)))\n");
  CHECK(traced.problem() ==
        "TimeDistributed asks `same` which shape comes out of it: give its class a "
        "`compute_output_shape(self, input_shape)`.");
}

TEST_CASE("build and compute_output_shape are given the shapes that they are named after") {
  const std::string cross =
      "import keras\n"
      "from keras import layers, ops\n"
      "class Cross(layers.Layer):\n"
      "    def build(self, BUILD):\n"
      "        self.seen = [BUILD]\n"
      "    def call(self, query, value, mask=None):\n"
      "        return query\n"
      "    def compute_output_shape(self, value_shape, query_shape):\n"
      "        return query_shape\n"
      "c = Cross()\n"
      "y = c(keras.Input((4, 3)), value=keras.Input((6, 2)))\n"
      "seen, shape = c.seen, y.shape\n";
  const auto with = [&](const std::string& names) {
    std::string program = cross;
    for (std::size_t at = program.find("BUILD"); at != program.npos; at = program.find("BUILD")) {
      program.replace(at, 5, names);
    }
    return program;
  };
  const Traced both(with("value_shape, query_shape"));
  CHECK(both.problem() == "");
  CHECK(both.repr("seen") == "[(None, 6, 2), (None, 4, 3)]");
  CHECK(both.repr("shape") == "(None, 4, 3)");
  CHECK(Traced(with("any_name")).repr("seen") == "[(None, 4, 3)]");
  CHECK(Traced(with("a, b")).problem().find("received the argument `a`") != std::string::npos);
}

TEST_CASE("layers and models tell their output's shape when they are asked") {
  Traced traced(
      "import keras\n"
      "from keras import layers\n"
      "class Own(layers.Layer):\n"
      "    def call(self, x):\n"
      "        return x\n"
      "lstm = layers.LSTM(4, return_sequences=True)\n"
      "a = lstm.compute_output_shape((None, 5, 2))\n"
      "b = layers.Bidirectional(layers.GRU(3, return_state=True)).compute_output_shape((2, 5, 2))\n"
      "c = layers.Concatenate().compute_output_shape([(None, 4), (None, 5)])\n"
      "x = keras.Input((None, 2))\n"
      "model = keras.Model(x, [lstm(x), x])\n"
      "d = model.compute_output_shape((7, 9, 2))\n"
      "names = [lstm.name, layers.GRU(2).name]\n"
      "layers.Dense(2).compute_output_shape(5)\n");
  CHECK(traced.repr("a") == "(None, 5, 4)");
  CHECK(traced.repr("b") == "((2, 6), (2, 3), (2, 3))");
  CHECK(traced.repr("c") == "(None, 9)");
  CHECK(traced.repr("d") == "[(7, 9, 4), (7, 9, 2)]");
  CHECK(traced.repr("names") == "['lstm', 'gru_1']");
  CHECK(traced.problem() == "TypeError: 'int' object is not iterable");
}
