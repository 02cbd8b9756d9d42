// Tests of the reading of models that Keras saved as JSON: what is made of every form that it
// writes, and what is told of JSON that it does not write.
#include "interchange/keras_json.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/program.hpp"

using unroll::CallId;
using unroll::Datum;
using unroll::Graph;
using unroll::Layer;
using unroll::LayerId;
using unroll::ModelKind;
using unroll::Problem;
using unroll::ValueId;

namespace {

/// A model that is read from JSON.
class Read {
 public:
  explicit Read(const std::string& json)
      : program_(std::make_unique<unroll::python::Program>(
            [&](unroll::python::Keras& keras) { unroll::read_keras_json(keras, json); },
            unroll::python::ProgramSettings{}, unroll::python::Host{})) {}

  [[nodiscard]] const Graph& graph() const { return program_->graph(); }
  [[nodiscard]] std::vector<Problem> problems() const { return program_->interpreter().problems(); }
  /// `code: message` of the only problem, empty where there is none.
  [[nodiscard]] std::string problem() const {
    const auto found = problems();
    REQUIRE(found.size() < 2);
    return found.empty() ? "" : found.front().code + ": " + found.front().message;
  }
  /// The outermost model.
  [[nodiscard]] const Layer& model() const {
    REQUIRE(problem() == "");
    REQUIRE(!graph().models.empty());
    return graph().layer(graph().models.back());
  }
  [[nodiscard]] const Layer& layer(std::string_view name) const {
    for (const auto& layer : graph().layers) {
      if (layer->name == name) return *layer;
    }
    FAIL("there is no such layer");
    throw 0;
  }
  /// `a (A), b (B)`: the operations of the outermost model.
  [[nodiscard]] std::string operations() const {
    std::string text;
    for (const LayerId id : model().model->operations) {
      const Layer& each = graph().layer(id);
      text += (text.empty() ? "" : ", ") + each.name + " (" + each.class_name + ')';
    }
    return text;
  }
  /// `(None, 4) (None, 2)`: the shapes of the tensors in it.
  [[nodiscard]] std::string shapes(const Datum& datum) const {
    std::string text;
    for (const ValueId id : unroll::tensors_of(datum)) {
      text += (text.empty() ? "" : " ") + unroll::keras_text(graph().value(id).type.shape);
    }
    return text;
  }
  [[nodiscard]] std::string outputs() const { return shapes(model().model->outputs); }

 private:
  std::unique_ptr<unroll::python::Program> program_;
};

// ---- JSON as Keras writes it, in short -------------------------------------------------------

/// A layer; `further` are the members behind the config.
std::string layer(const std::string& class_name, const std::string& name,
                  const std::string& config = "", const std::string& further = "") {
  return R"({"module": "keras.layers", "class_name": ")" + class_name +
         R"(", "config": {"name": ")" + name + R"(", "trainable": true, "dtype": {"module": "keras",
         "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": null})" +
         (config.empty() ? "" : ", " + config) + R"(}, "registered_name": null, "name": ")" + name +
         '"' + (further.empty() ? "" : ", " + further) + '}';
}

std::string input(const std::string& name, const std::string& batch_shape) {
  return R"({"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": )" +
         batch_shape + R"(, "dtype": "float32", "sparse": false, "name": ")" + name +
         R"("}, "registered_name": null, "name": ")" + name + R"(", "inbound_nodes": []})";
}

std::string dense(const std::string& name, int units, const std::string& further = "") {
  return layer("Dense", name,
               "\"units\": " + std::to_string(units) + R"(, "activation": "tanh", "use_bias": true,
               "kernel_initializer": {"module": "keras.initializers", "class_name": "GlorotUniform",
               "config": {"seed": null, "input_axes": null}, "registered_name": null},
               "kernel_regularizer": {"module": "keras.regularizers", "class_name": "L2",
               "config": {"l2": 0.01}, "registered_name": null}, "quantization_config": null)",
               further);
}

