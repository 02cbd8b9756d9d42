// Tests of what a program takes from Keras that is not here, or not any more.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/engine/python/traced.hpp"

namespace {

using namespace unroll;
using unroll::tests::Traced;

std::vector<std::string> warnings(Traced& traced) {
  std::vector<std::string> messages;
  for (const Problem& problem : traced.program().interpreter().problems()) {
    if (problem.severity == Severity::warning) messages.push_back(problem.message);
  }
  return messages;
}

}  // namespace

TEST_CASE("absent from Keras: an import that nothing needs is a warning") {
  Traced traced(
      "from keras.layers import Merge, GRU, Input\n"
      "from keras.models import Graph\n"
      "y = GRU(7)(Input((5, 3))).shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("y") == "(None, 7)");
  CHECK(warnings(traced) ==
        std::vector<std::string>{"`Merge` is not in Keras 3's `keras.layers`, which refuses it. "
                                 "What is made of it is unknown here.",
                                 "`Graph` is not in Keras 3's `keras.models`, which refuses it. "
                                 "What is made of it is unknown here."});
}

TEST_CASE("absent from Keras: a layer that is gone is an error where it is called") {
  Traced traced(
      "from keras.layers import Recurrent, Input\n"
      "layer = Recurrent(3)\n"
      "layer(Input((5, 3)))\n");
  CHECK(traced.problem() ==
        "`Recurrent(...)` is not supported: there is no such layer here. Its output shape is "
        "unknown, so the layers after it are not reached.");
}

TEST_CASE("absent from Keras: a misspelt name is told the nearest one") {
  CHECK(Traced("from keras.layers import LSMT\n").problem() ==
        "There is no layer `LSMT`. Is `LSTM` meant?");
  CHECK(Traced("from keras.models import Sequentail\n").problem() ==
        "`keras.models` has no `Sequentail`. Is `Sequential` meant?");
}

TEST_CASE("absent from Keras: a try meets the import that is refused") {
  Traced traced(
      "try:\n    from keras.layers import Recurrent\nexcept ImportError:\n    Recurrent = 5\n");
  CHECK(traced.repr("Recurrent") == "5");
  CHECK(warnings(traced).empty());
}

TEST_CASE("absent from Keras: modules of older releases, and those that they leaked") {
  Traced traced(
      "from keras.layers import activations, recurrent, Input\n"
      "from tensorflow.python.keras.layers.convolutional import Conv1D\n"
      "h = recurrent.LSTM(6, return_sequences=True)(Input((9, 4)))\n"
      "y = Conv1D(5, 3)(activations.get('tanh')(h)).shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("y") == "(None, 7, 5)");
}

TEST_CASE("compute_mask: a layer's mask where the program asks for it") {
  Traced traced(
      "import numpy as np\n"
      "from keras import layers\n"
      "tokens = np.array([[3, 0, 7], [0, 2, 0]])\n"
      "mask = layers.Embedding(9, 2, mask_zero=True).compute_mask(tokens)\n"
      "steps = layers.Masking(5.0).compute_mask(np.array([[[5.0, 5.0], [5.0, 1.0]]]))\n"
      "none = layers.Embedding(9, 2).compute_mask(tokens)\n"
      "same = layers.Dropout(0.5).compute_mask(tokens, mask)\n"
      "shown = [np.array(each).tolist() for each in (mask, steps, same)]\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("none") == "None");
  CHECK(traced.repr("shown") ==
        "[[[True, False, True], [False, True, False]], [[False, True]], "
        "[[True, False, True], [False, True, False]]]");
}

TEST_CASE("absent from Keras: an attribute that is not there is refused") {
  CHECK(Traced("from keras import layers\nlayers.Nothing(3)\n").problem() ==
        "`Nothing` is not supported: there is no such layer here. Its output shape is unknown, so "
        "the layers after it are not reached.");
}
