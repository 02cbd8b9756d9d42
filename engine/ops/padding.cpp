// Owns the ops that surround a tensor with more elements or turn it around its axes: pad and roll.
// Must not know layers. Mirrors keras/src/ops/numpy.py.
#include <algorithm>
#include <array>
#include <cstring>

#include "ops/cast.hpp"
#include "ops/rows.hpp"

namespace unroll::ops {

namespace {

/// Along one axis, which element stands at each place.
struct GatherStep {
  kernels::AxisView view;
  std::vector<std::int32_t> indices;
};

/// One gather after another, each along its own axis.
Kernel gather_chain(const BoundOp& op, std::vector<GatherStep> steps) {
  const auto width = element_bytes(op.inputs[0].dtype);
  struct Chain {
    std::vector<GatherStep> steps;
    std::vector<std::vector<std::byte>> between;  // what each step but the last leaves
  };
  auto chain = std::make_shared<Chain>();
  chain->steps = std::move(steps);
  for (std::size_t i = 0; i + 1 < chain->steps.size(); ++i) {
    const auto& [view, indices] = chain->steps[i];
    chain->between.emplace_back(static_cast<std::size_t>(view.outer * view.inner * width) *
                                indices.size());
  }
  return [chain, width](Inputs in, Outputs out) {
    std::span<const std::byte> from = in[0].bytes();
    if (chain->steps.empty()) {
      std::ranges::copy(from.first(static_cast<std::size_t>(in[0].count() * width)),
                        out[0].bytes().begin());
    }
    for (std::size_t i = 0; i < chain->steps.size(); ++i) {
      const bool last = i + 1 == chain->steps.size();
      const std::span<std::byte> to = last ? out[0].bytes() : std::span(chain->between[i]);
      const auto& [view, indices] = chain->steps[i];
      std::ignore = kernels::gather(view, indices, from, to, width);
      from = to;
    }
  };
}

// ---- pad -------------------------------------------------------------------------------------

std::string mode_of(const Attributes& attributes) {
  return attributes.get_or<std::string>("mode", "constant");
}

/// A mirror shows at most the elements that there are, without the one at the edge for `reflect`.
void need_long_enough(const std::string& mode, std::int64_t size, std::int64_t added) {
  if (mode == "constant" ||
      added <= (mode == "reflect" ? std::max<std::int64_t>(size - 1, 0) : size)) {
    return;
  }
  throw Error("pad", "an axis of size " + std::to_string(size) + " is too short to mirror " +
                         std::to_string(added) + " of its elements");
}

/// `before` and `after`: elements for each axis; `mode` constant (with `value`), reflect or
/// symmetric.
std::vector<TensorType> infer_pad(const OpTypes& types) {
  Shape shape = types.inputs[0].shape;
  const auto& before = types.attributes.get<Integers>("before");
  const auto& after = types.attributes.get<Integers>("after");
  if (before.size() != shape.size() || after.size() != shape.size()) {
    throw Error("pad", "pad needs a pair of numbers for each axis of " + words(shape));
  }
  const std::string mode = mode_of(types.attributes);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::int64_t most = std::max(before[i], after[i]);
    if (std::min(before[i], after[i]) < 0) {
      throw Error("pad", "the numbers of elements to add cannot be negative");
    }
    if (const auto size = shape[i].size.value()) need_long_enough(mode, *size, most);
    if (most > 0) shape[i] = {shape[i].size + before[i] + after[i], shape[i].role, 0};
  }
  return same_dtype(types, std::move(shape));
}

Kernel pad_with_value(const BoundOp& op) {
  const double value = op.attributes.get_or<double>("value", 0.0);
  const auto width = element_bytes(op.inputs[0].dtype);
  std::array<std::byte, 4> bytes{};
  with_type(op.inputs[0].dtype, [&](auto of) {
    const auto number = element(value, of);
    std::memcpy(bytes.data(), &number, sizeof number);
  });
  return
      [bytes, width,
       interior = kernels::interior(op.inputs[0].sizes, op.attributes.get<Integers>("before"),
                                    op.attributes.get<Integers>("after"))](Inputs in, Outputs out) {
        kernels::pad(interior, std::span(bytes).first(static_cast<std::size_t>(width)),
                     in[0].bytes(), out[0].bytes(), width);
      };
}

/// Counts up and down between the first and the last element: `2 1 0 1 2` reflects at the edge, `1
/// 0 0 1 2` repeats it.
Kernel pad_with_mirror(const BoundOp& op) {
  const std::string mode = mode_of(op.attributes);
  const std::int64_t edge = mode == "symmetric" ? 1 : 0;
  Integers sizes = op.inputs[0].sizes;
  const auto& before = op.attributes.get<Integers>("before");
  const auto& after = op.attributes.get<Integers>("after");
  std::vector<GatherStep> steps;
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    const std::int64_t length = sizes[axis];
    if (before[axis] == 0 && after[axis] == 0) continue;
    need_long_enough(mode, length, std::max(before[axis], after[axis]));
    GatherStep step{kernels::along(sizes, static_cast<std::int64_t>(axis)), {}};
    for (std::int64_t i = -before[axis]; i < length + after[axis]; ++i) {
      const std::int64_t at = i < 0 ? -i - edge : i >= length ? 2 * (length - 1) - i + edge : i;
      step.indices.push_back(static_cast<std::int32_t>(at));
    }
    steps.push_back(std::move(step));
    sizes[axis] = length + before[axis] + after[axis];
  }
  return gather_chain(op, std::move(steps));
}

