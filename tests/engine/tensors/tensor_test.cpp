// Tests of dtypes, checked sizes, tensors and views.
#include "tensors/tensor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

using unroll::checked_bytes;
using unroll::checked_count;
using unroll::ConstTensorView;
using unroll::DType;
using unroll::Tensor;
using unroll::TensorView;

namespace {
using Sizes = std::vector<std::int64_t>;
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
}  // namespace

TEST_CASE("dtypes have Keras's names") {
  CHECK(unroll::dtype_name(DType::float32) == "float32");
  CHECK(unroll::dtype_name(DType::int32) == "int32");
  CHECK(unroll::dtype_name(DType::bool_) == "bool");
  CHECK(unroll::dtype_from_name("int32") == DType::int32);
  CHECK(unroll::dtype_from_name("bool") == DType::bool_);
  CHECK_FALSE(unroll::dtype_from_name("bool_").has_value());
  CHECK_FALSE(unroll::dtype_from_name("float64").has_value());
}

TEST_CASE("element counts are checked") {
  CHECK(checked_count(Sizes{}) == 1);
  CHECK(checked_count(Sizes{2, 10, 32}) == 640);
  CHECK(checked_count(Sizes{most}) == most);
  CHECK(checked_count(Sizes{0, most, most}) == 0);
  CHECK(checked_count(Sizes{most, 0, most}) == 0);
  CHECK_FALSE(checked_count(Sizes{most, 2}).has_value());
  CHECK_FALSE(checked_count(Sizes{std::int64_t{1} << 32, std::int64_t{1} << 31}).has_value());
  CHECK_FALSE(checked_count(Sizes{3, -1}).has_value());
  CHECK_FALSE(checked_count(Sizes{0, -1}).has_value());
  CHECK(checked_bytes(Sizes{3, 5}, DType::float32) == 60);
  CHECK(checked_bytes(Sizes{3, 5}, DType::bool_) == 15);
  CHECK(checked_bytes(Sizes{most}, DType::bool_) == most);
  CHECK_FALSE(checked_bytes(Sizes{most / 2}, DType::float32).has_value());
}

TEST_CASE("a tensor begins as zeros, aligned to a cache line") {
  for (std::int64_t n = 1; n <= 67; ++n) {
    const Tensor tensor(DType::float32, {n});
    REQUIRE(tensor.count() == n);
    REQUIRE(reinterpret_cast<std::uintptr_t>(tensor.as<float>().data()) % 64 == 0);
    for (const float value : tensor.as<float>()) REQUIRE(value == 0.0F);
  }
  const Tensor scalar(DType::int32, {});
  CHECK(scalar.rank() == 0);
  CHECK(scalar.count() == 1);
  CHECK(scalar.as<std::int32_t>()[0] == 0);
  const Tensor empty(DType::float32, {4, 0});
  CHECK(empty.count() == 0);
  CHECK(empty.as<float>().empty());
}

TEST_CASE("a tensor holds, clones and gives away its values") {
  const std::array<float, 6> values{1, 2, 3, 4, 5, 6};
  Tensor tensor = Tensor::of<float>({2, 3}, values);
  CHECK(tensor.dtype() == DType::float32);
  CHECK(tensor.view().as<float>()[4] == 5.0F);

  const Tensor copy = tensor.clone();
  tensor.as<float>()[4] = -1.0F;
  CHECK(copy.as<float>()[4] == 5.0F);
  CHECK(copy.sizes()[1] == 3);

  const Tensor moved = std::move(tensor);
  CHECK(moved.as<float>()[4] == -1.0F);
  CHECK(moved.as<float>()[5] == 6.0F);

  CHECK_THROWS_AS((void)Tensor::of<float>({2, 2}, values), std::length_error);
}

TEST_CASE("what cannot be a tensor is refused") {
  CHECK_THROWS_AS(Tensor(DType::float32, {most, 3}), std::length_error);
  CHECK_THROWS_AS(Tensor(DType::float32, {-1}), std::length_error);
  CHECK_THROWS_AS(Tensor(DType::float32, {most / 4}), std::length_error);
  const Tensor tensor(DType::int32, {4});
  CHECK_THROWS_AS((void)tensor.as<float>(), std::logic_error);
  CHECK_THROWS_AS((void)tensor.as<std::uint8_t>(), std::logic_error);
}

TEST_CASE("a view covers its sizes within the memory it is given") {
  std::array<std::byte, 32> memory{};
  const Sizes sizes{2, 3};
  TensorView view(memory, sizes, DType::float32);
  CHECK(view.bytes().size() == 24);
  CHECK(view.count() == 6);
  view.as<float>()[5] = 7.0F;
  const ConstTensorView reader = view;
  CHECK(reader.as<float>()[5] == 7.0F);
  CHECK(reader.rank() == 2);

  const Sizes large{3, 3};
  CHECK_THROWS_AS(TensorView(memory, large, DType::float32), std::length_error);
  CHECK_THROWS_AS(ConstTensorView(memory, large, DType::int32), std::length_error);
  CHECK_NOTHROW(ConstTensorView(memory, large, DType::bool_));
}
