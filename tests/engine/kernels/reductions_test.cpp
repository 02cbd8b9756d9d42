// Tests of reductions, softmax and running totals against plain loops in double.
#include "kernels/reductions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::arg_reduce;
using unroll::kernels::ArgReduction;
using unroll::kernels::AxisView;
using unroll::kernels::LogicalReduction;
using unroll::kernels::reduce;
using unroll::kernels::Reduction;
using unroll::kernels::ReductionPlan;
using unroll::tests::close;
using unroll::tests::numbers;

namespace {

using Sizes = std::vector<std::int64_t>;
using Int = std::int32_t;
using Byte = std::uint8_t;
constexpr float infinity = std::numeric_limits<float>::infinity();

constexpr std::initializer_list<Reduction> all_reductions{
    Reduction::sum,  Reduction::mean, Reduction::max, Reduction::min,
    Reduction::prod, Reduction::var,  Reduction::std, Reduction::logsumexp};

std::size_t count(const Sizes& sizes) {
  std::size_t product = 1;
  for (const std::int64_t size : sizes) product *= static_cast<std::size_t>(size);
  return product;
}

/// The elements that each output is made of, in the order of the outputs.
template <class T>
std::vector<std::vector<T>> groups(const std::vector<T>& in, const Sizes& sizes,
                                   const Sizes& axes) {
  std::size_t outputs = 1;
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    const bool reduced = std::ranges::count(axes, static_cast<std::int64_t>(axis)) > 0;
    if (!reduced) outputs *= static_cast<std::size_t>(sizes[axis]);
  }
  std::vector<std::vector<T>> result(outputs);
  for (std::size_t i = 0; i < in.size(); ++i) {
    std::size_t rest = i;
    std::size_t output = 0;
    std::size_t stride = 1;
    for (std::size_t axis = sizes.size(); axis-- > 0;) {
      const auto size = static_cast<std::size_t>(sizes[axis]);
      const bool reduced = std::ranges::count(axes, static_cast<std::int64_t>(axis)) > 0;
      if (!reduced) {
        output += rest % size * stride;
        stride *= size;
      }
      rest /= size;
    }
    result[output].push_back(in[i]);
  }
  return result;
}

double reference(Reduction op, const std::vector<float>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  double product = 1.0;
  double largest = -std::numeric_limits<double>::infinity();
  double smallest = std::numeric_limits<double>::infinity();
  for (const float value : values) {
    sum += double{value};
    product *= double{value};
    largest = std::max(largest, double{value});
    smallest = std::min(smallest, double{value});
  }
  double squares = 0.0;
  double exponentials = 0.0;
  for (const float value : values) {
    squares += (double{value} - sum / n) * (double{value} - sum / n);
    exponentials += std::exp(double{value});
  }
  switch (op) {
    case Reduction::sum:
      return sum;
    case Reduction::mean:
      return sum / n;
    case Reduction::max:
      return largest;
    case Reduction::min:
      return smallest;
    case Reduction::prod:
      return product;
    case Reduction::var:
      return squares / n;
    case Reduction::std:
      return std::sqrt(squares / n);
    case Reduction::logsumexp:
      return std::log(exponentials);
  }
  return 0.0;
}

void check(const Sizes& sizes, const Sizes& axes) {
  const std::vector<float> in = numbers(static_cast<std::int64_t>(count(sizes)), "in", -1.5, 1.5);
  const auto want = groups(in, sizes, axes);
  const ReductionPlan plan(sizes, axes);
  std::vector<float> scratch(static_cast<std::size_t>(plan.scratch));
  for (const Reduction op : all_reductions) {
    std::vector<float> out(want.size(), -99.0F);
    reduce(op, plan, in, out, scratch);
    for (std::size_t i = 0; i < out.size(); ++i) {
      CAPTURE(static_cast<int>(op));
      CAPTURE(i);
      REQUIRE(close(double{out[i]}, reference(op, want[i])));
    }
  }
}

AxisView view(std::int64_t outer, std::int64_t length, std::int64_t inner) {
  return {outer, length, inner};
}

