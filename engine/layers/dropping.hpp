// Owns what the layers share that change numbers in training alone: here they hand them on. Must
// not know any of them.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "layers/argument_fields.hpp"

namespace unroll::layers::dropping {

inline constexpr Field noise_shape = {
    .name = "noise_shape",
    .kind = FieldKind::code,
    .otherwise = "None",
    .doc = "Along which axes the same places are dropped: those whose size is 1 here.",
    .training_only = true};

/// What a layer does to numbers in training, and that they are handed on here.
inline constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::other,
             "Numbers go through as they are: only training drops or changes any."},
};

inline constexpr std::array<std::string_view, 2> arguments = {"inputs", "training"};

/// The input as it is.
inline Datum hand_on(const LayerCall& call) { return TensorRef{call.input()}; }

/// Refuses a noise shape that is no list of sizes or Nones, in Keras's words.
void check_noise_shape(const Config& config);

/// `0.5 in training`.
std::string settings(const Config& config);

}  // namespace unroll::layers::dropping
