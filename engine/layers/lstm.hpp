// Owns what the LSTM shares with its convolutional relatives: the gates. Must not know how their
// sums come about. Mirrors keras/src/layers/rnn/lstm.py.
#pragma once

#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers {

inline constexpr Field carry_activation = {
    "activation", FieldKind::activation, "\"tanh\"",
    "The function that makes the candidate, and the output of the carry.", true};

/// One step of the gates: of the sums of i, f, c, o (in this order) and the carry before, the
/// output and the states after it. Activations are the layer's own.
[[nodiscard]] Datum lstm_step(const LayerCall& call, const std::vector<ValueId>& sums,
                              ValueId carry_before);

/// The bias's initialiser, with ones for the forget gate's `width` numbers where
/// `unit_forget_bias`.
[[nodiscard]] Datum gated_bias_initializer(const Config& config, const Dim& width);

}  // namespace unroll::layers
