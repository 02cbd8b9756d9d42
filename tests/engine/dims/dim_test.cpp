// Tests of symbolic sizes: the normal form, rounding, choosing, text, binding, limits.
#include "dims/dim.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <tuple>

#include "error.hpp"

using unroll::Bindings;
using unroll::Dim;
using unroll::Error;
using unroll::floor_div;
using unroll::Identities;
using unroll::max;
using unroll::min;
using unroll::mod;
using unroll::never_equal;

namespace {

const Dim b = Dim::symbol("B", {});
const Dim t = Dim::symbol("T", {});
const Dim s = Dim::symbol("S", {});
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

template <typename Make>
std::string code_of(const Make& make) {
  try {
    std::ignore = make();
  } catch (const Error& error) {
    return error.code();
  }
  return "none";
}

}  // namespace

TEST_CASE("dim: numbers") {
  CHECK(Dim().is(0));
  CHECK(Dim(7).value() == 7);
  CHECK((Dim(7) + 3).is(10));
  CHECK((Dim(7) - 9).is(-2));
  CHECK((Dim(7) * -3).is(-21));
  CHECK((-Dim(7)).is(-7));
  CHECK(Dim(-7).text() == "-7");
  CHECK(Dim(7) == Dim(7));
  CHECK(!(Dim(7) == Dim(8)));
  CHECK(!Dim(7).is_symbolic());
}

TEST_CASE("dim: one normal form") {
  CHECK(b * t == t * b);
  CHECK((t - 3) + 3 == t);
  CHECK(!(t == b));
  CHECK(!(t == Dim(3)));
  CHECK((t - t).is(0));
  CHECK((t * 0).is(0));
  CHECK(t * 1 == t);
  CHECK((b + t) * (b - t) == b * b - t * t);
  CHECK((b + 1) * (t + 2) == b * t + 2 * b + t + 2);
  CHECK(2 * (t + 1) - t == t + 2);
  CHECK((2 * t - 2 * t + 5).is(5));
  CHECK(!t.value());
  CHECK(t.is_symbolic());
  CHECK(!(t - t).is_symbolic());
}

TEST_CASE("dim: text") {
  CHECK(t.text() == "T");
  CHECK((t * b).text() == "B*T");
  CHECK((2 * t + 1).text() == "2*T+1");
  CHECK((t - 1).text() == "T-1");
  CHECK((5 - t).text() == "5-T");
  CHECK((-t).text() == "-T");
  CHECK((-t - 2).text() == "-T-2");
  CHECK((t - b).text() == "T-B");
  CHECK((t * t * 3).text() == "3*T*T");
  CHECK((Dim(smallest / 2) * t * 2).text() == "-9223372036854775808*T");
  CHECK((floor_div(t - 3, 2) + 1).text() == "floor((T-3)/2)+1");
  CHECK(floor_div(-t, 2).text() == "floor((-T)/2)");
  CHECK(floor_div(4 * t, 8).text() == "floor(T/2)");
  CHECK(floor_div(2 * t + 3, 4).text() == "floor((T+1)/2)");
  CHECK(floor_div(6 * t - 4 * b, 10).text() == "floor((3*T-2*B)/5)");
  CHECK(floor_div(t * b, 2).text() == "floor(B*T/2)");
  CHECK(floor_div(t, 2 * b).text() == "floor(T/(2*B))");
  CHECK(floor_div(t, b + 1).text() == "floor(T/(B+1))");
  CHECK(floor_div(floor_div(t, 2) + floor_div(b, 2), 3).text() ==
        "floor((floor(B/2)+floor(T/2))/3)");
  CHECK(mod(t, 2).text() == "T%2");
  CHECK(mod(t + 3, 2).text() == "(T+1)%2");
  CHECK((mod(t, 2) * b).text() == "(T%2)*B");
  CHECK((-mod(t, 2)).text() == "-(T%2)");
  CHECK((mod(t, 2) + 1).text() == "T%2+1");
  CHECK(max(t, 3).text() == "max(T, 3)");
  CHECK(min(2 * t - 1, b).text() == "min(2*T-1, B)");
}

TEST_CASE("dim: texts that could be misread are different sizes") {
  CHECK(!(b * mod(t, 2) == mod(b * t, 2)));
  CHECK(!(floor_div(floor_div(t, 2) + floor_div(b, 2), 3) ==
          floor_div(t, 2) + floor_div(floor_div(b, 2), 3)));
  CHECK(!(floor_div(t, 2 * b) == floor_div(t, 2) * b));
}

