// Tests of the ops that put tensors together along an axis, take them apart, pad and roll them.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/engine/ops/op_case.hpp"

using unroll::Dim;
using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::Reference;
using unroll::tests::steps;

namespace {

using Arrays = std::vector<Array>;
using Sizes = std::vector<Dim>;
using Values = std::vector<double>;

std::function<Array(const Arrays&)> concatenated(std::size_t axis) {
  return [axis](const Arrays& in) {
    Integers sizes = in[0].sizes;
    for (std::size_t i = 1; i < in.size(); ++i) sizes[axis] += in[i].sizes[axis];
    return filled(sizes, [&](Integers at) {
      std::size_t i = 0;
      while (at[axis] >= in[i].sizes[axis]) at[axis] -= in[i++].sizes[axis];
      return in[i].at(at);
    });
  };
}

std::function<Array(const Arrays&)> stacked(std::size_t axis) {
  return [axis](const Arrays& in) {
    Integers sizes = in[0].sizes;
    sizes.insert(sizes.begin() + static_cast<std::ptrdiff_t>(axis), std::ssize(in));
    return filled(sizes, [&](Integers at) {
      const auto i = static_cast<std::size_t>(at[axis]);
      at.erase(at.begin() + static_cast<std::ptrdiff_t>(axis));
      return in[i].at(at);
    });
  };
}

/// Along an axis, the element at `from(place, length)` for each place.
std::function<Array(const Arrays&)> moved(std::size_t axis, std::int64_t added,
                                          std::int64_t (*from)(std::int64_t, std::int64_t)) {
  return [=](const Arrays& in) {
    Integers sizes = in[0].sizes;
    sizes[axis] += added;
    return filled(sizes, [&](Integers at) {
      at[axis] = from(at[axis], in[0].sizes[axis]);
      return at[axis] < 0 ? -7.0 : in[0].at(at);
    });
  };
}

}  // namespace

OP_CASE("concatenate") {
  const auto concatenate = [](std::int64_t axis) {
    return OpCase("concatenate").with("axis", axis);
  };
  concatenate(-1)
      .input({batch(), steps(), 4})
      .input({batch(), steps(), 3})
      .gives("B T 7", {1, 2, 0})
      .rows_apart(true)
      .rows_apart(false, {false, true})
      .computes(concatenated(2));
  concatenate(1)
      .input({batch(), steps()}, DType::int32)
      .input({batch(), 3}, DType::int32)
      .input({batch(), 1}, DType::int32)
      .gives("B T+4", {1, 0}, DType::int32)
      .computes(concatenated(1));
  concatenate(0)
      .input({batch(), 2})
      .input({3, 2})
      .gives("B+3 2", {0, 2})
      .rows_apart(false)
      .computes(concatenated(0));
  concatenate(1)
      .input({batch(), 2}, DType::bool_)
      .input({batch(), 2})
      .input({batch(), 2}, DType::int32)
      .gives("B 6", {1, 0})
      .computes(concatenated(1));
  concatenate(1).input({batch(), 2}).gives("B 2", {1, 2}).computes(concatenated(1));
  concatenate(1)
      .input({batch(), steps(), 2})
      .input({batch(), 1, 2})
      .gives("B T+1 2", {1, 0, 3})
      .computes(concatenated(1));
  CHECK(concatenate(2).input({batch(), steps(), 2}).input({batch(), 5, 2}).refusal().empty());
  CHECK(concatenate(2)
            .input({batch(), steps(), 2})
            .input({batch(), 5, 2})
            .refusal_at({{"B", 2}, {"T", 4}}, {}) == "concatenate needs all other sizes equal");
  CHECK(concatenate(1).input({batch(), 2, 3}).input({batch(), 2, 4}).refusal() ==
        "concatenate needs all other sizes equal, got (batch, 2, 3) and (batch, 2, 4)");
  CHECK(concatenate(1).input({batch(), 2}).input({batch(), 2, 1}).refusal() ==
        "concatenate needs shapes of the same rank, got (batch, 2) and (batch, 2, 1)");
}

