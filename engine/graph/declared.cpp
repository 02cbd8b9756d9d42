// Owns the outputs that a layer declares: while Keras builds a model it does not run a layer that
// says what comes out of it, but goes by that. Must not know how a program says so. Mirrors
// `Layer.compute_output_spec` of keras/src/layers/layer.py.
#include <algorithm>
#include <memory>
#include <span>

#include "graph/tracer.hpp"

namespace unroll {

namespace {

/// A declared shape, nothing for None.
using Declared = std::vector<std::optional<Dim>>;

std::optional<Declared> shape_in(const Datum& datum) {
  const DatumList* list = datum.list();
  if (list == nullptr) return std::nullopt;
  Declared shape;
  for (const Datum& item : list->items) {
    const auto* size = item.as<Dim>();
    if (size == nullptr && !item.is_none()) return std::nullopt;
    shape.push_back(size == nullptr || size->is_open() ? std::nullopt : std::optional(*size));
  }
  return shape;
}

std::string text(const Declared& shape) {
  Shape sizes;
  for (const auto& size : shape) sizes.push_back({size.value_or(Dim().left_open())});
  return keras_text(sizes);
}

/// The shapes in a structure of them, in order.
void collect_shapes(const Datum& declared, std::vector<Declared>& into) {
  if (const auto shape = shape_in(declared)) {
    into.push_back(*shape);
  } else if (const DatumList* list = declared.list()) {
    for (const Datum& item : list->items) collect_shapes(item, into);
  } else if (const DatumDict* dict = declared.dict()) {
    for (const auto& [key, item] : dict->items) collect_shapes(item, into);
  } else {
    const std::string given = python_text(declared);
    throw RuleError("declared_output",
                    "A shape is needed, got " + given +
                        ": give a tuple of numbers, with None for an open size.",
                    "Method `compute_output_shape()` is returning a type that cannot be "
                    "interpreted as a shape. It should return a shape tuple. Received: " +
                        given);
  }
}

/// The same structure with these tensors in place of its shapes.
Datum with_tensors(const Datum& declared, std::span<const ValueId>& tensors) {
  const auto inside = [&](const Datum& item) { return with_tensors(item, tensors); };
  if (shape_in(declared)) {
    const ValueId tensor = tensors.front();
    tensors = tensors.subspan(1);
    return TensorRef{tensor};
  }
  if (const DatumList* list = declared.list()) {
    std::vector<Datum> items;
    for (const Datum& item : list->items) items.push_back(inside(item));
    return Datum::of_list(std::move(items), list->tuple);
  }
  DatumDict dict;
  for (const auto& [key, item] : declared.dict()->items) dict.items.emplace_back(key, inside(item));
  return std::make_shared<const DatumDict>(std::move(dict));
}

/// Whether a tensor has the rank and the sizes that are declared; None declares no size.
bool keeps(const Shape& shape, const Declared& declared) {
  return std::ranges::equal(shape, declared, [](const Axis& axis, const std::optional<Dim>& size) {
    return !size || axis.size == *size;
  });
}

std::string sentence(const std::string& text) {
  return text.ends_with('.') || text.ends_with('!') ? text : text + '.';
}

std::string listed(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

}  // namespace

bool Tracer::goes_by_declared() const {
  const Call& call = graph_.call(open_.back());
  if (!call.symbolic || functions == nullptr) return false;
  for (CallId id = call.parent; id != no_id; id = graph_.call(id).parent) {
    const Layer& outer = graph_.layer(graph_.call(id).layer);
    if (outer.row == nullptr || outer.behaviour || outer.model) return false;
  }
  // A cell is run by its RNN; a wrapper asks its layer for one step.
  if (region_ == 0 || call.parent == no_id) return region_ == 0;
  return graph_.layer(graph_.call(call.parent).layer).row->sets_aside.has_value();
}

void Tracer::warn(const Layer& layer, std::string message) {
  Problem problem;
  problem.severity = Severity::warning;
  problem.code = "declared_output";
  problem.message = std::move(message);
  problem.layer_class = layer.class_name;
  problem.layer_name = layer.name;
  functions->report(std::move(problem));
}

ValueId Tracer::declare(ValueId value, const Shape& shape, const RuleError& error) {
  if (!goes_by_declared()) throw error;
  const Layer& layer = graph_.layer(graph_.call(open_.back()).layer);
  warn(layer,
       std::string(error.what()) +
           " Keras goes by the declared shapes and builds the model; it fails when it runs.");
  std::vector<Dim> sizes;
  for (const Axis& axis : shape) sizes.push_back(axis.size);
  return apply(op("compute_output_shape"), std::span(&value, 1),
               {{"shape", sizes}, {"refusal", layer.name + ": " + error.what()}})
      .front();
}

/// A tensor of a layer that made others than it declares, or none: a run that comes to it refuses.
ValueId Tracer::declared_tensor(const Declared& shape, ValueId made,
                                std::span<const ValueId> inputs, const std::string& refusal) {
  const bool traced = made != no_id && graph_.value(made).symbolic;
  const auto source = traced ? std::span(&made, 1) : inputs;
  const Shape& like = this->shape(source.front());
  std::vector<Dim> sizes;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool known = (like.size() == shape.size() || i == 0) && i < like.size();
    // Nothing is known of the size of an open axis that is in no input.
    const Dim open = known && (traced || like[i].size.is_open()) ? like[i].size : Dim(1);
    sizes.push_back(shape[i] ? *shape[i] : open.left_open());
  }
  return apply(op("compute_output_shape"), source,
               {{"shape", sizes}, {"refusal", refusal}, {"failed", !traced}})
      .front();
}

/// A layer's own tensor, with the sizes open that it declares open.
ValueId Tracer::opened_as(ValueId value, const Declared& shape) {
  const auto closed = [&](std::size_t i) {
    return !shape[i] && !this->shape(value)[i].size.is_open();
  };
  ValueId opened = no_id;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (!closed(i)) continue;
    if (opened == no_id) opened = apply("identity", {value});
    leave_open(opened, i);
  }
  return opened == no_id ? value : opened;
}

