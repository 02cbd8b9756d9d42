// Owns the table of elementwise activations and their vector forms.
// Must not know layers.
#include "kernels/activations.hpp"

#include <algorithm>
#include <limits>

#include "kernels/map.hpp"
#include "kernels/simd_math.hpp"

namespace unroll::kernels {

namespace {

using Parameters = ActivationParameters;
using Vector = Batch (*)(const Batch&, const Parameters&);

/// An activation out of its vector form.
template <Vector F>
void apply(std::span<const float> in, std::span<float> out, const Parameters& parameters) {
  map(in, out, [&](const Batch& x) { return F(x, parameters); });
}

const auto zero = [] { return Batch(0.0F); };
const auto one = [] { return Batch(1.0F); };

Batch negative_part(const Batch& x) { return xsimd::select(x >= zero(), zero(), x); }

Batch celu(const Batch& x, const Parameters& p) {
  const Batch alpha(p[0]);
  return math::relu(x) + alpha * math::expm1(negative_part(x) / alpha);
}

Batch elu(const Batch& x, const Parameters& p) {
  return xsimd::select(x > zero(), x, Batch(p[0]) * math::expm1(negative_part(x)));
}

Batch exponential(const Batch& x, const Parameters&) { return math::exp(x); }

Batch gelu(const Batch& x, const Parameters& p) {
  const Batch half(0.5F);
  if (p[0] != 0.0F) {
    constexpr float sqrt_2_over_pi = 0.797884560802865356F;
    const Batch inner = Batch(sqrt_2_over_pi) * madd(Batch(0.044715F) * x * x, x, x);
    return half * x * (one() + math::tanh(inner));
  }
  // x times the normal distribution function, by the tail that does not cancel.
  constexpr float sqrt_half = 0.707106781186547524F;
  const Batch tail = half * math::erfc_positive(xsimd::abs(x) * Batch(sqrt_half));
  return x * xsimd::select(x < zero(), tail, one() - tail);
}

Batch hard_shrink(const Batch& x, const Parameters& p) {
  return xsimd::select(xsimd::abs(x) <= Batch(p[0]), zero(), x);
}

Batch hard_sigmoid_of(const Batch& x) {
  return math::bound_above(math::relu(x + Batch(3.0F)), 6.0F) * Batch(1.0F / 6.0F);
}

Batch hard_sigmoid(const Batch& x, const Parameters&) { return hard_sigmoid_of(x); }

Batch hard_silu(const Batch& x, const Parameters&) { return x * hard_sigmoid_of(x); }

Batch hard_tanh(const Batch& x, const Parameters&) {
  return math::bound_above(math::bound_below(x, -1.0F), 1.0F);
}

Batch leaky_relu(const Batch& x, const Parameters& p) {
  return xsimd::select(x < zero(), Batch(p[0]) * x, x);
}

Batch linear(const Batch& x, const Parameters&) { return x; }

/// log(1 + e^x) without overflow.
Batch softplus_of(const Batch& x) { return math::relu(x) + math::log1p(math::exp(-xsimd::abs(x))); }

Batch log_sigmoid(const Batch& x, const Parameters&) { return -softplus_of(-x); }

Batch mish(const Batch& x, const Parameters&) { return x * math::tanh(softplus_of(x)); }

/// negative_slope, max_value, threshold.
Batch relu(const Batch& x, const Parameters& p) {
  const Batch threshold(p[2]);
  // What is compared is "not above", so that NaN stays.
  const Batch kept = xsimd::select(x <= threshold, zero(), x);
  const Batch capped = math::bound_above(p[2] == 0.0F ? kept : math::bound_below(kept, 0.0F), p[1]);
  return p[0] == 0.0F ? capped : capped - Batch(p[0]) * math::relu(threshold - x);
}

Batch relu6(const Batch& x, const Parameters&) { return math::bound_above(math::relu(x), 6.0F); }

Batch selu(const Batch& x, const Parameters&) {
  constexpr float alpha = 1.6732632423543772848170429916717F;
  constexpr float scale = 1.0507009873554804934193349852946F;
  return Batch(scale) * elu(x, {alpha, 0.0F, 0.0F});
}

Batch sigmoid(const Batch& x, const Parameters&) { return math::sigmoid(x); }

Batch silu(const Batch& x, const Parameters&) { return x * math::sigmoid(x); }

Batch soft_shrink(const Batch& x, const Parameters& p) {
  return xsimd::copysign(math::relu(xsimd::abs(x) - Batch(p[0])), x);
}

Batch softplus(const Batch& x, const Parameters&) { return softplus_of(x); }

Batch softsign(const Batch& x, const Parameters&) { return x / (one() + xsimd::abs(x)); }

Batch sparse_plus(const Batch& x, const Parameters&) {
  const Batch y = x + one();
  return xsimd::select(x >= one(), x, xsimd::select(x <= -one(), zero(), Batch(0.25F) * y * y));
}

Batch sparse_sigmoid(const Batch& x, const Parameters&) {
  return Batch(0.5F) * (math::bound_above(math::bound_below(x, -1.0F), 1.0F) + one());
}

Batch squareplus(const Batch& x, const Parameters& p) {
  return Batch(0.5F) * (x + xsimd::sqrt(madd(x, x, Batch(p[0]))));
}

Batch tanh(const Batch& x, const Parameters&) { return math::tanh(x); }

Batch tanh_shrink(const Batch& x, const Parameters&) { return x - math::tanh(x); }

/// threshold, default_value.
Batch threshold(const Batch& x, const Parameters& p) {
  return xsimd::select(x > Batch(p[0]), x, Batch(p[1]));
}

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr std::array<ActivationParameter, 1> alpha_one{{{"alpha", 1.0F}}};
constexpr std::array<ActivationParameter, 1> approximate{{{"approximate", 0.0F}}};
constexpr std::array<ActivationParameter, 1> half_threshold{{{"threshold", 0.5F}}};
constexpr std::array<ActivationParameter, 1> slope{{{"negative_slope", 0.2F}}};
constexpr std::array<ActivationParameter, 1> b_four{{{"b", 4.0F}}};
constexpr std::array<ActivationParameter, 3> relu_parameters{
    {{"negative_slope", 0.0F}, {"max_value", infinity}, {"threshold", 0.0F}}};
constexpr std::array<ActivationParameter, 2> threshold_parameters{
    {{"threshold", 0.0F}, {"default_value", 0.0F}}};

constexpr std::array<Activation, 26> table{{
    {"celu", {}, alpha_one, apply<celu>},
    {"elu", {}, alpha_one, apply<elu>},
    {"exponential", {}, {}, apply<exponential>},
    {"gelu", {}, approximate, apply<gelu>},
    {"hard_shrink", {}, half_threshold, apply<hard_shrink>},
    {"hard_sigmoid", {}, {}, apply<hard_sigmoid>},
    {"hard_silu", "hard_swish", {}, apply<hard_silu>},
    {"hard_tanh", {}, {}, apply<hard_tanh>},
    {"leaky_relu", {}, slope, apply<leaky_relu>},
    {"linear", {}, {}, apply<linear>},
    {"log_sigmoid", {}, {}, apply<log_sigmoid>},
    {"mish", {}, {}, apply<mish>},
    {"relu", {}, relu_parameters, apply<relu>},
    {"relu6", {}, {}, apply<relu6>},
    {"selu", {}, {}, apply<selu>},
    {"sigmoid", {}, {}, apply<sigmoid>},
    {"silu", "swish", {}, apply<silu>},
    {"soft_shrink", {}, half_threshold, apply<soft_shrink>},
    {"softplus", {}, {}, apply<softplus>},
    {"softsign", {}, {}, apply<softsign>},
    {"sparse_plus", {}, {}, apply<sparse_plus>},
    {"sparse_sigmoid", {}, {}, apply<sparse_sigmoid>},
    {"squareplus", {}, b_four, apply<squareplus>},
    {"tanh", {}, {}, apply<tanh>},
    {"tanh_shrink", {}, {}, apply<tanh_shrink>},
    {"threshold", {}, threshold_parameters, apply<threshold>},
}};

}  // namespace

ActivationParameters Activation::defaults() const {
  ActivationParameters values{};
  std::ranges::transform(parameters, values.begin(), &ActivationParameter::default_value);
  return values;
}

std::span<const Activation> activation_table() { return table; }

const Activation* find_activation(std::string_view name) {
  const auto row = std::ranges::find_if(table, [&](const Activation& candidate) {
    return name == candidate.name || (!name.empty() && name == candidate.alias);
  });
  return row == table.end() ? nullptr : &*row;
}

void tanh(std::span<const float> in, std::span<float> out) {
  map(in, out, [](const Batch& x) { return math::tanh(x); });
}
void exp(std::span<const float> in, std::span<float> out) {
  map(in, out, [](const Batch& x) { return math::exp(x); });
}
void sigmoid(std::span<const float> in, std::span<float> out) {
  map(in, out, [](const Batch& x) { return math::sigmoid(x); });
}

}  // namespace unroll::kernels
