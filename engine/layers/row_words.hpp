// Owns the words for what a row of the layer table says: kinds of arguments, values that one may
// have, changes of axes. Must not know a row by name, nor in what form it is told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers/layer.hpp"

namespace unroll {

/// `integer`, `choice`, `code`, ...: FieldKind of bindings/requests.ts.
[[nodiscard]] std::string_view kind_name(FieldKind kind);

/// The values that a form lists for an argument, as Python source; none where it takes any.
[[nodiscard]] std::vector<std::string> offered_values(const Field& field);

/// `kept`, `replaced`, `added`, `ended`, `set_aside`.
[[nodiscard]] std::string_view change_name(AxisChange change);

}  // namespace unroll
