// Owns what happens to a statement that fails because data of the program is not here: it is passed
// over, and what it would have made is unknown. Must not know modules.
#include "python/passing_over.hpp"

#include <algorithm>
#include <ranges>

#include "python/state.hpp"

namespace unroll::python {
namespace {

/// Exceptions that end something else than a statement.
bool is_signal(std::string_view type) {
  return type == "StopIteration" || type == "GeneratorExit" || type == "SystemExit" ||
         type == "KeyboardInterrupt";
}

/// How much a container holds; nothing for what is none.
std::optional<std::size_t> size_of(const Value& value) {
  if (const auto* list = value.as<std::shared_ptr<List>>()) {
    return (*list)->items.size();
  }
  if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    return (*dict)->size();
  }
  if (const auto* set = value.as<std::shared_ptr<Set>>()) {
    return (*set)->size();
  }
  return std::nullopt;
}

/// The first things that a container holds.
std::vector<Value> first_items(const Value& value) {
  constexpr std::size_t most = 50;
  std::vector<Value> items;
  if (const auto* held = sequence_items(value)) {
    std::ranges::copy(*held | std::views::take(most), std::back_inserter(items));
  } else if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    for (const Dict::Entry& entry : (*dict)->entries() | std::views::take(most)) {
      items.push_back(entry.value);
    }
  }
  return items;
}

Value not_here(Interpreter& in, const std::string& reason, const Expression* value, Span at) {
  const Span span = value == nullptr ? at : value->span;
  // A call's unknown value goes by the name of the variable that it is assigned to.
  return in.unknown(
      in.tree().source(span) + (value != nullptr && value->as<CallExpression>() ? "" : "()"),
      reason, span);
}

/// The container that a statement like `texts.append(...)` would have changed.
void doubt_receiver(Interpreter& in, const ExpressionStatement& statement,
                    const std::string& reason) {
  const auto* call = statement.value.as<CallExpression>();
  const auto* access = call == nullptr ? nullptr : call->function->as<AttributeAccess>();
  const auto* name = access == nullptr ? nullptr : access->object->as<Name>();
  if (name == nullptr) {
    return;
  }
  const Value holder = load_name(in, name->id, access->object->span);
  if (size_of(holder) && is_data(in, holder)) {
    store_name(in, name->id, in.unknown(name->id, reason, access->object->span));
  }
}

void leave_unknown(Interpreter& in, const Statement& statement, const std::string& reason) {
  const Span at = statement.span;
  if (const auto* assignment = statement.as<Assignment>()) {
    for (const Expression& target : assignment->targets) {
      assign(in, target, not_here(in, reason, &assignment->value, at));
    }
  } else if (const auto* augmented = statement.as<AugmentedAssignment>()) {
    assign(in, augmented->target, not_here(in, reason, &augmented->value, at));
  } else if (const auto* annotated = statement.as<AnnotatedAssignment>()) {
    assign(in, annotated->target,
           not_here(in, reason, annotated->value ? &*annotated->value : nullptr, at));
  } else if (const auto* loop = statement.as<For>()) {
    assign(in, loop->target, not_here(in, reason, &loop->source, at));
  } else if (const auto* expression = statement.as<ExpressionStatement>()) {
    doubt_receiver(in, *expression, reason);
  } else if (const auto* function = statement.as<FunctionDefinition>()) {
    store_name(in, function->code->name, in.unknown(function->code->name, reason, at));
  } else if (const auto* type = statement.as<ClassDefinition>()) {
    store_name(in, type->name, in.unknown(type->name, reason, at));
  }
}

}  // namespace

bool is_data(Interpreter& in, const Value& value, int depth) {
  constexpr int deepest = 4;
  if (value.as<std::shared_ptr<Object>>() != nullptr) {
    const std::string type = in.type_name(value);
    return is_unknown(value) || type == "ndarray" || type == "range";
  }
  const auto items = first_items(value);
  in.step(in.statement(), items.size());
  return depth == deepest || std::ranges::all_of(items, [&](const Value& item) {
           return is_data(in, item, depth + 1);
         });
}

FilledContainers::FilledContainers(Interpreter& in, const Frame& frame) {
  const auto look = [&](Variables& variables) {
    for (const auto& [name, value] : variables.entries()) {
      if (const auto size = value ? size_of(*value) : std::nullopt) {
        sizes_.push_back({&variables, name, *value, *size});
      }
    }
  };
  look(in.state().program->variables);
  for (std::shared_ptr<Scope> scope = frame.scope; scope && scope != in.state().program;
       scope = scope->parent) {
    look(scope->variables);
    scopes_.push_back(scope);
  }
}

void FilledContainers::forget(Interpreter& in, Span at, const std::string& reason) {
  for (const Held& held : sizes_) {
    if (size_of(held.value) != held.size && is_data(in, held.value)) {
      held.variables->set(held.name, in.unknown(held.name, reason, at));
    }
  }
}

Flow pass_over(Interpreter& in, const Statement& statement, const std::string& reason) {
  in.skip(statement.span, reason);
  leave_unknown(in, statement, reason);
  const auto* end = statement.as<Return>();
  if (end == nullptr) {
    return Flow::next;
  }
  in.state().returned = not_here(in, reason, end->value ? &*end->value : nullptr, statement.span);
  return Flow::return_value;
}

std::optional<Flow> pass_over(Interpreter& in, const Statement& statement, const Raised& raised) {
  Interpreter::State& state = in.state();
  const bool of_layer =
      raised.problem.has_value() || std::ranges::any_of(raised.trace, &TraceEntry::callback);
  if (!state.open || state.guards > 0 || of_layer) {
    return std::nullopt;
  }
  const auto [type, words] = exception_text(in, raised.value);
  if (is_signal(type)) {
    return std::nullopt;
  }
  if (!state.passed_over) {
    Problem problem;
    problem.code = problem_code(type);
    problem.message = words.empty() ? type : type + ": " + words;
    problem.span = raised.span;
    problem.statement = statement.span;
    state.passed_over = std::move(problem);
  }
  const std::string reason =
      "It works on what is not here: " + type + (words.empty() ? "." : ": " + words);
  return pass_over(in, statement, reason);
}

namespace {

/// Whether what follows a statement of the program itself that took too long may still run: where
/// the program works on data that are not here, or where a loop ran that would have ended by
/// itself. Each time it gets half of what was left, so that all ends.
bool runs_on(Interpreter::State& state) {
  constexpr std::int64_t least = 10'000;
  if (state.nest > 1 || (state.endless && !state.open)) {
    return false;
  }
  const std::int64_t rest = (state.rest > 0 ? state.rest : state.limits.steps) / 2;
  if (rest < least) {
    return false;
  }
  state.rest = rest;
  state.steps = state.limits.steps - rest;
  return true;
}

}  // namespace

std::optional<Flow> pass_over(Interpreter& in, const Statement& statement, const Problem& problem) {
  Interpreter::State& state = in.state();
  if (problem.code == "limit_steps" && runs_on(state)) {
    Problem told = problem;
    told.severity = Severity::warning;
    told.message += " What follows runs without it.";
    in.report(std::move(told));
    return pass_over(in, statement, problem.message);
  }
  const bool in_layer =
      std::ranges::any_of(state.frames, [](const Frame* frame) { return frame->callback; });
  if (!state.open || in_layer || (problem.code != "unsupported" && problem.code != "limit_bytes")) {
    return std::nullopt;
  }
  return pass_over(in, statement, problem.message);
}

}  // namespace unroll::python
