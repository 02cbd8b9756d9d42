// Owns the operators of values: numbers as Python computes them, and what sequences, sets and texts
// answer to them. An int is a Dim, so that a size keeps its origin through arithmetic.
#include <cmath>

#include "error.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

bool is_number(const Value& value) {
  return value.as<Dim>() != nullptr || value.as<Float>() != nullptr || value.as<bool>() != nullptr;
}

/// A bool or an int as a size.
std::optional<Dim> whole(const Value& value) {
  if (const auto* size = value.as<Dim>()) {
    return *size;
  }
  if (const auto* truth = value.as<bool>()) {
    return Dim(*truth ? 1 : 0);
  }
  return std::nullopt;
}

[[noreturn]] void too_large(Interpreter& in, Span at) {
  in.raise("OverflowError", "The number does not fit the 64 bits that a number has here", at);
}

Value power_of(Interpreter& in, const Dim& a, const Dim& b, Span at) {
  const auto base = a.value();
  const auto exponent = b.value();
  if (!base || !exponent) {
    if (exponent && *exponent >= 0 && *exponent <= 8) {
      Dim result = 1;
      for (std::int64_t i = 0; i < *exponent; ++i) {
        result = result * a;
      }
      return result;
    }
    in.raise("TypeError", "a power of a size that is not known yet", at);
  }
  const Identities ids = a.ids().with(b.ids());
  if (*exponent < 0) {
    if (*base == 0) {
      in.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power", at);
    }
    return Float{std::pow(static_cast<double>(*base), static_cast<double>(*exponent)), ids};
  }
  std::int64_t result = 1;
  for (std::int64_t i = 0; i < *exponent; ++i) {
    if (__builtin_mul_overflow(result, *base, &result)) {
      too_large(in, at);
    }
    if (result == 0 || (result == 1 && *base == 1)) {
      break;
    }
    if (*base == -1) {
      result = *exponent % 2 == 0 ? 1 : -1;
      break;
    }
  }
  return Dim(result, ids);
}

Value shift(Interpreter& in, const Dim& a, const Dim& b, bool left, Span at) {
  const auto value = a.value();
  const auto count = b.value();
  if (!value || !count) {
    in.raise("TypeError", "a shift of a size that is not known yet", at);
  }
  if (*count < 0) {
    in.raise("ValueError", "negative shift count", at);
  }
  const Identities ids = a.ids().with(b.ids());
  constexpr std::int64_t bits = 63;
  if (!left) {
    return Dim(*value >> std::min(*count, bits), ids);
  }
  std::int64_t result = 0;
  if (*value != 0 &&
      (*count >= bits || __builtin_mul_overflow(*value, std::int64_t{1} << *count, &result))) {
    too_large(in, at);
  }
  return Dim(result, ids);
}

std::optional<Value> bits(Interpreter& in, Operator op, const Dim& a, const Dim& b, Span at) {
  const auto x = a.value();
  const auto y = b.value();
  if (!x || !y) {
    in.raise("TypeError", "bits of a size that is not known yet", at);
  }
  const Identities ids = a.ids().with(b.ids());
  switch (op) {
    case Operator::bit_and:
      return Dim(*x & *y, ids);
    case Operator::bit_or:
      return Dim(*x | *y, ids);
    default:
      return Dim(*x ^ *y, ids);
  }
}

std::optional<Value> whole_operation(Interpreter& in, Operator op, const Dim& a, const Dim& b,
                                     Span at) {
  switch (op) {
    case Operator::add:
      return a + b;
    case Operator::subtract:
      return a - b;
    case Operator::multiply:
      return a * b;
    case Operator::floor_divide:
      if (b.is(0)) {
        in.raise("ZeroDivisionError", "integer division or modulo by zero", at);
      }
      return floor_div(a, b);
    case Operator::modulo:
      if (b.is(0)) {
        in.raise("ZeroDivisionError", "integer modulo by zero", at);
      }
      return mod(a, b);
    case Operator::divide: {
      if (b.is(0)) {
        in.raise("ZeroDivisionError", "division by zero", at);
      }
      if (!a.value() || !b.value()) {
        in.raise("TypeError",
                 "`/` makes a float, which a size that is not known yet cannot be; write `//`", at);
      }
      return Float{static_cast<double>(*a.value()) / static_cast<double>(*b.value()),
                   a.ids().with(b.ids())};
    }
    case Operator::power:
      return power_of(in, a, b, at);
    case Operator::bit_and:
    case Operator::bit_or:
    case Operator::bit_xor:
      return bits(in, op, a, b, at);
    case Operator::shift_left:
      return shift(in, a, b, true, at);
    case Operator::shift_right:
      return shift(in, a, b, false, at);
    default:
      return std::nullopt;
  }
}

