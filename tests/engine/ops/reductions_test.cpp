// Tests of the ops that reduce or run along axes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/engine/ops/op_case.hpp"

using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::each_index;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;

namespace {

constexpr auto float32 = DType::float32;
constexpr auto int32 = DType::int32;
constexpr auto bool_ = DType::bool_;
using Arrays = std::vector<Array>;
using Numbers = std::vector<double>;
using OfNumbers = double (*)(const Numbers&);

/// Applies `of` to the numbers along `axes`, in row-major order.
std::function<Array(const Arrays&)> along(Integers axes, bool keepdims, OfNumbers of) {
  return [axes = std::move(axes), keepdims, of](const Arrays& in) {
    const auto is_reduced = [&](std::size_t axis) {
      return std::find(axes.begin(), axes.end(), static_cast<std::int64_t>(axis)) != axes.end();
    };
    Integers outer = in[0].sizes;
    Integers inner = in[0].sizes;
    Integers sizes;
    for (std::size_t i = 0; i < outer.size(); ++i) {
      (is_reduced(i) ? outer : inner)[i] = 1;
      if (!is_reduced(i) || keepdims) sizes.push_back(outer[i]);
    }
    Array result(sizes);
    std::size_t at = 0;
    each_index(outer, [&](const Integers& from) {
      Numbers numbers;
      each_index(inner, [&](const Integers& offset) {
        Integers index = from;
        for (std::size_t i = 0; i < index.size(); ++i) index[i] += offset[i];
        numbers.push_back(in[0].at(index));
      });
      result.values[at++] = of(numbers);
    });
    return result;
  };
}

double sum(const Numbers& x) { return std::accumulate(x.begin(), x.end(), 0.0); }
double mean(const Numbers& x) { return sum(x) / static_cast<double>(x.size()); }
double product(const Numbers& x) {
  return std::accumulate(x.begin(), x.end(), 1.0, [](double a, double b) { return a * b; });
}
double largest(const Numbers& x) { return *std::max_element(x.begin(), x.end()); }
double smallest(const Numbers& x) { return *std::min_element(x.begin(), x.end()); }
double variance(const Numbers& x) {
  double total = 0;
  for (const double value : x) total += (value - mean(x)) * (value - mean(x));
  return total / static_cast<double>(x.size());
}
double deviation(const Numbers& x) { return std::sqrt(variance(x)); }
double logsumexp(const Numbers& x) {
  double total = 0;
  for (const double value : x) total += std::exp(value);
  return std::log(total);
}
double any(const Numbers& x) {
  return std::any_of(x.begin(), x.end(), [](double value) { return value != 0; }) ? 1 : 0;
}
double all(const Numbers& x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return value != 0; }) ? 1 : 0;
}
double nonzero(const Numbers& x) {
  return static_cast<double>(std::count_if(x.begin(), x.end(), [](double v) { return v != 0; }));
}
double first_largest(const Numbers& x) {
  return static_cast<double>(std::max_element(x.begin(), x.end()) - x.begin());
}
double first_smallest(const Numbers& x) {
  return static_cast<double>(std::min_element(x.begin(), x.end()) - x.begin());
}

/// Every choice of axes; `dtypes` are what floats, integers and truth values give.
void check_reduction(std::string_view op, OfNumbers of, const std::array<DType, 3>& dtypes) {
  const std::array inputs = {float32, int32, bool_};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    OpCase(op)
        .input({batch(), steps(), 4}, inputs[i])
        .with("axes", Integers{1})
        .gives("B 4", {1, 3}, dtypes[i])
        .rows_apart(true)
        .computes(along({1}, false, of));
    OpCase(op)
        .input({batch(), steps(), 4}, inputs[i])
        .with("axes", Integers{-1, 0})
        .with("keepdims", true)
        .gives("1 T 1", {0, 2, 0}, dtypes[i])
        .rows_apart(false)
        .computes(along({0, 2}, true, of));
    OpCase(op)
        .input({batch(), steps(), 2}, inputs[i])
        .gives("", {}, dtypes[i])
        .rows_apart(false)
        .computes(along({0, 1, 2}, false, of));
  }
  OpCase(op)
      .input({batch(), steps(), 4})
      .with("axes", Integers{2, 1})
      .gives("B", {1}, dtypes[0])
      .rows_apart(true)
      .computes(along({1, 2}, false, of));
  CHECK(OpCase(op).input({batch(), 4}).with("axes", Integers{2}).refusal() ==
        "axis 2 is out of range for (batch, 4), which has axes -2 to 1");
  CHECK(OpCase(op).input({batch(), 4}).with("axes", Integers{1, -1}).refusal() ==
        "the same axis is named twice");
}

