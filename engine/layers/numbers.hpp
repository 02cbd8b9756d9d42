// Owns the reading of arguments that hold numbers: one, nested lists of them, or an array. Must not
// know which layer has which.
#pragma once

#include <optional>

#include "layers/layer.hpp"

namespace unroll::layers {

/// Whether it is a number, or nested lists of numbers whose rows are equally long, or a tensor.
[[nodiscard]] bool holds_numbers(const Datum& datum);

/// What holds_numbers as a tensor of float32, in the order of its rows.
[[nodiscard]] ValueId numbers(Tracing& trace, const Datum& datum);

/// A plain number; nothing for None, an open size or anything else.
[[nodiscard]] std::optional<double> plain_number(const Datum& datum);

}  // namespace unroll::layers
