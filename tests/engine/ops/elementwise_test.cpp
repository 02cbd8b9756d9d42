// Tests of the ops that work element by element.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/ops/op_case.hpp"

using unroll::Dim;
using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;

namespace {

constexpr auto int32 = DType::int32;
constexpr auto bool_ = DType::bool_;
using Arrays = std::vector<Array>;
using Binary = double (*)(double, double);
using Single = double (*)(double);

/// What two arrays broadcast to, by element.
std::function<Array(const Arrays&)> pairwise(const Binary& of) {
  return [of](const Arrays& in) {
    const Integers& larger = in[0].sizes.size() >= in[1].sizes.size() ? in[0].sizes : in[1].sizes;
    Integers sizes = larger;
    for (const Array& array : in) {
      const std::size_t lead = sizes.size() - array.sizes.size();
      for (std::size_t i = 0; i < array.sizes.size(); ++i) {
        sizes[lead + i] = std::max(sizes[lead + i], array.sizes[i]);
      }
    }
    return filled(sizes, [&](const Integers& at) {
      return of(in[0].broadcast_at(at), in[1].broadcast_at(at));
    });
  };
}

std::function<Array(const Arrays&)> each(const Single& of) {
  return [of](const Arrays& in) {
    return filled(in[0].sizes, [&](const Integers& at) { return of(in[0].at(at)); });
  };
}

double python_floor_divide(double x, double y) { return std::floor(x / y); }
double python_mod(double x, double y) { return x - std::floor(x / y) * y; }

/// Floats of every broadcasting kind, with rows apart where a batch leads.
void check_arithmetic(std::string_view op, const Binary& of, double low = -2.0, double high = 2.0) {
  OpCase(op)
      .input({batch(), steps(), 4}, DType::float32, low, high)
      .input({batch(), steps(), 4}, DType::float32, low, high)
      .gives("B T 4", {1, 2, 3})
      .rows_apart(true)
      .rows_apart(false, {false, true})
      .computes(pairwise(of));
  OpCase(op)
      .input({batch(), 1, 4}, DType::float32, low, high)
      .input({steps(), 1}, DType::float32, low, high)
      .gives("B T 4", {1, 11, 3})
      .rows_apart(true, {false, true})
      .rows_apart(false, {false, false})
      .computes(pairwise(of));
  OpCase(op)
      .input({4}, DType::float32, low, high)
      .input({batch(), steps(), 4}, DType::float32, low, high)
      .gives("B T 4", {11, 12, 13})
      .rows_apart(true, {true, false})
      .computes(pairwise(of));
  OpCase(op)
      .input({}, DType::float32, low, high)
      .input({}, DType::float32, low, high)
      .gives("", {})
      .computes(pairwise(of));
}

/// Integers with integers, and with floats.
void check_integers(std::string_view op, const Binary& of, double low = -9.0) {
  OpCase(op)
      .input({batch(), 3}, int32, low, 9)
      .input({3}, int32, low, 9)
      .gives("B 3", {1, 2}, int32)
      .computes(pairwise(of));
  OpCase(op)
      .input({batch(), 3}, int32, std::max(low, 1.0), 5)
      .input({batch(), 3}, DType::float32, 0.5, 3)
      .gives("B 3", {1, 2})
      .computes(pairwise(of));
}

void check_truth_values(std::string_view op, const Binary& of, DType dtype) {
  OpCase(op)
      .input({batch(), 3}, bool_)
      .input({batch(), 3}, bool_)
      .gives("B 3", {1, 2}, dtype)
      .computes(pairwise(of));
}

void check_comparison(std::string_view op, const Binary& of) {
  for (const DType dtype : {DType::float32, int32, bool_}) {
    OpCase(op)
        .input({batch(), steps(), 4}, dtype)
        .input({4}, dtype)
        .gives("B T 4", {1, 2, 3}, bool_)
        .rows_apart(true, {false, true})
        .computes(pairwise(of));
  }
  OpCase(op)
      .input({batch(), 4}, int32)
      .input({})
      .gives("B 4", {1, 2}, bool_)
      .computes(pairwise(of));
}

void check_logical(std::string_view op, const Binary& of) {
  OpCase(op)
      .input({batch(), 4}, bool_)
      .input({1, 4}, bool_)
      .gives("B 4", {1, 2}, bool_)
      .rows_apart(true, {false, true})
      .computes(pairwise(of));
  OpCase(op)
      .input({batch(), 4}, int32)
      .input({batch(), 4}, DType::float32, -1, 1)
      .gives("B 4", {1, 2}, bool_)
      .computes(pairwise(of));
}

/// A function of one number, from `low` to `high`; of integers it answers in floats.
void check_floats(std::string_view op, const Single& of, double low = -3.0, double high = 3.0,
                  double tolerance = 2e-6) {
  OpCase(op)
      .input({batch(), steps(), 5}, DType::float32, low, high)
      .gives("B T 5", {1, 2, 3})
      .rows_apart(true)
      .computes(each(of), tolerance);
  OpCase(op)
      .input({batch(), 5}, int32, std::max(1.0, low), std::max(1.0, high))
      .gives("B 5", {1, 2})
      .computes(each(of), tolerance);
  OpCase(op).input({}, DType::float32, low, high).gives("", {}).computes(each(of), tolerance);
}

/// A function that integers have too.
void check_numbers(std::string_view op, const Single& of) {
  OpCase(op)
      .input({batch(), steps(), 5}, DType::float32, -3, 3)
      .gives("B T 5", {1, 2, 3})
      .rows_apart(true)
      .computes(each(of));
  OpCase(op).input({batch(), 5}, int32, -9, 9).gives("B 5", {1, 2}, int32).computes(each(of));
  OpCase(op).input({batch(), 5}, bool_).gives("B 5", {1, 2}, int32).computes(each(of));
}

}  // namespace

