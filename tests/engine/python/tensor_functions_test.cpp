// Tests of the functions on tensors: every spelling in the table, by keyword and by position,
// against recorded answers; the defaults in which modules differ; what stays a plain number.
#include "python/tensor_functions.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "function_cases.hpp"
#include "traced.hpp"

using namespace unroll::python;  // NOLINT(google-build-using-namespace)
using unroll::Axis;
using unroll::DType;
using unroll::OperationKind;
using unroll::Tensor;
using unroll::tests::FunctionCase;
using unroll::tests::Traced;

namespace {

const std::string imports =
    "import numpy as np\nimport tensorflow as tf\nimport keras\n"
    "from keras import ops, activations, random, config, layers\nfrom keras import backend as K\n";

/// `(2, 1) 0.5 -1`, with at most six digits behind the point.
std::string tensor_text(const Tensor& tensor) {
  std::string text = "(";
  for (const std::int64_t size : tensor.sizes()) {
    text += (text.size() == 1 ? "" : ", ") + std::to_string(size);
  }
  text += ')';
  for (std::size_t i = 0; i < static_cast<std::size_t>(tensor.count()); ++i) {
    text += ' ';
    switch (tensor.dtype()) {
      case DType::float32:
        text += std::to_string(tensor.as<float>()[i]);
        break;
      case DType::int32:
        text += std::to_string(tensor.as<std::int32_t>()[i]);
        break;
      case DType::bool_:
        text += std::to_string(tensor.as<std::uint8_t>()[i]);
        break;
    }
  }
  return text;
}

/// A tensor, or several with bars between them; otherwise `= ` and the repr.
std::string answer(Traced& traced, const unroll::python::Value& value) {
  Keras& keras = traced.program().keras();
  if (const auto found = keras.find_tensor(value)) {
    return tensor_text(*Traced::numbers(traced.graph(), *found));
  }
  std::vector<unroll::python::Value> items;
  if (const auto* listed = sequence_items(value)) items = *listed;
  if (const auto named = value.object<NamedTensors>()) items = named->items;
  std::string text;
  for (const unroll::python::Value& item : items) {
    const auto found = keras.find_tensor(item);
    if (!found) return "= " + traced.program().interpreter().repr(value);
    text += (text.empty() ? "" : " | ") + tensor_text(*Traced::numbers(traced.graph(), *found));
  }
  return items.empty() ? "= " + traced.program().interpreter().repr(value) : text;
}

/// Whether texts are the same but for rounding; `*` stands for any numbers that are left.
bool agrees(const std::string& got, std::string_view expected) {
  const auto words = words_of(got);
  const auto wanted = words_of(expected);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "*") return true;
    if (i >= words.size()) return false;
    if (words[i] == wanted[i]) continue;
    char* end = nullptr;
    const std::string text(wanted[i]);
    const double want = std::strtod(text.c_str(), &end);
    if (end != text.c_str() + text.size()) return false;
    const double have = std::strtod(std::string(words[i]).c_str(), nullptr);
    if (!(std::abs(have - want) <= 2e-5 + 1e-4 * std::abs(want)) && !(have == want)) return false;
  }
  return words.size() == wanted.size();
}

using Given = std::vector<std::pair<std::string, std::string>>;

/// `x=A; axis=1` taken apart.
Given given_in(std::string_view text) {
  Given given;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("; "), text.size());
    const std::string_view one = text.substr(0, end);
    const std::size_t equals = one.find('=');
    given.emplace_back(one.substr(0, equals), one.substr(equals + 1));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return given;
}

const std::string* find(const Given& given, const SpelledParameter& parameter) {
  const std::string wanted = (parameter.all ? "*" : "") + std::string(parameter.name);
  for (const auto& [name, text] : given) {
    if (name == wanted) return &text;
  }
  return nullptr;
}

/// Whether a spelling takes just these arguments.
bool takes(const std::vector<SpelledParameter>& parameters, const Given& given) {
  std::size_t found = 0;
  for (const SpelledParameter& parameter : parameters) {
    const bool has = find(given, parameter) != nullptr;
    if (!has && !parameter.otherwise && !parameter.all) return false;
    found += has ? 1U : 0U;
  }
  return found == given.size();
}

