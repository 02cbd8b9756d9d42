// Tests of what moves elements without computing on them.
#include "kernels/movement.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <vector>

using unroll::kernels::concatenate;
using unroll::kernels::gather;
using unroll::kernels::gather_along;
using unroll::kernels::StridedView;

namespace {

using Sizes = std::vector<std::int64_t>;
using Int = std::int32_t;
using Byte = std::uint8_t;

std::size_t count(const Sizes& sizes) {
  std::size_t product = 1;
  for (const std::int64_t size : sizes) product *= static_cast<std::size_t>(size);
  return product;
}

/// 0, 1, 2, ... of these sizes.
std::vector<Int> counted(const Sizes& sizes) {
  std::vector<Int> values(count(sizes));
  std::iota(values.begin(), values.end(), 0);
  return values;
}

/// What the view walks of 0, 1, 2, ..., checked to be the same for bytes.
std::vector<Int> walked(const StridedView& view, const Sizes& sizes) {
  const std::vector<Int> in = counted(sizes);
  std::vector<Int> out(count(view.sizes), -1);
  copy(view, std::as_bytes(std::span(in)), std::as_writable_bytes(std::span(out)), 4);
  const std::vector<Byte> bytes(in.begin(), in.end());
  std::vector<Byte> byte_out(out.size(), 255);
  copy(view, std::as_bytes(std::span(bytes)), std::as_writable_bytes(std::span(byte_out)), 1);
  CHECK(byte_out == std::vector<Byte>(out.begin(), out.end()));
  return out;
}

}  // namespace

TEST_CASE("transposition of every permutation of three axes") {
  const Sizes sizes{3, 4, 5};
  for (const Sizes& p :
       std::vector<Sizes>{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
    const std::vector<Int> got = walked(unroll::kernels::transposed(sizes, p), sizes);
    REQUIRE(got.size() == 60);
    const auto size = [&](std::size_t i) { return sizes[static_cast<std::size_t>(p[i])]; };
    std::size_t at = 0;
    std::vector<std::int64_t> position(3);
    const std::vector<std::int64_t> strides{20, 5, 1};
    for (position[0] = 0; position[0] < size(0); ++position[0]) {
      for (position[1] = 0; position[1] < size(1); ++position[1]) {
        for (position[2] = 0; position[2] < size(2); ++position[2]) {
          std::int64_t want = 0;
          for (std::size_t i = 0; i < 3; ++i) {
            want += position[i] * strides[static_cast<std::size_t>(p[i])];
          }
          REQUIRE(got[at++] == want);
        }
      }
    }
  }
}

TEST_CASE("matrices of 1 to 67 columns are transposed") {
  for (std::int64_t n = 1; n <= 67; ++n) {
    const Sizes sizes{3, n};
    const Sizes swap{1, 0};
    const std::vector<Int> in = counted(sizes);
    const StridedView view = unroll::kernels::transposed(sizes, swap);
    std::vector<Int> out(in.size());
    copy(view, std::as_bytes(std::span(in)), std::as_writable_bytes(std::span(out)), 4);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
        REQUIRE(out[j * 3 + i] == in[i * static_cast<std::size_t>(n) + j]);
      }
    }
  }
}

TEST_CASE("scalars, empty tensors and axes of size 1") {
  CHECK(walked(unroll::kernels::transposed(Sizes{}, Sizes{}), {}) == std::vector<Int>{0});
  CHECK(walked(unroll::kernels::transposed(Sizes{0, 3}, Sizes{1, 0}), {0, 3}).empty());
  CHECK(walked(unroll::kernels::transposed(Sizes{1, 3, 1}, Sizes{2, 1, 0}), {1, 3, 1}) ==
        std::vector<Int>{0, 1, 2});
  CHECK(walked(unroll::kernels::sliced(Sizes{5}, Sizes{2}, Sizes{0}, Sizes{1}), {5}).empty());
}