OP_CASE("stack") {
  const auto stack = [](std::int64_t axis) { return OpCase("stack").with("axis", axis); };
  stack(1)
      .input({batch(), 4})
      .input({batch(), 4})
      .input({batch(), 4})
      .gives("B 3 4", {1, 0, 2})
      .rows_apart(true)
      .rows_apart(false, {true, false, false})
      .computes(stacked(1));
  stack(-1)
      .input({batch(), steps()}, DType::int32)
      .input({batch(), steps()}, DType::bool_)
      .gives("B T 2", {1, 2, 0}, DType::int32)
      .computes(stacked(2));
  stack(0)
      .input({batch(), 4})
      .input({batch(), 4})
      .gives("2 B 4", {0, 1, 2})
      .rows_apart(false)
      .computes(stacked(0));
  stack(0).input({}).input({}).gives("2", {0}).computes(stacked(0));
  CHECK(stack(3).input({batch(), 4}).refusal() ==
        "axis 3 is out of range for a result with 3 axes");
  CHECK(stack(0).input({batch(), 4}).input({batch(), 5}).refusal() ==
        "stack needs all other sizes equal, got (batch, 4) and (batch, 5)");
  CHECK(stack(0).input({batch(), 4}).input({batch()}).refusal() ==
        "stack needs shapes of the same rank, got (batch, 4) and (batch,)");
}

OP_CASE("split") {
  const auto parts = [](std::size_t axis,
                        std::vector<std::pair<std::int64_t, std::int64_t>> ranges) {
    return Reference([=](const Arrays& in) {
      Arrays out;
      for (const auto& [from, to] : ranges) {
        Integers sizes = in[0].sizes;
        sizes[axis] = to - from;
        out.push_back(filled(sizes, [&, start = from](Integers at) {
          at[axis] += start;
          return in[0].at(at);
        }));
      }
      return out;
    });
  };
  OpCase("split")
      .input({batch(), steps(), 6})
      .with("axis", std::int64_t{-1})
      .with("sections", std::int64_t{3})
      .gives("B T 2", {1, 2, 0})
      .gives("B T 2", {1, 2, 0})
      .gives("B T 2", {1, 2, 0})
      .rows_apart(true)
      .computes(parts(2, {{0, 2}, {2, 4}, {4, 6}}));
  OpCase("split")
      .input({batch(), 6}, DType::bool_)
      .with("axis", std::int64_t{1})
      .with("indices", Integers{1, -2})
      .gives("B 1", {1, 0}, DType::bool_)
      .gives("B 3", {1, 0}, DType::bool_)
      .gives("B 2", {1, 0}, DType::bool_)
      .computes(parts(1, {{0, 1}, {1, 4}, {4, 6}}));
  OpCase("split")
      .input({batch(), 6})
      .with("axis", std::int64_t{1})
      .with("indices", Integers{4, 9})
      .gives("B 4", {1, 0})
      .gives("B 2", {1, 0})
      .gives("B 0", {1, 0})
      .computes(parts(1, {{0, 4}, {4, 6}, {6, 6}}));
  OpCase("split")
      .input({6, 2})
      .with("axis", std::int64_t{0})
      .with("sections", std::int64_t{2})
      .gives("3 2", {0, 2})
      .gives("3 2", {0, 2})
      .rows_apart(false)
      .computes(parts(0, {{0, 3}, {3, 6}}));
  OpCase open("split");
  open.input({batch(), steps()}).with("axis", std::int64_t{1}).with("indices", Integers{2});
  open.gives("B 2", {1, 0}).gives("B T-2", {1, 0});
  CHECK(open.run({Array({2, 3}, Values{1, 2, 3, 4, 5, 6})})[1].values == Values{3, 6});
  CHECK(open.refusal_at({{"B", 2}, {"T", 1}}, {}) ==
        "an axis of size 1 is too short to be cut at these places");
  const auto halves = [](const Sizes& sizes, std::int64_t sections) {
    return OpCase("split").input(sizes).with("axis", std::int64_t{1}).with("sections", sections);
  };
  halves({batch(), steps()}, 2).gives("B floor(T/2)", {1, 0});
  CHECK(halves({batch(), steps()}, 2).refusal_at({{"B", 2}, {"T", 5}}, {}) ==
        "an axis of size 5 cannot be split into 2 equal parts");
  CHECK(halves({batch(), 5}, 2).refusal() ==
        "an axis of size 5 cannot be split into 2 equal parts");
  CHECK(halves({batch(), 5}, 0).refusal() == "split needs at least 1 part, got 0");
}