std::string tensor(const std::string& from, int call = 0, int output = 0) {
  return R"({"class_name": "__keras_tensor__", "config": {"shape": [null], "dtype": "float32",
         "keras_history": [")" +
         from + "\", " + std::to_string(call) + ", " + std::to_string(output) + "]}}";
}

/// `inbound_nodes` with these calls.
std::string nodes(const std::vector<std::string>& arguments, const std::string& kwargs = "") {
  std::string text = "\"inbound_nodes\": [";
  for (const std::string& each : arguments) {
    text += (text.back() == '[' ? "" : ", ") + ("{\"args\": [" + each + "], \"kwargs\": {") +
            kwargs + "}}";
  }
  return text + ']';
}

std::string operation(const std::string& class_name, const std::string& name,
                      const std::string& config, const std::string& arguments) {
  return R"({"module": "keras.src.ops.numpy", "class_name": ")" + class_name +
         R"(", "config": {"name": ")" + name + '"' + (config.empty() ? "" : ", " + config) +
         R"(}, "registered_name": ")" + class_name + R"(", "name": ")" + name + "\", " +
         nodes({arguments}) + '}';
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string sequential(const std::vector<std::string>& layers, const std::string& further = "") {
  return R"({"class_name": "Sequential", "config": {"name": "stack", "trainable": true, "layers": [)" +
         joined(layers) + ']' + (further.empty() ? "" : ", " + further) + "}}";
}

std::string functional(const std::vector<std::string>& layers, const std::string& inputs,
                       const std::string& outputs, const std::string& name = "graph",
                       const std::string& further = "") {
  return R"({"module": "keras.src.models.functional", "class_name": "Functional", "config":
         {"name": ")" +
         name + R"(", "trainable": true, "layers": [)" + joined(layers) + R"(], "input_layers": )" +
         inputs + R"(, "output_layers": )" + outputs + R"(}, "registered_name": "Functional",
         "name": ")" +
         name + '"' + (further.empty() ? "" : ", " + further) + '}';
}

std::string place(const std::string& name, int call = 0, int output = 0) {
  return "[\"" + name + "\", " + std::to_string(call) + ", " + std::to_string(output) + ']';
}

}  // namespace

// ---- what Keras writes -----------------------------------------------------------------------

TEST_CASE("a Sequential keeps its names, its layers' arguments and its input") {
  const Read read(sequential({input("in", "[null, 5, 3]"), dense("first", 4), dense("second", 2)}));
  CHECK(read.model().model->kind == ModelKind::sequential);
  CHECK(read.model().name == "stack");
  CHECK(read.operations() == "in (InputLayer), first (Dense), second (Dense)");
  CHECK(read.outputs() == "(None, 5, 2)");
  const auto& config = read.layer("first").config;
  CHECK(unroll::python_text(config["activation"]) == "'tanh'");
  CHECK(unroll::python_text(config["kernel_regularizer"]) == "keras.regularizers.L2(l2=0.01)");
  CHECK(unroll::python_text(config["dtype"]) == "'float32'");
  CHECK(read.graph().weight(read.graph().all_weights(read.model().id).front()).path ==
        "stack/first/kernel");
}

TEST_CASE("a Sequential without an Input is built from its input shape, or not at all") {
  const Read built(sequential({dense("only", 4)}, "\"build_input_shape\": [2, 7]"));
  CHECK(built.outputs() == "(2, 4)");
  const Read open(sequential({dense("only", 4)}));
  CHECK_FALSE(open.model().built);
}

TEST_CASE("calls are done once their tensors are there, whatever the order of the layers") {
  const Read read(functional({dense("last", 2, nodes({tensor("first")})),
                              dense("first", 4, nodes({tensor("in")})), input("in", "[null, 3]")},
                             place("in"), place("last")));
  CHECK(read.operations() == "in (InputLayer), first (Dense), last (Dense)");
  CHECK(read.outputs() == "(None, 2)");
}

