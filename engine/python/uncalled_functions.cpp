#include "python/uncalled_functions.hpp"

#include <algorithm>
#include <array>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// Whether a text has one of the calls that make a model: `Sequential(`, `keras.Model(`.
bool makes_model(std::string_view text) {
  constexpr std::array<std::string_view, 3> calls = {"Sequential(", "Model(", "Functional("};
  return std::any_of(calls.begin(), calls.end(), [&](std::string_view call) {
    for (std::size_t at = text.find(call); at != std::string_view::npos;
         at = text.find(call, at + 1)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      const bool part_of_name =
          (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') || before == '_';
      if (!part_of_name) {
        return true;
      }
    }
    return false;
  });
}

Arguments holes_for(Interpreter& in, const Function& function) {
  Arguments arguments;
  arguments.call = function.span;
  const std::string reason = "The program does not call `" + function.name() + "`.";
  for (std::size_t i = 0; i < function.parameters().size(); ++i) {
    const Parameter& parameter = function.parameters()[i];
    const bool starred = parameter.kind == ParameterKind::star ||
                         parameter.kind == ParameterKind::double_star || parameter.name.empty();
    if (starred || function.defaults[i]) {
      continue;
    }
    const bool by_name = parameter.kind == ParameterKind::keyword_only;
    arguments.given.push_back({by_name ? parameter.name : "",
                               in.unknown(parameter.name, reason, parameter.span), parameter.span});
  }
  return arguments;
}

}  // namespace

void call_model_functions(Interpreter& in) {
  for (const Statement& statement : in.tree().statements()) {
    const auto* definition = statement.as<FunctionDefinition>();
    if (definition == nullptr || definition->code->generator ||
        !makes_model(in.tree().source(statement.span))) {
      continue;
    }
    const Value* variable = in.state().program->variables.find(definition->code->name);
    const auto function = variable == nullptr ? nullptr : variable->object<Function>();
    if (!function || function->code != definition->code.get() || function->called) {
      continue;
    }
    const std::size_t before = in.state().problems.size();
    in.perform([&] { function->call(in, holes_for(in, *function)); });
    for (std::size_t i = before; i < in.state().problems.size(); ++i) {
      Problem& problem = in.state().problems[i];
      problem.severity = problem.severity == Severity::error ? Severity::warning : problem.severity;
    }
  }
}

}  // namespace unroll::python
