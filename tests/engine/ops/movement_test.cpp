// Tests of the ops that rearrange or repeat the elements of one tensor.
#include <doctest/doctest.h>

#include "tests/engine/ops/op_case.hpp"

using unroll::Dim;
using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;

namespace {

using Arrays = std::vector<Array>;
using Sizes = std::vector<Dim>;

/// The same elements in the same order under the sizes that `of` gives them.
std::function<Array(const Arrays&)> relabelled(std::function<Integers(const Integers&)> of) {
  return [of = std::move(of)](const Arrays& in) { return Array(of(in[0].sizes), in[0].values); };
}

/// The element at `from(index)` of the input for each index of a result of these sizes.
std::function<Array(const Arrays&)> picked(
    std::function<Integers(const Integers&)> sizes,
    std::function<Integers(Integers, const Integers&)> from) {
  return [=](const Arrays& in) {
    return filled(sizes(in[0].sizes),
                  [&](const Integers& at) { return in[0].at(from(at, in[0].sizes)); });
  };
}

Integers same(const Integers& sizes) { return sizes; }

}  // namespace

OP_CASE("compute_output_shape") {
  const auto declared = [](std::vector<Dim> sizes) {
    OpCase test("compute_output_shape");
    test.with("shape", std::move(sizes)).with("refusal", std::string("of another shape"));
    return test;
  };
  declared({batch(), 4, 3})
      .input({batch(), 4, 3})
      .gives("B 4 3", {1, 2, 3})
      .rows_apart(false)
      .computes(relabelled(same));
  declared({batch(), steps()}).input({batch(), 4, 3}).gives("B T", {1, 0});
  declared({batch(), 5, 3}).input({batch(), 4, 3}).gives("B 5 3", {1, 0, 3});
  CHECK(declared({batch(), 5}).input({batch(), 4}).refusal_at({{"B", 2}}, {Array({2, 4})}) ==
        "of another shape");
  CHECK(declared({batch(), 4})
            .with("failed", true)
            .input({batch(), 4})
            .refusal_at({{"B", 2}}, {Array({2, 4})}) == "of another shape");
}

OP_CASE("identity") {
  for (const DType dtype : {DType::float32, DType::int32, DType::bool_}) {
    OpCase("identity")
        .input({batch(), steps(), 4}, dtype)
        .gives("B T 4", {1, 2, 3}, dtype)
        .rows_apart(true)
        .computes(relabelled(same));
  }
  OpCase("identity").input({}).gives("", {}).computes(relabelled(same));
}

OP_CASE("reshape") {
  const auto reshape = [](const Sizes& from, const Sizes& to, DType dtype = DType::float32) {
    return OpCase("reshape").input(from, dtype).with("newshape", to);
  };
  reshape({batch(), steps(), 4}, {batch() * steps(), 4})
      .gives("B*T 4", {0, 3})
      .rows_apart(false)
      .computes(relabelled([](const Integers& s) { return Integers{s[0] * s[1], 4}; }));
  reshape({batch(), steps(), 4}, {batch(), steps(), 2, 2}, DType::int32)
      .gives("B T 2 2", {1, 2, 0, 0}, DType::int32)
      .rows_apart(true)
      .computes(relabelled([](const Integers& s) { return Integers{s[0], s[1], 2, 2}; }));
  reshape({batch(), 4}, {-1, 2, 2}, DType::bool_)
      .gives("B 2 2", {1, 0, 0}, DType::bool_)
      .rows_apart(true)
      .computes(relabelled([](const Integers& s) { return Integers{s[0], 2, 2}; }));
  reshape({batch(), steps()}, {batch(), -1})
      .gives("B T", {1, 2})
      .rows_apart(true)
      .computes(relabelled(same));
  reshape({batch(), steps(), 4}, {-1})
      .gives("4*B*T", {0})
      .rows_apart(false)
      .computes(relabelled([](const Integers& s) { return Integers{s[0] * s[1] * 4}; }));
  reshape({1, 1}, {}).gives("", {}).computes(relabelled([](const Integers&) {
    return Integers{};
  }));
  reshape({batch(), steps() * 2, 4}, {batch(), -1, 8})
      .with("any_rest", true)
      .gives("B T 8", {1, 0, 0})
      .computes(relabelled([](const Integers& s) { return Integers{s[0], s[1] / 2, 8}; }));
  CHECK(reshape({batch(), steps(), 4}, {batch(), -1, 8})
            .with("any_rest", true)
            .refusal_at({{"B", 3}, {"T", 5}}, {}) ==
        "the tensor's elements do not fill the new shape");
  CHECK(reshape({batch(), 10}, {batch(), 3, 4}).refusal() ==
        "cannot reshape (batch, 10) to (B, 3, 4): the numbers of elements differ");
  CHECK(reshape({2, 3}, {4, -1}).refusal() ==
        "cannot reshape (2, 3) to (4, -1): the numbers of elements differ");
  CHECK(reshape({batch(), 10}, {-1, 4}).refusal() ==
        "cannot reshape (batch, 10) to (-1, 4): the numbers of elements differ");
  CHECK(reshape({batch(), steps()}, {batch(), 4}).refusal_at({{"B", 3}, {"T", 5}}, {}) ==
        "the tensor's elements do not fill the new shape");
}