TEST_CASE("slices with steps, backwards too") {
  const Sizes sizes{4, 5};
  const auto slice = [&](const Sizes& starts, const Sizes& counts, const Sizes& steps) {
    return walked(unroll::kernels::sliced(sizes, starts, counts, steps), sizes);
  };
  CHECK(slice({1, 2}, {2, 3}, {1, 1}) == std::vector<Int>{7, 8, 9, 12, 13, 14});
  CHECK(slice({0, 0}, {2, 3}, {3, 2}) == std::vector<Int>{0, 2, 4, 15, 17, 19});
  CHECK(slice({3, 4}, {2, 2}, {-2, -3}) == std::vector<Int>{19, 16, 9, 6});
  CHECK(slice({2, 0}, {1, 5}, {1, 1}) == std::vector<Int>{10, 11, 12, 13, 14});
  CHECK(slice({0, 4}, {4, 1}, {1, 1}) == std::vector<Int>{4, 9, 14, 19});
}

TEST_CASE("flips") {
  const Sizes sizes{2, 3};
  CHECK(walked(unroll::kernels::flipped(sizes, Sizes{1}), sizes) ==
        std::vector<Int>{2, 1, 0, 5, 4, 3});
  CHECK(walked(unroll::kernels::flipped(sizes, Sizes{0}), sizes) ==
        std::vector<Int>{3, 4, 5, 0, 1, 2});
  CHECK(walked(unroll::kernels::flipped(sizes, Sizes{0, 1}), sizes) ==
        std::vector<Int>{5, 4, 3, 2, 1, 0});
  CHECK(walked(unroll::kernels::flipped(sizes, Sizes{}), sizes) == counted(sizes));
}

