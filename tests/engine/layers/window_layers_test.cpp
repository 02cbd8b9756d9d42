// Tests of the layers whose windows move over steps, rows and columns, and of those that lay out
// numbers anew: their shapes with open sizes, their axes, their words.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "interchange/explain.hpp"
#include "tests/engine/python/traced.hpp"

namespace {

using namespace unroll;
using unroll::tests::Traced;

/// `y` = a layer, written as in a program, on `x` with these sizes.
class Called {
 public:
  Called(const std::string& sizes, const std::string& layer)
      : traced_("import keras\nfrom keras import layers\nx = keras.Input(" + sizes +
                ")\nlayer = layers." + layer + "\ny = layer(x)\n") {}

  [[nodiscard]] std::string problem() const { return traced_.problem(); }
  [[nodiscard]] const Graph& graph() const { return traced_.graph(); }
  [[nodiscard]] const Call& call() const {
    return graph().calls.back().parent == no_id ? graph().calls.back() : graph().call(outermost());
  }
  [[nodiscard]] const Layer& layer() const { return graph().layer(call().layer); }

  /// `B T-2 5`, or the problem.
  [[nodiscard]] std::string sizes() const {
    if (!problem().empty()) return problem();
    std::string text;
    for (const Axis& axis : shape()) text += (text.empty() ? "" : " ") + axis.size.text();
    return text;
  }
  /// `batch time features`.
  [[nodiscard]] std::string roles() const {
    std::string text;
    for (const Axis& axis : shape()) {
      text += (text.empty() ? "" : " ") + std::string(role_name(axis.role));
    }
    return text;
  }
  /// What the call did: `kept kept replaced`.
  [[nodiscard]] std::string events() const {
    std::string text;
    for (const AxisEvent& event : reasons()) text += (text.empty() ? "" : " ") + event.kind;
    return text;
  }
  /// Why axis `i` of the output is as it is, or what ended behind those.
  [[nodiscard]] std::string why(std::size_t i) const { return reasons().at(i).why; }
  /// The parameter formula with numbers.
  [[nodiscard]] std::string formula() const {
    std::string text;
    const auto texts = formula_of(graph(), layer());
    for (const FormulaPart& part : texts->numbers) text += part.text;
    return text;
  }
  [[nodiscard]] std::string settings() const { return layer().row->settings(layer().config); }
  /// The paths and sizes of the weights.
  [[nodiscard]] std::string weights() const {
    std::string text;
    for (const Weight& weight : graph().weights) {
      text += (text.empty() ? "" : ", ") + weight.path + ' ' + keras_text(weight.type.shape);
    }
    return text;
  }

 private:
  [[nodiscard]] CallId outermost() const {
    auto id = static_cast<CallId>(graph().calls.size() - 1);
    while (graph().call(id).parent != no_id) id = graph().call(id).parent;
    return id;
  }
  [[nodiscard]] const Shape& shape() const {
    return graph().value(call().outputs.front()).type.shape;
  }
  [[nodiscard]] std::vector<AxisEvent> reasons() const {
    const auto id = static_cast<CallId>(&call() - graph().calls.data());
    return explain(const_program(), id, nullptr);
  }
  [[nodiscard]] const python::Program& const_program() const { return traced_.program(); }

  mutable Traced traced_;
};

std::string sizes(const std::string& input, const std::string& layer) {
  return Called(input, layer).sizes();
}

}  // namespace

