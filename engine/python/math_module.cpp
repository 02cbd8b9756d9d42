// Owns the module `math`.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "python/state.hpp"

namespace unroll::python {
namespace {

double need_number(Interpreter& in, const Arguments::Given& given) {
  const Value value = in.settle(given.value, "value", 1, given.span);
  const auto number = plain_number(value);
  if (!number) {
    in.raise("TypeError", "must be real number, not " + in.type_name(value), given.span);
  }
  return *number;
}

struct OneArgument {
  const char* name;
  double (*compute)(double);
};

constexpr OneArgument functions[] = {
    {"acos", std::acos},     {"acosh", std::acosh}, {"asin", std::asin},   {"asinh", std::asinh},
    {"atan", std::atan},     {"atanh", std::atanh}, {"cbrt", std::cbrt},   {"cos", std::cos},
    {"cosh", std::cosh},     {"erf", std::erf},     {"erfc", std::erfc},   {"exp", std::exp},
    {"exp2", std::exp2},     {"expm1", std::expm1}, {"fabs", std::fabs},   {"gamma", std::tgamma},
    {"lgamma", std::lgamma}, {"log10", std::log10}, {"log1p", std::log1p}, {"log2", std::log2},
    {"sin", std::sin},       {"sinh", std::sinh},   {"sqrt", std::sqrt},   {"tan", std::tan},
    {"tanh", std::tanh},
};

void add(Module& module, const std::string& name, NativeFunction::Body body) {
  module.members[name] = make_function(name, std::move(body));
}

/// floor, ceil and trunc: whole numbers keep their origin.
void add_rounding(Module& module, const std::string& name, double (*round)(double)) {
  add(module, name, [name, round](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, name, std::move(arguments), {"x"});
    taking.done();
    const Value value = in.settle(taking.need("x").value, "value", 1, taking.at());
    if (const auto* number = value.as<Float>()) {
      return to_int(in, Float{round(number->value), number->ids}, taking.at());
    }
    need_number(in, taking.need("x"));
    return value;
  });
}

Value log(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "log", std::move(arguments), {"x", "base"});
  taking.done();
  const double x = need_number(in, taking.need("x"));
  if (x <= 0) {
    in.raise("ValueError", "math domain error", taking.at());
  }
  const Arguments::Given* base = taking.find("base");
  return Float{base == nullptr ? std::log(x) : std::log(x) / std::log(need_number(in, *base)),
               ids_of(taking.need("x").value)};
}

Value gcd_or_lcm(Interpreter& in, const Arguments& arguments, bool gcd) {
  // Of sizes without their signs, which a 64-bit number may not have without its own.
  const auto size = [](std::int64_t number) {
    return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  };
  std::uint64_t result = gcd ? 0 : 1;
  bool fits = true;
  for (const Arguments::Given& given : arguments.given) {
    const std::uint64_t number = size(index_number(in, given.value, "gcd", given.span));
    if (gcd) {
      result = std::gcd(result, number);
    } else if (number == 0 || result == 0) {
      result = 0;
    } else {
      fits &= !__builtin_mul_overflow(result / std::gcd(result, number), number, &result);
    }
  }
  if (!fits || result > static_cast<std::uint64_t>(INT64_MAX)) {
    in.raise("OverflowError", "The number does not fit the 64 bits that a number has here",
             arguments.call);
  }
  return Dim(static_cast<std::int64_t>(result));
}

Value product(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "prod", std::move(arguments), {"iterable", "start"});
  taking.done();
  Value result = taking.find("start") == nullptr ? Value(Dim(1)) : taking.find("start")->value;
  for (const Value& item : in.iterate(taking.need("iterable").value, taking.at())) {
    result = in.binary(Operator::multiply, result, item, taking.at());
  }
  return result;
}

Value factorial(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "factorial", std::move(arguments), {"n"});
  taking.done();
  const std::int64_t n = index_number(in, taking.need("n").value, "factorial", taking.at());
  constexpr std::int64_t largest = 20;  // that fits 64 bits
  if (n < 0 || n > largest) {
    in.raise(n < 0 ? "ValueError" : "OverflowError",
             n < 0 ? "factorial() not defined for negative values"
                   : "The number does not fit the 64 bits that a number has here",
             taking.at());
  }
  std::int64_t result = 1;
  for (std::int64_t i = 2; i <= n; ++i) {
    result *= i;
  }
  return Dim(result);
}

