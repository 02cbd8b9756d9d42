// Owns the ops that put tensors together along an axis and take them apart. Must not know layers.
// Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>

#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

std::int64_t axis_of(const Attributes& attributes) { return attributes.get<std::int64_t>("axis"); }

/// Which inputs are shared does not matter to the rest, but each step needs its own rows of all.
bool own_rows(const OpTypes& types, std::span<const bool> shared) {
  return std::none_of(shared.begin(), shared.end(), [](bool s) { return s; }) &&
         rows_line_up(types, shared);
}

// ---- concatenate, stack ----------------------------------------------------------------------

/// Takes over what is known of a size that both have; throws where they differ.
void need_same(std::string_view op, Axis& mine, const Axis& other, const Shape& a, const Shape& b) {
  if (never_equal(mine.size, other.size)) {
    throw Error(std::string(op), std::string(op) + " needs all other sizes equal, got " + words(a) +
                                     " and " + words(b));
  }
  if (!mine.size.value() && other.size.value()) {
    mine.size = other.size.also(mine.size);
  } else if (mine.size == other.size) {
    mine.size = mine.size.also(other.size);
  }
}

std::vector<TensorType> infer_concatenate(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  const auto axis = need_axis(shape, axis_of(types.attributes));
  if (types.inputs.size() > 1) shape[axis].id = 0;
  for (const TensorType& input : types.inputs.subspan(1)) {
    if (input.shape.size() != shape.size()) {
      throw Error("concatenate", "concatenate needs shapes of the same rank, got " + words(shape) +
                                     " and " + words(input.shape));
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (i == axis) {
        shape[i].size = shape[i].size + input.shape[i].size;
      } else {
        need_same("concatenate", shape[i], input.shape[i], types.inputs[0].shape, input.shape);
      }
    }
  }
  return {{std::move(shape), promote(types)}};
}

/// Writes the inputs, as (outer, length, inner) around `axis` of the result, one behind another.
Kernel join(const BoundOp& op, std::vector<kernels::AxisView> views, std::int64_t total) {
  struct Parts {
    std::vector<kernels::AxisView> views;
    std::vector<Cast> casts;
  };
  auto parts = std::make_shared<Parts>();
  parts->views = std::move(views);
  const DType dtype = op.outputs[0].dtype;
  for (const BoundTensor& input : op.inputs) parts->casts.emplace_back(input, dtype);
  return [parts, total, width = element_bytes(dtype)](Inputs in, Outputs out) {
    std::int64_t start = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
      kernels::concatenate(parts->views[i], parts->casts[i](in[i]).bytes(), out[0].bytes(), total,
                           start, width);
      start += parts->views[i].length;
    }
  };
}

Kernel prepare_concatenate(const BoundOp& op) {
  const kernels::AxisView whole = view_along(op.outputs[0], axis_of(op.attributes));
  std::vector<kernels::AxisView> views;
  std::int64_t total = 0;
  for (const BoundTensor& input : op.inputs) {
    views.push_back(view_along(input, axis_of(op.attributes)));
    total += views.back().length;
    if (views.back().outer != whole.outer || views.back().inner != whole.inner) {
      throw Error("concatenate", "concatenate needs all other sizes equal");
    }
  }
  return join(op, std::move(views), total);
}

bool joined_behind_rows(const OpTypes& types, std::span<const bool> shared) {
  return own_rows(types, shared) &&
         need_axis(types.inputs[0].shape, axis_of(types.attributes)) != 0;
}

/// Where the new axis of `stack` stands in the result.
std::size_t stack_axis(std::size_t rank, const Attributes& attributes) {
  const std::int64_t axis = axis_of(attributes);
  const auto found = find_axis(rank + 1, axis);
  if (!found) {
    throw Error("axis", "axis " + std::to_string(axis) + " is out of range for a result with " +
                            std::to_string(rank + 1) + " axes");
  }
  return *found;
}

std::vector<TensorType> infer_stack(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  const auto axis = stack_axis(shape.size(), types.attributes);
  for (const TensorType& input : types.inputs.subspan(1)) {
    if (input.shape.size() != shape.size()) {
      throw Error("stack", "stack needs shapes of the same rank, got " + words(shape) + " and " +
                               words(input.shape));
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
      need_same("stack", shape[i], input.shape[i], types.inputs[0].shape, input.shape);
    }
  }
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis),
               Axis{std::ssize(types.inputs), Role::other, 0});
  return {{std::move(shape), promote(types)}};
}