double python_mod(double a, double b) {
  const double rest = std::fmod(a, b);
  if (rest != 0 && (rest < 0) != (b < 0)) {
    return rest + b;
  }
  return rest == 0 ? std::copysign(0.0, b) : rest;
}

std::optional<Value> float_operation(Interpreter& in, Operator op, double a, double b,
                                     const Identities& ids, Span at) {
  const auto divisor = [&](const char* words) {
    if (b == 0) {
      in.raise("ZeroDivisionError", words, at);
    }
  };
  switch (op) {
    case Operator::add:
      return Float{a + b, ids};
    case Operator::subtract:
      return Float{a - b, ids};
    case Operator::multiply:
      return Float{a * b, ids};
    case Operator::divide:
      divisor("float division by zero");
      return Float{a / b, ids};
    case Operator::floor_divide:
      divisor("float floor division by zero");
      return Float{std::floor((a - python_mod(a, b)) / b + 0.5), ids};
    case Operator::modulo:
      divisor("float modulo");
      return Float{python_mod(a, b), ids};
    case Operator::power: {
      if (a == 0 && b < 0) {
        in.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power", at);
      }
      if (a < 0 && b != std::floor(b)) {
        in.raise(
            "ValueError",
            "a negative number to a broken power is a complex number, which is not understood here",
            at);
      }
      const double result = std::pow(a, b);
      if (std::isinf(result) && !std::isinf(a) && !std::isinf(b)) {
        in.raise("OverflowError", "(34, 'Numerical result out of range')", at);
      }
      return Float{result, ids};
    }
    default:
      return std::nullopt;
  }
}

std::optional<Value> repeat(Interpreter& in, const Value& of, const Value& times, Span at) {
  const auto count = plain_int(times);
  if (!count) {
    return std::nullopt;
  }
  const std::int64_t copies = std::max<std::int64_t>(*count, 0);
  const auto charge = [&](std::size_t one) {
    std::int64_t bytes = 0;
    if (__builtin_mul_overflow(static_cast<std::int64_t>(one), copies, &bytes)) {
      bytes = -1;
    }
    in.spend(bytes, at);
  };
  if (const auto* text = of.as<std::string>()) {
    charge(text->size());
    std::string result;
    if (text->size() == 1) {
      result.assign(static_cast<std::size_t>(copies), text->front());
    } else if (!text->empty()) {
      for (std::int64_t i = 0; i < copies; ++i) {
        result += *text;
      }
    }
    return result;
  }
  const std::vector<Value>* items = sequence_items(of);
  if (items == nullptr) {
    return std::nullopt;
  }
  charge(items->size() * sizeof(Value));
  std::vector<Value> result;
  if (!items->empty()) {
    for (std::int64_t i = 0; i < copies; ++i) {
      result.insert(result.end(), items->begin(), items->end());
    }
  }
  return of.as<std::shared_ptr<List>>() != nullptr ? make_list(std::move(result))
                                                   : make_tuple(std::move(result));
}

