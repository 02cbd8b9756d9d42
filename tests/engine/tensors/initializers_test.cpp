// Tests of the initialisers: names, distributions, orthogonality, independence of each other.
#include "tensors/initializers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using unroll::find_initializer;
using unroll::initialize;
using unroll::Initializer;
using unroll::InitializerRow;
using unroll::Random;

namespace {

using Sizes = std::vector<std::int64_t>;

const InitializerRow& row(std::string_view name) {
  const InitializerRow* found = find_initializer(name);
  REQUIRE_MESSAGE(found != nullptr, std::string(name));
  return *found;
}

std::vector<float> filled(const Initializer& initializer, const Sizes& sizes,
                          std::string_view path = "weight") {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  std::vector<float> out(static_cast<std::size_t>(count), -99.0F);
  initialize(initializer, sizes, Random(11, path), out);
  return out;
}

struct Moments {
  double mean = 0.0;
  double stddev = 0.0;
  double largest = 0.0;
};

Moments moments(const std::vector<float>& values) {
  Moments result;
  const auto n = static_cast<double>(values.size());
  for (const float value : values) result.mean += double{value} / n;
  for (const float value : values) {
    result.stddev += (double{value} - result.mean) * (double{value} - result.mean) / n;
    result.largest = std::max(result.largest, std::abs(double{value}));
  }
  result.stddev = std::sqrt(result.stddev);
  return result;
}

/// The largest difference of the Gram matrix from gain^2 times the identity, over the shorter side.
double gram_error(const std::vector<float>& q, std::size_t rows, std::size_t columns, double gain) {
  const bool wide = rows < columns;
  const std::size_t m = std::min(rows, columns);
  const std::size_t n = std::max(rows, columns);
  const auto at = [&](std::size_t vector, std::size_t element) {
    return double{wide ? q[vector * columns + element] : q[element * columns + vector]};
  };
  double worst = 0.0;
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      double dot = 0.0;
      for (std::size_t i = 0; i < n; ++i) dot += at(a, i) * at(b, i);
      worst = std::max(worst, std::abs(dot - (a == b ? gain * gain : 0.0)));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("an initializer is found by class name, name and alias") {
  CHECK(&row("GlorotUniform") == &row("glorot_uniform"));
  CHECK(&row("uniform") == &row("RandomUniform"));
  CHECK(&row("normal") == &row("random_normal"));
  CHECK(&row("one") == &row("Ones"));
  CHECK(&row("zero") == &row("zeros"));
  CHECK(&row("OrthogonalInitializer") == &row("orthogonal"));
  CHECK(find_initializer("Glorot_Uniform") == nullptr);
  CHECK(find_initializer("") == nullptr);
  std::set<std::string_view> names;
  for (const InitializerRow& each : unroll::initializer_table()) {
    CHECK(names.insert(each.class_name).second);
    CHECK(names.insert(each.name).second);
    for (const std::string_view alias : each.aliases) CHECK(names.insert(alias).second);
  }
}

TEST_CASE("arguments are set by their Keras names") {
  Initializer scaling = row("variance_scaling").defaults;
  REQUIRE(row("variance_scaling").arguments.size() == 3);
  const unroll::InitializerArgument& scale = row("variance_scaling").arguments[0];
  CHECK(scale.name == "scale");
  scaling.*scale.number = 3.0;
  CHECK(scaling.scale == 3.0);
  CHECK(row("variance_scaling").arguments[1].number == nullptr);
  CHECK(row("variance_scaling").arguments[1].choices.size() == 3);
  CHECK(set_choice(scaling, "mode", "fan_out"));
  CHECK(scaling.mode == Initializer::Mode::fan_out);
  CHECK(set_choice(scaling, "distribution", "untruncated_normal"));
  CHECK(scaling.distribution == Initializer::Distribution::untruncated_normal);
  CHECK(set_choice(scaling, "distribution", "normal"));
  CHECK(scaling.distribution == Initializer::Distribution::truncated_normal);
  CHECK_FALSE(set_choice(scaling, "mode", "fan"));
  CHECK_FALSE(set_choice(scaling, "scale", "fan_in"));
}

TEST_CASE("fans are the last two axes times the receptive field") {
  const auto fans = [](const Sizes& sizes) {
    const unroll::Fans got = unroll::compute_fans(sizes);
    return std::pair{got.in, got.out};
  };
  CHECK(fans({}) == std::pair{1.0, 1.0});
  CHECK(fans({7}) == std::pair{7.0, 7.0});
  CHECK(fans({3, 5}) == std::pair{3.0, 5.0});
  CHECK(fans({3, 4, 5}) == std::pair{12.0, 15.0});
  CHECK(fans({2, 3, 4, 5}) == std::pair{24.0, 30.0});
}

TEST_CASE("scaled distributions have the width that their fans give") {
  const Sizes sizes{5, 60, 300};  // fan_in 300, fan_out 1500
  struct Expected {
    std::string_view name;
    double variance;
    bool uniform;
  };
  for (const Expected& expected : std::vector<Expected>{{"glorot_uniform", 2.0 / 1800.0, true},
                                                        {"glorot_normal", 2.0 / 1800.0, false},
                                                        {"he_uniform", 2.0 / 300.0, true},
                                                        {"he_normal", 2.0 / 300.0, false},
                                                        {"lecun_uniform", 1.0 / 300.0, true},
                                                        {"lecun_normal", 1.0 / 300.0, false},
                                                        {"variance_scaling", 1.0 / 300.0, false}}) {
    CAPTURE(expected.name);
    const Moments got = moments(filled(row(expected.name).defaults, sizes));
    const double stddev = std::sqrt(expected.variance);
    const double bound = expected.uniform ? std::sqrt(3.0) * stddev : 2.0 * stddev / 0.87962566;
    CHECK(std::abs(got.mean) < 0.02 * stddev);
    CHECK(got.stddev == doctest::Approx(stddev).epsilon(0.01));
    CHECK(got.largest <= bound * 1.000001);
    CHECK(got.largest > bound * 0.999);
  }
}

TEST_CASE("mode and distribution of variance scaling count") {
  const Sizes sizes{100, 400};
  Initializer scaling = row("VarianceScaling").defaults;
  scaling.scale = 4.0;
  scaling.mode = Initializer::Mode::fan_out;
  scaling.distribution = Initializer::Distribution::untruncated_normal;
  const Moments got = moments(filled(scaling, sizes));
  CHECK(got.stddev == doctest::Approx(0.1).epsilon(0.02));
  CHECK(got.largest > 0.3);
}

TEST_CASE("plain distributions follow their arguments") {
  const Sizes sizes{200, 200};
  Moments got = moments(filled(row("uniform").defaults, sizes));
  CHECK(got.largest <= 0.05);
  CHECK(got.stddev == doctest::Approx(0.1 / std::sqrt(12.0)).epsilon(0.02));
  got = moments(filled(row("normal").defaults, sizes));
  CHECK(got.stddev == doctest::Approx(0.05).epsilon(0.02));
  CHECK(got.largest > 0.15);
  got = moments(filled(row("truncated_normal").defaults, sizes));
  CHECK(got.largest <= 0.1);
  CHECK(got.stddev == doctest::Approx(0.05 * 0.87962566).epsilon(0.02));
  Initializer shifted = row("RandomNormal").defaults;
  shifted.mean = 3.0;
  shifted.stddev = 0.5;
  got = moments(filled(shifted, sizes));
  CHECK(got.mean == doctest::Approx(3.0).epsilon(0.01));
  CHECK(got.stddev == doctest::Approx(0.5).epsilon(0.02));
}

TEST_CASE("constants and the identity") {
  CHECK(filled(row("zeros").defaults, {2, 2}) == std::vector<float>{0, 0, 0, 0});
  CHECK(filled(row("ones").defaults, {3}) == std::vector<float>{1, 1, 1});
  Initializer constant = row("constant").defaults;
  constant.value = 2.5;
  CHECK(filled(constant, {2}) == std::vector<float>{2.5, 2.5});
  Initializer identity = row("identity").defaults;
  CHECK(filled(identity, {2, 3}) == std::vector<float>{1, 0, 0, 0, 1, 0});
  CHECK(filled(identity, {3, 2}) == std::vector<float>{1, 0, 0, 1, 0, 0});
  identity.gain = 3.0;
  CHECK(filled(identity, {2, 2}) == std::vector<float>{3, 0, 0, 3});
}

TEST_CASE("orthogonal weights are orthonormal along their shorter side") {
  const Initializer orthogonal = row("orthogonal").defaults;
  for (const Sizes& sizes : std::vector<Sizes>{{1, 1},
                                               {2, 2},
                                               {1, 5},
                                               {5, 1},
                                               {16, 16},
                                               {17, 17},
                                               {33, 7},
                                               {7, 33},
                                               {64, 64},
                                               {67, 67},
                                               {32, 128},
                                               {3, 3, 4, 20}}) {
    const auto columns = static_cast<std::size_t>(sizes.back());
    const std::vector<float> q = filled(orthogonal, sizes);
    CAPTURE(columns);
    CAPTURE(q.size());
    CHECK(gram_error(q, q.size() / columns, columns, 1.0) < 1e-5);
  }
  Initializer scaled = orthogonal;
  scaled.gain = 2.0;
  CHECK(gram_error(filled(scaled, {20, 60}), 20, 60, 2.0) < 1e-5);
}

TEST_CASE("a large orthogonal weight is orthonormal too") {
  const std::vector<float> q = filled(row("orthogonal").defaults, {256, 256});
  CHECK(gram_error(q, 256, 256, 1.0) < 1e-5);
  const Moments got = moments(q);
  CHECK(std::abs(got.mean) < 0.002);
  CHECK(got.stddev == doctest::Approx(1.0 / 16.0).epsilon(0.001));
}

TEST_CASE("orthogonal weights are evenly distributed") {
  // Every entry of a uniformly distributed orthogonal matrix has mean 0 and mean square 1/n;
  // without the correction of signs the diagonal leans to one side. Determinants of both signs come
  // up.
  constexpr std::size_t n = 3;
  constexpr std::size_t trials = 4000;
  std::vector<double> mean(n * n, 0.0);
  std::vector<double> square(n * n, 0.0);
  std::size_t positive = 0;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const std::vector<float> q =
        filled(row("orthogonal").defaults, {3, 3}, "w" + std::to_string(trial));
    for (std::size_t i = 0; i < q.size(); ++i) {
      mean[i] += double{q[i]} / trials;
      square[i] += double{q[i]} * double{q[i]} / trials;
    }
    const float determinant = q[0] * (q[4] * q[8] - q[5] * q[7]) -
                              q[1] * (q[3] * q[8] - q[5] * q[6]) +
                              q[2] * (q[3] * q[7] - q[4] * q[6]);
    if (determinant > 0.0F) ++positive;
  }
  for (std::size_t i = 0; i < mean.size(); ++i) {
    CHECK(std::abs(mean[i]) < 0.04);
    CHECK(square[i] == doctest::Approx(1.0 / 3.0).epsilon(0.06));
  }
  CHECK(positive > trials * 45 / 100);
  CHECK(positive < trials * 55 / 100);
}

TEST_CASE("a weight's values depend on seed and path alone") {
  for (const std::string_view name : {"glorot_uniform", "he_normal", "orthogonal", "normal"}) {
    const Initializer initializer = row(name).defaults;
    CHECK(filled(initializer, {8, 8}, "a") == filled(initializer, {8, 8}, "a"));
    CHECK(filled(initializer, {8, 8}, "a") != filled(initializer, {8, 8}, "b"));
  }
}

TEST_CASE("a weight that an initializer cannot fill is refused with a reason") {
  const Initializer identity = row("identity").defaults;
  const Initializer orthogonal = row("orthogonal").defaults;
  CHECK(initializer_problem(identity, Sizes{3}).has_value());
  CHECK(initializer_problem(identity, Sizes{2, 3, 4}).has_value());
  CHECK(initializer_problem(orthogonal, Sizes{3}).has_value());
  CHECK_FALSE(initializer_problem(orthogonal, Sizes{3, 4}).has_value());
  CHECK_FALSE(initializer_problem(row("zeros").defaults, Sizes{}).has_value());
  CHECK_THROWS_AS(filled(orthogonal, {3}), std::invalid_argument);
}

TEST_CASE("the cost of a weight is known before it is filled") {
  const Initializer orthogonal = row("orthogonal").defaults;
  CHECK(initialize_flops(orthogonal, Sizes{1000, 1000}) > 1e9);
  CHECK(initialize_flops(orthogonal, Sizes{1000, 1000}) < 3e9);
  CHECK(initialize_flops(row("glorot_uniform").defaults, Sizes{1000, 1000}) < 2e8);
}
