// Tests of the convolutions against their definition in double.
#include "kernels/convolution.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "tests/engine/kernels/reference.hpp"

using unroll::kernels::Convolution;
using unroll::kernels::DepthwiseConvolution;
using unroll::kernels::TransposedConvolution;
using unroll::kernels::WindowAxis;
using unroll::kernels::Windows;
using unroll::tests::numbers;

namespace {

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Sums, with the magnitudes that they are made of: f32 rounding is proportional to those.
struct Sums {
  std::vector<double> values;
  std::vector<double> magnitudes;
  explicit Sums(std::int64_t count) : values(at(count)), magnitudes(at(count)) {}
  void add(std::int64_t i, float a, float b) {
    values[at(i)] += double{a} * double{b};
    magnitudes[at(i)] += std::abs(double{a} * double{b});
  }
  void check(const std::vector<float>& got) const {
    REQUIRE(got.size() == values.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      INFO("result ", i);
      REQUIRE(std::abs(double{got[i]} - values[i]) <= 1e-6 * magnitudes[i]);
    }
  }
};

/// Calls visit(window, tap, place) for every tap of every window that is at a place.
void each_tap(const Windows& windows,
              const std::function<void(std::int64_t, std::int64_t, std::int64_t)>& visit) {
  for (std::int64_t w = 0; w < windows.windows(); ++w) {
    for (std::int64_t t = 0; t < windows.taps(); ++t) {
      std::int64_t place = 0;
      std::int64_t window = w;
      std::int64_t tap = t;
      std::int64_t stride = 1;
      bool inside = true;
      for (std::size_t i = 3; i-- > 0;) {
        const WindowAxis& axis = windows.axes[i];
        const std::int64_t p =
            window % axis.windows * axis.stride + tap % axis.taps * axis.dilation - axis.before;
        inside = inside && p >= 0 && p < axis.size;
        place += p * stride;
        stride *= axis.size;
        window /= axis.windows;
        tap /= axis.taps;
      }
      if (inside) visit(w, t, place);
    }
  }
}

void check_convolution(const Convolution& size) {
  const std::int64_t in = size.in / size.groups;
  const std::int64_t out = size.out / size.groups;
  const auto from = numbers(size.windows.places() * size.in, "from");
  const auto kernel = numbers(size.windows.taps() * in * size.out, "kernel");
  Sums sums(size.windows.windows() * size.out);
  each_tap(size.windows, [&](std::int64_t window, std::int64_t tap, std::int64_t place) {
    for (std::int64_t f = 0; f < size.out; ++f) {
      for (std::int64_t c = 0; c < in; ++c) {
        sums.add(window * size.out + f, from[at(place * size.in + f / out * in + c)],
                 kernel[at((tap * in + c) * size.out + f)]);
      }
    }
  });
  std::vector<float> packed(at(size.packed_size()));
  std::vector<float> scratch(at(size.scratch_size()), 77.0F);
  std::vector<float> to(sums.values.size(), 77.0F);
  pack(size, kernel, packed);
  convolve(size, from, packed, to, scratch);
  sums.check(to);
}

void check_transposed(const TransposedConvolution& size) {
  const auto from = numbers(size.windows.windows() * size.in, "from");
  const auto kernel = numbers(size.windows.taps() * size.out * size.in, "kernel");
  Sums sums(size.windows.places() * size.out);
  each_tap(size.windows, [&](std::int64_t window, std::int64_t tap, std::int64_t place) {
    for (std::int64_t f = 0; f < size.out; ++f) {
      for (std::int64_t c = 0; c < size.in; ++c) {
        sums.add(place * size.out + f, from[at(window * size.in + c)],
                 kernel[at((tap * size.out + f) * size.in + c)]);
      }
    }
  });
  std::vector<float> packed(at(size.packed_size()));
  std::vector<float> scratch(at(size.scratch_size()), 77.0F);
  std::vector<float> to(sums.values.size(), 77.0F);
  pack(size, kernel, packed);
  convolve(size, from, packed, to, scratch);
  sums.check(to);
}

void check_depthwise(const DepthwiseConvolution& size) {
  const std::int64_t out = size.channels * size.multiplier;
  const auto from = numbers(size.windows.places() * size.channels, "from");
  const auto kernel = numbers(size.windows.taps() * out, "kernel");
  Sums sums(size.windows.windows() * out);
  each_tap(size.windows, [&](std::int64_t window, std::int64_t tap, std::int64_t place) {
    for (std::int64_t f = 0; f < out; ++f) {
      sums.add(window * out + f, from[at(place * size.channels + f / size.multiplier)],
               kernel[at(tap * out + f)]);
    }
  });
  std::vector<float> packed(at(size.packed_size()));
  std::vector<float> to(sums.values.size(), 77.0F);
  pack(size, kernel, packed);
  convolve(size, from, packed, to, {});
  sums.check(to);
}

/// Windows of every kind: strided, dilated, on padding in front and behind, with taps that see
/// nothing but padding.
const std::vector<Windows> all_windows = {
    {{{{}, {}, {7, 5, 3, 1, 1, 0}}}},
    {{{{}, {}, {7, 7, 3, 1, 1, 1}}}},
    {{{{}, {}, {9, 9, 3, 1, 2, 4}}}},
    {{{{}, {}, {10, 4, 4, 3, 1, 1}}}},
    {{{{}, {}, {2, 6, 7, 1, 1, 5}}}},
    {{{{}, {}, {5, 4, 2, 2, 3, 3}}}},
    {{{{}, {}, {5, 9, 1, 1, 1, 2}}}},
    {{{{}, {5, 4, 2, 1, 1, 0}, {6, 3, 3, 2, 1, 1}}}},
    {{{{}, {4, 4, 3, 1, 1, 1}, {7, 5, 2, 1, 2, 0}}}},
    {{{{3, 2, 2, 1, 1, 0}, {4, 4, 3, 1, 1, 1}, {5, 3, 2, 2, 1, 1}}}},
};

}  // namespace

