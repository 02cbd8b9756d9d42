// Tests of pooling along one axis against plain loops in double.
#include "kernels/pooling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::AxisView;
using unroll::kernels::pool;
using unroll::kernels::pool_max;
using unroll::kernels::Pooling;
using unroll::kernels::Range;
using unroll::tests::close;
using unroll::tests::numbers;

namespace {

/// Calls visit(first, step, range, at) for every result: its elements are `step` apart.
template <class Visit>
void each_result(const AxisView& view, const std::vector<Range>& ranges, const Visit& visit) {
  std::int64_t at = 0;
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (const Range& range : ranges) {
      for (std::int64_t i = 0; i < view.inner; ++i) {
        visit((o * view.length + range.begin) * view.inner + i, range, at++);
      }
    }
  }
}

void check(const AxisView& view, const std::vector<Range>& ranges) {
  const auto in = numbers(view.outer * view.length * view.inner, "in");
  const auto count = static_cast<std::size_t>(view.outer * std::ssize(ranges) * view.inner);
  std::vector<float> largest(count, 77.0F);
  std::vector<float> means(count, 77.0F);
  pool(Pooling::max, view, ranges, in, largest);
  pool(Pooling::average, view, ranges, in, means);
  each_result(view, ranges, [&](std::int64_t first, const Range& range, std::int64_t at) {
    double most = -std::numeric_limits<double>::infinity();
    double sum = 0;
    for (std::int64_t k = 0; k < range.end - range.begin; ++k) {
      const double value = double{in[static_cast<std::size_t>(first + k * view.inner)]};
      most = std::max(most, value);
      sum += value;
    }
    INFO("result ", at, " of inner ", view.inner, ", from ", range.begin, " to ", range.end);
    REQUIRE(double{largest[static_cast<std::size_t>(at)]} == most);
    REQUIRE(close(double{means[static_cast<std::size_t>(at)]},
                  sum / static_cast<double>(range.end - range.begin)));
  });
}

}  // namespace

TEST_CASE("pooling agrees with plain loops at every width") {
  for (std::int64_t inner : {1, 2, 3, 4, 5, 7, 8, 9, 13}) {
    check({1, 7, inner}, {{0, 2}, {2, 4}, {4, 6}});
    check({3, 9, inner}, {{0, 1}, {0, 3}, {2, 7}, {8, 9}});
    check({2, 31, inner}, {{0, 31}, {5, 24}});
    check({0, 4, inner}, {{0, 4}});
    check({2, 4, inner}, {});
  }
  check({2, 1000, 1}, {{0, 1000}});
  check({2, 1000, 3}, {{0, 999}, {1, 1000}});
}

TEST_CASE("pooling passes NaN on") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> in{1, nan, 3, 4, 5, 6};
  std::vector<float> out(2);
  for (const Pooling op : {Pooling::max, Pooling::average}) {
    pool(op, {1, 6, 1}, std::vector<Range>{{0, 3}, {3, 6}}, in, out);
    CHECK(std::isnan(out[0]));
    CHECK(!std::isnan(out[1]));
  }
}

TEST_CASE("pooling of integers takes the largest exactly") {
  const std::vector<std::int32_t> in{1 << 30, (1 << 30) + 1, -5, 7, 7, -9, 0, 3};
  std::vector<std::int32_t> out(4);
  pool_max({1, 4, 2}, std::vector<Range>{{0, 2}, {2, 4}}, in, out);
  CHECK(out == std::vector<std::int32_t>{1 << 30, (1 << 30) + 1, 7, 3});
}