Kernel prepare_pad(const BoundOp& op) {
  return mode_of(op.attributes) == "constant" ? pad_with_value(op) : pad_with_mirror(op);
}

bool rows_not_padded(const OpTypes& types, std::span<const bool> shared) {
  return rows_line_up(types, shared) && types.attributes.get<Integers>("before").front() == 0 &&
         types.attributes.get<Integers>("after").front() == 0;
}

// ---- roll ------------------------------------------------------------------------------------

/// `shifts` along `axes`, one for each; without axes, one shift of all elements in a row.
std::vector<TensorType> infer_roll(const OpTypes& types) {
  const auto& shifts = types.attributes.get<Integers>("shifts");
  const std::size_t axes = types.attributes.find("axes") == nullptr
                               ? 1
                               : need_axes(types.inputs[0].shape, types.attributes).size();
  if (shifts.size() != axes) {
    throw Error("roll", "roll needs a shift for each axis, got " + std::to_string(shifts.size()) +
                            " for " + std::to_string(axes));
  }
  return infer_identity(types);
}

Kernel prepare_roll(const BoundOp& op) {
  const auto& shifts = op.attributes.get<Integers>("shifts");
  const Integers& sizes = op.inputs[0].sizes;
  std::vector<GatherStep> steps;
  const auto add = [&](const kernels::AxisView& view, std::int64_t shift) {
    GatherStep step{view, {}};
    for (std::int64_t i = 0; i < view.length; ++i) {
      const std::int64_t from = (i - shift % view.length + view.length) % view.length;
      step.indices.push_back(static_cast<std::int32_t>(from));
    }
    steps.push_back(std::move(step));
  };
  if (op.attributes.find("axes") == nullptr) {
    add({1, checked_count(sizes).value_or(0), 1}, shifts.front());
  } else {
    const Integers axes = axes_of(op);
    for (std::size_t i = 0; i < axes.size(); ++i) add(kernels::along(sizes, axes[i]), shifts[i]);
  }
  return gather_chain(op, std::move(steps));
}

bool rows_not_rolled(const OpTypes& types, std::span<const bool> shared) {
  if (!rows_line_up(types, shared) || types.attributes.find("axes") == nullptr) return false;
  const auto axes = need_axes(types.inputs[0].shape, types.attributes);
  return axes.empty() || axes.front() != 0;
}

constexpr std::array rows = {
    OpRow{"pad", "Pad", infer_pad, prepare_pad, rows_not_padded},
    OpRow{"roll", "Roll", infer_roll, prepare_roll, rows_not_rolled},
};

}  // namespace

std::span<const OpRow> padding_rows() { return rows; }

}  // namespace unroll::ops