TEST_CASE("convolutions: shapes with open sizes") {
  CHECK(sizes("(None, 4)", "Conv1D(8, 3)") == "B T-2 8");
  CHECK(sizes("(None, 4)", "Conv1D(8, 3, strides=2)") == "B floor((T-3)/2)+1 8");
  CHECK(sizes("(None, 4)", "Conv1D(8, 3, padding='same')") == "B T 8");
  CHECK(sizes("(None, 4)", "Conv1D(8, 3, padding='SAME', strides=2)") == "B floor((T-1)/2)+1 8");
  CHECK(sizes("(None, 4)", "Conv1D(8, 3, padding='causal', dilation_rate=2)") == "B T 8");
  CHECK(sizes("(None, 4)", "Conv1D(8, 3, dilation_rate=4)") == "B T-8 8");
  CHECK(sizes("(10, 4)", "Convolution1D(8, [3], strides=(2,))") == "B 4 8");
  CHECK(sizes("(4, None)", "Conv1D(8, 3, data_format='channels_first')") == "B 8 F-2");
  CHECK(sizes("(None, None, 3)", "Conv2D(8, (3, 2), strides=(1, 2))") ==
        "B R-2 floor((C-2)/2)+1 8");
  CHECK(sizes("(28, 28, 1)", "Conv2D(32, 3)") == "B 26 26 32");
  CHECK(sizes("(5, 6, 7, 2)", "Conv3D(4, 2, strides=(1, 2, 3), padding='same')") == "B 5 3 3 4");
  CHECK(sizes("(None, 4)", "Conv1DTranspose(8, 3, strides=2)") == "B 2*T+1 8");
  CHECK(sizes("(None, 4)", "Conv1DTranspose(8, 3, strides=2, padding='same')") == "B 2*T 8");
  CHECK(sizes("(None, 4)", "Conv1DTranspose(8, 3, strides=2, output_padding=1)") == "B 2*T+2 8");
  CHECK(sizes("(7, None, 3)", "Conv2DTranspose(2, 3, strides=(2, 1))") == "B 15 C+2 2");
  CHECK(sizes("(2, 3, 4, 5)", "Conv3DTranspose(2, 2, padding='same')") == "B 2 3 4 2");
  CHECK(sizes("(None, 4)", "DepthwiseConv1D(3, depth_multiplier=2)") == "B T-2 8");
  CHECK(sizes("(9, 9, 4)", "DepthwiseConv2D(3, strides=2)") == "B 4 4 4");
  CHECK(sizes("(None, 4)", "SeparableConv1D(6, 3)") == "B T-2 6");
  CHECK(sizes("(9, None, 4)", "SeparableConv2D(6, 3, padding='same')") == "B 9 C 6");
}

TEST_CASE("pooling: shapes with open sizes") {
  CHECK(sizes("(None, 4)", "MaxPooling1D()") == "B floor((T-2)/2)+1 4");
  CHECK(sizes("(None, 4)", "MaxPool1D(3, strides=1)") == "B T-2 4");
  CHECK(sizes("(None, 4)", "AvgPool1D(2, padding='same')") == "B floor((T-1)/2)+1 4");
  CHECK(sizes("(4, None)", "MaxPooling1D(data_format='channels_first')") == "B 4 floor((F-2)/2)+1");
  CHECK(sizes("(9, 8, 4)", "MaxPooling2D((3, 2))") == "B 3 4 4");
  CHECK(sizes("(9, 8, 4)", "AveragePooling2D(3, strides=(1, 2))") == "B 7 3 4");
  CHECK(sizes("(4, 5, 6, 2)", "MaxPooling3D()") == "B 2 2 3 2");
  CHECK(sizes("(4, 5, 6, 2)", "AveragePooling3D(2, padding='same')") == "B 2 3 3 2");
  CHECK(sizes("(None, 4)", "GlobalMaxPooling1D()") == "B 4");
  CHECK(sizes("(None, 4)", "GlobalAvgPool1D(keepdims=True)") == "B 1 4");
  CHECK(sizes("(4, None)", "GlobalAveragePooling1D('channels_first')") == "B 4");
  CHECK(sizes("(3, 4, 5)", "GlobalMaxPool2D(keepdims=True)") == "B 1 1 5");
  CHECK(sizes("(5, 3, 4)", "GlobalAveragePooling2D(data_format='channels_first')") == "B 5");
  CHECK(sizes("(2, 3, 4, 5)", "GlobalAveragePooling3D()") == "B 5");
  CHECK(sizes("(2, 3, 4, 5)", "GlobalMaxPooling3D(keepdims=True)") == "B 1 1 1 5");
  CHECK(sizes("(None, 4)", "AdaptiveAveragePooling1D(3)") == "B 3 4");
  CHECK(sizes("(7, 8, 4)", "AdaptiveMaxPooling2D((2, 3))") == "B 2 3 4");
  CHECK(sizes("(7, 8, 9, 4)", "AdaptiveAveragePooling3D(2)") == "B 2 2 2 4");
}

