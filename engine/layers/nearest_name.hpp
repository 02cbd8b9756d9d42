// Owns which of some names is meant by one that is none of them.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace unroll {

/// The name that the fewest single-letter edits make of `name`; nothing where none is near.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> among);

}  // namespace unroll
