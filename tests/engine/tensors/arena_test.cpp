// Tests of the arena and of its offset planner.
#include "tensors/arena.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "tensors/random.hpp"

using unroll::Arena;
using unroll::DType;
using unroll::Lifetime;
using unroll::Offsets;
using unroll::plan_offsets;

namespace {

void check_plan(const std::vector<Lifetime>& lifetimes, const Offsets& plan) {
  REQUIRE(plan.offsets.size() == lifetimes.size());
  for (std::size_t a = 0; a < lifetimes.size(); ++a) {
    REQUIRE(plan.offsets[a] % 64 == 0);
    REQUIRE(plan.offsets[a] >= 0);
    REQUIRE(plan.offsets[a] + lifetimes[a].bytes <= plan.total);
    for (std::size_t b = 0; b < a; ++b) {
      const bool together = lifetimes[a].first_use <= lifetimes[b].last_use &&
                            lifetimes[b].first_use <= lifetimes[a].last_use;
      const bool apart = plan.offsets[a] + lifetimes[a].bytes <= plan.offsets[b] ||
                         plan.offsets[b] + lifetimes[b].bytes <= plan.offsets[a];
      const bool empty = lifetimes[a].bytes == 0 || lifetimes[b].bytes == 0;
      REQUIRE((!together || apart || empty));
    }
  }
}

/// The most bytes that live at one step: no plan can need less.
std::int64_t peak(const std::vector<Lifetime>& lifetimes) {
  std::int64_t most = 0;
  for (const Lifetime& at : lifetimes) {
    std::int64_t sum = 0;
    for (const Lifetime& other : lifetimes) {
      if (other.first_use <= at.first_use && at.first_use <= other.last_use) {
        sum += unroll::aligned_size(other.bytes);
      }
    }
    most = std::max(most, sum);
  }
  return most;
}

}  // namespace

TEST_CASE("a chain of steps takes two buffers") {
  std::vector<Lifetime> chain;
  for (std::int64_t step = 0; step < 20; ++step) chain.push_back({step, step + 1, 1024});
  const Offsets plan = plan_offsets(chain);
  check_plan(chain, plan);
  CHECK(plan.total == 2048);
}

TEST_CASE("buffers that are all kept stand side by side") {
  const std::vector<Lifetime> kept{{0, 9, 100}, {1, 9, 64}, {2, 9, 1}, {3, 9, 0}};
  const Offsets plan = plan_offsets(kept);
  check_plan(kept, plan);
  CHECK(plan.total == 128 + 64 + 64);
}

TEST_CASE("a freed gap is used again, the narrowest that fits") {
  // Two gaps are open at step 2, of 1024 and 256 bytes; the newcomer of 100 takes the smaller one.
  const std::vector<Lifetime> lifetimes{
      {0, 1, 1024}, {0, 9, 512}, {0, 1, 256}, {0, 9, 128}, {2, 9, 100}};
  const Offsets plan = plan_offsets(lifetimes);
  check_plan(lifetimes, plan);
  CHECK(plan.offsets[4] == plan.offsets[2]);
  CHECK(plan.total == 1024 + 512 + 256 + 128);
}

TEST_CASE("random lifetimes never overlap and stay close to the least possible") {
  for (std::uint64_t trial = 0; trial < 50; ++trial) {
    const unroll::Random random(trial, "lifetimes");
    std::vector<Lifetime> lifetimes;
    for (std::uint64_t i = 0; i < 60; ++i) {
      const std::int64_t first = random.integer(3 * i, 0, 100);
      lifetimes.push_back(
          {first, first + random.integer(3 * i + 1, 0, 12), random.integer(3 * i + 2, 0, 5000)});
    }
    const Offsets plan = plan_offsets(lifetimes);
    check_plan(lifetimes, plan);
    CHECK(plan.total >= peak(lifetimes));
    CHECK(plan.total <= 2 * peak(lifetimes));
  }
}

TEST_CASE("no buffers need no memory, and bad lifetimes are refused") {
  CHECK(plan_offsets({}).total == 0);
  const std::vector<Lifetime> negative{{0, 1, -1}};
  CHECK_THROWS_AS((void)plan_offsets(negative), std::length_error);
  const std::vector<Lifetime> backwards{{2, 1, 8}};
  CHECK_THROWS_AS((void)plan_offsets(backwards), std::length_error);
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  const std::vector<Lifetime> overflowing{{0, 1, huge}, {0, 1, huge}};
  CHECK_THROWS_AS((void)plan_offsets(overflowing), std::length_error);
}

TEST_CASE("an arena hands out tensors by offset") {
  Arena arena(256);
  const std::vector<std::int64_t> sizes{2, 8};
  auto first = arena.tensor(0, sizes, DType::float32);
  auto second = arena.tensor(64, sizes, DType::float32);
  std::ranges::fill(first.as<float>(), 1.0F);
  std::ranges::fill(second.as<float>(), 2.0F);
  CHECK(first.as<float>()[15] == 1.0F);
  CHECK(second.as<float>()[0] == 2.0F);
  CHECK(arena.size() == 256);
  CHECK_THROWS_AS((void)arena.tensor(256, sizes, DType::float32), std::out_of_range);
  CHECK_THROWS_AS((void)arena.at(-64, 8), std::out_of_range);
  CHECK_THROWS_AS((void)arena.at(200, 57), std::out_of_range);
  CHECK(arena.at(256, 0).empty());
}
