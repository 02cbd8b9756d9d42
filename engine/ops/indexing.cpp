// Owns the ops that pick elements by position, and one_hot, which marks positions. Must not know
// layers. Mirrors keras/src/ops/numpy.py and nn.py.
#include <algorithm>
#include <array>

#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

[[noreturn]] void out_of_range(std::int64_t index, const Dim& size) {
  throw Error("index", "index " + std::to_string(index) + " is out of range for an axis of size " +
                           size.text());
}

// ---- get_item --------------------------------------------------------------------------------

/// Throws where a run of `count` places leaves an axis, as far as numbers are known.
void need_inside(const Dim& start, const Dim& count, std::int64_t step, const Dim& size) {
  if (!start.value() || !count.value() || !size.value() || *count.value() == 0) return;
  const Dim last = start + (count - 1) * step;
  for (const std::int64_t index : {*start.value(), *last.value()}) {
    if (index < 0 || index >= *size.value()) out_of_range(index, size);
  }
}

/// `starts`, `counts` (sizes) and `steps` for each axis, and the axes that an integer index drops
/// (`dropped`): Python's slicing with the bounds worked out.
std::vector<TensorType> infer_get_item(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  const auto& starts = types.attributes.get<std::vector<Dim>>("starts");
  const auto& counts = types.attributes.get<std::vector<Dim>>("counts");
  const auto& steps = types.attributes.get<Integers>("steps");
  const auto& dropped = types.attributes.get<Integers>("dropped");
  Shape shape;
  for (std::size_t i = 0; i < from.size(); ++i) {
    need_size(counts[i]);
    need_inside(starts[i], counts[i], steps[i], from[i].size);
    if (std::find(dropped.begin(), dropped.end(), static_cast<std::int64_t>(i)) != dropped.end()) {
      continue;
    }
    const bool whole = from[i].size == counts[i];
    shape.push_back(whole ? from[i] : Axis{counts[i], from[i].role, 0});
  }
  return same_dtype(types, std::move(shape));
}

Kernel prepare_get_item(const BoundOp& op) {
  const auto bound = [&](std::string_view name) {
    Integers numbers;
    for (const Dim& size : op.attributes.get<std::vector<Dim>>(name)) {
      numbers.push_back(size.bind(op.bindings));
    }
    return numbers;
  };
  const Integers starts = bound("starts");
  const Integers counts = bound("counts");
  const Integers& sizes = op.inputs[0].sizes;
  const auto& steps = op.attributes.get<Integers>("steps");
  for (std::size_t i = 0; i < sizes.size(); ++i)
    need_inside(starts[i], counts[i], steps[i], sizes[i]);
  return walk(kernels::sliced(sizes, starts, counts, steps), op.inputs[0].dtype);
}

bool rows_not_sliced(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared)) return false;
  const auto& dropped = types.attributes.get<Integers>("dropped");
  return types.attributes.get<std::vector<Dim>>("counts").front() ==
             types.inputs[0].shape.front().size &&
         types.attributes.get<Integers>("steps").front() == 1 &&
         std::find(dropped.begin(), dropped.end(), 0) == dropped.end();
}

// ---- take, take_along_axis -------------------------------------------------------------------

