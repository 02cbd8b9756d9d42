// Tests of the operations on one number, and of the casts.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/elementwise.hpp"
#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::cast;
using unroll::kernels::Classification;
using unroll::kernels::classify;
using unroll::kernels::unary;
using unroll::kernels::Unary;
using unroll::tests::all_magnitudes;
using unroll::tests::numbers;
using unroll::tests::ulps;

namespace {

using Int = std::int32_t;
using Byte = std::uint8_t;

}  // namespace

TEST_CASE("unary operations over all magnitudes") {
  struct Operation {
    Unary op;
    double (*reference)(double);
    double bound;  // in units in the last place
  };
  const std::vector<Operation> operations{
      {Unary::negative, [](double x) { return -x; }, 0.0},
      {Unary::absolute, [](double x) { return std::abs(x); }, 0.0},
      {Unary::square, [](double x) { return x * x; }, 0.5},
      {Unary::sqrt, [](double x) { return std::sqrt(x); }, 0.5},
      {Unary::rsqrt, [](double x) { return 1.0 / std::sqrt(x); }, 1.5},
      {Unary::reciprocal, [](double x) { return 1.0 / x; }, 0.5},
      {Unary::exp, [](double x) { return std::exp(x); }, 1.5},
      {Unary::expm1, [](double x) { return std::expm1(x); }, 2.0},
      {Unary::log, [](double x) { return std::log(x); }, 1.5},
      {Unary::log1p, [](double x) { return std::log1p(x); }, 2.5},
      {Unary::log2, [](double x) { return std::log2(x); }, 1.0},
      {Unary::log10, [](double x) { return std::log10(x); }, 2.0},
      {Unary::sin, [](double x) { return std::sin(x); }, 1.0},
      {Unary::cos, [](double x) { return std::cos(x); }, 1.0},
      {Unary::tan, [](double x) { return std::tan(x); }, 1.0},
      {Unary::tanh, [](double x) { return std::tanh(x); }, 2.5},
      {Unary::sigmoid, [](double x) { return 1.0 / (1.0 + std::exp(-x)); }, 2.5},
      {Unary::erf, [](double x) { return std::erf(x); }, 2.5},
      {Unary::sign, [](double x) { return x > 0 ? 1.0 : (x < 0 ? -1.0 : x); }, 0.0},
      {Unary::floor, [](double x) { return std::floor(x); }, 0.0},
      {Unary::ceil, [](double x) { return std::ceil(x); }, 0.0},
      {Unary::round, [](double x) { return std::nearbyint(x); }, 0.0},
      {Unary::trunc, [](double x) { return std::trunc(x); }, 0.0},
  };
  std::vector<float> in = all_magnitudes(200);
  for (int i = -6000; i <= 6000; ++i) in.push_back(static_cast<float>(i) / 500.0F);
  for (const Operation& operation : operations) {
    CAPTURE(static_cast<int>(operation.op));
    std::vector<float> out(in.size());
    unary(operation.op, in, out);
    double worst = 0.0;
    for (std::size_t i = 0; i < in.size(); ++i) {
      const double error = ulps(out[i], operation.reference(double{in[i]}));
      if (error > operation.bound) MESSAGE(in[i], " gives ", out[i], ", off by ", error);
      worst = std::max(worst, error);
    }
    CHECK(worst <= operation.bound);
  }
}

TEST_CASE("unary operations of 1 to 67 elements stay within their memory") {
  const std::vector<float> source_values = numbers(67, "tails", 0.1, 3.0);
  for (int op = 0; op <= static_cast<int>(Unary::trunc); ++op) {
    std::vector<float> whole(67);
    unary(static_cast<Unary>(op), source_values, whole);
    for (std::size_t n = 0; n <= 67; ++n) {
      std::vector<float> values(source_values.begin(),
                                source_values.begin() + static_cast<std::ptrdiff_t>(n));
      values.shrink_to_fit();
      unary(static_cast<Unary>(op), values, values);
      REQUIRE(std::equal(values.begin(), values.end(), whole.begin()));
    }
  }
}

TEST_CASE("unary operations on integers") {
  constexpr Int least = std::numeric_limits<Int>::min();
  const std::vector<Int> in{-3, 0, 5, least};
  std::vector<Int> out(4);
  unary(Unary::negative, in, out);
  CHECK(out == std::vector<Int>{3, 0, -5, least});
  unary(Unary::absolute, in, out);
  CHECK(out == std::vector<Int>{3, 0, 5, least});
  unary(Unary::square, in, out);
  CHECK(out == std::vector<Int>{9, 0, 25, 0});
  unary(Unary::sign, in, out);
  CHECK(out == std::vector<Int>{-1, 0, 1, -1});
  unary(Unary::floor, in, out);
  CHECK(out == in);
  CHECK_THROWS_AS(unary(Unary::exp, in, out), std::invalid_argument);
}

TEST_CASE("kinds of floats are told apart") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> in{1.0F, infinity, -infinity, std::nanf(""), 0.0F};
  std::vector<Byte> out(5);
  classify(Classification::is_nan, in, out);
  CHECK(out == std::vector<Byte>{0, 0, 0, 1, 0});
  classify(Classification::is_inf, in, out);
  CHECK(out == std::vector<Byte>{0, 1, 1, 0, 0});
  classify(Classification::is_finite, in, out);
  CHECK(out == std::vector<Byte>{1, 0, 0, 0, 1});
}

TEST_CASE("casts") {
  const std::vector<float> floats{1.9F, -1.9F, 0.0F, std::nanf(""), 1e20F, -1e20F, -0.0F};
  std::vector<Int> ints(7);
  cast(floats, ints);
  CHECK(ints == std::vector<Int>{1, -1, 0, 0, std::numeric_limits<Int>::max(),
                                 std::numeric_limits<Int>::min(), 0});
  std::vector<Byte> bools(7);
  cast(floats, bools);
  CHECK(bools == std::vector<Byte>{1, 1, 0, 1, 1, 1, 0});
  cast(ints, bools);
  CHECK(bools == std::vector<Byte>{1, 1, 0, 0, 1, 1, 0});
  std::vector<float> back(7);
  const std::vector<Byte> bytes{0, 1, 2, 255, 0, 0, 1};
  cast(bytes, back);
  CHECK(back == std::vector<float>{0, 1, 1, 1, 0, 0, 1});
  cast(bytes, ints);
  CHECK(ints == std::vector<Int>{0, 1, 1, 1, 0, 0, 1});
  const std::vector<Int> some{-5, 16777217, 0, 1, 2, 3, 4};
  cast(some, back);
  CHECK(back[0] == -5.0F);
  CHECK(back[1] == 16777216.0F);
}
