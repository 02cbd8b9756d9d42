// Owns the tracing of ops, scans and weights. Must not know layers' calls (calls.cpp) nor models.
#include "graph/tracer.hpp"

#include <algorithm>

#include "layers/activation_functions.hpp"

namespace unroll {

namespace {

/// Restores a member when the scope ends, whichever way.
template <typename T>
class Restored {
 public:
  explicit Restored(T& what) : what_(what), was_(what) {}
  Restored(const Restored&) = delete;
  Restored& operator=(const Restored&) = delete;
  ~Restored() { what_ = was_; }

 private:
  T& what_;
  T was_;
};

}  // namespace

const TensorType& Tracer::type(ValueId value) const { return graph_.value(value).type; }

void Tracer::give_lineages(Shape& shape) {
  for (Axis& axis : shape) {
    if (axis.id == 0) axis.id = next_axis_++;
  }
}

ValueId Tracer::add_value(TensorType type, NodeId node, std::int32_t port, bool symbolic) {
  give_lineages(type.shape);
  Value value;
  value.type = std::move(type);
  value.node = node;
  value.port = port;
  value.call = current_call();
  value.region = region_;
  value.symbolic = symbolic;
  graph_.values.push_back(std::move(value));
  return static_cast<ValueId>(graph_.values.size() - 1);
}

std::vector<ValueId> Tracer::apply(const OpRow& row, std::span<const ValueId> inputs,
                                   Attributes attributes) {
  if (graph_.nodes.size() >= limits_.nodes) {
    throw Error("limit_nodes", "the program makes more than " + std::to_string(limits_.nodes) +
                                   " ops; it is stopped here");
  }
  std::vector<TensorType> types;
  bool symbolic = row.name == "input";
  for (const ValueId input : inputs) {
    types.push_back(type(input));
    symbolic = symbolic || graph_.value(input).symbolic;
  }
  std::vector<TensorType> results = row.infer({types, attributes});
  // A literal belongs to the program, whatever loop it is met in.
  const Restored region(region_);
  if (row.prepare == nullptr) region_ = 0;
  // What has an input's open size depends on that input.
  for (const TensorType& result : results) {
    symbolic = symbolic || std::any_of(result.shape.begin(), result.shape.end(),
                                       [](const Axis& axis) { return axis.size.is_symbolic(); });
  }

  const auto id = static_cast<NodeId>(graph_.nodes.size());
  Node node;
  node.row = &row;
  node.attributes = std::move(attributes);
  node.inputs.assign(inputs.begin(), inputs.end());
  node.call = current_call();
  node.region = region_;
  node.span = span;
  for (std::size_t i = 0; i < results.size(); ++i) {
    node.outputs.push_back(
        add_value(std::move(results[i]), id, static_cast<std::int32_t>(i), symbolic));
  }
  const std::vector<ValueId> outputs = node.outputs;
  graph_.regions[static_cast<std::size_t>(region_)].push_back(id);
  graph_.nodes.push_back(std::move(node));
  if (symbolic && current_call() == no_id && row.name != "input") {
    const CallId call = add_operation(row.operation_class, inputs);
    graph_.nodes.back().call = call;
    close_operation(call, outputs);
  }
  return outputs;
}

/// What stands on symbolic tensors outside any layer is an operation of Keras with a name.
CallId Tracer::add_operation(std::string_view class_name, std::span<const ValueId> inputs) {
  const auto id = static_cast<LayerId>(graph_.layers.size());
  auto operation = std::make_unique<Layer>();
  operation->id = id;
  operation->kind = OperationKind::op;
  operation->class_name = class_name;
  operation->name = unique_name(snake_case(operation->class_name));
  operation->built = true;
  operation->span = span;
  operation->statement = statement;
  const auto call_id = static_cast<CallId>(graph_.calls.size());
  Call call;
  call.layer = id;
  call.inputs.assign(inputs.begin(), inputs.end());
  call.span = span;
  call.symbolic = true;
  operation->calls.push_back(call_id);
  operation->all_calls.push_back(call_id);
  graph_.calls.push_back(std::move(call));
  graph_.layers.push_back(std::move(operation));
  return call_id;
}

void Tracer::close_operation(CallId id, std::vector<ValueId> outputs) {
  for (const ValueId output : outputs) {
    graph_.value(output).call = id;
    graph_.value(output).symbolic = true;
  }
  Call& call = graph_.call(id);
  call.result =
      outputs.size() == 1 ? Datum(TensorRef{outputs.front()}) : Datum::of_tensors(outputs);
  call.outputs = std::move(outputs);
  call.done = true;
  number_tensors(call.outputs);
}

void Tracer::operation(std::string_view class_name, std::span<const ValueId> inputs,
                       const std::function<std::vector<ValueId>()>& ops,
                       const std::function<std::vector<GivenDatum>()>& arguments) {
  const bool symbolic = std::any_of(inputs.begin(), inputs.end(),
                                    [&](ValueId input) { return graph_.value(input).symbolic; });
  if (!symbolic || current_call() != no_id) {
    ops();
    return;
  }
  const CallId id = add_operation(class_name, inputs);
  graph_.call(id).arguments = arguments();
  const auto depth = open_.size();
  const bool was_at_top = at_top_;
  const auto leave = [&] {
    open_.resize(depth);
    at_top_ = was_at_top;
  };
  open_.push_back(id);
  at_top_ = false;
  try {
    close_operation(id, ops());
  } catch (...) {
    leave();
    throw;
  }
  leave();
}

void Tracer::set_axis(ValueId value, std::int64_t axis, const Axis& as) {
  Shape& shape = graph_.value(value).type.shape;
  if (const auto found = find_axis(shape.size(), axis)) shape[*found] = as;
}

void Tracer::set_role(ValueId value, std::int64_t axis, Role role) {
  const Shape& shape = type(value).shape;
  const auto found = find_axis(shape.size(), axis);
  if (!found || shape[*found].role == role) return;
  const AxisId lineage = shape[*found].id;
  for (Value& each : graph_.values) {
    for (Axis& one : each.type.shape) {
      if (one.id == lineage) one.role = role;
    }
  }
}

// ---- scan ------------------------------------------------------------------------------------

Scanned Tracer::scan(const ScanOptions& options, const ScanBody& body) {
  auto graph = std::make_unique<ScanGraph>();
  Axis time;
  AxisId batch = 0;
  const auto is_symbolic = [&](ValueId value) { return graph_.value(value).symbolic; };
  const bool symbolic = std::ranges::any_of(options.sequences, is_symbolic) ||
                        std::ranges::any_of(options.states, is_symbolic) ||
                        (options.mask != no_id && is_symbolic(options.mask));
  ScanStep step;
  {
    const Restored region(region_);
    region_ = static_cast<RegionId>(graph_.regions.size());
    graph_.regions.emplace_back();
    graph->region = region_;
    for (const ValueId sequence : options.sequences) {
      TensorType one = type(sequence);
      if (one.shape.size() < 2) throw Error("rank", "a scan needs (batch, time, ...)");
      batch = one.shape[0].id;
      time = one.shape[1];
      one.shape.erase(one.shape.begin() + 1);
      graph->steps.push_back(add_value(std::move(one), no_id, 0, symbolic));
    }
    for (const ValueId state : options.states) {
      TensorType carried = type(state);
      for (Axis& axis : carried.shape) axis.id = axis.role == Role::batch ? batch : 0;
      graph->states.push_back(add_value(std::move(carried), no_id, 0, symbolic));
    }
    step = body(graph->steps, graph->states);
  }
  graph->outputs = step.outputs;
  graph->next_states = step.states;
  if (step.states.size() != options.states.size()) {
    throw RuleError("states", "the cell was given " + std::to_string(options.states.size()) +
                                  " states and returns " + std::to_string(step.states.size()) +
                                  ".");
  }
  for (std::size_t i = 0; i < step.states.size(); ++i) {
    const Shape& before = shape(options.states[i]);
    const Shape& after = shape(step.states[i]);
    if (!broadcast(before, after) || before.size() != after.size()) {
      throw RuleError("states", "a state goes into the step as " + words(before) +
                                    " and comes out as " + words(after) + ".");
    }
  }
  // Outputs: all steps and the last step of each output, then the states.
  std::vector<TensorType> types;
  for (const ValueId output : step.outputs) {
    TensorType all = type(output);
    if (all.shape.empty())
      throw RuleError("rank", "each step must return a tensor with a batch axis.");
    all.shape.insert(all.shape.begin() + 1, time);
    types.push_back(std::move(all));
  }
  for (const ValueId output : step.outputs) types.push_back(type(output));
  for (const ValueId state : step.states) types.push_back(type(state));

  const auto id = static_cast<NodeId>(graph_.nodes.size());
  Node node;
  node.row = &op("scan");
  node.attributes.set("reverse", options.reverse);
  node.attributes.set("zero_masked", options.zero_output_for_mask);
  node.inputs = options.sequences;
  node.inputs.insert(node.inputs.end(), options.states.begin(), options.states.end());
  if (options.mask != no_id) node.inputs.push_back(options.mask);
  node.call = current_call();
  node.region = region_;
  node.span = span;
  node.body = std::move(graph);
  for (std::size_t i = 0; i < types.size(); ++i) {
    node.outputs.push_back(
        add_value(std::move(types[i]), id, static_cast<std::int32_t>(i), symbolic));
  }
  Scanned scanned;
  const auto outputs = static_cast<std::ptrdiff_t>(step.outputs.size());
  scanned.all.assign(node.outputs.begin(), node.outputs.begin() + outputs);
  scanned.last.assign(node.outputs.begin() + outputs, node.outputs.begin() + 2 * outputs);
  scanned.states.assign(node.outputs.begin() + 2 * outputs, node.outputs.end());
  graph_.regions[static_cast<std::size_t>(region_)].push_back(id);
  graph_.nodes.push_back(std::move(node));
  return scanned;
}

void Tracer::name(std::string_view what, ValueId value, ValueId before) {
  if (region_ != 0) graph_.named.push_back({std::string(what), value, before, current_call()});
}

// ---- weights ---------------------------------------------------------------------------------

WeightId Tracer::add_weight(LayerId owner, std::string_view name, Shape shape,
                            const Datum& initializer, bool trainable, DType dtype) {
  Weight weight;
  weight.owner = owner;
  weight.name = name;
  weight.path = scoped(name);
  Dim count = 1;
  for (const Axis& axis : shape) {
    if (axis.size.is_open()) {
      throw RuleError("weight_shape",
                      "the weight `" + std::string(name) + "` needs numbers for its shape, got " +
                          words(shape) + ".",
                      "Shapes used to initialize variables must be fully-defined (no `None` "
                      "dimensions). Received: shape=" +
                          keras_text(shape) + " for variable path='" + weight.path + "'");
    }
    if (*axis.size.value() < 0) {
      throw RuleError("weight_shape", "the weight `" + std::string(name) +
                                          "` cannot have a negative size, got " + words(shape) +
                                          ".");
    }
    count = count * axis.size;
  }
  if (*count.value() > limits_.parameters) {
    throw RuleError("limit_parameters", "The weight `" + std::string(name) + "` would hold " +
                                            count.text() + " numbers, more than " +
                                            std::to_string(limits_.parameters) +
                                            ". Give the layer a smaller size.");
  }
  weight.type = {std::move(shape), dtype};
  weight.trainable = trainable;
  if (const auto* given = initializer.as<Initializer>()) {
    weight.initializer = *given;
  } else {
    const auto* text = initializer.as<std::string>();
    const bool numeric = dtype == DType::float32;
    const InitializerRow* row = find_initializer(text != nullptr ? *text
                                                 : numeric       ? "glorot_uniform"
                                                                 : "zeros");
    if (row == nullptr) {
      throw RuleError("unknown_initializer",
                      "'" + *text + "' is no initializer that Keras knows by name.",
                      "Could not interpret initializer identifier: " + *text);
    }
    weight.initializer = row->defaults;
  }
  give_lineages(weight.type.shape);
  const auto id = static_cast<WeightId>(graph_.weights.size());
  graph_.weights.push_back(std::move(weight));
  graph_.layer(owner).weights.push_back(id);
  return id;
}

void Tracer::assign_weight(WeightId id, std::shared_ptr<const Tensor> numbers) {
  Weight& weight = graph_.weights[static_cast<std::size_t>(id)];
  const auto sizes = unroll::bind(weight.type.shape, {});
  if (!std::equal(sizes.begin(), sizes.end(), numbers->sizes().begin(), numbers->sizes().end()) ||
      numbers->dtype() != weight.type.dtype) {
    throw Error("weight_shape", "the weight `" + weight.path + "` has the shape " +
                                    words(weight.type.shape) +
                                    ", which the given numbers have not");
  }
  weight.assigned = std::move(numbers);
}

ValueId Tracer::weight(WeightId id) {
  Weight& weight = graph_.weights[static_cast<std::size_t>(id)];
  if (weight.value != no_id) return weight.value;
  // A weight belongs to the program, whatever loop it is met in first.
  const Restored region(region_);
  region_ = 0;
  const auto node_id = static_cast<NodeId>(graph_.nodes.size());
  Node node;
  node.row = &op("weight");
  node.attributes.set("weight", static_cast<std::int64_t>(id));
  node.call = current_call();
  const ValueId value = add_value(weight.type, node_id, 0, false);
  node.outputs = {value};
  graph_.nodes.push_back(std::move(node));
  graph_.regions[0].push_back(node_id);
  graph_.weights[static_cast<std::size_t>(id)].value = value;
  return value;
}

std::string Tracer::scoped(std::string_view name) const {
  std::string path;
  for (const auto& [layer, scope] : scopes_) path += scope + '/';
  return path + std::string(name);
}

void Tracer::leave_open(ValueId value, std::size_t axis) {
  Dim& size = graph_.value(value).type.shape[axis].size;
  size = size.left_open();
}

ValueId Tracer::activate(const Datum& activation, ValueId value) {
  if (const auto* name = activation.as<std::string>()) {
    return layers::apply_activation(*this, *name, value);
  }
  Datum result = TensorRef{value};
  std::vector<GivenDatum> arguments = {{"", result, {}}};
  if (const auto* layer = activation.as<LayerRef>()) {
    result = call_layer(layer->id, std::move(arguments));
  } else if (const auto* function = activation.as<Opaque>()) {
    result = call_function(*function, std::move(arguments));
  }
  if (const auto* tensor = result.as<TensorRef>()) return tensor->id;
  throw RuleError("activation", "an activation returns a tensor, got " + python_text(result) + '.');
}

Datum Tracer::call_on_shapes(const Opaque& function, const Datum& tensors) {
  return functions->call_on_shapes(function, tensors);
}

Datum Tracer::call_function(const Opaque& function, std::vector<GivenDatum> arguments) {
  return functions->call_function(function, std::move(arguments));
}

bool Tracer::takes_argument(const Opaque& function, std::string_view name) {
  return functions->takes_argument(function, name);
}

}  // namespace unroll