TEST_CASE("convolutions agree with their definition") {
  for (const Windows& windows : all_windows) {
    for (const auto& [in, out] :
         {std::pair(1, 1), std::pair(3, 5), std::pair(4, 8), std::pair(5, 9), std::pair(16, 17)}) {
      check_convolution({windows, in, out, 1});
      check_transposed({windows, in, out});
    }
    check_convolution({windows, 6, 4, 2});
    check_convolution({windows, 6, 9, 3});
    check_convolution({windows, 5, 5, 5});
  }
}

TEST_CASE("convolutions of many windows go through several blocks") {
  const Windows windows{{{{}, {9, 9, 3, 1, 1, 1}, {31, 31, 5, 1, 1, 2}}}};
  check_convolution({windows, 70, 10, 1});
  check_convolution({windows, 70, 10, 2});
  check_transposed({windows, 10, 70});
}

TEST_CASE("depthwise convolutions agree with their definition") {
  for (const Windows& windows : all_windows) {
    for (const std::int64_t channels : {1, 2, 3, 4, 5, 8, 11}) {
      for (const std::int64_t multiplier : {1, 2, 3}) {
        check_depthwise({windows, channels, multiplier});
      }
    }
  }
}

TEST_CASE("convolutions without channels or windows") {
  const Windows windows{{{{}, {}, {7, 5, 3, 1, 1, 0}}}};
  check_convolution({windows, 0, 3, 1});
  check_convolution({windows, 3, 0, 1});
  check_transposed({windows, 0, 3});
  check_transposed({windows, 3, 0});
  check_depthwise({windows, 0, 2});
  check_transposed({{{{{}, {}, {3, 0, 3, 1, 1, 0}}}}, 2, 3});
}
