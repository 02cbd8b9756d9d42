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

TEST_CASE("legacy Keras: an argument that is gone is dropped beside one by position") {
  Traced traced(
      "from keras.layers import Input, SimpleRNN\n"
      "y = SimpleRNN(3, implementation=2)(Input((4, 2)))\n");
  CHECK(traced.problem() == "");
}

TEST_CASE("legacy Keras: input_length stands beside input_shape") {
  Traced traced(
      "from keras.layers import Embedding\n"
      "Embedding(10, 4, input_length=5, input_shape=(5,))\n");
  CHECK(traced.problem() == "");
}

TEST_CASE("layers go by the format of images that is set") {
  Traced traced(
      "from keras import backend as K\nfrom keras.layers import Conv2D, Input\n"
      "K.set_image_data_format('channels_first')\nx = Input((1, 32, 32))\n"
      "first, last = Conv2D(4, 3)(x).shape, Conv2D(4, 1, data_format='channels_last')(x).shape\n"
      "known = K.image_data_format(), K.image_dim_ordering()\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("first") == "(None, 4, 30, 30)");
  CHECK(traced.repr("last") == "(None, 1, 32, 4)");
  CHECK(traced.repr("known") == "('channels_first', 'th')");
}

TEST_CASE("a tensor takes an attribute") {
  Traced traced(
      "from keras.layers import Input\nx = Input((3,))\nx.note = 5\ny = x.note\nx.own = x\n");
  CHECK(traced.repr("y") == "5");
}

TEST_CASE("a notebook's pip is passed over without its mark") {
  Traced traced("pip install keras\nx = 3\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("x") == "3");
}

TEST_CASE("what comes of a layer that is not here is not known, nor is a model of it") {
  Traced traced(
      "from elsewhere import Attention2\nfrom keras import Input, Model\n"
      "from keras.layers import LSTM, Concatenate, Dense\nimport tensorflow as tf\n"
      "x = Input((5, 3))\nh = LSTM(4, return_sequences=True)(x)\nu = Attention2()(h)\n"
      "c = Concatenate()([h, u])\nd = tf.concat([h, u], -1)\nm = Model(x, Dense(2)(c))\n"
      "y = LSTM(4)(h, initial_state=u).shape\n");
  const auto& in = traced.program().interpreter();
  CHECK(traced.graph().models.empty());
  CHECK(in.type_name(traced["c"]) == "unknown");
  CHECK(in.type_name(traced["d"]) == "unknown");
  CHECK(traced.repr("y") == "(None, 4)");
}

TEST_CASE("a single number that NumPy draws is a plain one") {
  Traced traced(
      "import numpy as np\nn = len(list(range(np.random.randint(3, 4))))\ns = np.arange(3)\n"
      "k = len(list(range(s[2])))\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("n") == "3");
  CHECK(traced.repr("k") == "2");
}

TEST_CASE("an array of sizes that are not known goes into a layer beside a model's tensors") {
  Traced traced(
      "import numpy as np\nfrom keras import Input, Model\nfrom keras.layers import LSTM\n"
      "x = Input((5, 3))\no, h, c = LSTM(8, return_state=True)(x)\n"
      "z = np.zeros((2, 1, n_features))\n"
      "y = LSTM(8)(z, initial_state=[h, c])\nm = Model(x, y)\n");
  CHECK(traced.problem() == "");
  CHECK(traced.graph().models.size() == 1);
}

TEST_CASE("an initializer that is called draws a weight of that shape") {
  Traced traced(
      "from keras import initializers, backend as K\nimport numpy as np\n"
      "init = initializers.get('glorot_uniform')\nw = K.variable(init((3, 4)))\nshape = w.shape\n"
      "a, b = np.array(init((50,))), np.array(init((50,)))\n"
      "differ = bool((a != b).any())\nwide = bool(np.abs(a).max() <= (6 / 100) ** 0.5)\n"
      "ones = np.array(initializers.Ones()(shape=[2])).tolist()\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("shape") == "(3, 4)");
  CHECK(traced.repr("differ") == "True");
  CHECK(traced.repr("wide") == "True");
  CHECK(traced.repr("ones") == "[1.0, 1.0]");
}

TEST_CASE("legacy Keras: rows and columns of a kernel one by one, beside another word of Keras 1") {
  Traced traced(
      "from keras.layers import Convolution2D, Input\nx = Input((20, 30, 1))\n"
      "older = Convolution2D(4, 3, 5, border_mode='valid')(x).shape\n"
      "today = Convolution2D(4, 3, 5)(x).shape\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("older") == "(None, 18, 26, 4)");
  CHECK(traced.repr("today") == "(None, 4, 6, 4)");
}

TEST_CASE("a range is an array of its numbers") {
  Traced traced(
      "import numpy as np\na = np.array(range(1, 5))\nb = np.asarray([range(2), range(2, 4)])\n"
      "shown = a.tolist(), b.tolist(), float(np.mean(range(5)))\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("shown") == "([1, 2, 3, 4], [[0, 1], [2, 3]], 2.0)");
}
