// Owns one run of a program: its statements in order, its limits, and what it leaves behind.
#include "python/interpreter.hpp"

#include <algorithm>

#include "error.hpp"
#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// How much deeper expressions and statements may nest than calls.
constexpr int nests_per_call = 6;

}  // namespace

std::string problem_code(std::string_view type) {
  std::string code;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const bool upper = type[i] >= 'A' && type[i] <= 'Z';
    if (upper && i > 0) {
      code += '_';
    }
    code += upper ? static_cast<char>(type[i] - 'A' + 'a') : type[i];
  }
  return code;
}

Deeper::Deeper(Interpreter& in, Span at) : state_(in.state()) {
  if (++state_.nest > state_.limits.depth * nests_per_call) {
    --state_.nest;
    Problem problem;
    problem.code = "limit_depth";
    problem.message = "The program nests its calls and expressions deeper than is run here (" +
                      std::to_string(state_.limits.depth) +
                      " calls): a function that calls itself without end?";
    problem.span = at;
    problem.statement = in.statement();
    throw ProblemError{std::move(problem)};
  }
}

Interpreter::Interpreter(const SyntaxTree& tree, Modules modules, IdentityTable& identities,
                         Limits limits)
    : state_(std::make_unique<State>(tree, std::move(modules), identities, limits)) {
  add_type_classes(*this);
  add_exceptions(*this);
  add_builtins(*this);
}

Interpreter::~Interpreter() { state_->release_all(); }

std::optional<Problem> problem_of(Interpreter& in, Raised& raised) {
  Problem problem;
  if (raised.problem) {
    problem = std::move(*raised.problem);
  }
  if (problem.message.empty()) {
    const auto [type, words] = exception_text(in, raised.value);
    if (type == "SystemExit") {
      return std::nullopt;
    }
    problem.code = raised.problem ? problem.code : problem_code(type);
    problem.message = words.empty() ? type : type + ": " + words;
  }
  if (problem.statement.empty()) {
    problem.statement = raised.statement;
  }
  if (problem.span.empty()) {
    problem.span = raised.span;
  }
  return problem;
}

namespace {

/// Does a part of the program; whether it came to its end. What it throws becomes a problem.
bool attempt(Interpreter& in, const Frame& frame, const std::function<void()>& part) {
  const auto fail = [&](Problem problem) {
    if (problem.statement.empty()) {
      problem.statement = frame.statement;
    }
    if (problem.span.empty()) {
      problem.span = problem.statement;
    }
    in.report(std::move(problem));
    return false;
  };
  try {
    part();
    return true;
  } catch (Raised& raised) {
    if (auto problem = problem_of(in, raised)) {
      return fail(std::move(*problem));
    }
    in.skip(raised.span, "The program ends here.");
    return false;
  } catch (ProblemError& stop) {
    return fail(std::move(stop.problem));
  } catch (const Error& error) {
    Problem problem;
    problem.code = error.code();
    problem.message = error.what();
    return fail(std::move(problem));
  }
}

/// `break` and `continue` belong into loops.
void need_loop(Interpreter& in, Flow flow, Span at) {
  if (flow == Flow::break_loop || flow == Flow::continue_loop) {
    in.raise("SyntaxError",
             flow == Flow::break_loop ? "'break' outside loop" : "'continue' not properly in loop",
             at);
  }
}

/// Nothing runs any more, however it ended.
void leave(Interpreter::State& state) {
  state.frames.clear();
  state.nest = 0;
  state.calls = 0;
}

}  // namespace

void Interpreter::run() {
  State& state = *state_;
  for (const Problem& problem : state.tree.problems()) {
    state.problems.push_back(problem);
  }
  Frame frame;
  frame.scope = state.program;
  state.program->kept = true;
  state.frames.push_back(&frame);
  state.program->variables.set("__name__", std::string("__main__"));
  for (const Statement& statement : state.tree.statements()) {
    state.reached = statement.span.from;
    frame.statement = statement.span;
    bool broken = false;
    const bool done = attempt(*this, frame, [&] {
      if (const auto* part = statement.as<Broken>()) {
        broken = true;
        execute_block(*this, part->readable);
      } else {
        need_loop(*this, execute(*this, statement), statement.span);
      }
    });
    if (broken || !done) {
      break;
    }
    state.reached = statement.span.to;
  }
  if (!state.tree.statements().empty() && state.reached == state.tree.statements().back().span.to) {
    state.reached = state.tree.length();
  }
  leave(state);
}

void Interpreter::tell_of_passed_over() {
  if (state_->passed_over && state_->problems.empty()) {
    report(std::move(*std::exchange(state_->passed_over, std::nullopt)));
  }
}

void Interpreter::perform(const std::function<void()>& work) {
  State& state = *state_;
  Frame frame;
  frame.scope = state.program;
  state.program->kept = true;
  state.frames.push_back(&frame);
  static_cast<void>(attempt(*this, frame, work));
  leave(state);
}

void Interpreter::define(const std::string& name, Value value) {
  state_->program->variables.set(name, std::move(value));
}

std::shared_ptr<Module> Interpreter::module(std::string_view dotted) const {
  const auto found = state_->modules.find(dotted);
  return found == state_->modules.end() ? nullptr : found->second;
}