std::vector<AxisView> views() {
  std::vector<AxisView> result;
  for (std::int64_t n = 1; n <= 67; ++n) {
    result.push_back(view(3, n, 1));
    result.push_back(view(2, n, 5));
    result.push_back(view(2, 4, n));
  }
  result.push_back(view(1, 1000, 1));
  result.push_back(view(1, 500, 3));
  return result;
}

}  // namespace

TEST_CASE("reductions of rows and columns of 1 to 67 elements") {
  for (std::int64_t n = 1; n <= 67; ++n) {
    check({3, n}, {1});
    check({n, 5}, {0});
    check({4, n}, {0});
    check({2, n, 3}, {1});
  }
}

TEST_CASE("reductions over any set of axes") {
  for (const Sizes& sizes : std::vector<Sizes>{{3, 4, 5}, {1, 4, 1}, {2, 1, 5}, {2, 3, 4, 5}}) {
    const auto rank = static_cast<unsigned>(sizes.size());
    for (unsigned set = 0; set < 1U << rank; ++set) {
      Sizes axes;
      for (unsigned axis = rank; axis-- > 0;) {
        if ((set >> axis & 1U) != 0) axes.push_back(axis);
      }
      check(sizes, axes);
    }
  }
  check({}, {});
}

TEST_CASE("axes that stand side by side need no scratch") {
  CHECK(ReductionPlan(Sizes{2, 3, 4}, Sizes{1}).scratch == 0);
  CHECK(ReductionPlan(Sizes{2, 3, 4}, Sizes{2, 1}).scratch == 0);
  CHECK(ReductionPlan(Sizes{2, 1, 4}, Sizes{0, 2}).scratch == 0);
  CHECK(ReductionPlan(Sizes{2, 3, 4}, Sizes{0, 2}).scratch == 24);
}

TEST_CASE("long sums do not drift") {
  // One plus a million small numbers: added one after another in f32 they would be lost.
  std::vector<float> in(1 << 20, 1e-3F);
  in[0] = 1e4F;
  const double want = 1e4 + (std::pow(2.0, 20) - 1.0) * double{1e-3F};
  std::vector<float> out(1);
  reduce(Reduction::sum, ReductionPlan(Sizes{1 << 20}, Sizes{0}), in, out);
  CHECK(out[0] == doctest::Approx(want).epsilon(1e-6));
  reduce(Reduction::sum, ReductionPlan(Sizes{1 << 19, 2}, Sizes{0, 1}), in, out);
  CHECK(out[0] == doctest::Approx(want).epsilon(1e-6));
  std::vector<float> two(2);
  reduce(Reduction::mean, ReductionPlan(Sizes{1 << 19, 2}, Sizes{0}), in, two);
  CHECK(two[1] == doctest::Approx(1e-3).epsilon(1e-6));
}

TEST_CASE("a variance far from zero keeps its digits") {
  std::vector<float> in(1000);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = 1000.0F + static_cast<float>(i % 10);
  std::vector<float> out(1);
  reduce(Reduction::var, ReductionPlan(Sizes{1000}, Sizes{0}), in, out);
  CHECK(out[0] == doctest::Approx(8.25).epsilon(1e-5));
}

TEST_CASE("reductions over nothing") {
  const std::vector<float> in;
  const auto of_nothing = [&](Reduction op) {
    std::vector<float> row(2, 9.0F);
    std::vector<float> columns(6, 9.0F);
    reduce(op, ReductionPlan(Sizes{2, 0}, Sizes{1}), in, row);
    reduce(op, ReductionPlan(Sizes{0, 6}, Sizes{0}), in, columns);
    CHECK(close(double{row[1]}, double{columns[5]}));
    return row[1];
  };
  CHECK(of_nothing(Reduction::sum) == 0.0F);
  CHECK(of_nothing(Reduction::prod) == 1.0F);
  CHECK(of_nothing(Reduction::max) == -infinity);
  CHECK(of_nothing(Reduction::min) == infinity);
  CHECK(of_nothing(Reduction::logsumexp) == -infinity);
  CHECK(std::isnan(of_nothing(Reduction::mean)));
  CHECK(std::isnan(of_nothing(Reduction::var)));
}

