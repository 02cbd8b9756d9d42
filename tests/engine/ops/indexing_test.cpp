// Tests of the ops that pick elements by position, and of one_hot.
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
using Values = std::vector<double>;

std::int64_t whole(double number) { return static_cast<std::int64_t>(number); }

}  // namespace

OP_CASE("get_item") {
  const auto get_item = [](const Sizes& starts, const Sizes& counts, const Integers& steps_,
                           const Integers& dropped) {
    return OpCase("get_item")
        .input({batch(), steps(), 4})
        .with("starts", starts)
        .with("counts", counts)
        .with("steps", steps_)
        .with("dropped", dropped);
  };
  // x[:, -1, :]
  get_item({0, steps() - 1, 0}, {batch(), 1, 4}, {1, 1, 1}, {1})
      .gives("B 4", {1, 3})
      .rows_apart(true)
      .computes([](const Arrays& in) {
        const Integers& s = in[0].sizes;
        return filled({s[0], 4},
                      [&](const Integers& at) { return in[0].at({at[0], s[1] - 1, at[1]}); });
      });
  // x[:, ::-1, 1:3]
  get_item({0, steps() - 1, 1}, {batch(), steps(), 2}, {1, -1, 1}, {})
      .gives("B T 2", {1, 2, 0})
      .rows_apart(true)
      .computes([](const Arrays& in) {
        const Integers& s = in[0].sizes;
        return filled({s[0], s[1], 2}, [&](const Integers& at) {
          return in[0].at({at[0], s[1] - 1 - at[1], at[2] + 1});
        });
      });
  // x[1:, 0, ::2]
  get_item({1, 0, 0}, {batch() - 1, 1, 2}, {1, 1, 2}, {1})
      .gives("B-1 2", {0, 0})
      .rows_apart(false)
      .computes([](const Arrays& in) {
        return filled({in[0].sizes[0] - 1, 2},
                      [&](const Integers& at) { return in[0].at({at[0] + 1, 0, 2 * at[1]}); });
      });
  // x[0]
  get_item({0, 0, 0}, {1, steps(), 4}, {1, 1, 1}, {0}).gives("T 4", {2, 3}).rows_apart(false);
  // x[::-1]
  get_item({batch() - 1, 0, 0}, {batch(), steps(), 4}, {-1, 1, 1}, {})
      .gives("B T 4", {1, 2, 3})
      .rows_apart(false);
  // x[:, :, 4:]
  get_item({0, 0, 4}, {batch(), steps(), 0}, {1, 1, 1}, {})
      .gives("B T 0", {1, 2, 0})
      .computes([](const Arrays& in) { return Array({in[0].sizes[0], in[0].sizes[1], 0}); });
  CHECK(get_item({0, 0, 4}, {batch(), steps(), 1}, {1, 1, 1}, {2}).refusal() ==
        "index 4 is out of range for an axis of size 4");
  CHECK(get_item({0, 0, -1}, {batch(), steps(), 1}, {1, 1, 1}, {2}).refusal() ==
        "index -1 is out of range for an axis of size 4");
  CHECK(get_item({0, 9, 0}, {batch(), 1, 4}, {1, 1, 1}, {1}).refusal_at({{"B", 2}, {"T", 5}}, {}) ==
        "index 9 is out of range for an axis of size 5");
}

OP_CASE("take") {
  const auto taken = [](std::size_t axis) {
    return [axis](const Arrays& in) {
      const auto& [x, indices] = std::tie(in[0], in[1]);
      Integers sizes(x.sizes.begin(), x.sizes.begin() + static_cast<std::ptrdiff_t>(axis));
      sizes.insert(sizes.end(), indices.sizes.begin(), indices.sizes.end());
      sizes.insert(sizes.end(), x.sizes.begin() + static_cast<std::ptrdiff_t>(axis) + 1,
                   x.sizes.end());
      return filled(sizes, [&, rank = indices.sizes.size()](const Integers& at) {
        const auto begin = at.begin() + static_cast<std::ptrdiff_t>(axis);
        const std::int64_t index =
            whole(indices.at(Integers(begin, begin + static_cast<std::ptrdiff_t>(rank))));
        Integers from(at.begin(), begin);
        from.push_back(index < 0 ? index + x.sizes[axis] : index);
        from.insert(from.end(), begin + static_cast<std::ptrdiff_t>(rank), at.end());
        return x.at(from);
      });
    };
  };
  OpCase("take")
      .input({batch(), 5, 3})
      .input({4}, DType::int32, -5, 4)
      .with("axis", std::int64_t{1})
      .gives("B 4 3", {1, 11, 3})
      .rows_apart(true, {false, true})
      .rows_apart(false)
      .computes(taken(1));
  OpCase("take")
      .input({7, 3})
      .input({batch(), steps()}, DType::int32, 0, 6)
      .with("axis", std::int64_t{0})
      .gives("B T 3", {11, 12, 2})
      .rows_apart(true, {true, false})
      .rows_apart(false)
      .computes(taken(0));
  OpCase("take")
      .input({batch(), 5}, DType::int32)
      .input({}, DType::float32, 0, 4)
      .with("axis", std::int64_t{-1})
      .gives("B", {1}, DType::int32)
      .computes([](const Arrays& in) {
        return filled({in[0].sizes[0]}, [&](const Integers& at) {
          return in[0].at({at[0], whole(in[1].values[0])});
        });
      });
  const Array values({2, 3}, Values{1, 2, 3, 4, 5, 6});
  CHECK(OpCase("take")
            .input({2, 3})
            .input({1}, DType::int32)
            .with("axis", std::int64_t{1})
            .refusal_at({}, {values, Array({1}, 3.0)}) ==
        "index 3 is out of range for an axis of size 3");
  CHECK(OpCase("take")
            .input({2, 3})
            .input({1}, DType::int32)
            .with("axis", std::int64_t{2})
            .refusal() == "axis 2 is out of range for (2, 3), which has axes -2 to 1");
}

