// Tests of the ops that multiply and sum over shared axes.
#include <doctest/doctest.h>

#include <map>

#include "tests/engine/ops/op_case.hpp"

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

namespace {

using Arrays = std::vector<Array>;
using Sizes = std::vector<Dim>;

/// The sum of products by definition: over every value of every letter.
std::function<Array(const Arrays&)> sums(std::vector<std::string> terms, std::string result) {
  return [terms = std::move(terms), result = std::move(result)](const Arrays& in) {
    std::map<char, std::int64_t> sizes;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      for (std::size_t j = 0; j < terms[i].size(); ++j) {
        std::int64_t& size = sizes.try_emplace(terms[i][j], 1).first->second;
        size = in[i].sizes[j] == 1 ? size : in[i].sizes[j];
      }
    }
    Integers all;
    std::map<char, std::size_t> place;
    for (const auto& [letter, size] : sizes) {
      place[letter] = all.size();
      all.push_back(size);
    }
    Integers out;
    for (const char letter : result) out.push_back(sizes.at(letter));
    Array total(out);
    each_index(all, [&](const Integers& at) {
      const auto pick = [&](const std::string& term, const Integers& limits) {
        Integers index;
        for (std::size_t j = 0; j < term.size(); ++j) {
          index.push_back(limits[j] == 1 ? 0 : at[place.at(term[j])]);
        }
        return index;
      };
      double product = 1;
      for (std::size_t i = 0; i < terms.size(); ++i)
        product *= in[i].at(pick(terms[i], in[i].sizes));
      total.at(pick(result, out)) += product;
    });
    return total;
  };
}

OpCase einsum(const std::string& equation, const std::vector<Sizes>& inputs,
              DType dtype = DType::float32) {
  OpCase of("einsum");
  of.with("equation", equation);
  for (const Sizes& sizes : inputs) of.input(sizes, dtype);
  return of;
}

}  // namespace

OP_CASE("matmul") {
  const auto matmul = [](const Sizes& a, const Sizes& b, DType dtype = DType::float32) {
    return OpCase("matmul").input(a, dtype).input(b, dtype);
  };
  matmul({batch(), 5}, {5, 3})
      .gives("B 3", {1, 12})
      .rows_apart(true, {false, true})
      .rows_apart(false)
      .computes(sums({"ab", "bc"}, "ac"));
  matmul({batch(), steps(), 5}, {5, 3})
      .gives("B T 3", {1, 2, 12})
      .rows_apart(true, {false, true})
      .computes(sums({"abc", "cd"}, "abd"));
  matmul({batch(), steps(), 5}, {batch(), 5, 3})
      .gives("B T 3", {1, 2, 13})
      .rows_apart(true)
      .computes(sums({"abc", "acd"}, "abd"));
  matmul({2, batch(), steps(), 5}, {batch(), 5, 3})
      .gives("2 B T 3", {1, 2, 3, 13})
      .rows_apart(false)
      .computes(sums({"xabc", "acd"}, "xabd"));
  matmul({batch(), 1, 4, 5}, {1, 2, 5, 3})
      .gives("B 2 4 3", {1, 12, 3, 14})
      .rows_apart(true, {false, true})
      .computes(sums({"axbc", "axcd"}, "axbd"));
  matmul({5}, {5, 3}).gives("3", {12}).computes(sums({"a", "ab"}, "b"));
  matmul({batch(), 5}, {5})
      .gives("B", {1})
      .rows_apart(true, {false, true})
      .computes(sums({"ab", "b"}, "a"));
  matmul({5}, {5}).gives("", {}).computes(sums({"a", "a"}, ""));
  matmul({5}, {batch(), 5, 3})
      .gives("B 3", {11, 13})
      .rows_apart(true, {true, false})
      .computes(sums({"b", "abc"}, "ac"));
  matmul({4, 5}, {batch(), 5, 3})
      .gives("B 4 3", {11, 1, 13})
      .rows_apart(true, {true, false})
      .computes(sums({"mb", "abc"}, "amc"));
  matmul({batch(), 5}, {5, 3}, DType::int32)
      .gives("B 3", {1, 12}, DType::int32)
      .computes(sums({"ab", "bc"}, "ac"));
  matmul({batch(), 5}, {5, 3}, DType::bool_)
      .gives("B 3", {1, 12}, DType::int32)
      .computes(sums({"ab", "bc"}, "ac"));
  OpCase("matmul")
      .input({batch(), 5}, DType::int32)
      .input({5, 3})
      .gives("B 3", {1, 12})
      .computes(sums({"ab", "bc"}, "ac"));
  OpCase("matmul")
      .input({batch(), steps(), 9})
      .constant({9, 11})
      .gives("B T 11", {1, 2, 12})
      .computes(sums({"abc", "cd"}, "abd"));
  matmul({batch(), 0}, {0, 3}).gives("B 3", {1, 12}).computes(sums({"ab", "bc"}, "ac"));
  CHECK(matmul({batch(), 10, 20}, {32, 16}).refusal() ==
        "(batch, 10, 20) times (32, 16): the last axis of the first (20) and the second-last axis "
        "of the second (32) must have the same size");
  CHECK(matmul({}, {3}).refusal() ==
        "matmul needs at least one axis on both sides, got () and (3,)");
  CHECK(matmul({2, 4, 5}, {3, 5, 6}).refusal() ==
        "the leading axes of (2, 4, 5) and (3, 5, 6) do not go together");
  CHECK(matmul({batch(), steps()}, {5, 3}).refusal_at({{"B", 2}, {"T", 4}}, {}) ==
        "the sizes 4 and 5 of a matmul must be the same");
}

