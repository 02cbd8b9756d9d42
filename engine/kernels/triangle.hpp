// Owns the cutting of triangles out of matrices. Must not know dtypes: elements are runs of `width`
// bytes, and zero bytes are zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace unroll::kernels {

enum class Triangle : std::uint8_t { lower, upper };

/// Copies matrices of `rows` x `columns`, one after another, with zeros where column - row is above
/// k (lower) or below it (upper). `out` is as long as all of them and does not overlap `in`.
void triangle(Triangle side, std::int64_t rows, std::int64_t columns, std::int64_t k,
              std::span<const std::byte> in, std::span<std::byte> out, std::int64_t width);

}  // namespace unroll::kernels
