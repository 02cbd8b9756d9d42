// Tests of the op table as a whole: every row has a name, a rule and a case.
#include <doctest/doctest.h>

#include <set>

#include "error.hpp"
#include "ops/op.hpp"
#include "tests/engine/ops/op_case.hpp"

using unroll::Attributes;
using unroll::OpRow;

TEST_CASE("op table: every row has a case") {
  for (const OpRow* row : unroll::op_table()) {
    CAPTURE(row->name);
    CHECK(unroll::tests::tested_ops().contains(row->name));
  }
}

TEST_CASE("op table: names are found, each once") {
  std::set<std::string_view> names;
  for (const OpRow* row : unroll::op_table()) {
    CAPTURE(row->name);
    CHECK(names.insert(row->name).second);
    CHECK(unroll::find_op(row->name) == row);
    CHECK(&unroll::op(row->name) == row);
    CHECK(!row->operation_class.empty());
  }
  CHECK(unroll::find_op("conjure") == nullptr);
  CHECK_THROWS_AS(std::ignore = unroll::op("conjure"), std::logic_error);
}

TEST_CASE("op table: what a run costs") {
  const auto cost = [](std::string_view op, std::vector<std::vector<std::int64_t>> inputs,
                       std::vector<std::int64_t> output, const Attributes& attributes) {
    std::vector<unroll::BoundTensor> in;
    for (auto& sizes : inputs) in.push_back({std::move(sizes), unroll::DType::float32, {}});
    const std::vector<unroll::BoundTensor> out = {{std::move(output), unroll::DType::float32, {}}};
    return cost_of(unroll::op(op), {in, out, attributes, {}});
  };
  CHECK(cost("add", {{2, 3, 4}, {4}}, {2, 3, 4}, {}) == 24);
  CHECK(cost("sum", {{2, 3, 4}}, {}, {}) == 24);
  CHECK(cost("matmul", {{2, 3, 4}, {4, 5}}, {2, 3, 5}, {}) == 2 * 2 * 3 * 4 * 5);
  const auto einsum = [&](const std::string& equation,
                          std::vector<std::vector<std::int64_t>> inputs) {
    return cost("einsum", std::move(inputs), {}, {{"equation", equation}});
  };
  CHECK(einsum("ij,jk->ik", {{2, 3}, {3, 4}}) == 6 + 12 + 2 * 2 * 3 * 4);
  // The cheaper order first: (jk, kl) and then ij with it.
  CHECK(einsum("ij,jk,kl->il", {{100, 50}, {50, 20}, {20, 2}}) ==
        5000 + 1000 + 40 + 2 * 50 * 20 * 2 + 2 * 100 * 50 * 2);
  // What one operand alone has is summed before.
  CHECK(einsum("ix,iy->i", {{2, 100}, {2, 100}}) == 200 + 200 + 2 * 2);
  CHECK(cost("sort", {{2, 7}}, {2, 7}, {}) == 14 * 4);
}

TEST_CASE("attributes: asked for by name and kind") {
  Attributes attributes{{"axis", std::int64_t{1}}, {"keepdims", true}};
  CHECK(attributes.get<std::int64_t>("axis") == 1);
  CHECK(attributes.get_or<bool>("keepdims", false));
  CHECK(attributes.get_or<std::int64_t>("k", 7) == 7);
  CHECK(attributes.find("k") == nullptr);
  CHECK_THROWS_AS(std::ignore = attributes.get<bool>("axis"), std::logic_error);
  CHECK_THROWS_AS(std::ignore = attributes.get<bool>("k"), std::logic_error);
  attributes.set("axis", std::int64_t{2});
  CHECK(attributes.get<std::int64_t>("axis") == 2);
  CHECK(attributes.all().size() == 2);
}