TEST_CASE("dim: floor_div") {
  CHECK(floor_div(7, 2).is(3));
  CHECK(floor_div(-7, 2).is(-4));
  CHECK(floor_div(7, -2).is(-4));
  CHECK(floor_div(-8, -2).is(4));
  CHECK(floor_div(t, 1) == t);
  CHECK(floor_div(0, t).is(0));
  CHECK(floor_div(t, -1) == -t);
  CHECK(floor_div(t, t).is(1));
  CHECK(floor_div(4 * t, 2) == 2 * t);
  CHECK(floor_div(4 * t + 7, 2) == 2 * t + 3);
  CHECK(floor_div(4 * t - 7, 2) == 2 * t - 4);
  CHECK(floor_div(4 * t + b + 5, 2) == 2 * t + floor_div(b + 5, 2));
  CHECK(floor_div(b * t * 32, t * 32) == b);
  CHECK(floor_div(b * t * 32, 4 * b) == 8 * t);
  CHECK(floor_div(16 * b * t - 32 * b, 16 * t - 32) == b);
  CHECK(floor_div(b * t - 2 * b, b) == t - 2);
  CHECK(floor_div(10 * b, 3 * b).is(3));
  CHECK(floor_div(b * t + t, 2 * t) == floor_div(b + 1, 2));
  const Dim windows = floor_div(t - 3, 2) + 1;
  CHECK(floor_div(b * windows * 8, windows * 8) == b);
  CHECK(code_of([] { return floor_div(t, 0); }) == "division_by_zero");
  CHECK(code_of([] { return floor_div(7, 0); }) == "division_by_zero");
  CHECK(code_of([] { return mod(t, 0); }) == "division_by_zero");
  CHECK(code_of([] { return mod(7, 0); }) == "division_by_zero");
}

TEST_CASE("dim: equal sizes are equal however they are rounded") {
  CHECK(floor_div(t - 3, 2) + 1 == floor_div(t - 1, 2));
  CHECK(floor_div(t + 6, 4) == floor_div(t + 2, 4) + 1);
  CHECK(floor_div(floor_div(t - 3, 2) + 4, 3) == floor_div(floor_div(t - 1, 2), 3) + 1);
  CHECK(!(floor_div(t - 3, 2) + 1 == floor_div(t, 2)));
}

TEST_CASE("dim: mod") {
  CHECK(mod(7, 3).is(1));
  CHECK(mod(-7, 3).is(2));
  CHECK(mod(7, -3).is(-2));
  CHECK(mod(4 * t, 2).is(0));
  CHECK(mod(4 * t + 7, 2).is(1));
  CHECK(mod(4 * t + b + 7, 2) == mod(b + 1, 2));
  CHECK(mod(t, t).is(0));
  CHECK(mod(t, b) == t - floor_div(t, b) * b);
}

TEST_CASE("dim: max and min") {
  CHECK(max(3, 5).is(5));
  CHECK(min(3, 5).is(3));
  CHECK(max(t, t - 1) == t);
  CHECK(min(t, t - 1) == t - 1);
  CHECK(max(t, b) == max(b, t));
  CHECK(max(3, t) == max(t, 3));
  CHECK(!(max(t, b) == min(t, b)));
}

TEST_CASE("dim: arithmetic, then numbers, is arithmetic on the numbers") {
  const std::array<Dim, 9> sizes = {Dim(3), Dim(-2), t,         b + 1,        2 * t - 3,
                                    b * t,  t - b,   t * t + 4, 4 * t + 6 * b};
  const std::array<Bindings, 4> all = {Bindings{{"B", 1}, {"T", 1}}, Bindings{{"B", 2}, {"T", 10}},
                                       Bindings{{"B", 5}, {"T", 7}}, Bindings{{"B", 4}, {"T", 12}}};
  for (const Bindings& bindings : all) {
    for (const Dim& x : sizes) {
      for (const Dim& y : sizes) {
        const Dim p = x.bind(bindings);
        const Dim q = y.bind(bindings);
        CAPTURE(x.text());
        CAPTURE(y.text());
        CHECK((x + y).bind(bindings) == (p + q).value());
        CHECK((x - y).bind(bindings) == (p - q).value());
        CHECK((x * y).bind(bindings) == (p * q).value());
        CHECK(max(x, y).bind(bindings) == max(p, q).value());
        CHECK(min(x, y).bind(bindings) == min(p, q).value());
        if (q.is(0)) continue;
        CHECK(floor_div(x, y).bind(bindings) == floor_div(p, q).value());
        CHECK(mod(x, y).bind(bindings) == mod(p, q).value());
        CHECK((floor_div(x, y) * y + mod(x, y)).bind(bindings) == p.value());
        CHECK(floor_div(mod(x, 3) + max(y, 2), 2).bind(bindings) ==
              floor_div(mod(p, 3) + max(q, 2), 2).value());
      }
    }
  }
}

