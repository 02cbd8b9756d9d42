// Owns one block of 64-byte-aligned, zeroed memory.
// Must not know what is stored in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace unroll {

/// Every tensor and every arena offset begins at a multiple of this many bytes (one cache line).
inline constexpr std::int64_t storage_alignment = 64;

/// `bytes` rounded up to the next multiple of storage_alignment. `bytes` is at least 0 and at most
/// 2^62.
constexpr std::int64_t aligned_size(std::int64_t bytes) {
  return (bytes + storage_alignment - 1) / storage_alignment * storage_alignment;
}

/// Move-only owner of an aligned block, all bytes 0 at first.
class AlignedBytes {
 public:
  AlignedBytes() = default;

  /// Takes `size` bytes. Throws std::length_error where size is negative or more than this machine
  /// can address, std::bad_alloc where memory is short.
  explicit AlignedBytes(std::int64_t size);

  AlignedBytes(AlignedBytes&& other) noexcept;
  AlignedBytes& operator=(AlignedBytes&& other) noexcept;
  AlignedBytes(const AlignedBytes&) = delete;
  AlignedBytes& operator=(const AlignedBytes&) = delete;
  ~AlignedBytes() = default;

  [[nodiscard]] std::span<std::byte> bytes() { return {data_.get(), size_}; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_.get(), size_}; }

 private:
  struct Release {
    void operator()(std::byte* data) const noexcept;
  };
  std::unique_ptr<std::byte, Release> data_;
  std::size_t size_ = 0;
};

}  // namespace unroll