TEST_CASE("laying out anew: shapes with open sizes") {
  CHECK(sizes("(None, 4)", "UpSampling1D(3)") == "B 3*T 4");
  CHECK(sizes("(3, None, 4)", "UpSampling2D((2, 3))") == "B 6 3*C 4");
  CHECK(sizes("(4, 3, 5)", "UpSampling2D(data_format='channels_first')") == "B 4 6 10");
  CHECK(sizes("(3, None, 4)", "UpSampling2D(2, interpolation='bilinear')") == "B 6 2*C 4");
  CHECK(sizes("(2, 3, 4, 1)", "UpSampling3D()") == "B 4 6 8 1");
  CHECK(sizes("(None, 4)", "ZeroPadding1D(2)") == "B T+4 4");
  CHECK(sizes("(None, 4)", "ZeroPadding1D((0, 3))") == "B T+3 4");
  CHECK(sizes("(4, None)", "ZeroPadding1D(data_format='channels_first')") == "B 4 F+2");
  CHECK(sizes("(5, 6, 4)", "ZeroPadding2D((1, (0, 2)))") == "B 7 8 4");
  CHECK(sizes("(2, 3, 4, 1)", "ZeroPadding3D()") == "B 4 5 6 1");
  CHECK(sizes("(None, 4)", "Cropping1D()") == "B T-2 4");
  CHECK(sizes("(None, 4)", "Cropping1D((0, 3))") == "B T-3 4");
  CHECK(sizes("(5, 6, 4)", "Cropping2D(((1, 0), (2, 3)))") == "B 4 1 4");
  CHECK(sizes("(4, 5, 6)", "Cropping2D(1, data_format='channels_first')") == "B 4 3 4");
  CHECK(sizes("(5, 6, 7, 1)", "Cropping3D((1, 2, (0, 1)))") == "B 3 2 6 1");
  CHECK(sizes("(None, 4)", "Flatten()") == "B 4*T");
  CHECK(sizes("(2, 3, 4)", "Flatten(data_format='channels_first')") == "B 24");
  CHECK(sizes("()", "Flatten()") == "B 1");
  CHECK(sizes("(12,)", "Reshape((3, 4))") == "B 3 4");
  CHECK(sizes("(None, 4)", "Reshape((-1, 2))") == "B 2*T 2");
  CHECK(sizes("(None, 4)", "Reshape((-1, 8))") == "B floor(T/2) 8");
  CHECK(sizes("(12,)", "Reshape([])") ==
        "Reshape: cannot reshape (batch, 12) to (B): the numbers of elements differ.");
  CHECK(sizes("(None, 4)", "Permute((2, 1))") == "B 4 T");
  CHECK(sizes("(4,)", "RepeatVector(3)") == "B 3 4");
}

TEST_CASE("windows: the axes of what comes out") {
  CHECK(Called("(None, 4)", "Conv1D(8, 3)").roles() == "batch time features");
  CHECK(Called("(4, 9)", "Conv1D(8, 3, data_format='channels_first')").roles() ==
        "batch features time");
  CHECK(Called("(4, 9, 9)", "MaxPooling2D(data_format='channels_first')").roles() ==
        "batch features rows columns");
  CHECK(Called("(4,)", "RepeatVector(3)").roles() == "batch time features");
  CHECK(Called("(None, 4)", "Permute((2, 1))").roles() == "batch features time");
  CHECK(Called("(12,)", "Reshape((3, 4))").roles() == "batch time features");
  CHECK(Called("(None, 4)", "Conv1D(8, 3)").events() == "kept replaced replaced");
  CHECK(Called("(None, 4)", "Conv1D(8, 3, padding='same')").events() == "kept kept replaced");
  CHECK(Called("(None, 4)", "DepthwiseConv1D(3)").events() == "kept replaced kept");
  CHECK(Called("(None, 4)", "MaxPooling1D()").events() == "kept replaced kept");
  CHECK(Called("(None, 4)", "GlobalMaxPooling1D()").events() == "kept kept ended");
  CHECK(Called("(3, 4, 5)", "Flatten()").events() == "kept replaced ended ended");
  CHECK(Called("(4,)", "RepeatVector(3)").events() == "kept added kept");
}

