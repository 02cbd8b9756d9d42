// Owns comparison: equality, order, identity and membership.
#include <cmath>

#include "python/state.hpp"

namespace unroll::python {
namespace {

Operator operator_of(Comparator op) {
  switch (op) {
    case Comparator::equal:
      return Operator::equal;
    case Comparator::not_equal:
      return Operator::not_equal;
    case Comparator::less:
      return Operator::less;
    case Comparator::less_equal:
      return Operator::less_equal;
    case Comparator::greater:
      return Operator::greater;
    default:
      return Operator::greater_equal;
  }
}

template <typename T>
bool holds(Comparator op, const T& a, const T& b) {
  switch (op) {
    case Comparator::equal:
      return a == b;
    case Comparator::not_equal:
      return !(a == b);
    case Comparator::less:
      return a < b;
    case Comparator::less_equal:
      return !(b < a) && (a < b || a == b);
    case Comparator::greater:
      return b < a;
    default:
      return !(a < b) && (b < a || a == b);
  }
}

/// Equality of plain values; nothing where an object decides.
std::optional<bool> plain_equal(Interpreter& in, const Value& a, const Value& b, Span at) {
  const auto x = plain_number(a);
  const auto y = plain_number(b);
  if (x && y) {
    const auto m = plain_int(a);
    const auto n = plain_int(b);
    return m && n ? *m == *n : *x == *y;
  }
  if (a.as<std::shared_ptr<Object>>() != nullptr || b.as<std::shared_ptr<Object>>() != nullptr) {
    return std::nullopt;
  }
  if (a.held.index() != b.held.index()) {
    return false;
  }
  if (const auto* text = a.as<std::string>()) {
    return *text == *b.as<std::string>();
  }
  if (const auto* size = a.as<Dim>()) {
    return *size == *b.as<Dim>();
  }
  if (const auto* left = sequence_items(a)) {
    const auto* right = sequence_items(b);
    if (left->size() != right->size()) {
      return false;
    }
    for (std::size_t i = 0; i < left->size(); ++i) {
      in.step(at);
      if (!is_same((*left)[i], (*right)[i]) && !in.equal((*left)[i], (*right)[i], at)) {
        return false;
      }
    }
    return true;
  }
  if (const auto* dict = a.as<std::shared_ptr<Dict>>()) {
    const Dict& other = **b.as<std::shared_ptr<Dict>>();
    if ((*dict)->size() != other.size()) {
      return false;
    }
    for (const auto& entry : (*dict)->entries()) {
      const Value* value = other.find(entry.key);
      in.step(at);
      if (value == nullptr ||
          (!is_same(*value, entry.value) && !in.equal(entry.value, *value, at))) {
        return false;
      }
    }
    return true;
  }
  if (const auto* set = a.as<std::shared_ptr<Set>>()) {
    return same_key(Value(*set), b);
  }
  return true;  // None
}

bool subset(const Set& a, const Set& b) {
  for (const Value& item : a.items()) {
    if (!b.has(item)) {
      return false;
    }
  }
  return true;
}

/// Order of plain values; nothing where they have none.
std::optional<bool> plain_order(Interpreter& in, Comparator op, const Value& a, const Value& b,
                                Span at) {
  const auto m = plain_int(a);
  const auto n = plain_int(b);
  if (m && n) {
    return holds(op, *m, *n);
  }
  const auto x = plain_number(a);
  const auto y = plain_number(b);
  if (x && y) {
    return holds(op, *x, *y);
  }
  if (a.held.index() != b.held.index()) {
    return std::nullopt;
  }
  if (const auto* text = a.as<std::string>()) {
    return holds(op, *text, *b.as<std::string>());
  }
  if (const auto* left = sequence_items(a)) {
    const auto* right = sequence_items(b);
    for (std::size_t i = 0; i < std::min(left->size(), right->size()); ++i) {
      in.step(at);
      if (!in.equal((*left)[i], (*right)[i], at)) {
        return in.truth(in.binary(operator_of(op), (*left)[i], (*right)[i], at), at);
      }
    }
    return holds(op, left->size(), right->size());
  }
  if (const auto* set = a.as<std::shared_ptr<Set>>()) {
    const Set& other = **b.as<std::shared_ptr<Set>>();
    switch (op) {
      case Comparator::less:
        return (*set)->size() < other.size() && subset(**set, other);
      case Comparator::less_equal:
        return subset(**set, other);
      case Comparator::greater:
        return (*set)->size() > other.size() && subset(other, **set);
      default:
        return subset(other, **set);
    }
  }
  return std::nullopt;
}

/// What objects answer; nothing where none of both knows.
std::optional<Value> object_answer(Interpreter& in, Operator op, const Value& a, const Value& b,
                                   Span at) {
  if (const auto* left = a.as<std::shared_ptr<Object>>()) {
    const std::shared_ptr<Object> kept = *left;
    if (auto answer = kept->binary(in, op, b, false, at)) {
      return answer;
    }
  }
  if (const auto* right = b.as<std::shared_ptr<Object>>()) {
    const std::shared_ptr<Object> kept = *right;
    return kept->binary(in, op, a, true, at);
  }
  return std::nullopt;
}

}  // namespace

bool is_same(const Value& a, const Value& b) {
  if (a.held.index() != b.held.index()) {
    return false;
  }
  return std::visit(
      [&](const auto& one) {
        using Held = std::decay_t<decltype(one)>;
        const auto& other = *b.as<Held>();
        if constexpr (std::is_same_v<Held, None>) {
          return true;
        } else if constexpr (std::is_same_v<Held, Float>) {
          return one.value == other.value;
        } else if constexpr (std::is_same_v<Held, std::shared_ptr<Object>>) {
          const bool both_ellipsis = dynamic_cast<const Ellipsis*>(one.get()) != nullptr &&
                                     dynamic_cast<const Ellipsis*>(other.get()) != nullptr;
          return one == other || both_ellipsis;
        } else {
          return one == other;
        }
      },
      a.held);
}

bool Interpreter::equal(const Value& a, const Value& b, Span at) {
  const Deeper deeper(*this, at);
  if (const auto answer = plain_equal(*this, a, b, at)) {
    return *answer;
  }
  if (const auto answer = object_answer(*this, Operator::equal, a, b, at)) {
    return truth(*answer, at);
  }
  return is_same(a, b);
}

/// Whether the comparison holds; `other` is what an object answers in place of a truth value.
bool compare(Interpreter& in, Comparator op, const Value& a, const Value& b, Span at,
             std::optional<Value>& other) {
  switch (op) {
    case Comparator::is:
      return is_same(a, b);
    case Comparator::is_not:
      return !is_same(a, b);
    case Comparator::in:
      return in.contains(b, a, at);
    case Comparator::not_in:
      return !in.contains(b, a, at);
    case Comparator::equal:
    case Comparator::not_equal: {
      const Deeper deeper(in, at);
      if (const auto answer = plain_equal(in, a, b, at)) {
        return *answer == (op == Comparator::equal);
      }
      other = object_answer(in, operator_of(op), a, b, at);
      return is_same(a, b) == (op == Comparator::equal);
    }
    default:
      break;
  }
  const Deeper deeper(in, at);
  if (const auto answer = plain_order(in, op, a, b, at)) {
    return *answer;
  }
  other = object_answer(in, operator_of(op), a, b, at);
  if (other) {
    return true;
  }
  in.raise("TypeError",
           "'" + std::string(symbol(operator_of(op))) + "' not supported between instances of '" +
               in.type_name(a) + "' and '" + in.type_name(b) + "'",
           at);
}

}  // namespace unroll::python
