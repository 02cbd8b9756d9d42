// Owns the activation functions that Keras knows by name, as layers and programs apply them: those
// of the kernels' table, and those along an axis. Must not know layers.
// Mirrors keras/src/activations/__init__.py and activations.py.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers {

/// The names of all activations that Keras makes of a name alone, sorted, without further names.
[[nodiscard]] std::vector<std::string_view> activation_names();
/// Whether it is one of them, or a further name of one: `swish`.
[[nodiscard]] bool is_activation(std::string_view name);

/// `relu`, `linear` for None; `own activation` for a function or a layer of the program.
[[nodiscard]] std::string activation_text(const Datum& activation);

/// The tensor with the activation of this name applied; what acts along an axis does so along the
/// last one. An unknown name is a fault of the engine.
[[nodiscard]] ValueId apply_activation(Tracing& trace, std::string_view name, ValueId x);

/// exp(x) / sum(exp(x)), the sum over these axes together.
[[nodiscard]] ValueId softmax(Tracing& trace, ValueId x, const std::vector<std::int64_t>& axes);
/// The logarithm of that.
[[nodiscard]] ValueId log_softmax(Tracing& trace, ValueId x, const std::vector<std::int64_t>& axes);
/// The first half of an axis times the sigmoid of the second.
[[nodiscard]] ValueId glu(Tracing& trace, ValueId x, std::int64_t axis);
/// max(x - tau, 0), with one tau for each line along the axis.
[[nodiscard]] ValueId sparsemax(Tracing& trace, ValueId x, std::int64_t axis);

}  // namespace unroll::layers
