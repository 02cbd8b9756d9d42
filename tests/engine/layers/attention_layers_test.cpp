// Checks the attention layers with heads against the sums written out in double.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "tests/engine/kernels/reference.hpp"
#include "tests/engine/python/traced.hpp"

namespace {

using namespace unroll;
using namespace unroll::tests;
using Doubles = std::vector<double>;

const std::string imports =
    "import keras\n"
    "import numpy as np\n"
    "from keras import layers, ops\n"
    "def numbers(*shape):\n"
    "    return ops.array(np.sin(1.7 * np.arange(np.prod(shape))).reshape(shape))\n";

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Whether a step of the query looks at one of the value: by item, step and step.
using Looks = std::function<bool(std::size_t, std::size_t, std::size_t)>;

struct Expected {
  Doubles output;  ///< (batch, Tq, features)
  Doubles scores;  ///< (batch, heads, Tq, Tv)
};

struct Setting {
  std::size_t heads = 2;
  std::size_t groups = 2;  ///< heads of key and value
  std::size_t key_size = 3;
  std::size_t value_size = 3;
  Looks looks = [](std::size_t, std::size_t, std::size_t) { return true; };
  bool even_where_masked = true;  ///< what a step without any to look at gives; else zeros
};

/// A program that calls its layer `layer` on `q`, `v` and `k`, and what comes of it.
class Attended {
 public:
  explicit Attended(const std::string& source) : traced_(imports + source) {
    REQUIRE(traced_.problem() == "");
    Store store(traced_.graph(), 1);
    for (std::size_t i = 0; i < traced_.graph().weights.size(); ++i) {
      const std::string& path = traced_.graph().weights[i].path;
      const auto values = store.weight(static_cast<WeightId>(i)).view().as<float>();
      weights_.emplace_back(path.substr(path.find('/') + 1), Doubles(values.begin(), values.end()));
    }
  }

  [[nodiscard]] const Traced& traced() const { return traced_; }

  [[nodiscard]] std::shared_ptr<const Tensor> tensor(std::string_view name) const {
    return Traced::numbers(traced_.graph(), id(name));
  }

  [[nodiscard]] ValueId id(std::string_view name) const {
    const auto tensor = traced_[name].object<python::TensorObject>();
    REQUIRE(tensor != nullptr);
    return tensor->id();
  }

  void check(std::string_view name, const Doubles& want) const {
    CAPTURE(name);
    const auto got = tensor(name);
    const auto values = got->view().as<float>();
    REQUIRE(values.size() == want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      INFO("at ", i);
      REQUIRE(close(values[i], want[i]));
    }
  }

  [[nodiscard]] Expected expected(const Setting& of) const {
    const auto steps_of = [&](std::string_view name) { return at(tensor(name)->sizes()[1]); };
    const std::size_t batch = at(tensor("q")->sizes()[0]);
    const std::size_t rows = steps_of("q");
    const std::size_t columns = steps_of("v");
    const Doubles query = projected("q", "query", batch * rows);
    const Doubles key = projected("k", "key", batch * columns);
    const Doubles value = projected("v", "value", batch * columns);
    Expected want;
    want.scores.resize(batch * of.heads * rows * columns);
    Doubles means(batch * rows * of.heads * of.value_size);
    for (std::size_t b = 0; b < batch; ++b) {
      for (std::size_t h = 0; h < of.heads; ++h) {
        const std::size_t group = h / (of.heads / of.groups);
        for (std::size_t t = 0; t < rows; ++t) {
          double* const weights = &want.scores[((b * of.heads + h) * rows + t) * columns];
          double total = 0;
          for (std::size_t s = 0; s < columns; ++s) {
            double score = 0;
            for (std::size_t i = 0; i < of.key_size; ++i) {
              score += query[((b * rows + t) * of.heads + h) * of.key_size + i] *
                       key[((b * columns + s) * of.groups + group) * of.key_size + i];
            }
            if (of.looks(b, t, s)) {
              weights[s] = std::exp(score / std::sqrt(static_cast<double>(of.key_size)));
            }
            total += weights[s];
          }
          for (std::size_t s = 0; s < columns; ++s) {
            const double even = of.even_where_masked ? 1.0 / static_cast<double>(columns) : 0.0;
            weights[s] = total > 0 ? weights[s] / total : even;
            for (std::size_t i = 0; i < of.value_size; ++i) {
              means[((b * rows + t) * of.heads + h) * of.value_size + i] +=
                  weights[s] * value[((b * columns + s) * of.groups + group) * of.value_size + i];
            }
          }
        }
      }
    }
    if (!weight("gate/kernel").empty()) {
      const Doubles gate = projected("q", "gate", batch * rows);
      for (std::size_t i = 0; i < means.size(); ++i) means[i] /= 1 + std::exp(-gate[i]);
    }
    want.output = dense(means, "attention_output", batch * rows);
    return want;
  }

