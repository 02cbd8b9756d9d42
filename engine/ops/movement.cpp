// Owns the ops that rearrange or repeat the elements of one tensor. Must not know layers.
// Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>
#include <cstring>

#include "kernels/triangle.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

/// The elements as they stand, under other sizes.
Kernel prepare_relabel(const BoundOp& op) {
  const auto count = [](const Integers& sizes) { return checked_count(sizes); };
  if (count(op.inputs[0].sizes) != count(op.outputs[0].sizes)) {
    throw Error("reshape", "the tensor's elements do not fill the new shape");
  }
  return [](Inputs in, Outputs out) {
    const auto from = in[0].bytes();
    const auto bytes = static_cast<std::size_t>(out[0].count() * element_bytes(out[0].dtype()));
    if (bytes > 0) std::memcpy(out[0].bytes().data(), from.data(), bytes);
  };
}

// ---- compute_output_shape --------------------------------------------------------------------

/// The tensor under the sizes that its layer declares: `shape`.
std::vector<TensorType> infer_declared(const OpTypes& types) {
  const Shape& made = types.inputs[0].shape;
  Shape shape = shape_with_usual_roles(types.attributes.get<std::vector<Dim>>("shape"));
  for (std::size_t i = 0; i < shape.size() && i < made.size(); ++i) {
    const bool same_place = i == 0 || made.size() == shape.size();
    if (!same_place || made[i].size != shape[i].size) continue;
    shape[i].role = made[i].role;
    shape[i].id = made[i].id;
  }
  return {{std::move(shape), types.inputs[0].dtype}};
}

/// Refuses with the sentence `refusal` what has other sizes, and all where making it `failed`.
Kernel prepare_declared(const BoundOp& op) {
  const bool failed = op.attributes.get_or<bool>("failed", false);
  if (failed || op.inputs[0].sizes != op.outputs[0].sizes) {
    throw Error("declared_output", op.attributes.get<std::string>("refusal"));
  }
  return prepare_relabel(op);
}

// ---- reshape, expand_dims, squeeze -----------------------------------------------------------

/// `newshape`; with `any_rest`, a -1 may stand for what is whole for some open sizes only.
std::vector<TensorType> infer_reshape(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  const auto& target = types.attributes.get<std::vector<Dim>>("newshape");
  auto shape =
      reshape(from, target,
              types.attributes.get_or<bool>("any_rest", false) ? Whole::sometimes : Whole::always);
  if (!shape) {
    std::string wanted;
    for (const Dim& size : target) wanted += (wanted.empty() ? "" : ", ") + size.text();
    throw Error("reshape", "cannot reshape " + words(from) + " to (" + wanted +
                               "): the numbers of elements differ");
  }
  return same_dtype(types, std::move(*shape));
}

/// Rows stay apart where the leading axis does, whatever number the symbol has.
bool leading_axis_stays(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared)) return false;
  const Shape result = infer_reshape(types).front().shape;
  const Dim& first = types.inputs[0].shape.front().size;
  return !result.empty() && result.front().size == first && first.is_symbolic();
}

std::vector<TensorType> infer_expand_dims(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  Integers axes = types.attributes.get<Integers>("axes");
  const auto rank = std::ssize(shape) + std::ssize(axes);
  for (std::int64_t& axis : axes) {
    if (axis < -rank || axis >= rank) {
      throw Error("axis", "axis " + std::to_string(axis) + " is out of range for a result with " +
                              std::to_string(rank) + " axes");
    }
    if (axis < 0) axis += rank;
  }
  std::sort(axes.begin(), axes.end());
  if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) {
    throw Error("axis", "the same axis is named twice");
  }
  for (const std::int64_t axis : axes) shape.insert(shape.begin() + axis, Axis{1, Role::other, 0});
  return same_dtype(types, std::move(shape));
}

bool added_behind_rows(const OpTypes& types, std::span<const bool> shared) {
  const auto& axes = types.attributes.get<Integers>("axes");
  const auto rank = std::ssize(types.inputs[0].shape) + std::ssize(axes);
  return rows_line_up(types, shared) &&
         std::none_of(axes.begin(), axes.end(),
                      [&](std::int64_t axis) { return axis == 0 || axis == -rank; });
}

std::vector<TensorType> infer_squeeze(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  Shape shape;
  if (types.attributes.find("axes") == nullptr) {
    std::copy_if(from.begin(), from.end(), std::back_inserter(shape),
                 [](const Axis& axis) { return !axis.size.is(1); });
    return same_dtype(types, std::move(shape));
  }
  const auto axes = need_axes(from, types.attributes);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!std::binary_search(axes.begin(), axes.end(), i)) {
      shape.push_back(from[i]);
    } else if (from[i].size.value() && !from[i].size.is(1)) {
      throw Error("squeeze", "cannot squeeze axis " + std::to_string(i) + " of " + words(from) +
                                 ": its size is " + from[i].size.text() + ", not 1");
    }
  }
  return same_dtype(types, std::move(shape));
}

