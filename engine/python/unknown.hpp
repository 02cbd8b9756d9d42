// Owns how unknown values follow from others. For python/*.cpp alone.
#pragma once

#include <string>
#include <vector>

#include "python/value.hpp"

namespace unroll::python {

/// An unknown that follows from `operands` as `derive` says. What follows from others through very
/// many steps (a loop adds one at each turn) is followed no further: it is one of its own.
[[nodiscard]] Value derived(std::string path, const std::string& reason,
                            const std::vector<Value>& operands, Span at, Unknown::Derive derive);

}  // namespace unroll::python