Value hypot(Interpreter& in, const Arguments& arguments) {
  double length = 0;
  for (const Arguments::Given& given : arguments.given) {
    length = std::hypot(length, need_number(in, given));
  }
  return Float{length, {}};
}

Value dist(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "dist", std::move(arguments), {"p", "q"});
  const std::vector<Value> p = in.iterate(taking.need("p").value, taking.at());
  const std::vector<Value> q = in.iterate(taking.need("q").value, taking.at());
  if (p.size() != q.size()) {
    in.raise("ValueError", "both points must have the same number of dimensions", taking.at());
  }
  double length = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    length = std::hypot(length, need_number(in, {"", p[i], taking.at()}) -
                                    need_number(in, {"", q[i], taking.at()}));
  }
  return Float{length, {}};
}

/// Sums with what rounding loses kept aside (Neumaier).
Value fsum(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "fsum", std::move(arguments), {"seq"});
  double sum = 0;
  double lost = 0;
  const auto over = in.iterator(taking.need("seq").value, taking.at());
  while (const auto item = over->next(in, taking.at())) {
    in.step(taking.at());
    const double x = need_number(in, {"", *item, taking.at()});
    const double next = sum + x;
    lost += std::fabs(sum) >= std::fabs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  return Float{sum + lost, {}};
}

/// `comb` and `perm`: ways to choose k of n, without or with their order.
template <bool unordered>
Value choose(Interpreter& in, Arguments arguments) {
  const Taking taking(in, unordered ? "comb" : "perm", std::move(arguments), {"n", "k"});
  const std::int64_t n = index_number(in, taking.need("n").value, "math", taking.at());
  const Arguments::Given* given = taking.find("k");
  std::int64_t k = given == nullptr || given->value.is_none()
                       ? n
                       : index_number(in, given->value, "math", given->span);
  if (n < 0 || k < 0) {
    in.raise("ValueError", std::string(n < 0 ? "n" : "k") + " must be a non-negative integer",
             taking.at());
  }
  if (k > n) {
    return Dim(0);
  }
  k = unordered ? std::min(k, n - k) : k;
  Value result = Dim(1);
  for (std::int64_t i = 0; i < k; ++i) {
    in.step(taking.at());
    result = in.binary(Operator::multiply, result, Dim(n - i), taking.at());
    if (unordered) {
      result = in.binary(Operator::floor_divide, result, Dim(i + 1), taking.at());
    }
  }
  return result;
}

}  // namespace

