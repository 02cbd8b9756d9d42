// Owns Sequential models: how they grow and are built. Must not know functional ones beyond what
// they make. Mirrors keras/src/models/sequential.py.
#include <algorithm>

#include "graph/model_walk.hpp"
#include "layers/model_inputs.hpp"

namespace unroll {

LayerId Tracer::make_sequential(std::string_view name) {
  const LayerId id = make_custom("Sequential", name);
  Layer& layer = graph_.layer(id);
  layer.kind = OperationKind::model;
  layer.model = std::make_unique<ModelState>();
  layer.model->kind = ModelKind::sequential;
  graph_.models.push_back(id);
  return id;
}

namespace {

bool is_input(const Layer& layer) { return layer.row != nullptr && layer.row->is_input; }

}  // namespace

void Tracer::add_to_sequential(LayerId model_id, LayerId added, bool rebuild) {
  Layer& model = graph_.layer(model_id);
  std::vector<LayerId>& layers = model.model->layers;
  if (layers.empty()) {
    if (const auto sizes = given_input_shape(graph_.layer(added))) {
      add_to_sequential(
          model_id, make_input(*sizes, DType::float32, make_config(input_row(), {}), ""), rebuild);
    }
  }
  const Layer& layer = graph_.layer(added);
  for (const LayerId present : layers) {
    if (graph_.layer(present).name != layer.name) continue;
    wrong_model(model, "layer_name",
                "All layers of a Sequential need names of their own; `" + layer.name +
                    "` is there already.",
                "All layers added to a Sequential model should have unique names. Name '" +
                    layer.name +
                    "' is already the name of a layer in this model. Update the `name` argument to "
                    "pass a unique name.");
  }
  if (is_input(layer) && !layers.empty() && is_input(graph_.layer(layers.front()))) {
    wrong_model(model, "second_input",
                "A Sequential has one Input, and `" + model.name + "` has its already.",
                "Sequential model '" + model.name +
                    "' has already been configured to use input shape " +
                    keras_text(shape(input_value(layers.front()))) +
                    ". You cannot add a different Input layer to it.");
  }
  layers.push_back(added);
  if (rebuild) {
    rebuild_sequential(model_id);
  } else {
    model.built = false;
    model.model->calls.clear();
  }
}

void Tracer::pop_from_sequential(LayerId model_id) {
  Layer& model = graph_.layer(model_id);
  if (!model.model->layers.empty()) model.model->layers.pop_back();
  rebuild_sequential(model_id);
}

void Tracer::rebuild_sequential(LayerId model_id) {
  Layer& model = graph_.layer(model_id);
  model.built = false;
  model.model->calls.clear();
  const auto& layers = model.model->layers;
  if (layers.size() < 2) return;
  const Layer& first = graph_.layer(layers.front());
  if (is_input(first)) return build_sequential(model_id, {});
  if (first.model && first.built && first.model->kind != ModelKind::subclassed) {
    const auto inputs = tensors_of(first.model->inputs);
    if (inputs.size() != 1) return;
    std::vector<std::optional<Dim>> sizes;
    for (const Axis& axis : shape(inputs.front())) {
      sizes.push_back(axis.size.value() ? std::optional(axis.size) : std::nullopt);
    }
    build_sequential(model_id, sizes);
  }
}

void Tracer::build_sequential(LayerId model_id, const std::vector<std::optional<Dim>>& sizes) {
  Layer& model = graph_.layer(model_id);
  std::vector<LayerId>& layers = model.model->layers;
  if (layers.empty()) {
    wrong_model(model, "empty_model", "`" + model.name + "` has no layers yet.",
                "Sequential model " + model.name +
                    " cannot be built because it has no layers. Call `model.add(layer)`.");
  }
  // Its layers hang on no call, wherever the building happens.
  const bool was_at_top = at_top_;
  const RegionId was_in = region_;
  at_top_ = true;
  region_ = 0;
  if (!is_input(graph_.layer(layers.front()))) {
    layers.insert(layers.begin(),
                  make_input(sizes, DType::float32, make_config(input_row(), {}), ""));
  }
  // Called inside its own call, it is on the path already.
  const bool named = !scopes_.empty() && scopes_.back().first == model_id;
  if (!named) scopes_.emplace_back(model_id, model.name);
  const auto leave = [&] {
    at_top_ = was_at_top;
    region_ = was_in;
    if (!named) scopes_.pop_back();
  };
  const ValueId input = input_value(layers.front());
  Datum x = TensorRef{input};
  try {
    for (std::size_t i = 1; i < layers.size(); ++i) x = call_layer(layers[i], {{"", x, {}}});
  } catch (...) {
    leave();
    throw;
  }
  leave();
  unique_name("functional");  // Keras's Sequential holds a Functional, which takes a name
  ModelWalk walk(graph_, {input});
  for (const ValueId output : tensors_of(x)) walk.visit(output);
  model.model->calls = std::move(walk.calls);
  model.model->operations = layers;
  model.model->inputs = TensorRef{input};
  model.model->outputs = x;
  model.built = true;
}

}  // namespace unroll