OP_CASE("einsum") {
  einsum("btf,t->bf", {{batch(), steps(), 4}, {steps()}})
      .gives("B 4", {1, 3})
      .rows_apart(true, {false, true})
      .rows_apart(false)
      .computes(sums({"btf", "t"}, "bf"));
  einsum("bt,btf->bf", {{batch(), steps()}, {batch(), steps(), 4}})
      .gives("B 4", {1, 13})
      .rows_apart(true)
      .rows_apart(false, {true, false})
      .computes(sums({"bt", "btf"}, "bf"));
  einsum("btd,bd->bt", {{batch(), steps(), 4}, {batch(), 4}})
      .gives("B T", {1, 2})
      .rows_apart(true)
      .computes(sums({"btd", "bd"}, "bt"));
  einsum("bi,bj->bij", {{batch(), 3}, {batch(), 4}})
      .gives("B 3 4", {1, 2, 12})
      .rows_apart(true)
      .computes(sums({"bi", "bj"}, "bij"));
  einsum("btd,de,bse->bts", {{batch(), steps(), 4}, {4, 5}, {batch(), steps(), 5}})
      .gives("B T T", {1, 2, 22})
      .rows_apart(true, {false, true, false})
      .computes(sums({"btd", "de", "bse"}, "bts"));
  einsum("bi,ikj,bj->bk", {{batch(), 3}, {3, 2, 4}, {batch(), 4}})
      .gives("B 2", {1, 12})
      .rows_apart(true, {false, true, false})
      .computes(sums({"bi", "ikj", "bj"}, "bk"));
  einsum("btd,edu->bteu", {{batch(), steps(), 4}, {3, 4, 2}})
      .gives("B T 3 2", {1, 2, 11, 13})
      .rows_apart(true, {false, true})
      .computes(sums({"btd", "edu"}, "bteu"));
  einsum("bteu,bte->btu", {{batch(), steps(), 3, 2}, {batch(), steps(), 3}})
      .gives("B T 2", {1, 2, 4})
      .rows_apart(true)
      .computes(sums({"bteu", "bte"}, "btu"));
  einsum("bqhd,bkhd->bhqk", {{batch(), 3, 2, 4}, {batch(), steps(), 2, 4}})
      .gives("B 2 3 T", {1, 3, 2, 12})
      .computes(sums({"bqhd", "bkhd"}, "bhqk"));
}