/// `+`, `-`, `|` and `&` of counters: what is counted more than 0 times.
std::optional<Value> counter_operation(Interpreter& in, Operator op, const Dict& a, const Dict& b,
                                       Span at) {
  if (op != Operator::add && op != Operator::subtract && op != Operator::bit_or &&
      op != Operator::bit_and) {
    return std::nullopt;
  }
  auto result = std::make_shared<Dict>();
  result->counts = true;
  const auto count = [&](const Value& key) {
    const auto of = [&](const Dict& dict) {
      const Value* value = dict.find(key);
      return value == nullptr ? Value(Dim(0)) : *value;
    };
    in.step(at);
    Value x = of(a);
    Value y = of(b);
    if (op == Operator::add || op == Operator::subtract) {
      x = in.binary(op, x, y, at);
    } else if (in.truth(in.binary(Operator::less, x, y, at), at) == (op == Operator::bit_or)) {
      x = y;
    }
    if (in.truth(in.binary(Operator::greater, x, Dim(0), at), at)) {
      result->set(key, x);
    }
  };
  for (const Dict* dict : {&a, &b}) {
    for (const auto& entry : dict->entries()) {
      if (dict == &a || a.find(entry.key) == nullptr) {
        count(entry.key);
      }
    }
  }
  return Value(result);
}

std::optional<Value> set_operation(Interpreter& in, Operator op, const Set& a, const Set& b,
                                   Span at) {
  in.step(at, a.size() + b.size());
  auto result = std::make_shared<Set>();
  result->frozen = a.frozen;
  const bool from_a = op == Operator::bit_or || op == Operator::subtract ||
                      op == Operator::bit_xor || op == Operator::bit_and;
  if (!from_a) {
    return std::nullopt;
  }
  for (const Value& item : a.items()) {
    const bool both = b.has(item);
    if (op == Operator::bit_or || both == (op == Operator::bit_and)) {
      result->add(item);
    }
  }
  if (op == Operator::bit_or || op == Operator::bit_xor) {
    for (const Value& item : b.items()) {
      if (op == Operator::bit_or || !a.has(item)) {
        result->add(item);
      }
    }
  }
  return Value(result);
}

}  // namespace

std::optional<Value> number_operation(Interpreter& in, Operator op, const Value& a, const Value& b,
                                      Span at) {
  if (!is_number(a) || !is_number(b)) {
    return std::nullopt;
  }
  const auto* x = a.as<bool>();
  const auto* y = b.as<bool>();
  if (x != nullptr && y != nullptr &&
      (op == Operator::bit_and || op == Operator::bit_or || op == Operator::bit_xor)) {
    return op == Operator::bit_and ? (*x && *y) : op == Operator::bit_or ? (*x || *y) : *x != *y;
  }
  const auto m = whole(a);
  const auto n = whole(b);
  if (m && n) {
    try {
      return whole_operation(in, op, *m, *n, at);
    } catch (const Error&) {
      too_large(in, at);
    }
  }
  const auto u = plain_number(a);
  const auto v = plain_number(b);
  if (!u || !v) {
    in.raise("TypeError", "arithmetic of a float with a size that is not known yet", at);
  }
  return float_operation(in, op, *u, *v, ids_of(a).with(ids_of(b)), at);
}

std::optional<Value> sequence_operation(Interpreter& in, Operator op, const Value& a,
                                        const Value& b, Span at) {
  if (op == Operator::multiply) {
    if (auto result = repeat(in, a, b, at)) {
      return result;
    }
    return repeat(in, b, a, at);
  }
  if (const auto* text = a.as<std::string>()) {
    if (op == Operator::modulo) {
      return percent_format(in, *text, b, at);
    }
    if (const auto* other = b.as<std::string>(); other != nullptr && op == Operator::add) {
      in.spend(static_cast<std::int64_t>(text->size() + other->size()), at);
      return *text + *other;
    }
    return std::nullopt;
  }
  if (a.held.index() != b.held.index()) {
    return std::nullopt;
  }
  const std::vector<Value>* left = sequence_items(a);
  if (left != nullptr && op == Operator::add) {
    const std::vector<Value>* right = sequence_items(b);
    in.spend(static_cast<std::int64_t>((left->size() + right->size()) * sizeof(Value)), at);
    std::vector<Value> items = *left;
    items.insert(items.end(), right->begin(), right->end());
    return a.as<std::shared_ptr<List>>() != nullptr ? make_list(std::move(items))
                                                    : make_tuple(std::move(items));
  }
  if (const auto* set = a.as<std::shared_ptr<Set>>()) {
    return set_operation(in, op, **set, **b.as<std::shared_ptr<Set>>(), at);
  }
  if (const auto* dict = a.as<std::shared_ptr<Dict>>();
      dict != nullptr && (*dict)->counts && (*b.as<std::shared_ptr<Dict>>())->counts) {
    return counter_operation(in, op, **dict, **b.as<std::shared_ptr<Dict>>(), at);
  }
  if (const auto* dict = a.as<std::shared_ptr<Dict>>(); dict != nullptr && op == Operator::bit_or) {
    auto result = std::make_shared<Dict>();
    for (const auto* one : {dict, b.as<std::shared_ptr<Dict>>()}) {
      in.step(at, (*one)->size());
      for (const auto& entry : (*one)->entries()) {
        result->set(entry.key, entry.value);
      }
    }
    return Value(result);
  }
  return std::nullopt;
}

