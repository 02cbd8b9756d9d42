// Owns which functions and classes are used though the program does not use them. Must not know
// modules.
#include "python/uncalled.hpp"

#include <algorithm>
#include <array>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

constexpr std::string_view reason = "an argument of a function that the program never calls";

/// Whether a text makes a model: `Sequential(...)`, `keras.Model(...)`.
bool makes_model(std::string_view text) {
  constexpr std::array makers = {std::string_view("Sequential("), std::string_view("Model(")};
  const auto is_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return std::ranges::any_of(makers, [&](std::string_view maker) {
    for (std::size_t at = text.find(maker); at != text.npos; at = text.find(maker, at + 1)) {
      if (at == 0 || !is_word(text[at - 1])) {
        return true;
      }
    }
    return false;
  });
}

bool makes_model(Interpreter& in, const Function& function) {
  return function.body != nullptr && !function.code->generator &&
         makes_model(in.tree().source(function.span));
}

/// Holes for the parameters that have no default.
Arguments holes_for(Interpreter& in, const Function& function, bool bound) {
  Arguments arguments;
  arguments.call = function.span;
  for (std::size_t i = bound ? 1 : 0; i < function.parameters().size(); ++i) {
    const Parameter& parameter = function.parameters()[i];
    const bool starred =
        parameter.kind == ParameterKind::star || parameter.kind == ParameterKind::double_star;
    if (starred || function.defaults[i]) {
      continue;
    }
    const bool named = parameter.kind == ParameterKind::keyword_only;
    arguments.given.push_back({named ? parameter.name : "",
                               in.unknown(parameter.name, std::string(reason), parameter.span),
                               parameter.span});
  }
  return arguments;
}

bool is_model(const Class& type) {
  return std::ranges::any_of(type.bases, [](const std::shared_ptr<Class>& base) {
    return (base->span.empty() && base->name() == "Model") || is_model(*base);
  });
}

bool is_plain(const Class& type) {
  return std::ranges::all_of(type.bases, [](const std::shared_ptr<Class>& base) {
    return (base->span.empty() && base->name() == "object") ||
           (!base->span.empty() && is_plain(*base));
  });
}

struct OwnMethod {
  std::shared_ptr<Function> function;
  bool bound;  ///< to an instance or the class: that is its first argument
};

std::vector<OwnMethod> methods(const Class& type) {
  std::vector<OwnMethod> found;
  for (const auto& [name, member] : type.members) {
    const auto unbound = member.object<UnboundMember>();
    if (auto function = (unbound ? unbound->function : member).object<Function>()) {
      found.push_back({std::move(function), !unbound || unbound->to_class});
    }
  }
  return found;
}

/// Makes an instance; where its class is plain, calls those of its methods that make a model.
void use_class(Interpreter& in, const std::shared_ptr<Class>& type) {
  const auto functions = methods(*type);
  const bool used =
      std::ranges::any_of(functions, [](const OwnMethod& one) { return one.function->called; });
  const bool maker = std::ranges::any_of(
      functions, [&](const OwnMethod& one) { return makes_model(in, *one.function); });
  if (used || !(is_model(*type) || (is_plain(*type) && maker))) {
    return;
  }
  const auto init = type->find("__init__");
  const auto function = init ? init->object<Function>() : nullptr;
  Arguments arguments = function ? holes_for(in, *function, true) : Arguments{};
  arguments.call = type->name_span;
  Value instance;
  in.perform(
      [&] { instance = in.call(std::static_pointer_cast<Object>(type), std::move(arguments)); });
  if (instance.is_none() || !is_plain(*type)) {
    return;
  }
  for (const OwnMethod& method : functions) {
    if (method.function->called || !makes_model(in, *method.function)) {
      continue;
    }
    in.perform([&] {
      in.call(in.attribute(instance, method.function->name(), method.function->span),
              holes_for(in, *method.function, method.bound));
    });
  }
}

/// Whether another of the functions, itself uncalled, calls it: then that one is called.
bool waits_for_another(Interpreter& in, const Function& function,
                       const std::vector<std::shared_ptr<Function>>& all) {
  return std::ranges::any_of(all, [&](const std::shared_ptr<Function>& other) {
    return other.get() != &function && !other->called &&
           in.tree().source(other->span).find(function.name() + "(") != std::string::npos;
  });
}

}  // namespace

void call_uncalled(Interpreter& in) {
  auto& problems = in.state().problems;
  const std::size_t known = problems.size();
  const auto variables = in.globals();
  std::vector<std::shared_ptr<Function>> functions;
  for (const auto& [name, value] : variables) {
    auto function = value.object<Function>();
    if (function && !function->called && makes_model(in, *function)) {
      functions.push_back(std::move(function));
    }
  }
  for (const bool waiting : {false, true}) {
    for (const auto& function : functions) {
      if (function->called || (!waiting && waits_for_another(in, *function, functions))) {
        continue;
      }
      in.perform([&] {
        in.call(std::static_pointer_cast<Object>(function), holes_for(in, *function, false));
      });
    }
  }
  for (const auto& [name, value] : variables) {
    const auto type = value.object<Class>();
    if (type && !type->span.empty()) {
      use_class(in, type);
    }
  }
  for (std::size_t i = known; i < problems.size(); ++i) {
    if (problems[i].severity == Severity::error) {
      problems[i].severity = Severity::warning;
    }
  }
}

}  // namespace unroll::python
