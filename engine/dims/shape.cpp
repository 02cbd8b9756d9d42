// Owns the rules by which shapes meet. Must not know ops.
#include "dims/shape.hpp"

#include <algorithm>
#include <array>

namespace unroll {

std::string_view role_name(Role role) {
  static constexpr std::array<std::string_view, 8> names = {"batch", "time", "features", "source",
                                                            "heads", "rows", "columns",  "other"};
  return names[static_cast<std::size_t>(role)];
}

Shape shape_with_usual_roles(const std::vector<Dim>& sizes) {
  Shape shape;
  shape.reserve(sizes.size());
  for (const Dim& size : sizes) shape.push_back({size, Role::other, 0});
  if (!shape.empty()) shape.front().role = Role::batch;
  if (shape.size() >= 2) shape.back().role = Role::features;
  if (shape.size() == 3) shape[1].role = Role::time;
  if (shape.size() >= 4) {
    shape[shape.size() - 3].role = Role::rows;
    shape[shape.size() - 2].role = Role::columns;
  }
  if (shape.size() == 5) shape[1].role = Role::time;
  return shape;
}

std::optional<std::size_t> find_axis(std::size_t rank, std::int64_t axis) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) return std::nullopt;
  return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

Dim element_count(const Shape& shape) {
  Dim count = 1;
  for (const Axis& axis : shape) count = count * axis.size;
  return count;
}

namespace {

template <typename SizeText>
std::string tuple_text(const Shape& shape, const SizeText& size_text) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += size_text(shape[i]);
  }
  if (shape.size() == 1) text += ',';
  return text + ')';
}

}  // namespace

std::string keras_text(const Shape& shape) {
  return tuple_text(
      shape, [](const Axis& axis) { return axis.size.is_open() ? "None" : axis.size.text(); });
}

std::string words(const Shape& shape) {
  return tuple_text(shape, [](const Axis& axis) {
    if (axis.size.value()) return axis.size.text();
    return std::string(axis.role == Role::batch || axis.role == Role::time
                           ? std::string(role_name(axis.role))
                           : axis.size.text());
  });
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
  if (a.size() < b.size()) return broadcast(b, a);
  Shape result = a;
  const std::size_t lead = a.size() - b.size();
  for (std::size_t i = 0; i < b.size(); ++i) {
    Axis& mine = result[lead + i];
    const Axis& other = b[i];
    if (mine.size == other.size) {
      mine.size = mine.size.also(other.size);
    } else if (mine.size.is(1)) {
      mine = other;
    } else if (!other.size.is(1)) {
      if (mine.size.value() && other.size.value()) return std::nullopt;
      if (other.size.value()) mine.size = other.size.also(mine.size);
    }
  }
  return result;
}

namespace {

/// The sizes with a number or formula in place of -1; nothing where they cannot hold `total`
/// elements.
std::optional<std::vector<Dim>> closed(const Dim& total, std::vector<Dim> target, Whole rest) {
  Dim known = 1;
  Dim* open = nullptr;
  for (Dim& size : target) {
    if (size.is(-1)) {
      if (open != nullptr) return std::nullopt;
      open = &size;
    } else if (size.value().value_or(0) < 0) {
      return std::nullopt;
    } else {
      known = known * size;
    }
  }
  if (open != nullptr) {
    if (known.is(0)) return std::nullopt;
    *open = floor_div(total, known);
    known = known * *open;
    // An open size is any size, as when Keras tries one out: what must divide must do so for all.
    if (open->is_symbolic()) {
      return known == total || rest == Whole::sometimes ? std::optional(target) : std::nullopt;
    }
  }
  if (never_equal(total, known)) return std::nullopt;
  return target;
}

/// Hands an axis that stays as it is its lineage, role and identities.
void keep(Axis& to, const Axis& of) {
  to.id = of.id;
  to.role = of.role;
  to.size = of.size.also(to.size);
}

}  // namespace

std::optional<Shape> reshape(const Shape& from, const std::vector<Dim>& target, Whole rest) {
  const auto sizes = closed(element_count(from), target, rest);
  if (!sizes) return std::nullopt;
  Shape result = shape_with_usual_roles(*sizes);
  // Axes that stay as they are, counted from both ends, are the same axes.
  const std::size_t most = std::min(result.size(), from.size());
  std::size_t front = 0;
  for (; front < most && result[front].size == from[front].size; ++front) {
    keep(result[front], from[front]);
  }
  for (std::size_t back = 1; back + front <= most; ++back) {
    Axis& to = result[result.size() - back];
    const Axis& of = from[from.size() - back];
    if (!(to.size == of.size)) break;
    keep(to, of);
  }
  return result;
}

std::vector<std::int64_t> bind(const Shape& shape, const Bindings& bindings) {
  std::vector<std::int64_t> sizes;
  sizes.reserve(shape.size());
  for (const Axis& axis : shape) sizes.push_back(axis.size.bind(bindings));
  return sizes;
}

}  // namespace unroll