std::shared_ptr<Module> math_module() {
  auto module = std::make_shared<Module>("math");
  for (const OneArgument& one : functions) {
    add(*module, one.name, [one](Interpreter& in, Arguments arguments) -> Value {
      const Taking taking(in, one.name, std::move(arguments), {"x"});
      taking.done();
      const Arguments::Given& given = taking.need("x");
      const double x = need_number(in, given);
      const double result = one.compute(x);
      if (std::isnan(result) && !std::isnan(x)) {
        in.raise("ValueError", "math domain error", taking.at());
      }
      if (std::isinf(result) && std::isfinite(x)) {
        const bool pole = std::string_view(one.name).starts_with("log");
        in.raise(pole ? "ValueError" : "OverflowError",
                 pole ? "math domain error" : "math range error", taking.at());
      }
      return Float{result, ids_of(given.value)};
    });
  }
  const auto floor = [](double x) { return std::floor(x); };
  const auto ceil = [](double x) { return std::ceil(x); };
  const auto trunc = [](double x) { return std::trunc(x); };
  add_rounding(*module, "floor", floor);
  add_rounding(*module, "ceil", ceil);
  add_rounding(*module, "trunc", trunc);
  add(*module, "log", log);
  add(*module, "prod", product);
  add(*module, "factorial", factorial);
  add(*module, "gcd",
      [](Interpreter& in, const Arguments& arguments) { return gcd_or_lcm(in, arguments, true); });
  add(*module, "lcm",
      [](Interpreter& in, const Arguments& arguments) { return gcd_or_lcm(in, arguments, false); });
  add(*module, "isqrt", [](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, "isqrt", std::move(arguments), {"n"});
    const std::int64_t n = index_number(in, taking.need("n").value, "isqrt", taking.at());
    if (n < 0) {
      in.raise("ValueError", "isqrt() argument must be nonnegative", taking.at());
    }
    auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(n)));
    while (root > 0 && root > n / root) {
      --root;
    }
    while (root + 1 <= n / (root + 1)) {
      ++root;
    }
    return Dim(root);
  });
  const auto two = [&](const std::string& name, double (*compute)(double, double)) {
    add(*module, name, [name, compute](Interpreter& in, Arguments arguments) -> Value {
      const Taking taking(in, name, std::move(arguments), {"x", "y"});
      taking.done();
      return Float{compute(need_number(in, taking.need("x")), need_number(in, taking.need("y"))),
                   {}};
    });
  };
  two("atan2", [](double x, double y) { return std::atan2(x, y); });
  two("pow", [](double x, double y) { return std::pow(x, y); });
  two("fmod", [](double x, double y) { return std::fmod(x, y); });
  two("copysign", [](double x, double y) { return std::copysign(x, y); });
  two("remainder", [](double x, double y) { return std::remainder(x, y); });
  add(*module, "hypot", hypot);
  add(*module, "fsum", fsum);
  add(*module, "dist", dist);
  add(*module, "comb", choose<true>);
  add(*module, "perm", choose<false>);
  add(*module, "modf", [](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, "modf", std::move(arguments), {"x"});
    double whole = 0;
    const double part = std::modf(need_number(in, taking.need("x")), &whole);
    return make_tuple({Float{part, {}}, Float{whole, {}}});
  });
  add(*module, "frexp", [](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, "frexp", std::move(arguments), {"x"});
    int exponent = 0;
    const double part = std::frexp(need_number(in, taking.need("x")), &exponent);
    return make_tuple({Float{part, {}}, Dim(exponent)});
  });
  add(*module, "ldexp", [](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, "ldexp", std::move(arguments), {"x", "i"});
    constexpr std::int64_t most = 5000;  // beyond all exponents of a double
    const std::int64_t exponent = index_number(in, taking.need("i").value, "ldexp", taking.at());
    return Float{std::ldexp(need_number(in, taking.need("x")),
                            static_cast<int>(std::clamp(exponent, -most, most))),
                 {}};
  });
  const auto test = [&](const std::string& name, bool (*holds)(double)) {
    add(*module, name, [name, holds](Interpreter& in, Arguments arguments) -> Value {
      const Taking taking(in, name, std::move(arguments), {"x"});
      return holds(need_number(in, taking.need("x")));
    });
  };
  test("isnan", [](double x) { return std::isnan(x); });
  test("isinf", [](double x) { return std::isinf(x); });
  test("isfinite", [](double x) { return std::isfinite(x); });
  add(*module, "isclose", [](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, "isclose", std::move(arguments), {"a", "b", "rel_tol", "abs_tol"});
    const double a = need_number(in, taking.need("a"));
    const double b = need_number(in, taking.need("b"));
    const double relative =
        taking.find("rel_tol") == nullptr ? 1e-9 : need_number(in, *taking.find("rel_tol"));
    const double absolute =
        taking.find("abs_tol") == nullptr ? 0 : need_number(in, *taking.find("abs_tol"));
    return a == b ||
           std::fabs(a - b) <= std::max(relative * std::max(std::fabs(a), std::fabs(b)), absolute);
  });
  const auto scaled = [&](const std::string& name, double factor) {
    add(*module, name, [name, factor](Interpreter& in, Arguments arguments) -> Value {
      const Taking taking(in, name, std::move(arguments), {"x"});
      return Float{need_number(in, taking.need("x")) * factor, {}};
    });
  };
  scaled("radians", std::numbers::pi / 180);
  scaled("degrees", 180 / std::numbers::pi);
  module->members["pi"] = Float{std::numbers::pi, {}};
  module->members["e"] = Float{std::numbers::e, {}};
  module->members["tau"] = Float{2 * std::numbers::pi, {}};
  module->members["inf"] = Float{HUGE_VAL, {}};
  module->members["nan"] = Float{std::nan(""), {}};
  return module;
}

}  // namespace unroll::python
