// Checks how masks travel and what becomes of them, under both releases' rules.
#include <doctest/doctest.h>

#include <string>

#include "tests/engine/python/traced.hpp"

namespace {

using namespace unroll;
using unroll::tests::Traced;

const std::string imports =
    "import keras\n"
    "import numpy as np\n"
    "from keras import layers, ops\n";

/// Whether the tensor of this variable carries a mask.
bool masked(const Traced& traced, std::string_view name) {
  const auto tensor = traced[name].object<python::TensorObject>();
  REQUIRE(tensor != nullptr);
  return traced.graph().value(tensor->id()).mask != no_id;
}

}  // namespace

TEST_CASE("a mask is made, handed on, used and dropped") {
  const Traced traced(imports +
                      "i = keras.Input((5, 3))\n"
                      "m = layers.Masking()(i)\n"
                      "d = layers.Dense(4)(m)\n"
                      "r = layers.LSTM(4, return_sequences=True)(d)\n"
                      "last = layers.LSTM(4)(r)\n"
                      "t = layers.TimeDistributed(layers.Dense(2))(r)\n"
                      "b = layers.Bidirectional(layers.GRU(2, return_sequences=True))(t)\n"
                      "s = ops.add(b, 1.0)\n");
  REQUIRE(traced.problem() == "");
  CHECK_FALSE(masked(traced, "i"));
  for (const char* name : {"m", "d", "r", "t", "b"}) {
    CAPTURE(name);
    CHECK(masked(traced, name));
  }
  CHECK_FALSE(masked(traced, "last"));
  CHECK_FALSE(masked(traced, "s"));
}

TEST_CASE("from 3.16 on, recurrent layers and wrappers stop masks") {
  const Traced traced(imports +
                          "i = keras.Input((5, 3))\n"
                          "m = layers.Masking()(i)\n"
                          "r = layers.LSTM(4, return_sequences=True)(m)\n"
                          "t = layers.TimeDistributed(layers.Dense(2))(m)\n"
                          "b = layers.Bidirectional(layers.GRU(2, return_sequences=True))(m)\n",
                      KerasRelease::v3_16);
  REQUIRE(traced.problem() == "");
  CHECK(masked(traced, "m"));
  for (const char* name : {"r", "t", "b"}) {
    CAPTURE(name);
    CHECK_FALSE(masked(traced, name));
  }
}

TEST_CASE("masked steps count for nothing, unless the call has several tensors") {
  const Traced traced(imports +
                      "ones = np.ones((1, 2, 3))\n"
                      "padded = np.concatenate([ones, np.zeros((1, 2, 3))], axis=1)\n"
                      "lstm = layers.LSTM(4)\n"
                      "m = layers.Masking()\n"
                      "short = lstm(ones)\n"
                      "masked = lstm(m(padded))\n"
                      "plain = lstm(padded)\n"
                      "zeros = [ops.zeros((1, 4)), ops.zeros((1, 4))]\n"
                      "several = lstm(m(padded), initial_state=zeros)\n"
                      "given = lstm(padded, mask=np.array([[True, True, False, False]]))\n");
  REQUIRE(traced.problem() == "");
  CHECK(traced.repr("masked") == traced.repr("short"));
  CHECK(traced.repr("given") == traced.repr("short"));
  CHECK(traced.repr("plain") != traced.repr("short"));
  CHECK(traced.repr("several") == traced.repr("plain"));
}

TEST_CASE("a class of the program takes masks, makes them, and hands them on if it says so") {
  const Traced traced(imports +
                      "class Mean(layers.Layer):\n"
                      "    def call(self, x, mask=None):\n"
                      "        weights = ops.cast(mask, 'float32')[:, :, None]\n"
                      "        return ops.sum(x * weights, axis=1) / ops.sum(weights, axis=1)\n"
                      "class Keeps(layers.Layer):\n"
                      "    def __init__(self):\n"
                      "        super().__init__()\n"
                      "        self.supports_masking = True\n"
                      "    def call(self, x):\n"
                      "        return x * 2.0\n"
                      "class Makes(layers.Layer):\n"
                      "    def call(self, x):\n"
                      "        return x * 2.0\n"
                      "    def compute_mask(self, x, mask=None):\n"
                      "        return ops.any(ops.not_equal(x, 0.0), axis=-1)\n"
                      "i = keras.Input((4, 3))\n"
                      "kept = Keeps()(layers.Masking()(i))\n"
                      "made = Makes()(i)\n"
                      "dropped = layers.Dense(2)(Mean()(kept))\n"
                      "ones = np.ones((1, 2, 3))\n"
                      "padded = np.concatenate([ones, np.zeros((1, 2, 3))], axis=1)\n"
                      "mean = Mean()(layers.Masking()(padded))\n"
                      "expected = np.ones((1, 3))\n");
  REQUIRE(traced.problem() == "");
  CHECK(masked(traced, "kept"));
  CHECK(masked(traced, "made"));
  CHECK_FALSE(masked(traced, "dropped"));
  const auto mean =
      Traced::numbers(traced.graph(), traced["mean"].object<python::TensorObject>()->id());
  for (const float number : mean->as<float>()) CHECK(number == doctest::Approx(1.0));
}

TEST_CASE("an implicit mask is an operation of the functional model") {
  const Traced traced(imports +
                      "i = keras.Input((4, 3))\n"
                      "x = layers.LSTM(2)(layers.Masking()(i))\n"
                      "model = keras.Model(i, x)\n"
                      "names = [each.name for each in model.operations]\n");
  REQUIRE(traced.problem() == "");
  CHECK(traced.repr("names") == "['input_layer', 'not_equal', 'masking', 'any', 'lstm']");
}

TEST_CASE("MultiHeadAttention takes the masks of its tensors away when the program runs") {
  const Traced traced(imports +
                      "i = keras.Input((5,), dtype='int32')\n"
                      "e = layers.Embedding(9, 4, mask_zero=True)(i)\n"
                      "d = layers.Dropout(0.1)(e)\n"
                      "a = layers.MultiHeadAttention(2, 3)(d, d)\n"
                      "s = layers.Add()([d, a])\n"
                      "n = layers.LayerNormalization()(s)\n"
                      "k = layers.GroupQueryAttention(2, 2, 1)(a, a)\n");
  REQUIRE(traced.problem() == "");
  CHECK(masked(traced, "a"));
  CHECK(masked(traced, "k"));
  for (const char* name : {"e", "d", "s", "n"}) {
    CAPTURE(name);
    CHECK_FALSE(masked(traced, name));
    const auto tensor = traced[name].object<python::TensorObject>();
    CHECK(traced.graph().value(tensor->id()).traced_mask != no_id);
  }
}
