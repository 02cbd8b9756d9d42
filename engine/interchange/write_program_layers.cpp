// Owns how values and layers are written in a program. Must not know models, nor any layer or its
// arguments by name.
#include <algorithm>

#include "interchange/program_writer.hpp"
#include "layers/told_arguments.hpp"

namespace unroll {

// ---- values ----------------------------------------------------------------------------------

PythonSource ProgramWriter::named(const std::string& name, PythonSource value) {
  value.open.insert(0, name + '=');
  return value;
}

PythonSource ProgramWriter::call(const std::string& function, Sources items) {
  return {function + '(', std::move(items), ")"};
}

PythonSource ProgramWriter::initializer(const Initializer& initializer) {
  const ToldInitializer told = told_initializer(initializer);
  if (told.row == nullptr) cannot_write("An initializer of the model has no name in Keras.");
  if (told.arguments.empty()) return quoted(told.row->name);
  Sources items;
  for (const GivenDatum& given : told.arguments) {
    const auto* text = given.value.as<std::string>();
    items.push_back(named(given.name, text != nullptr ? quoted(*text) : python_text(given.value)));
  }
  return call("keras.initializers." + std::string(told.row->class_name), std::move(items));
}

PythonSource ProgramWriter::sequence(const DatumList& list) {
  Sources items;
  for (const Datum& item : list.items) items.push_back(value(item));
  if (!list.tuple) return {"[", std::move(items), "]"};
  const bool single = items.size() == 1;
  return {"(", std::move(items), single ? ",)" : ")"};
}

PythonSource ProgramWriter::value(const Datum& datum) {
  if (const auto* text = datum.as<std::string>()) return quoted(*text);
  if (const Dim* size = datum.as<Dim>(); size != nullptr && !size->value()) {
    cannot_write("The model computes with the open size `" + size->text() +
                 "`, which has no name outside its own program.");
  }
  if (const auto* tensor = datum.as<TensorRef>()) {
    if (const auto found = tensors_.find(tensor->id); found != tensors_.end()) return found->second;
    if (const auto number = literal(graph_, tensor->id)) return python_text(*number);
    cannot_write(
        "The model uses a tensor that no layer of it makes, such as a weight or an array: keep the "
        "program that makes it.");
  }
  if (const auto* inner = datum.as<LayerRef>()) return layer_source(inner->id);
  if (const auto* given = datum.as<Initializer>()) return initializer(*given);
  if (const DatumList* list = datum.list()) return sequence(*list);
  if (const DatumDict* dict = datum.dict()) {
    Sources items;
    for (const auto& [word, item] : dict->items) {
      PythonSource source = value(item);
      source.open.insert(0, quoted(word) + ": ");
      items.push_back(std::move(source));
    }
    return {"{", std::move(items), "}"};
  }
  return python_text(datum);
}

std::string ProgramWriter::part(const Datum& datum) {
  const DatumSlice* slice = datum.slice();
  if (slice == nullptr) return one_line(value(datum));
  const auto bound = [&](const Datum& of) { return of.is_none() ? "" : one_line(value(of)); };
  return bound(slice->from) + ':' + bound(slice->to) +
         (slice->by.is_none() ? "" : ':' + bound(slice->by));
}

/// What stands in the brackets of a subscript.
std::string ProgramWriter::key(const Datum& datum) {
  const DatumList* list = datum.list();
  if (list == nullptr) return part(datum);
  // A list of numbers takes these entries; anything else is one part for each axis.
  const bool picks = !list->tuple && std::ranges::all_of(list->items, [](const Datum& item) {
    return item.as<Dim>() != nullptr;
  });
  std::string text;
  for (const Datum& item : list->items) text += (text.empty() ? "" : ", ") + part(item);
  if (picks) return '[' + text + ']';
  return list->items.size() == 1 ? text + ',' : text;
}

// ---- layers ----------------------------------------------------------------------------------

std::string ProgramWriter::unique(const std::string& wanted) {
  std::string name = wanted;
  for (int i = 1; !names_.insert(name).second; ++i) name = wanted + '_' + std::to_string(i);
  return name;
}

bool ProgramWriter::is_automatic(const Layer& layer) {
  // Keras 2 called its functional models so.
  return is_automatic_name(layer.name, layer.class_name) ||
         (layer.model != nullptr && is_automatic_name(layer.name, "Model"));
}

std::string ProgramWriter::variable_of(const Layer& layer) {
  const std::string own = is_automatic(layer) ? "" : identifier(layer.name);
  return own.empty() ? identifier(snake_case(layer.class_name)) : own;
}

/// One number for all axes, or a tuple.
PythonSource ProgramWriter::sizes(const Datum& datum) {
  const DatumList* list = datum.list();
  if (list == nullptr || list->items.empty()) return value(datum);
  const auto text = [](const Datum& item) { return python_text(item); };
  const std::string first = text(list->items.front());
  if (std::ranges::count(list->items, first, text) == std::ssize(list->items)) return first;
  return sequence({list->items, true});
}

/// `told`: whether there are words for it.
PythonSource ProgramWriter::argument(const Layer& layer, const ConfigEntry& entry, bool& told) {
  const auto* opaque = entry.value.as<Opaque>();
  if (opaque == nullptr && !holds_opaque(entry.value)) {
    return entry.field->kind == FieldKind::sizes ? sizes(entry.value) : value(entry.value);
  }
  const std::string text = opaque == nullptr ? "" : opaque->text;
  if (!entry.field->training_only) {
    cannot_write('`' + std::string(entry.field->name) + "` of the layer `" + layer.name + "`, `" +
                 python_text(entry.value) +
                 "`, is code of the program itself: keep that program to have it.");
  }
  // What bears on training is there as the text that made it, unless that is too long.
  if (text.starts_with("keras.") && text.find("...") == std::string::npos) return text;
  left_out.push_back('`' + std::string(entry.field->name) + "` of the layer `" + layer.name +
                     "`: `" + python_text(entry.value) +
                     "` bears on training alone and is left out.");
  told = false;
  return {};
}

PythonSource ProgramWriter::construction(const Layer& layer) {
  if (is_own_class(layer)) {
    cannot_write("The layer `" + layer.name + "` is of the program's own class `" +
                 layer.class_name + "`, whose code stays there: keep that program to have it.");
  }
  const auto layer_of = [this](LayerId id) -> const LayerState& { return graph_.layer(id); };
  Sources items;
  std::size_t position = 0;
  for (const ConfigEntry* entry : told_arguments(layer, layer_of)) {
    bool told = true;
    PythonSource source = argument(layer, *entry, told);
    if (!told) continue;
    // What a layer cannot do without comes first, and needs no name.
    const auto& fields = layer.row->fields;
    const bool in_place = position < fields.size() && &fields[position] == entry->field &&
                          entry->field->otherwise.empty() && items.size() == position;
    if (in_place) ++position;
    items.push_back(in_place ? source : named(std::string(entry->field->name), source));
  }
  if (!is_automatic(layer)) items.push_back(named("name", quoted(layer.name)));
  uses_layers_ = true;
  return call("layers." + std::string(layer.row->name), std::move(items));
}

PythonSource ProgramWriter::layer_source(LayerId id) {
  const auto found = variables_.find(id);
  return found == variables_.end() ? construction(graph_.layer(id)) : PythonSource(found->second);
}

/// A layer with several uses gets a variable before the first of them.
void ProgramWriter::keep_layer(LayerId id) {
  const Layer& layer = graph_.layer(id);
  for (const LayerId inner : layers_in(layer)) keep_layer(inner);
  if (layer.kind != OperationKind::layer || uses_[id] < 2 || variables_.contains(id)) return;
  const PythonSource source = construction(layer);
  variables_[id] = unique(variable_of(layer));
  line(variables_[id] + " = ", source);
}

}  // namespace unroll
