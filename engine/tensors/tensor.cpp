// Owns the checked sizes of tensors and the making of tensors and views.
// Must not know ops, graphs, symbolic shapes or layers.
#include "tensors/tensor.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace unroll {

namespace {

std::int64_t needed_bytes(std::span<const std::int64_t> sizes, DType dtype) {
  const auto bytes = checked_bytes(sizes, dtype);
  if (!bytes)
    throw std::length_error("a tensor's size is negative or its bytes do not fit in 64 bits");
  return *bytes;
}

/// The elements of a view of these sizes, once it is known that they lie within `available` bytes.
std::int64_t viewed_count(std::size_t available, std::span<const std::int64_t> sizes, DType dtype) {
  const std::int64_t needed = needed_bytes(sizes, dtype);
  if (static_cast<std::uint64_t>(needed) > available) {
    throw std::length_error("a tensor view is larger than its memory");
  }
  return needed / element_bytes(dtype);
}

}  // namespace

std::optional<std::int64_t> checked_count(std::span<const std::int64_t> sizes) {
  if (std::ranges::any_of(sizes, [](std::int64_t size) { return size < 0; })) return std::nullopt;
  if (std::ranges::find(sizes, 0) != sizes.end()) return 0;
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) {
    if (count > std::numeric_limits<std::int64_t>::max() / size) return std::nullopt;
    count *= size;
  }
  return count;
}

std::optional<std::int64_t> checked_bytes(std::span<const std::int64_t> sizes, DType dtype) {
  const auto count = checked_count(sizes);
  if (!count || *count > std::numeric_limits<std::int64_t>::max() / element_bytes(dtype)) {
    return std::nullopt;
  }
  return *count * element_bytes(dtype);
}

ConstTensorView::ConstTensorView(std::span<const std::byte> bytes,
                                 std::span<const std::int64_t> sizes, DType dtype)
    : sizes_(sizes), count_(viewed_count(bytes.size(), sizes, dtype)), dtype_(dtype) {
  bytes_ = bytes.first(static_cast<std::size_t>(count_ * element_bytes(dtype)));
}

TensorView::TensorView(std::span<std::byte> bytes, std::span<const std::int64_t> sizes, DType dtype)
    : sizes_(sizes), count_(viewed_count(bytes.size(), sizes, dtype)), dtype_(dtype) {
  bytes_ = bytes.first(static_cast<std::size_t>(count_ * element_bytes(dtype)));
}

Tensor::Tensor(DType dtype, std::vector<std::int64_t> sizes)
    : sizes_(std::move(sizes)), dtype_(dtype), storage_(needed_bytes(sizes_, dtype)) {}

Tensor Tensor::clone() const {
  Tensor copy(dtype_, sizes_);
  copy.assign(storage_.bytes());
  return copy;
}

void Tensor::assign(std::span<const std::byte> bytes) {
  const std::span<std::byte> own = storage_.bytes();
  if (bytes.size() != own.size())
    throw std::length_error("a tensor is given another number of values");
  std::ranges::copy(bytes, own.begin());
}

}  // namespace unroll
