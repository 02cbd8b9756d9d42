// Owns the elementwise activations: one row each, Keras's names and definitions.
// Must not know layers; softmax and its kind, which act along an axis, are in reductions.hpp.
// Mirrors keras/src/activations/activations.py.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace unroll::kernels {

/// The parameters of an activation, in the order of its row.
using ActivationParameters = std::array<float, 3>;

/// out[i] = f(in[i]). Both spans have the same size; they are the same memory or do not overlap.
using ActivationFunction = void (*)(std::span<const float> in, std::span<float> out,
                                    const ActivationParameters& parameters);

/// A parameter of an activation and its default.
struct ActivationParameter {
  std::string_view name;
  float default_value = 0.0F;
};

/// A row of the table of activations.
struct Activation {
  std::string_view name;                            // Keras's: "hard_silu"
  std::string_view alias;                           // Keras's other name, or empty: "hard_swish"
  std::span<const ActivationParameter> parameters;  // at most 3
  ActivationFunction apply = nullptr;

  /// The parameters' defaults.
  [[nodiscard]] ActivationParameters defaults() const;
};

/// Every elementwise activation of Keras, sorted by name. relu's max_value is +inf where Keras has
/// None; gelu's `approximate` is 0 (exact, by erf) or 1 (by tanh).
[[nodiscard]] std::span<const Activation> activation_table();

/// The row with this name or alias, null if there is none.
[[nodiscard]] const Activation* find_activation(std::string_view name);

/// out[i] = exp(in[i]), tanh(in[i]), 1/(1 + exp(-in[i])). Over all floats the error is at most 1.5
/// units in the last place for exp, 3 for tanh, 2.5 for sigmoid (tests hold them to it). exp gives
/// +inf above 88.7228 and denormals as they come; NaN gives NaN. These are what the recurrent steps
/// and the table of activations use.
void exp(std::span<const float> in, std::span<float> out);
void tanh(std::span<const float> in, std::span<float> out);
void sigmoid(std::span<const float> in, std::span<float> out);

}  // namespace unroll::kernels