const std::vector<Problem>& Interpreter::problems() const { return state_->problems; }
const std::vector<Printed>& Interpreter::printed() const { return state_->printed; }
const std::vector<Skipped>& Interpreter::skipped() const { return state_->skipped; }
const std::vector<Hole>& Interpreter::holes() const { return state_->holes; }
std::uint32_t Interpreter::reached() const { return state_->reached; }

std::vector<std::pair<std::string, Value>> Interpreter::globals() const {
  std::vector<std::pair<std::string, Value>> result;
  for (const auto& [name, value] : state_->program->variables.entries()) {
    if (value && name != "__name__") {
      result.emplace_back(name, *value);
    }
  }
  return result;
}

Raised Interpreter::raised(std::string_view type, const std::string& message, Span at) {
  return raised_with(type, message.empty() ? std::vector<Value>{} : std::vector<Value>{message},
                     at);
}

Raised Interpreter::raised_with(std::string_view type, std::vector<Value> arguments, Span at) {
  const auto known = state_->classes.find(type);
  const auto& type_class =
      known == state_->classes.end() ? state_->classes.find("Exception")->second : known->second;
  auto exception = std::make_shared<Instance>(type_class);
  exception->attributes["args"] = make_tuple(std::move(arguments));
  return Raised{std::static_pointer_cast<Object>(exception), at, outer_statement(), trace(),
                std::nullopt};
}

void Interpreter::raise(std::string_view type, const std::string& message, Span at) {
  throw raised(type, message, at);
}

void Interpreter::lacks(const std::string& what, Span at) {
  Problem problem;
  problem.code = "unsupported";
  problem.message = what + " is Python that is not understood here.";
  problem.span = at;
  problem.statement = outer_statement();
  throw ProblemError{std::move(problem)};
}

void Interpreter::print(std::string text, Span at, bool summary) {
  spend(static_cast<std::int64_t>(text.size()), at);
  state_->printed.push_back({std::move(text), at, summary});
}

void Interpreter::skip(Span span, std::string reason) {
  const auto same = [&](const Skipped& one) { return one.span == span && one.reason == reason; };
  constexpr std::size_t most = 2000;
  if (state_->skipped.size() < most &&
      std::none_of(state_->skipped.begin(), state_->skipped.end(), same)) {
    state_->skipped.push_back({span, std::move(reason)});
  }
}

void Interpreter::report(Problem problem) { state_->problems.push_back(std::move(problem)); }

void Interpreter::step(Span at, std::size_t count) {
  state_->steps += static_cast<std::int64_t>(count);
  if (state_->steps <= state_->limits.steps) {
    return;
  }
  Problem problem;
  problem.code = "limit_steps";
  state_->endless = state_->open_loops > 0 || state_->sure_loops == 0;
  const LineColumn place = state_->tree.line_column(statement().from);
  problem.message = "The program ran " + std::to_string(state_->limits.steps) +
                    " steps without ending; it was stopped at line " + std::to_string(place.line) +
                    ".";
  problem.span = at;
  problem.statement = outer_statement();
  throw ProblemError{std::move(problem)};
}

void Interpreter::spend(std::int64_t bytes, Span at) {
  if (state_->has_room(bytes)) {
    state_->bytes += bytes;
    return;
  }
  Problem problem;
  problem.code = "limit_bytes";
  problem.message = "The program's own values need more than " +
                    std::to_string(state_->limits.bytes / (std::int64_t{1024} * 1024)) + " MB.";
  problem.span = at;
  problem.statement = outer_statement();
  throw ProblemError{std::move(problem)};
}

IdentityTable& Interpreter::identities() { return state_->identities; }
const SyntaxTree& Interpreter::tree() const { return state_->tree; }
Span Interpreter::statement() const {
  return state_->frames.empty() ? Span{} : state_->frames.back()->statement;
}

Span Interpreter::outer_statement() const {
  const auto& frames = state_->frames;
  const auto called_back = std::find_if(frames.begin(), frames.end(),
                                        [](const Frame* frame) { return frame->callback; });
  // What Keras calls back belongs to the line of the program itself that called it.
  if (called_back != frames.end() && called_back == frames.begin() + 1) {
    return frames.front()->statement;
  }
  return statement();
}

std::vector<TraceEntry> Interpreter::trace() const {
  std::vector<TraceEntry> entries;
  constexpr std::size_t most = 40;
  for (const Frame* frame : state_->frames) {
    if (entries.size() < most) {
      entries.push_back({frame->function == nullptr ? "" : frame->function->qualified_name,
                         frame->statement, frame->callback});
    }
  }
  return entries;
}

Interpreter::Callback::Callback(Interpreter& in) : in_(in) { ++in_.state().pending_callbacks; }
Interpreter::Callback::~Callback() { --in_.state().pending_callbacks; }

int Interpreter::call_depth() const { return state_->calls; }

std::shared_ptr<Class> Interpreter::builtin_class(std::string_view name) const {
  const auto found = state_->classes.find(name);
  return found == state_->classes.end() ? nullptr : found->second;
}

}  // namespace unroll::python
