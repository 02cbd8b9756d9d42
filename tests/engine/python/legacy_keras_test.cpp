// Tests of the spellings of Keras 1 and 2, and of names whose import was not pasted.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/engine/python/traced.hpp"

namespace {

using namespace unroll;
using unroll::tests::Traced;

/// The codes of what a program is told of, in order.
std::vector<std::string> told(Traced& traced) {
  std::vector<std::string> codes;
  for (const Problem& problem : traced.program().interpreter().problems())
    codes.push_back(problem.code);
  return codes;
}

}  // namespace

TEST_CASE("legacy Keras: a first layer with Keras 1's arguments") {
  Traced traced(
      "from keras.models import Sequential\n"
      "from keras.layers.core import Dense, Dropout\n"
      "from keras.layers.recurrent import LSTM\n"
      "m = Sequential()\n"
      "m.add(LSTM(output_dim=17, input_dim=5, input_length=11, init='uniform', "
      "inner_activation='sigmoid', consume_less='gpu'))\n"
      "m.add(Dropout(p=0.5))\n"
      "m.add(Dense(output_dim=4, bias=False))\n"
      "i, o, n = m.input_shape, m.output_shape, m.count_params()\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("i") == "(None, 11, 5)");
  CHECK(traced.repr("o") == "(None, 4)");
  CHECK(traced.repr("n") == std::to_string(4 * (17 * (5 + 17 + 1)) + 17 * 4));
  CHECK(told(traced) == std::vector<std::string>(8, "older_spelling"));
  const Problem& first = traced.program().interpreter().problems().front();
  CHECK(first.severity == Severity::note);
  CHECK(first.message == "LSTM's `input_length` is written `input_shape` today.");
}

TEST_CASE("legacy Keras: windows, models and merge") {
  Traced traced(
      "from keras.models import Model\n"
      "from keras.layers import Input, LSTM, merge, Convolution1D, MaxPooling1D\n"
      "w = Input(shape=(40, 6))\n"
      "c = Convolution1D(nb_filter=11, filter_length=4, border_mode='same', "
      "subsample_length=2)(w)\n"
      "c = MaxPooling1D(pool_length=2)(c)\n"
      "both = merge([LSTM(7)(c), LSTM(7, go_backwards=True)(c)], mode='concat', concat_axis=-1)\n"
      "m = Model(input=w, output=both)\n"
      "cs, o = c.shape, m.output_shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("cs") == "(None, 10, 11)");
  CHECK(traced.repr("o") == "(None, 14)");
}

TEST_CASE("legacy Keras: classes that are today's under a name of their own") {
  Traced traced(
      "from keras.layers import CuDNNGRU, Input\n"
      "layer = CuDNNGRU(9)\n"
      "y = layer(Input((4, 3)))\n"
      "name, shape = layer.name, y.shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("name") == "'cu_dnngru'");
  CHECK(traced.repr("shape") == "(None, 9)");
}

TEST_CASE("legacy Keras: an argument that no Keras had is refused") {
  Traced traced("from keras.layers import LSTM\nLSTM(3, output_dims=4)\n");
  CHECK(traced.problem() == "LSTM has no argument `output_dims`.");
}

TEST_CASE("an argument that is misspelt is told the nearest one") {
  Traced traced("from keras.layers import Dense\nDense(3, activaton='relu')\n");
  CHECK(traced.problem() == "Dense has no argument `activaton`. Is `activation` meant?");
}

TEST_CASE("implicit imports: a program without its import lines") {
  Traced traced(
      "m = Sequential()\n"
      "m.add(Input((9,)))\n"
      "m.add(Embedding(89, 6))\n"
      "m.add(Bidirectional(LSTM(7, return_sequences=True)))\n"
      "m.add(layers.Dense(int(np.sqrt(25))))\n"
      "m.add(Dense(3))\n"
      "m.add(Dense(3))\n"
      "o = m.output_shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("o") == "(None, 9, 3)");
  // Sequential, Input, Embedding, Bidirectional, LSTM, layers, np, and Dense once.
  CHECK(told(traced) == std::vector<std::string>(8, "missing_import"));
  const Problem& first = traced.program().interpreter().problems().front();
  CHECK(first.message ==
        "`Sequential` is not imported; taken as `from keras.models import Sequential`.");
  CHECK(first.fixes.front().edits.front().insert == "from keras.models import Sequential\n");
}

TEST_CASE("implicit imports: what the program defines is its own") {
  Traced traced("class LSTM:\n    units = 5\nn = LSTM.units\n");
  CHECK(traced.repr("n") == "5");
  CHECK(told(traced).empty());
}
