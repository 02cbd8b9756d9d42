// Owns the writing of models as Keras programs: which names, what before what. Must not know how
// values and layers are written (write_program_layers.cpp), nor how a line is laid out
// (python_source.cpp).
#include <algorithm>

#include "interchange/program_writer.hpp"
#include "layers/told_arguments.hpp"
#include "python/saved_objects.hpp"

namespace unroll {

void ProgramWriter::line(const std::string& before, const PythonSource& source) {
  text_ += laid_out(before, source) + '\n';
}

// ---- uses ------------------------------------------------------------------------------------

void ProgramWriter::use(LayerId id) {
  ++uses_[id];
  count_uses(id);
}

/// Counts how often each layer is called or held, models inside included.
void ProgramWriter::count_uses(LayerId id) {
  if (!counted_.insert(id).second) return;
  const Layer& layer = graph_.layer(id);
  const auto layer_of = [this](LayerId each) -> const LayerState& { return graph_.layer(each); };
  if (layer.model == nullptr) {
    if (layer.row == nullptr) return;
    for (const ConfigEntry* entry : told_arguments(layer, layer_of)) {
      if (const auto* inner = entry->value.as<LayerRef>()) use(inner->id);
      const DatumList* list = entry->value.list();
      for (const Datum& item : list == nullptr ? std::vector<Datum>() : list->items) {
        if (const auto* inner = item.as<LayerRef>()) use(inner->id);
      }
    }
  } else if (layer.model->kind == ModelKind::functional) {
    for (const WrittenCall& each : written_calls(graph_, *layer.model)) use(each.layer);
  } else {
    for (const LayerId inner : layer.model->layers) use(inner);
  }
}

// ---- models ----------------------------------------------------------------------------------

/// Writes the models that a layer holds, each once.
void ProgramWriter::write_inner(LayerId id) {
  const Layer& layer = graph_.layer(id);
  if (layer.model == nullptr) {
    for (const LayerId inner : layers_in(layer)) write_inner(inner);
    return;
  }
  if (variables_.contains(id)) return;
  const std::string variable = unique(variable_of(layer));
  write_model(id, variable, false);
  text_ += '\n';
  variables_[id] = variable;
}

void ProgramWriter::write_model(LayerId id, const std::string& variable, bool is_whole) {
  const Layer& model = graph_.layer(id);
  if (model.model->kind == ModelKind::subclassed) {
    cannot_write("The model `" + model.name + "` is of the program's own class `" +
                 model.class_name + "`, whose code stays there: keep that program to have it.");
  }
  if (model.model->kind == ModelKind::sequential) {
    for (const LayerId inner : model.model->layers) write_inner(inner);
    return write_sequential(model, variable);
  }
  for (const WrittenCall& each : written_calls(graph_, *model.model)) write_inner(each.layer);
  write_functional(model, variable, is_whole);
}

namespace {

PythonSource input_source(Sources items, const std::string& name) {
  if (!name.empty()) {
    items.emplace_back("name=" + quoted(name));
  }
  return {"keras.Input(", std::move(items), ")"};
}

}  // namespace

void ProgramWriter::write_sequential(const Layer& model, const std::string& variable) {
  Sources items;
  for (const LayerId id : model.model->layers) {
    const Layer& layer = graph_.layer(id);
    if (layer.row != nullptr && layer.row->is_input) {
      const ValueId made = graph_.call(layer.calls.front()).outputs.front();
      Sources arguments;
      for (const GivenDatum& given : input_arguments(graph_.value(made).type, false)) {
        arguments.push_back(named(given.name, value(given.value)));
      }
      items.push_back(input_source(std::move(arguments), is_automatic(layer) ? "" : layer.name));
      continue;
    }
    keep_layer(id);
    items.push_back(layer_source(id));
  }
  // A layer a line, also where they would fit on one.
  text_ += variable + " = keras.Sequential([\n";
  for (const PythonSource& item : items) text_ += laid_out("", item, 4) + ",\n";
  text_ += is_automatic(model) ? "])\n" : "], name=" + quoted(model.name) + ")\n";
}

void ProgramWriter::write_inputs(const ModelState& model, const std::string& prefix) {
  const std::vector<ValueId> inputs = tensors_of(model.inputs);
  for (const ValueId& input : inputs) {
    const Layer& layer = graph_.layer(graph_.call(graph_.history(input)).layer);
    std::string wanted = is_automatic(layer) ? "" : identifier(layer.name);
    if (wanted.empty()) wanted = "input_" + std::to_string(&input - inputs.data() + 1);
    const bool alone = inputs.size() == 1 && is_automatic(layer);
    std::string name = prefix + (alone ? "inputs" : wanted);
    if (!alone || !prefix.empty()) name = unique(name);
    Sources arguments;
    for (const GivenDatum& given : input_arguments(graph_.value(input).type, false)) {
      arguments.push_back(named(given.name, value(given.value)));
    }
    line(name + " = ", input_source(std::move(arguments), is_automatic(layer) ? "" : layer.name));
    tensors_[input] = name;
  }
}

PythonSource ProgramWriter::operation(const Layer& layer, const WrittenCall& written) {
  const auto spelled = written.arguments.empty()
                           ? std::nullopt
                           : python::spelled_operation(layer.class_name, written.arguments);
  if (!spelled) {
    cannot_write("The operation `" + layer.name + "` (" + layer.class_name +
                 ") has no form in `keras.ops`: keep the program that makes it.");
  }
  const auto& arguments = spelled->arguments;
  if (spelled->name == "get_item" && arguments.size() == 2) {
    return one_line(value(arguments[0].value)) + '[' + key(arguments[1].value) + ']';
  }
  uses_ops_ = true;
  Sources items;
  for (const GivenDatum& given : arguments) {
    items.push_back(given.name.empty() ? value(given.value)
                                       : named(given.name, value(given.value)));
  }
  return call("ops." + spelled->name, std::move(items));
}

/// The call as an expression.
PythonSource ProgramWriter::called(const WrittenCall& written) {
  const Layer& layer = graph_.layer(written.layer);
  if (layer.kind == OperationKind::op) return operation(layer, written);
  Sources items;
  for (const GivenDatum& given : written.arguments) {
    items.push_back(given.name.empty() ? value(given.value)
                                       : named(given.name, value(given.value)));
  }
  PythonSource source = layer_source(written.layer);
  if (source.items.empty() && source.close.empty()) return call(source.open, std::move(items));
  source.close += one_line(call("", std::move(items)));
  return source;
}

/// What stands before `=`: the outputs' names, which are remembered.
std::string ProgramWriter::output_names(const std::vector<WrittenCall>& calls, std::size_t at,
                                        const ModelState& model, const std::string& prefix) {
  const Call& call = graph_.call(calls[at].id);
  const Layer& layer = graph_.layer(call.layer);
  const std::vector<ValueId> ends = tensors_of(model.outputs);
  const auto is_end = [&](ValueId id) { return std::ranges::find(ends, id) != ends.end(); };
  const auto uses = [&](ValueId id, std::size_t from) {
    return std::count_if(calls.begin() + static_cast<std::ptrdiff_t>(from), calls.end(),
                         [&](const WrittenCall& each) {
                           return std::ranges::find(each.inputs, id) != each.inputs.end();
                         });
  };
  std::string base = variable_of(layer);
  if (variables_.contains(call.layer)) base = variables_.at(call.layer) + "_output";
  if (const auto* alone = call.result.as<TensorRef>()) {
    const bool whole = model.outputs.as<TensorRef>() != nullptr && is_end(alone->id);
    // What the next line alone needs is not worth a name.
    const bool next =
        at + 1 < calls.size() && uses(alone->id, at + 1) == 1 && uses(alone->id, at + 2) == 0;
    std::string name;
    if (whole && uses(alone->id, at + 1) == 0) {
      name = prefix.empty() ? "outputs" : unique(prefix + "outputs");
    } else {
      name = next && !is_end(alone->id) ? "x" : unique(base);
    }
    return tensors_[alone->id] = name;
  }
  const DatumList* list = call.result.list();
  const bool flat = list != nullptr && std::ranges::all_of(list->items, [](const Datum& item) {
                      return item.as<TensorRef>() != nullptr;
                    });
  if (!flat) return "";
  const auto labels = layer.row != nullptr && layer.row->outputs != nullptr
                          ? layer.row->outputs(layer.config)
                          : std::vector<std::string>();
  std::string names;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const ValueId id = list->items[i].as<TensorRef>()->id;
    const bool needed = is_end(id) || uses(id, at + 1) > 0;
    const bool labelled = i < labels.size() && labels.size() == list->items.size();
    std::string wanted = base;
    if (i > 0) wanted += '_' + (labelled ? identifier(labels[i]) : std::to_string(i));
    const std::string name = needed ? unique(wanted) : "_";
    names += (names.empty() ? "" : ", ") + name;
    if (needed) tensors_[id] = name;
  }
  if (list->items.size() == 1) names += ',';
  return names;
}

