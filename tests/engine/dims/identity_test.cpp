// Tests of the identities of sizes and their table.
#include "dims/identity.hpp"

#include <doctest/doctest.h>

#include <vector>

using unroll::Identities;
using unroll::IdentityId;
using unroll::IdentityKind;
using unroll::IdentityTable;
using unroll::Span;

namespace {

std::vector<IdentityId> ids_of(const Identities& ids) {
  return {ids.all().begin(), ids.all().end()};
}

using Ids = std::vector<IdentityId>;

}  // namespace

TEST_CASE("identities: a sorted union that forgets the last beyond its capacity") {
  Identities ids;
  CHECK(ids.empty());
  for (const IdentityId id : {9U, 3U, 5U, 3U}) ids = ids.with(Identities(id));
  CHECK(ids_of(ids) == Ids{3, 5, 9});
  CHECK(ids_of(ids.with({})) == Ids{3, 5, 9});
  CHECK(ids_of(Identities().with(ids)) == Ids{3, 5, 9});
  for (const IdentityId id : {1U, 2U, 4U, 6U}) ids = ids.with(Identities(id));
  CHECK(ids_of(ids) == Ids{1, 2, 3, 4, 5, 6});
  CHECK(Identities(1).with(Identities(2)) == Identities(2).with(Identities(1)));
  CHECK(!(Identities(1) == Identities(2)));
}

TEST_CASE("identity table: a literal is one identity however often it is evaluated") {
  IdentityTable table;
  const Identities first = table.add(IdentityKind::literal, "32", Span{4, 6});
  CHECK(table.add(IdentityKind::literal, "32", Span{4, 6}) == first);
  CHECK(!(table.add(IdentityKind::literal, "32", Span{9, 11}) == first));
  CHECK(!(table.add(IdentityKind::input, "32", Span{4, 6}) == first));
  REQUIRE(table.all().size() == 3);
  CHECK(table.all()[0].text == "32");
  CHECK(table.all()[0].span == Span{4, 6});
  CHECK(table.all()[2].kind == IdentityKind::input);
}

TEST_CASE("identity table: without a place the text decides") {
  IdentityTable table;
  const Identities batch = table.add(IdentityKind::input, "B", {});
  CHECK(table.add(IdentityKind::input, "B", {}) == batch);
  CHECK(!(table.add(IdentityKind::input, "T", {}) == batch));
}

TEST_CASE("identity table: uses and names") {
  IdentityTable table;
  const Identities units = table.add(IdentityKind::literal, "32", Span{4, 6});
  const Identities steps = table.add(IdentityKind::literal, "10", Span{20, 22});
  table.use(units, Span{30, 35}, "hidden");
  table.use(units, Span{30, 35}, "again");
  table.use(units, Span{4, 6}, "");
  table.use(units, {}, "");
  table.use(units.with(steps), Span{40, 45}, "product");
  CHECK(table.all()[0].name == "hidden");
  CHECK(table.all()[0].uses == std::vector<Span>{{30, 35}, {40, 45}});
  CHECK(table.all()[1].name.empty());
  CHECK(table.all()[1].uses == std::vector<Span>{{40, 45}});
}

TEST_CASE("identity table: bounded") {
  IdentityTable table;
  const Identities one = table.add(IdentityKind::literal, "1", Span{0, 1});
  for (std::uint32_t i = 1; i < 2 * IdentityTable::max_uses; ++i)
    table.use(one, Span{i, i + 1}, "");
  CHECK(table.all()[0].uses.size() == IdentityTable::max_uses);
  for (std::uint32_t i = 1; i < IdentityTable::max_identities + 5; ++i) {
    const Identities ids = table.add(IdentityKind::literal, "1", Span{i, i + 1});
    REQUIRE(ids.empty() == (i >= IdentityTable::max_identities));
  }
  CHECK(table.all().size() == IdentityTable::max_identities);
  CHECK(table.add(IdentityKind::literal, "1", Span{0, 1}) == one);
}