/// A batch that is 1 only by number would be dropped where every axis of size 1 is.
bool rows_not_squeezed(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared)) return false;
  const Shape& from = types.inputs[0].shape;
  if (types.attributes.find("axes") == nullptr) return !from.front().size.is(1);
  const auto axes = need_axes(from, types.attributes);
  return axes.empty() || axes.front() != 0;
}

// ---- transpose, flip -------------------------------------------------------------------------

Integers permutation_of(const Attributes& attributes, std::size_t rank) {
  Integers axes;
  if (attributes.find("axes") != nullptr) {
    axes = attributes.get<Integers>("axes");
  } else {
    for (std::size_t i = rank; i > 0; --i) axes.push_back(static_cast<std::int64_t>(i - 1));
  }
  for (std::int64_t& axis : axes) axis += axis < 0 ? static_cast<std::int64_t>(rank) : 0;
  return axes;
}

std::vector<TensorType> infer_transpose(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  const Integers axes = permutation_of(types.attributes, from.size());
  Integers sorted = axes;
  std::sort(sorted.begin(), sorted.end());
  Shape shape;
  for (std::size_t i = 0; i < std::max(axes.size(), from.size()); ++i) {
    if (axes.size() != from.size() || sorted[i] != static_cast<std::int64_t>(i)) {
      throw Error("transpose", "transpose of " + words(from) + " needs each of its " +
                                   std::to_string(from.size()) + " axes once");
    }
    shape.push_back(from[static_cast<std::size_t>(axes[i])]);
  }
  return same_dtype(types, std::move(shape));
}

Kernel prepare_transpose(const BoundOp& op) {
  const Integers& sizes = op.inputs[0].sizes;
  return walk(kernels::transposed(sizes, permutation_of(op.attributes, sizes.size())),
              op.inputs[0].dtype);
}

bool first_axis_stays_first(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up(types, shared) &&
         permutation_of(types.attributes, types.inputs[0].shape.size()).front() == 0;
}

std::vector<TensorType> infer_flip(const OpTypes& types) {
  std::ignore = need_axes(types.inputs[0].shape, types.attributes);
  return infer_identity(types);
}

Kernel prepare_flip(const BoundOp& op) {
  return walk(kernels::flipped(op.inputs[0].sizes, axes_of(op)), op.inputs[0].dtype);
}

bool rows_not_flipped(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared)) return false;
  const auto axes = need_axes(types.inputs[0].shape, types.attributes);
  return axes.empty() || axes.front() != 0;
}

// ---- broadcast_to, tile, repeat --------------------------------------------------------------

/// An axis that is as large as asked stays what it is; one that grows is new.
std::vector<TensorType> infer_broadcast_to(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  const auto& target = types.attributes.get<std::vector<Dim>>("shape");
  Shape shape;
  bool fits = from.size() <= target.size();
  for (std::size_t i = 0; i < target.size(); ++i) {
    need_size(target[i]);
    shape.push_back({target[i], Role::other, 0});
    const std::size_t lead = target.size() - std::min(from.size(), target.size());
    if (i < lead) continue;
    const Axis& axis = from[i - lead];
    shape[i].role = axis.role;
    if (axis.size.is(1) && !target[i].is(1)) continue;
    fits = fits && !never_equal(axis.size, target[i]);
    shape[i] = {target[i].also(axis.size), axis.role, axis.id};
  }
  if (!fits) {
    throw Error("broadcast", "cannot broadcast " + words(from) + " to " + words(shape));
  }
  return same_dtype(types, std::move(shape));
}

Kernel prepare_broadcast_to(const BoundOp& op) {
  need_broadcast(op);
  return walk(kernels::broadcast(op.inputs[0].sizes, op.outputs[0].sizes), op.inputs[0].dtype);
}

/// Rows stay apart where the batch is asked for as it is.
bool rows_not_broadcast(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared)) return false;
  const auto& target = types.attributes.get<std::vector<Dim>>("shape");
  const Shape& from = types.inputs[0].shape;
  return target.size() == from.size() && target.front() == from.front().size &&
         target.front().is_symbolic();
}