TEST_CASE("a shared layer is called as often as it has nodes") {
  const Read read(
      functional({input("a", "[null, 3]"), input("b", "[null, 3]"),
                  dense("shared", 4, nodes({tensor("a"), tensor("b"), tensor("shared_in", 0)})),
                  dense("shared_in", 3, nodes({tensor("shared", 1)}))},
                 '[' + place("a") + ", " + place("b") + ']',
                 R"({"x": )" + place("shared") + R"(, "y": [)" + place("shared", 2) + "]}"));
  CHECK(read.layer("shared").calls.size() == 3);
  CHECK(read.outputs() == "(None, 4) (None, 4)");
  CHECK(read.model().model->outputs.dict() != nullptr);
}

TEST_CASE("a model inside another is one layer of it") {
  const std::string inner =
      functional({input("inner_in", "[null, 3]"), dense("x", 4, nodes({tensor("inner_in")})),
                  dense("y", 5, nodes({tensor("inner_in")}))},
                 place("inner_in"), '[' + place("x") + ", " + place("y") + ']', "inner",
                 nodes({tensor("in")}, "\"mask\": null"));
  // Keras counts its own making as a call in `output_layers`, and not in a tensor's history.
  const Read read(functional(
      {input("in", "[null, 3]"), inner, dense("after", 2, nodes({tensor("inner", 0, 1)}))},
      place("in"), '[' + place("inner", 1, 0) + ", " + place("after") + ']'));
  CHECK(read.operations() == "in (InputLayer), inner (Functional), after (Dense)");
  CHECK(read.outputs() == "(None, 4) (None, 2)");
}

TEST_CASE("operations are called by their class, and keep their names") {
  const std::string none = R"({"class_name": "__slice__", "config": {"start": null, "stop": null,
                              "step": null}})";
  const Read read(functional(
      {input("in", "[null, 6, 3]"),
       operation("GetItem", "cut", "", tensor("in") + ", [" + none + ", -1, " + none + ']'),
       operation("Mean", "mid", R"("axis": 1, "keepdims": true)", tensor("in")),
       operation("Squeeze", "flat", R"("axis": 1)", tensor("mid")),
       operation("Concatenate", "both", R"("axis": -1)",
                 '[' + tensor("cut") + ", " + tensor("flat") + ']'),
       operation("TrueDivide", "half", "", tensor("both") + ", 2.0"),
       operation("Einsum", "pairs", R"("subscripts": "bi,bj->bij")",
                 tensor("half") + ", " + tensor("cut")),
       operation("OnesLike", "ones", R"("dtype": "bool")", tensor("pairs")),
       operation("Any", "some", R"("axis": [1, 2], "keepdims": false)", tensor("ones"))},
      place("in"), '[' + place("some") + ", " + place("pairs") + ']'));
  CHECK(read.operations() ==
        "in (InputLayer), mid (Mean), cut (GetItem), flat (Squeeze), both (Concatenate), "
        "half (TrueDivide), pairs (Einsum), ones (OnesLike), some (Any)");
  CHECK(read.outputs() == "(None,) (None, 6, 3)");
  CHECK(read.graph()
            .value(read.graph().call(read.layer("some").calls.front()).outputs.front())
            .type.dtype == unroll::DType::bool_);
}

TEST_CASE("tensors, states and flags are arguments of calls") {
  const std::string rnn =
      layer("SimpleRNN", "rnn", R"("units": 4, "return_sequences": true, "return_state": true)",
            nodes({tensor("in")}, "\"mask\": " + tensor("mask") + ", \"initial_state\": [" +
                                      tensor("state") + "], \"training\": false"));
  const Read read(functional({input("in", "[null, 6, 3]"), input("state", "[null, 4]"),
                              operation("NotEqual", "seen", "", tensor("in") + ", 0.0"),
                              operation("Any", "mask", R"("axis": -1)", tensor("seen")), rnn},
                             '[' + place("in") + ", " + place("state") + ']',
                             '[' + place("rnn") + ", [" + place("rnn", 0, 1) + "]]"));
  CHECK(read.outputs() == "(None, 6, 4) (None, 4)");
  CHECK(read.graph().call(read.layer("rnn").calls.front()).inputs.size() == 3);
}

