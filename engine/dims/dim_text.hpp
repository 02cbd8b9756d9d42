// Owns how a symbolic size is written. Only this room's sources include it.
#pragma once

#include <string>

#include "dims/dim.hpp"

namespace unroll {

/// The text of what is divided: bracketed where it is a sum or begins with a minus.
[[nodiscard]] std::string dividend_text(const Dim& dim);
/// The text of what it is divided by: bracketed unless it is one name or number.
[[nodiscard]] std::string divisor_text(const Dim& dim);

}  // namespace unroll