/// take(x, indices): the indices' axes stand where the axis was. A plain list of indices keeps the
/// axis's role.
std::vector<TensorType> infer_take(const OpTypes& types) {
  const Shape& from = types.inputs[0].shape;
  const Shape& indices = types.inputs[1].shape;
  const auto axis = need_axis(from, types.attributes.get<std::int64_t>("axis"));
  Shape shape(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(shape.end(), indices.begin(), indices.end());
  shape.insert(shape.end(), from.begin() + static_cast<std::ptrdiff_t>(axis) + 1, from.end());
  if (indices.size() == 1 && indices.front().role == Role::other)
    shape[axis].role = from[axis].role;
  return same_dtype(types, std::move(shape));
}

Kernel prepare_take(const BoundOp& op) {
  const auto view = view_along(op.inputs[0], op.attributes.get<std::int64_t>("axis"));
  auto cast = std::make_shared<Cast>(op.inputs[1], DType::int32);
  return [cast, view, width = element_bytes(op.inputs[0].dtype)](Inputs in, Outputs out) {
    const auto indices = (*cast)(in[1]).as<std::int32_t>();
    const auto bad = kernels::gather(view, indices, in[0].bytes(), out[0].bytes(), width);
    if (bad) out_of_range(indices[static_cast<std::size_t>(*bad)], view.length);
  };
}

/// The rows are those of the tensor, taken from along another axis; or those of the indices into
/// one table for all.
bool rows_not_taken(const OpTypes& types, std::span<const bool> shared) {
  const Shape& from = types.inputs[0].shape;
  const Shape& indices = types.inputs[1].shape;
  const auto axis = need_axis(from, types.attributes.get<std::int64_t>("axis"));
  if (!shared[0]) return shared[1] && axis != 0 && from.front().role == Role::batch;
  return axis == 0 && !indices.empty() && indices.front().role == Role::batch;
}

/// The result has the indices' size along the axis; all other sizes are broadcast.
std::vector<TensorType> infer_take_along_axis(const OpTypes& types) {
  Shape from = types.inputs[0].shape;
  const Shape& indices = types.inputs[1].shape;
  if (from.size() != indices.size()) {
    throw Error("rank", "take_along_axis needs as many axes in the indices as in the tensor, got " +
                            words(from) + " and " + words(indices));
  }
  const auto axis = need_axis(from, types.attributes.get<std::int64_t>("axis"));
  from[axis] = {indices[axis].size, from[axis].role, 0};
  auto shape = broadcast(from, indices);
  if (!shape) {
    throw Error("broadcast", "shapes " + words(types.inputs[0].shape) + " and " + words(indices) +
                                 " do not go together beside the axis");
  }
  return same_dtype(types, std::move(*shape));
}

Kernel prepare_take_along_axis(const BoundOp& op) {
  const std::int64_t axis = op.attributes.get<std::int64_t>("axis");
  struct Taking {
    kernels::AxisView view;
    Cast cast;
    // What is broadcast beside the axis, where anything is.
    std::optional<kernels::StridedView> spread_values;
    std::optional<kernels::StridedView> spread_indices;
    std::vector<std::byte> values;
    std::vector<std::byte> indices;
  };
  const Integers& result = op.outputs[0].sizes;
  const auto at = *find_axis(result.size(), axis);
  BoundTensor wide = op.inputs[0];
  wide.sizes = result;
  wide.sizes[at] = op.inputs[0].sizes[at];
  const auto width = element_bytes(op.inputs[0].dtype);
  auto taking = std::make_shared<Taking>(
      Taking{view_along(wide, axis), Cast(op.inputs[1], DType::int32), {}, {}, {}, {}});
  const auto need_fit = [&](const Integers& sizes, const Integers& into) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (sizes[i] != 1 && sizes[i] != into[i]) {
        throw Error("broadcast", "the sizes " + std::to_string(sizes[i]) + " and " +
                                     std::to_string(into[i]) +
                                     " of take_along_axis do not go together");
      }
    }
  };
  need_fit(op.inputs[0].sizes, wide.sizes);
  need_fit(op.inputs[1].sizes, result);
  if (op.inputs[0].sizes != wide.sizes) {
    taking->spread_values = kernels::broadcast(op.inputs[0].sizes, wide.sizes);
    taking->values.resize(static_cast<std::size_t>(checked_count(wide.sizes).value_or(0) * width));
  }
  if (op.inputs[1].sizes != result) {
    taking->spread_indices = kernels::broadcast(op.inputs[1].sizes, result);
    taking->indices.resize(static_cast<std::size_t>(checked_count(result).value_or(0) * 4));
  }
  return [taking, picks = result[at], sizes = result, width](Inputs in, Outputs out) {
    std::span<const std::byte> values = in[0].bytes();
    ConstTensorView indices = taking->cast(in[1]);
    if (taking->spread_values) {
      kernels::copy(*taking->spread_values, values, taking->values, width);
      values = taking->values;
    }
    if (taking->spread_indices) {
      kernels::copy(*taking->spread_indices, indices.bytes(), taking->indices, 4);
      indices = ConstTensorView(taking->indices, sizes, DType::int32);
    }
    const auto numbers = indices.as<std::int32_t>();
    const auto bad =
        kernels::gather_along(taking->view, numbers, picks, values, out[0].bytes(), width);
    if (bad) out_of_range(numbers[static_cast<std::size_t>(*bad)], taking->view.length);
  };
}

bool rows_not_taken_along(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up_off_axis(types, shared, 0);
}

// ---- one_hot ---------------------------------------------------------------------------------

/// `num_classes`, `axis` (of the result, the last one where it is missing), `dtype`.
std::size_t class_axis(std::size_t rank, const Attributes& attributes) {
  const auto axis = attributes.get_or<std::int64_t>("axis", -1);
  const auto found = find_axis(rank + 1, axis);
  if (!found) {
    throw Error("axis", "axis " + std::to_string(axis) + " is out of range for a result with " +
                            std::to_string(rank + 1) + " axes");
  }
  return *found;
}

std::vector<TensorType> infer_one_hot(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  const auto& classes = types.attributes.get<Dim>("num_classes");
  need_size(classes);
  const auto axis = class_axis(shape.size(), types.attributes);
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), Axis{classes, Role::features, 0});
  return {{std::move(shape), types.attributes.get_or<DType>("dtype", DType::float32)}};
}

Kernel prepare_one_hot(const BoundOp& op) {
  const auto axis = class_axis(op.inputs[0].sizes.size(), op.attributes);
  struct Marking {
    kernels::AxisView view;
    Cast indices;
    Tensor marks;
  };
  const BoundTensor& result = op.outputs[0];
  const bool direct = result.dtype == DType::float32;
  auto marking = std::make_shared<Marking>(
      Marking{view_along(result, static_cast<std::int64_t>(axis)), Cast(op.inputs[0], DType::int32),
              Tensor(DType::float32, direct ? Integers{0} : result.sizes)});
  return [marking, direct](Inputs in, Outputs out) {
    const auto& [outer, classes, inner] = marking->view;
    const auto marks = direct ? out[0].as<float>() : marking->marks.as<float>();
    kernels::one_hot(marking->indices(in[0]).as<std::int32_t>(), outer, classes, inner, marks);
    if (!direct) convert(marking->marks.view(), out[0]);
  };
}

bool marked_behind_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up(types, shared) &&
         class_axis(types.inputs[0].shape.size(), types.attributes) != 0;
}

constexpr std::array rows = {
    OpRow{"get_item", "GetItem", infer_get_item, prepare_get_item, rows_not_sliced},
    OpRow{"take", "Take", infer_take, prepare_take, rows_not_taken},
    OpRow{"take_along_axis", "TakeAlongAxis", infer_take_along_axis, prepare_take_along_axis,
          rows_not_taken_along},
    OpRow{"one_hot", "OneHot", infer_one_hot, prepare_one_hot, marked_behind_rows},
};

}  // namespace

std::span<const OpRow> indexing_rows() { return rows; }

}  // namespace unroll::ops