TEST_CASE("einsum: one operand") {
  einsum("btf->bft", {{batch(), steps(), 4}})
      .gives("B 4 T", {1, 3, 2})
      .computes(sums({"btf"}, "bft"));
  einsum("btf->f", {{batch(), steps(), 4}})
      .gives("4", {3})
      .rows_apart(false)
      .computes(sums({"btf"}, "f"));
  einsum("btf->", {{batch(), steps(), 4}}).gives("", {}).computes(sums({"btf"}, ""));
  einsum("bii->bi", {{batch(), 3, 3}})
      .gives("B 3", {1, 2})
      .rows_apart(true)
      .computes(sums({"bii"}, "bi"));
  einsum("bii->b", {{batch(), 3, 3}}).gives("B", {1}).computes(sums({"bii"}, "b"));
  einsum("ii", {{3, 3}}).gives("", {}).computes(sums({"ii"}, ""));
  einsum("ba", {{batch(), 3}}).gives("3 B", {2, 1}).rows_apart(false).computes(sums({"ba"}, "ab"));
}

TEST_CASE("einsum: what is summed in one operand alone, and sizes of 1") {
  einsum("bxt,byt->bt", {{batch(), 3, steps()}, {batch(), 2, steps()}})
      .gives("B T", {1, 3})
      .computes(sums({"bxt", "byt"}, "bt"));
  einsum("bt,bt->b", {{batch(), 1}, {batch(), 4}})
      .gives("B", {1})
      .computes(sums({"bt", "bt"}, "b"));
  einsum("bt,bt->bt", {{batch(), 1}, {batch(), 4}})
      .gives("B 4", {1, 12})
      .computes(sums({"bt", "bt"}, "bt"));
  einsum("ab,cd->", {{2, 3}, {4, 5}}).gives("", {}).computes(sums({"ab", "cd"}, ""));
  einsum("i,j,k->ijk", {{2}, {3}, {4}})
      .gives("2 3 4", {1, 11, 21})
      .computes(sums({"i", "j", "k"}, "ijk"));
  einsum("ij,kl,jk->il", {{2, 3}, {4, 5}, {3, 4}})
      .gives("2 5", {1, 12})
      .computes(sums({"ij", "kl", "jk"}, "il"));
  einsum(",ab->ab", {{}, {2, 3}}).gives("2 3", {11, 12}).computes(sums({"", "ab"}, "ab"));
  einsum("ab,bc->ac", {{2, 0}, {0, 3}}).gives("2 3", {1, 12}).computes(sums({"ab", "bc"}, "ac"));
  einsum("ab,b->a", {{0, 2}, {2}}).gives("0", {1}).computes(sums({"ab", "b"}, "a"));
}

TEST_CASE("einsum: the axes that ... stands for") {
  einsum("...d,de->...e", {{batch(), steps(), 4}, {4, 5}})
      .gives("B T 5", {1, 2, 12})
      .rows_apart(true, {false, true})
      .computes(sums({"btd", "de"}, "bte"));
  einsum("b...,b...->b...", {{batch(), steps(), 4}, {batch(), 4}})
      .gives("B T 4", {1, 2, 3})
      .computes(sums({"btd", "bd"}, "btd"));
  einsum("...ij,...jk", {{batch(), 2, 3}, {batch(), 3, 4}})
      .gives("B 2 4", {1, 2, 13})
      .rows_apart(true)
      .computes(sums({"bij", "bjk"}, "bik"));
  einsum("... , ...", {{batch(), 3}, {3}}).gives("B 3", {1, 2}).computes(sums({"bi", "i"}, "bi"));
}

