// Tests of shapes: roles, words, broadcasting, reshaping and what an axis keeps of itself.
#include "dims/shape.hpp"

#include <doctest/doctest.h>

#include <tuple>

#include "error.hpp"

using unroll::Axis;
using unroll::AxisId;
using unroll::Dim;
using unroll::element_count;
using unroll::Identities;
using unroll::Role;
using unroll::Shape;
using unroll::shape_with_usual_roles;
using unroll::Whole;

namespace {

const Dim b = Dim::symbol("B", {});
const Dim t = Dim::symbol("T", {});

/// Usual roles, lineages from `first` on.
Shape shape(const std::vector<Dim>& sizes, AxisId first = 1) {
  Shape result = shape_with_usual_roles(sizes);
  for (Axis& axis : result) axis.id = first++;
  return result;
}

std::string text(const std::optional<Shape>& of) {
  if (!of) return "none";
  std::string result;
  for (const Axis& axis : *of) result += (result.empty() ? "" : " ") + axis.size.text();
  return result;
}

std::vector<AxisId> lineages(const std::optional<Shape>& of) {
  std::vector<AxisId> result;
  for (const Axis& axis : of.value()) result.push_back(axis.id);
  return result;
}

std::vector<Role> roles(const Shape& of) {
  std::vector<Role> result;
  for (const Axis& axis : of) result.push_back(axis.role);
  return result;
}

using Ids = std::vector<AxisId>;
using Roles = std::vector<Role>;

}  // namespace

TEST_CASE("shape: usual roles") {
  CHECK(roles(shape({})).empty());
  CHECK(roles(shape({b})) == Roles{Role::batch});
  CHECK(roles(shape({b, 4})) == Roles{Role::batch, Role::features});
  CHECK(roles(shape({b, t, 4})) == Roles{Role::batch, Role::time, Role::features});
  CHECK(roles(shape({b, 8, 8, 3})) ==
        Roles{Role::batch, Role::rows, Role::columns, Role::features});
  CHECK(roles(shape({b, t, 8, 8, 3})) ==
        Roles{Role::batch, Role::time, Role::rows, Role::columns, Role::features});
  CHECK(unroll::role_name(Role::batch) == "batch");
  CHECK(unroll::role_name(Role::other) == "other");
  CHECK(unroll::role_name(Role::source) == "source");
}

TEST_CASE("shape: spellings") {
  CHECK(keras_text(shape({b, 10, 32})) == "(None, 10, 32)");
  CHECK(keras_text(shape({b})) == "(None,)");
  CHECK(keras_text(shape({})) == "()");
  CHECK(keras_text(shape({2, t, b * t})) == "(2, None, None)");
  CHECK(words(shape({b, 10, 32})) == "(batch, 10, 32)");
  CHECK(words(shape({b, t, 2 * t})) == "(batch, time, 2*T)");
  CHECK(words(shape({b})) == "(batch,)");
  CHECK(words(shape({2, 64})) == "(2, 64)");
}

TEST_CASE("shape: find_axis") {
  CHECK(unroll::find_axis(3, 0) == 0);
  CHECK(unroll::find_axis(3, 2) == 2);
  CHECK(unroll::find_axis(3, -1) == 2);
  CHECK(unroll::find_axis(3, -3) == 0);
  CHECK(!unroll::find_axis(3, 3));
  CHECK(!unroll::find_axis(3, -4));
  CHECK(!unroll::find_axis(0, 0));
}

TEST_CASE("shape: element_count and bind") {
  CHECK(element_count({}).is(1));
  CHECK(element_count(shape({b, t, 4})) == 4 * b * t);
  CHECK(bind(shape({b, 2 * t, 4}), {{"B", 3}, {"T", 5}}) == std::vector<std::int64_t>{3, 10, 4});
  CHECK_THROWS_AS(std::ignore = bind(shape({b, t}), {{"B", 3}}), unroll::Error);
  CHECK_THROWS_AS(
      std::ignore = element_count(shape({std::int64_t{1} << 40, std::int64_t{1} << 40})),
      unroll::Error);
}

TEST_CASE("shape: broadcast") {
  const auto result = [](const Shape& x, const Shape& y) { return text(broadcast(x, y)); };
  CHECK(result(shape({b, 3, 4}), shape({b, 3, 4})) == "B 3 4");
  CHECK(result(shape({b, 3, 4}), shape({4})) == "B 3 4");
  CHECK(result(shape({4}), shape({b, 3, 4})) == "B 3 4");
  CHECK(result(shape({b, 1, 4}), shape({t, 1})) == "B T 4");
  CHECK(result(shape({}), shape({b})) == "B");
  CHECK(result(shape({}), shape({})).empty());
  CHECK(result(shape({b, 3}), shape({b, 4})) == "none");
  CHECK(result(shape({2, 3}), shape({3, 2})) == "none");
  CHECK(result(shape({b, t}), shape({b, 5})) == "B 5");
  CHECK(result(shape({b, 5}), shape({b, t})) == "B 5");
  CHECK(result(shape({b, t}), shape({b, 1})) == "B T");
  CHECK(result(shape({b, 0}), shape({b, 1})) == "B 0");
  CHECK(result(shape({b, 0}), shape({b, 2})) == "none");
}

