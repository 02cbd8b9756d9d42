// Owns Sequential models: how they grow and are built. Must not know functional ones beyond what
// they make. Mirrors keras/src/models/sequential.py.
#include <algorithm>
#include <utility>

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

bool runs_program(const Graph& graph, const Layer& layer);

bool runs_program(const Graph& graph, const Datum& datum) {
  if (datum.as<Opaque>() != nullptr) return true;
  if (const auto* layer = datum.as<LayerRef>()) return runs_program(graph, graph.layer(layer->id));
  const DatumList* list = datum.list();
  return list != nullptr && std::ranges::any_of(list->items, [&](const Datum& item) {
           return runs_program(graph, item);
         });
}

/// Whether a call of it may run functions of the program: they may print, so each call counts.
bool runs_program(const Graph& graph, const Layer& layer) {
  const auto runs = [&](LayerId id) { return runs_program(graph, graph.layer(id)); };
  return layer.behaviour != nullptr || std::ranges::any_of(layer.layers, runs) ||
         (layer.model != nullptr && std::ranges::any_of(layer.model->operations, runs)) ||
         std::ranges::any_of(layer.config.entries, [&](const ConfigEntry& entry) {
           return runs_program(graph, entry.value);
         });
}

/// As it stands before its layers are called.
void forget_calls(Layer& model) {
  model.built = false;
  model.model->calls.clear();
  model.model->made.clear();
  model.model->operations = model.model->layers;
}

}  // namespace

/// The layers of a Sequential hang on no call, wherever they are called; their paths begin with it.
class InSequential {
 public:
  InSequential(Tracer& tracer, const Layer& model)
      : tracer_(tracer),
        was_at_top_(std::exchange(tracer.at_top_, true)),
        was_in_(std::exchange(tracer.region_, 0)),
        depth_(tracer.scopes_.size()) {
    // Built inside its own call, it is on the path already.
    if (depth_ == 0 || tracer.scopes_.back().first != model.id) {
      tracer.scopes_.emplace_back(model.id, model.name);
    }
  }
  InSequential(const InSequential&) = delete;
  InSequential& operator=(const InSequential&) = delete;
  ~InSequential() {
    tracer_.at_top_ = was_at_top_;
    tracer_.region_ = was_in_;
    tracer_.scopes_.resize(depth_);
  }

 private:
  Tracer& tracer_;
  bool was_at_top_;
  RegionId was_in_;
  std::size_t depth_;
};

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
  if (!rebuild) {
    forget_calls(model);
  } else if (!extend_sequential(model)) {
    rebuild_sequential(model_id);
  }
}

void Tracer::pop_from_sequential(LayerId model_id) {
  Layer& model = graph_.layer(model_id);
  if (!model.model->layers.empty()) model.model->layers.pop_back();
  rebuild_sequential(model_id);
}

void Tracer::rebuild_sequential(LayerId model_id) {
  Layer& model = graph_.layer(model_id);
  forget_calls(model);
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

/// Refuses to build a Sequential for another shape than the one of its first layer.
void Tracer::need_same_input(const Layer& model, const std::vector<std::optional<Dim>>& sizes) {
  const Shape& input = shape(input_value(model.model->layers.front()));
  const auto same = [](const Axis& axis, const std::optional<Dim>& size) {
    return axis.size.is_symbolic() ? !size : size && *size == axis.size;
  };
  if (std::ranges::equal(input, sizes, same)) return;
  Shape given;
  for (const auto& size : sizes) given.push_back({size.value_or(Dim().left_open())});
  wrong_model(model, "second_input",
              "`" + model.name + "` takes " + words(input) + " already: it cannot be built for " +
                  keras_text(given) + ".",
              "Sequential model '" + model.name +
                  "' has already been configured to use input shape " + keras_text(input) +
                  ". You cannot build it with input_shape " + keras_text(given));
}

void Tracer::build_sequential(LayerId model_id, const std::vector<std::optional<Dim>>& sizes) {
  Layer& model = graph_.layer(model_id);
  std::vector<LayerId>& layers = model.model->layers;
  if (layers.empty()) {
    wrong_model(model, "empty_model", "`" + model.name + "` has no layers yet.",
                "Sequential model " + model.name +
                    " cannot be built because it has no layers. Call `model.add(layer)`.");
  }
  if (!is_input(graph_.layer(layers.front()))) {
    const InSequential inside(*this, model);
    layers.insert(layers.begin(),
                  make_input(sizes, DType::float32, make_config(input_row(), {}), ""));
  } else if (!sizes.empty()) {
    need_same_input(model, sizes);
  }
  forget_calls(model);
  const ValueId input = input_value(layers.front());
  model.model->inputs = TensorRef{input};
  model.model->outputs = TensorRef{input};
  call_in_sequence(model, 1);
}

bool Tracer::extend_sequential(Layer& model) {
  ModelState& state = *model.model;
  if (!model.built || !scopes_.empty()) return false;
  if (std::any_of(state.layers.begin(), state.layers.end() - 1,
                  [&](LayerId id) { return runs_program(graph_, graph_.layer(id)); })) {
    return false;
  }
  // Keras calls all of them again. Of what it makes anew, the names alone show.
  for (const CallId id : state.made) {
    ++graph_.call(id).repeats;
    Layer& made = graph_.layer(graph_.call(id).layer);
    if (made.kind == OperationKind::op) made.name = unique_name(snake_case(made.class_name));
    number_tensors(graph_.call(id).outputs);
  }
  call_in_sequence(model, state.layers.size() - 1);
  return true;
}

void Tracer::call_in_sequence(Layer& model, std::size_t from) {
  ModelState& state = *model.model;
  const std::size_t first_call = graph_.calls.size();
  model.built = false;
  std::vector<CallId> known = std::exchange(state.calls, {});
  state.operations = state.layers;
  {
    const InSequential inside(*this, model);
    for (std::size_t i = from; i < state.layers.size(); ++i) {
      state.outputs = call_layer(state.layers[i], {{"", state.outputs, {}}});
    }
  }
  for (std::size_t id = first_call; id < graph_.calls.size(); ++id) {
    if (graph_.calls[id].parent == no_id) state.made.push_back(static_cast<CallId>(id));
  }
  unique_name("functional");  // Keras's Sequential holds a Functional, which takes a name
  const std::vector<ValueId> inputs = tensors_of(state.inputs);
  ModelWalk walk(graph_, inputs, std::move(known));
  for (const ValueId output : tensors_of(state.outputs)) walk.visit(output);
  state.calls = std::move(walk.calls);
  const auto is_op = [&](CallId id) {
    return graph_.layer(graph_.call(id).layer).kind == OperationKind::op;
  };
  if (std::ranges::any_of(state.calls, is_op)) {
    ModelWalk whole(graph_, inputs);
    for (const ValueId output : tensors_of(state.outputs)) whole.visit(output);
    ModelState sorted;
    whole.sort(sorted);
    state.operations = std::move(sorted.operations);
  }
  model.built = true;
}

}  // namespace unroll