/// The call of a function, by keywords wherever Python takes them, or by position as far as the
/// arguments stand at the front.
std::string call_text(const FunctionName& called, const Given& given, bool by_position) {
  const auto parameters = parameters_of(called.spelling->parameters);
  std::string text(called.module);
  std::size_t first = 0;
  if (called.module == "array" || called.module == "tensor") {
    const std::string& self = *find(given, parameters.front());
    text = called.module == "array" ? "np.array(" + self + ")" : "tf.constant(" + self + ")";
    first = 1;
  }
  if (called.module == "generator") text = "np.random.default_rng(1)";
  text += '.' + std::string(called.name) + '(';
  const bool all = std::any_of(parameters.begin(), parameters.end(), [&](const auto& each) {
    return each.all && find(given, each) != nullptr;
  });
  bool front = by_position || all;
  bool none = true;
  for (std::size_t i = first; i < parameters.size(); ++i) {
    const std::string* value = find(given, parameters[i]);
    if (value == nullptr) {
      front = front && parameters[i].all;
      continue;
    }
    if (!none) text += ", ";
    none = false;
    if (!front && !parameters[i].all) text += std::string(parameters[i].words.front()) + '=';
    text += *value;
  }
  return text + ')';
}

/// Runs the cases of one function under one of its names. Answers how many there are.
int check_spelling(const FunctionName& called) {
  const auto parameters = parameters_of(called.spelling->parameters);
  std::string source = imports + std::string(unroll::tests::function_case_arrays);
  std::vector<std::pair<std::string, std::string_view>> calls;
  for (const FunctionCase& each : unroll::tests::function_cases) {
    const Given given = given_in(each.arguments);
    if (each.function != called.spelling->function || !takes(parameters, given)) continue;
    for (const bool by_position : {false, true}) {
      const std::string text = call_text(called, given, by_position);
      source += "r" + std::to_string(calls.size()) + " = " + text + '\n';
      calls.emplace_back(text, each.expected);
    }
  }
  Traced traced(source);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    CAPTURE(calls[i].first);
    CAPTURE(traced.problem());
    const std::string got = answer(traced, traced["r" + std::to_string(i)]);
    CAPTURE(got);
    CAPTURE(calls[i].second);
    CHECK(agrees(got, calls[i].second));
  }
  return static_cast<int>(calls.size());
}

/// The value of an expression after some statements.
std::string value_of(const std::string& expression, const std::string& statements = "") {
  Traced traced(imports + std::string(unroll::tests::function_case_arrays) + statements +
                "\nr = " + expression + '\n');
  return traced.problem().empty() ? answer(traced, traced["r"]) : traced.problem();
}

}  // namespace

TEST_CASE("every spelling of a function on tensors answers as Keras or NumPy does") {
  std::string without;
  for (const TensorFunctionFamily& family : tensor_function_families()) {
    for (const Spelling& spelling : family.spellings) {
      for (const std::string_view module : words_of(spelling.modules)) {
        for (const std::string_view name : words_of(spelling.names)) {
          const int cases = check_spelling({&spelling, module, name});
          if (cases == 0) without += ' ' + std::string(module) + '.' + std::string(name);
        }
      }
    }
  }
  CHECK(without == "");
}

TEST_CASE("every function on tensors has a spelling") {
  std::set<std::string_view> spelled;
  for (const TensorFunctionFamily& family : tensor_function_families()) {
    for (const Spelling& spelling : family.spellings) spelled.insert(spelling.function);
  }
  for (const TensorFunctionFamily& family : tensor_function_families()) {
    for (const TensorFunction& function : family.functions) {
      CAPTURE(function.name);
      CHECK(spelled.contains(function.name));
    }
  }
}

