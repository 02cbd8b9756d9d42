// Owns the protocol of a layer's call: names, checks, building, the call, its record, its errors.
// Must not know models' insides (models.cpp). Mirrors keras/src/layers/layer.py.
#include <algorithm>

#include "graph/tracer.hpp"
#include "layers/model_inputs.hpp"

namespace unroll {

/// A layer's name on the stack that weights' paths are made of, for as long as it lives. A layer
/// that is on top already is not named twice.
class ScopeName {
 public:
  ScopeName(Tracer& tracer, const Layer& layer) : tracer_(tracer) {
    const auto& scopes = tracer.scopes_;
    pushed_ = scopes.empty() || scopes.back().first != layer.id;
    if (pushed_) tracer_.scopes_.emplace_back(layer.id, layer.name);
  }
  ScopeName(const ScopeName&) = delete;
  ScopeName& operator=(const ScopeName&) = delete;
  ~ScopeName() {
    if (pushed_) tracer_.scopes_.pop_back();
  }

 private:
  Tracer& tracer_;
  bool pushed_ = false;
};

std::string Tracer::unique_name(const std::string& prefix) {
  const int count = names_[prefix]++;
  return count == 0 ? prefix : prefix + '_' + std::to_string(count);
}

LayerId Tracer::make_layer(const LayerRow& row, Config config, std::string_view name) {
  const LayerId id = make_custom(row.name, name);
  Layer& layer = graph_.layer(id);
  layer.row = &row;
  layer.config = std::move(config);
  // Layers that are given as arguments are held.
  if (row.make != nullptr) {
    row.make(*this, layer);
    return id;
  }
  for (const ConfigEntry& entry : layer.config.entries) {
    const auto hold = [&](const Datum& datum) {
      const auto* inner = datum.as<LayerRef>();
      if (inner != nullptr) layer.hold(entry.field->name, inner->id);
    };
    hold(entry.value);
    if (const DatumList* list = entry.value.list()) std::ranges::for_each(list->items, hold);
  }
  return id;
}

LayerId Tracer::make_custom(std::string_view class_name, std::string_view name) {
  const auto id = static_cast<LayerId>(graph_.layers.size());
  auto layer = std::make_unique<Layer>();
  layer->id = id;
  layer->class_name = class_name;
  layer->name = name.empty() ? unique_name(snake_case(class_name)) : std::string(name);
  layer->span = span;
  layer->statement = statement;
  graph_.layers.push_back(std::move(layer));
  return id;
}

namespace {

/// The usual roles, but for a row of tokens, or of who knows how many numbers: its places are
/// steps.
Shape roles_of_input(const std::vector<Dim>& sizes, DType dtype) {
  Shape shape = shape_with_usual_roles(sizes);
  const bool row = shape.size() == 2;
  if (row && (dtype == DType::int32 || sizes[1].is(-1))) shape[1].role = Role::time;
  return shape;
}

}  // namespace

LayerId Tracer::make_input(const std::vector<std::optional<Dim>>& sizes, DType dtype, Config config,
                           std::string_view name) {
  const LayerId id = make_layer(input_row(), std::move(config), name);
  std::vector<Dim> dims;
  for (const auto& size : sizes) dims.push_back(size.value_or(Dim(-1)));
  const Shape roles = roles_of_input(dims, dtype);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i]) continue;
    std::string symbol = "B";
    if (i > 0) {
      const std::string role(role_name(roles[i].role));
      const char letter = static_cast<char>(role.front() - 'a' + 'A');
      const int count = ++open_sizes_[letter];
      symbol = std::string(1, letter) + (count == 1 ? "" : std::to_string(count));
    }
    dims[i] = Dim::symbol(symbol, graph_.identities.add(IdentityKind::input, symbol, {}));
  }
  const CallId call = open_call(id, {});
  const bool was_at_top = at_top_;
  at_top_ = false;
  const ValueId value = apply(op("input"), {}, {{"shape", dims}, {"dtype", dtype}}).front();
  Shape& shape = graph_.value(value).type.shape;
  for (std::size_t i = 0; i < shape.size(); ++i) shape[i].role = roles[i].role;
  at_top_ = was_at_top;
  close_call(call, TensorRef{value});
  graph_.layer(id).built = true;
  return id;
}

ValueId Tracer::input_value(LayerId input) const {
  return graph_.call(graph_.layer(input).calls.front()).outputs.front();
}

void Tracer::number_tensors(const std::vector<ValueId>& tensors) {
  for (const ValueId id : tensors) {
    // An Input that is given a name gives it to its tensor.
    const Layer& layer = graph_.layer(graph_.call(graph_.value(id).call).layer);
    const bool named =
        layer.row != nullptr && layer.row->is_input && !layer.config["name"].is_none();
    if (!named && graph_.value(id).symbolic) graph_.value(id).number = tensor_count_++;
  }
}

// ---- the record of a call --------------------------------------------------------------------

CallId Tracer::open_call(LayerId layer, const std::vector<GivenDatum>& arguments) {
  const auto id = static_cast<CallId>(graph_.calls.size());
  Call call;
  call.layer = layer;
  call.parent = current_call();
  call.arguments = arguments;
  for (const GivenDatum* given : in_keras_order(arguments))
    collect_tensors(given->value, call.inputs);
  call.symbolic = graph_.layer(layer).row != nullptr && graph_.layer(layer).row->is_input;
  for (const ValueId input : call.inputs)
    call.symbolic = call.symbolic || graph_.value(input).symbolic;
  call.span = span;
  if (call.parent != no_id) graph_.call(call.parent).inner.push_back(id);
  graph_.layer(layer).all_calls.push_back(id);
  if (call.parent == no_id && call.symbolic) graph_.layer(layer).calls.push_back(id);
  graph_.calls.push_back(std::move(call));
  open_.push_back(id);
  return id;
}

