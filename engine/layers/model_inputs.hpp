// Owns what layers say of how tensors enter a model. Must not know graphs.
#pragma once

#include <optional>
#include <vector>

#include "layers/layer.hpp"

namespace unroll {

/// The row of the tensors that enter a model by themselves: keras.layers.InputLayer.
[[nodiscard]] const LayerRow& input_row();

/// The input shape that a first layer's own arguments give, batch first, nothing for an open size;
/// nothing at all where they give none.
[[nodiscard]] std::optional<std::vector<std::optional<Dim>>> given_input_shape(
    const LayerState& layer);

}  // namespace unroll
