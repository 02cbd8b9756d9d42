// Tests of the ops without inputs, and of the row of the loop.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tensors/random.hpp"
#include "tests/engine/ops/op_case.hpp"

using unroll::Dim;
using unroll::DType;
using unroll::Tensor;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;

namespace {

using Arrays = std::vector<Array>;
using Sizes = std::vector<Dim>;
using Values = std::vector<double>;

}  // namespace

OP_CASE("input") {
  OpCase("input")
      .with("shape", Sizes{batch(), steps(), 3})
      .with("dtype", DType::int32)
      .gives("B T 3", {0, 0, 0}, DType::int32);
  CHECK(OpCase("input").with("shape", Sizes{batch(), -3}).refusal() ==
        "a size cannot be negative, got -3");
  CHECK(unroll::op("input").prepare == nullptr);
}

OP_CASE("weight") {
  OpCase("weight").with("shape", Sizes{3, 4}).gives("3 4", {0, 0});
  CHECK(unroll::op("weight").prepare == nullptr);
}

OP_CASE("constant") {
  const auto tensor = std::make_shared<const Tensor>(DType::bool_, Integers{2, 3});
  OpCase("constant").with("tensor", tensor).gives("2 3", {0, 0}, DType::bool_);
  CHECK(unroll::op("constant").prepare == nullptr);
}

OP_CASE("full") {
  const auto full = [](double value, DType dtype) {
    return OpCase("full")
        .with("shape", Sizes{2, 2})
        .with("value", value)
        .with("dtype", dtype)
        .run({})[0]
        .values[3];
  };
  OpCase zeros("full");
  zeros.with("shape", Sizes{batch(), steps() + 1}).with("value", 0.5).gives("B T+1", {0, 0});
  CHECK(zeros.run({})[0].sizes == Integers{2, 4});
  CHECK(zeros.run({})[0].values == Values(8, 0.5));
  CHECK(full(2.5, DType::float32) == 2.5);
  CHECK(full(-2.5, DType::int32) == -2);
  CHECK(full(2.5, DType::bool_) == 1);
  CHECK(full(1e20, DType::int32) == std::numeric_limits<std::int32_t>::max());
  CHECK(full(NAN, DType::int32) == 0);
  CHECK(full(1e300, DType::float32) == INFINITY);
  CHECK(full(-1e300, DType::float32) == -INFINITY);
  CHECK(std::isnan(full(NAN, DType::float32)));
}

OP_CASE("arange") {
  OpCase floats("arange");
  floats.with("shape", Sizes{steps()}).with("start", 1.0).with("step", 0.5).gives("T", {0});
  CHECK(floats.run({})[0].values == Values{1.0, 1.5, 2.0});
  OpCase integers("arange");
  integers.with("shape", Sizes{4})
      .with("start", 3.0)
      .with("step", -2.0)
      .with("dtype", DType::int32);
  integers.gives("4", {0}, DType::int32);
  CHECK(integers.run({})[0].values == Values{3, 1, -1, -3});
}

OP_CASE("eye") {
  const auto eye = [](std::int64_t k) {
    return OpCase("eye")
        .with("shape", Sizes{2, 3})
        .with("k", k)
        .gives("2 3", {0, 0})
        .run({})[0]
        .values;
  };
  CHECK(eye(0) == Values{1, 0, 0, 0, 1, 0});
  CHECK(eye(1) == Values{0, 1, 0, 0, 0, 1});
  CHECK(eye(-1) == Values{0, 0, 0, 1, 0, 0});
}

OP_CASE("size_of") {
  OpCase size("size_of");
  size.with("size", 2 * steps() + 1).gives("", {}, DType::int32);
  CHECK(size.run({})[0].values == Values{7});
}

OP_CASE("random") {
  const auto drawn = [](const std::string& distribution, double a, double b, DType dtype) {
    OpCase random("random");
    random.with("shape", Sizes{20, 50})
        .with("seed", std::int64_t{7})
        .with("path", std::string("x"))
        .with("distribution", distribution)
        .with("a", a)
        .with("b", b)
        .with("dtype", dtype)
        .gives("20 50", {0, 0}, dtype);
    return random.run({})[0].values;
  };
  const auto check = [](const Values& values, double low, double high, double mean) {
    double sum = 0;
    for (const double value : values) {
      REQUIRE(value >= low);
      REQUIRE(value <= high);
      sum += value;
    }
    CHECK(sum / static_cast<double>(values.size()) == doctest::Approx(mean).epsilon(0.05));
  };
  check(drawn("uniform", 1, 3, DType::float32), 1, 3, 2);
  check(drawn("normal", 5, 1, DType::float32), 0, 10, 5);
  check(drawn("truncated_normal", 5, 1, DType::float32), 3, 7, 5);
  check(drawn("integers", 3, 8, DType::int32), 3, 7, 5);
  const unroll::Random stream(7, "x");
  CHECK(drawn("uniform", 0, 1, DType::float32)[3] == doctest::Approx(stream.uniform(3)));
  CHECK(drawn("normal", 0, 1, DType::float32)[3] == doctest::Approx(stream.normal(3)));
}

// The scan's inference is the tracer's and its running the executor's; they are tested there.
OP_CASE("scan") {
  CHECK(unroll::op("scan").operation_class == "Scan");
  CHECK(unroll::op("scan").infer == nullptr);
  CHECK(unroll::op("scan").prepare == nullptr);
  CHECK(unroll::op("scan").row_wise == nullptr);
}
