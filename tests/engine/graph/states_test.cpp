// Checks the states that stateful layers keep, and layers made from others.
#include <doctest/doctest.h>

#include <string>

#include "tests/engine/python/traced.hpp"

namespace {

using unroll::tests::Traced;

const std::string imports =
    "import keras\n"
    "import numpy as np\n"
    "from keras import layers, ops\n"
    "x = np.ones((2, 3, 4))\n";

}  // namespace

TEST_CASE("a stateful layer goes on where it ended, and begins anew after a reset") {
  for (const char* layer : {"SimpleRNN(5", "LSTM(5", "GRU(5", "RNN(layers.LSTMCell(5)"}) {
    CAPTURE(layer);
    const Traced traced(imports + "rnn = layers." + layer +
                        ", stateful=True)\n"
                        "first = rnn(x)\n"
                        "second = rnn(x)\n"
                        "rnn.reset_state()\n"
                        "again = rnn(x)\n"
                        "rnn.reset_state()\n"
                        "whole = rnn(np.ones((2, 6, 4)))\n");
    REQUIRE(traced.problem() == "");
    CHECK(traced.repr("first") != traced.repr("second"));
    CHECK(traced.repr("first") == traced.repr("again"));
    CHECK(traced.repr("second") == traced.repr("whole"));
  }
}

TEST_CASE("kept states are no weights of the model, and need a batch with a size") {
  const Traced traced(imports +
                      "model = keras.Sequential([keras.Input(batch_shape=(2, 3, 4)),\n"
                      "                          layers.LSTM(5, stateful=True)])\n"
                      "count = len(model.weights)\n");
  REQUIRE(traced.problem() == "");
  CHECK(traced.repr("count") == "3");
  const Traced open(imports + "layers.LSTM(5, stateful=True)(keras.Input((3, 4)))\n");
  CHECK(open.problem() ==
        "With `stateful=True` the batch must have a size, got (batch, 3, 4): give "
        "the Input a `batch_shape` or `batch_size`.");
}

TEST_CASE("both directions of Bidirectional are layers of their own") {
  const Traced traced(imports +
                      "lstm = layers.LSTM(5, return_state=True)\n"
                      "both = layers.Bidirectional(lstm, name='both')\n"
                      "out = both(x)\n"
                      "count = len(out)\n"
                      "names = [w.path for w in both.weights][::3]\n"
                      "own = len(lstm.weights)\n"
                      "forward = both.forward_layer\n"
                      "states = forward(x)\n");
  REQUIRE(traced.problem() == "");
  CHECK(traced.repr("count") == "5");
  CHECK(traced.repr("names") ==
        "['both/forward_lstm/lstm_cell/kernel', 'both/backward_lstm/lstm_cell/kernel']");
  CHECK(traced.repr("own") == "0");
}

TEST_CASE("a cell of the program runs in RNN, also in Bidirectional and stacked") {
  const std::string cell =
      "class Sum(layers.Layer):\n"
      "    def __init__(self, units, **kwargs):\n"
      "        super().__init__(**kwargs)\n"
      "        self.units = units\n"
      "        self.state_size = units\n"
      "    def call(self, inputs, states):\n"
      "        after = states[0] + ops.sum(inputs, axis=-1, keepdims=True)\n"
      "        return after, [after]\n"
      "    def get_config(self):\n"
      "        return {**super().get_config(), 'units': self.units}\n";
  const Traced traced(imports + cell +
                      "one = layers.RNN(Sum(2))(x)\n"
                      "both = layers.Bidirectional(layers.RNN(Sum(1), return_sequences=True))(x)\n"
                      "two = layers.RNN([Sum(1), Sum(1)], return_state=True)(x)\n"
                      "a, b, c = one[0].numpy().tolist(), both[0].numpy().tolist(), two[2][0]\n");
  REQUIRE(traced.problem() == "");
  CHECK(traced.repr("a") == "[12.0, 12.0]");
  CHECK(traced.repr("b") == "[[4.0, 12.0], [8.0, 8.0], [12.0, 4.0]]");
}
