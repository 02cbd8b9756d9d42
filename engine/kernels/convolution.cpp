// Owns convolutions as matrix products: patches of some windows at a time are laid out as rows.
// Must not know tensors.
#include "kernels/convolution.hpp"

#include <algorithm>
#include <tuple>

#include "kernels/simd.hpp"

namespace unroll::kernels {

namespace {

Index index(std::int64_t value) { return static_cast<Index>(value); }

// ---- windows ---------------------------------------------------------------------------------

/// The taps [first, last) of a window that are not on padding, and the place of the first.
struct TapRange {
  Index first = 0;
  Index last = 0;
  Index place = 0;
};
using Window = std::array<TapRange, 3>;

TapRange taps_inside(const WindowAxis& axis, Index window) {
  const Index start = window * index(axis.stride) - index(axis.before);
  const Index dilation = index(axis.dilation);
  TapRange range;
  if (start < 0) range.first = (-start + dilation - 1) / dilation;
  range.place = start + range.first * dilation;
  const Index left = index(axis.size) - range.place;  // places from there on
  const Index reached = left <= 0 ? 0 : (left - 1) / dilation + 1;
  range.last = std::max(range.first, std::min(index(axis.taps), range.first + reached));
  return range;
}

Window window_at(const Windows& windows, Index at) {
  Window window;
  for (std::size_t i = 3; i-- > 0;) {
    const WindowAxis& axis = windows.axes[i];
    window[i] = taps_inside(axis, at % index(axis.windows));
    at /= index(axis.windows);
  }
  return window;
}

/// Calls run(tap, place, count) for the taps that are not on padding: `count` of them from `tap`
/// on, the first at `place` and the others each a dilation of the last axis on.
template <class Run>
void for_each_run(const Windows& windows, const Window& window, const Run& run) {
  const auto& [outer, middle, inner] = windows.axes;
  const auto& [a, b, c] = window;
  if (c.first == c.last) return;
  for (Index i = a.first; i < a.last; ++i) {
    const Index row = a.place + (i - a.first) * index(outer.dilation);
    for (Index j = b.first; j < b.last; ++j) {
      const Index line =
          row * index(middle.size) + b.place + (j - b.first) * index(middle.dilation);
      run((i * index(middle.taps) + j) * index(inner.taps) + c.first,
          line * index(inner.size) + c.place, c.last - c.first);
    }
  }
}

template <class Get>
std::int64_t product(const Windows& windows, const Get& get) {
  return get(windows.axes[0]) * get(windows.axes[1]) * get(windows.axes[2]);
}

/// Windows whose patches or products, of `depth` floats each, are in scratch at a time.
Index block_rows(std::int64_t depth, std::int64_t windows) {
  constexpr std::int64_t floats = 16384;
  const std::int64_t fit = std::max<std::int64_t>(floats / std::max<std::int64_t>(depth, 1), 4);
  return index(std::min(fit / 4 * 4, windows));
}

std::size_t size_of(std::int64_t count) { return static_cast<std::size_t>(count); }

// ---- patches ---------------------------------------------------------------------------------

/// What a group reads: `width` of all channels from `first` on.
struct Channels {
  Index all = 0;
  Index first = 0;
  Index width = 0;
};

/// patch (taps, width) = what the window sees, zeros on padding.
void gather_patch(const Windows& windows, Index at, const float* from, const Channels& channels,
                  float* patch) {
  const Window window = window_at(windows, at);
  const Index step = index(windows.axes[2].dilation) * channels.all;
  std::fill_n(patch, index(windows.taps()) * channels.width, 0.0F);
  for_each_run(windows, window, [&](Index tap, Index place, Index count) {
    const float* source = from + place * channels.all + channels.first;
    float* target = patch + tap * channels.width;
    if (step == channels.width) {
      std::copy_n(source, count * channels.width, target);
      return;
    }
    for (Index i = 0; i < count; ++i) {
      std::copy_n(source + i * step, channels.width, target + i * channels.width);
    }
  });
}

/// to += from.
void add(const float* from, Index n, float* to) {
  Index i = 0;
  for (; i + lanes <= n; i += lanes) store(to + i, load(to + i) + load(from + i));
  for (; i < n; ++i) to[i] += from[i];
}

/// Adds products (taps, width) to the places of the window's taps.
void scatter_products(const Windows& windows, Index at, const float* products, Index width,
                      float* to) {
  const Window window = window_at(windows, at);
  const Index dilation = index(windows.axes[2].dilation);
  for_each_run(windows, window, [&](Index tap, Index place, Index count) {
    for (Index i = 0; i < count; ++i) {
      add(products + (tap + i) * width, width, to + (place + i * dilation) * width);
    }
  });
}

}  // namespace

std::int64_t Windows::places() const {
  return product(*this, [](const WindowAxis& axis) { return axis.size; });
}
std::int64_t Windows::windows() const {
  return product(*this, [](const WindowAxis& axis) { return axis.windows; });
}
std::int64_t Windows::taps() const {
  return product(*this, [](const WindowAxis& axis) { return axis.taps; });
}

// ---- convolution -----------------------------------------------------------------------------

namespace {

std::int64_t depth_of(const Convolution& size) {
  return size.windows.taps() * (size.in / size.groups);
}

PackedMatrix packed_group(const Convolution& size, std::span<const float> packed,
                          std::int64_t group) {
  const std::int64_t depth = depth_of(size);
  const std::int64_t columns = size.out / size.groups;
  const std::int64_t floats = packed_size(depth, columns);
  return {packed.subspan(size_of(group * floats), size_of(floats)), depth, columns};
}

}  // namespace

std::int64_t Convolution::packed_size() const {
  return groups * kernels::packed_size(depth_of(*this), out / groups);
}

std::int64_t Convolution::scratch_size() const {
  return depth_of(*this) * block_rows(depth_of(*this), windows.windows());
}

void pack(const Convolution& size, std::span<const float> kernel, std::span<float> packed) {
  const std::int64_t depth = depth_of(size);
  const std::int64_t columns = size.out / size.groups;
  const std::int64_t floats = packed_size(depth, columns);
  if (floats == 0) return;
  for (std::int64_t group = 0; group < size.groups; ++group) {
    const ConstMatrix own{kernel.subspan(size_of(group * columns)), depth, columns, size.out};
    std::ignore = pack(own, packed.subspan(size_of(group * floats)));
  }
}

void convolve(const Convolution& size, std::span<const float> from, std::span<const float> packed,
              std::span<float> to, std::span<float> scratch) {
  const Index depth = index(depth_of(size));
  const Index columns = index(size.out / size.groups);
  const Index width = index(size.in / size.groups);
  const Index windows = index(size.windows.windows());
  const Index block = block_rows(depth, windows);
  for (Index first = 0; first < windows && columns > 0; first += block) {
    const Index rows = std::min(block, windows - first);
    for (Index group = 0; group < index(size.groups); ++group) {
      for (Index r = 0; r < rows; ++r) {
        gather_patch(size.windows, first + r, from.data(), {index(size.in), group * width, width},
                     scratch.data() + r * depth);
      }
      const auto results = to.subspan(size_of(first * index(size.out) + group * columns));
      gemm(ConstMatrix{scratch, rows, depth, depth}, packed_group(size, packed, group),
           Matrix{results, rows, columns, size.out});
    }
  }
}

// ---- its transpose ---------------------------------------------------------------------------

std::int64_t TransposedConvolution::packed_size() const {
  return kernels::packed_size(in, windows.taps() * out);
}

std::int64_t TransposedConvolution::scratch_size() const {
  const std::int64_t width = windows.taps() * out;
  return width * block_rows(width, windows.windows());
}

void pack(const TransposedConvolution& size, std::span<const float> kernel,
          std::span<float> packed) {
  std::ignore = pack_transposed(dense(kernel, size.windows.taps() * size.out, size.in), packed);
}

void convolve(const TransposedConvolution& size, std::span<const float> from,
              std::span<const float> packed, std::span<float> to, std::span<float> scratch) {
  const Index in = index(size.in);
  const Index width = index(size.windows.taps() * size.out);
  const Index windows = index(size.windows.windows());
  const Index block = block_rows(width, windows);
  const PackedMatrix kernel{packed, in, width};
  std::ranges::fill(to, 0.0F);
  for (Index first = 0; first < windows; first += block) {
    const Index rows = std::min(block, windows - first);
    gemm(dense(from.subspan(size_of(first * in)), rows, in), kernel, dense(scratch, rows, width));
    for (Index r = 0; r < rows; ++r) {
      scatter_products(size.windows, first + r, scratch.data() + r * width, index(size.out),
                       to.data());
    }
  }
}

// ---- each channel on its own -----------------------------------------------------------------

namespace {

/// The sum over the taps of one window, for `width` (1 to 4) channels.
Batch depthwise_sum(const Windows& windows, const Window& window, const float* from,
                    const float* kernel, Index channels, Index width) {
  const auto read = [width](const float* at) {
    return width == lanes ? load(at) : load_first(at, width);
  };
  const Index step = index(windows.axes[2].dilation) * channels;
  Batch sum(0.0F);
  for_each_run(windows, window, [&](Index tap, Index place, Index count) {
    const float* values = from + place * channels;
    const float* weights = kernel + tap * channels;
    for (Index i = 0; i < count; ++i) {
      sum = madd(read(values + i * step), read(weights + i * channels), sum);
    }
  });
  return sum;
}

}  // namespace

std::int64_t DepthwiseConvolution::packed_size() const {
  return windows.taps() * channels * multiplier;
}

void pack(const DepthwiseConvolution& size, std::span<const float> kernel,
          std::span<float> packed) {
  const Index multiplier = index(size.multiplier);
  const Index rows = index(size.windows.taps() * size.channels);
  for (Index m = 0; m < multiplier; ++m) {
    for (Index i = 0; i < rows; ++i) {
      packed[size_of(m * rows + i)] = kernel[size_of(i * multiplier + m)];
    }
  }
}

void convolve(const DepthwiseConvolution& size, std::span<const float> from,
              std::span<const float> packed, std::span<float> to, std::span<float> /*scratch*/) {
  const Index channels = index(size.channels);
  const Index multiplier = index(size.multiplier);
  const Index kernel = index(size.windows.taps()) * channels;
  const Index windows = index(size.windows.windows());
  float* out = to.data();
  for (Index at = 0; at < windows; ++at) {
    const Window window = window_at(size.windows, at);
    for (Index c = 0; c < channels; c += lanes) {
      const Index width = std::min(lanes, channels - c);
      for (Index m = 0; m < multiplier; ++m) {
        std::array<float, 4> sums{};
        store(sums.data(), depthwise_sum(size.windows, window, from.data() + c,
                                         packed.data() + m * kernel + c, channels, width));
        for (Index i = 0; i < width; ++i) {
          out[(c + i) * multiplier + m] = sums[static_cast<std::size_t>(i)];
        }
      }
    }
    out += channels * multiplier;
  }
}

}  // namespace unroll::kernels
