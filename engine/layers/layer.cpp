// Owns what all layers share: their weights and held layers, arguments of calls, names. Must not
// know graphs. Mirrors keras/src/layers/layer.py.
#include "layers/layer.hpp"

#include <algorithm>
#include <stdexcept>

namespace unroll {

ValueId Tracing::apply(std::string_view name, std::initializer_list<ValueId> inputs,
                       Attributes attributes) {
  return apply(op(name), std::span(inputs.begin(), inputs.size()), std::move(attributes)).front();
}

ValueId Tracing::number(double value) {
  return apply("full", {}, {{"shape", std::vector<Dim>{}}, {"value", value}});
}

WeightId LayerState::weight(std::string_view wanted) const {
  for (const auto& [own, held] : weight_names) {
    if (own == wanted) return held;
  }
  throw std::logic_error("a layer lacks its weight " + std::string(wanted));
}

LayerId LayerState::inner(std::string_view attribute) const {
  for (const auto& [own, held] : layer_names) {
    if (own == attribute) return held;
  }
  throw std::logic_error("a layer lacks its inner layer " + std::string(attribute));
}

void LayerState::hold(std::string_view attribute, LayerId held) {
  layers.push_back(held);
  layer_names.emplace_back(attribute, held);
}

namespace {

/// An argument of a call; the first of the row's may be given without its name.
const Datum& argument_of(const LayerState& layer, std::span<const GivenDatum> arguments,
                         std::string_view name) {
  static const Datum none;
  for (const GivenDatum& given : arguments) {
    if (given.name == name) return given.value;
  }
  const bool first = !arguments.empty() && arguments.front().name.empty() && layer.row != nullptr &&
                     layer.row->arguments.front() == name;
  return first ? arguments.front().value : none;
}

}  // namespace

const Datum& LayerCall::argument(std::string_view name) const {
  return argument_of(layer, arguments, name);
}

const Datum& LayerBuild::argument(std::string_view name) const {
  return argument_of(layer, arguments, name);
}

ValueId LayerCall::input() const {
  const Datum* first = arguments.empty() ? nullptr : &arguments.front().value;
  if (first != nullptr) {
    if (const auto* tensor = first->as<TensorRef>()) return tensor->id;
    const auto tensors = tensors_of(*first);
    if (tensors.size() == 1) return tensors.front();
    throw RuleError(
        "inputs",
        std::string(layer.row->name) + " needs one tensor, got " +
            (tensors.empty() ? python_text(*first) : std::to_string(tensors.size()) + " tensors") +
            ".",
        tensors.empty() ? ""
                        : "Layer \"" + layer.name + "\" expects 1 input(s), but it received " +
                              std::to_string(tensors.size()) + " input tensors.");
  }
  throw RuleError("inputs", std::string(layer.row->name) + " needs a tensor.");
}

void build_by_row(Tracing& trace, LayerState& layer, std::span<const TensorType> inputs,
                  std::span<const GivenDatum> arguments) {
  if (!inputs.empty()) layer.built_for = inputs.front().shape;
  if (layer.row->build == nullptr) return;
  LayerBuild build{trace, layer, inputs, arguments};
  layer.row->build(build);
}

void LayerBuild::add_weight(std::string_view name, Shape shape,
                            std::string_view initializer_field) {
  const WeightId id = trace.add_weight(layer.id, name, std::move(shape),
                                       layer.config[initializer_field], true, DType::float32);
  layer.weight_names.emplace_back(name, id);
}

void LayerBuild::add_statistic(std::string_view name, Shape shape, const Datum& initializer,
                               DType dtype) {
  const WeightId id = trace.add_weight(layer.id, name, std::move(shape), initializer, false, dtype);
  layer.weight_names.emplace_back(name, id);
}

std::string snake_case(std::string_view class_name) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  std::string kept;
  for (const char c : class_name) {
    if (upper(c) || lower(c) || (c >= '0' && c <= '9') || c == '_' ||
        (static_cast<unsigned char>(c) & 0x80U) != 0) {
      kept += c;
    }
  }
  // (.)([A-Z][a-z]+) -> \1_\2, scanning on behind each match.
  std::string first;
  std::size_t i = 0;
  while (i < kept.size()) {
    first += kept[i];
    if (i + 2 < kept.size() && upper(kept[i + 1]) && lower(kept[i + 2])) {
      first += '_';
      first += kept[++i];
      while (i + 1 < kept.size() && lower(kept[i + 1])) first += kept[++i];
    }
    ++i;
  }
  // ([a-z])([A-Z]) -> \1_\2
  std::string text;
  for (std::size_t j = 0; j < first.size(); ++j) {
    if (j > 0 && lower(first[j - 1]) && upper(first[j])) text += '_';
    text += upper(first[j]) ? static_cast<char>(first[j] - 'A' + 'a') : first[j];
  }
  return text;
}

}  // namespace unroll