TEST_CASE("layers are arguments of layers, alone and in lists") {
  const std::string cell = layer("SimpleRNNCell", "cell", "\"units\": 4");
  const Read read(sequential(
      {input("in", "[null, 6, 3]"),
       layer("RNN", "steps",
             "\"cell\": [" + cell + ", " + layer("SimpleRNNCell", "upper", "\"units\": 5") +
                 "], \"return_sequences\": true"),
       layer("TimeDistributed", "each", "\"layer\": " + dense("inner", 2))}));
  CHECK(read.outputs() == "(None, 6, 2)");
  CHECK(read.layer("upper").config.integer("units") == unroll::Dim(5));
}

TEST_CASE("an object that several hold is one object") {
  std::string shared = layer("Dense", "twice", "\"units\": 3");
  shared.insert(1, "\"shared_object_id\": 7, ");
  const Read read(sequential({input("in", "[null, 6, 3]"),
                              layer("TimeDistributed", "a", "\"layer\": " + shared),
                              layer("TimeDistributed", "b", "\"layer\": " + shared)}));
  CHECK(read.graph().all_weights(read.model().id).size() == 2);
}

// ---- what Keras does not write ---------------------------------------------------------------

TEST_CASE("what is no model of Keras is told of") {
  const std::vector<std::string> texts = {"",   "{",      "[]",        "null",
                                          "{}", "import", "{\"a\": 1", R"({"class_name": 3})"};
  for (const std::string& text : texts) {
    CAPTURE(text);
    const Read read(text);
    CHECK(read.problem().starts_with("model_json: "));
    CHECK(read.graph().models.empty());
  }
  CHECK(Read(dense("alone", 3)).problem() ==
        "model_json: The JSON is of a `Dense`, and a model is needed: save the model that holds "
        "it.");
  CHECK(Read(R"({"class_name": "Sequential", "config": {"name": "m"}})").problem() ==
        "model_json: The JSON of the model `m` needs `layers` as array, got nothing.");
  CHECK(Read(R"({"class_name": "Sequential", "config": [1]})").problem() ==
        "model_json: The JSON of `Sequential` needs `config` as object, got array.");
  CHECK(Read(sequential({"null"})).problem() ==
        "model_json: The JSON of an object needs `class_name` as string, got nothing.");
}

TEST_CASE("a class that is not here is told of with its layer, after what stands before it") {
  const Read read(sequential({input("in", "[null, 3]"), dense("first", 4),
                              layer("Sparkle", "odd", "\"units\": 3"), dense("last", 2)}));
  REQUIRE(read.problems().size() == 1);
  const Problem problem = read.problems().front();
  CHECK(problem.code == "unknown_layer");
  CHECK(problem.layer_class == "Sparkle");
  CHECK(problem.layer_name == "odd");
  CHECK(problem.message ==
        "`Sparkle` is not supported: there is no such layer here. What it makes is unknown, so the "
        "layers after it are not reached.");
  CHECK(read.layer("first").built);

  const std::string own = R"({"module": "mine", "class_name": "Gate", "config": {"name": "gate"},
                             "registered_name": "mine>Gate", "name": "gate", )" +
                          nodes({tensor("first")}) + '}';
  const Read graph(
      functional({input("in", "[null, 3]"), own, dense("first", 4, nodes({tensor("in")}))},
                 place("in"), place("gate")));
  CHECK(graph.problem().starts_with("unknown_layer: `Gate` is a class of the program"));
  CHECK(graph.layer("first").built);
}

TEST_CASE("a layer's own faults name it") {
  const Read unknown(sequential({input("in", "[null, 3]"), layer("Dense", "d", "\"size\": 3")}));
  REQUIRE(unknown.problems().size() == 1);
  CHECK(unknown.problems().front().layer_class == "Dense");
  CHECK(unknown.problem().starts_with("missing_argument"));
  const Read rank(sequential(
      {input("in", "[null, 3]"), layer("SimpleRNN", "rnn", "\"units\": 4, \"unroll\": false")}));
  REQUIRE(rank.problems().size() == 1);
  CHECK(rank.problems().front().layer_name == "rnn");
  CHECK(rank.problems().front().code == "rank");
}

