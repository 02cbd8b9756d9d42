// Tests of the ops that pool windows and bins, against their definition.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "error.hpp"
#include "tests/engine/ops/op_case.hpp"
#include "tests/engine/ops/windows_reference.hpp"

using unroll::Dim;
using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::each_index;
using unroll::tests::filled;
using unroll::tests::Ids;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;
using unroll::tests::windowing;

namespace {

using Arrays = std::vector<Array>;
using Sizes = std::vector<Dim>;
using Place = std::pair<std::int64_t, std::int64_t>;  // from, to
/// The places that each output along an axis of `size` is made of.
using Places = std::function<std::vector<Place>(std::size_t axis, std::int64_t size)>;

/// The largest or the mean of the places of each output.
std::function<Array(const Arrays&)> pooled(bool max, const Places& places, bool first = false) {
  return [=](const Arrays& in) {
    const Array x = first ? channels_last(in[0]) : in[0];
    std::vector<std::vector<Place>> along;
    Integers sizes = x.sizes;
    for (std::size_t i = 0; i + 2 < sizes.size(); ++i) {
      along.push_back(places(i, sizes[i + 1]));
      sizes[i + 1] = std::ssize(along[i]);
    }
    const Array result = filled(sizes, [&](const Integers& at) {
      Integers window;
      for (std::size_t i = 0; i < along.size(); ++i) {
        const auto [from, to] = along[i][static_cast<std::size_t>(at[i + 1])];
        window.push_back(to - from);
      }
      double largest = -std::numeric_limits<double>::infinity();
      double sum = 0;
      double count = 0;
      each_index(window, [&](const Integers& offset) {
        Integers index = at;
        for (std::size_t i = 0; i < along.size(); ++i) {
          index[i + 1] = along[i][static_cast<std::size_t>(at[i + 1])].first + offset[i];
        }
        largest = std::max(largest, x.at(index));
        sum += x.at(index);
        count += 1;
      });
      return max ? largest : sum / count;
    });
    return first ? channels_first(result) : result;
  };
}

Places windows(const Integers& taps, const Integers& strides, const std::string& padding) {
  return [=](std::size_t axis, std::int64_t size) {
    const auto [count, before] = windowing(padding, size, taps[axis], strides[axis], 1);
    std::vector<Place> places;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t from = i * strides[axis] - before;
      places.emplace_back(std::max<std::int64_t>(from, 0), std::min(from + taps[axis], size));
    }
    return places;
  };
}

Places bins(const Integers& counts) {
  return [=](std::size_t axis, std::int64_t size) {
    std::vector<Place> places;
    const auto count = static_cast<double>(counts[axis]);
    for (std::int64_t i = 0; i < counts[axis]; ++i) {
      const auto at = static_cast<double>(i * size);
      const auto next = static_cast<double>((i + 1) * size);
      places.emplace_back(std::floor(at / count), std::ceil(next / count));
    }
    return places;
  };
}

Sizes dims(const Integers& numbers) { return {numbers.begin(), numbers.end()}; }

OpCase pool(std::string_view op, const Sizes& from, const Integers& size) {
  OpCase of(op);
  of.input(from).with("pool_size", dims(size));
  return of;
}

