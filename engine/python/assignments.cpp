// Owns assignment: to names, attributes, items and several targets at once; `del`; `+=`.
#include "python/state.hpp"

namespace unroll::python {
namespace {

const std::vector<Expression>* target_list(const Expression& target) {
  if (const auto* tuple = target.as<TupleDisplay>()) {
    return &tuple->elements;
  }
  if (const auto* list = target.as<ListDisplay>()) {
    return &list->elements;
  }
  return nullptr;
}

/// As many items as there are targets: an unknown value has as many as are asked for.
std::vector<Value> items_for(Interpreter& in, const Value& value, std::size_t wanted, bool starred,
                             Span at) {
  if (is_unknown(value)) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < wanted; ++i) {
      items.push_back(in.item(value, Dim(static_cast<std::int64_t>(i)), at));
    }
    return items;
  }
  std::vector<Value> items;
  const auto* object = value.as<std::shared_ptr<Object>>();
  if (object != nullptr) {
    // A generator may have no end.
    const auto over = in.iterator(value, at);
    while (auto item = over->next(in, at)) {
      in.step(at);
      items.push_back(std::move(*item));
      if (!starred && items.size() > wanted) {
        break;
      }
    }
  } else {
    if (value.is_none() || value.as<Dim>() != nullptr || value.as<Float>() != nullptr ||
        value.as<bool>() != nullptr) {
      in.raise("TypeError", "cannot unpack non-iterable " + in.type_name(value) + " object", at);
    }
    items = in.iterate(value, at);
  }
  return items;
}

void unpack(Interpreter& in, const std::vector<Expression>& targets, const Value& value, Span at) {
  std::size_t star = targets.size();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i].as<Starred>() != nullptr) {
      star = i;
    }
  }
  const bool starred = star < targets.size();
  std::vector<Value> items = items_for(in, value, targets.size(), starred, at);
  if (starred && items.size() + 1 < targets.size()) {
    in.raise("ValueError",
             "not enough values to unpack (expected at least " +
                 std::to_string(targets.size() - 1) + ", got " + std::to_string(items.size()) + ")",
             at);
  }
  if (!starred && items.size() > targets.size()) {
    in.raise("ValueError",
             "too many values to unpack (expected " + std::to_string(targets.size()) + ")", at);
  }
  if (!starred && items.size() < targets.size()) {
    in.raise("ValueError",
             "not enough values to unpack (expected " + std::to_string(targets.size()) + ", got " +
                 std::to_string(items.size()) + ")",
             at);
  }
  const std::size_t behind = targets.size() - star - (starred ? 1 : 0);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (i == star) {
      const auto from = items.begin() + static_cast<std::ptrdiff_t>(star);
      const auto to = items.end() - static_cast<std::ptrdiff_t>(behind);
      assign(in, *targets[i].as<Starred>()->value, make_list(std::vector<Value>(from, to)));
    } else {
      const std::size_t at_item = i < star ? i : items.size() - (targets.size() - i);
      assign(in, targets[i], items[at_item]);
    }
  }
}

}  // namespace

void assign(Interpreter& in, const Expression& target, Value value) {
  const Deeper deeper(in, target.span);
  if (const auto* name = target.as<Name>()) {
    if (const auto unknown = value.object<Unknown>()) {
      value = unknown->named(in, name->id);
    }
    note_use(in, value, target.span, name->id);
    const Scope& scope = *in.state().frames.back()->scope;
    if (scope.kind == ScopeKind::comprehension) {
      in.state().frames.back()->scope->variables.set(name->id, std::move(value));
    } else {
      store_name(in, name->id, std::move(value));
    }
  } else if (const auto* access = target.as<AttributeAccess>()) {
    note_use(in, value, target.span, access->name);
    in.set_attribute(evaluate(in, *access->object), access->name, std::move(value), target.span);
  } else if (const auto* subscript = target.as<Subscript>()) {
    const Value of = evaluate(in, *subscript->object);
    in.set_item(of, evaluate(in, *subscript->index), std::move(value), target.span);
  } else if (const auto* targets = target_list(target)) {
    unpack(in, *targets, value, target.span);
  } else if (const auto* starred = target.as<Starred>()) {
    in.raise("SyntaxError", "starred assignment target must be in a list or tuple",
             starred->value->span);
  } else {
    in.raise("SyntaxError", "cannot assign to this", target.span);
  }
}