Value Interpreter::binary(Operator op, const Value& a, const Value& b, Span at) {
  if (op >= Operator::equal && op <= Operator::greater_equal) {
    std::optional<Value> other;
    static constexpr Comparator comparators[] = {Comparator::equal,   Comparator::not_equal,
                                                 Comparator::less,    Comparator::less_equal,
                                                 Comparator::greater, Comparator::greater_equal};
    const auto which = static_cast<std::size_t>(op) - static_cast<std::size_t>(Operator::equal);
    const bool holds = compare(*this, comparators[which], a, b, at, other);
    return other ? *other : Value(holds);
  }
  if (auto result = number_operation(*this, op, a, b, at)) {
    return std::move(*result);
  }
  const auto* left = a.as<std::shared_ptr<Object>>();
  const auto* right = b.as<std::shared_ptr<Object>>();
  // A text with `%` formats whatever comes, objects too.
  const bool formats = op == Operator::modulo && a.as<std::string>() != nullptr;
  if (!formats && (left != nullptr || right != nullptr)) {
    // An unknown value gives way to one that knows what it is.
    if (left != nullptr && !(is_unknown(a) && right != nullptr && !is_unknown(b))) {
      const std::shared_ptr<Object> kept = *left;
      if (auto result = kept->binary(*this, op, b, false, at)) {
        return std::move(*result);
      }
    }
    if (right != nullptr) {
      const std::shared_ptr<Object> kept = *right;
      if (auto result = kept->binary(*this, op, a, true, at)) {
        return std::move(*result);
      }
    }
    if (is_unknown(a)) {
      if (auto result = (*left)->binary(*this, op, b, false, at)) {
        return std::move(*result);
      }
    }
  } else if (auto result = sequence_operation(*this, op, a, b, at)) {
    return std::move(*result);
  }
  const auto is_sequence = [](const Value& value) {
    return value.as<std::string>() != nullptr || sequence_items(value) != nullptr;
  };
  if (op == Operator::multiply && (is_sequence(a) || is_sequence(b))) {
    raise("TypeError",
          "can't multiply sequence by non-int of type '" + type_name(is_sequence(a) ? b : a) + "'",
          at);
  }
  if (op == Operator::add && is_sequence(a)) {
    raise("TypeError",
          "can only concatenate " + type_name(a) + " (not \"" + type_name(b) + "\") to " +
              type_name(a),
          at);
  }
  raise("TypeError",
        "unsupported operand type(s) for " + std::string(symbol(op)) + ": '" + type_name(a) +
            "' and '" + type_name(b) + "'",
        at);
}

Value Interpreter::unary(Operator op, const Value& value, Span at) {
  if (const auto* number = value.as<Float>(); number != nullptr && op != Operator::invert) {
    return op == Operator::negative ? Float{-number->value, number->ids} : *number;
  }
  if (const auto number = whole(value)) {
    try {
      switch (op) {
        case Operator::negative:
          return -*number;
        case Operator::positive:
          return *number;
        default:
          return -*number - 1;
      }
    } catch (const Error&) {
      too_large(*this, at);
    }
  }
  if (const auto* object = value.as<std::shared_ptr<Object>>()) {
    const std::shared_ptr<Object> kept = *object;
    if (auto result = kept->unary(*this, op, at)) {
      return std::move(*result);
    }
  }
  raise("TypeError",
        "bad operand type for unary " + std::string(symbol(op)) + ": '" + type_name(value) + "'",
        at);
}

}  // namespace unroll::python