 private:
  /// The numbers of a weight, none where the layer lacks it.
  [[nodiscard]] Doubles weight(const std::string& path) const {
    for (const auto& [own, values] : weights_) {
      if (own == path) return values;
    }
    return {};
  }

  [[nodiscard]] Doubles projected(std::string_view name, const std::string& inner,
                                  std::size_t rows) const {
    const auto input = tensor(name);
    const auto values = input->view().as<float>();
    return dense({values.begin(), values.end()}, inner, rows);
  }

  /// x · kernel + bias for each row.
  [[nodiscard]] Doubles dense(const Doubles& x, const std::string& inner, std::size_t rows) const {
    const Doubles kernel = weight(inner + "/kernel");
    const Doubles bias = weight(inner + "/bias");
    const std::size_t from = x.size() / rows;
    const std::size_t to = kernel.size() / from;
    Doubles y(rows * to);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < to; ++j) {
        double sum = bias.empty() ? 0 : bias[j];
        for (std::size_t i = 0; i < from; ++i) sum += x[r * from + i] * kernel[i * to + j];
        y[r * to + j] = sum;
      }
    }
    return y;
  }

  Traced traced_;
  std::vector<std::pair<std::string, Doubles>> weights_;
};

std::string problem_of(const std::string& source) { return Traced(imports + source).problem(); }

}  // namespace

TEST_CASE("heads take means of the values, weighted by query and key") {
  const Attended self(
      "q = v = k = numbers(2, 4, 5)\n"
      "layer = layers.MultiHeadAttention(2, 3, bias_initializer='random_normal')\n"
      "out, scores = layer(q, v, return_attention_scores=True)\n"
      "alone = layer(q, v)\n");
  const Expected want = self.expected({});
  self.check("out", want.output);
  self.check("alone", want.output);
  self.check("scores", want.scores);

  const Attended cross(
      "q, v, k = numbers(2, 4, 5), numbers(2, 6, 3), numbers(2, 6, 2)\n"
      "layer = layers.MultiHeadAttention(3, 2, value_dim=4, output_shape=7, use_bias=False)\n"
      "out = layer(q, v, k)\n"
      "same = layer(value=v, key=k, query=q)\n");
  const Doubles output =
      cross.expected({.heads = 3, .groups = 3, .key_size = 2, .value_size = 4}).output;
  cross.check("out", output);
  cross.check("same", output);
}

TEST_CASE("a gate and a window bear on the heads") {
  const Attended gated(
      "q = v = k = numbers(2, 6, 5)\n"
      "layer = layers.MultiHeadAttention(2, 3, value_dim=4, use_gate=True, sliding_window=2,\n"
      "                                  bias_initializer='random_normal')\n"
      "out = layer(q, v)\n");
  const auto near = [](std::size_t, std::size_t t, std::size_t s) {
    return t < s + 2 && s < t + 2;
  };
  gated.check("out", gated.expected({.value_size = 4, .looks = near}).output);
}

TEST_CASE("groups of a query's heads share what they look at") {
  const Attended grouped(
      "q, v, k = numbers(2, 4, 5), numbers(2, 6, 5), numbers(2, 6, 2)\n"
      "layer = layers.GroupQueryAttention(3, 4, 2, bias_initializer='random_normal')\n"
      "out, scores = layer(q, v, k, return_attention_scores=True, use_causal_mask=True)\n");
  const auto before = [](std::size_t, std::size_t t, std::size_t s) { return s <= t; };
  const Expected want = grouped.expected({.heads = 4, .groups = 2, .looks = before});
  grouped.check("out", want.output);
  grouped.check("scores", want.scores);
  CHECK(grouped.traced().repr("layer") ==
        "<GroupedQueryAttention name=grouped_query_attention, built=True>");
}

