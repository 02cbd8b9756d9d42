// Owns which arguments of a layer have to be told to make it again: those that are neither Keras's
// default nor follow from the others. Must not know in which form they are told, nor graphs.
#pragma once

#include <functional>
#include <vector>

#include "layers/layer.hpp"

namespace unroll {

/// The layer behind an argument.
using LayerOf = std::function<const LayerState&(LayerId)>;

/// Whether two arguments say the same: `1` and `1.0`, a list and a tuple of the same items,
/// `"glorot_uniform"` and the initializer of that name. Layers are the same by class, name and
/// arguments.
[[nodiscard]] bool says_same(const Datum& a, const Datum& b, const LayerOf& layer_of);

/// The arguments that have to be told, in Keras's order, the name left out.
[[nodiscard]] std::vector<const ConfigEntry*> told_arguments(const LayerState& layer,
                                                             const LayerOf& layer_of);

/// What Keras saves: the name, the row's own arguments unless they are None anyway, and those of
/// every layer's that have to be told.
[[nodiscard]] std::vector<const ConfigEntry*> saved_arguments(const LayerState& layer,
                                                              const LayerOf& layer_of);

/// Whether Keras would make this name for a layer of that class: `lstm`, `lstm_3`, also as a part
/// of a wrapper, `forward_lstm`.
[[nodiscard]] bool is_automatic_name(std::string_view name, std::string_view class_name);

/// The arguments of an Input for a tensor of this type: `shape`, or `batch_shape` where the batch
/// has a size; with `all` in Keras's own full form.
[[nodiscard]] std::vector<GivenDatum> input_arguments(const TensorType& type, bool all);

/// An initializer by its row of the table, with the arguments that differ from the row's.
struct ToldInitializer {
  const InitializerRow* row = nullptr;
  std::vector<GivenDatum> arguments;
};
[[nodiscard]] ToldInitializer told_initializer(const Initializer& initializer);

}  // namespace unroll