void check_pool(bool max) {
  const std::string_view op = max ? "max_pool" : "average_pool";
  pool(op, {batch(), steps() + 1, 3}, {2})
      .gives("B floor((T-1)/2)+1 3", {1, 0, 3})
      .rows_apart(true)
      .computes(pooled(max, windows({2}, {2}, "valid")));
  pool(op, {batch(), steps() + 2, 5}, {3})
      .with("strides", dims({1}))
      .gives("B T 5", {1, 0, 3})
      .computes(pooled(max, windows({3}, {1}, "valid")));
  pool(op, {batch(), steps(), 5}, {3})
      .with("strides", dims({1}))
      .with("padding", std::string("same"))
      .gives("B T 5", {1, 2, 3})
      .computes(pooled(max, windows({3}, {1}, "same")));
  pool(op, {batch(), steps(), 4}, {2})
      .with("padding", std::string("same"))
      .gives("B floor((T-1)/2)+1 4", {1, 0, 3})
      .computes(pooled(max, windows({2}, {2}, "same")));
  pool(op, {batch(), 7, 4}, {4})
      .with("strides", dims({3}))
      .with("padding", std::string("same"))
      .gives("B 3 4", {1, 0, 3})
      .computes(pooled(max, windows({4}, {3}, "same")));
  pool(op, {batch(), 3, steps() + 1}, {2})
      .with("channels_first", true)
      .gives("B 3 floor((T-1)/2)+1", {1, 2, 0})
      .rows_apart(true)
      .computes(pooled(max, windows({2}, {2}, "valid"), true));
  pool(op, {batch(), 6, steps() + 1, 3}, {3, 2})
      .gives("B 2 floor((T-1)/2)+1 3", {1, 0, 0, 4})
      .computes(pooled(max, windows({3, 2}, {3, 2}, "valid")));
  pool(op, {batch(), 6, 5, 3}, {2})
      .with("strides", dims({1, 2}))
      .with("padding", std::string("same"))
      .gives("B 6 3 3", {1, 2, 0, 4})
      .computes(pooled(max, windows({2, 2}, {1, 2}, "same")));
  pool(op, {batch(), 2, 5, 4}, {2, 3})
      .with("padding", std::string("same"))
      .with("channels_first", true)
      .gives("B 2 3 2", {1, 2, 0, 0})
      .computes(pooled(max, windows({2, 3}, {2, 3}, "same"), true));
  pool(op, {batch(), 4, 5, 3, 2}, {2, 2, 3})
      .gives("B 2 2 1 2", {1, 0, 0, 0, 5})
      .computes(pooled(max, windows({2, 2, 3}, {2, 2, 3}, "valid")));
  // All steps at once, however many there are.
  OpCase(op)
      .input({batch(), steps(), 3})
      .with("pool_size", Sizes{steps()})
      .gives("B 1 3", {1, 0, 3})
      .computes([=](const Arrays& in) {
        return pooled(max, windows({in[0].sizes[1]}, {1}, "valid"))(in);
      });
  CHECK(pool(op, {2, 3}, {2}).refusal() ==
        "windows move over 1 to 3 axes between the batch and the channels, got (2, 3)");
  CHECK(pool(op, {2, 3, 4}, {4}).refusal() ==
        "a window over 4 places does not fit into an axis of 3");
  CHECK(pool(op, {2, 3, 4}, {0}).refusal() == "`pool_size` needs numbers of at least 1, got 0");
  CHECK(pool(op, {batch(), steps(), 4}, {4}).refusal_at({{"B", 2}, {"T", 3}}, {}) ==
        "a window over 4 places does not fit into an axis of 3");
}

void check_adaptive_pool(bool max) {
  const std::string_view op = max ? "adaptive_max_pool" : "adaptive_average_pool";
  const auto adaptive = [&](const Sizes& from, const Integers& size) {
    OpCase of(op);
    of.input(from).with("output_size", dims(size));
    return of;
  };
  for (const std::int64_t count : {1, 2, 3, 4, 7}) {
    adaptive({batch(), steps(), 3}, {count})
        .gives("B " + std::to_string(count) + " 3", {1, 0, 3})
        .rows_apart(true)
        .computes(pooled(max, bins({count})));
  }
  adaptive({batch(), 4, 3}, {4}).gives("B 4 3", {1, 2, 3}).computes(pooled(max, bins({4})));
  adaptive({batch(), 5, 7, 3}, {2, 3})
      .gives("B 2 3 3", {1, 0, 0, 4})
      .computes(pooled(max, bins({2, 3})));
  adaptive({batch(), 2, steps(), 7, 5}, {3})
      .with("channels_first", true)
      .gives("B 2 3 3 3", {1, 2, 0, 0, 0})
      .computes(pooled(max, bins({3, 3, 3}), true));
  CHECK(adaptive({2, 3, 4}, {2, 2}).refusal() ==
        "`output_size` needs a number for each of the 1 spatial axes, got 2");
  CHECK(adaptive({2, steps(), 4}, {2}).refusal_at({{"T", 0}}, {}) ==
        "an axis of size 0 has nothing to pool");
}

}  // namespace

OP_CASE("max_pool") { check_pool(true); }
OP_CASE("average_pool") { check_pool(false); }
OP_CASE("adaptive_max_pool") { check_adaptive_pool(true); }
OP_CASE("adaptive_average_pool") { check_adaptive_pool(false); }

TEST_CASE("pooling: the largest of integers stays an integer, a mean does not") {
  const auto of = [](std::string_view op) {
    OpCase made(op);
    made.input({batch(), 4, 3}, DType::int32, -9, 9).with("pool_size", Sizes{2});
    return made;
  };
  of("max_pool")
      .gives("B 2 3", {1, 0, 3}, DType::int32)
      .computes(pooled(true, windows({2}, {2}, "valid")));
  of("average_pool").gives("B 2 3", {1, 0, 3}).computes(pooled(false, windows({2}, {2}, "valid")));
}
