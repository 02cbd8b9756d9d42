// Owns the strided views and everything that moves elements along them.
// Must not know dtypes.
#include "kernels/movement.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace unroll::kernels {

namespace {

using Index = std::ptrdiff_t;

/// Row-major strides of dense sizes.
std::vector<std::int64_t> dense_strides(Sizes sizes) {
  std::vector<std::int64_t> strides(sizes.size());
  std::int64_t stride = 1;
  for (std::size_t axis = sizes.size(); axis-- > 0;) {
    strides[axis] = stride;
    stride *= sizes[axis];
  }
  return strides;
}

/// The same walk over as few axes as can be.
StridedView joined(const StridedView& view) {
  StridedView result;
  result.offset = view.offset;
  for (std::size_t axis = 0; axis < view.sizes.size(); ++axis) {
    const std::int64_t size = view.sizes[axis];
    const std::int64_t stride = view.strides[axis];
    if (size == 1) continue;
    if (!result.sizes.empty() && result.strides.back() == stride * size) {
      result.sizes.back() *= size;
      result.strides.back() = stride;
    } else {
      result.sizes.push_back(size);
      result.strides.push_back(stride);
    }
  }
  if (result.sizes.empty()) {
    result.sizes.push_back(1);
    result.strides.push_back(1);
  }
  if (result.sizes.size() > max_axes) throw std::length_error("a movement walks too many axes");
  return result;
}

/// Calls body(walked_offset) at the start of every run along the innermost axis, in order.
template <class Body>
void for_each_run(const StridedView& view, const Body& body) {
  if (view.sizes.back() == 0) return;
  const std::size_t outer = view.sizes.size() - 1;
  std::int64_t runs = 1;
  for (std::size_t axis = 0; axis < outer; ++axis) runs *= view.sizes[axis];
  std::array<std::int64_t, max_axes> at{};
  auto offset = static_cast<Index>(view.offset);
  for (; runs > 0; --runs) {
    body(offset);
    // Count up the outer axes like an odometer, the innermost of them first.
    for (std::size_t axis = outer; axis-- > 0;) {
      const std::int64_t size = view.sizes[axis];
      const std::int64_t stride = view.strides[axis];
      const bool wraps = ++at[axis] == size;
      offset += static_cast<Index>(wraps ? stride * (1 - size) : stride);
      if (!wraps) break;
      at[axis] = 0;
    }
  }
}

/// Moves the elements between the walked tensor and a dense one, Width bytes each.
template <Index Width, bool ToWalked>
void move_elements(const StridedView& view, const std::byte* from, std::byte* to) {
  const auto run = static_cast<Index>(view.sizes.back());
  const auto step = static_cast<Index>(view.strides.back());
  Index dense = 0;
  for_each_run(view, [&](Index walked) {
    const std::byte* source = from + (ToWalked ? dense : walked) * Width;
    std::byte* target = to + (ToWalked ? walked : dense) * Width;
    const Index source_step = ToWalked ? 1 : step;
    const Index target_step = ToWalked ? step : 1;
    if (step == 1) {
      std::memcpy(target, source, static_cast<std::size_t>(run * Width));
    } else {
      for (Index i = 0; i < run; ++i) {
        std::memcpy(target + i * target_step * Width, source + i * source_step * Width,
                    static_cast<std::size_t>(Width));
      }
    }
    dense += run;
  });
}

template <bool ToWalked>
void move_elements(const StridedView& view, Bytes from, MutableBytes to, std::int64_t width) {
  switch (width) {
    case 1:
      return move_elements<1, ToWalked>(view, from.data(), to.data());
    case 4:
      return move_elements<4, ToWalked>(view, from.data(), to.data());
    default:
      throw std::invalid_argument("elements are 1 or 4 bytes wide");
  }
}

/// The position that an index names among `length`, -1 if none.
Index resolve(std::int32_t index, std::int64_t length) {
  const std::int64_t position = index < 0 ? index + length : index;
  return position >= 0 && position < length ? static_cast<Index>(position) : -1;
}

}  // namespace

StridedView transposed(Sizes sizes, Sizes permutation) {
  const std::vector<std::int64_t> strides = dense_strides(sizes);
  StridedView view;
  for (const std::int64_t axis : permutation) {
    view.sizes.push_back(sizes[static_cast<std::size_t>(axis)]);
    view.strides.push_back(strides[static_cast<std::size_t>(axis)]);
  }
  return joined(view);
}

StridedView sliced(Sizes sizes, Sizes starts, Sizes counts, Sizes steps) {
  StridedView view;
  view.strides = dense_strides(sizes);
  view.sizes.assign(counts.begin(), counts.end());
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    view.offset += starts[axis] * view.strides[axis];
    view.strides[axis] *= steps[axis];
  }
  return joined(view);
}

StridedView flipped(Sizes sizes, Sizes axes) {
  StridedView view;
  view.strides = dense_strides(sizes);
  view.sizes.assign(sizes.begin(), sizes.end());
  for (const std::int64_t each : axes) {
    const auto axis = static_cast<std::size_t>(each);
    view.offset += (sizes[axis] - 1) * view.strides[axis];
    view.strides[axis] = -view.strides[axis];
  }
  return joined(view);
}