void check_position(std::string_view op, OfNumbers of) {
  for (const DType dtype : {float32, int32, bool_}) {
    OpCase(op)
        .input({batch(), steps(), 4}, dtype)
        .with("axes", Integers{-1})
        .gives("B T", {1, 2}, int32)
        .rows_apart(true)
        .computes(along({2}, false, of));
    OpCase(op)
        .input({batch(), steps(), 4}, dtype)
        .with("axes", Integers{1})
        .with("keepdims", true)
        .gives("B 1 4", {1, 0, 3}, int32)
        .computes(along({1}, true, of));
    OpCase(op)
        .input({batch(), 4}, dtype)
        .gives("", {}, int32)
        .rows_apart(false)
        .computes(along({0, 1}, false, of));
  }
  CHECK(OpCase(op).input({batch(), 0}).with("axes", Integers{1}).refusal() ==
        "an empty axis has no largest or smallest element");
  CHECK(OpCase(op).input({batch(), 3, 4}).with("axes", Integers{1, 2}).refusal() ==
        "the position of an extreme is asked along one axis or all of them, got 2 axes");
}

void check_running(std::string_view op, double (*join)(double, double), double start) {
  const auto running = [&](std::size_t axis) {
    return [=](const Arrays& in) {
      return filled(in[0].sizes, [&](Integers at) {
        double total = start;
        const std::int64_t end = at[axis];
        for (at[axis] = 0; at[axis] <= end; ++at[axis]) total = join(total, in[0].at(at));
        return total;
      });
    };
  };
  OpCase(op)
      .input({batch(), steps(), 4})
      .with("axis", std::int64_t{1})
      .gives("B T 4", {1, 2, 3})
      .rows_apart(true)
      .computes(running(1));
  OpCase(op)
      .input({batch(), 4}, int32)
      .with("axis", std::int64_t{-2})
      .gives("B 4", {1, 2}, int32)
      .rows_apart(false)
      .computes(running(0));
  OpCase(op)
      .input({batch(), 4}, bool_)
      .with("axis", std::int64_t{1})
      .gives("B 4", {1, 2}, int32)
      .computes(running(1));
  CHECK(OpCase(op).input({batch()}).with("axis", std::int64_t{1}).refusal() ==
        "axis 1 is out of range for (batch,), which has axes -1 to 0");
}

}  // namespace

OP_CASE("sum") { check_reduction("sum", sum, {float32, int32, int32}); }
OP_CASE("prod") { check_reduction("prod", product, {float32, int32, int32}); }
OP_CASE("mean") { check_reduction("mean", mean, {float32, float32, float32}); }
OP_CASE("max") { check_reduction("max", largest, {float32, int32, bool_}); }
OP_CASE("min") { check_reduction("min", smallest, {float32, int32, bool_}); }
OP_CASE("var") { check_reduction("var", variance, {float32, float32, float32}); }
OP_CASE("std") { check_reduction("std", deviation, {float32, float32, float32}); }
OP_CASE("logsumexp") { check_reduction("logsumexp", logsumexp, {float32, float32, float32}); }
OP_CASE("any") { check_reduction("any", any, {bool_, bool_, bool_}); }
OP_CASE("all") { check_reduction("all", all, {bool_, bool_, bool_}); }
OP_CASE("count_nonzero") { check_reduction("count_nonzero", nonzero, {int32, int32, int32}); }

OP_CASE("norm") {
  check_reduction("norm",
                  [](const Numbers& x) {
                    double total = 0;
                    for (const double value : x) total += value * value;
                    return std::sqrt(total);
                  },
                  {float32, float32, float32});
  const auto with_order = [](double order, OfNumbers of) {
    OpCase("norm")
        .input({batch(), steps(), 4})
        .with("axes", Integers{2})
        .with("ord", order)
        .with("keepdims", true)
        .gives("B T 1", {1, 2, 0})
        .computes(along({2}, true, of));
  };
  with_order(1.0, [](const Numbers& x) {
    double total = 0;
    for (const double value : x) total += std::abs(value);
    return total;
  });
  with_order(3.0, [](const Numbers& x) {
    double total = 0;
    for (const double value : x) total += std::pow(std::abs(value), 3);
    return std::cbrt(total);
  });
  with_order(0.0, nonzero);
  with_order(INFINITY, [](const Numbers& x) { return std::max(largest(x), -smallest(x)); });
  with_order(-INFINITY, [](const Numbers& x) {
    double least = INFINITY;
    for (const double value : x) least = std::min(least, std::abs(value));
    return least;
  });
  CHECK(OpCase("norm").input({batch(), 4}).with("ord", 1.0).refusal() ==
        "a norm with `ord` needs one axis, the norm of vectors, got 2 axes");
}

OP_CASE("argmax") { check_position("argmax", first_largest); }
OP_CASE("argmin") { check_position("argmin", first_smallest); }
OP_CASE("cumsum") {
  check_running("cumsum", [](double a, double b) { return a + b; }, 0.0);
}
OP_CASE("cumprod") {
  check_running("cumprod", [](double a, double b) { return a * b; }, 1.0);
}
