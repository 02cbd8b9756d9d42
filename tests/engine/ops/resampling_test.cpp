// Tests of the op that makes a picture of other numbers of places.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/engine/ops/op_case.hpp"
#include "tests/engine/ops/windows_reference.hpp"

using unroll::Dim;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;

namespace {

/// Between the two nearest places along axis 1, then axis 2, ...: as many as `sizes` say.
Array bilinear(Array x, const Integers& sizes) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    Integers to = x.sizes;
    to[i + 1] = sizes[i];
    const auto from = static_cast<double>(x.sizes[i + 1]);
    x = filled(to, [&](Integers index) {
      const double middle = static_cast<double>(index[i + 1]) + 0.5;
      const double at =
          std::clamp(middle * from / static_cast<double>(sizes[i]) - 0.5, 0.0, from - 1.0);
      index[i + 1] = static_cast<std::int64_t>(std::floor(at));
      const double low = x.at(index);
      index[i + 1] = static_cast<std::int64_t>(std::ceil(at));
      return low + (at - std::floor(at)) * (x.at(index) - low);
    });
  }
  return x;
}

}  // namespace

OP_CASE("resize") {
  const auto resize = [](const std::vector<Dim>& from, const std::vector<Dim>& to) {
    OpCase of("resize");
    of.input(from).with("size", to);
    return of;
  };
  resize({batch(), 3, 4, 2}, {6, 8})
      .gives("B 6 8 2", {1, 0, 0, 4})
      .rows_apart(true)
      .computes([](const std::vector<Array>& in) { return bilinear(in[0], {6, 8}); });
  resize({batch(), steps(), 4, 5}, {steps() * 3, 4})
      .gives("B 3*T 4 5", {1, 0, 3, 4})
      .computes(
          [](const std::vector<Array>& in) { return bilinear(in[0], {in[0].sizes[1] * 3, 4}); });
  resize({batch(), 7, 3}, {3}).gives("B 3 3", {1, 0, 3}).computes([](const std::vector<Array>& in) {
    return bilinear(in[0], {3});
  });
  resize({batch(), 2, 3, 4}, {5, 6})
      .with("channels_first", true)
      .gives("B 2 5 6", {1, 2, 0, 0})
      .computes([](const std::vector<Array>& in) {
        return channels_first(bilinear(channels_last(in[0]), {5, 6}));
      });
  CHECK(resize({batch(), steps(), 3}, {3}).refusal_at({{"B", 2}, {"T", 0}}, {}) ==
        "an axis of size 0 has nothing to draw from");
}
