// Owns calls: arguments, how they meet parameters, and the running of the program's functions.
#include <algorithm>

#include "error.hpp"
#include "python/function.hpp"
#include "python/generator.hpp"
#include "python/passing_over.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

void add_star(Interpreter& in, const Value& value, Span at, Arguments& into) {
  if (is_unknown(value)) {
    in.skip(at, "These arguments are not known here.");
    return;
  }
  for (Value& item : in.iterate(value, at)) {
    into.given.push_back({"", std::move(item), at});
  }
}

void add_double_star(Interpreter& in, const Value& value, Span at, Arguments& into) {
  if (is_unknown(value)) {
    in.skip(at, "These arguments are not known here.");
    return;
  }
  const auto* dict = plain_value(value).as<std::shared_ptr<Dict>>();
  if (dict == nullptr) {
    in.raise("TypeError", "argument after ** must be a mapping, not " + in.type_name(value), at);
  }
  for (const auto& entry : (*dict)->entries()) {
    const auto* name = entry.key.as<std::string>();
    if (name == nullptr) {
      in.raise("TypeError", "keywords must be strings", at);
    }
    into.given.push_back({*name, entry.value, at});
  }
}

/// Puts arguments under the parameters' names.
class Binding {
 public:
  Binding(Interpreter& in, const Function& function, Arguments arguments)
      : in_(in),
        function_(function),
        arguments_(std::move(arguments)),
        values_(function.parameters().size()) {}

  void into(Variables& variables) {
    positional();
    keywords();
    fill();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!parameters()[i].name.empty()) {
        variables.set(parameters()[i].name, std::move(*values_[i]));
      }
    }
  }

 private:
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return function_.parameters(); }
  [[nodiscard]] static bool takes_position(const Parameter& parameter) {
    return parameter.kind == ParameterKind::plain ||
           parameter.kind == ParameterKind::positional_only;
  }
  [[nodiscard]] bool is_positional_only(const std::string& name) const {
    return std::any_of(parameters().begin(), parameters().end(), [&](const Parameter& one) {
      return one.name == name && one.kind == ParameterKind::positional_only;
    });
  }
  [[noreturn]] void fail(const std::string& message, Span at) const {
    in_.raise("TypeError", function_.qualified_name + "() " + message, at);
  }

  void positional() {
    std::vector<Value> more;
    std::size_t given = 0;
    std::size_t next = 0;
    for (Arguments::Given& argument : arguments_.given) {
      if (!argument.name.empty()) {
        continue;
      }
      ++given;
      while (next < parameters().size() && !takes_position(parameters()[next])) {
        next = parameters().size();
      }
      if (next < parameters().size()) {
        values_[next++] = std::move(argument.value);
      } else {
        more.push_back(std::move(argument.value));
      }
    }
    const auto star =
        std::find_if(parameters().begin(), parameters().end(),
                     [](const Parameter& one) { return one.kind == ParameterKind::star; });
    if (star != parameters().end()) {
      values_[static_cast<std::size_t>(star - parameters().begin())] = make_tuple(std::move(more));
    } else if (!more.empty()) {
      too_many(given);
    }
  }

  [[noreturn]] void too_many(std::size_t given) const {
    std::size_t most = 0;
    std::size_t least = 0;
    for (std::size_t i = 0; i < parameters().size(); ++i) {
      most += takes_position(parameters()[i]) ? 1 : 0;
      least += takes_position(parameters()[i]) && !function_.defaults[i] ? 1 : 0;
    }
    const std::string takes = least == most
                                  ? std::to_string(most)
                                  : "from " + std::to_string(least) + " to " + std::to_string(most);
    fail("takes " + takes + " positional argument" + (most == 1 ? "" : "s") + " but " +
             std::to_string(given) + (given == 1 ? " was given" : " were given"),
         arguments_.call);
  }

  void keywords() {
    std::shared_ptr<Dict> rest;
    for (std::size_t i = 0; i < parameters().size(); ++i) {
      if (parameters()[i].kind == ParameterKind::double_star) {
        rest = std::make_shared<Dict>();
        values_[i] = rest;
      }
    }
    for (Arguments::Given& argument : arguments_.given) {
      if (argument.name.empty()) {
        continue;
      }
      const auto match =
          std::find_if(parameters().begin(), parameters().end(), [&](const Parameter& one) {
            return one.name == argument.name &&
                   (one.kind == ParameterKind::plain || one.kind == ParameterKind::keyword_only);
          });
      if (match != parameters().end()) {
        auto& value = values_[static_cast<std::size_t>(match - parameters().begin())];
        if (value) {
          fail("got multiple values for argument '" + argument.name + "'", argument.span);
        }
        value = std::move(argument.value);
      } else if (rest) {
        rest->set(argument.name, std::move(argument.value));
      } else if (is_positional_only(argument.name)) {
        fail("got some positional-only arguments passed as keyword arguments: '" + argument.name +
                 "'",
             argument.span);
      } else {
        fail("got an unexpected keyword argument '" + argument.name + "'", argument.span);
      }
    }
  }

  void fill() {
    std::vector<std::string> missing;
    std::vector<std::string> missing_keywords;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (values_[i]) {
        continue;
      }
      if (function_.defaults[i]) {
        values_[i] = function_.defaults[i];
      } else {
        (takes_position(parameters()[i]) ? missing : missing_keywords)
            .push_back("'" + parameters()[i].name + "'");
      }
    }
    if (!missing.empty() || !missing_keywords.empty()) {
      const bool positional = !missing.empty();
      const std::vector<std::string>& names = positional ? missing : missing_keywords;
      std::string list;
      for (std::size_t i = 0; i < names.size(); ++i) {
        const bool last = i + 1 == names.size();
        list += i == 0 ? "" : last ? (names.size() > 2 ? ", and " : " and ") : ", ";
        list += names[i];
      }
      fail("missing " + std::to_string(names.size()) + " required " +
               (positional ? "positional" : "keyword-only") + " argument" +
               (names.size() == 1 ? "" : "s") + ": " + list,
           arguments_.call);
    }
  }

  Interpreter& in_;
  const Function& function_;
  Arguments arguments_;
  std::vector<std::optional<Value>> values_;
};

}  // namespace

