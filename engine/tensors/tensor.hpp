// Owns dense row-major tensors and the views that kernels and readers are given of them.
// Must not know ops, graphs, symbolic shapes or layers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "tensors/aligned_bytes.hpp"
#include "tensors/dtype.hpp"

namespace unroll {

/// The number of elements of a tensor of these sizes; 1 for a scalar (no axes). Nothing if a size
/// is negative or the product does not fit in 64 bits (an axis of size 0 makes it 0 in any case).
[[nodiscard]] std::optional<std::int64_t> checked_count(std::span<const std::int64_t> sizes);

/// The number of bytes of such a tensor, with the same conditions.
[[nodiscard]] std::optional<std::int64_t> checked_bytes(std::span<const std::int64_t> sizes,
                                                        DType dtype);

/// Non-owning, read-only view of a dense row-major tensor. Valid as long as the storage and the
/// sizes that it was made of.
class ConstTensorView {
 public:
  /// `bytes` holds at least the elements of `sizes`. Throws std::length_error where it does not.
  ConstTensorView(std::span<const std::byte> bytes, std::span<const std::int64_t> sizes,
                  DType dtype);

  [[nodiscard]] std::span<const std::int64_t> sizes() const { return sizes_; }
  [[nodiscard]] std::int64_t rank() const { return static_cast<std::int64_t>(sizes_.size()); }
  [[nodiscard]] DType dtype() const { return dtype_; }
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

  /// The elements. T is float, std::int32_t or std::uint8_t; throws std::logic_error where the
  /// dtype is another.
  template <class T>
  [[nodiscard]] std::span<const T> as() const {
    if (dtype_of<T> != dtype_) throw std::logic_error("tensor view read as another dtype");
    return {reinterpret_cast<const T*>(bytes_.data()), static_cast<std::size_t>(count_)};
  }

 private:
  std::span<const std::byte> bytes_;
  std::span<const std::int64_t> sizes_;
  std::int64_t count_;
  DType dtype_;
};

/// Non-owning, writable view of a dense row-major tensor.
class TensorView {
 public:
  /// As ConstTensorView's.
  TensorView(std::span<std::byte> bytes, std::span<const std::int64_t> sizes, DType dtype);

  [[nodiscard]] std::span<const std::int64_t> sizes() const { return sizes_; }
  [[nodiscard]] std::int64_t rank() const { return static_cast<std::int64_t>(sizes_.size()); }
  [[nodiscard]] DType dtype() const { return dtype_; }
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::span<std::byte> bytes() const { return bytes_; }

  /// As ConstTensorView's, writable.
  template <class T>
  [[nodiscard]] std::span<T> as() const {
    if (dtype_of<T> != dtype_) throw std::logic_error("tensor view read as another dtype");
    return {reinterpret_cast<T*>(bytes_.data()), static_cast<std::size_t>(count_)};
  }

  /// Implicit, as a span's: whoever may write may read.
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator ConstTensorView() const { return {bytes_, sizes_, dtype_}; }

 private:
  std::span<std::byte> bytes_;
  std::span<const std::int64_t> sizes_;
  std::int64_t count_;
  DType dtype_;
};

/// Owning, move-only, dense row-major tensor, 64-byte aligned. Share one as
/// std::shared_ptr<const Tensor>.
class Tensor {
 public:
  /// All elements 0. Throws std::length_error where a size is negative or the bytes do not fit,
  /// std::bad_alloc where memory is short.
  Tensor(DType dtype, std::vector<std::int64_t> sizes);

  /// A tensor that holds these values. Throws std::length_error where their number is not that of
  /// `sizes`.
  template <class T>
  static Tensor of(std::vector<std::int64_t> sizes, std::span<const T> values) {
    Tensor tensor(dtype_of<T>, std::move(sizes));
    tensor.assign(std::as_bytes(values));
    return tensor;
  }

  /// A deep copy.
  [[nodiscard]] Tensor clone() const;

  [[nodiscard]] std::span<const std::int64_t> sizes() const { return sizes_; }
  [[nodiscard]] std::int64_t rank() const { return static_cast<std::int64_t>(sizes_.size()); }
  [[nodiscard]] DType dtype() const { return dtype_; }
  [[nodiscard]] std::int64_t count() const { return view().count(); }

  [[nodiscard]] TensorView view() { return {storage_.bytes(), sizes_, dtype_}; }
  [[nodiscard]] ConstTensorView view() const { return {storage_.bytes(), sizes_, dtype_}; }

  /// The elements, as ConstTensorView::as.
  template <class T>
  [[nodiscard]] std::span<T> as() {
    return view().as<T>();
  }
  template <class T>
  [[nodiscard]] std::span<const T> as() const {
    return view().as<T>();
  }

 private:
  void assign(std::span<const std::byte> bytes);

  std::vector<std::int64_t> sizes_;
  DType dtype_;
  AlignedBytes storage_;
};

}  // namespace unroll
