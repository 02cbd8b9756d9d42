// Owns the softmax of numbers of which a mask leaves out some, as the Softmax layer and attention
// apply it. Must not know where the numbers come from.
#pragma once

#include <cstdint>
#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers {

/// What becomes of a line of numbers that the mask leaves out as a whole.
enum class AllMasked : std::uint8_t { zeros, even_shares };

/// The shares of the numbers `x` along `axes` together: positive, and 1 in sum. Those that `mask`
/// (bool; no_id: none) leaves out count for nothing. Throws RuleError where the mask cannot be
/// broadcast to `x`.
[[nodiscard]] ValueId masked_softmax(const LayerCall& call, ValueId x,
                                     const std::vector<std::int64_t>& axes, ValueId mask,
                                     AllMasked all_masked);

}  // namespace unroll::layers