Datum Tracer::trace_call(Layer& layer, const std::vector<GivenDatum>& arguments) {
  const auto trace = [&] {
    return layer.behaviour ? layer.behaviour->call(*this, layer, arguments)
                           : layer.row->call({*this, layer, arguments});
  };
  if (!goes_by_declared()) return trace();
  std::optional<DeclaredOutput> declared;
  if (layer.behaviour) declared = layer.behaviour->declared_output(*this, layer, arguments);
  const auto by_row = layer.row == nullptr ? nullptr : layer.row->declared;
  if (!declared && by_row != nullptr) declared = by_row({*this, layer, arguments});
  if (!declared) return trace();
  std::vector<Declared> shapes;
  collect_shapes(declared->shapes, shapes);
  Datum result;
  const std::optional<Problem> failed = functions->attempt([&] { result = trace(); });
  const std::vector<ValueId> made = tensors_of(result);
  const auto keeps_word = [&](ValueId value, const Declared& shape) {
    return keeps(this->shape(value), shape);
  };
  if (!failed && std::ranges::equal(made, shapes, keeps_word)) {
    std::size_t next = 0;
    return replace_tensors(result, [&](ValueId value) { return opened_as(value, shapes[next++]); });
  }
  std::vector<std::string> told;
  for (const Declared& shape : shapes) told.push_back(text(shape));
  std::vector<std::string> came;
  for (const ValueId value : made) came.push_back(keras_text(this->shape(value)));
  const std::string by = '`' + std::string(declared->by) + '`';
  const std::string refusal =
      failed ? sentence(failed->message)
             : by + " declares " + listed(told) + ", but the layer makes " + listed(came) + '.';
  warn(layer, failed ? "The layer fails while it is traced: " + refusal + " Keras goes by " + by +
                           ", " + listed(told) + ", and fails when the model runs."
                     : refusal + " Keras builds what follows on what is declared.");
  const std::vector<ValueId> inputs = graph_.call(open_.back()).inputs;
  std::vector<ValueId> tensors;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    tensors.push_back(declared_tensor(shapes[i], i < made.size() ? made[i] : no_id, inputs,
                                      layer.name + ": " + refusal));
  }
  std::span<const ValueId> next = tensors;
  return with_tensors(declared->shapes, next);
}

}  // namespace unroll
