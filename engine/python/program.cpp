// Owns the order in which a program is parsed and traced. Must not know reports.
#include "python/program.hpp"

#include <algorithm>
#include <chrono>

#include "python/implicit_imports.hpp"
#include "python/uncalled.hpp"

namespace unroll::python {

namespace {

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

bool failed(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const Problem& problem) { return problem.severity == Severity::error; });
}

/// What stands for data that a hole gives by its shape alone: numpy's zeros of that shape.
Value data_of(Interpreter& in, const Value& given, Span at) {
  const auto instance = given.object<Instance>();
  const auto numpy = in.module("numpy");
  if (!instance || !numpy || instance->type->name() != "ndarray" || instance->native) {
    return given;
  }
  const auto shape = instance->attributes.find("shape");
  if (shape == instance->attributes.end()) {
    return given;
  }
  return in.call_method(Value(std::static_pointer_cast<Object>(numpy)), "zeros", {shape->second},
                        at);
}

}  // namespace

Program::Program(std::string_view source, const ProgramSettings& settings, Host host)
    : tracer_(graph_, settings.trace_limits, settings.release) {
  const auto start = std::chrono::steady_clock::now();
  tree_ = SyntaxTree::parse(source);
  parse_time_ = milliseconds_since(start);
  const auto parsed = std::chrono::steady_clock::now();
  prepare(settings, std::move(host));
  interpreter_->run();
  if (graph_.models.empty() && !failed(interpreter_->problems())) {
    call_uncalled(*interpreter_);
  }
  if (graph_.layers.empty()) interpreter_->tell_of_passed_over();
  keras_->track_layers();
  trace_time_ = milliseconds_since(parsed);
}

Program::Program(const std::function<void(Keras&)>& work, const ProgramSettings& settings,
                 Host host)
    : tree_(SyntaxTree::parse("")), tracer_(graph_, settings.trace_limits, settings.release) {
  const auto start = std::chrono::steady_clock::now();
  prepare(settings, std::move(host));
  interpreter_->perform([&] { work(*keras_); });
  trace_time_ = milliseconds_since(start);
}

void Program::prepare(const ProgramSettings& settings, Host host) {
  keras_ = std::make_unique<Keras>(tracer_, std::move(host));
  interpreter_ = std::make_unique<Interpreter>(tree_, make_modules(*keras_), graph_.identities,
                                               settings.limits);
  offer_imports(*interpreter_);
  keras_->interpreter = interpreter_.get();
  interpreter_->given_holes = settings.holes;
  interpreter_->data = data_of;
}

Program::~Program() {
  // Layers of the program hold instances, and those values of the interpreter: take it apart first.
  for (const auto& layer : graph_.layers) layer->behaviour.reset();
}

std::optional<Program::ArgumentPlace> Program::place_of(const ConfigEntry& entry) const {
  if (!entry.given || entry.span.empty()) return std::nullopt;
  const Dim* size = entry.value.as<Dim>();
  if (size != nullptr && size->ids().all().size() == 1) {
    const Identity& identity = graph_.identities.all()[size->ids().all().front()];
    // Only where the value is the literal itself, not something computed from it.
    if (identity.kind == IdentityKind::literal && identity.text == size->text()) {
      return ArgumentPlace{identity.span, identity.span == entry.span ? "" : identity.name};
    }
  }
  return ArgumentPlace{entry.span, ""};
}

int Program::line(Span span) const { return static_cast<int>(tree_.line_column(span.from).line); }

}  // namespace unroll::python