Arguments evaluate_arguments(Interpreter& in, const std::vector<CallArgument>& arguments,
                             Span call) {
  Arguments result;
  result.call = call;
  result.given.reserve(arguments.size());
  for (const CallArgument& argument : arguments) {
    Value value = evaluate(in, *argument.value);
    switch (argument.kind) {
      case ArgumentKind::positional:
      case ArgumentKind::keyword:
        result.given.push_back({argument.name, std::move(value), argument.value->span});
        break;
      case ArgumentKind::star:
        add_star(in, value, argument.value->span, result);
        break;
      case ArgumentKind::double_star:
        add_double_star(in, value, argument.value->span, result);
        break;
    }
  }
  return result;
}

/// Calls a method of a plain value. What a text answers to something unknown is unknown.
Value call_plain_method(Interpreter& in, const Value& of, const MethodRow& method,
                        Arguments& arguments) {
  if (const auto* text = of.as<std::string>()) {
    in.step(arguments.call, text->size() / bytes_a_step);
  }
  if (of.as<std::string>() != nullptr && method.name != "format" && method.name != "join") {
    for (const Arguments::Given& given : arguments.given) {
      if (const auto unknown = given.value.object<Unknown>()) {
        return in.unknown(in.tree().source(arguments.call), unknown->reason(), arguments.call);
      }
    }
  }
  const Span at = arguments.call;
  Value result = method.run(in, of, arguments);
  if (const auto* text = result.as<std::string>()) {
    in.spend(static_cast<std::int64_t>(text->size()), at);
  }
  return result;
}

Value evaluate_call(Interpreter& in, const CallExpression& form, Span at) {
  if (const auto* access = form.function->as<AttributeAccess>()) {
    const Value of = evaluate(in, *access->object);
    if (of.as<std::shared_ptr<Object>>() == nullptr) {
      if (const MethodRow* method = find_method(of, access->name)) {
        Arguments arguments = evaluate_arguments(in, form.arguments, at);
        return call_plain_method(in, of, *method, arguments);
      }
    }
    const Value function = in.attribute(of, access->name, form.function->span);
    return in.call(function, evaluate_arguments(in, form.arguments, at));
  }
  const Value function = evaluate(in, *form.function);
  const std::int64_t known = in.state().unknown_rounds;
  Arguments arguments = evaluate_arguments(in, form.arguments, at);
  const bool native =
      function.object<Function>() == nullptr && function.object<Instance>() == nullptr;
  Value value = in.call(function, std::move(arguments));
  if (native && in.state().unknown_rounds != known && !value.is_none() &&
      value.as<std::shared_ptr<Object>>() == nullptr && is_data(in, value)) {
    return in.unknown(in.tree().source(form.function->span) + "(...)",
                      "It is made of what is not here.", at);
  }
  return value;
}