OP_CASE("expand_dims") {
  const auto expand = [](const Integers& axes) {
    return OpCase("expand_dims").input({batch(), 4}).with("axes", axes);
  };
  expand({1}).gives("B 1 4", {1, 0, 2}).rows_apart(true).computes(relabelled([](const Integers& s) {
    return Integers{s[0], 1, 4};
  }));
  expand({-1})
      .gives("B 4 1", {1, 2, 0})
      .rows_apart(true)
      .computes(relabelled([](const Integers& s) { return Integers{s[0], 4, 1}; }));
  expand({0})
      .gives("1 B 4", {0, 1, 2})
      .rows_apart(false)
      .computes(relabelled([](const Integers& s) { return Integers{1, s[0], 4}; }));
  expand({-1, 1})
      .gives("B 1 4 1", {1, 0, 2, 0})
      .rows_apart(true)
      .computes(relabelled([](const Integers& s) { return Integers{s[0], 1, 4, 1}; }));
  expand({-3})
      .gives("1 B 4", {0, 1, 2})
      .rows_apart(false)
      .computes(relabelled([](const Integers& s) { return Integers{1, s[0], 4}; }));
  CHECK(expand({3}).refusal() == "axis 3 is out of range for a result with 3 axes");
  CHECK(expand({1, -3}).refusal() == "the same axis is named twice");
}

OP_CASE("squeeze") {
  const auto squeeze = [](const Sizes& sizes) { return OpCase("squeeze").input(sizes); };
  squeeze({batch(), 1, 4})
      .with("axes", Integers{1})
      .gives("B 4", {1, 3})
      .rows_apart(true)
      .computes(relabelled([](const Integers& s) { return Integers{s[0], 4}; }));
  squeeze({batch(), 1, 4, 1})
      .gives("B 4", {1, 3})
      .rows_apart(true)
      .computes(relabelled([](const Integers& s) { return Integers{s[0], 4}; }));
  squeeze({1, batch(), 1})
      .with("axes", Integers{0, -1})
      .gives("B", {2})
      .rows_apart(false)
      .computes(relabelled([](const Integers& s) { return Integers{s[1]}; }));
  squeeze({1, 4}).rows_apart(false);
  CHECK(squeeze({batch(), 3, 4}).with("axes", Integers{1}).refusal() ==
        "cannot squeeze axis 1 of (batch, 3, 4): its size is 3, not 1");
  CHECK(
      squeeze({batch(), steps()}).with("axes", Integers{1}).refusal_at({{"B", 2}, {"T", 3}}, {}) ==
      "the tensor's elements do not fill the new shape");
}

