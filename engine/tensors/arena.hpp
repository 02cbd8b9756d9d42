// Owns the one block of memory that a run's tensors share, and the planner that gives each of them
// its place in it.
// Must not know graphs or ops: a lifetime is two step numbers and a size.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tensors/aligned_bytes.hpp"
#include "tensors/tensor.hpp"

namespace unroll {

/// When a buffer is needed: from the step that writes it first to the step that reads it last, both
/// included, and how many bytes it takes.
struct Lifetime {
  std::int64_t first_use = 0;
  std::int64_t last_use = 0;
  std::int64_t bytes = 0;
};

/// Where each buffer stands (multiples of storage_alignment, in the order of the lifetimes), and
/// the bytes of the whole.
struct Offsets {
  std::vector<std::int64_t> offsets;
  std::int64_t total = 0;
};

/// Gives every buffer an offset such that buffers whose lifetimes meet never overlap: the largest
/// first, each into the narrowest gap that takes it (greedy best fit). Throws std::length_error
/// where a lifetime has negative bytes, ends before it begins, or the total would not fit in 64
/// bits.
[[nodiscard]] Offsets plan_offsets(std::span<const Lifetime> lifetimes);

/// One aligned block, handed out by offset.
class Arena {
 public:
  Arena() = default;
  /// Throws as AlignedBytes.
  explicit Arena(std::int64_t bytes) : storage_(bytes) {}

  [[nodiscard]] std::int64_t size() const {
    return static_cast<std::int64_t>(storage_.bytes().size());
  }

  /// The `bytes` bytes at `offset`. Throws std::out_of_range where they are not within the arena.
  [[nodiscard]] std::span<std::byte> at(std::int64_t offset, std::int64_t bytes);

  /// The tensor of these sizes at `offset`; the view keeps a reference to `sizes`.
  [[nodiscard]] TensorView tensor(std::int64_t offset, std::span<const std::int64_t> sizes,
                                  DType dtype);

 private:
  AlignedBytes storage_;
};

}  // namespace unroll
