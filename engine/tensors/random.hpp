// Owns the seeded random numbers of weights and of generated inputs.
// Must not know tensors, layers or initialisers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace unroll {

/// A stream of random numbers, named by a seed and a path (a weight's path, say), so that a change
/// to one weight leaves all others as they are.
///
/// The generator is counter-based (Philox4x32-10, Salmon et al. 2011): element i is a pure function
/// of (seed, path, i), found in O(1), and two streams of the same name are the same numbers. The
/// bits are the same on every machine; normals go through std::log and std::cos and may differ in
/// the last place.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view path);

  /// Element i of the uniform stream over [0, 1), a multiple of 2^-53.
  [[nodiscard]] double uniform(std::uint64_t index) const;

  /// Element i of the normal stream (mean 0, standard deviation 1).
  [[nodiscard]] double normal(std::uint64_t index) const;

  /// Element i of the normal stream that is redrawn beyond two standard deviations.
  [[nodiscard]] double truncated_normal(std::uint64_t index) const;

  /// Element i of the stream of integers in [low, high); low where the range is empty.
  [[nodiscard]] std::int32_t integer(std::uint64_t index, std::int32_t low,
                                     std::int32_t high) const;

  /// Elements [first, first + out.size()) of a stream, as float: uniform in [low, high) ...
  void fill_uniform(std::span<float> out, double low, double high, std::uint64_t first = 0) const;
  /// ... normal ...
  void fill_normal(std::span<float> out, double mean, double stddev, std::uint64_t first = 0) const;
  /// ... normal, redrawn beyond two standard deviations from the mean ...
  void fill_truncated_normal(std::span<float> out, double mean, double stddev,
                             std::uint64_t first = 0) const;
  /// ... integers in [low, high).
  void fill_integers(std::span<std::int32_t> out, std::int32_t low, std::int32_t high,
                     std::uint64_t first = 0) const;

 private:
  using Block = std::array<std::uint32_t, 4>;
  [[nodiscard]] Block block(std::uint64_t index, std::uint32_t attempt) const;

  std::array<std::uint32_t, 2> key_{};
};

/// The 64-bit FNV-1a hash of a text, continued from `state`.
[[nodiscard]] std::uint64_t fnv1a(std::string_view text, std::uint64_t state = 0xcbf29ce484222325U);

/// Philox4x32-10: 128 random bits from a 128-bit counter and a 64-bit key.
[[nodiscard]] std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key);

}  // namespace unroll
