// Owns what expressions mean. One function a form; each keeps a small frame, since they nest.
#include "error.hpp"
#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

[[gnu::noinline]] Value form(Interpreter& in, const BrokenExpression& broken, Span at) {
  Problem problem;
  problem.code = "syntax";
  problem.message = broken.message.empty() ? "This is no expression." : broken.message;
  problem.span = at;
  problem.statement = in.outer_statement();
  throw ProblemError{std::move(problem)};
}

[[gnu::noinline]] Value form(Interpreter& in, const Name& name, Span at) {
  return load_name(in, name.id, at);
}

[[gnu::noinline]] Value form(Interpreter& in, const IntegerLiteral& literal, Span at) {
  if (!literal.value) {
    in.raise("OverflowError",
             "The number " + literal.text + " is larger than the 64 bits of a number here", at);
  }
  return Dim(*literal.value, in.identities().add(IdentityKind::literal, literal.text, at));
}

[[gnu::noinline]] Value form(Interpreter& in, const FloatLiteral& literal, Span at) {
  return Float{literal.value, in.identities().add(IdentityKind::literal, literal.text, at)};
}

[[gnu::noinline]] Value form(Interpreter&, const StringLiteral& literal, Span) {
  return literal.value;
}

[[gnu::noinline]] Value form(Interpreter& in, const FormattedString& text, Span at) {
  return evaluate_formatted(in, text, at);
}

[[gnu::noinline]] Value form(Interpreter&, const Constant& constant, Span) {
  switch (constant.kind) {
    case ConstantKind::none:
      return None{};
    case ConstantKind::true_:
      return true;
    case ConstantKind::false_:
      return false;
    case ConstantKind::ellipsis:
      return std::static_pointer_cast<Object>(std::make_shared<Ellipsis>());
  }
  return None{};
}

[[gnu::noinline]] Value form(Interpreter& in, const TupleDisplay& display, Span at) {
  auto tuple = std::make_shared<Tuple>();
  in.spend(static_cast<std::int64_t>(display.elements.size() * sizeof(Value)), at);
  evaluate_elements(in, display.elements, tuple->items);
  return tuple;
}

[[gnu::noinline]] Value form(Interpreter& in, const ListDisplay& display, Span at) {
  auto list = std::make_shared<List>();
  in.spend(static_cast<std::int64_t>(display.elements.size() * sizeof(Value)), at);
  evaluate_elements(in, display.elements, list->items);
  return list;
}

void need_hashable(Interpreter& in, const Value& key, Span at) {
  if (!hashable(key)) {
    in.raise("TypeError", "unhashable type: '" + in.type_name(key) + "'", at);
  }
}

[[gnu::noinline]] Value form(Interpreter& in, const SetDisplay& display, Span at) {
  std::vector<Value> items;
  evaluate_elements(in, display.elements, items);
  auto set = std::make_shared<Set>();
  for (const Value& item : items) {
    need_hashable(in, item, at);
    set->add(item);
  }
  return set;
}

[[gnu::noinline]] Value form(Interpreter& in, const DictDisplay& display, Span at) {
  auto dict = std::make_shared<Dict>();
  for (const DictDisplay::Entry& entry : display.entries) {
    in.spend(2 * sizeof(Value), at);
    if (entry.key) {
      const Value key = evaluate(in, *entry.key);
      need_hashable(in, key, entry.key->span);
      dict->set(key, evaluate(in, *entry.value));
      continue;
    }
    const Value other = evaluate(in, *entry.value);
    if (const auto* from = plain_value(other).as<std::shared_ptr<Dict>>()) {
      for (const auto& item : (*from)->entries()) {
        dict->set(item.key, item.value);
      }
    } else if (!is_unknown(other)) {
      in.raise("TypeError", "'" + in.type_name(other) + "' object is not a mapping",
               entry.value->span);
    }
  }
  return dict;
}

[[gnu::noinline]] Value form(Interpreter& in, const Comprehension& comprehension, Span at) {
  return evaluate_comprehension(in, comprehension, at);
}

[[gnu::noinline]] Value form(Interpreter& in, const UnaryOperation& operation, Span at) {
  return in.unary(operation.op, evaluate(in, *operation.operand), at);
}

[[gnu::noinline]] Value form(Interpreter& in, const NotOperation& operation, Span at) {
  return !in.truth(evaluate(in, *operation.operand), at);
}

[[gnu::noinline]] Value form(Interpreter& in, const BinaryOperation& operation, Span at) {
  const Value left = evaluate(in, *operation.left);
  const Value right = evaluate(in, *operation.right);
  return in.binary(operation.op, left, right, at);
}

