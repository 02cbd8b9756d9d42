// Tests of the ops of activation functions. Their numbers over all floats are tested with the
// kernels.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/engine/ops/op_case.hpp"

using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;

namespace {

using Arrays = std::vector<Array>;

std::function<Array(const Arrays&)> each(double (*of)(double)) {
  return [of](const Arrays& in) {
    return filled(in[0].sizes, [&](const Integers& at) { return of(in[0].at(at)); });
  };
}

/// exp(x) / sum(exp(x)) along an axis, or its logarithm.
std::function<Array(const Arrays&)> softmax(std::size_t axis, bool logarithm) {
  return [axis, logarithm](const Arrays& in) {
    return filled(in[0].sizes, [&](Integers at) {
      const double mine = std::exp(in[0].at(at));
      double sum = 0;
      for (at[axis] = 0; at[axis] < in[0].sizes[axis]; ++at[axis]) sum += std::exp(in[0].at(at));
      return logarithm ? std::log(mine / sum) : mine / sum;
    });
  };
}

void check_softmax(std::string_view op, bool logarithm) {
  for (const DType dtype : {DType::float32, DType::int32}) {
    OpCase(op)
        .input({batch(), steps(), 5}, dtype)
        .gives("B T 5", {1, 2, 3})
        .rows_apart(true)
        .computes(softmax(2, logarithm));
  }
  OpCase(op)
      .input({batch(), steps(), 5})
      .with("axis", std::int64_t{1})
      .gives("B T 5", {1, 2, 3})
      .rows_apart(true)
      .computes(softmax(1, logarithm));
  OpCase(op)
      .input({batch(), 5})
      .with("axis", std::int64_t{-2})
      .gives("B 5", {1, 2})
      .rows_apart(false)
      .computes(softmax(0, logarithm));
  CHECK(OpCase(op).input({batch(), 5}).with("axis", std::int64_t{2}).refusal() ==
        "axis 2 is out of range for (batch, 5), which has axes -2 to 1");
  CHECK(OpCase(op).input({}).refusal() == "axis -1 is out of range for (), which has no axes");
}

}  // namespace

OP_CASE("activation") {
  const auto activation = [](const char* name, DType dtype = DType::float32) {
    return OpCase("activation")
        .input({batch(), steps(), 5}, dtype)
        .with("function", std::string(name));
  };
  activation("tanh")
      .gives("B T 5", {1, 2, 3})
      .rows_apart(true)
      .computes(each([](double x) { return std::tanh(x); }), 2e-6);
  activation("relu", DType::int32).gives("B T 5", {1, 2, 3}).computes(each([](double x) {
    return std::max(x, 0.0);
  }));
  activation("sigmoid", DType::bool_).gives("B T 5", {1, 2, 3}).computes(each([](double x) {
    return 1 / (1 + std::exp(-x));
  }));
  activation("leaky_relu")
      .with("negative_slope", 0.5)
      .gives("B T 5", {1, 2, 3})
      .computes(each([](double x) { return x < 0 ? 0.5 * x : x; }));
  CHECK(activation("wobble").refusal_at({{"B", 2}, {"T", 3}}, {}) ==
        "there is no activation called wobble");
}

OP_CASE("softmax") { check_softmax("softmax", false); }
OP_CASE("log_softmax") { check_softmax("log_softmax", true); }
