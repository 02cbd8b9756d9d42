// Tests of arithmetic, comparison, logic and selection, with every way of broadcasting.
#include "kernels/elementwise.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::arithmetic;
using unroll::kernels::Arithmetic;
using unroll::kernels::BroadcastPlan;
using unroll::kernels::compare;
using unroll::kernels::Comparison;
using unroll::kernels::Logical;
using unroll::kernels::logical;
using unroll::kernels::select;
using unroll::tests::close;
using unroll::tests::numbers;

namespace {

using Sizes = std::vector<std::int64_t>;
using Int = std::int32_t;
using Byte = std::uint8_t;

std::int64_t count(const Sizes& sizes) {
  std::int64_t product = 1;
  for (const std::int64_t size : sizes) product *= size;
  return product;
}

/// Where element `at` of the output lies in an input of these sizes, by NumPy's rule.
std::size_t source(std::int64_t at, const Sizes& input, const Sizes& output) {
  std::int64_t offset = 0;
  std::int64_t stride = 1;
  for (std::size_t back = 1; back <= output.size(); ++back) {
    const std::int64_t size = output[output.size() - back];
    const std::int64_t position = at % size;
    at /= size;
    if (back > input.size()) continue;
    const std::int64_t own = input[input.size() - back];
    if (own != 1) offset += position * stride;
    stride *= own;
  }
  return static_cast<std::size_t>(offset);
}

struct Broadcasting {
  Sizes x, y, out;
};

std::vector<Broadcasting> broadcastings() {
  std::vector<Broadcasting> cases{
      {{}, {}, {}},
      {{}, {3, 5}, {3, 5}},
      {{4, 7}, {}, {4, 7}},
      {{1}, {9}, {9}},
      {{2, 3, 5}, {5}, {2, 3, 5}},
      {{2, 3, 1}, {2, 3, 5}, {2, 3, 5}},
      {{2, 1, 5}, {2, 3, 5}, {2, 3, 5}},
      {{2, 3, 5}, {2, 1, 1}, {2, 3, 5}},
      {{4, 1}, {1, 6}, {4, 6}},
      {{3, 1, 4, 1}, {2, 1, 5}, {3, 2, 4, 5}},
      {{1, 1, 1}, {1}, {1, 1, 1}},
      {{0, 3}, {3}, {0, 3}},
      {{1}, {1}, {2, 2}},
      {{2, 600}, {2, 1}, {2, 600}},  // longer than a chunk of repeated operands
      {{600}, {}, {600}},
  };
  for (std::int64_t n = 1; n <= 67; ++n) {
    cases.push_back({{n}, {n}, {n}});
    cases.push_back({{3, n}, {n}, {3, n}});
    cases.push_back({{n, 2}, {n, 1}, {n, 2}});
  }
  return cases;
}

double reference_mod(double x, double y) {
  const double rest = std::fmod(x, y);
  return rest != 0.0 && (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}

}  // namespace

TEST_CASE("float arithmetic in every way of broadcasting") {
  const std::vector<std::pair<Arithmetic, std::function<double(double, double)>>> operations{
      {Arithmetic::add, std::plus<>()},
      {Arithmetic::subtract, std::minus<>()},
      {Arithmetic::multiply, std::multiplies<>()},
      {Arithmetic::divide, std::divides<>()},
      {Arithmetic::maximum, [](double x, double y) { return std::max(x, y); }},
      {Arithmetic::minimum, [](double x, double y) { return std::min(x, y); }},
      {Arithmetic::power, [](double x, double y) { return std::pow(x, y); }},
      {Arithmetic::floor_divide, [](double x, double y) { return std::floor(x / y); }},
      {Arithmetic::mod, reference_mod},
  };
  for (const Broadcasting& sizes : broadcastings()) {
    const std::vector<float> x = numbers(count(sizes.x), "x", 0.5, 4.0);
    const std::vector<float> y = numbers(count(sizes.y), "y", -3.0, -0.5);
    const BroadcastPlan plan({sizes.x, sizes.y}, sizes.out);
    REQUIRE(plan.count() == count(sizes.out));
    for (const auto& [op, reference] : operations) {
      std::vector<float> out(static_cast<std::size_t>(count(sizes.out)), -77.0F);
      arithmetic(op, plan, x, y, out);
      for (std::size_t i = 0; i < out.size(); ++i) {
        const double a = double{x[source(static_cast<std::int64_t>(i), sizes.x, sizes.out)]};
        const double b = double{y[source(static_cast<std::int64_t>(i), sizes.y, sizes.out)]};
        CAPTURE(static_cast<int>(op));
        REQUIRE(close(double{out[i]}, reference(a, b)));
      }
    }
  }
}

TEST_CASE("the special cases of float arithmetic") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto apply = [](Arithmetic op, float x, float y) {
    const std::array<float, 1> a{x};
    const std::array<float, 1> b{y};
    std::array<float, 1> out{};
    arithmetic(op, BroadcastPlan({{}, {}}, {}), a, b, out);
    return out[0];
  };
  const auto quiet = std::nanf("");
  for (const Arithmetic op : {Arithmetic::maximum, Arithmetic::minimum}) {
    CHECK(std::isnan(apply(op, quiet, 1.0F)));
    CHECK(std::isnan(apply(op, 1.0F, quiet)));
  }
  CHECK(apply(Arithmetic::mod, 5.5F, 2.0F) == 1.5F);
  CHECK(apply(Arithmetic::mod, -5.5F, 2.0F) == 0.5F);
  CHECK(apply(Arithmetic::mod, 5.5F, -2.0F) == -0.5F);
  CHECK(apply(Arithmetic::mod, -4.0F, 2.0F) == 0.0F);
  CHECK(std::isnan(apply(Arithmetic::mod, 1.0F, 0.0F)));
  CHECK(apply(Arithmetic::floor_divide, -5.5F, 2.0F) == -3.0F);
  CHECK(apply(Arithmetic::floor_divide, 5.5F, -2.0F) == -3.0F);
  CHECK(apply(Arithmetic::floor_divide, 1.0F, 0.1F) == 9.0F);  // as Python: 0.1F is above a tenth
  CHECK(apply(Arithmetic::floor_divide, 1.0F, 0.0F) == infinity);
  CHECK(apply(Arithmetic::floor_divide, -1.0F, infinity) == -1.0F);
  CHECK(apply(Arithmetic::divide, -1.0F, 0.0F) == -infinity);
  CHECK(apply(Arithmetic::power, 0.0F, 0.0F) == 1.0F);
  CHECK(std::isnan(apply(Arithmetic::power, -8.0F, 1.0F / 3.0F)));
}

