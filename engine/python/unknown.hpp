// Owns how unknown values follow from others. For python/*.cpp alone.
#pragma once

#include <string>
#include <vector>

#include "python/value.hpp"

namespace unroll::python {

/// How an unknown follows from `operands`, or from what is in them where they are lists. What comes
/// of very many values (a loop adds some at each turn) is followed no further: it is one of its
/// own.
[[nodiscard]] Derivation follow(std::vector<Value> operands, Derivation::Derive derive);
/// An unknown that follows from others.
[[nodiscard]] Value derived(std::string path, const std::string& reason, Derivation from, Span at);

}  // namespace unroll::python