OP_CASE("add") {
  const Binary of = [](double x, double y) { return x + y; };
  check_arithmetic("add", of);
  check_integers("add", of);
  check_truth_values("add", [](double x, double y) { return std::max(x, y); }, bool_);
  CHECK(OpCase("add").input({batch(), 3}).input({batch(), 4}).refusal() ==
        "shapes (batch, 3) and (batch, 4) do not go together: each size must be the same in both, "
        "or 1 in one");
  CHECK(OpCase("add")
            .input({batch(), steps()})
            .input({batch(), 5})
            .refusal_at({{"B", 2}, {"T", 7}}, {}) == "the sizes (2, 7) do not fit into (2, 5)");
  OpCase("add").input({0, 3}).input({3}).gives("0 3", {1, 2}).computes(pairwise(of));
}

OP_CASE("subtract") {
  const Binary of = [](double x, double y) { return x - y; };
  check_arithmetic("subtract", of);
  check_integers("subtract", of);
  check_truth_values("subtract", of, int32);
}

OP_CASE("multiply") {
  const Binary of = [](double x, double y) { return x * y; };
  check_arithmetic("multiply", of);
  check_integers("multiply", of);
  check_truth_values("multiply", of, bool_);
}

OP_CASE("divide") {
  const Binary of = [](double x, double y) { return x / y; };
  check_arithmetic("divide", of, 0.5, 2.0);
  OpCase("divide")
      .input({batch(), 3}, int32, -9, 9)
      .input({3}, int32, 1, 9)
      .gives("B 3", {1, 2})
      .computes(pairwise(of));
}

OP_CASE("maximum") {
  const Binary of = [](double x, double y) { return std::max(x, y); };
  check_arithmetic("maximum", of);
  check_integers("maximum", of);
  check_truth_values("maximum", of, bool_);
}

OP_CASE("minimum") {
  const Binary of = [](double x, double y) { return std::min(x, y); };
  check_arithmetic("minimum", of);
  check_integers("minimum", of);
  check_truth_values("minimum", of, bool_);
}

OP_CASE("power") {
  const Binary of = [](double x, double y) { return std::pow(x, y); };
  check_arithmetic("power", of, 0.2, 2.0);
  OpCase("power")
      .input({batch(), 3}, int32, -4, 4)
      .input({3}, int32, 0, 4)
      .gives("B 3", {1, 2}, int32)
      .computes(pairwise(of));
}

