// Owns what statements mean. One function a form; each keeps a small frame, since they nest.
#include "python/passing_over.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

[[gnu::noinline]] Flow form(Interpreter& in, const Broken& broken, Span at) {
  execute_block(in, broken.readable);
  Problem problem;
  problem.code = "syntax";
  problem.message = broken.message.empty() ? "This is not understood as Python." : broken.message;
  problem.span = at;
  problem.statement = at;
  throw ProblemError{std::move(problem)};
}

[[gnu::noinline]] Flow form(Interpreter& in, const ExpressionStatement& statement, Span) {
  evaluate(in, statement.value);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const Assignment& statement, Span) {
  const Value value = evaluate(in, statement.value);
  for (const Expression& target : statement.targets) {
    assign(in, target, value);
  }
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const AugmentedAssignment& statement, Span at) {
  augment(in, statement, at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const AnnotatedAssignment& statement, Span) {
  if (statement.value) {
    assign(in, statement.target, evaluate(in, *statement.value));
  }
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const Deletion& statement, Span) {
  for (const Expression& target : statement.targets) {
    delete_target(in, target);
  }
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const Return& statement, Span at) {
  Value value = statement.value ? evaluate(in, *statement.value) : Value();
  if (in.state().frames.back()->function == nullptr) {
    in.raise("SyntaxError", "'return' outside function", at);
  }
  in.state().returned = std::move(value);
  return Flow::return_value;
}

[[gnu::noinline]] Flow form(Interpreter&, const Pass&, Span) { return Flow::next; }
[[gnu::noinline]] Flow form(Interpreter&, const Break&, Span) { return Flow::break_loop; }
[[gnu::noinline]] Flow form(Interpreter&, const Continue&, Span) { return Flow::continue_loop; }

[[gnu::noinline]] Flow form(Interpreter& in, const If& statement, Span) {
  Frame& frame = *in.state().frames.back();
  for (const IfBranch& branch : statement.branches) {
    if (&branch != &statement.branches.front()) {
      frame.statement = branch.condition.span;
    }
    if (in.truth(evaluate(in, branch.condition), branch.condition.span)) {
      return execute_block(in, branch.body);
    }
  }
  return execute_block(in, statement.otherwise);
}

/// One more while it lives.
class Counted {
 public:
  explicit Counted(int& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& count_;
};

/// Whether a loop over this comes to its end whatever its body does.
bool surely_ends(Interpreter& in, const Value& source) {
  const std::string type = in.type_name(source);
  return type == "range" || type == "enumerate" || type == "ndarray";
}

[[gnu::noinline]] Flow form(Interpreter& in, const For& statement, Span at) {
  Frame& frame = *in.state().frames.back();
  const std::int64_t known = in.state().unknown_rounds;
  const Value source = evaluate(in, statement.source);
  std::optional<Counted> running;
  if (surely_ends(in, source)) {
    running.emplace(in.state().sure_loops);
  }
  const auto over = in.iterator(source, statement.source.span);
  std::optional<FilledContainers> filled;
  const auto end = [&] {
    if (filled) {
      filled->forget(in, statement.source.span, "It is filled by a loop over what is not here.");
    }
  };
  while (true) {
    frame.statement = at;
    auto item = over->next(in, statement.source.span);
    if (!item) {
      end();
      return execute_block(in, statement.otherwise);
    }
    if (!filled && in.state().unknown_rounds != known) {
      filled.emplace(in, frame);
    }
    in.step(at);
    assign(in, statement.target, std::move(*item));
    const Flow flow = execute_block(in, statement.body);
    if (flow == Flow::break_loop) {
      end();
      return Flow::next;
    }
    if (flow == Flow::return_value) {
      return flow;
    }
  }
}

[[gnu::noinline]] Flow form(Interpreter& in, const While& statement, Span at) {
  const Counted running(in.state().open_loops);
  Frame& frame = *in.state().frames.back();
  while (true) {
    frame.statement = at;
    in.step(at);
    if (!in.truth(evaluate(in, statement.condition), statement.condition.span)) {
      return execute_block(in, statement.otherwise);
    }
    const Flow flow = execute_block(in, statement.body);
    if (flow == Flow::break_loop) {
      return Flow::next;
    }
    if (flow == Flow::return_value) {
      return flow;
    }
  }
}

[[gnu::noinline]] Flow form(Interpreter& in, const FunctionDefinition& statement, Span at) {
  define_function(in, statement, at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const ClassDefinition& statement, Span at) {
  define_class(in, statement, at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const With& statement, Span) {
  return execute_with(in, statement);
}
[[gnu::noinline]] Flow form(Interpreter& in, const Try& statement, Span) {
  return execute_try(in, statement);
}

[[gnu::noinline]] Flow form(Interpreter& in, const Match& statement, Span) {
  const Block* body = matching_case(in, statement);
  return body == nullptr ? Flow::next : execute_block(in, *body);
}

[[gnu::noinline]] Flow form(Interpreter& in, const Raise& statement, Span at) {
  execute_raise(in, statement, at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const Assert& statement, Span at) {
  const Value condition = evaluate(in, statement.condition);
  if (is_unknown(condition)) {
    in.skip(at, "What is asserted is not known here.");
    return Flow::next;
  }
  if (!in.truth(condition, statement.condition.span)) {
    in.raise("AssertionError", statement.message ? in.str(evaluate(in, *statement.message)) : "",
             at);
  }
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const Import& statement, Span at) {
  execute_import(in, statement, at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const ImportFrom& statement, Span at) {
  execute_import_from(in, statement, at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter&, const Global&, Span) { return Flow::next; }
[[gnu::noinline]] Flow form(Interpreter&, const Nonlocal&, Span) { return Flow::next; }

[[gnu::noinline]] Flow form(Interpreter& in, const Magic&, Span at) {
  in.skip(at, "A notebook's own command.");
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const PrintStatement& statement, Span at) {
  std::string line;
  for (const Expression& value : statement.values) {
    line += (line.empty() ? "" : " ") + in.str(evaluate(in, value));
  }
  in.print(line + (statement.ends_line ? "\n" : " "), at);
  return Flow::next;
}

[[gnu::noinline]] Flow form(Interpreter& in, const UnsupportedStatement& statement, Span at) {
  in.lacks(statement.what, at);
}

}  // namespace

Flow execute(Interpreter& in, const Statement& statement) {
  const Deeper deeper(in, statement.span);
  in.state().frames.back()->statement = statement.span;
  in.step(statement.span);
  try {
    return std::visit([&](const auto& one) { return form(in, one, statement.span); },
                      statement.form);
  } catch (const Raised& raised) {
    if (const auto flow = pass_over(in, statement, raised)) {
      return *flow;
    }
    throw;
  } catch (const ProblemError& stop) {
    if (const auto flow = pass_over(in, statement, stop.problem)) {
      return *flow;
    }
    throw;
  }
}

Flow execute_block(Interpreter& in, const Block& block) {
  for (const Statement& statement : block) {
    const Flow flow = execute(in, statement);
    if (flow != Flow::next) {
      return flow;
    }
  }
  return Flow::next;
}

}  // namespace unroll::python