TEST_CASE("broadcast, tile and repeat") {
  CHECK(walked(unroll::kernels::broadcast(Sizes{3}, Sizes{2, 3}), {3}) ==
        std::vector<Int>{0, 1, 2, 0, 1, 2});
  CHECK(walked(unroll::kernels::broadcast(Sizes{2, 1}, Sizes{2, 3}), {2, 1}) ==
        std::vector<Int>{0, 0, 0, 1, 1, 1});
  CHECK(walked(unroll::kernels::broadcast(Sizes{}, Sizes{2, 2}), {}) ==
        std::vector<Int>{0, 0, 0, 0});
  CHECK(walked(unroll::kernels::tiled(Sizes{2, 2}, Sizes{2, 3}), {2, 2}) ==
        std::vector<Int>{0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3,  //
                         0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3});
  CHECK(walked(unroll::kernels::tiled(Sizes{3}, Sizes{0}), {3}).empty());
  CHECK(walked(unroll::kernels::repeated({2, 2, 1}, 3), {2, 2}) ==
        std::vector<Int>{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
  CHECK(walked(unroll::kernels::repeated({1, 2, 2}, 2), {2, 2}) ==
        std::vector<Int>{0, 1, 0, 1, 2, 3, 2, 3});
}

TEST_CASE("too many axes are refused, joined ones do not count") {
  const Sizes deep(20, 2);
  Sizes order(20);
  std::iota(order.begin(), order.end(), 0);
  CHECK(unroll::kernels::transposed(deep, order).sizes.size() == 1);
  std::ranges::reverse(order);
  CHECK_THROWS_AS((void)unroll::kernels::transposed(deep, order), std::length_error);
}

TEST_CASE("scatter is the reverse of copy") {
  const Sizes sizes{3, 4};
  const StridedView view = unroll::kernels::transposed(sizes, Sizes{1, 0});
  const std::vector<Int> in = counted({12});
  std::vector<Int> out(12, -1);
  scatter(view, std::as_bytes(std::span(in)), std::as_writable_bytes(std::span(out)), 4);
  CHECK(out == std::vector<Int>{0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11});
  std::vector<Int> back(12);
  copy(view, std::as_bytes(std::span(out)), std::as_writable_bytes(std::span(back)), 4);
  CHECK(back == in);
}

TEST_CASE("elements of other widths are refused") {
  const std::vector<Int> in = counted({4});
  std::vector<Int> out(4);
  const StridedView view = unroll::kernels::flipped(Sizes{2}, Sizes{0});
  CHECK_THROWS_AS(
      copy(view, std::as_bytes(std::span(in)), std::as_writable_bytes(std::span(out)), 8),
      std::invalid_argument);
}

TEST_CASE("concatenation along any axis") {
  const std::vector<Int> a{1, 2, 3, 4};         // (2, 2)
  const std::vector<Int> b{5, 6, 7, 8, 9, 10};  // (2, 3)
  std::vector<Int> out(10);
  const auto to = std::as_writable_bytes(std::span(out));
  concatenate({2, 2, 1}, std::as_bytes(std::span(a)), to, 5, 0, 4);
  concatenate({2, 3, 1}, std::as_bytes(std::span(b)), to, 5, 2, 4);
  CHECK(out == std::vector<Int>{1, 2, 5, 6, 7, 3, 4, 8, 9, 10});
  concatenate({1, 2, 2}, std::as_bytes(std::span(a)), to, 5, 0, 4);
  concatenate({1, 3, 2}, std::as_bytes(std::span(b)), to, 5, 2, 4);
  CHECK(out == std::vector<Int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
}

TEST_CASE("padding") {
  const std::vector<float> in{1, 2, 3, 4};
  const float value = -1.0F;
  std::vector<float> out(12);
  const StridedView middle = unroll::kernels::interior(Sizes{2, 2}, Sizes{1, 0}, Sizes{0, 2});
  pad(middle, std::as_bytes(std::span(&value, 1)), std::as_bytes(std::span(in)),
      std::as_writable_bytes(std::span(out)), 4);
  CHECK(out == std::vector<float>{-1, -1, -1, -1, 1, 2, -1, -1, 3, 4, -1, -1});
  const std::vector<Byte> bytes{1, 1};
  const Byte zero = 0;
  std::vector<Byte> byte_out(5, 9);
  pad(unroll::kernels::interior(Sizes{2}, Sizes{2}, Sizes{1}), std::as_bytes(std::span(&zero, 1)),
      std::as_bytes(std::span(bytes)), std::as_writable_bytes(std::span(byte_out)), 1);
  CHECK(byte_out == std::vector<Byte>{0, 0, 1, 1, 0});
}

TEST_CASE("gather along an axis, with negative indices and bad ones") {
  const std::vector<Int> in = counted({2, 3, 2});
  const std::vector<Int> indices{2, 0, -1, 2};
  std::vector<Int> out(16);
  const auto to = std::as_writable_bytes(std::span(out));
  CHECK_FALSE(gather({2, 3, 2}, indices, std::as_bytes(std::span(in)), to, 4).has_value());
  CHECK(out == std::vector<Int>{4, 5, 0, 1, 4, 5, 4, 5, 10, 11, 6, 7, 10, 11, 10, 11});
  CHECK(gather({2, 3, 2}, std::vector<Int>{0, 3}, std::as_bytes(std::span(in)), to, 4) == 1);
  CHECK(gather({2, 3, 2}, std::vector<Int>{-4}, std::as_bytes(std::span(in)), to, 4) == 0);
  CHECK_FALSE(
      gather({2, 3, 2}, std::vector<Int>{}, std::as_bytes(std::span(in)), to, 4).has_value());
}

TEST_CASE("gather element by element along an axis") {
  const std::vector<Int> in = counted({2, 3, 2});
  const std::vector<Int> indices{0, 2, -1, 1};  // (2, 1, 2)
  std::vector<Int> out(4);
  const auto to = std::as_writable_bytes(std::span(out));
  CHECK_FALSE(gather_along({2, 3, 2}, indices, 1, std::as_bytes(std::span(in)), to, 4).has_value());
  CHECK(out == std::vector<Int>{0, 5, 10, 9});
  CHECK(gather_along({2, 3, 2}, std::vector<Int>{0, 0, 5, 0}, 1, std::as_bytes(std::span(in)), to,
                     4) == 2);
}

TEST_CASE("one-hot rows, zeros for what is out of range") {
  std::vector<float> out(12, 7.0F);
  unroll::kernels::one_hot(std::vector<Int>{0, 2, -1, 3}, 4, 3, 1, out);
  CHECK(out == std::vector<float>{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  unroll::kernels::one_hot(std::vector<Int>{1, 0, 2, 2}, 2, 3, 2, out);
  CHECK(out == std::vector<float>{0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1});
}
