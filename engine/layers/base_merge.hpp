// Owns what the layers that take a list of tensors share: the list itself and its masks. Must not
// know what any of them does with it. Mirrors keras/src/layers/merging/base_merge.py.
#pragma once

#include <string>
#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers::merging {

/// The tensors of the first argument; throws RuleError where it is no list or has less than
/// `least` or more than `most` of them.
[[nodiscard]] std::vector<ValueId> need_list(const LayerCall& call, std::size_t least,
                                             std::size_t most = 1000);

/// Throws RuleError where two batches have different sizes.
void need_one_batch(const LayerCall& call, const std::vector<ValueId>& inputs);

/// The masks, one for each input, no_id where it has none; throws RuleError where their number is
/// another. Nothing where there are none at all.
[[nodiscard]] std::vector<ValueId> masks_of_list(const Datum& masks, std::size_t count);

/// `(batch, 10, 32) and (batch, 32)`.
[[nodiscard]] std::string list_words(const Tracing& trace, const std::vector<ValueId>& inputs);
/// `[(None, 10, 32), (None, 32)]`, as Keras writes it.
[[nodiscard]] std::string list_keras_text(const Tracing& trace, const std::vector<ValueId>& inputs);

inline constexpr AxisNote batch_kept = {AxisChange::kept, Role::batch,
                                        "Items at the same place in the batches go together."};

}  // namespace unroll::layers::merging