TEST_CASE("modules differ in their defaults") {
  const auto shape = [](const std::string& expression) {
    const std::string text = value_of(expression);
    return text.substr(0, text.find(')') + 1);
  };
  CHECK(shape("tf.argmax(A)") == "(3, 4)");
  CHECK(shape("K.argmax(A)") == "(2, 3)");
  CHECK(shape("ops.argmax(A)") == "()");
  CHECK(shape("np.argmax(A)") == "()");
  CHECK(shape("tf.cumsum(M)") == "(3, 4)");
  CHECK(shape("ops.cumsum(M)") == "(12)");
  CHECK(shape("K.concatenate([P, Q])") == "(2, 8)");
  CHECK(shape("ops.concatenate([P, Q])") == "(4, 4)");
  CHECK(shape("np.concatenate([P, Q])") == "(4, 4)");
  CHECK(shape("K.expand_dims(P)") == "(2, 4, 1)");
  CHECK(shape("K.repeat(P, 3)") == "(2, 3, 4)");
  CHECK(shape("np.repeat(P, 3)") == "(24)");
  CHECK(shape("tf.repeat(P, 3, axis=0)") == "(6, 4)");
  CHECK(shape("tf.gather(A, [1])") == "(1, 3, 4)");
  CHECK(shape("ops.take(A, [1])") == "(1)");
  CHECK(shape("tf.sort(P)") == "(2, 4)");
  CHECK(value_of("tf.nn.leaky_relu(tf.constant([-1.0]))") == "(1) -0.200000");
  CHECK(value_of("K.hard_sigmoid(tf.constant([1.0]))") == "(1) 0.700000");
  CHECK(value_of("ops.hard_sigmoid(tf.constant([1.0]))") == "(1) 0.666667");
  CHECK(value_of("ops.gelu(ops.array([1.0]))") == "(1) 0.841192");
  CHECK(value_of("activations.gelu(ops.array([1.0]))") == "(1) 0.841345");
  CHECK(value_of("tf.clip_by_norm") != "");
}

TEST_CASE("NumPy's functions of plain numbers give plain numbers") {
  CHECK(value_of("np.sqrt(64)") == "= 8.0");
  CHECK(value_of("int(np.ceil(7 / 2))") == "= 4");
  CHECK(value_of("np.prod((2, 3, 4))") == "= 24");
  CHECK(value_of("np.prod([])") == "= 1");
  CHECK(value_of("np.sum([1, 2])") == "= 3");
  CHECK(value_of("np.mean([1, 2])") == "= 1.5");
  CHECK(value_of("np.max([3, 9, 2])") == "= 9");
  CHECK(value_of("np.minimum(3, 2.5)") == "= 2.5");
  CHECK(value_of("np.power(2, 5)") == "= 32");
  CHECK(value_of("np.round(2.567, 1)") == "= 2.6");
  CHECK(value_of("np.abs(-3)") == "= 3");
  CHECK(value_of("np.log2(8)") == "= 3.0");
  CHECK(value_of("np.int32(3.7)") == "= 3");
  CHECK(value_of("np.clip(12, 0, 10)") == "= 10");
  CHECK(value_of("np.prod(A.shape[1:])") == "= 12");
  CHECK(value_of("np.float32(3)") == "= 3.0");
}

TEST_CASE("open sizes stay symbols") {
  const std::string open = "x = keras.Input((None, 8))\n";
  const auto shape = [&](const std::string& expression) {
    Traced traced(imports + open + "r = " + expression + '\n');
    const auto found = traced.program().keras().find_tensor(traced["r"]);
    if (!found) return traced.problem() + traced.repr("r");
    std::string text;
    for (const Axis& axis : traced.graph().value(*found).type.shape) {
      text += (text.empty() ? "" : ", ") + axis.size.text();
    }
    return text;
  };
  CHECK(shape("ops.reshape(x, (ops.shape(x)[0], -1, 4))") == "B, 2*T, 4");
  CHECK(shape("tf.reshape(x, tf.stack([tf.shape(x)[0] * tf.shape(x)[1], 8]))") == "B*T, 8");
  CHECK(shape("tf.reshape(x, tf.concat([tf.shape(x)[:-1], [4, 2]], axis=0))") == "B, T, 4, 2");
  CHECK(shape("tf.zeros((tf.shape(x)[0], 3))") == "B, 3");
  CHECK(shape("tf.range(tf.shape(x)[1])") == "T");
  CHECK(shape("tf.zeros_like(x)") == "B, T, 8");
  CHECK(shape("tf.tile(x[:, :1], [1, tf.shape(x)[1], 1])") == "B, T, 8");
  CHECK(shape("tf.one_hot(tf.argmax(x, axis=-1), 5)") == "B, T, 5");
  CHECK(shape("K.int_shape(x)") == "(None, None, 8)");
  CHECK(shape("tf.reduce_prod(tf.shape(x)[1:])") != "");
}

