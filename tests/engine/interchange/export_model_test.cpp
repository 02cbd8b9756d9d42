// Tests of the writing of models: what a program and its JSON say, and what is refused. That what
// is written is read as the same model again is tests/keras-json's.
#include "interchange/export_model.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "error.hpp"
#include "interchange/python_source.hpp"
#include "layers/told_arguments.hpp"
#include "python/program.hpp"

using unroll::Exported;
using unroll::laid_out;
using unroll::PythonSource;

namespace {

/// The last model of a program.
class Traced {
 public:
  explicit Traced(const std::string& lines)
      : program_(std::make_unique<unroll::python::Program>(
            "import keras\nfrom keras import layers, ops\n" + lines,
            unroll::python::ProgramSettings{}, unroll::python::Host{})) {
    REQUIRE(program_->interpreter().problems().empty());
  }
  [[nodiscard]] Exported program() const {
    return unroll::write_program(graph(), graph().models.back());
  }
  [[nodiscard]] Exported json() const {
    return unroll::write_keras_json(graph(), graph().models.back());
  }

 private:
  [[nodiscard]] const unroll::Graph& graph() const { return program_->graph(); }
  std::unique_ptr<unroll::python::Program> program_;
};

/// The written program without its imports.
std::string written(const std::string& lines) {
  const std::string text = Traced(lines).program().text;
  return text.substr(text.find("\n\n") + 2);
}

template <typename Work>
std::string refusal(const Work& work) {
  try {
    work();
  } catch (const unroll::Error& error) {
    CHECK(error.code() == "not_exportable");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a program says what is not Keras's default, and keeps names that are not Keras's") {
  CHECK(written(R"(
model = keras.Sequential(name="reader")
model.add(keras.Input(batch_shape=(2, 7, 3)))
model.add(layers.LSTM(units=4, activation="tanh", return_sequences=True, name="lstm_9"))
model.add(layers.Conv1D(5, [3], strides=(1,), padding="same", name="window"))
)") == R"(model = keras.Sequential([
    keras.Input(batch_shape=(2, 7, 3)),
    layers.LSTM(4, return_sequences=True),
    layers.Conv1D(5, 3, padding="same", name="window"),
], name="reader")
)");
}

TEST_CASE("a shared layer is a variable, and states are arguments of the call") {
  CHECK(written(R"(
a = keras.Input((5, 3), name="left")
b = keras.Input((5, 3), name="right")
reader = layers.GRU(4, return_state=True)
one, state = reader(a)
two, _ = reader(b, initial_state=state)
model = keras.Model([a, b], layers.Add()([one, two]))
)") == R"(left = keras.Input(shape=(5, 3), name="left")
right = keras.Input(shape=(5, 3), name="right")
gru = layers.GRU(4, return_state=True)
gru_output, gru_output_h = gru(left)
gru_output_1, _ = gru(right, initial_state=gru_output_h)
outputs = layers.Add()([gru_output, gru_output_1])
model = keras.Model([left, right], outputs)
)");
}

TEST_CASE("a mask that travels with its tensor is not said, one that is given is") {
  CHECK(written(R"(
i = keras.Input((None,), dtype="int32")
e = layers.Embedding(9, 4, mask_zero=True)(i)
model = keras.Model(i, layers.LSTM(2)(e))
)") == R"(inputs = keras.Input(shape=(None,), dtype="int32")
x = layers.Embedding(9, 4, mask_zero=True)(inputs)
outputs = layers.LSTM(2)(x)
model = keras.Model(inputs, outputs)
)");
  CHECK(written(R"(
i = keras.Input((4, 3))
model = keras.Model(i, layers.LSTM(2)(i, mask=ops.not_equal(i[..., 0], 0)))
)") == R"(inputs = keras.Input(shape=(4, 3))
x = inputs[..., 0]
x = ops.not_equal(x, 0)
outputs = layers.LSTM(2)(inputs, mask=x)
model = keras.Model(inputs, outputs)
)");
}

TEST_CASE("models inside come first, wrapped layers stand in their wrapper") {
  CHECK(written(R"(
step = keras.Sequential([keras.Input((3,)), layers.Dense(2)], name="step")
i = keras.Input((4, 3))
x = layers.TimeDistributed(step)(i)
model = keras.Model(i, layers.Bidirectional(layers.LSTM(2), merge_mode="sum")(x))
)") == R"(step = keras.Sequential([
    keras.Input(shape=(3,)),
    layers.Dense(2),
], name="step")

inputs = keras.Input(shape=(4, 3))
x = layers.TimeDistributed(step)(inputs)
outputs = layers.Bidirectional(layers.LSTM(2), merge_mode="sum")(x)
model = keras.Model(inputs, outputs)
)");
}

TEST_CASE("code of the program itself is refused by its place") {
  const Traced lambda(
      "i = keras.Input((3,))\nm = keras.Model(i, layers.Lambda(lambda x: x * 2)(i))\n");
  CHECK(refusal([&] { return lambda.program(); }) ==
        "`function` of the layer `lambda`, `<lambda>`, is code of the program itself: keep that "
        "program to have it.");
  const Traced own(
      "class Mine(layers.Layer):\n  def call(self, x):\n    return x\n"
      "i = keras.Input((3,))\nm = keras.Model(i, Mine()(i))\n");
  CHECK(refusal([&] { return own.program(); }) ==
        "The layer `mine` is of the program's own class `Mine`, whose code stays there: keep that "
        "program to have it.");
  // JSON holds its name.
  const Exported json = own.json();
  CHECK(json.left_out.size() == 1);
  const auto layer = nlohmann::json::parse(json.text)["config"]["layers"][1];
  CHECK(layer["module"].is_null());
  CHECK(layer["class_name"] == "Mine");
  CHECK(layer["registered_name"] == "Mine");
}

TEST_CASE("JSON has Keras's form of calls, operations and ends") {
  const auto json = nlohmann::json::parse(Traced(R"(
inner_input = keras.Input((3,))
inner = keras.Model(inner_input, layers.Dense(3)(inner_input), name="inner")
i = keras.Input((3,), name="i")
y = ops.sum(inner(inner(i)), axis=-1)
model = keras.Model(i, [y, inner(i)])
)")
                                              .json()
                                              .text);
  CHECK(json["class_name"] == "Functional");
  const auto& layers = json["config"]["layers"];
  CHECK(layers[0]["config"]["batch_shape"] == nlohmann::json::parse("[null, 3]"));
  CHECK(layers[1]["name"] == "inner");
  REQUIRE(layers[1]["inbound_nodes"].size() == 3);
  const auto& second = layers[1]["inbound_nodes"][1]["args"][0];
  CHECK(second["class_name"] == "__keras_tensor__");
  CHECK(second["config"]["keras_history"] == nlohmann::json::parse(R"(["inner", 0, 0])"));
  CHECK(layers[2]["module"] == "keras.src.ops.numpy");
  CHECK(layers[2]["class_name"] == "Sum");
  CHECK(layers[2]["config"]["axis"] == -1);
  CHECK(json["config"]["input_layers"] == nlohmann::json::parse(R"(["i", 0, 0])"));
  // Keras counts the making of the inner model as its first call, here alone.
  CHECK(json["config"]["output_layers"] ==
        nlohmann::json::parse(R"([["sum", 0, 0], ["inner", 3, 0]])"));
}

TEST_CASE("what bears on training is kept where it is Keras's, and told of where it is not") {
  const Exported exported =
      Traced(
          "i = keras.Input((3,))\n"
          "d = layers.Dense(2, kernel_regularizer=keras.regularizers.L2(l2=0.5), "
          "bias_regularizer=keras.regularizers.l2(0.5))\n"
          "m = keras.Model(i, d(i))\n")
          .json();
  const auto config = nlohmann::json::parse(exported.text)["config"]["layers"][1]["config"];
  CHECK(config["kernel_regularizer"]["module"] == "keras.regularizers");
  CHECK(config["kernel_regularizer"]["class_name"] == "L2");
  CHECK(config["kernel_regularizer"]["config"]["l2"] == 0.5);
  CHECK(config["bias_regularizer"].is_null());
  REQUIRE(exported.left_out.size() == 1);
  CHECK(exported.left_out.front().starts_with("`bias_regularizer` of the layer `dense`"));
}

TEST_CASE("a mask's operations are written where their names are taken") {
  const std::string model = R"(
i = keras.Input((None,), dtype="int32")
e = layers.Embedding(9, 4, mask_zero=True)(i)
m = keras.Model(i, layers.LSTM(2)(layers.Concatenate()([e, e])))
)";
  CHECK(refusal([&] { return Traced(model).json(); }).find("names of their own") !=
        std::string::npos);
  CHECK(written(model).find("mask=") == std::string::npos);
}

TEST_CASE("long calls stand on several lines") {
  const PythonSource list("[", {std::string(50, 'a'), std::string(50, 'b')}, "]");
  CHECK(laid_out("x = ", PythonSource("f(", {PythonSource("a"), PythonSource("b")}, ")")) ==
        "x = f(a, b)");
  CHECK(laid_out("x = ", PythonSource("f(", {list}, ")(y)")) ==
        "x = f(\n    [\n        " + std::string(50, 'a') + ",\n        " + std::string(50, 'b') +
            ",\n    ],\n)(y)");
}

TEST_CASE("texts and names are Python's") {
  CHECK(unroll::quoted("a\"b\\\n\x01") == R"("a\"b\\\n\x01")");
  CHECK(unroll::identifier("my-Layer/1") == "my_layer_1");
  CHECK(unroll::identifier("2nd") == "_2nd");
  CHECK(unroll::identifier("class") == "class_");
  CHECK(unroll::identifier("層") == "");
}

TEST_CASE("automatic names, and initializers by their names") {
  CHECK(unroll::is_automatic_name("lstm", "LSTM"));
  CHECK(unroll::is_automatic_name("lstm_12", "LSTM"));
  CHECK(unroll::is_automatic_name("forward_lstm_1", "LSTM"));
  CHECK_FALSE(unroll::is_automatic_name("lstm2", "LSTM"));
  CHECK_FALSE(unroll::is_automatic_name("lstm_a", "LSTM"));
  for (const unroll::InitializerRow& row : unroll::initializer_table()) {
    const auto told = unroll::told_initializer(row.defaults);
    // One of them may be what another is by default.
    CHECK(told.row->defaults.scale == row.defaults.scale);
    CHECK(told.row->defaults.mode == row.defaults.mode);
    CHECK(told.row->defaults.distribution == row.defaults.distribution);
    CHECK(told.row->defaults.kind == row.defaults.kind);
    CHECK(told.arguments.empty());
  }
  unroll::Initializer constant = unroll::find_initializer("constant")->defaults;
  constant.value = 0.5;
  const auto told = unroll::told_initializer(constant);
  REQUIRE(told.arguments.size() == 1);
  CHECK(told.row->class_name == "Constant");
  CHECK(told.arguments.front().name == "value");
}