OP_CASE("pad") {
  const auto pad = [](const Integers& before, const Integers& after, DType dtype = DType::float32) {
    return OpCase("pad").input({batch(), 4}, dtype).with("before", before).with("after", after);
  };
  const auto surrounded = [](double value) {
    return [value](const Arrays& in) {
      return filled({in[0].sizes[0], 7}, [&](const Integers& at) {
        return at[1] < 1 || at[1] > 4 ? value : in[0].at({at[0], at[1] - 1});
      });
    };
  };
  pad({0, 1}, {0, 2}).gives("B 7", {1, 0}).rows_apart(true).computes(surrounded(0.0));
  pad({0, 1}, {0, 2}, DType::int32)
      .with("value", 3.7)
      .gives("B 7", {1, 0}, DType::int32)
      .computes(surrounded(3.0));
  pad({0, 1}, {0, 2}, DType::bool_)
      .with("value", 3.7)
      .gives("B 7", {1, 0}, DType::bool_)
      .computes(surrounded(1.0));
  pad({1, 0}, {0, 0}).gives("B+1 4", {0, 2}).rows_apart(false).computes([](const Arrays& in) {
    return filled({in[0].sizes[0] + 1, 4}, [&](const Integers& at) {
      return at[0] == 0 ? 0.0 : in[0].at({at[0] - 1, at[1]});
    });
  });
  pad({0, 2}, {0, 3})
      .with("mode", std::string("reflect"))
      .gives("B 9", {1, 0})
      .rows_apart(true)
      .computes(moved(1, 5, [](std::int64_t at, std::int64_t) {
        return std::array<std::int64_t, 9>{2, 1, 0, 1, 2, 3, 2, 1, 0}.at(
            static_cast<std::size_t>(at));
      }));
  pad({0, 2}, {0, 4})
      .with("mode", std::string("symmetric"))
      .gives("B 10", {1, 0})
      .computes(moved(1, 6, [](std::int64_t at, std::int64_t) {
        return std::array<std::int64_t, 10>{1, 0, 0, 1, 2, 3, 3, 2, 1, 0}.at(
            static_cast<std::size_t>(at));
      }));
  OpCase both("pad");
  both.input({2, 3}, DType::int32).with("before", Integers{1, 0}).with("after", Integers{0, 1});
  both.with("mode", std::string("reflect")).gives("3 4", {0, 0}, DType::int32);
  CHECK(both.run({Array({2, 3}, Values{1, 2, 3, 4, 5, 6})})[0].values ==
        Values{4, 5, 6, 5, 1, 2, 3, 2, 4, 5, 6, 5});
  pad({0, 0}, {0, 0})
      .with("mode", std::string("reflect"))
      .gives("B 4", {1, 2})
      .computes([](const Arrays& in) { return in[0]; });
  CHECK(pad({0}, {0}).refusal() == "pad needs a pair of numbers for each axis of (batch, 4)");
  CHECK(pad({0, -1}, {0, 0}).refusal() == "the numbers of elements to add cannot be negative");
  CHECK(pad({0, 4}, {0, 0}).with("mode", std::string("reflect")).refusal() ==
        "an axis of size 4 is too short to mirror 4 of its elements");
  CHECK(pad({3, 0}, {0, 0}).with("mode", std::string("reflect")).refusal_at({{"B", 2}}, {}) ==
        "an axis of size 2 is too short to mirror 3 of its elements");
}

OP_CASE("roll") {
  const auto roll = [](const Integers& shifts) {
    return OpCase("roll").input({batch(), steps()}).with("shifts", shifts);
  };
  roll({1})
      .with("axes", Integers{1})
      .gives("B T", {1, 2})
      .rows_apart(true)
      .computes(moved(
          1, 0, [](std::int64_t at, std::int64_t length) { return (at - 1 + length) % length; }));
  roll({-7})
      .with("axes", Integers{-2})
      .gives("B T", {1, 2})
      .rows_apart(false)
      .computes(
          moved(0, 0, [](std::int64_t at, std::int64_t length) { return (at + 7) % length; }));
  roll({1, -1}).with("axes", Integers{0, 1}).gives("B T", {1, 2}).computes([](const Arrays& in) {
    const Integers& sizes = in[0].sizes;
    return filled(sizes, [&](const Integers& at) {
      return in[0].at({(at[0] - 1 + sizes[0]) % sizes[0], (at[1] + 1) % sizes[1]});
    });
  });
  roll({2}).gives("B T", {1, 2}).rows_apart(false).computes([](const Arrays& in) {
    Array result = in[0];
    std::rotate(result.values.begin(), result.values.end() - 2, result.values.end());
    return result;
  });
  OpCase("roll")
      .input({0})
      .with("shifts", Integers{2})
      .gives("0", {1})
      .computes([](const Arrays& in) { return in[0]; });
  CHECK(roll({1, 2}).with("axes", Integers{1}).refusal() ==
        "roll needs a shift for each axis, got 2 for 1");
}