TEST_CASE("a function on the tensors of a model is one operation of Keras") {
  Traced traced(imports +
                "x = keras.Input((4, 3))\n"
                "y = ops.normalize(ops.abs(x), axis=-1)\n"
                "z, w = ops.split(tf.nn.relu(y), [1], axis=1)\n"
                "model = keras.Model(x, [ops.cast(z, 'float32'), w])\n");
  CHECK(traced.problem() == "");
  std::string names;
  for (const auto& layer : traced.graph().layers) {
    if (layer->kind == OperationKind::op) names += layer->class_name + '(' + layer->name + ") ";
  }
  CHECK(names == "Absolute(absolute) Normalize(normalize) Relu(relu) Split(split) Cast(cast) ");
}

TEST_CASE("a model made of operations runs again on other tensors") {
  Traced traced(imports +
                "x = keras.Input((None, 2))\n"
                "model = keras.Model(x, ops.mean(ops.normalize(x, axis=-1, order=1), axis=1))\n"
                "r = model(np.array([[[1.0, 3.0], [2.0, 2.0]]]))\n");
  CHECK(traced.problem() == "");
  CHECK(answer(traced, traced["r"]) == "(1, 2) 0.375000 0.625000");
}

TEST_CASE("random tensors follow the seed and the order of calls") {
  const std::string two = "np.random.seed(7)\na = np.random.rand(3)\n";
  CHECK(value_of("a", two) == value_of("b", two + "np.random.seed(7)\nb = np.random.rand(3)\n"));
  CHECK(value_of("a", two) != value_of("b", two + "b = np.random.rand(3)\n"));
  CHECK(value_of("a", two) != value_of("a", "np.random.seed(8)\na = np.random.rand(3)\n"));
  CHECK(value_of("np.random.default_rng(3).random(4)") ==
        value_of("np.random.default_rng(3).random(4)"));
  CHECK(value_of("keras.random.normal((2,), seed=3)") ==
        value_of("keras.random.normal((2,), seed=3)", "keras.random.normal((2,))"));
}

TEST_CASE("unknown data stay unknown until a number is needed") {
  Traced traced(imports +
                "data = load()\n"
                "array = np.array(data)\n"
                "matrix = np.zeros((n_words + 1, 50))\n"
                "width = matrix.shape[1]\n"
                "mean = np.mean(data, axis=0)\n"
                "half = int(np.ceil(n_words / 2))\n"
                "x = keras.Input((half,))\n");
  CHECK(traced.problem() == "");
  CHECK(traced.repr("array") == "<array>");
  CHECK(traced.repr("width") == "50");
  CHECK(traced.program().interpreter().holes().size() == 1);  // for the Input's size
}

TEST_CASE("wrong arguments are told of in Python's words") {
  CHECK(value_of("ops.mean()") == "TypeError: mean() missing 1 required positional argument: 'x'");
  CHECK(value_of("tf.reduce_mean(A, axes=1)") ==
        "TypeError: reduce_mean() got an unexpected keyword argument 'axes'");
  CHECK(value_of("ops.mean(A, axis=3)") == "ValueError: axis 3 is out of range for (2, 3, 4)");
  CHECK(value_of("np.linspace(0, 1, 10**9)").find("Number of samples") != std::string::npos);
  CHECK(
      value_of("tf.no_such_thing(keras.Input((2,)))").find("`tf.no_such_thing` is not supported") !=
      std::string::npos);
}
