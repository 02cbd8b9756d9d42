// Tests of the matrix products against plain sums in double.
#include "kernels/gemm.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::ConstMatrix;
using unroll::kernels::dense;
using unroll::kernels::gemm;
using unroll::kernels::gemm_transposed;
using unroll::kernels::GemmOptions;
using unroll::kernels::Matrix;
using unroll::kernels::pack;
using unroll::kernels::packed_size;
using unroll::tests::numbers;

namespace {

/// A problem with gaps between the rows, so that strides are met as well.
struct Problem {
  std::int64_t m, k, n;
  std::int64_t gap;
  std::vector<float> a, b, b_transposed, bias, start;

  Problem(std::int64_t m_, std::int64_t k_, std::int64_t n_, std::int64_t gap_)
      : m(m_), k(k_), n(n_), gap(gap_) {
    a = numbers(m * (k + gap), "a");
    b = numbers(k * (n + gap), "b");
    bias = numbers(n, "bias");
    start = numbers(m * (n + gap), "start");
    b_transposed.resize(static_cast<std::size_t>(n * (k + gap)), 77.0F);
    for (std::int64_t i = 0; i < k; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        b_transposed[static_cast<std::size_t>(j * (k + gap) + i)] =
            b[static_cast<std::size_t>(i * (n + gap) + j)];
      }
    }
  }

  // The spans end with the last row's last column, so that reading on is seen by the sanitizer.
  static std::size_t extent(std::int64_t rows, std::int64_t columns, std::int64_t stride) {
    return rows == 0 ? 0 : static_cast<std::size_t>((rows - 1) * stride + columns);
  }
  [[nodiscard]] ConstMatrix left() const {
    return {std::span(a).first(extent(m, k, k + gap)), m, k, k + gap};
  }
  [[nodiscard]] ConstMatrix right() const {
    return {std::span(b).first(extent(k, n, n + gap)), k, n, n + gap};
  }
  [[nodiscard]] ConstMatrix right_transposed() const {
    return {std::span(b_transposed).first(extent(n, k, k + gap)), n, k, k + gap};
  }
  [[nodiscard]] Matrix result(std::vector<float>& c) const {
    return {std::span(c).first(extent(m, n, n + gap)), m, n, n + gap};
  }

  /// An element of the product, and the sum of the magnitudes that it is made of: f32 rounding is
  /// proportional to that.
  struct Sum {
    double value = 0.0;
    double magnitude = 0.0;
    void add(double x) {
      value += x;
      magnitude += std::abs(x);
    }
  };
  [[nodiscard]] Sum want(std::int64_t i, std::int64_t j, bool with_bias, bool accumulate) const {
    Sum sum;
    if (with_bias) sum.add(double{bias[static_cast<std::size_t>(j)]});
    if (accumulate) sum.add(double{start[static_cast<std::size_t>(i * (n + gap) + j)]});
    for (std::int64_t x = 0; x < k; ++x) {
      sum.add(double{a[static_cast<std::size_t>(i * (k + gap) + x)]} *
              double{b[static_cast<std::size_t>(x * (n + gap) + j)]});
    }
    return sum;
  }

  void check(const std::vector<float>& c, bool with_bias, bool accumulate) const {
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        const double got = double{c[static_cast<std::size_t>(i * (n + gap) + j)]};
        const Sum expected = want(i, j, with_bias, accumulate);
        INFO("at ", i, ", ", j, " of ", m, " x ", k, " x ", n);
        REQUIRE(std::abs(got - expected.value) <= 1e-6 * expected.magnitude);
      }
      // What lies between the rows is left alone.
      for (std::int64_t j = n; j < n + gap; ++j) {
        const auto at = static_cast<std::size_t>(i * (n + gap) + j);
        REQUIRE(c[at] == start[at]);
      }
    }
  }

  void check_all() const {
    std::vector<float> storage(static_cast<std::size_t>(packed_size(k, n)));
    const auto packed = pack(right(), storage);
    for (const bool with_bias : {false, true}) {
      for (const bool accumulate : {false, true}) {
        GemmOptions options;
        if (with_bias) options.bias = bias;
        options.accumulate = accumulate;
        std::vector<float> c = start;
        gemm(left(), packed, result(c), options);
        check(c, with_bias, accumulate);
        c = start;
        gemm(left(), right(), result(c), options);
        check(c, with_bias, accumulate);
        c = start;
        gemm_transposed(left(), right_transposed(), result(c), options);
        check(c, with_bias, accumulate);
      }
    }
  }
};

}  // namespace

TEST_CASE("products of every small size agree with plain sums") {
  for (std::int64_t m : {1, 2, 3, 4, 5, 7, 8, 9}) {
    for (std::int64_t k : {1, 2, 3, 4, 5, 8, 17}) {
      for (std::int64_t n = 1; n <= 20; ++n) Problem(m, k, n, 0).check_all();
    }
  }
}

TEST_CASE("products up to 67 along each side, with gaps between rows") {
  for (std::int64_t size = 1; size <= 67; ++size) {
    Problem(size, 13, 11, 3).check_all();
    Problem(6, size, 10, 1).check_all();
    Problem(5, 9, size, 5).check_all();
    Problem(1, size, 67, 2).check_all();
    Problem(1, 31, size, 0).check_all();
  }
}

TEST_CASE("long sums go through several blocks") {
  Problem(1, 1000, 9, 0).check_all();
  Problem(5, 513, 9, 2).check_all();
  Problem(4, 256, 8, 0).check_all();
}

TEST_CASE("sums over nothing give the bias alone") {
  Problem(1, 0, 5, 0).check_all();
  Problem(3, 0, 9, 0).check_all();
}

TEST_CASE("empty results are left alone") {
  Problem(0, 3, 5, 0).check_all();
  Problem(3, 3, 0, 0).check_all();
}

TEST_CASE("packing lays columns out in panels, filled up with zeros") {
  const std::vector<float> b{1,  2,  3,  4,  5,  6,  7,  8,  9,  //
                             11, 12, 13, 14, 15, 16, 17, 18, 19};
  std::vector<float> storage(static_cast<std::size_t>(packed_size(2, 9)), -1.0F);
  const auto packed = pack(dense(b, 2, 9), storage);
  CHECK(packed.rows == 2);
  CHECK(packed.columns == 9);
  const std::vector<float> want{1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18,  //
                                9, 0, 0, 0, 0, 0, 0, 0, 19, 0,  0,  0,  0,  0,  0,  0};
  CHECK(storage == want);
  CHECK(packed_size(5, 8) == 40);
  CHECK(packed_size(5, 1) == 40);
  CHECK(packed_size(0, 7) == 0);
}
