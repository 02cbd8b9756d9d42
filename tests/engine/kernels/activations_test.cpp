// Tests of the activations: accuracy over all floats, Keras's definitions, tails.
#include "kernels/activations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::Activation;
using unroll::kernels::ActivationParameters;
using unroll::kernels::find_activation;
using unroll::tests::all_magnitudes;
using unroll::tests::close;
using unroll::tests::numbers;
using unroll::tests::ulps;

namespace {

using Function = void (*)(std::span<const float>, std::span<float>);
using Reference = std::function<double(double)>;

/// The largest error in units in the last place.
double worst_of(Function function, const Reference& reference, const std::vector<float>& in) {
  std::vector<float> out(in.size());
  function(in, out);
  double worst = 0.0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double error = ulps(out[i], reference(double{in[i]}));
    if (error > 3.0) MESSAGE(in[i], " gives ", out[i], ", off by ", error);
    worst = std::max(worst, error);
  }
  return worst;
}

/// The same over all magnitudes, and densely where it counts.
double worst_ulps(Function function, const Reference& reference) {
  std::vector<float> in = all_magnitudes(400);
  for (int i = -110 * 512; i <= 110 * 512; ++i) in.push_back(static_cast<float>(i) / 512.0F);
  return worst_of(function, reference, in);
}

/// The same over every float, or every `stride`th.
double worst_of_all(Function function, const Reference& reference, std::uint32_t stride) {
  constexpr std::size_t block = std::size_t{1} << 20U;
  double worst = 0.0;
  std::vector<float> in;
  std::uint64_t bits = 0;
  while (bits >> 32U == 0) {
    in.clear();
    for (; in.size() < block && bits >> 32U == 0; bits += stride) {
      in.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    }
    worst = std::max(worst, worst_of(function, reference, in));
  }
  return worst;
}

double reference_sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double reference_softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}
double clip(double x, double low, double high) { return std::min(std::max(x, low), high); }

struct Definition {
  std::string name;
  ActivationParameters parameters;
  Reference reference;
};

/// Keras's definitions, in double.
std::vector<Definition> definitions() {
  const auto at = [](const char* name) { return find_activation(name)->defaults(); };
  return {
      {"celu", at("celu"), [](double x) { return x > 0 ? x : std::expm1(x); }},
      {"celu", {0.5F}, [](double x) { return x > 0 ? x : 0.5 * std::expm1(x / 0.5); }},
      {"elu", at("elu"), [](double x) { return x > 0 ? x : std::expm1(x); }},
      {"elu", {0.3F}, [](double x) { return x > 0 ? x : double{0.3F} * std::expm1(x); }},
      {"exponential", {}, [](double x) { return std::exp(x); }},
      {"gelu", at("gelu"), [](double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); }},
      {"gelu",
       {1.0F},
       [](double x) {
         return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
       }},
      {"hard_shrink", at("hard_shrink"), [](double x) { return std::abs(x) > 0.5 ? x : 0.0; }},
      {"hard_sigmoid", {}, [](double x) { return clip(x + 3, 0, 6) / 6; }},
      {"hard_silu", {}, [](double x) { return x * clip(x + 3, 0, 6) / 6; }},
      {"hard_tanh", {}, [](double x) { return clip(x, -1, 1); }},
      {"leaky_relu", at("leaky_relu"), [](double x) { return x < 0 ? double{0.2F} * x : x; }},
      {"leaky_relu", {0.3F}, [](double x) { return x < 0 ? double{0.3F} * x : x; }},
      {"linear", {}, [](double x) { return x; }},
      {"log_sigmoid", {}, [](double x) { return -reference_softplus(-x); }},
      {"mish", {}, [](double x) { return x * std::tanh(reference_softplus(x)); }},
      {"relu", at("relu"), [](double x) { return std::max(x, 0.0); }},
      {"relu",
       {0.1F, 6.0F, 0.0F},
       [](double x) { return x < 0 ? double{0.1F} * x : clip(x, 0, 6); }},
      {"relu",
       {0.5F, 4.0F, 1.0F},
       [](double x) { return x > 1 ? std::min(x, 4.0) : 0.5 * (x - 1); }},
      {"relu", {0.0F, 2.0F, -1.0F}, [](double x) { return x > -1 ? clip(x, 0, 2) : 0.0; }},
      {"relu6", {}, [](double x) { return clip(x, 0, 6); }},
      {"selu",
       {},
       [](double x) {
         constexpr double alpha = 1.6732632423543772;
         constexpr double scale = 1.0507009873554805;
         return scale * (x > 0 ? x : alpha * std::expm1(x));
       }},
      {"sigmoid", {}, reference_sigmoid},
      {"silu", {}, [](double x) { return x * reference_sigmoid(x); }},
      {"soft_shrink", at("soft_shrink"),
       [](double x) { return std::abs(x) > 0.5 ? x - std::copysign(0.5, x) : 0.0; }},
      {"softplus", {}, reference_softplus},
      {"softsign", {}, [](double x) { return x / (1 + std::abs(x)); }},
      {"sparse_plus",
       {},
       [](double x) { return x <= -1 ? 0 : (x >= 1 ? x : (x + 1) * (x + 1) / 4); }},
      {"sparse_sigmoid", {}, [](double x) { return clip((x + 1) / 2, 0, 1); }},
      {"squareplus", at("squareplus"), [](double x) { return (x + std::sqrt(x * x + 4)) / 2; }},
      {"tanh", {}, [](double x) { return std::tanh(x); }},
      {"tanh_shrink", {}, [](double x) { return x - std::tanh(x); }},
      {"threshold", {0.5F, -3.0F}, [](double x) { return x > 0.5 ? x : -3.0; }},
  };
}

}  // namespace

