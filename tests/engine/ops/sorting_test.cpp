// Tests of the ops that order elements.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/engine/ops/op_case.hpp"

using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::each_index;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::Reference;
using unroll::tests::steps;

namespace {

using Arrays = std::vector<Array>;
using Values = std::vector<double>;

/// The values and the positions of the first `picks` along an axis, each line sorted, equal ones as
/// they stand.
Arrays ordered(const Array& in, std::size_t axis, std::int64_t picks, bool descending) {
  Integers lines = in.sizes;
  Integers sizes = in.sizes;
  lines[axis] = 1;
  sizes[axis] = picks;
  Array values(sizes);
  Array positions(sizes);
  each_index(lines, [&](Integers at) {
    std::vector<std::int64_t> line(static_cast<std::size_t>(in.sizes[axis]));
    std::iota(line.begin(), line.end(), 0);
    const auto value = [&](std::int64_t position) {
      at[axis] = position;
      return in.at(at);
    };
    // Insertion: an element passes only those that it strictly precedes.
    for (std::size_t i = 1; i < line.size(); ++i) {
      for (std::size_t j = i; j > 0; --j) {
        const double before = value(line[j - 1]);
        const double mine = value(line[j]);
        if (descending ? mine <= before : mine >= before) break;
        std::swap(line[j - 1], line[j]);
      }
    }
    for (std::int64_t k = 0; k < picks; ++k) {
      const std::int64_t from = line[static_cast<std::size_t>(k)];
      const double found = value(from);
      at[axis] = k;
      values.at(at) = found;
      positions.at(at) = static_cast<double>(from);
    }
  });
  return {values, positions};
}

}  // namespace

OP_CASE("sort") {
  const auto sorted = [](std::size_t axis) {
    return [axis](const Arrays& in) { return ordered(in[0], axis, in[0].sizes[axis], false)[0]; };
  };
  for (const DType dtype : {DType::float32, DType::int32, DType::bool_}) {
    OpCase("sort")
        .input({batch(), steps(), 7}, dtype)
        .gives("B T 7", {1, 2, 3}, dtype)
        .rows_apart(true)
        .computes(sorted(2));
    OpCase("sort")
        .input({batch(), steps(), 2}, dtype)
        .with("axis", std::int64_t{1})
        .gives("B T 2", {1, 2, 3}, dtype)
        .computes(sorted(1));
  }
  OpCase("sort").input({batch()}).gives("B", {1}).rows_apart(false).computes(sorted(0));
  const Array numbers({5}, Values{3, NAN, -INFINITY, INFINITY, 1});
  const Array result = OpCase("sort").input({5}).run({numbers})[0];
  CHECK(std::isnan(result.values[4]));
  CHECK(Values(result.values.begin(), result.values.end() - 1) ==
        Values{-INFINITY, 1, 3, INFINITY});
  CHECK(OpCase("sort").input({}).refusal() == "axis -1 is out of range for (), which has no axes");
}

OP_CASE("argsort") {
  const auto sorted = [](std::size_t axis) {
    return [axis](const Arrays& in) { return ordered(in[0], axis, in[0].sizes[axis], false)[1]; };
  };
  for (const DType dtype : {DType::float32, DType::int32, DType::bool_}) {
    OpCase("argsort")
        .input({batch(), steps(), 7}, dtype)
        .gives("B T 7", {1, 2, 3}, DType::int32)
        .rows_apart(true)
        .computes(sorted(2));
    OpCase("argsort")
        .input({batch(), steps()}, dtype)
        .with("axis", std::int64_t{0})
        .gives("B T", {1, 2}, DType::int32)
        .rows_apart(false)
        .computes(sorted(0));
  }
  CHECK(OpCase("argsort").input({4}).run({Array({4}, Values{2, 1, 2, 1})})[0].values ==
        Values{1, 3, 0, 2});
  CHECK(OpCase("argsort").input({2}).with("axis", std::int64_t{1}).refusal() ==
        "axis 1 is out of range for (2,), which has axes -1 to 0");
}

OP_CASE("top_k") {
  const auto largest = [](std::int64_t k) {
    return Reference(
        [k](const Arrays& in) { return ordered(in[0], in[0].sizes.size() - 1, k, true); });
  };
  for (const DType dtype : {DType::float32, DType::int32, DType::bool_}) {
    OpCase("top_k")
        .input({batch(), steps(), 7}, dtype)
        .with("k", std::int64_t{3})
        .gives("B T 3", {1, 2, 0}, dtype)
        .gives("B T 3", {1, 2, 0}, DType::int32)
        .rows_apart(true)
        .computes(largest(3));
  }
  OpCase("top_k")
      .input({7})
      .with("k", std::int64_t{7})
      .gives("7", {0})
      .gives("7", {0}, DType::int32)
      .rows_apart(false)
      .computes(largest(7));
  const auto ties =
      OpCase("top_k").input({4}).with("k", std::int64_t{2}).run({Array({4}, Values{1, 2, 2, 2})});
  CHECK(ties[1].values == Values{1, 2});
  const auto top = [](const std::vector<unroll::Dim>& sizes, std::int64_t k) {
    return OpCase("top_k").input(sizes).with("k", k);
  };
  CHECK(top({batch(), 4}, 5).refusal() == "the 5 largest of an axis of size 4 cannot be taken");
  CHECK(top({batch(), 4}, -1).refusal() == "the -1 largest of an axis of size 4 cannot be taken");
  CHECK(top({batch(), steps()}, 5).refusal_at({{"B", 2}, {"T", 3}}, {}) ==
        "the 5 largest of an axis of size 3 cannot be taken");
}