OP_CASE("transpose") {
  const auto transpose = [](DType dtype = DType::float32) {
    return OpCase("transpose").input({batch(), steps(), 4}, dtype);
  };
  transpose()
      .with("axes", Integers{0, 2, 1})
      .gives("B 4 T", {1, 3, 2})
      .rows_apart(true)
      .computes(picked([](const Integers& s) { return Integers{s[0], s[2], s[1]}; },
                       [](Integers at, const Integers&) { return Integers{at[0], at[2], at[1]}; }));
  transpose(DType::bool_)
      .gives("4 T B", {3, 2, 1}, DType::bool_)
      .rows_apart(false)
      .computes(picked([](const Integers& s) { return Integers{s[2], s[1], s[0]}; },
                       [](Integers at, const Integers&) { return Integers{at[2], at[1], at[0]}; }));
  transpose(DType::int32)
      .with("axes", Integers{-2, 0, -1})
      .gives("T B 4", {2, 1, 3}, DType::int32)
      .rows_apart(false)
      .computes(picked([](const Integers& s) { return Integers{s[1], s[0], s[2]}; },
                       [](Integers at, const Integers&) { return Integers{at[1], at[0], at[2]}; }));
  OpCase("transpose").input({}).gives("", {}).computes(relabelled(same));
  for (const Integers& axes : {Integers{0, 1}, Integers{0, 1, 1}, Integers{0, 1, 3}, Integers{}}) {
    CHECK(transpose().with("axes", axes).refusal() ==
          "transpose of (batch, time, 4) needs each of its 3 axes once");
  }
}

OP_CASE("flip") {
  const auto flip = [] { return OpCase("flip").input({batch(), steps(), 4}); };
  flip()
      .with("axes", Integers{1})
      .gives("B T 4", {1, 2, 3})
      .rows_apart(true)
      .computes(picked(same, [](Integers at, const Integers& sizes) {
        at[1] = sizes[1] - 1 - at[1];
        return at;
      }));
  flip()
      .gives("B T 4", {1, 2, 3})
      .rows_apart(false)
      .computes(picked(same, [](Integers at, const Integers& sizes) {
        for (std::size_t i = 0; i < 3; ++i) at[i] = sizes[i] - 1 - at[i];
        return at;
      }));
  CHECK(flip().with("axes", Integers{3}).refusal() ==
        "axis 3 is out of range for (batch, time, 4), which has axes -3 to 2");
}

OP_CASE("broadcast_to") {
  const auto to = [](const Sizes& from, const Sizes& target) {
    return OpCase("broadcast_to").input(from).with("shape", target);
  };
  to({batch(), 1, 4}, {batch(), steps(), 4})
      .gives("B T 4", {1, 0, 3})
      .rows_apart(true)
      .computes(picked(
          [](const Integers& s) {
            return Integers{s[0], s[0] == 2 ? 3 : s[0] == 3 ? 5 : 2, 4};
          },
          [](Integers at, const Integers&) { return Integers{at[0], 0, at[2]}; }));
  to({4}, {2, 3, 4})
      .gives("2 3 4", {0, 0, 1})
      .computes(picked([](const Integers&) { return Integers{2, 3, 4}; },
                       [](Integers at, const Integers&) { return Integers{at[2]}; }));
  to({batch(), 4}, {1, batch(), 4}).rows_apart(false);
  CHECK(to({batch(), 3}, {batch(), 4}).refusal() == "cannot broadcast (batch, 3) to (batch, 4)");
  CHECK(to({2, 3}, {3}).refusal() == "cannot broadcast (2, 3) to (3,)");
  CHECK(to({3}, {-1}).refusal() == "a size cannot be negative, got -1");
  CHECK(to({steps()}, {5}).refusal_at({{"T", 3}}, {}) == "the sizes (3) do not fit into (5)");
  CHECK(to({3}, {steps()}).refusal_at({{"T", 5}}, {}) == "the sizes (3) do not fit into (5)");
}

