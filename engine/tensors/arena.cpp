// Owns the planning of offsets in shared memory.
// Must not know graphs or ops.
#include "tensors/arena.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace unroll {

namespace {

constexpr std::int64_t largest_buffer = std::int64_t{1} << 62;

void check(const Lifetime& lifetime) {
  if (lifetime.bytes < 0 || lifetime.bytes > largest_buffer) {
    throw std::length_error("a buffer's bytes are negative or do not fit in 64 bits");
  }
  if (lifetime.last_use < lifetime.first_use) {
    throw std::length_error("a buffer's last use lies before its first");
  }
}

bool meet(const Lifetime& a, const Lifetime& b) {
  return a.first_use <= b.last_use && b.first_use <= a.last_use;
}

struct Placed {
  std::size_t buffer;
  std::int64_t begin;
  std::int64_t end;
};

/// The start of the narrowest gap of at least `size` bytes between `taken`, which is sorted by
/// begin; behind them all where there is no such gap.
std::int64_t best_gap(std::span<const Placed> taken, std::int64_t size) {
  std::int64_t best = -1;
  std::int64_t best_width = std::numeric_limits<std::int64_t>::max();
  std::int64_t free_from = 0;
  for (const Placed& other : taken) {
    const std::int64_t width = other.begin - free_from;
    if (width >= size && width < best_width) {
      best = free_from;
      best_width = width;
    }
    free_from = std::max(free_from, other.end);
  }
  return best >= 0 ? best : free_from;
}

}  // namespace

Offsets plan_offsets(std::span<const Lifetime> lifetimes) {
  std::ranges::for_each(lifetimes, check);
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (lifetimes[a].bytes != lifetimes[b].bytes) return lifetimes[a].bytes > lifetimes[b].bytes;
    return a < b;
  });

  Offsets result;
  result.offsets.resize(lifetimes.size());
  std::vector<Placed> placed;  // sorted by begin
  std::vector<Placed> taken;
  for (const std::size_t buffer : order) {
    const std::int64_t size = aligned_size(lifetimes[buffer].bytes);
    if (size == 0) continue;
    taken.clear();
    std::ranges::copy_if(placed, std::back_inserter(taken), [&](const Placed& other) {
      return meet(lifetimes[other.buffer], lifetimes[buffer]);
    });
    const std::int64_t begin = best_gap(taken, size);
    if (begin > std::numeric_limits<std::int64_t>::max() - size) {
      throw std::length_error("the buffers do not fit in 64 bits together");
    }
    const Placed here{buffer, begin, begin + size};
    placed.insert(std::ranges::upper_bound(placed, begin, {}, &Placed::begin), here);
    result.offsets[buffer] = begin;
    result.total = std::max(result.total, here.end);
  }
  return result;
}

std::span<std::byte> Arena::at(std::int64_t offset, std::int64_t bytes) {
  if (offset < 0 || bytes < 0 || offset > size() || bytes > size() - offset) {
    throw std::out_of_range("a place in the arena lies outside of it");
  }
  return storage_.bytes().subspan(static_cast<std::size_t>(offset),
                                  static_cast<std::size_t>(bytes));
}

TensorView Arena::tensor(std::int64_t offset, std::span<const std::int64_t> sizes, DType dtype) {
  const auto bytes = checked_bytes(sizes, dtype);
  if (!bytes)
    throw std::length_error("a tensor's size is negative or its bytes do not fit in 64 bits");
  return {at(offset, *bytes), sizes, dtype};
}

}  // namespace unroll