OP_CASE("floor_divide") {
  check_arithmetic("floor_divide", python_floor_divide, 0.3, 3.0);
  OpCase("floor_divide")
      .input({batch(), 3}, int32, -9, 9)
      .input({3}, int32, 1, 4)
      .gives("B 3", {1, 2}, int32)
      .computes(pairwise(python_floor_divide));
}

OP_CASE("mod") {
  check_arithmetic("mod", python_mod, 0.3, 3.0);
  OpCase("mod")
      .input({batch(), 3}, int32, -9, 9)
      .input({3}, int32, -4, -1)
      .gives("B 3", {1, 2}, int32)
      .computes(pairwise(python_mod));
}

OP_CASE("equal") {
  check_comparison("equal", [](double x, double y) { return x == y ? 1.0 : 0.0; });
}
OP_CASE("not_equal") {
  check_comparison("not_equal", [](double x, double y) { return x != y ? 1.0 : 0.0; });
}
OP_CASE("less") {
  check_comparison("less", [](double x, double y) { return x < y ? 1.0 : 0.0; });
}
OP_CASE("less_equal") {
  check_comparison("less_equal", [](double x, double y) { return x <= y ? 1.0 : 0.0; });
}
OP_CASE("greater") {
  check_comparison("greater", [](double x, double y) { return x > y ? 1.0 : 0.0; });
}
OP_CASE("greater_equal") {
  check_comparison("greater_equal", [](double x, double y) { return x >= y ? 1.0 : 0.0; });
}

OP_CASE("logical_and") {
  check_logical("logical_and", [](double x, double y) { return x != 0 && y != 0 ? 1.0 : 0.0; });
}
OP_CASE("logical_or") {
  check_logical("logical_or", [](double x, double y) { return x != 0 || y != 0 ? 1.0 : 0.0; });
}
OP_CASE("logical_xor") {
  check_logical("logical_xor", [](double x, double y) { return (x != 0) != (y != 0) ? 1.0 : 0.0; });
}
OP_CASE("logical_not") {
  const Single of = [](double x) { return x == 0 ? 1.0 : 0.0; };
  for (const DType dtype : {bool_, int32, DType::float32}) {
    OpCase("logical_not")
        .input({batch(), 4}, dtype, -1, 1)
        .gives("B 4", {1, 2}, bool_)
        .rows_apart(true)
        .computes(each(of));
  }
}

OP_CASE("negative") {
  check_numbers("negative", [](double x) { return -x; });
}
OP_CASE("absolute") {
  check_numbers("absolute", [](double x) { return std::abs(x); });
}
OP_CASE("square") {
  check_numbers("square", [](double x) { return x * x; });
}
OP_CASE("sign") {
  check_numbers("sign", [](double x) { return static_cast<double>((x > 0) - (x < 0)); });
}
OP_CASE("round") {
  check_numbers("round", [](double x) { return std::nearbyint(x); });
}
OP_CASE("trunc") {
  check_numbers("trunc", [](double x) { return std::trunc(x); });
}
OP_CASE("floor") {
  check_floats("floor", [](double x) { return std::floor(x); });
}
OP_CASE("ceil") {
  check_floats("ceil", [](double x) { return std::ceil(x); });
}
OP_CASE("sqrt") {
  check_floats("sqrt", [](double x) { return std::sqrt(x); }, 0.01, 9);
}
OP_CASE("rsqrt") {
  check_floats("rsqrt", [](double x) { return 1 / std::sqrt(x); }, 0.01, 9);
}
OP_CASE("reciprocal") {
  check_floats("reciprocal", [](double x) { return 1 / x; }, 0.2, 9);
}
OP_CASE("exp") {
  check_floats("exp", [](double x) { return std::exp(x); });
}
OP_CASE("expm1") {
  check_floats("expm1", [](double x) { return std::expm1(x); });
}
OP_CASE("log") {
  check_floats("log", [](double x) { return std::log(x); }, 0.01, 9);
}
OP_CASE("log1p") {
  check_floats("log1p", [](double x) { return std::log1p(x); }, -0.9, 9);
}
OP_CASE("log2") {
  check_floats("log2", [](double x) { return std::log2(x); }, 0.01, 9);
}
OP_CASE("log10") {
  check_floats("log10", [](double x) { return std::log10(x); }, 0.01, 9);
}
OP_CASE("sin") {
  check_floats("sin", [](double x) { return std::sin(x); });
}
OP_CASE("cos") {
  check_floats("cos", [](double x) { return std::cos(x); });
}
OP_CASE("tan") {
  check_floats("tan", [](double x) { return std::tan(x); }, -1.2, 1.2);
}
OP_CASE("erf") {
  check_floats("erf", [](double x) { return std::erf(x); });
}