OP_CASE("tile") {
  const auto tile = [](const Sizes& from, const Sizes& repeats) {
    return OpCase("tile").input(from).with("repeats", repeats);
  };
  const auto wrapped = [](Integers at, const Integers& sizes) {
    const auto lead = static_cast<std::ptrdiff_t>(at.size() - sizes.size());
    Integers from(at.begin() + lead, at.end());
    for (std::size_t i = 0; i < sizes.size(); ++i) from[i] %= sizes[i];
    return from;
  };
  tile({batch(), 4}, {1, 3})
      .gives("B 12", {1, 0})
      .rows_apart(true)
      .computes(picked([](const Integers& s) { return Integers{s[0], 12}; }, wrapped));
  tile({batch(), 4}, {2, 1})
      .gives("2*B 4", {0, 2})
      .rows_apart(false)
      .computes(picked([](const Integers& s) { return Integers{2 * s[0], 4}; }, wrapped));
  tile({batch(), 4}, {3, 1, 2})
      .gives("3 B 8", {0, 1, 0})
      .rows_apart(false)
      .computes(picked([](const Integers& s) { return Integers{3, s[0], 8}; }, wrapped));
  tile({batch(), steps(), 4}, {2})
      .gives("B T 8", {1, 2, 0})
      .rows_apart(true)
      .computes(picked([](const Integers& s) { return Integers{s[0], s[1], 8}; }, wrapped));
  tile({batch(), 4}, {1, 0})
      .gives("B 0", {1, 0})
      .computes(picked([](const Integers& s) { return Integers{s[0], 0}; }, wrapped));
  CHECK(tile({batch(), 4}, {1, -1}).refusal() == "a size cannot be negative, got -1");
}

OP_CASE("repeat") {
  const auto repeat = [](const Dim& repeats, std::int64_t axis) {
    return OpCase("repeat").input({batch(), 4}).with("repeats", repeats).with("axis", axis);
  };
  repeat(3, 1)
      .gives("B 12", {1, 0})
      .rows_apart(true)
      .computes(picked([](const Integers& s) { return Integers{s[0], 12}; },
                       [](Integers at, const Integers&) { return Integers{at[0], at[1] / 3}; }));
  repeat(2, -2)
      .gives("2*B 4", {0, 2})
      .rows_apart(false)
      .computes(picked([](const Integers& s) { return Integers{2 * s[0], 4}; },
                       [](Integers at, const Integers&) { return Integers{at[0] / 2, at[1]}; }));
  repeat(steps(), 1).gives("B 4*T", {1, 0}).computes([](const Arrays& in) {
    const std::int64_t b = in[0].sizes[0];
    const std::int64_t times = b == 2 ? 3 : b == 3 ? 5 : 2;
    return filled({b, 4 * times},
                  [&](const Integers& at) { return in[0].at({at[0], at[1] / times}); });
  });
  CHECK(repeat(-1, 1).refusal() == "a size cannot be negative, got -1");
  CHECK(repeat(2, 2).refusal() == "axis 2 is out of range for (batch, 4), which has axes -2 to 1");
}

namespace {

void check_triangle(std::string_view op,
                    bool (*kept)(std::int64_t row, std::int64_t column, std::int64_t k)) {
  const auto cut = [kept](std::int64_t k) {
    return [kept, k](const Arrays& in) {
      return filled(in[0].sizes, [&](const Integers& at) {
        return kept(at[at.size() - 2], at.back(), k) ? in[0].at(at) : 0.0;
      });
    };
  };
  for (const std::int64_t k : {-9, -2, -1, 0, 1, 3, 9}) {
    OpCase(op)
        .input({batch(), steps(), 4})
        .with("k", k)
        .gives("B T 4", {1, 2, 3})
        .rows_apart(true)
        .computes(cut(k));
  }
  OpCase(op)
      .input({batch(), 4}, DType::bool_)
      .gives("B 4", {1, 2}, DType::bool_)
      .rows_apart(false)
      .computes(cut(0));
  OpCase(op).input({3, 0}).gives("3 0", {1, 2}).computes(cut(0));
  CHECK(OpCase(op).input({batch()}).refusal() ==
        "a triangle is cut from the last two axes, got (batch,)");
}

}  // namespace

OP_CASE("tril") {
  check_triangle("tril", [](std::int64_t row, std::int64_t column, std::int64_t k) {
    return column <= row + k;
  });
}
OP_CASE("triu") {
  check_triangle("triu", [](std::int64_t row, std::int64_t column, std::int64_t k) {
    return column >= row + k;
  });
}