std::vector<TensorType> infer_tile(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  const auto& repeats = types.attributes.get<std::vector<Dim>>("repeats");
  while (shape.size() < repeats.size()) shape.insert(shape.begin(), Axis{1, Role::other, 0});
  for (std::size_t i = 0; i < repeats.size(); ++i) {
    const Dim& count = repeats[repeats.size() - 1 - i];
    need_size(count);
    Axis& axis = shape[shape.size() - 1 - i];
    if (!count.is(1)) axis = {axis.size * count, axis.role, 0};
  }
  return same_dtype(types, std::move(shape));
}

Kernel prepare_tile(const BoundOp& op) {
  const Integers& out = op.outputs[0].sizes;
  Integers sizes(out.size() - op.inputs[0].sizes.size(), 1);
  sizes.insert(sizes.end(), op.inputs[0].sizes.begin(), op.inputs[0].sizes.end());
  Integers repeats;
  for (std::size_t i = 0; i < out.size(); ++i) {
    repeats.push_back(sizes[i] == 0 ? 1 : out[i] / sizes[i]);
  }
  return walk(kernels::tiled(sizes, repeats), op.inputs[0].dtype);
}

bool rows_not_tiled(const OpTypes& types, std::span<const bool> shared) {
  const auto& repeats = types.attributes.get<std::vector<Dim>>("repeats");
  const std::size_t rank = types.inputs[0].shape.size();
  return rows_line_up(types, shared) &&
         (repeats.size() < rank || (repeats.size() == rank && repeats.front().is(1)));
}

std::vector<TensorType> infer_repeat(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  Axis& axis = shape[need_axis(shape, types.attributes.get<std::int64_t>("axis"))];
  const auto& repeats = types.attributes.get<Dim>("repeats");
  need_size(repeats);
  axis = {axis.size * repeats, axis.role, 0};
  return same_dtype(types, std::move(shape));
}

Kernel prepare_repeat(const BoundOp& op) {
  return walk(kernels::repeated(view_along(op.inputs[0], op.attributes.get<std::int64_t>("axis")),
                                op.attributes.get<Dim>("repeats").bind(op.bindings)),
              op.inputs[0].dtype);
}

bool rows_not_repeated(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up_off_axis(types, shared, 0);
}

// ---- tril, triu ------------------------------------------------------------------------------

std::vector<TensorType> infer_triangle(const OpTypes& types) {
  const Shape& shape = types.inputs[0].shape;
  if (shape.size() < 2) {
    throw Error("rank", "a triangle is cut from the last two axes, got " + words(shape));
  }
  return infer_identity(types);
}

/// `k`: the diagonal that the triangle ends at, counted from the main one to the right.
template <kernels::Triangle side>
Kernel prepare_triangle(const BoundOp& op) {
  const Integers& sizes = op.inputs[0].sizes;
  return
      [k = op.attributes.get_or<std::int64_t>("k", 0), rows = sizes[sizes.size() - 2],
       columns = sizes.back(), width = element_bytes(op.inputs[0].dtype)](Inputs in, Outputs out) {
        kernels::triangle(side, rows, columns, k, in[0].bytes(),
                          out[0].bytes().first(static_cast<std::size_t>(out[0].count() * width)),
                          width);
      };
}

bool behind_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up(types, shared) && types.inputs[0].shape.size() >= 3;
}

constexpr std::array rows = {
    OpRow{"identity", "Identity", infer_identity, prepare_relabel, rows_line_up},
    OpRow{"compute_output_shape", "ComputeOutputShape", infer_declared, prepare_declared},
    OpRow{"reshape", "Reshape", infer_reshape, prepare_relabel, leading_axis_stays},
    OpRow{"expand_dims", "ExpandDims", infer_expand_dims, prepare_relabel, added_behind_rows},
    OpRow{"squeeze", "Squeeze", infer_squeeze, prepare_relabel, rows_not_squeezed},
    OpRow{"transpose", "Transpose", infer_transpose, prepare_transpose, first_axis_stays_first},
    OpRow{"flip", "Flip", infer_flip, prepare_flip, rows_not_flipped},
    OpRow{"broadcast_to", "BroadcastTo", infer_broadcast_to, prepare_broadcast_to,
          rows_not_broadcast},
    OpRow{"tile", "Tile", infer_tile, prepare_tile, rows_not_tiled},
    OpRow{"repeat", "Repeat", infer_repeat, prepare_repeat, rows_not_repeated},
    OpRow{"tril", "Tril", infer_triangle, prepare_triangle<kernels::Triangle::lower>, behind_rows},
    OpRow{"triu", "Triu", infer_triangle, prepare_triangle<kernels::Triangle::upper>, behind_rows},
};

}  // namespace

std::span<const OpRow> movement_rows() { return rows; }

}  // namespace unroll::ops
