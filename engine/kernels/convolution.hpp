// Owns convolutions in f32 over one sample: its places in up to three axes, its channels last.
// Must not know tensors, names of paddings or where a kernel comes from: spans in, spans out,
// nothing allocated.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/gemm.hpp"

namespace unroll::kernels {

/// How windows lie along one axis of `size` places: tap t of window w is at the place
/// w * stride + t * dilation - before, and on padding where that is outside [0, size).
struct WindowAxis {
  std::int64_t size = 1;
  std::int64_t windows = 1;
  std::int64_t taps = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;
};

/// Windows over a grid of places. Fewer axes than three stand behind axes of one place.
struct Windows {
  std::array<WindowAxis, 3> axes;

  [[nodiscard]] std::int64_t places() const;
  [[nodiscard]] std::int64_t windows() const;
  [[nodiscard]] std::int64_t taps() const;
};

/// The sizes of a convolution from (places, in) to (windows, out): with `groups`, out channels
/// [g, g+1) * out/groups see in channels [g, g+1) * in/groups alone.
struct Convolution {
  Windows windows;
  std::int64_t in = 1;
  std::int64_t out = 1;
  std::int64_t groups = 1;

  /// The floats of storage that pack() needs.
  [[nodiscard]] std::int64_t packed_size() const;
  /// The floats of scratch that convolve() needs: the patches of some windows, about 64 kB.
  [[nodiscard]] std::int64_t scratch_size() const;
};

/// Packs a kernel (taps, in/groups, out), done once for weights that are used often.
void pack(const Convolution& size, std::span<const float> kernel, std::span<float> packed);

/// to (windows, out) = sum over the taps of from (places, in) times the packed kernel.
void convolve(const Convolution& size, std::span<const float> from, std::span<const float> packed,
              std::span<float> to, std::span<float> scratch);

/// The sizes of the transpose of a convolution, from (windows, in) to (places, out).
struct TransposedConvolution {
  Windows windows;
  std::int64_t in = 1;
  std::int64_t out = 1;

  [[nodiscard]] std::int64_t packed_size() const;
  [[nodiscard]] std::int64_t scratch_size() const;
};

/// Packs a kernel (taps, out, in).
void pack(const TransposedConvolution& size, std::span<const float> kernel,
          std::span<float> packed);

/// to (places, out): every window of from (windows, in) adds its product with the packed kernel to
/// the places of its taps; what falls on padding is dropped.
void convolve(const TransposedConvolution& size, std::span<const float> from,
              std::span<const float> packed, std::span<float> to, std::span<float> scratch);

/// The sizes of a convolution of each channel on its own, from (places, channels) to
/// (windows, channels, multiplier).
struct DepthwiseConvolution {
  Windows windows;
  std::int64_t channels = 1;
  std::int64_t multiplier = 1;

  [[nodiscard]] std::int64_t packed_size() const;
  [[nodiscard]] static std::int64_t scratch_size() { return 0; }
};

/// Reorders a kernel (taps, channels, multiplier) to (multiplier, taps, channels).
void pack(const DepthwiseConvolution& size, std::span<const float> kernel, std::span<float> packed);

/// to (windows, channels, multiplier) = sum over the taps of from (places, channels) times the
/// packed kernel.
void convolve(const DepthwiseConvolution& size, std::span<const float> from,
              std::span<const float> packed, std::span<float> to, std::span<float> scratch);

}  // namespace unroll::kernels