TEST_CASE("windows: the reasons") {
  CHECK(Called("(9, 4)", "Conv1D(8, 3, strides=2)").why(1) ==
        "Windows over `kernel_size=3` steps move on by `strides=2`: 4 of them come of 9 steps.");
  CHECK(Called("(9, 4)", "Conv1D(8, 3, padding='causal')").why(1) ==
        "`padding='causal'`: every step is made of itself and of steps before it.");
  CHECK(Called("(9, 9, 4)", "Conv2D(8, (3, 2))").why(2) ==
        "Windows over `kernel_size=(3, 2)` places move on by `strides=(1, 1)`: 8 of them come of 9 "
        "places.");
  CHECK(Called("(9, 4)", "AveragePooling1D(2)").why(1) ==
        "The mean of every `pool_size=2` steps is taken: 9 steps become 4.");
  CHECK(Called("(9, 4)", "GlobalAveragePooling1D()").why(2) ==
        "The mean over all 9 steps is taken, so no steps are left.");
  CHECK(Called("(9, 4)", "Flatten()").why(1) ==
        "All axes but the batch are laid out in one row of 36 numbers.");
}

TEST_CASE("windows: weights and their formulas") {
  const Called conv("(9, 6)", "Conv1D(8, 3, groups=2)");
  CHECK(conv.weights() == "conv1d/kernel (3, 3, 8), conv1d/bias (8,)");
  CHECK(conv.formula() == "8 · (3 · 6 / 2 + 1)");
  CHECK(conv.settings() == "3");
  const Called image("(9, 9, 3)", "Conv2D(8, 3, strides=2, padding='same', activation='relu')");
  CHECK(image.formula() == "8 · (3 · 3 · 3 + 1)");
  CHECK(image.settings() == "3×3, stride 2, same, relu");
  const Called first("(3, 9, 9)", "Conv2D(8, (3, 1), data_format='channels_first')");
  CHECK(first.weights() == "conv2d/kernel (3, 1, 3, 8), conv2d/bias (8,)");
  CHECK(first.formula() == "8 · (3 · 1 · 3 + 1)");
  const Called back("(9, 6)", "Conv1DTranspose(8, 3, use_bias=False)");
  CHECK(back.weights() == "conv1d_transpose/kernel (3, 8, 6)");
  CHECK(back.formula() == "8 · 3 · 6");
  const Called depthwise("(9, 6)", "DepthwiseConv1D(3, depth_multiplier=2)");
  CHECK(depthwise.weights() == "depthwise_conv1d/kernel (3, 6, 2), depthwise_conv1d/bias (12,)");
  CHECK(depthwise.formula() == "6 · 2 · (3 + 1)");
  const Called separable("(9, 6)", "SeparableConv1D(5, 3, depth_multiplier=2)");
  CHECK(separable.weights() ==
        "separable_conv1d/depthwise_kernel (3, 6, 2), separable_conv1d/pointwise_kernel (1, 12, "
        "5), separable_conv1d/bias (5,)");
  CHECK(separable.formula() == "6 · 2 · 3 + 5 · (6 · 2 + 1)");
  CHECK(Called("(9, 6)", "AdaptiveMaxPooling1D(3)").settings() == "to 3");
  CHECK(Called("(9, 6)", "Cropping1D((1, 2))").settings() == "(1, 2)");
  CHECK(Called("(9, 9, 6)", "ZeroPadding2D((1, 2))").settings() == "1 × 2");
}