TEST_CASE("take: a plain list of indices keeps the role of the axis") {
  const auto& take = unroll::op("take");
  const unroll::Shape x = unroll::shape_with_usual_roles({batch(), steps(), 4});
  const unroll::Shape list = {{3, unroll::Role::other, 0}};
  const std::vector<unroll::TensorType> types = {{x, DType::float32}, {list, DType::int32}};
  const unroll::Attributes attributes{{"axis", std::int64_t{1}}};
  CHECK(take.infer({types, attributes})[0].shape[1].role == unroll::Role::time);
}

OP_CASE("take_along_axis") {
  const auto taken = [](std::size_t axis) {
    return [axis](const Arrays& in) {
      Integers sizes = in[1].sizes;
      for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (i != axis) sizes[i] = std::max(sizes[i], in[0].sizes[i]);
      }
      return filled(sizes, [&](Integers at) {
        const std::int64_t index = whole(in[1].broadcast_at(at));
        at[axis] = index < 0 ? index + in[0].sizes[axis] : index;
        Integers from = at;
        for (std::size_t i = 0; i < from.size(); ++i) {
          if (i != axis && in[0].sizes[i] == 1) from[i] = 0;
        }
        return in[0].at(from);
      });
    };
  };
  OpCase("take_along_axis")
      .input({batch(), 5, 3})
      .input({batch(), steps(), 3}, DType::int32, -5, 4)
      .with("axis", std::int64_t{1})
      .gives("B T 3", {1, 0, 3})
      .rows_apart(true)
      .computes(taken(1));
  OpCase("take_along_axis")
      .input({batch(), 1, 4}, DType::int32)
      .input({1, steps(), 2}, DType::int32, 0, 3)
      .with("axis", std::int64_t{-1})
      .gives("B T 2", {1, 12, 0}, DType::int32)
      .rows_apart(true, {false, true})
      .computes(taken(2));
  OpCase("take_along_axis")
      .input({3, 4})
      .input({2, 4}, DType::int32, 0, 2)
      .with("axis", std::int64_t{0})
      .gives("2 4", {0, 2})
      .rows_apart(false)
      .computes(taken(0));
  const auto refusal = [](const Sizes& x, const Sizes& indices) {
    return OpCase("take_along_axis")
        .input(x)
        .input(indices, DType::int32)
        .with("axis", std::int64_t{1})
        .refusal();
  };
  CHECK(refusal({batch(), 5, 3}, {batch(), 5}) ==
        "take_along_axis needs as many axes in the indices as in the tensor, got (batch, 5, 3) and "
        "(batch, 5)");
  CHECK(refusal({batch(), 5, 3}, {batch(), 2, 4}) ==
        "shapes (batch, 5, 3) and (batch, 2, 4) do not go together beside the axis");
  CHECK(OpCase("take_along_axis")
            .input({1, 2})
            .input({1, 1}, DType::int32)
            .with("axis", std::int64_t{1})
            .refusal_at({}, {Array({1, 2}), Array({1, 1}, 2.0)}) ==
        "index 2 is out of range for an axis of size 2");
}

OP_CASE("one_hot") {
  const auto marked = [](std::size_t axis, std::int64_t classes) {
    return [=](const Arrays& in) {
      Integers sizes = in[0].sizes;
      sizes.insert(sizes.begin() + static_cast<std::ptrdiff_t>(axis), classes);
      return filled(sizes, [&](Integers at) {
        const auto mark = static_cast<double>(at[axis]);
        at.erase(at.begin() + static_cast<std::ptrdiff_t>(axis));
        return in[0].at(at) == mark ? 1.0 : 0.0;
      });
    };
  };
  OpCase("one_hot")
      .input({batch(), steps()}, DType::int32, -1, 5)
      .with("num_classes", Dim(5))
      .gives("B T 5", {1, 2, 0})
      .rows_apart(true)
      .computes(marked(2, 5));
  OpCase("one_hot")
      .input({batch(), steps()}, DType::int32, 0, 3)
      .with("num_classes", Dim(4))
      .with("axis", std::int64_t{1})
      .with("dtype", DType::bool_)
      .gives("B 4 T", {1, 0, 2}, DType::bool_)
      .computes(marked(1, 4));
  OpCase("one_hot")
      .input({batch()}, DType::bool_)
      .with("num_classes", Dim(2))
      .with("axis", std::int64_t{0})
      .with("dtype", DType::int32)
      .gives("2 B", {0, 1}, DType::int32)
      .rows_apart(false)
      .computes(marked(0, 2));
  CHECK(OpCase("one_hot").input({batch()}, DType::int32).with("num_classes", Dim(-2)).refusal() ==
        "a size cannot be negative, got -2");
  CHECK(OpCase("one_hot")
            .input({batch()}, DType::int32)
            .with("num_classes", Dim(2))
            .with("axis", std::int64_t{2})
            .refusal() == "axis 2 is out of range for a result with 2 axes");
}
