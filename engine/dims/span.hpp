// Owns a place in the program's text. Must not know the text itself.
#pragma once

#include <cstdint>

namespace unroll {

/// A half-open range of the program in UTF-16 code units; empty at 0 where there is no place.
struct Span {
  std::uint32_t from = 0;
  std::uint32_t to = 0;

  [[nodiscard]] bool empty() const { return from >= to; }
  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace unroll