TEST_CASE("all masks of a call count together") {
  const Attended masked(
      "q = v = k = numbers(2, 4, 5)\n"
      "mask = np.array([[1, 1, 0, 1], [1, 0, 1, 1]])\n"
      "layer = layers.MultiHeadAttention(2, 3)\n"
      "out = layer(q, v, value_mask=mask, use_causal_mask=True)\n"
      "ignored = layer(q, v, query_mask=np.array([[False] * 4] * 2))\n");
  const auto looks = [](std::size_t b, std::size_t t, std::size_t s) {
    return s <= t && s != (b == 0 ? 2 : 1);
  };
  masked.check("out", masked.expected({.looks = looks}).output);
  masked.check("ignored", masked.expected({}).output);
}

TEST_CASE("where all is masked the weights are even, and zeros where the softmax is a layer") {
  const std::string source =
      "q = v = k = numbers(1, 3, 5)\n"
      "mask = np.array([[[1, 0, 1], [0, 0, 0], [1, 1, 1]]], dtype=bool)\n"
      "layer = layers.MultiHeadAttention(2, 3, bias_initializer='random_normal')\n"
      "even = layer(q, v, attention_mask=mask)\n"
      "zeros, scores = layer(q, v, attention_mask=mask, return_attention_scores=True)\n";
  const Attended attended(source);
  const auto looks = [](std::size_t, std::size_t t, std::size_t s) {
    return t == 2 || (t == 0 && s != 1);
  };
  attended.check("even", attended.expected({.looks = looks}).output);
  const Expected zeros = attended.expected({.looks = looks, .even_where_masked = false});
  attended.check("zeros", zeros.output);
  attended.check("scores", zeros.scores);
}

TEST_CASE("attention along one axis of several leaves the others apart") {
  const Attended apart(
      "x = numbers(2, 3, 4, 5)\n"
      "q = v = k = ops.reshape(x, (6, 4, 5))\n"
      "layer = layers.MultiHeadAttention(2, 3, attention_axes=2)\n"
      "out, scores = layer(x, x, return_attention_scores=True)\n");
  const Expected want = apart.expected({});
  apart.check("out", want.output);
  apart.check("scores", want.scores);
}

TEST_CASE("shapes follow the query, and what Keras does not know stays open") {
  const Traced traced(imports +
                      "x = keras.Input((None, 5))\n"
                      "v = keras.Input((4, 3))\n"
                      "out, scores = layers.MultiHeadAttention(2, 3, output_shape=(2, 7))(\n"
                      "    x, v, return_attention_scores=True)\n"
                      "image = keras.Input((3, 4, 5))\n"
                      "seen, pairs = layers.MultiHeadAttention(2, 3)(\n"
                      "    image, image, return_attention_scores=True)\n");
  REQUIRE(traced.problem() == "");
  const auto shape = [&](std::string_view name) {
    return traced.graph().value(traced[name].object<python::TensorObject>()->id()).type.shape;
  };
  CHECK(keras_text(shape("out")) == "(None, None, 2, 7)");
  CHECK(keras_text(shape("scores")) == "(None, 2, None, None)");
  CHECK(words(shape("scores")) == "(batch, 2, time, 4)");
  CHECK(keras_text(shape("seen")) == "(None, 3, 4, 5)");
  CHECK(keras_text(shape("pairs")) == "(None, 2, 3, 4, 3, 4)");
  CHECK(shape("scores")[1].role == Role::heads);
  CHECK(shape("scores")[3].role == Role::source);
}

TEST_CASE("the query's mask is handed on") {
  const Traced traced(imports +
                      "x = layers.Masking()(keras.Input((4, 5)))\n"
                      "v = layers.Masking()(keras.Input((6, 5)))\n"
                      "plain = keras.Input((4, 5))\n"
                      "kept = layers.MultiHeadAttention(2, 3)(x, v)\n"
                      "none = layers.MultiHeadAttention(2, 3)(plain, v)\n"
                      "y = layers.Masking()(keras.Input((4, 5)))\n"
                      "grouped = layers.GroupQueryAttention(3, 4, 2)(y, v)\n");
  REQUIRE(traced.problem() == "");
  const auto masked = [&](std::string_view name) {
    return traced.graph().value(traced[name].object<python::TensorObject>()->id()).mask != no_id;
  };
  CHECK(masked("kept"));
  CHECK_FALSE(masked("none"));
  CHECK(masked("grouped"));
}

