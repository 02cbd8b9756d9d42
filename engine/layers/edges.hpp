// Owns the reading of arguments that say how many places are meant before the first and behind the
// last, along each of some axes. Must not know which layer asks.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "layers/layer.hpp"

namespace unroll::layers {

/// How many places before the first and behind the last.
struct Edges {
  std::int64_t before = 0;
  std::int64_t after = 0;
};

/// What an argument says of `axes` axes: one number for all, or for each axis a number or a pair;
/// with one axis a number or a pair. Throws RuleError in Keras's words.
[[nodiscard]] std::vector<Edges> edges_of(const Config& config, std::string_view name,
                                          std::size_t axes);

/// `1`, or `(1, 2)`, for each axis: `1 × (1, 2)`.
[[nodiscard]] std::string edges_text(const std::vector<Edges>& edges);

}  // namespace unroll::layers
