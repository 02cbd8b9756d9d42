// Owns the module `random`: seeded numbers of our own choosing, the same on every machine, not
// CPython's.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "python/state.hpp"

namespace unroll::python {
namespace {

/// A small counter-based generator (splitmix64), one for each run of a program.
struct Numbers {
  std::uint64_t state = 0;

  std::uint64_t next() {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  /// From 0 to below 1.
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(unit() * static_cast<double>(count));
  }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(2 * std::numbers::pi * unit());
  }
};

double number_or(Interpreter& in, const Taking& taking, std::string_view name, double otherwise) {
  const Arguments::Given* given = taking.find(name);
  return given == nullptr
             ? otherwise
             : plain_number(in.settle(given->value, "value", 1, given->span)).value_or(otherwise);
}

void shuffle(Numbers& numbers, std::vector<Value>& items) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[numbers.below(i)]);
  }
}

}  // namespace

std::shared_ptr<Module> random_module() {
  auto module = std::make_shared<Module>("random");
  const auto numbers = std::make_shared<Numbers>();
  const auto add = [&](const std::string& name, std::vector<std::string_view> names, auto body) {
    module->members[name] =
        make_function(name,
                      [name, names = std::move(names), body, numbers](
                          Interpreter& in, Arguments arguments) -> Value {
                        const Taking taking(in, name, std::move(arguments), names);
                        taking.done();
                        return body(in, taking, *numbers);
                      });
  };
  add("seed", {"a", "version"}, [](Interpreter&, const Taking& taking, Numbers& from) -> Value {
    const Arguments::Given* given = taking.find("a");
    from.state = given == nullptr ? 0 : key_hash(given->value);
    return None{};
  });
  add("random", {},
      [](Interpreter&, const Taking&, Numbers& from) -> Value { return Float{from.unit(), {}}; });
  add("uniform", {"a", "b"}, [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
    const double a = number_or(in, taking, "a", 0);
    return Float{a + (number_or(in, taking, "b", 1) - a) * from.unit(), {}};
  });
  const auto gauss = [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
    return Float{number_or(in, taking, "mu", 0) + number_or(in, taking, "sigma", 1) * from.normal(),
                 {}};
  };
  add("gauss", {"mu", "sigma"}, gauss);
  add("normalvariate", {"mu", "sigma"}, gauss);
  const auto whole = [](Interpreter& in, std::int64_t from, std::int64_t to, Numbers& numbers_,
                        Span at) -> Value {
    if (to < from) {
      in.raise("ValueError", "empty range for randrange()", at);
    }
    // Both ends count; in double, which overflows nowhere.
    const double count = static_cast<double>(to) - static_cast<double>(from) + 1;
    return in.binary(
        Operator::add, Dim(from),
        Dim(static_cast<std::int64_t>(std::min(numbers_.unit() * count, 9223372036854774784.0))),
        at);
  };
  add("randint", {"a", "b"},
      [whole](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
        return whole(in, index_number(in, taking.need("a").value, "randint", taking.at()),
                     index_number(in, taking.need("b").value, "randint", taking.at()), from,
                     taking.at());
      });
  add("randrange", {"start", "stop", "step"},
      [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
        const auto part = [&](std::string_view name, std::int64_t otherwise) {
          const Arguments::Given* given = taking.find(name);
          return given == nullptr ? otherwise
                                  : index_number(in, given->value, "randrange", taking.at());
        };
        const bool only_stop = taking.find("stop") == nullptr;
        const std::int64_t first = only_stop ? 0 : part("start", 0);
        const std::int64_t stop = part(only_stop ? "start" : "stop", 0);
        const std::int64_t step = part("step", 1);
        // As a range counts them; in double, which overflows nowhere.
        const double count =
            step == 0 ? 0
                      : std::ceil((static_cast<double>(stop) - static_cast<double>(first)) /
                                  static_cast<double>(step));
        if (count <= 0) {
          in.raise("ValueError", "empty range for randrange()", taking.at());
        }
        const auto at = static_cast<std::int64_t>(from.unit() * count);
        return in.binary(Operator::add, Dim(first),
                         in.binary(Operator::multiply, Dim(at), Dim(step), taking.at()),
                         taking.at());
      });
  add("getrandbits", {"k"}, [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
    const std::int64_t bits = index_number(in, taking.need("k").value, "getrandbits", taking.at());
    constexpr std::int64_t most = 62;
    if (bits < 0 || bits > most) {
      in.raise("OverflowError", "The number does not fit the 64 bits that a number has here",
               taking.at());
    }
    return Dim(static_cast<std::int64_t>(from.next() & ((std::uint64_t{1} << bits) - 1)));
  });
  add("choices", {"population", "weights", "cum_weights", "k"},
      [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
        const Value& of = taking.need("population").value;
        if (is_unknown(of)) {
          return of;
        }
        const std::vector<Value> items = in.iterate(of, taking.at());
        const Arguments::Given* k = taking.find("k");
        const std::int64_t count =
            k == nullptr ? 1 : index_number(in, k->value, "choices", k->span);
        if (items.empty()) {
          in.raise("IndexError", "Cannot choose from an empty population", taking.at());
        }
        std::vector<double> bounds;
        const Arguments::Given* weights = taking.find("weights");
        double total = 0;
        for (std::size_t i = 0; weights != nullptr && i < items.size(); ++i) {
          total += plain_number(
                       in.item(weights->value, Dim(static_cast<std::int64_t>(i)), weights->span))
                       .value_or(1);
          bounds.push_back(total);
        }
        std::vector<Value> chosen;
        for (std::int64_t i = 0; i < count; ++i) {
          in.step(taking.at());
          in.spend(sizeof(Value), taking.at());
          std::size_t at = from.below(items.size());
          if (!bounds.empty()) {
            const auto bound = std::upper_bound(bounds.begin(), bounds.end(), from.unit() * total);
            at = std::min(static_cast<std::size_t>(bound - bounds.begin()), items.size() - 1);
          }
          chosen.push_back(items[at]);
        }
        return make_list(std::move(chosen));
      });
  add("choice", {"seq"}, [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
    const Value& of = taking.need("seq").value;
    if (is_unknown(of)) {
      return in.item(of, Dim(0), taking.at());
    }
    const std::vector<Value> items = in.iterate(of, taking.at());
    if (items.empty()) {
      in.raise("IndexError", "Cannot choose from an empty sequence", taking.at());
    }
    return items[from.below(items.size())];
  });
  add("shuffle", {"x"}, [](Interpreter&, const Taking& taking, Numbers& from) -> Value {
    if (const auto* list = taking.need("x").value.as<std::shared_ptr<List>>()) {
      shuffle(from, (*list)->items);
    }
    return None{};
  });
  add("sample", {"population", "k"},
      [](Interpreter& in, const Taking& taking, Numbers& from) -> Value {
        const Value& of = taking.need("population").value;
        if (is_unknown(of)) {
          return of;
        }
        std::vector<Value> items = in.iterate(of, taking.at());
        const std::int64_t count = index_number(in, taking.need("k").value, "sample", taking.at());
        if (count < 0 || static_cast<std::size_t>(count) > items.size()) {
          in.raise("ValueError", "Sample larger than population or is negative", taking.at());
        }
        shuffle(from, items);
        items.resize(static_cast<std::size_t>(count));
        return make_list(std::move(items));
      });
  return module;
}

}  // namespace unroll::python