TEST_CASE("inner layers have Keras's names") {
  const Traced traced(imports +
                      "x = keras.Input((4, 5))\n"
                      "y = layers.MultiHeadAttention(2, 3, value_dim=4, use_gate=True)(x, x)\n"
                      "drop = layers.Dropout(0.1).name\n"
                      "softmax = layers.Softmax().name\n");
  REQUIRE(traced.problem() == "");
  std::vector<std::string> paths;
  for (const Weight& weight : traced.graph().weights) {
    paths.push_back(weight.path + ' ' + keras_text(weight.type.shape));
  }
  CHECK(paths == std::vector<std::string>{
                     "multi_head_attention/query/kernel (5, 2, 3)",
                     "multi_head_attention/query/bias (2, 3)",
                     "multi_head_attention/key/kernel (5, 2, 3)",
                     "multi_head_attention/key/bias (2, 3)",
                     "multi_head_attention/gate/kernel (5, 2, 4)",
                     "multi_head_attention/gate/bias (2, 4)",
                     "multi_head_attention/value/kernel (5, 2, 4)",
                     "multi_head_attention/value/bias (2, 4)",
                     "multi_head_attention/attention_output/kernel (2, 4, 5)",
                     "multi_head_attention/attention_output/bias (5,)",
                 });
  CHECK(traced.repr("drop") == "'dropout_1'");
  CHECK(traced.repr("softmax") == "'softmax_1'");
}

TEST_CASE("a mask that does not fit is met when the model runs, not when it is built") {
  const auto check = [](const std::string& source, const std::string& shape) {
    CAPTURE(source);
    Traced traced(imports + source + "shape = y.shape\n");
    CHECK(traced.problem() == "");
    CHECK(traced.repr("shape") == shape);
    const auto& problems = traced.program().interpreter().problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].severity == Severity::warning);
    CHECK(problems[0].message.find("needs a mask that can be broadcast to") != std::string::npos);
  };
  check(
      "tokens = keras.Input((12,))\n"
      "scores = layers.Dense(1)(layers.Embedding(9, 4, mask_zero=True)(tokens))\n"
      "y = layers.Softmax(axis=1)(scores)\n",
      "(None, 12, 1)");
  check(
      "x = keras.Input((4, 5))\n"
      "mask = keras.Input((4, 3), dtype='bool')\n"
      "y = layers.MultiHeadAttention(2, 3)(x, x, attention_mask=mask)\n",
      "(None, 4, 5)");
  CHECK(problem_of("layers.Softmax()(np.ones((2, 4, 1)), mask=np.ones((2, 4)) > 0)\n")
            .find("needs a mask that can be broadcast to") != std::string::npos);
}

TEST_CASE("what does not go together is refused") {
  const std::string inputs =
      "x = keras.Input((4, 5))\n"
      "v = keras.Input((6, 3))\n"
      "k = keras.Input((7, 3))\n";
  const auto refused = [&](const std::string& call, const std::string& message) {
    CAPTURE(call);
    CHECK(problem_of(inputs + "y = layers." + call + '\n').find(message) != std::string::npos);
  };
  refused("MultiHeadAttention(2, 3)(x)", "needs `value`");
  refused("MultiHeadAttention(2, 3)(x, v, k)", "so both need the same axes");
  refused("MultiHeadAttention(2, 3)(x, keras.Input((2, 6, 3)))", "equally many axes");
  refused("MultiHeadAttention(2, 3, attention_axes=3)(x, x)", "`attention_axes=3`");
  refused("MultiHeadAttention(2, 3, output_shape='all')", "`output_shape`");
  refused("MultiHeadAttention(0, 3)", "`num_heads`");
  refused("MultiHeadAttention(2, 3, dropout=0.1, flash_attention=True)", "goes without dropout");
  refused("MultiHeadAttention(2, 3, attention_axes=())", "needs an axis in `attention_axes`");
  refused(
      "MultiHeadAttention(2, 3)(keras.Input((2, 3, 5)), keras.Input((2, 3, 5)),\n"
      "                                use_causal_mask=True)",
      "attends along 2 axes");
  refused("GroupQueryAttention(3, 4, 3)", "can be divided");
  refused("GroupQueryAttention(3, 4, 2)(x, v)", "equally many features");
}
