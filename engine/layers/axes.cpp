// Owns the reading of arguments that name axes. Must not know which layer has which.
// Mirrors canonicalize_axes in keras/src/backend/common/backend_utils.py.
#include "layers/axes.hpp"

#include <algorithm>

namespace unroll::layers {

bool holds_axes(const Datum& argument) {
  const auto is_axis = [](const Datum& datum) { return datum.as<Dim>() != nullptr; };
  const DatumList* list = argument.list();
  return list == nullptr ? is_axis(argument) : std::ranges::all_of(list->items, is_axis);
}

std::vector<std::int64_t> axes_in(const Datum& argument) {
  std::vector<std::int64_t> axes;
  const auto add = [&](const Datum& datum) {
    if (const auto* axis = datum.as<Dim>()) axes.push_back(axis->value().value_or(0));
  };
  add(argument);
  if (const DatumList* list = argument.list()) std::ranges::for_each(list->items, add);
  return axes;
}

void refuse_axis(const LayerState& layer, std::string_view argument, std::int64_t axis,
                 const Shape& shape) {
  const auto rank = std::ssize(shape);
  const std::string number = std::to_string(axis);
  throw RuleError(
      "axis",
      std::string(layer.row->name) + ": `" + std::string(argument) + '=' +
          python_text(layer.config[argument]) + "` names axis " + number + ", and " + words(shape) +
          " has axes " + std::to_string(-rank) + " to " + std::to_string(rank - 1) + ".",
      "Axis " + number + " is out of bounds for input shape " + keras_text(shape) +
          ". Received: " + std::string(argument) + '=' + python_text(layer.config[argument]));
}

std::vector<std::int64_t> named_axes(const LayerState& layer, std::string_view argument,
                                     const Shape& shape) {
  std::vector<std::int64_t> axes;
  for (const std::int64_t axis : axes_in(layer.config[argument])) {
    const auto at = find_axis(shape.size(), axis);
    if (!at) refuse_axis(layer, argument, axis, shape);
    axes.push_back(static_cast<std::int64_t>(*at));
  }
  std::ranges::sort(axes);
  if (std::ranges::adjacent_find(axes) != axes.end()) {
    const std::string given = std::string(argument) + '=' + python_text(layer.config[argument]);
    throw RuleError("axis",
                    std::string(layer.row->name) + ": `" + given + "` names the same axis twice.",
                    "Duplicate axes are not allowed. Received: " + given);
  }
  return axes;
}

std::vector<std::int64_t> named_axes(const LayerCall& call, std::string_view argument) {
  return named_axes(call.layer, argument, call.trace.shape(call.input()));
}

ValueId spread_from(Tracing& trace, ValueId value, const std::vector<std::int64_t>& axes,
                    std::size_t rank) {
  const auto first_behind = static_cast<std::int64_t>(rank - axes.size());
  // Broadcasting alone does it for the last axes.
  if (axes.empty() || axes.front() == first_behind) return value;
  std::vector<Dim> sizes(rank, 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    sizes[static_cast<std::size_t>(axes[i])] = trace.shape(value)[i].size;
  }
  return trace.apply("reshape", {value}, {{"newshape", std::move(sizes)}});
}

}  // namespace unroll::layers