OP_CASE("isnan") {
  OpCase("isnan")
      .input({batch(), 3}, int32)
      .gives("B 3", {1, 2}, bool_)
      .rows_apart(true)
      .computes(each([](double) { return 0.0; }));
  const Array values({3}, {1.0, NAN, INFINITY});
  CHECK(OpCase("isnan").input({3}).run({values})[0].values == std::vector<double>{0, 1, 0});
}
OP_CASE("isinf") {
  OpCase("isinf")
      .input({batch(), 3})
      .gives("B 3", {1, 2}, bool_)
      .rows_apart(true)
      .computes(each([](double) { return 0.0; }));
  const Array values({3}, {1.0, NAN, -INFINITY});
  CHECK(OpCase("isinf").input({3}).run({values})[0].values == std::vector<double>{0, 0, 1});
}
OP_CASE("isfinite") {
  OpCase("isfinite")
      .input({batch(), 3})
      .gives("B 3", {1, 2}, bool_)
      .rows_apart(true)
      .computes(each([](double) { return 1.0; }));
  const Array values({3}, {1.0, NAN, INFINITY});
  CHECK(OpCase("isfinite").input({3}).run({values})[0].values == std::vector<double>{1, 0, 0});
}

OP_CASE("cast") {
  for (const DType from : {DType::float32, int32, bool_}) {
    OpCase("cast")
        .input({batch(), 4}, from)
        .with("dtype", DType::float32)
        .gives("B 4", {1, 2})
        .rows_apart(true)
        .computes(each([](double x) { return x; }));
    OpCase("cast")
        .input({batch(), 4}, from)
        .with("dtype", int32)
        .gives("B 4", {1, 2}, int32)
        .computes(each([](double x) { return std::trunc(x); }));
    OpCase("cast")
        .input({batch(), 4}, from)
        .with("dtype", bool_)
        .gives("B 4", {1, 2}, bool_)
        .computes(each([](double x) { return x != 0 ? 1.0 : 0.0; }));
  }
}

OP_CASE("where") {
  const auto of = [](const Arrays& in) {
    return filled(in[1].sizes, [&](const Integers& at) {
      return in[0].broadcast_at(at) != 0 ? in[1].at(at) : in[2].broadcast_at(at);
    });
  };
  for (const DType dtype : {DType::float32, int32, bool_}) {
    OpCase("where")
        .input({batch(), steps(), 1}, bool_)
        .input({batch(), steps(), 4}, dtype)
        .input({}, dtype)
        .gives("B T 4", {11, 12, 13}, dtype)
        .rows_apart(true, {false, false, true})
        .computes(of);
  }
  OpCase("where")
      .input({4}, int32)
      .input({batch(), 4}, int32)
      .input({batch(), 4})
      .gives("B 4", {11, 12})
      .computes(of);
  CHECK(OpCase("where").input({batch(), 3}, bool_).input({batch(), 4}).input({}).refusal() !=
        std::string());
}

OP_CASE("clip") {
  const auto clip = [](DType dtype) {
    return OpCase("clip")
        .input({batch(), steps()}, dtype, -5, 5)
        .with("x_min", -1.0)
        .with("x_max", 2.0);
  };
  const Single of = [](double x) { return std::clamp(x, -1.0, 2.0); };
  clip(DType::float32).gives("B T", {1, 2}).rows_apart(true).computes(each(of));
  clip(int32).gives("B T", {1, 2}, int32).computes(each(of));
  clip(bool_).gives("B T", {1, 2}, int32).computes(each(of));
  OpCase("clip")
      .input({batch()}, DType::float32, -5, 5)
      .with("x_min", 0.0)
      .with("x_max", INFINITY)
      .gives("B", {1})
      .computes(each([](double x) { return std::max(x, 0.0); }));
}
