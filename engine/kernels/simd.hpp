// Owns the choice of vector type: four floats, on every machine, so that the same tails are met in
// native tests and in WASM. Included by kernel sources only, never by their headers.
// Must not know anything beyond one vector.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <xsimd/xsimd.hpp>

namespace unroll::kernels {

#if defined(__wasm_simd128__)
using Arch = xsimd::wasm;
#elif defined(__SSE4_2__)
using Arch = xsimd::sse4_2;
#elif defined(__x86_64__)
using Arch = xsimd::sse2;
#else
using Arch = xsimd::neon64;
#endif

using Batch = xsimd::batch<float, Arch>;
using IntBatch = xsimd::batch<std::int32_t, Arch>;
using Mask = xsimd::batch_bool<float, Arch>;

/// Counts and strides inside kernels: as wide as a pointer (32 bits in WASM).
using Index = std::ptrdiff_t;

inline constexpr Index lanes = static_cast<Index>(Batch::size);
static_assert(lanes == 4);

/// a*b + c: fused where the relaxed-SIMD build has the instruction, else two operations (xsimd's
/// WASM architecture has none).
inline Batch madd(const Batch& a, const Batch& b, const Batch& c) {
#if defined(__wasm_relaxed_simd__)
  return Batch(__builtin_wasm_relaxed_madd_f32x4(a.data, b.data, c.data));
#else
  return a * b + c;
#endif
}

inline Batch load(const float* from) { return Batch::load_unaligned(from); }
inline void store(float* to, const Batch& value) { value.store_unaligned(to); }

/// The first n (1 to 3) floats, the other lanes `rest`; reads nothing beyond them.
inline Batch load_first(const float* from, Index n, float rest = 0.0F) {
  std::array<float, lanes> buffer{rest, rest, rest, rest};
  std::memcpy(buffer.data(), from, static_cast<std::size_t>(n) * sizeof(float));
  return load(buffer.data());
}

/// Writes the first n (1 to 3) lanes and nothing beyond them.
inline void store_first(float* to, const Batch& value, Index n) {
  std::array<float, lanes> buffer{};
  store(buffer.data(), value);
  std::memcpy(to, buffer.data(), static_cast<std::size_t>(n) * sizeof(float));
}

/// `width` (1 to 4) floats, the other lanes 0.
inline Batch load_lanes(const float* from, Index width) {
  return width == lanes ? load(from) : load_first(from, width);
}

/// Writes the first `width` (1 to 4) lanes.
inline void store_lanes(float* to, const Batch& value, Index width) {
  if (width == lanes) return store(to, value);
  store_first(to, value, width);
}

}  // namespace unroll::kernels
