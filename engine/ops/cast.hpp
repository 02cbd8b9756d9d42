// Owns the change of a tensor's dtype inside ops, and the choice of code by dtype. Must not know a
// single op.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

#include "ops/op.hpp"

namespace unroll::ops {

/// Calls `with` with a value of the C++ type that stores `dtype`: `with_type(dtype, [&]<typename
/// T>(T) { ... })`.
template <typename With>
auto with_type(DType dtype, const With& with) {
  switch (dtype) {
    case DType::float32:
      return with(float{});
    case DType::int32:
      return with(std::int32_t{});
    case DType::bool_:
      break;
  }
  return with(std::uint8_t{});
}

/// A number as an element: what does not fit becomes the nearest limit, NaN no integer but 0, and
/// anything but 0 is true.
[[nodiscard]] float element(double number, float of);
[[nodiscard]] std::int32_t element(double number, std::int32_t of);
[[nodiscard]] std::uint8_t element(double number, std::uint8_t of);

/// Copies the values into another dtype, or the same.
void convert(const ConstTensorView& in, const TensorView& out);

/// A tensor's values in another dtype. The storage is made once, and only where the dtypes differ.
class Cast {
 public:
  Cast(const BoundTensor& from, DType to);

  /// The view itself where nothing is to do; else a view that is valid until the next call.
  [[nodiscard]] ConstTensorView operator()(const ConstTensorView& view);

 private:
  std::optional<Tensor> copy_;
};

}  // namespace unroll::ops
