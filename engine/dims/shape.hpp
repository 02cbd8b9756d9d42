// Owns shapes: axes with sizes, roles and lineages, and the rules by which sizes meet. Must not
// know tensors, ops or layers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dims/dim.hpp"

namespace unroll {

/// What an axis means.
enum class Role : std::uint8_t { batch, time, features, source, heads, rows, columns, other };

/// `batch`, `time`, ...
[[nodiscard]] std::string_view role_name(Role role);

/// The lineage of an axis: an op that keeps an axis keeps its lineage, one that makes a new axis
/// starts one. 0 while none was given.
using AxisId = std::uint32_t;

struct Axis {
  Dim size;
  Role role = Role::other;
  AxisId id = 0;
};

using Shape = std::vector<Axis>;

/// The usual roles of a tensor with a batch axis: (batch, features), (batch, time, features),
/// (batch, rows, columns, features), ...
[[nodiscard]] Shape shape_with_usual_roles(const std::vector<Dim>& sizes);

/// Where an axis is, counted from the front; nothing where `axis` is outside [-rank, rank).
[[nodiscard]] std::optional<std::size_t> find_axis(std::size_t rank, std::int64_t axis);

/// The product of all sizes; 1 for a scalar.
[[nodiscard]] Dim element_count(const Shape& shape);

/// Keras's spelling: `(None, 10, 32)`, `(None,)`.
[[nodiscard]] std::string keras_text(const Shape& shape);
/// For sentences: `(batch, 10, 32)`.
[[nodiscard]] std::string words(const Shape& shape);

/// NumPy's broadcasting of two shapes; nothing where they do not go together. An axis keeps the
/// lineage of the operand of the larger rank, the first one's among equals, but a size of 1 that
/// grows takes the other's; where one size is symbolic and the other a number above 1, the number
/// wins, as in keras/src/ops/operation_utils.py.
[[nodiscard]] std::optional<Shape> broadcast(const Shape& a, const Shape& b);

/// Whether a rest must be whole for all sizes of the symbols, or may be for some of them only.
enum class Whole : std::uint8_t { always, sometimes };

/// The shape that `reshape` to `target` gives, where one -1 stands for the rest. Nothing where the
/// numbers of elements differ, or where the rest is not whole. Axes that stay as they are at the
/// front or at the back keep their lineages and roles.
[[nodiscard]] std::optional<Shape> reshape(const Shape& from, const std::vector<Dim>& target,
                                           Whole rest = Whole::always);

/// The numbers of a shape under `bindings`.
[[nodiscard]] std::vector<std::int64_t> bind(const Shape& shape, const Bindings& bindings);

}  // namespace unroll