void Tracer::close_call(CallId id, const Datum& result) {
  open_.pop_back();
  Call& call = graph_.call(id);
  call.result = result;
  call.outputs = tensors_of(result);
  call.done = true;
  if (call.parent == no_id && call.symbolic) number_tensors(call.outputs);
}

/// A layer that hands a tensor on as it is still makes a new one of its own, so that every tensor
/// has one history.
Datum Tracer::own_outputs(CallId id, const Datum& result) {
  std::vector<ValueId> seen;
  return replace_tensors(result, [&](ValueId value) {
    CallId made_in = graph_.value(value).call;
    while (made_in != no_id && made_in != id) made_in = graph_.call(made_in).parent;
    const bool twice = std::find(seen.begin(), seen.end(), value) != seen.end();
    seen.push_back(value);
    if (made_in == id && !twice) return value;
    return apply(op("identity"), std::span(&value, 1), {}).front();
  });
}

void Tracer::fail(const Layer& layer, CallId call, const RuleError& error) {
  Problem problem;
  problem.code = error.code();
  problem.message = error.what();
  problem.keras = error.keras_text;
  problem.layer_class = layer.class_name;
  problem.layer_name = layer.name;
  problem.call = call;
  problem.needs = error.needs;
  problem.got = error.got;
  throw TraceError(std::move(problem), error.exception);
}

Datum Tracer::call_layer(LayerId id, std::vector<GivenDatum> arguments) {
  Layer& layer = graph_.layer(id);
  const std::size_t depth = open_.size();
  const bool was_at_top = at_top_;
  const CallId call = open_call(id, arguments);
  at_top_ = false;
  const std::optional<bool> outer_training = training;
  for (const GivenDatum& given : arguments) {
    const bool* flag = given.name == "training" ? given.value.as<bool>() : nullptr;
    if (flag != nullptr) training = *flag;
  }
  const auto unwind = [&] {
    open_.resize(depth);
    at_top_ = was_at_top;
    training = outer_training;
  };
  try {
    Datum result;
    {
      const ScopeName scope(*this, layer);
      result = run_call(layer, arguments);
      if (region_ == 0) result = own_outputs(call, result);
    }
    close_call(call, result);
    unwind();
    set_masks(layer, arguments, result);
    return result;
  } catch (TraceError& error) {
    unwind();
    // The outermost layer is the one that Keras names; a model names the layer inside it.
    if (layer.kind != OperationKind::model) {
      error.problem.layer_class = layer.class_name;
      error.problem.layer_name = layer.name;
      error.problem.call = call;
    }
    throw;
  } catch (const RuleError& error) {
    unwind();
    fail(layer, call, error);
  } catch (const Error& error) {
    unwind();
    fail(layer, call, RuleError(error.code(), layer.class_name + ": " + error.what() + '.'));
  } catch (...) {
    unwind();
    throw;
  }
}

/// The arguments of a layer's `call`, in order.
std::vector<std::string> Tracer::argument_names(const Layer& layer) {
  if (layer.behaviour) return layer.behaviour->arguments(layer);
  return {layer.row->arguments.begin(), layer.row->arguments.end()};
}

/// Positional arguments after the first get their names. Where all are named, the first of the
/// signature comes first.
void Tracer::name_arguments(const Layer& layer, std::vector<GivenDatum>& arguments) {
  const std::vector<std::string> names = argument_names(layer);
  if (!arguments.empty() && !arguments.front().name.empty() && !names.empty()) {
    const auto first = std::ranges::find(arguments, names.front(), &GivenDatum::name);
    if (first != arguments.end()) std::rotate(arguments.begin(), first, first + 1);
  }
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    GivenDatum& given = arguments[i];
    if (!given.name.empty()) continue;
    if (i < names.size()) {
      given.name = names[i];
    } else if (!layer.behaviour) {
      RuleError error("too_many_arguments",
                      layer.class_name + " takes " + std::to_string(names.size()) +
                          " arguments when it is called, got " + std::to_string(arguments.size()) +
                          ".",
                      "too many positional arguments");
      error.exception = "TypeError";
      throw error;
    }
  }
}

Datum Tracer::run_call(Layer& layer, std::vector<GivenDatum>& arguments) {
  if (layer.model) return call_model(layer, arguments);
  name_arguments(layer, arguments);
  if (layer.row != nullptr && layer.row->check_input != nullptr) {
    layer.row->check_input({*this, layer, arguments});
  }
  if (!layer.built) {
    if (layer.behaviour) {
      layer.behaviour->build(*this, layer, arguments);
    } else {
      std::vector<TensorType> types;
      for (const ValueId input : tensors_of(arguments.front().value)) types.push_back(type(input));
      build_by_row(*this, layer, types, arguments);
    }
    layer.built = true;
  }
  give_masks(layer, arguments);
  return trace_call(layer, arguments);
}

void Tracer::build_layer(LayerId id, std::span<const TensorType> inputs) {
  Layer& layer = graph_.layer(id);
  if (layer.built || layer.row == nullptr || layer.row->build == nullptr || layer.behaviour) return;
  const ScopeName scope(*this, layer);
  build_by_row(*this, layer, inputs);
  layer.built = true;
}

}  // namespace unroll
