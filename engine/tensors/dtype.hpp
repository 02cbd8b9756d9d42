// Owns the element types of tensors and their Keras names.
// Must not know tensors, graphs or layers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace unroll {

/// The element type of a tensor: float32 for numbers, int32 for integers and token ids, bool_ (one
/// byte, 0 or 1) for masks and truth values.
enum class DType : std::uint8_t { float32, int32, bool_ };

/// Keras's name of a dtype: "float32", "int32" or "bool".
constexpr std::string_view dtype_name(DType dtype) {
  switch (dtype) {
    case DType::float32:
      return "float32";
    case DType::int32:
      return "int32";
    case DType::bool_:
      return "bool";
  }
  return {};
}

/// The dtype that has this Keras name, nothing for any other text.
constexpr std::optional<DType> dtype_from_name(std::string_view name) {
  for (const DType dtype : {DType::float32, DType::int32, DType::bool_}) {
    if (name == dtype_name(dtype)) return dtype;
  }
  return std::nullopt;
}

/// Bytes of one element: 4, 4 and 1.
constexpr std::int64_t element_bytes(DType dtype) { return dtype == DType::bool_ ? 1 : 4; }

/// The dtype that stores a C++ type: float, std::int32_t or std::uint8_t (bool).
template <class T>
struct DTypeOf;
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::float32;
};
template <>
struct DTypeOf<std::int32_t> {
  static constexpr DType value = DType::int32;
};
template <>
struct DTypeOf<std::uint8_t> {
  static constexpr DType value = DType::bool_;
};
template <class T>
inline constexpr DType dtype_of = DTypeOf<T>::value;

}  // namespace unroll