Kernel prepare_stack(const BoundOp& op) {
  Integers one = op.outputs[0].sizes;
  const auto axis = stack_axis(op.inputs[0].sizes.size(), op.attributes);
  one.erase(one.begin() + static_cast<std::ptrdiff_t>(axis));
  for (const BoundTensor& input : op.inputs) {
    if (input.sizes != one) throw Error("stack", "stack needs all sizes equal");
  }
  kernels::AxisView view = view_along(op.outputs[0], static_cast<std::int64_t>(axis));
  view.length = 1;
  return join(op, std::vector(op.inputs.size(), view), std::ssize(op.inputs));
}

bool stacked_behind_rows(const OpTypes& types, std::span<const bool> shared) {
  return own_rows(types, shared) && stack_axis(types.inputs[0].shape.size(), types.attributes) != 0;
}

// ---- split -----------------------------------------------------------------------------------

struct Part {
  Dim start;
  Dim size;
};

/// `sections`: how many equal parts; or `indices`: where to cut, as Python's slices.
std::vector<Part> parts_of(const Dim& size, const Attributes& attributes) {
  std::vector<Part> parts;
  if (attributes.find("indices") == nullptr) {
    const auto sections = attributes.get<std::int64_t>("sections");
    if (sections <= 0) {
      throw Error("split", "split needs at least 1 part, got " + std::to_string(sections));
    }
    if (size.value() && *size.value() % sections != 0) {
      throw Error("split", "an axis of size " + size.text() + " cannot be split into " +
                               std::to_string(sections) + " equal parts");
    }
    const Dim each = floor_div(size, sections);
    for (std::int64_t i = 0; i < sections; ++i) parts.push_back({i * each, each});
    return parts;
  }
  const auto whole = size.value();
  Dim start = 0;
  const auto cut_at = [&](Dim at) {
    // A number is brought into the axis; whether a symbol is large enough is seen when it has one.
    if (whole) at = std::clamp<std::int64_t>(at.value().value_or(0), 0, *whole);
    const Dim length = at - start;
    parts.push_back({start, length.value().value_or(0) < 0 ? Dim(0) : length});
    start = at;
  };
  for (const std::int64_t index : attributes.get<Integers>("indices")) {
    cut_at(index < 0 ? size + index : Dim(index));
  }
  cut_at(size);
  return parts;
}

std::vector<TensorType> infer_split(const OpTypes& types) {
  const TensorType& input = types.inputs[0];
  const auto axis = need_axis(input.shape, axis_of(types.attributes));
  std::vector<TensorType> outputs;
  for (const Part& part : parts_of(input.shape[axis].size, types.attributes)) {
    outputs.push_back(input);
    outputs.back().shape[axis] = {part.size, input.shape[axis].role, 0};
  }
  return outputs;
}

Kernel prepare_split(const BoundOp& op) {
  const Integers& sizes = op.inputs[0].sizes;
  const auto axis = *find_axis(sizes.size(), axis_of(op.attributes));
  const std::vector<Part> parts = parts_of(sizes[axis], op.attributes);
  Integers starts(sizes.size(), 0);
  const Integers steps(sizes.size(), 1);
  std::vector<kernels::StridedView> views;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].size.is(op.outputs[i].sizes[axis])) {
      throw Error("split", "an axis of size " + std::to_string(sizes[axis]) +
                               " is too short to be cut at these places");
    }
    starts[axis] = *parts[i].start.value();
    views.push_back(kernels::sliced(sizes, starts, op.outputs[i].sizes, steps));
  }
  return [views = std::move(views), width = element_bytes(op.inputs[0].dtype)](Inputs in,
                                                                               Outputs out) {
    for (std::size_t i = 0; i < views.size(); ++i) {
      kernels::copy(views[i], in[0].bytes(), out[i].bytes(), width);
    }
  };
}

bool split_behind_rows(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up_off_axis(types, shared, 0);
}

constexpr std::array rows = {
    OpRow{"concatenate", "Concatenate", infer_concatenate, prepare_concatenate, joined_behind_rows},
    OpRow{"stack", "Stack", infer_stack, prepare_stack, stacked_behind_rows},
    OpRow{"split", "Split", infer_split, prepare_split, split_behind_rows},
};

}  // namespace

std::span<const OpRow> joining_rows() { return rows; }

}  // namespace unroll::ops