TEST_CASE("dim: bind and replace") {
  CHECK((2 * b * t + 1).bind({{"B", 3}, {"T", 4}}) == 25);
  CHECK(Dim(5).bind({}) == 5);
  CHECK(code_of([] { return t.bind({{"B", 3}}); }) == "unbound");
  CHECK(code_of([] { return floor_div(b, t).bind({{"B", 3}, {"T", 0}}); }) == "division_by_zero");
  CHECK((b * t).replace("B", 2) == 2 * t);
  CHECK((b * t).replace("T", s + 1) == b * s + b);
  CHECK(floor_div(t - 3, 2).replace("T", 2 * s + 3) == s);
  CHECK(max(t, 3).replace("T", 5).is(5));
  CHECK(b.replace("T", 5) == b);
  CHECK(Dim(5).replace("T", 7).is(5));
}

TEST_CASE("dim: identities are what a size is made of") {
  const Identities one(1);
  const Identities two(2);
  const Dim x = Dim::symbol("T", one);
  const Dim y(32, two);
  CHECK((x * y).ids() == one.with(two));
  CHECK(floor_div(x, y).ids() == one.with(two));
  CHECK(mod(x, y).ids() == one.with(two));
  CHECK(max(x, y).ids() == one.with(two));
  CHECK(floor_div(x, 1).ids() == one);
  CHECK((x - x).ids() == one);
  CHECK(x.also(y).ids() == one.with(two));
  CHECK(x.also(y) == x);
  CHECK(x.with_ids({}).ids().empty());
  CHECK((x + 1).replace("T", y).ids() == one.with(two));
  CHECK((x + 1).replace("B", y).ids() == one);
  CHECK(Dim(32, one) == Dim(32, two));
}

TEST_CASE("dim: symbols") {
  std::map<std::string, bool, std::less<>> names;
  (floor_div(t - 3, 2) * b + 1).symbols(names);
  CHECK(names.size() == 2);
  CHECK(names.count("B") == 1);
  CHECK(names.count("T") == 1);
}

TEST_CASE("dim: sizes that leave 64 bits are refused") {
  const auto check = [](const auto& make) { CHECK(code_of(make) == "limit_size"); };
  check([] { return Dim(largest) + 1; });
  check([] { return Dim(smallest) - 1; });
  check([] { return Dim(largest) * 2; });
  check([] { return -Dim(smallest); });
  check([] { return largest * t + t; });
  check([] { return largest * t * 2; });
  check([] { return floor_div(smallest, -1); });
  check([] { return floor_div(smallest * t, -1); });
  check([] { return (b * t).bind({{"B", largest}, {"T", 2}}); });
  CHECK((Dim(largest) * t - largest * t).is(0));
  CHECK(floor_div((smallest + 1) * t, 7).bind({{"T", 1}}) == floor_div(smallest + 1, 7).value());
}

TEST_CASE("dim: a formula cannot grow without end") {
  const auto grow = [](const auto& step) {
    return code_of([&] {
      Dim size = t;
      for (int i = 0; i < 1000; ++i) size = step(size);
      return size;
    });
  };
  CHECK(grow([](const Dim& size) { return floor_div(size * size, 3); }) == "limit_size");
  CHECK(grow([](const Dim& size) { return max(size + b, size * 2); }) == "limit_size");
  CHECK(grow([](const Dim& size) { return (size + b) * (size + s); }) == "limit_size");
  CHECK(code_of([] {
          Dim sum = 0;
          for (int i = 0; i < 1000; ++i) sum = sum + Dim::symbol("x" + std::to_string(i), {});
          return sum;
        }) == "limit_size");
  CHECK(grow([](const Dim& size) { return size + 2; }) == "none");
}

TEST_CASE("dim: sizes that can never be equal") {
  CHECK(never_equal(10 * b, 12 * b));
  CHECK(never_equal(t, t + 1));
  CHECK(never_equal(3, 4));
  CHECK(never_equal(b * t, b * t + b));
  CHECK(!never_equal(t, 3));
  CHECK(!never_equal(t, b));
  CHECK(!never_equal(t, t));
  CHECK(!never_equal(t, t + floor_div(b, 2)));
  CHECK(!never_equal(3, 3));
}