namespace {

/// Names the tensors of a nested result by where they are in it: `result["key"][0]`.
void name_parts(const Datum& datum, const std::string& path, std::map<ValueId, std::string>& into) {
  if (const auto* tensor = datum.as<TensorRef>()) into[tensor->id] = path;
  if (const DatumList* list = datum.list()) {
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      name_parts(list->items[i], path + '[' + std::to_string(i) + ']', into);
    }
  }
  if (const DatumDict* dict = datum.dict()) {
    for (const auto& [word, item] : dict->items) {
      name_parts(item, path + '[' + quoted(word) + ']', into);
    }
  }
}

}  // namespace

void ProgramWriter::write_functional(const Layer& model, const std::string& variable,
                                     bool is_whole) {
  const ModelState& state = *model.model;
  const std::string prefix = is_whole ? "" : variable + '_';
  const std::vector<WrittenCall> calls = written_calls(graph_, state);
  write_inputs(state, prefix);
  for (std::size_t at = 0; at < calls.size(); ++at) {
    keep_layer(calls[at].layer);
    const PythonSource source = called(calls[at]);
    std::string names = output_names(calls, at, state, prefix);
    if (names.empty()) {
      names = unique(variable_of(graph_.layer(calls[at].layer)) + "_result");
      name_parts(graph_.call(calls[at].id).result, names, tensors_);
    }
    line(names + " = ", source);
  }
  Sources items = {value(state.inputs), value(state.outputs)};
  if (!is_automatic(model)) items.push_back(named("name", quoted(model.name)));
  line(variable + " = ", call("keras.Model", std::move(items)));
}

std::string ProgramWriter::write(LayerId model) {
  count_uses(model);
  write_model(model, "model", true);
  std::string from;
  if (uses_layers_) from = "from keras import layers";
  if (uses_ops_) from += from.empty() ? "from keras import ops" : ", ops";
  return "import keras\n" + (from.empty() ? "" : from + '\n') + '\n' + text_;
}

Exported write_program(const Graph& graph, LayerId model) {
  ProgramWriter writer(graph);
  std::string text = writer.write(model);
  return {std::move(text), std::move(writer.left_out)};
}

}  // namespace unroll
