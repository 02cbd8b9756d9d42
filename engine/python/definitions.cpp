// Owns what `def`, `lambda` and `class` make, and decorators.
#include <ranges>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

std::shared_ptr<Function> make_function_of(Interpreter& in, const FunctionCode& code,
                                           const Block* body, const Expression* result, Span at) {
  auto function = std::make_shared<Function>(code, body, result, at);
  for (const Parameter& parameter : code.parameters) {
    if (parameter.default_value) {
      function->defaults.emplace_back(evaluate(in, *parameter.default_value));
    } else {
      function->defaults.emplace_back(std::nullopt);
    }
  }
  const Frame& frame = *in.state().frames.back();
  if (frame.function != nullptr && frame.scope->kind != ScopeKind::class_body) {
    function->qualified_name = frame.function->qualified_name + ".<locals>." + code.name;
  }
  function->closure = closure_scope(in);
  return function;
}

/// Decorators that the program can do without are passed over.
Value decorate(Interpreter& in, const std::vector<Expression>& decorators, Value value) {
  for (const Expression& decorator : std::views::reverse(decorators)) {
    const Value by = evaluate(in, decorator);
    if (is_unknown(by)) {
      in.skip(decorator.span, "This decorator is not known here.");
      continue;
    }
    Arguments arguments;
    arguments.call = decorator.span;
    arguments.given.push_back({"", value, decorator.span});
    Value decorated = in.call(by, std::move(arguments));
    if (is_unknown(decorated)) {
      in.skip(decorator.span, "What this decorator makes is not known here.");
      continue;
    }
    value = std::move(decorated);
  }
  return value;
}

/// Keeps the annotated names of a class's body in their order, as `__annotations__`.
void annotate(const Block& body, Class& type) {
  std::vector<std::pair<Value, Value>> names;
  for (const Statement& statement : body) {
    if (const auto* annotated = statement.as<AnnotatedAssignment>()) {
      if (const auto* name = annotated->target.as<Name>()) {
        names.emplace_back(name->id, None{});
      }
    }
  }
  if (!names.empty()) {
    type.members["__annotations__"] = make_dict(std::move(names));
  }
}

void own(const Value& member, const std::shared_ptr<Class>& owner) {
  if (const auto function = member.object<Function>()) {
    if (function->owner.expired()) {
      function->owner = owner;
      function->qualified_name = owner->name() + "." + function->name();
    }
  } else if (const auto unbound = member.object<UnboundMember>()) {
    own(unbound->function, owner);
  } else if (const auto property = member.object<Property>()) {
    own(property->get, owner);
    own(property->set, owner);
  }
}

void add_bases(Interpreter& in, const ClassDefinition& form, Class& into) {
  for (const CallArgument& base : form.bases) {
    const Value value = evaluate(in, *base.value);
    if (base.kind != ArgumentKind::positional) {
      in.skip(base.span, "A class's metaclass and keywords are passed over.");
    } else if (const auto type = value.object<Class>()) {
      if (type->name() != "object" || type->module != "builtins") {
        into.bases.push_back(type);
      }
    } else if (is_unknown(value)) {
      into.unknown_bases.push_back(value.object<Unknown>()->path());
      in.skip(base.span, value.object<Unknown>()->reason());
    } else {
      in.raise("TypeError", "a class's base must be a class, not " + in.type_name(value),
               base.span);
    }
  }
}

/// Tells the members and the bases of a class that it is made.
void tell_of_subclass(Interpreter& in, const std::shared_ptr<Class>& type, Span at) {
  const Value made = std::static_pointer_cast<Object>(type);
  const NamedValues members = type->members;
  for (const auto& [name, member] : members) {
    const auto instance = member.object<Instance>();
    if (instance && instance->type->find("__set_name__")) {
      in.call_method(member, "__set_name__", {made, Value(name)}, at);
    }
  }
  if (const auto* complete = type->hook(&Class::complete)) {
    (*complete)(in, type, at);
  }
  const auto& order = type->order();
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (const auto told = order[i]->members.find("__init_subclass__");
        told != order[i]->members.end()) {
      const auto unbound = told->second.object<UnboundMember>();
      Arguments arguments;
      arguments.call = at;
      arguments.given.push_back({"", made, at});
      in.call(unbound ? unbound->function : told->second, std::move(arguments));
      return;
    }
  }
}

}  // namespace

Value define_lambda(Interpreter& in, const LambdaExpression& form, Span at) {
  return std::static_pointer_cast<Object>(
      make_function_of(in, *form.code, nullptr, form.body.get(), at));
}

void define_function(Interpreter& in, const FunctionDefinition& form, Span at) {
  const auto function = make_function_of(in, *form.code, &form.body, nullptr, at);
  store_name(in, form.code->name,
             decorate(in, form.decorators, std::static_pointer_cast<Object>(function)));
}

void define_class(Interpreter& in, const ClassDefinition& form, Span at) {
  auto type = std::make_shared<Class>(form.name);
  type->span = at;
  type->name_span = form.name_span;
  type->module = "__main__";
  add_bases(in, form, *type);
  if (!type->has_order()) {
    in.raise(
        "TypeError",
        "Cannot create a consistent method resolution order (MRO) for the bases of " + form.name,
        at);
  }
  auto scope = std::make_shared<Scope>();
  scope->kind = ScopeKind::class_body;
  scope->parent = in.state().frames.back()->scope;
  Frame frame;
  frame.scope = scope;
  frame.statement = at;
  frame.function = in.state().frames.back()->function;
  in.state().frames.push_back(&frame);
  try {
    execute_block(in, form.body);
  } catch (...) {
    in.state().frames.pop_back();
    throw;
  }
  in.state().frames.pop_back();
  in.state().frames.back()->statement = at;
  for (const auto& [name, value] : scope->variables.entries()) {
    if (value) {
      own(*value, type);
      type->members[name] = *value;
    }
  }
  annotate(form.body, *type);
  if (!form.body.empty()) {
    if (const auto* first = form.body.front().as<ExpressionStatement>()) {
      if (const auto* text = first->value.as<StringLiteral>()) {
        type->doc = text->value;
      }
    }
  }
  const Value made = std::static_pointer_cast<Object>(type);
  in.state().track(made);
  tell_of_subclass(in, type, at);
  store_name(in, form.name, decorate(in, form.decorators, made));
}

}  // namespace unroll::python
