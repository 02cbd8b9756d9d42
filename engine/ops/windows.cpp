// Owns the arithmetic of windows over spatial axes, with symbols and with numbers alike. Must not
// know what is done with a window. Mirrors keras/src/ops/operation_utils.py.
#include "ops/windows.hpp"

#include <string>

#include "error.hpp"

namespace unroll::ops {

SpatialLayout layout_of(std::size_t rank, const Attributes& attributes) {
  const bool channels_first = attributes.get_or<bool>("channels_first", false);
  return {channels_first ? std::size_t{2} : std::size_t{1}, rank - 2,
          channels_first ? std::size_t{1} : rank - 1};
}

SpatialLayout need_layout(const Shape& shape, const Attributes& attributes) {
  if (shape.size() < 3 || shape.size() > 5) {
    throw Error("rank", "windows move over 1 to 3 axes between the batch and the channels, got " +
                            words(shape));
  }
  return layout_of(shape.size(), attributes);
}

Shape with_places(Shape shape, const SpatialLayout& layout) {
  if (shape[layout.channels].role == Role::features) return shape;
  const Shape usual = shape_with_usual_roles(std::vector<Dim>(shape.size()));
  for (std::size_t i = 0; i < layout.count; ++i) shape[layout.first + i].role = usual[i + 1].role;
  shape[layout.channels].role = Role::features;
  return shape;
}

std::vector<Dim> each_axis(const Attributes& attributes, std::string_view name, std::size_t count,
                           std::int64_t least) {
  auto sizes = attributes.get_or<std::vector<Dim>>(name, {1});
  const std::string argument = '`' + std::string(name) + '`';
  if (sizes.size() == 1) sizes.resize(count, sizes.front());
  if (sizes.size() != count) {
    throw Error("windows", argument + " needs a number for each of the " + std::to_string(count) +
                               " spatial axes, got " + std::to_string(sizes.size()));
  }
  for (const Dim& size : sizes) {
    if (size.value().value_or(least) < least) {
      throw Error("windows", argument + " needs numbers of at least " + std::to_string(least) +
                                 ", got " + size.text());
    }
  }
  return sizes;
}

Padding padding_of(const Attributes& attributes, bool causal) {
  const auto name = attributes.get_or<std::string>("padding", "valid");
  if (name == "valid") return Padding::valid;
  if (name == "same") return Padding::same;
  if (name == "causal" && causal) return Padding::causal;
  throw Error("padding", (causal ? "the padding is 'valid', 'same' or 'causal', got '"
                                 : "the padding is 'valid' or 'same', got '") +
                             name + '\'');
}

Dim WindowRule::windows() const {
  if (padding != Padding::valid) return floor_div(size - 1, stride) + 1;
  const Dim count = floor_div(size - span(), stride) + 1;
  if (count.value().value_or(1) <= 0) {
    throw Error("windows", "a window over " + span().text() +
                               " places does not fit into an axis of " + size.text());
  }
  return count;
}

Dim WindowRule::before() const {
  if (padding == Padding::valid) return 0;
  if (padding == Padding::causal) return span() - 1;
  return floor_div(max(0, (windows() - 1) * stride + span() - size), 2);
}

Axis WindowRule::moved_over(const Axis& from) const {
  const Dim count = windows();
  return count == from.size ? from : Axis{count, from.role, 0};
}

WindowRule bind(const WindowRule& rule, const Bindings& bindings) {
  return {rule.size.bind(bindings), rule.taps.bind(bindings), rule.stride.bind(bindings),
          rule.dilation.bind(bindings), rule.padding};
}

}  // namespace unroll::ops
