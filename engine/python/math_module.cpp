// Owns the module `math`.
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
    {"acos", std::acos},   {"asin", std::asin},    {"atan", std::atan},     {"cos", std::cos},
    {"cosh", std::cosh},   {"erf", std::erf},      {"exp", std::exp},       {"expm1", std::expm1},
    {"fabs", std::fabs},   {"gamma", std::tgamma}, {"lgamma", std::lgamma}, {"log10", std::log10},
    {"log1p", std::log1p}, {"log2", std::log2},    {"sin", std::sin},       {"sinh", std::sinh},
    {"sqrt", std::sqrt},   {"tan", std::tan},      {"tanh", std::tanh},
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
  std::int64_t result = gcd ? 0 : 1;
  for (const Arguments::Given& given : arguments.given) {
    const std::int64_t number = index_number(in, given.value, "gcd", given.span);
    result = gcd ? std::gcd(result, number) : std::lcm(result, number);
  }
  return Dim(result);
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
  two("hypot", [](double x, double y) { return std::hypot(x, y); });
  two("pow", [](double x, double y) { return std::pow(x, y); });
  two("fmod", [](double x, double y) { return std::fmod(x, y); });
  two("copysign", [](double x, double y) { return std::copysign(x, y); });
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