TEST_CASE("shape: broadcast keeps lineages, roles and identities") {
  CHECK(lineages(broadcast(shape({b, 3, 4}), shape({4}, 10))) == Ids{1, 2, 3});
  CHECK(lineages(broadcast(shape({4}, 10), shape({b, 3, 4}))) == Ids{1, 2, 3});
  CHECK(lineages(broadcast(shape({b, 3}), shape({b, 3}, 10))) == Ids{1, 2});
  CHECK(lineages(broadcast(shape({b, 1}), shape({1, t}, 10))) == Ids{1, 11});
  CHECK(lineages(broadcast(shape({b, t}), shape({b, 5}, 10))) == Ids{1, 2});
  const auto grown = broadcast(shape({b, 1, 4}), shape({b, t, 4}));
  CHECK((*grown)[1].role == Role::time);
  const Shape left = {{Dim(4, Identities(1)), Role::features, 1}};
  const Shape right = {{Dim(4, Identities(2)), Role::features, 2}};
  CHECK(broadcast(left, right)->front().size.ids() == Identities(1).with(Identities(2)));
  const Shape open = {{Dim::symbol("T", Identities(3)), Role::time, 3}};
  CHECK(broadcast(open, right)->front().size.ids() == Identities(2).with(Identities(3)));
}

TEST_CASE("shape: reshape") {
  const auto result = [](const Shape& from, const std::vector<Dim>& target) {
    return text(reshape(from, target));
  };
  CHECK(result(shape({b, t, 32}), {b * t, 32}) == "B*T 32");
  CHECK(result(shape({b, t, 32}), {-1, 32}) == "B*T 32");
  CHECK(result(shape({b * t, 16}), {-1, t, 16}) == "B T 16");
  CHECK(result(shape({b, 10, 32}), {b, -1}) == "B 320");
  CHECK(result(shape({b, t - 2, 16}), {-1, t - 2, 4, 4}) == "B T-2 4 4");
  const Dim windows = floor_div(t - 3, 2) + 1;
  CHECK(result(shape({b, windows, 16}), {-1, windows, 4, 4}) == "B floor((T-3)/2)+1 4 4");
  CHECK(result(shape({b, 10}), {-1, 15}) == "none");
  CHECK(result(shape({b, t, 4}), {b, -1, 8}) == "none");
  CHECK(text(reshape(shape({b, t, 4}), {b, -1, 8}, Whole::sometimes)) == "B floor(T/2) 8");
  CHECK(text(reshape(shape({b, 4}), {b, -1, 8}, Whole::sometimes)) == "none");
  CHECK(result(shape({6}), {2, 3}) == "2 3");
  CHECK(result(shape({6}), {}) == "none");
  CHECK(result(shape({1}), {}).empty());
  CHECK(result(shape({6}), {4, -1}) == "none");
  CHECK(result(shape({6}), {-1, -1}) == "none");
  CHECK(result(shape({6}), {-2, -3}) == "none");
  CHECK(result(shape({0, 4}), {0, -1}) == "none");
  CHECK(result(shape({0, 4}), {-1, 4}) == "0 4");
  CHECK(result(shape({0, 4}), {2, 0}) == "2 0");
  CHECK(result(shape({b, 10}), {b, 3, 4}) == "none");
  CHECK(result(shape({b, 10}), {b, -1, 3}) == "none");
  CHECK(result(shape({b, 10}), {t, 10}) == "T 10");
}

TEST_CASE("shape: reshape keeps the axes that stay as they are") {
  const auto kept = [](const Shape& from, const std::vector<Dim>& target) {
    return lineages(reshape(from, target));
  };
  CHECK(kept(shape({b, t, 32}), {-1, 32}) == Ids{0, 3});
  CHECK(kept(shape({b, t, 32}), {b, t, 4, 8}) == Ids{1, 2, 0, 0});
  CHECK(kept(shape({b, t, 32}), {b, t, 32}) == Ids{1, 2, 3});
  CHECK(kept(shape({b, t, 32}), {b, t, 1, 32}) == Ids{1, 2, 0, 3});
  CHECK(kept(shape({b, 4, 4}), {b, 16}) == Ids{1, 0});
  CHECK(kept(shape({b, 1, 4}), {b, 4}) == Ids{1, 3});
  CHECK(kept(shape({6, 6}), {6, 2, 3}) == Ids{1, 0, 0});
  CHECK(kept(shape({6, 6}), {2, 3, 6}) == Ids{0, 0, 2});
  const auto result = reshape(shape({b, t, 32}), {b, t, 4, 8});
  CHECK(result->at(1).role == Role::time);
  const Shape from = {{Dim(4, Identities(1)), Role::heads, 1}};
  const auto same = reshape(from, {Dim(4, Identities(2)), 1});
  CHECK(same->front().size.ids() == Identities(1).with(Identities(2)));
  CHECK(same->front().role == Role::heads);
}