TEST_CASE("extremes pass NaN on, wherever it stands") {
  for (std::size_t n = 1; n <= 19; ++n) {
    for (std::size_t at = 0; at < n; ++at) {
      std::vector<float> in = numbers(static_cast<std::int64_t>(n), "x");
      in[at] = std::nanf("");
      const Sizes sizes{static_cast<std::int64_t>(n)};
      const ReductionPlan plan(sizes, Sizes{0});
      std::vector<float> out(1);
      reduce(Reduction::max, plan, in, out);
      REQUIRE(std::isnan(out[0]));
      reduce(Reduction::min, plan, in, out);
      REQUIRE(std::isnan(out[0]));
      std::vector<Int> position(1);
      arg_reduce(ArgReduction::argmax, view(1, sizes[0], 1), in, position);
      REQUIRE(position[0] == static_cast<Int>(at));
    }
  }
}

TEST_CASE("logsumexp of large and infinite numbers") {
  const auto of = [](std::vector<float> in) {
    std::vector<float> out(1);
    const Sizes sizes{static_cast<std::int64_t>(in.size())};
    reduce(Reduction::logsumexp, ReductionPlan(sizes, Sizes{0}), in, out);
    return out[0];
  };
  CHECK(of({1000.0F, 1000.0F}) == doctest::Approx(1000.0 + std::log(2.0)));
  CHECK(of({-1000.0F, -1000.0F}) == doctest::Approx(-1000.0 + std::log(2.0)));
  CHECK(of({-infinity, -infinity}) == -infinity);
  CHECK(of({infinity, 0.0F}) == infinity);
  CHECK(of({-infinity, 3.0F}) == doctest::Approx(3.0));
}

TEST_CASE("reductions of integers and bools") {
  const Sizes sizes{3, 4, 5};
  std::vector<Int> in(60);
  unroll::Random(3, "ints").fill_integers(in, -9, 10);
  for (const Sizes& axes : std::vector<Sizes>{{0}, {1}, {2}, {0, 2}, {0, 1, 2}}) {
    const auto want = groups(in, sizes, axes);
    const ReductionPlan plan(sizes, axes);
    std::vector<Int> scratch(static_cast<std::size_t>(plan.scratch));
    std::vector<Int> out(want.size());
    reduce(Reduction::sum, plan, in, out, scratch);
    for (std::size_t i = 0; i < out.size(); ++i) {
      Int sum = 0;
      for (const Int value : want[i]) sum += value;
      CHECK(out[i] == sum);
    }
    reduce(Reduction::max, plan, in, out, scratch);
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == std::ranges::max(want[i]));
    reduce(Reduction::min, plan, in, out, scratch);
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == std::ranges::min(want[i]));

    std::vector<Byte> bools(in.size());
    std::ranges::transform(in, bools.begin(),
                           [](Int x) { return static_cast<Byte>(x > 6 ? 3 : 0); });
    const auto truths = groups(bools, sizes, axes);
    std::vector<Byte> byte_scratch(static_cast<std::size_t>(plan.scratch));
    std::vector<Byte> byte_out(want.size());
    reduce(LogicalReduction::any, plan, bools, byte_out, byte_scratch);
    for (std::size_t i = 0; i < out.size(); ++i) {
      CHECK(byte_out[i] == (std::ranges::any_of(truths[i], [](Byte b) { return b != 0; }) ? 1 : 0));
    }
    reduce(LogicalReduction::all, plan, bools, byte_out, byte_scratch);
    for (std::size_t i = 0; i < out.size(); ++i) {
      CHECK(byte_out[i] == (std::ranges::all_of(truths[i], [](Byte b) { return b != 0; }) ? 1 : 0));
    }
  }
  std::vector<Int> one(1);
  const std::vector<Int> large{1 << 30, 1 << 30, 1 << 30, 1 << 30};
  reduce(Reduction::sum, ReductionPlan(Sizes{4}, Sizes{0}), large, one);
  CHECK(one[0] == 0);
  CHECK_THROWS_AS(reduce(Reduction::mean, ReductionPlan(Sizes{4}, Sizes{0}), large, one),
                  std::invalid_argument);
}

