// Owns what the brackets behind a tensor mean: `x[:, -1]`. Must not know what is done with it.
#pragma once

#include <cstdint>
#include <vector>

#include "python/keras.hpp"

namespace unroll::python {

/// A subscript sorted out: a slice of each axis of the tensor, in order, and what is done to it.
struct TensorSubscript {
  std::vector<Dim> starts;
  std::vector<Dim> counts;
  std::vector<std::int64_t> steps;
  std::vector<std::int64_t> dropped;  ///< axes of the tensor that one index picks from
  std::vector<std::int64_t> added;    ///< positions in the result of new axes of size 1
  /// An axis from which a list or tensor of indices picks.
  struct Taken {
    std::int64_t axis;    ///< of the tensor
    std::int64_t result;  ///< the same axis in the result
    ValueId indices;
  };
  std::vector<Taken> taken;
};

/// Sorts out `index` on a tensor of `shape`; raises IndexError where it does not fit.
[[nodiscard]] TensorSubscript sort_out(Keras& keras, Interpreter& in, const Shape& shape,
                                       const Value& index, Span at);

}  // namespace unroll::python
