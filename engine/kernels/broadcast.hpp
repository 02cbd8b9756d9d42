// Owns the walk over tensors whose sizes are broadcast against each other by NumPy's rule.
// Must not know which operation is done at each element.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace unroll::kernels {

/// The most axes that remain after neighbouring axes which are walked as one have been joined.
inline constexpr int max_axes = 16;

/// How to read up to three dense inputs along one dense output: the output as `axis_count` axes,
/// outermost first, and for each input its stride in elements along every axis, 0 where it is
/// repeated. Axes of size 1 are dropped and neighbours joined, so equal sizes make one axis. Built
/// once, when sizes are known.
class BroadcastPlan {
 public:
  using Sizes = std::span<const std::int64_t>;

  /// One to three inputs. Throws std::length_error where an input does not broadcast to `output` or
  /// more than max_axes axes remain.
  BroadcastPlan(std::initializer_list<Sizes> inputs, Sizes output);

  struct Axis {
    std::int64_t size = 1;
    std::array<std::int64_t, 3> strides{};
  };

  /// Outermost first; at least one. The innermost strides are 0 or 1.
  [[nodiscard]] std::span<const Axis> axes() const {
    return {axes_.data(), static_cast<std::size_t>(axis_count_)};
  }
  /// The elements of the output.
  [[nodiscard]] std::int64_t count() const { return count_; }

 private:
  std::array<Axis, max_axes> axes_{};
  int axis_count_ = 0;
  std::int64_t count_ = 1;
};

}  // namespace unroll::kernels