TEST_CASE("integer arithmetic follows Python and wraps around") {
  constexpr Int most = std::numeric_limits<Int>::max();
  constexpr Int least = std::numeric_limits<Int>::min();
  const auto apply = [](Arithmetic op, Int x, Int y) {
    const std::array<Int, 1> a{x};
    const std::array<Int, 1> b{y};
    std::array<Int, 1> out{};
    arithmetic(op, BroadcastPlan({{}, {}}, {}), a, b, out);
    return out[0];
  };
  CHECK(apply(Arithmetic::add, most, 1) == least);
  CHECK(apply(Arithmetic::subtract, least, 1) == most);
  CHECK(apply(Arithmetic::multiply, 1 << 20, 1 << 20) == 0);
  CHECK(apply(Arithmetic::multiply, -7, 6) == -42);
  CHECK(apply(Arithmetic::maximum, -7, 6) == 6);
  CHECK(apply(Arithmetic::minimum, -7, 6) == -7);
  CHECK(apply(Arithmetic::power, 3, 5) == 243);
  CHECK(apply(Arithmetic::power, -2, 31) == least);
  CHECK(apply(Arithmetic::power, 2, -1) == 0);
  CHECK(apply(Arithmetic::power, -1, -3) == -1);
  for (Int x = -9; x <= 9; ++x) {
    for (Int y = -4; y <= 4; ++y) {
      if (y == 0) continue;
      const auto quotient = static_cast<Int>(std::floor(static_cast<double>(x) / y));
      CHECK(apply(Arithmetic::floor_divide, x, y) == quotient);
      CHECK(apply(Arithmetic::mod, x, y) == x - quotient * y);
    }
  }
  CHECK(apply(Arithmetic::floor_divide, 5, 0) == 0);
  CHECK(apply(Arithmetic::mod, 5, 0) == 0);
  CHECK(apply(Arithmetic::floor_divide, least, -1) == least);
  CHECK(apply(Arithmetic::mod, least, -1) == 0);
  CHECK_THROWS_AS((void)apply(Arithmetic::divide, 1, 2), std::invalid_argument);
}

TEST_CASE("integer arithmetic broadcasts too") {
  for (const Broadcasting& sizes : broadcastings()) {
    std::vector<Int> x(static_cast<std::size_t>(count(sizes.x)));
    std::vector<Int> y(static_cast<std::size_t>(count(sizes.y)));
    unroll::Random(1, "x").fill_integers(x, -50, 50);
    unroll::Random(1, "y").fill_integers(y, -50, 50);
    std::vector<Int> out(static_cast<std::size_t>(count(sizes.out)), -7777);
    arithmetic(Arithmetic::subtract, BroadcastPlan({sizes.x, sizes.y}, sizes.out), x, y, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto at = static_cast<std::int64_t>(i);
      REQUIRE(out[i] == x[source(at, sizes.x, sizes.out)] - y[source(at, sizes.y, sizes.out)]);
    }
  }
}