void delete_target(Interpreter& in, const Expression& target) {
  const Deeper deeper(in, target.span);
  if (const auto* name = target.as<Name>()) {
    delete_name(in, name->id, target.span);
  } else if (const auto* access = target.as<AttributeAccess>()) {
    const Value of = evaluate(in, *access->object);
    if (const auto instance = of.object<Instance>()) {
      if (instance->attributes.erase(access->name) == 0) {
        no_attribute(in, of, access->name, target.span);
      }
    } else if (!is_unknown(of)) {
      no_attribute(in, of, access->name, target.span);
    }
  } else if (const auto* subscript = target.as<Subscript>()) {
    const Value of = evaluate(in, *subscript->object);
    delete_item(in, of, evaluate(in, *subscript->index), target.span);
  } else if (const auto* targets = target_list(target)) {
    for (const Expression& one : *targets) {
      delete_target(in, one);
    }
  } else {
    in.raise("SyntaxError", "cannot delete this", target.span);
  }
}

namespace {

std::string_view in_place_name(Operator op) {
  switch (op) {
    case Operator::add:
      return "__iadd__";
    case Operator::subtract:
      return "__isub__";
    case Operator::multiply:
      return "__imul__";
    case Operator::divide:
      return "__itruediv__";
    case Operator::floor_divide:
      return "__ifloordiv__";
    case Operator::modulo:
      return "__imod__";
    case Operator::power:
      return "__ipow__";
    case Operator::matmul:
      return "__imatmul__";
    case Operator::bit_and:
      return "__iand__";
    case Operator::bit_or:
      return "__ior__";
    case Operator::bit_xor:
      return "__ixor__";
    case Operator::shift_left:
      return "__ilshift__";
    default:
      return "__irshift__";
  }
}

/// `a += b`: lists, sets and dicts change in place.
Value in_place(Interpreter& in, Operator op, const Value& left, const Value& right, Span at) {
  if (const auto instance = left.object<Instance>();
      instance && instance->type->find(in_place_name(op))) {
    return in.call_method(left, std::string(in_place_name(op)), {right}, at);
  }
  if (const auto* list = left.as<std::shared_ptr<List>>();
      list != nullptr && op == Operator::add && !is_unknown(right)) {
    std::vector<Value> items = in.iterate(right, at);
    in.spend(static_cast<std::int64_t>(items.size() * sizeof(Value)), at);
    (*list)->items.insert((*list)->items.end(), items.begin(), items.end());
    in.state().track(left);
    return left;
  }
  if (const auto* set = left.as<std::shared_ptr<Set>>();
      set != nullptr && !(*set)->frozen && right.as<std::shared_ptr<Set>>() != nullptr) {
    const Value result = in.binary(op, left, right, at);
    const std::vector<Value> items = (*result.as<std::shared_ptr<Set>>())->items();
    (*set)->clear();
    for (const Value& item : items) {
      (*set)->add(item);
    }
    return left;
  }
  if (const auto* dict = left.as<std::shared_ptr<Dict>>();
      dict != nullptr && op == Operator::bit_or) {
    if (const auto* other = right.as<std::shared_ptr<Dict>>()) {
      const auto entries = (*other)->entries();
      for (const auto& entry : entries) {
        (*dict)->set(entry.key, entry.value);
      }
      in.state().track(left);
      return left;
    }
  }
  return in.binary(op, left, right, at);
}

}  // namespace

void augment(Interpreter& in, const AugmentedAssignment& form, Span at) {
  if (const auto* access = form.target.as<AttributeAccess>()) {
    const Value of = evaluate(in, *access->object);
    const Value old = in.attribute(of, access->name, form.target.span);
    in.set_attribute(of, access->name, in_place(in, form.op, old, evaluate(in, form.value), at),
                     form.target.span);
  } else if (const auto* subscript = form.target.as<Subscript>()) {
    const Value of = evaluate(in, *subscript->object);
    const Value index = evaluate(in, *subscript->index);
    const Value old = in.item(of, index, form.target.span);
    in.set_item(of, index, in_place(in, form.op, old, evaluate(in, form.value), at),
                form.target.span);
  } else {
    const Value old = evaluate(in, form.target);
    assign(in, form.target, in_place(in, form.op, old, evaluate(in, form.value), at));
  }
}

}  // namespace unroll::python