TEST_CASE("windows: refusals") {
  CHECK(sizes("(4,)", "Conv1D(8, 3)") ==
        "Conv1D needs (batch, time, features) or more axes, got (batch, 4).");
  CHECK(sizes("(5, 5, 4)", "Conv1D(8, 3)") ==
        "Conv1D needs (batch, time, features), got (batch, 5, 5, 4).");
  CHECK(sizes("(5, 4)", "Conv2D(8, 3, data_format='channels_first')") ==
        "Conv2D needs (batch, features, rows, columns) or more axes, got (batch, 5, 4).");
  CHECK(sizes("(5, 4)", "MaxPooling2D()") ==
        "MaxPooling2D needs (batch, rows, columns, features), got (batch, 5, 4).");
  CHECK(sizes("(2, 4)", "Conv1D(8, 3)") ==
        "Conv1D: a window over 3 places does not fit into an axis of 2.");
  CHECK(sizes("(5, None)", "Conv1D(8, 3)") ==
        "Conv1D needs to know how many features come in, got (batch, 5, F): give that axis a "
        "size.");
  CHECK(sizes("(5, 4)", "Conv1D(8, 0)") ==
        "Conv1D needs a positive integer for `kernel_size`, got 0.");
  CHECK(sizes("(5, 5, 4)", "Conv2D(8, (3, 3, 3))") ==
        "Conv2D needs a positive integer or a tuple of 2 of them for `kernel_size`, got (3, 3, "
        "3).");
  CHECK(sizes("(5, 4)", "Conv1D(8, 'wide')") ==
        "Conv1D needs a positive integer for `kernel_size`, got 'wide'.");
  CHECK(sizes("(5, 4)", "Conv1D(8, 3, padding='full')") ==
        "Conv1D needs 'valid', 'same' or 'causal' for `padding`, got 'full'.");
  CHECK(sizes("(5, 4)", "Conv1D(8, 3, strides=2, dilation_rate=2)") ==
        "`strides` and `dilation_rate` cannot both be above 1, got 2 and 2.");
  CHECK(sizes("(5, 4)", "Conv1D(8, 3, groups=3)") ==
        "`filters` must be a multiple of `groups`: 8 filters do not fall into 3 groups.");
  CHECK(sizes("(5, 5)", "Conv1D(8, 3, groups=2)") ==
        "The features must be a multiple of `groups`: 5 features do not fall into 2 groups.");
  CHECK(sizes("(5, 4)", "Conv1DTranspose(8, 3, strides=2, output_padding=2)") ==
        "`output_padding` must be less than `strides` along each axis, got 2 and 2.");
  CHECK(sizes("(5, 4)", "AveragePooling1D()") == "AveragePooling1D needs `pool_size`.");
  CHECK(sizes("(5, 4)", "Cropping1D((3, 2))") ==
        "Cropping1D cuts off 3 and 2 places of an axis of 5, got (batch, 5, 4): nothing is left.");
  CHECK(sizes("(5, 4)", "Cropping1D(-1)") ==
        "`cropping` needs an integer of at least 0, or one for the beginning and one for the end, "
        "got -1.");
  CHECK(sizes("(5, 5, 4)", "ZeroPadding2D((1, 2, 3))") ==
        "`padding` needs an integer of at least 0, or for each of 2 axes one or a pair of them, "
        "got (1, 2, 3).");
  CHECK(sizes("(5, 5, 4)", "UpSampling2D(2, interpolation='bicubic')") ==
        "`interpolation='bicubic'` is not supported here: use 'nearest' or 'bilinear'.");
  CHECK(sizes("(10,)", "Reshape((3, 4))") ==
        "Reshape: cannot reshape (batch, 10) to (B, 3, 4): the numbers of elements differ.");
  CHECK(sizes("(10,)", "Reshape((-1, -1))") ==
        "`target_shape` needs a tuple of sizes, one of which may be -1, got (-1, -1).");
  CHECK(sizes("(5, 4)", "Permute((1, 3))") ==
        "`dims` needs each of the numbers from 1 to the number of axes once, got (1, 3).");
  CHECK(sizes("(5, 4)", "RepeatVector(3)") ==
        "RepeatVector needs (batch, features), got (batch, 5, 4).");
}

TEST_CASE("a built convolution refuses other features") {
  Traced traced(
      "import keras\nfrom keras import layers\nconv = layers.Conv1D(8, 3, groups=2)\n"
      "conv(keras.Input((9, 4)))\ny = conv(keras.Input((9, 6)))\n");
  CHECK(traced.problem() == "Conv1D was built for 4 features, got (batch, 9, 6).");
}

TEST_CASE("a row of tokens has steps, whatever its Input was given") {
  const Called called("(16,)", "Embedding(100, 8)");
  CHECK(called.roles() == "batch time features");
  const Graph& graph = called.graph();
  CHECK(graph.value(called.call().inputs.front()).type.shape[1].role == Role::time);
  // Two axes of tokens are what their rank makes of them.
  CHECK(Called("(4, 6)", "Embedding(100, 8)").roles() == "batch time features features");
}