StridedView broadcast(Sizes sizes, Sizes result) {
  const std::vector<std::int64_t> strides = dense_strides(sizes);
  const std::size_t missing = result.size() - sizes.size();
  StridedView view;
  view.sizes.assign(result.begin(), result.end());
  view.strides.assign(result.size(), 0);
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    if (sizes[axis] != 1) view.strides[missing + axis] = strides[axis];
  }
  return joined(view);
}

StridedView tiled(Sizes sizes, Sizes repeats) {
  const std::vector<std::int64_t> strides = dense_strides(sizes);
  StridedView view;
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    view.sizes.insert(view.sizes.end(), {repeats[axis], sizes[axis]});
    view.strides.insert(view.strides.end(), {0, strides[axis]});
  }
  return joined(view);
}

StridedView repeated(const AxisView& view, std::int64_t count) {
  return joined({{view.outer, view.length, count, view.inner},
                 {view.length * view.inner, view.inner, 0, 1},
                 0});
}

StridedView interior(Sizes sizes, Sizes before, Sizes after) {
  std::vector<std::int64_t> whole(sizes.begin(), sizes.end());
  for (std::size_t axis = 0; axis < whole.size(); ++axis) whole[axis] += before[axis] + after[axis];
  StridedView view;
  view.strides = dense_strides(whole);
  view.sizes.assign(sizes.begin(), sizes.end());
  for (std::size_t axis = 0; axis < whole.size(); ++axis) {
    view.offset += before[axis] * view.strides[axis];
  }
  return joined(view);
}

void copy(const StridedView& view, Bytes in, MutableBytes out, std::int64_t width) {
  move_elements<false>(view, in, out, width);
}

void scatter(const StridedView& view, Bytes in, MutableBytes out, std::int64_t width) {
  move_elements<true>(view, in, out, width);
}

void concatenate(const AxisView& view, Bytes in, MutableBytes out, std::int64_t total,
                 std::int64_t start, std::int64_t width) {
  const auto piece = static_cast<std::size_t>(view.length * view.inner * width);
  const auto stride = static_cast<std::size_t>(total * view.inner * width);
  const auto offset = static_cast<std::size_t>(start * view.inner * width);
  if (piece == 0) return;
  for (std::size_t o = 0; o < static_cast<std::size_t>(view.outer); ++o) {
    std::memcpy(out.data() + o * stride + offset, in.data() + o * piece, piece);
  }
}

void pad(const StridedView& interior, Bytes value, Bytes in, MutableBytes out, std::int64_t width) {
  fill(value, out, width);
  scatter(interior, in, out, width);
}

void fill(Bytes value, MutableBytes out, std::int64_t width) {
  const auto size = static_cast<std::size_t>(width);
  for (std::size_t at = 0; at + size <= out.size(); at += size) {
    std::memcpy(out.data() + at, value.data(), size);
  }
}

std::optional<std::int64_t> gather(const AxisView& view, std::span<const std::int32_t> indices,
                                   Bytes in, MutableBytes out, std::int64_t width) {
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (resolve(indices[i], view.length) < 0) return static_cast<std::int64_t>(i);
  }
  const auto piece = static_cast<std::size_t>(view.inner * width);
  std::byte* to = out.data();
  for (Index o = 0; piece > 0 && o < static_cast<Index>(view.outer); ++o) {
    for (const std::int32_t index : indices) {
      const Index row = o * static_cast<Index>(view.length) + resolve(index, view.length);
      std::memcpy(to, in.data() + static_cast<std::size_t>(row) * piece, piece);
      to += piece;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> gather_along(const AxisView& view,
                                         std::span<const std::int32_t> indices, std::int64_t picks,
                                         Bytes in, MutableBytes out, std::int64_t width) {
  const auto inner = static_cast<std::size_t>(view.inner);
  const auto size = static_cast<std::size_t>(width);
  const std::size_t per_outer = static_cast<std::size_t>(picks) * inner;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Index position = resolve(indices[i], view.length);
    if (position < 0) return static_cast<std::int64_t>(i);
    const std::size_t outer = i / per_outer;
    const std::size_t row =
        outer * static_cast<std::size_t>(view.length) + static_cast<std::size_t>(position);
    std::memcpy(out.data() + i * size, in.data() + (row * inner + i % inner) * size, size);
  }
  return std::nullopt;
}

void one_hot(std::span<const std::int32_t> indices, std::int64_t outer, std::int64_t classes,
             std::int64_t inner, std::span<float> out) {
  std::ranges::fill(out, 0.0F);
  for (std::int64_t o = 0; o < outer; ++o) {
    for (std::int64_t i = 0; i < inner; ++i) {
      const std::int64_t hot = indices.data()[static_cast<Index>(o * inner + i)];
      if (hot < 0 || hot >= classes) continue;
      out.data()[static_cast<Index>((o * classes + hot) * inner + i)] = 1.0F;
    }
  }
}

}  // namespace unroll::kernels