Value Interpreter::call(const Value& callable, Arguments arguments) {
  const auto* object = callable.as<std::shared_ptr<Object>>();
  if (object == nullptr) {
    raise("TypeError", "'" + type_name(callable) + "' object is not callable", arguments.call);
  }
  const Span at = arguments.call;
  const std::shared_ptr<Object> kept = *object;
  try {
    return kept->call(*this, std::move(arguments));
  } catch (const Error& error) {
    Raised result = raised("ValueError", error.what(), at);
    Problem problem;
    problem.code = error.code();
    problem.message = error.what();
    problem.span = at;
    problem.statement = result.statement;
    result.problem = std::move(problem);
    throw Raised(std::move(result));
  }
}

Function::Function(const FunctionCode& code_, const Block* body_, const Expression* result_,
                   Span span_)
    : code(&code_), body(body_), result(result_), qualified_name(code_.name), span(span_) {}

Function::~Function() {
  std::vector<Value> values;
  give_up(values);
  release(std::move(values));
}

bool Function::takes(std::string_view argument) const {
  return std::any_of(parameters().begin(), parameters().end(), [&](const Parameter& one) {
    return one.kind == ParameterKind::double_star ||
           (one.name == argument && one.kind != ParameterKind::star);
  });
}

std::optional<Value> Function::attribute(Interpreter& in, const std::string& name_, Span at) {
  if (const auto found = attributes.find(name_); found != attributes.end()) {
    return found->second;
  }
  if (name_ == "__name__") {
    return Value(code->name);
  }
  if (name_ == "__qualname__") {
    return Value(qualified_name);
  }
  if (name_ == "__doc__") {
    if (body != nullptr && !body->empty()) {
      if (const auto* first = body->front().as<ExpressionStatement>()) {
        if (const auto* text = first->value.as<StringLiteral>()) {
          return Value(text->value);
        }
      }
    }
    return Value();
  }
  return Object::attribute(in, name_, at);
}

void Function::set_attribute(Interpreter& in, const std::string& name_, Value value, Span) {
  attributes[name_] = std::move(value);
  in.state().track(Value(shared_from_this()));
}

std::string Function::repr(Interpreter&) { return "<function " + qualified_name + ">"; }

Value Function::call(Interpreter& in, Arguments arguments) {
  Interpreter::State& state = in.state();
  const Span at = arguments.call;
  in.step(at);
  called = true;
  auto scope = std::make_shared<Scope>();
  scope->kind = ScopeKind::function;
  scope->parent = closure;
  scope->code = code;
  Binding(in, *this, std::move(arguments)).into(scope->variables);
  if (code->generator && body != nullptr) {
    return std::static_pointer_cast<Object>(std::make_shared<Generator>(
        std::static_pointer_cast<Function>(shared_from_this()), std::move(scope)));
  }
  const RunningCall running(in, *this, std::move(scope), at);
  if (result != nullptr) {
    return evaluate(in, *result);
  }
  const Flow flow = execute_block(in, *body);
  return flow == Flow::return_value ? std::exchange(state.returned, Value()) : Value();
}

RunningCall::RunningCall(Interpreter& in, const Function& function, std::shared_ptr<Scope> scope,
                         Span at)
    : in_(in) {
  Interpreter::State& state = in_.state();
  if (state.calls >= state.limits.depth) {
    Problem problem;
    problem.code = "limit_depth";
    problem.message =
        "`" + function.qualified_name + "` is called " + std::to_string(state.limits.depth) +
        " calls deep, which is more than is run here: does it call itself without end?";
    problem.span = at;
    problem.statement = in.outer_statement();
    throw ProblemError{std::move(problem)};
  }
  frame_.scope = std::move(scope);
  frame_.function = &function;
  frame_.callback = state.pending_callbacks > 0;
  frame_.statement = function.span;
  if (function.result != nullptr) {
    frame_.statement = function.result->span;
  }
  state.frames.push_back(&frame_);
  state.yields.push_back(nullptr);
  ++state.calls;
}

RunningCall::~RunningCall() {
  Interpreter::State& state = in_.state();
  --state.calls;
  state.yields.pop_back();
  state.frames.pop_back();
}

}  // namespace unroll::python
