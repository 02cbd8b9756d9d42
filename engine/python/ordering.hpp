// Owns the sorting of values, for `sorted`, `list.sort`, `min` and `max`.
#pragma once

#include <vector>

#include "python/interpreter.hpp"

namespace unroll::python {

/// `a < b`; raises TypeError where they have no order.
bool less(Interpreter& in, const Value& a, const Value& b, Span at);
/// Stable, by the results of `key` where it is not None.
void sort_values(Interpreter& in, std::vector<Value>& items, const Value& key, bool reversed,
                 Span at);

}  // namespace unroll::python
