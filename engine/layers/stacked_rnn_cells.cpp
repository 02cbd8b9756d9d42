// Owns the StackedRNNCells layer: several cells as one. Must not know any of them.
// Mirrors keras/src/layers/rnn/stacked_rnn_cells.py.
#include <array>

#include "layers/recurrent_fields.hpp"
#include "layers/rnn.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{"cells", FieldKind::code, "", "The cells, the first one nearest to the input.", true},
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own."},
    AxisNote{AxisChange::replaced, Role::features, "The last cell makes {to} numbers."},
};

void check(const Config& config) {
  const DatumList* cells = config["cells"].list();
  bool good = cells != nullptr && !cells->items.empty();
  for (std::size_t i = 0; good && i < cells->items.size(); ++i) {
    good = cells->items[i].as<LayerRef>() != nullptr;
  }
  if (good) return;
  throw RuleError(
      "cell", "StackedRNNCells needs a list of cells, got " + python_text(config["cells"]) + ".",
      "All cells must have a `call` method. Received cell without a `call` method: " +
          python_text(config["cells"]));
}

std::vector<LayerId> cells_of(const LayerState& layer) {
  std::vector<LayerId> cells;
  for (const Datum& item : layer.config["cells"].list()->items) {
    cells.push_back(item.as<LayerRef>()->id);
  }
  return cells;
}

/// The first of a cell's state sizes: what it hands to the next one.
Datum output_size(Tracing& trace, LayerId cell) {
  const Datum own = trace.attribute(cell, "output_size");
  if (!own.is_none()) return own;
  Datum size = state_size_of(trace, cell);
  while (size.list() != nullptr && !size.list()->items.empty()) {
    const Datum first = size.list()->items.front();
    size = first;
  }
  return size;
}

void build(LayerBuild& build) {
  TensorType input = build.inputs.front();
  for (const LayerId cell : cells_of(build.layer)) {
    build.trace.build_layer(cell, std::span(&input, 1));
    const Datum size = output_size(build.trace, cell);
    const Dim* features = size.as<Dim>();
    if (features == nullptr) return;
    input.shape = {input.shape.front(), {*features, Role::features, 0}};
  }
}

Datum call(const LayerCall& call) {
  const DatumList* given = call.argument("states").list();
  const std::vector<LayerId> cells = cells_of(call.layer);
  if (given == nullptr || given->items.size() != cells.size()) {
    throw RuleError("states", "StackedRNNCells needs states for each of its " +
                                  std::to_string(cells.size()) + " cells.");
  }
  Datum output = TensorRef{call.input()};
  std::vector<Datum> states;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Datum& before = given->items[i];
    const Datum list = before.list() == nullptr ? Datum::of_list({before}) : before;
    const Datum result = call.trace.call_layer(cells[i], {{"", output, {}}, {"", list, {}}});
    const std::vector<ValueId> tensors = tensors_of(result);
    if (tensors.empty()) throw RuleError("cell", "a cell must return its output and its states.");
    output = TensorRef{tensors.front()};
    const std::vector<ValueId> after(tensors.begin() + 1, tensors.end());
    states.push_back(before.list() == nullptr && after.size() == 1 ? Datum(TensorRef{after.front()})
                                                                   : Datum::of_tensors(after));
  }
  return Datum::of_list({output, Datum::of_list(std::move(states))}, true);
}

Datum state_size(Tracing& trace, const LayerState& layer) {
  std::vector<Datum> sizes;
  for (const LayerId cell : cells_of(layer)) sizes.push_back(state_size_of(trace, cell));
  return Datum::of_list(std::move(sizes));
}

std::string settings(const Config& config) {
  return std::to_string(config["cells"].list()->items.size()) + " cells";
}

}  // namespace

const LayerRow stacked_rnn_cells = {
    .name = "StackedRNNCells",
    .group = "recurrent",
    .summary = "Several cells as one: each takes the output of the one before.",
    .paper =
        "Graves, Mohamed and Hinton, \"Speech Recognition with Deep Recurrent Neural Networks\", "
        "2013",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.RNN(layers.StackedRNNCells([layers.GRUCell(32), layers.GRUCell(16)]))(x)",
    .fields = fields,
    .check = check,
    .build = build,
    .call = call,
    .notes = notes,
    .settings = settings,
    .arguments = recurrent::cell_arguments,
    .state_size = state_size,
};

}  // namespace unroll::layers
