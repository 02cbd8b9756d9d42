// Owns the allocation of aligned, zeroed memory.
// Must not know what is stored in it.
#include "tensors/aligned_bytes.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

namespace unroll {

namespace {

constexpr auto alignment = std::align_val_t{static_cast<std::size_t>(storage_alignment)};

}  // namespace

AlignedBytes::AlignedBytes(std::int64_t size) {
  constexpr auto most =
      static_cast<std::uint64_t>(std::numeric_limits<std::ptrdiff_t>::max() - storage_alignment);
  if (size < 0 || static_cast<std::uint64_t>(size) > most) {
    throw std::length_error("more bytes than this machine can address");
  }
  if (size == 0) return;
  size_ = static_cast<std::size_t>(size);
  data_.reset(static_cast<std::byte*>(::operator new(size_, alignment)));
  std::fill_n(data_.get(), size_, std::byte{0});
}

AlignedBytes::AlignedBytes(AlignedBytes&& other) noexcept
    : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}

AlignedBytes& AlignedBytes::operator=(AlignedBytes&& other) noexcept {
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void AlignedBytes::Release::operator()(std::byte* data) const noexcept {
  ::operator delete(data, alignment);
}

}  // namespace unroll