TEST_CASE("positions of extremes, the first of equals") {
  const std::vector<float> in{1, 5, 5, 2,  //
                              9, 0, 0, 9};
  std::vector<Int> out(2);
  arg_reduce(ArgReduction::argmax, view(2, 4, 1), in, out);
  CHECK(out == std::vector<Int>{1, 0});
  arg_reduce(ArgReduction::argmin, view(2, 4, 1), in, out);
  CHECK(out == std::vector<Int>{0, 1});
  std::vector<Int> columns(4);
  arg_reduce(ArgReduction::argmax, view(1, 2, 4), in, columns);
  CHECK(columns == std::vector<Int>{1, 0, 0, 1});
  const std::vector<Int> ints{-4, -9, -4};
  std::vector<Int> one(1);
  arg_reduce(ArgReduction::argmax, view(1, 3, 1), ints, one);
  CHECK(one[0] == 0);
  arg_reduce(ArgReduction::argmin, view(1, 3, 1), ints, one);
  CHECK(one[0] == 1);
}

TEST_CASE("softmax and log_softmax along rows and columns, in place as well") {
  for (const AxisView& each : views()) {
    const std::vector<float> in =
        numbers(each.outer * each.length * each.inner, "logits", -6.0, 6.0);
    std::vector<float> out(in.size());
    std::vector<float> logarithms(in.size());
    softmax(each, in, out);
    log_softmax(each, in, logarithms);
    for (std::int64_t line = 0; line < each.outer * each.inner; ++line) {
      const std::int64_t first = line / each.inner * each.length * each.inner + line % each.inner;
      double sum = 0.0;
      const auto at = [&](std::int64_t k) {
        return static_cast<std::size_t>(first + k * each.inner);
      };
      for (std::int64_t k = 0; k < each.length; ++k) sum += std::exp(double{in[at(k)]});
      for (std::int64_t k = 0; k < each.length; ++k) {
        REQUIRE(close(double{out[at(k)]}, std::exp(double{in[at(k)]}) / sum));
        REQUIRE(close(double{logarithms[at(k)]}, double{in[at(k)]} - std::log(sum)));
      }
    }
    std::vector<float> again = in;
    softmax(each, again, again);
    REQUIRE(again == out);
    again = in;
    log_softmax(each, again, again);
    REQUIRE(again == logarithms);
  }
}

TEST_CASE("softmax of large numbers and of masked ones") {
  const std::vector<float> in{1e4F, 1e4F, -1e9F, 3.0F, -infinity, 3.0F};
  std::vector<float> out(6);
  softmax(view(2, 3, 1), in, out);
  CHECK(out == std::vector<float>{0.5F, 0.5F, 0.0F, 0.5F, 0.0F, 0.5F});
}

TEST_CASE("running totals") {
  for (const AxisView& each : views()) {
    const std::vector<float> in = numbers(each.outer * each.length * each.inner, "steps", 0.9, 1.1);
    std::vector<float> sums(in.size());
    std::vector<float> products = in;
    cumsum(each, in, sums);
    cumprod(each, products, products);
    for (std::int64_t line = 0; line < each.outer * each.inner; ++line) {
      const std::int64_t first = line / each.inner * each.length * each.inner + line % each.inner;
      double sum = 0.0;
      double product = 1.0;
      for (std::int64_t k = 0; k < each.length; ++k) {
        const auto at = static_cast<std::size_t>(first + k * each.inner);
        sum += double{in[at]};
        product *= double{in[at]};
        REQUIRE(close(double{sums[at]}, sum));
        REQUIRE(close(double{products[at]}, product));
      }
    }
  }
  const std::vector<Int> ints{1, 2, 3, 4, 5, 6};
  std::vector<Int> out(6);
  cumsum(view(2, 3, 1), ints, out);
  CHECK(out == std::vector<Int>{1, 3, 6, 4, 9, 15});
  cumprod(view(1, 3, 2), ints, out);
  CHECK(out == std::vector<Int>{1, 2, 3, 8, 15, 48});
}