[[gnu::noinline]] Value form(Interpreter& in, const BooleanOperation& operation, Span) {
  Value left = evaluate(in, *operation.left);
  if (in.truth(left, operation.left->span) != operation.is_and) {
    return left;
  }
  return evaluate(in, *operation.right);
}

[[gnu::noinline]] Value form(Interpreter& in, const Comparison& comparison, Span at) {
  Value left = evaluate(in, *comparison.first);
  const bool chained = comparison.rest.size() > 1;
  for (std::size_t i = 0; i < comparison.rest.size(); ++i) {
    Value right = evaluate(in, *comparison.rest[i].right);
    std::optional<Value> other;
    const bool holds = compare(in, comparison.rest[i].op, left, right, at, other);
    const bool last = i + 1 == comparison.rest.size();
    if (other && !chained) {
      return *other;
    }
    const bool passed = other ? in.truth(*other, at) : holds;
    if (!passed || last) {
      return passed;
    }
    left = std::move(right);
  }
  return true;
}

[[gnu::noinline]] Value form(Interpreter& in, const ConditionalExpression& choice, Span) {
  return in.truth(evaluate(in, *choice.condition), choice.condition->span)
             ? evaluate(in, *choice.then)
             : evaluate(in, *choice.otherwise);
}

[[gnu::noinline]] Value form(Interpreter& in, const AttributeAccess& access, Span at) {
  Value value = in.attribute(evaluate(in, *access.object), access.name, at);
  note_use(in, value, at, {});
  return value;
}

[[gnu::noinline]] Value form(Interpreter& in, const Subscript& subscript, Span at) {
  const Value of = evaluate(in, *subscript.object);
  return in.item(of, evaluate(in, *subscript.index), at);
}

[[gnu::noinline]] Value form(Interpreter& in, const SliceDisplay& slice, Span) {
  const auto part = [&](const ExpressionBox& box) { return box ? evaluate(in, *box) : Value(); };
  Value from = part(slice.from);
  Value to = part(slice.to);
  Value by = part(slice.by);
  return std::static_pointer_cast<Object>(
      std::make_shared<Slice>(std::move(from), std::move(to), std::move(by)));
}

[[gnu::noinline]] Value form(Interpreter& in, const CallExpression& call, Span at) {
  return evaluate_call(in, call, at);
}

[[gnu::noinline]] Value form(Interpreter& in, const Starred&, Span at) {
  in.raise("SyntaxError", "can't use starred expression here", at);
}

[[gnu::noinline]] Value form(Interpreter& in, const NamedExpression& named, Span) {
  Value value = evaluate(in, *named.value);
  store_name(in, named.name, value);
  note_use(in, value, named.name_span, named.name);
  return value;
}

[[gnu::noinline]] Value form(Interpreter& in, const YieldExpression& yield, Span at) {
  Value value = yield.value ? evaluate(in, *yield.value) : Value();
  auto& yields = in.state().yields;
  if (yields.empty() || yields.back() == nullptr) {
    in.lacks("`yield` inside of an expression", at);
  }
  in.spend(sizeof(Value), at);
  if (yield.from) {
    const auto over = in.iterator(value, at);
    while (auto item = over->next(in, at)) {
      in.spend(sizeof(Value), at);
      yields.back()->push_back(std::move(*item));
    }
    return over->result();
  } else {
    yields.back()->push_back(std::move(value));
  }
  return None{};
}

[[gnu::noinline]] Value form(Interpreter& in, const LambdaExpression& lambda, Span at) {
  return define_lambda(in, lambda, at);
}

[[gnu::noinline]] Value form(Interpreter& in, const UnsupportedExpression& unsupported, Span at) {
  in.lacks(unsupported.what, at);
}

}  // namespace

Value evaluate(Interpreter& in, const Expression& expression) {
  const Deeper deeper(in, expression.span);
  in.step(expression.span);
  return std::visit([&](const auto& one) { return form(in, one, expression.span); },
                    expression.form);
}

void evaluate_elements(Interpreter& in, const std::vector<Expression>& elements,
                       std::vector<Value>& into) {
  into.reserve(elements.size());
  for (const Expression& element : elements) {
    const auto* starred = element.as<Starred>();
    if (starred == nullptr) {
      into.push_back(evaluate(in, element));
      continue;
    }
    for (Value& item : in.iterate(evaluate(in, *starred->value), element.span)) {
      into.push_back(std::move(item));
    }
  }
}

}  // namespace unroll::python