TEST_CASE("comparisons give bytes") {
  const std::vector<float> x{1.0F, 2.0F, 3.0F, std::nanf(""), -0.0F};
  const std::vector<float> y{2.0F, 2.0F, 2.0F, 2.0F, 0.0F};
  const Sizes sizes{5};
  const BroadcastPlan plan({sizes, sizes}, sizes);
  const auto got = [&](Comparison op) {
    std::vector<Byte> out(5, 9);
    compare(op, plan, x, y, out);
    return out;
  };
  CHECK(got(Comparison::equal) == std::vector<Byte>{0, 1, 0, 0, 1});
  CHECK(got(Comparison::not_equal) == std::vector<Byte>{1, 0, 1, 1, 0});
  CHECK(got(Comparison::less) == std::vector<Byte>{1, 0, 0, 0, 0});
  CHECK(got(Comparison::less_equal) == std::vector<Byte>{1, 1, 0, 0, 1});
  CHECK(got(Comparison::greater) == std::vector<Byte>{0, 0, 1, 0, 0});
  CHECK(got(Comparison::greater_equal) == std::vector<Byte>{0, 1, 1, 0, 1});

  for (const Broadcasting& each : broadcastings()) {
    std::vector<Int> a(static_cast<std::size_t>(count(each.x)));
    std::vector<Int> b(static_cast<std::size_t>(count(each.y)));
    unroll::Random(2, "a").fill_integers(a, 0, 4);
    unroll::Random(2, "b").fill_integers(b, 0, 4);
    std::vector<Byte> out(static_cast<std::size_t>(count(each.out)), 9);
    compare(Comparison::less, BroadcastPlan({each.x, each.y}, each.out), a, b, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto at = static_cast<std::int64_t>(i);
      REQUIRE(out[i] ==
              (a[source(at, each.x, each.out)] < b[source(at, each.y, each.out)] ? 1 : 0));
    }
  }
}

TEST_CASE("logic reads any byte but 0 as true") {
  const std::vector<Byte> x{0, 0, 1, 255};
  const std::vector<Byte> y{0, 2, 0, 1};
  const Sizes sizes{4};
  const BroadcastPlan plan({sizes, sizes}, sizes);
  std::vector<Byte> out(4);
  logical(Logical::logical_and, plan, x, y, out);
  CHECK(out == std::vector<Byte>{0, 0, 0, 1});
  logical(Logical::logical_or, plan, x, y, out);
  CHECK(out == std::vector<Byte>{0, 1, 1, 1});
  logical(Logical::logical_xor, plan, x, y, out);
  CHECK(out == std::vector<Byte>{0, 1, 1, 0});
  unroll::kernels::logical_not(x, out);
  CHECK(out == std::vector<Byte>{1, 1, 0, 0});
  compare(Comparison::equal, plan, x, y, out);
  CHECK(out == std::vector<Byte>{1, 0, 0, 0});
}

TEST_CASE("selection broadcasts condition and both choices") {
  const Sizes mask_sizes{4, 1};
  const Sizes x_sizes{1, 300};
  const Sizes y_sizes{};
  const Sizes out_sizes{4, 300};
  const std::vector<Byte> mask{1, 0, 7, 0};
  const std::vector<float> x = numbers(300, "x");
  const std::vector<float> y{-5.0F};
  std::vector<float> out(1200);
  select(BroadcastPlan({mask_sizes, x_sizes, y_sizes}, out_sizes), mask, x, y, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    REQUIRE(out[i] == (mask[i / 300] != 0 ? x[i % 300] : -5.0F));
  }
  const std::vector<Int> a{1, 2, 3, 4};
  const std::vector<Int> b{-1, -2, -3, -4};
  std::vector<Int> chosen(4);
  const Sizes four{4};
  select(BroadcastPlan({four, four, four}, four), mask, a, b, chosen);
  CHECK(chosen == std::vector<Int>{1, -2, 3, -4});
}

TEST_CASE("sizes that do not broadcast are refused") {
  const Sizes three{3};
  const Sizes four{4};
  const Sizes both{3, 4};
  CHECK_THROWS_AS(BroadcastPlan({three, four}, four), std::length_error);
  CHECK_THROWS_AS(BroadcastPlan({both, four}, four), std::length_error);
  // Axes that are walked as one do not count towards the limit.
  const Sizes deep(20, 2);
  CHECK(BroadcastPlan({deep, deep}, deep).axes().size() == 1);
  Sizes alternating(20, 2);
  for (std::size_t i = 0; i < alternating.size(); i += 2) alternating[i] = 1;
  CHECK_THROWS_AS(BroadcastPlan({deep, alternating}, deep), std::length_error);
}

TEST_CASE("neighbouring axes are walked as one") {
  const Sizes full{2, 3, 4, 5};
  const Sizes trailing{4, 5};
  const Sizes column{2, 3, 1, 1};
  CHECK(BroadcastPlan({full, full}, full).axes().size() == 1);
  CHECK(BroadcastPlan({full, trailing}, full).axes().size() == 2);
  CHECK(BroadcastPlan({full, column}, full).axes().size() == 2);
}
