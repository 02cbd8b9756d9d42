// The shape law, for every layer of the table in random configurations: symbolic inference with
// numbers put in, inference on these numbers, and what the kernels return are the same sizes.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "layers/layer.hpp"
#include "python/tensor_functions.hpp"
#include "tests/engine/python/traced.hpp"

namespace {

using namespace unroll;
using unroll::tests::Traced;
using Sizes = std::vector<std::int64_t>;

constexpr int tries = 150;
constexpr int wanted = 6;

/// What a row's field table cannot tell: how the layer is called, and on what.
struct Way {
  std::string_view layer;
  /// Arguments that are no random choice of the field table; each alternative is a whole text.
  std::vector<std::string_view> arguments = {};
  /// The inputs' sizes, 0 for one that may be open; empty: one input, drawn.
  std::vector<Sizes> inputs = {};
  std::string_view call = "layer(x0)";
  std::string_view dtype = "float32";
};

const std::vector<Way>& ways() {
  static const Sizes sequence = {0, 0, 4};
  static const std::vector<Way> all = {
      {"SimpleRNNCell", {}, {{0, 4}, {0, 3}}, "layer(x0, [x1])[0]"},
      {"GRUCell", {}, {{0, 4}, {0, 3}}, "layer(x0, [x1])[0]"},
      {"LSTMCell", {}, {{0, 4}, {0, 3}, {0, 3}}, "layer(x0, [x1, x2])[0]"},
      {"StackedRNNCells",
       {"[layers.GRUCell(3), layers.SimpleRNNCell(2)]"},
       {{0, 4}, {0, 3}, {0, 2}},
       "layer(x0, [x1, x2])[0]"},
      {"RNN", {"layers.LSTMCell(3)", "[layers.GRUCell(2), layers.LSTMCell(3)]"}, {sequence}},
      {"Bidirectional", {"layers.GRU(3)", "layers.LSTM(2, return_sequences=True)"}, {sequence}},
      {"TimeDistributed",
       {"layers.Dense(3)", "layers.Conv1D(2, 2)", "layers.GlobalMaxPooling1D()"},
       {{0, 0, 5, 4}}},
      {"Embedding", {"10, 3", "12, 2, mask_zero=True"}, {}, "layer(x0)", "int32"},
      {"Rescaling", {"0.5", "scale=2.0, offset=1.0"}},
      {"Reshape", {"(-1,)", "(2, -1)", "(4, 1, -1)"}, {{0, 4, 6}, {0, 6, 4}}},
      {"Permute", {"(2, 1)"}, {{0, 0, 4}}},
      {"RepeatVector", {}, {{0, 4}}},
      {"Lambda", {"lambda x: x * 2", "lambda x: keras.ops.sum(x, axis=1)"}, {sequence}},
      {"EinsumDense",
       {"'abc,cd->abd', output_shape=(None, 3)", "'...x,xy->...y', output_shape=5",
        "'abc,cde->abde', output_shape=(None, 2, 3), bias_axes='de'"},
       {sequence}},
      {"Normalization", {"mean=[0.0, 1.0, 2.0, 3.0], variance=[1.0, 2.0, 3.0, 4.0]"}, {sequence}},
      {"Discretization", {"[-1.0, 0.5]", "bin_boundaries=[0.0], output_mode='one_hot'"}, {{0, 1}}},
      {"CategoryEncoding",
       {"3", "num_tokens=5, output_mode='one_hot'", "4, output_mode='count'"},
       {{0, 1}},
       "layer(x0)",
       "int32"},
      {"SpectralNormalization", {"layers.Dense(3)"}, {sequence}},
      {"GroupNormalization", {"2", "groups=1", "-1"}, {sequence}},
      {"PReLU", {"", "shared_axes=[1]"}, {{0, 3, 4}}},
      {"Concatenate", {"", "axis=1", "axis=-1"}, {sequence, sequence}, "layer([x0, x1])"},
      {"Dot", {"(2, 2)", "-1", "axes=2, normalize=True"}, {sequence, sequence}, "layer([x0, x1])"},
      {"Attention", {}, {sequence, {0, 0, 4}}, "layer([x0, x1])"},
      {"AdditiveAttention", {}, {sequence, {0, 0, 4}}, "layer([x0, x1])"},
      {"MultiHeadAttention",
       {"2, 3", "1, 2, value_dim=4, output_shape=5"},
       {sequence, {0, 0, 4}},
       "layer(x0, x1)"},
      {"GroupedQueryAttention", {"3, 4, 2"}, {sequence, {0, 0, 4}}, "layer(x0, x1)"},
      {"ConvLSTM1D", {}, {{0, 0, 5, 2}}},
      {"ConvLSTM2D", {}, {{0, 0, 5, 4, 2}}},
      {"ConvLSTM3D", {}, {{0, 0, 4, 3, 4, 2}}},
      {"Add", {}, {sequence, sequence}, "layer([x0, x1])"},
      {"Subtract", {}, {sequence, sequence}, "layer([x0, x1])"},
      {"Multiply", {}, {sequence, sequence, sequence}, "layer([x0, x1, x2])"},
      {"Average", {}, {sequence, sequence}, "layer([x0, x1])"},
      {"Maximum", {}, {sequence, sequence}, "layer([x0, x1])"},
      {"Minimum", {}, {sequence, {0, 1, 4}}, "layer([x0, x1])"},
  };
  return all;
}

Way way_of(std::string_view layer) {
  const auto found = std::ranges::find(ways(), layer, &Way::layer);
  return found == ways().end() ? Way{layer} : *found;
}

/// Draws configurations, the same at every run.
class Chooser {
 public:
  int number(int low, int high) {
    return std::uniform_int_distribution<int>(low, std::max(low, high))(random_);
  }
  bool flip() { return number(0, 1) == 1; }
  template <typename Items>
  auto one(const Items& items) {
    return items[static_cast<std::size_t>(number(0, static_cast<int>(items.size()) - 1))];
  }