TEST_CASE("tensors that are not there are told of") {
  const auto problem_of = [](const std::string& from, const std::string& outputs) {
    return Read(functional({input("in", "[null, 3]"), dense("a", 4, nodes({from})),
                            dense("b", 4, nodes({tensor("a")}))},
                           place("in"), outputs))
        .problem();
  };
  CHECK(problem_of(tensor("nowhere"), place("a")) ==
        "model_json: The model takes a tensor of `nowhere`, which is none of its layers.");
  CHECK(problem_of(tensor("in", 1), place("a")) ==
        "model_json: The model takes the output of call 2 of `in`, which is called 1 time.");
  CHECK(problem_of(tensor("in", 0, 3), place("a")) ==
        "model_json: The model takes output 4 of `in`, which has 1.");
  CHECK(problem_of(tensor("b"), place("a")) ==
        "model_json: The layers of the model go round in a ring, which `a` is part of or waits "
        "for.");
  CHECK(problem_of(tensor("in"), place("c")) ==
        "model_json: The model takes a tensor of `c`, which is none of its layers.");
  CHECK(problem_of(tensor("in"), "7") ==
        "model_json: A model's inputs and outputs must be tensors of its layers.");
  CHECK(problem_of(tensor("in"), R"(["a", -1, 0])") ==
        "model_json: A tensor of `a` needs two whole numbers: which call of the layer, and which "
        "of its outputs.");
  CHECK(problem_of(R"({"class_name": "__keras_tensor__", "config": {"keras_history": null}})",
                   place("a")) ==
        "model_json: A tensor of the model does not say which layer it comes from.");
}

TEST_CASE("values of the wrong type, names that are twice there and lambdas are told of") {
  CHECK(Read(functional({input("in", "[null, 3]"), dense("in", 4, nodes({tensor("in")}))},
                        place("in"), place("in")))
            .problem() == "model_json: Two layers of the model are called `in`.");
  CHECK(Read(functional({input("in", "[null, 3]"), dense("a", 4, "\"inbound_nodes\": 5")},
                        place("in"), place("a")))
            .problem() == "model_json: The calls of `a` (`inbound_nodes`) must be a list.");
  CHECK(Read(functional({input("in", "[null, 3]"),
                         dense("a", 4, R"("inbound_nodes": [[["in", 0, 0, {}]]])")},
                        place("in"), place("a")))
            .problem()
            .ends_with("save the model with Keras 3."));
  CHECK(Read(sequential({layer("Dense", "d", R"("units": {"class_name": "__lambda__",
                         "config": {"value": "4wEAAAA="}})")}))
            .problem()
            .starts_with("model_json: A lambda is saved as machine code"));
  CHECK(Read(sequential({layer("Dense", "d", R"("units": 3, "activation": {"module": "builtins",
                         "class_name": "function", "config": "mine", "registered_name": "mine"})")}))
            .problem()
            .starts_with("unknown_function: The function `mine`"));
}

TEST_CASE("huge numbers and deep nesting end in a problem") {
  const Read wide(sequential(
      {input("in", "[null, 3]"), layer("Dense", "d", "\"units\": 9223372036854775807")}));
  CHECK(wide.problem() != "");
  const Read wider(sequential(
      {input("in", "[null, 3]"), layer("Dense", "d", "\"units\": 18446744073709551616")}));
  CHECK(wider.problem().starts_with("argument_value: Dense needs an integer for `units`"));
  std::string nested = dense("deepest", 3);
  for (int i = 0; i < 2000; ++i) {
    nested = layer("TimeDistributed", "t" + std::to_string(i), "\"layer\": " + nested);
  }
  CHECK(Read(sequential({nested})).problem() ==
        "model_json: The JSON nests its values more than 200 deep, which no model of Keras does.");
  CHECK(Read(std::string(300'000, '[')).problem().starts_with("model_json: "));
}