TEST_CASE("einsum: integers stay integers") {
  einsum("bi,ij->bj", {{batch(), 3}, {3, 4}}, DType::int32)
      .gives("B 4", {1, 12}, DType::int32)
      .computes(sums({"bi", "ij"}, "bj"));
  OpCase("einsum")
      .with("equation", std::string("bi,i->b"))
      .input({batch(), 3}, DType::bool_)
      .input({3})
      .gives("B", {1})
      .computes(sums({"bi", "i"}, "b"));
}

TEST_CASE("einsum: refusals") {
  const auto refusal = [](const std::string& equation, const std::vector<Sizes>& inputs) {
    return einsum(equation, inputs).refusal();
  };
  CHECK(refusal("bt,btf->bf", {{2, 3}}) == "the equation \"bt,btf->bf\" has 2 operands, got 1");
  CHECK(refusal("bt->b", {{2, 3, 4}}) ==
        "the equation \"bt->b\" names 2 axes of operand 1, which has 3");
  CHECK(refusal("bt...->b", {{2}}) ==
        "the equation \"bt...->b\" names 2 axes of operand 1, which has 1");
  CHECK(refusal("bt->bx", {{2, 3}}) == "the equation \"bt->bx\" has `x` in its result alone");
  CHECK(refusal("bt->bb", {{2, 3}}) == "the equation \"bt->bb\" names `b` twice in its result");
  CHECK(refusal("b...->b", {{2, 3}}) ==
        "the equation \"b...->b\" has `...` in an operand but not in its result");
  CHECK(refusal("b-t", {{2, 3}}) ==
        "the equation \"b-t\" may hold letters, commas, one `->` and one `...` in each term");
  CHECK(refusal("b,b->b", {{2}, {3}}) == "the axis `b` has size 2 in one operand and 3 in another");
  CHECK(einsum("bt,t->b", {{batch(), steps()}, {5}}).refusal_at({{"B", 2}, {"T", 4}}, {}) ==
        "the axis `t` has size 4 in one operand and 5 in another");
  CHECK(einsum("a,b,c,d->abcd", {{1000}, {1000}, {1000}, {1000}}).refusal_at({}, {}) ==
        "the products on the way to the result take more than 256 MB");
}

OP_CASE("tensordot") {
  const auto tensordot = [](const Sizes& a, const Sizes& b, const Integers& left,
                            const Integers& right) {
    return OpCase("tensordot").input(a).input(b).with("left_axes", left).with("right_axes", right);
  };
  tensordot({batch(), steps(), 4}, {4, 5}, {-1}, {0})
      .gives("B T 5", {1, 2, 12})
      .rows_apart(true, {false, true})
      .computes(sums({"btd", "de"}, "bte"));
  tensordot({batch(), steps(), 4}, {steps(), 5}, {1}, {0})
      .gives("B 4 5", {1, 3, 12})
      .rows_apart(true, {false, true})
      .computes(sums({"btd", "te"}, "bde"));
  tensordot({2, 3, 4}, {4, 3, 5}, {1, 2}, {1, 0})
      .gives("2 5", {1, 13})
      .computes(sums({"abc", "cbd"}, "ad"));
  tensordot({2}, {3}, {}, {}).gives("2 3", {1, 11}).computes(sums({"a", "b"}, "ab"));
  tensordot({3, batch()}, {3, 2}, {0}, {0})
      .gives("B 2", {2, 12})
      .rows_apart(false, {false, true})
      .computes(sums({"cb", "cd"}, "bd"));
  CHECK(tensordot({2, 3}, {4, 5}, {1}, {0}).refusal() ==
        "axis 1 of (2, 3) (3) and axis 0 of (4, 5) (4) must have the same size");
  CHECK(tensordot({2, 3}, {4, 5}, {1}, {0, 1}).refusal() ==
        "tensordot needs as many axes of the one as of the other, got 1 and 2");
  CHECK(tensordot({2, 2}, {2, 2}, {1, -1}, {0, 1}).refusal() == "the same axis is named twice");
  CHECK(tensordot({2, 2}, {2, 2}, {2}, {0}).refusal() ==
        "axis 2 is out of range for (2, 2), which has axes -2 to 1");
}