 private:
  std::mt19937 random_{7};
};

/// A value of a field's kind as Python source; nothing for kinds that are not drawn.
std::optional<std::string> drawn(const Field& field, Chooser& choose) {
  static constexpr std::array<std::string_view, 4> activations = {"relu", "tanh", "softmax",
                                                                  "sigmoid"};
  const int low = std::isfinite(field.min) ? static_cast<int>(field.min) : 1;
  const int high = std::isfinite(field.max) ? static_cast<int>(field.max) : low + 3;
  switch (field.kind) {
    case FieldKind::integer:
    case FieldKind::sizes:
      return std::to_string(choose.number(low, std::min(high, low + 3)));
    case FieldKind::boolean:
      return choose.flip() ? "True" : "False";
    case FieldKind::number:
      return "0.5";
    case FieldKind::activation:
      return '"' + std::string(choose.one(activations)) + '"';
    case FieldKind::choice:
      return '"' + std::string(choose.one(field.choices)) + '"';
    default:
      return {};
  }
}

std::string arguments_of(const LayerRow& row, const Way& way, Chooser& choose) {
  if (!way.arguments.empty()) return std::string(choose.one(way.arguments));
  std::string text;
  for (const Field& field : row.fields) {
    const bool required = field.otherwise.empty();
    if (field.training_only && !required) continue;
    // What leaves the sizes of states and masks to others is tested by those others.
    if (field.name == "stateful" || (!required && choose.flip())) continue;
    const auto value = drawn(field, choose);
    if (value) text += (text.empty() ? "" : ", ") + std::string(field.name) + '=' + *value;
  }
  return text;
}

/// Cells are called with states of the width that they are made with.
std::string with_width(std::string arguments, std::string_view layer) {
  if (!layer.ends_with("Cell")) return arguments;
  const std::size_t begin = arguments.find("units=");
  if (begin == std::string::npos) return arguments;
  return arguments.replace(begin, 7, "units=3");
}

struct Input {
  Sizes sizes;
  std::vector<bool> open;
};

/// Inputs as the way says, else one with `rank` axes behind its batch.
std::vector<Input> draw_inputs(const Way& way, int rank, Chooser& choose) {
  std::vector<Sizes> sizes = way.inputs;
  if (sizes.empty()) {
    Sizes one = {0};
    for (int i = 0; i < rank; ++i) one.push_back(choose.number(2, 6));
    sizes.push_back(one);
  }
  const int batch = choose.number(1, 3);
  const int time = choose.number(2, 6);
  const bool open_time = choose.flip();
  std::vector<Input> inputs;
  for (const Sizes& given : sizes) {
    Input input{given, std::vector<bool>(given.size(), false)};
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (given[i] == 0) input.sizes[i] = i == 0 ? batch : time;
      input.open[i] = i == 0 || (given[i] == 0 && open_time);
      // Any axis but the last may be open where the layer takes any input.
      if (way.inputs.empty() && i > 0 && i + 1 < given.size() && choose.flip())
        input.open[i] = true;
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

std::string program(const Way& way, const std::string& arguments, const std::vector<Input>& inputs,
                    bool symbolic) {
  std::string text = "import keras\nfrom keras import layers\n";
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    text += "x" + std::to_string(i) + " = keras.Input(batch_shape=(";
    for (std::size_t axis = 0; axis < inputs[i].sizes.size(); ++axis) {
      const bool open = symbolic && inputs[i].open[axis];
      text += (open ? "None" : std::to_string(inputs[i].sizes[axis])) + ", ";
    }
    text += "), dtype='" + std::string(way.dtype) + "')\n";
  }
  text += "layer = layers." + std::string(way.layer) + '(' + arguments + ")\n";
  return text + "y = " + std::string(way.call) + '\n';
}

std::vector<ValueId> tensors_in(Traced& traced, const std::string& name) {
  const python::Value value = traced[name];
  if (const auto found = traced.program().keras().find_tensor(value)) return {*found};
  std::vector<ValueId> found;
  if (const auto* items = python::sequence_items(value)) {
    for (const python::Value& item : *items) {
      if (const auto tensor = traced.program().keras().find_tensor(item)) found.push_back(*tensor);
    }
  }
  return found;
}

const Shape& shape_of(const Traced& traced, ValueId id) {
  return traced.graph().value(id).type.shape;
}

/// The numbers of the open sizes of a symbolic program's inputs.
Bindings bindings_of(Traced& traced, const std::vector<Input>& inputs) {
  Bindings bindings;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const ValueId input = tensors_in(traced, "x" + std::to_string(i)).front();
    for (std::size_t axis = 0; axis < inputs[i].sizes.size(); ++axis) {
      if (!inputs[i].open[axis]) continue;
      bindings[shape_of(traced, input)[axis].size.text()] = inputs[i].sizes[axis];
    }
  }
  return bindings;
}

/// Why the law does not hold; empty where it does.
std::string broken(Traced& symbolic, Traced& numeric, const Bindings& bindings) {
  const std::vector<ValueId> outputs = tensors_in(symbolic, "y");
  const std::vector<ValueId> others = tensors_in(numeric, "y");
  if (outputs.empty()) return "no output";
  if (outputs.size() != others.size()) return "other outputs";
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Shape& shape = shape_of(symbolic, outputs[i]);
    Sizes put_in;
    for (const Axis& axis : shape) put_in.push_back(axis.size.bind(bindings));
    Sizes inferred;
    for (const Axis& axis : shape_of(numeric, others[i]))
      inferred.push_back(axis.size.value().value_or(-1));
    if (put_in != inferred) return words(shape) + " against " + words(shape_of(numeric, others[i]));
    for (const auto& [traced, id, dims] : {std::tuple(&symbolic, outputs[i], bindings),
                                           std::tuple(&numeric, others[i], Bindings{})}) {
      const auto tensor = Traced::numbers(traced->graph(), id, dims);
      if (!std::ranges::equal(tensor->sizes(), put_in)) return words(shape) + " runs otherwise";
    }
  }
  return {};
}

}  // namespace

TEST_CASE("shape law: every layer of the table, in random configurations") {
  Chooser choose;
  for (const LayerRow* row : layer_table()) {
    if (row->is_input) continue;  // it infers nothing
    CAPTURE(row->name);
    const Way way = way_of(row->name);
    int held = 0;
    int taken = 0;  // a rank that it takes: mostly tried again
    for (int i = 0; i < tries && held < wanted; ++i) {
      const std::string arguments = with_width(arguments_of(*row, way, choose), row->name);
      const int rank = taken > 0 && choose.number(0, 3) > 0 ? taken : choose.number(1, 4);
      const std::vector<Input> inputs = draw_inputs(way, rank, choose);
      const std::string source = program(way, arguments, inputs, true);
      CAPTURE(source);
      Traced symbolic(source);
      Traced numeric(program(way, arguments, inputs, false));
      // Some of what is drawn no layer takes: other ranks, windows larger than what they move over.
      if (!symbolic.problem().empty() || !numeric.problem().empty()) continue;
      CHECK(broken(symbolic, numeric, bindings_of(symbolic, inputs)) == "");
      taken = rank;
      ++held;
    }
    CHECK(held >= wanted);
  }
}
