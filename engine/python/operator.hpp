// Owns the names of Python's operators. Must not know what they do.
#pragma once

#include <cstdint>

namespace unroll::python {

/// An operator that values answer. `in`, `is`, `and`, `or` and `not` are none.
enum class Operator : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  floor_divide,
  modulo,
  power,
  matmul,
  bit_and,
  bit_or,
  bit_xor,
  shift_left,
  shift_right,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  negative,
  positive,
  invert,
};

}  // namespace unroll::python