TEST_CASE("exp, tanh and sigmoid keep their stated errors at all magnitudes") {
  CHECK(worst_ulps(unroll::kernels::exp, [](double x) { return std::exp(x); }) <= 1.5);
  CHECK(worst_ulps(unroll::kernels::tanh, [](double x) { return std::tanh(x); }) <= 3);
  CHECK(worst_ulps(unroll::kernels::sigmoid, reference_sigmoid) <= 2.5);
}

// UNROLL_EVERY_FLOAT=1 engine_tests -tc="*all floats" leaves none out, and takes minutes.
TEST_CASE("exp, tanh and sigmoid keep their stated errors over all floats") {
  constexpr std::uint32_t prime = 4099;
  const std::uint32_t stride = std::getenv("UNROLL_EVERY_FLOAT") == nullptr ? prime : 1;
  CHECK(worst_of_all(unroll::kernels::exp, [](double x) { return std::exp(x); }, stride) <= 1.5);
  CHECK(worst_of_all(unroll::kernels::tanh, [](double x) { return std::tanh(x); }, stride) <= 3);
  CHECK(worst_of_all(unroll::kernels::sigmoid, reference_sigmoid, stride) <= 2.5);
}

TEST_CASE("tanh keeps the sign of zero and stays within one") {
  const std::vector<float> in{0.0F, -0.0F, 1e-40F, -1e-40F, 30.0F, -30.0F, 9.01F, -9.01F};
  std::vector<float> out(in.size());
  unroll::kernels::tanh(in, out);
  CHECK_FALSE(std::signbit(out[0]));
  CHECK(std::signbit(out[1]));
  CHECK(out[2] == 1e-40F);
  CHECK(out[3] == -1e-40F);
  CHECK(out[4] == 1.0F);
  CHECK(out[5] == -1.0F);
  CHECK(out[6] <= 1.0F);
  CHECK(out[7] >= -1.0F);
}

TEST_CASE("every activation follows Keras's definition") {
  std::vector<float> in = numbers(3000, "activations", -12.0, 12.0);
  for (const float special :
       {0.0F, -0.0F, 0.5F, -0.5F, 1.0F, -1.0F, 3.0F, -3.0F, 6.0F, 1e-6F, -1e-6F}) {
    in.push_back(special);
  }
  for (const float large : {30.0F, -30.0F, 80.0F, -80.0F}) in.push_back(large);
  std::vector<std::string> seen;
  for (const Definition& definition : definitions()) {
    CAPTURE(definition.name);
    const Activation* activation = find_activation(definition.name);
    REQUIRE(activation != nullptr);
    std::vector<float> out(in.size());
    activation->apply(in, out, definition.parameters);
    for (std::size_t i = 0; i < in.size(); ++i) {
      CAPTURE(in[i]);
      CAPTURE(out[i]);
      REQUIRE(close(out[i], definition.reference(double{in[i]})));
    }
    seen.push_back(definition.name);
  }
  for (const Activation& activation : unroll::kernels::activation_table()) {
    CAPTURE(std::string(activation.name));
    CHECK(std::ranges::find(seen, activation.name) != seen.end());
  }
}

TEST_CASE("NaN and infinities give what the definitions give") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> in{std::numeric_limits<float>::quiet_NaN(), infinity, -infinity};
  for (const Definition& definition : definitions()) {
    CAPTURE(definition.name);
    std::vector<float> out(3);
    find_activation(definition.name)->apply(in, out, definition.parameters);
    if (definition.name != "threshold") CHECK(std::isnan(out[0]));
    CHECK(close(out[1], definition.reference(double{in[1]})));
    CHECK(close(out[2], definition.reference(double{in[2]})));
  }
}

TEST_CASE("activations of 1 to 67 elements give the same values, in place as well") {
  const std::vector<float> source = numbers(67, "tails", -4.0, 4.0);
  for (const Activation& activation : unroll::kernels::activation_table()) {
    CAPTURE(std::string(activation.name));
    std::vector<float> whole(source.size());
    activation.apply(source, whole, activation.defaults());
    for (std::size_t n = 0; n <= source.size(); ++n) {
      // Memory of exactly this size, so that the sanitizer sees a step beyond it.
      std::vector<float> values(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(n));
      values.shrink_to_fit();
      activation.apply(values, values, activation.defaults());
      REQUIRE(std::equal(values.begin(), values.end(), whole.begin()));
    }
  }
}

TEST_CASE("activations are found by name and alias, and the table is sorted") {
  CHECK(find_activation("swish") == find_activation("silu"));
  CHECK(find_activation("hard_swish") == find_activation("hard_silu"));
  CHECK(find_activation("Tanh") == nullptr);
  CHECK(find_activation("") == nullptr);
  CHECK(find_activation("softmax") == nullptr);
  const auto table = unroll::kernels::activation_table();
  CHECK(std::ranges::is_sorted(table, {}, &Activation::name));
  CHECK(find_activation("relu")->defaults()[1] == std::numeric_limits<float>::infinity());
  CHECK(find_activation("leaky_relu")->defaults()[0] == 0.2F);
}
