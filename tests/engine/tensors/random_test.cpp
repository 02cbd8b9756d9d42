// Tests of the counter-based random numbers: known answers, independence, moments and bounds.
#include "tensors/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <vector>

using unroll::philox;
using unroll::Random;

namespace {

struct Moments {
  double mean = 0.0;
  double stddev = 0.0;
};

Moments moments(const std::vector<float>& values) {
  double sum = 0.0;
  for (const float value : values) sum += double{value};
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0.0;
  for (const float value : values) squares += (double{value} - mean) * (double{value} - mean);
  return {mean, std::sqrt(squares / static_cast<double>(values.size()))};
}

constexpr std::size_t many = 200000;

}  // namespace

TEST_CASE("Philox gives the published answers") {
  using Counter = std::array<std::uint32_t, 4>;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
        Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("FNV-1a gives the published answers") {
  CHECK(unroll::fnv1a("") == 0xcbf29ce484222325U);
  CHECK(unroll::fnv1a("a") == 0xaf63dc4c8601ec8cU);
  CHECK(unroll::fnv1a("foobar") == 0x85944171f73967e8U);
}

TEST_CASE("a stream is named by seed and path alone") {
  std::vector<float> a(100);
  std::vector<float> b(100);
  Random(7, "dense/kernel").fill_normal(a, 0.0, 1.0);
  Random(7, "dense/kernel").fill_normal(b, 0.0, 1.0);
  CHECK(a == b);
  Random(8, "dense/kernel").fill_normal(b, 0.0, 1.0);
  CHECK(a != b);
  Random(7, "dense_1/kernel").fill_normal(b, 0.0, 1.0);
  CHECK(a != b);
}

TEST_CASE("an element does not depend on where a draw begins") {
  const Random random(1, "x");
  std::vector<float> whole(67);
  const auto same_from = [&](std::size_t first, auto fill) {
    std::vector<float> part(whole.size() - first);
    fill(part, first);
    return std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(first));
  };
  random.fill_uniform(whole, -1.0, 1.0);
  for (std::size_t first = 0; first < whole.size(); ++first) {
    CHECK(same_from(first, [&](auto& part, auto at) { random.fill_uniform(part, -1.0, 1.0, at); }));
  }
  random.fill_normal(whole, 0.0, 1.0);
  for (std::size_t first = 0; first < whole.size(); ++first) {
    CHECK(same_from(first, [&](auto& part, auto at) { random.fill_normal(part, 0.0, 1.0, at); }));
    CHECK(whole[first] == static_cast<float>(random.normal(first)));
  }
  random.fill_truncated_normal(whole, 0.0, 1.0);
  for (std::size_t first = 0; first < whole.size(); ++first) {
    CHECK(same_from(
        first, [&](auto& part, auto at) { random.fill_truncated_normal(part, 0.0, 1.0, at); }));
  }
}

TEST_CASE("uniform numbers fill their range evenly") {
  std::vector<float> values(many);
  Random(42, "uniform").fill_uniform(values, -0.05, 0.05);
  const auto [low, high] = std::ranges::minmax(values);
  CHECK(low >= -0.05F);
  CHECK(high < 0.05F);
  CHECK(low < -0.0499F);
  CHECK(high > 0.0499F);
  const Moments got = moments(values);
  CHECK(std::abs(got.mean) < 3e-4);
  CHECK(got.stddev == doctest::Approx(0.1 / std::sqrt(12.0)).epsilon(0.01));
  std::array<int, 10> bins{};
  for (const float value : values) {
    ++bins[static_cast<std::size_t>(std::min(9.0, (double{value} + 0.05) * 100.0))];
  }
  for (const int bin : bins) CHECK(std::abs(bin - 20000) < 700);
}

TEST_CASE("a uniform float never reaches the end of its range") {
  // The range is one unit in the last place wide: every draw rounds to its start or its end.
  std::vector<float> values(1000);
  const float end = std::nextafter(1.0F, 2.0F);
  Random(3, "narrow").fill_uniform(values, 1.0, double{end});
  CHECK(std::ranges::all_of(values, [](float value) { return value == 1.0F; }));
  Random(3, "empty").fill_uniform(values, 2.0, 2.0);
  CHECK(std::ranges::all_of(values, [](float value) { return value == 2.0F; }));
}

TEST_CASE("normal numbers have their moments and tails") {
  std::vector<float> values(many);
  Random(42, "normal").fill_normal(values, 1.0, 2.0);
  const Moments got = moments(values);
  CHECK(got.mean == doctest::Approx(1.0).epsilon(0.02));
  CHECK(got.stddev == doctest::Approx(2.0).epsilon(0.01));
  const auto beyond =
      std::ranges::count_if(values, [](float v) { return std::abs(v - 1.0F) > 4.0F; });
  CHECK(static_cast<double>(beyond) / many == doctest::Approx(0.0455).epsilon(0.05));
  double correlation = 0.0;
  for (std::size_t i = 1; i < many; ++i) {
    correlation += (double{values[i]} - 1.0) * (double{values[i - 1]} - 1.0) / 4.0;
  }
  CHECK(std::abs(correlation / many) < 0.01);
}

TEST_CASE("truncated normal numbers stay within two standard deviations") {
  std::vector<float> values(many);
  Random(42, "truncated").fill_truncated_normal(values, -1.0, 0.5);
  const auto [low, high] = std::ranges::minmax(values);
  CHECK(low >= -2.0F);
  CHECK(high <= 0.0F);
  CHECK(low < -1.99F);
  const Moments got = moments(values);
  CHECK(got.mean == doctest::Approx(-1.0).epsilon(0.01));
  CHECK(got.stddev == doctest::Approx(0.5 * 0.87962566).epsilon(0.01));
}

TEST_CASE("integers cover their range and nothing else") {
  std::vector<std::int32_t> values(60000);
  Random(42, "integers").fill_integers(values, -2, 4);
  std::array<int, 6> bins{};
  for (const std::int32_t value : values) {
    REQUIRE(value >= -2);
    REQUIRE(value < 4);
    ++bins[static_cast<std::size_t>(std::int64_t{value} + 2)];
  }
  for (const int bin : bins) CHECK(std::abs(bin - 10000) < 500);
  CHECK(Random(1, "x").integer(0, 5, 5) == 5);
  const std::int32_t wide = Random(1, "x").integer(0, INT32_MIN, INT32_MAX);
  CHECK(wide < INT32_MAX);
}
