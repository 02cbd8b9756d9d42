// Owns how whole numbers become marks among `depth` categories. Must not know layers.
// Mirrors encode_categorical_inputs in keras/src/utils/numerical_utils.py.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "layers/layer.hpp"

namespace unroll::layers::categories {

inline constexpr std::array<std::string_view, 3> modes = {"one_hot", "multi_hot", "count"};

inline constexpr std::array effects = {
    Effect{"\"int\"", "the number of the category"},
    Effect{"\"one_hot\"", "each number becomes a row of 0s with a 1 at its category"},
    Effect{"\"multi_hot\"", "each sample becomes a row with a 1 at every category in it"},
    Effect{"\"count\"", "each sample becomes a row that counts its categories"}};

/// `indices` by one of the modes: `one_hot` marks each of them along a new last axis, in the place
/// of a last axis of size 1; the others bring axis 1 together (axis 0 where there is no other),
/// `count` as a sum of `weights`, or of ones.
[[nodiscard]] ValueId encode(Tracing& trace, ValueId indices, std::string_view mode,
                             const Dim& depth, std::optional<ValueId> weights = std::nullopt);

inline constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is treated on its own."},
    AxisNote{AxisChange::kept, Role::other,
             "`output_mode={output_mode}`: each place is treated on its own."},
    AxisNote{AxisChange::replaced, Role::features,
             "`output_mode={output_mode}`: {to} marks, one for each category, stand for {from} "
             "numbers."},
    AxisNote{AxisChange::added, Role::features,
             "`output_mode={output_mode}`: {to} marks, one for each category, stand for a number."},
    AxisNote{AxisChange::ended, Role::other,
             "`output_mode={output_mode}`: its numbers are marked together in one row."},
};

}  // namespace unroll::layers::categories
