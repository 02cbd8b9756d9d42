// Owns `raise`, `try` and `with`, and Python's exception classes.
#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {
namespace {

struct ExceptionRow {
  std::string_view name;
  std::string_view base;
};

constexpr ExceptionRow exception_rows[] = {
    {"BaseException", ""},
    {"Exception", "BaseException"},
    {"SystemExit", "BaseException"},
    {"KeyboardInterrupt", "BaseException"},
    {"GeneratorExit", "BaseException"},
    {"ArithmeticError", "Exception"},
    {"OverflowError", "ArithmeticError"},
    {"ZeroDivisionError", "ArithmeticError"},
    {"FloatingPointError", "ArithmeticError"},
    {"AssertionError", "Exception"},
    {"AttributeError", "Exception"},
    {"BufferError", "Exception"},
    {"EOFError", "Exception"},
    {"ImportError", "Exception"},
    {"ModuleNotFoundError", "ImportError"},
    {"LookupError", "Exception"},
    {"IndexError", "LookupError"},
    {"KeyError", "LookupError"},
    {"MemoryError", "Exception"},
    {"NameError", "Exception"},
    {"UnboundLocalError", "NameError"},
    {"OSError", "Exception"},
    {"FileNotFoundError", "OSError"},
    {"FileExistsError", "OSError"},
    {"PermissionError", "OSError"},
    {"ConnectionError", "OSError"},
    {"TimeoutError", "OSError"},
    {"ReferenceError", "Exception"},
    {"RuntimeError", "Exception"},
    {"NotImplementedError", "RuntimeError"},
    {"RecursionError", "RuntimeError"},
    {"StopIteration", "Exception"},
    {"StopAsyncIteration", "Exception"},
    {"SyntaxError", "Exception"},
    {"IndentationError", "SyntaxError"},
    {"SystemError", "Exception"},
    {"TypeError", "Exception"},
    {"ValueError", "Exception"},
    {"UnicodeError", "ValueError"},
    {"UnicodeDecodeError", "UnicodeError"},
    {"UnicodeEncodeError", "UnicodeError"},
    {"Warning", "Exception"},
    {"UserWarning", "Warning"},
    {"DeprecationWarning", "Warning"},
    {"FutureWarning", "Warning"},
    {"RuntimeWarning", "Warning"},
    {"ResourceWarning", "Warning"},
};

const std::vector<Value>& arguments_of(const Instance& exception) {
  static const std::vector<Value> none;
  const auto args = exception.attributes.find("args");
  if (args == exception.attributes.end()) {
    return none;
  }
  const auto* items = sequence_items(args->second);
  return items == nullptr ? none : *items;
}

std::string words_of(Interpreter& in, const Instance& exception) {
  const std::vector<Value>& args = arguments_of(exception);
  if (args.empty()) {
    return "";
  }
  if (args.size() == 1) {
    const bool key = exception.type->derives_from(*in.builtin_class("KeyError"));
    return key ? in.repr(args[0]) : in.str(args[0]);
  }
  return in.repr(make_tuple(args));
}

std::shared_ptr<Instance> self_of(const Arguments& arguments) {
  return arguments.given.empty() ? nullptr : arguments.given.front().value.object<Instance>();
}

void set_args(const std::shared_ptr<Instance>& exception, const Arguments& arguments,
              std::size_t from) {
  std::vector<Value> items;
  for (std::size_t i = from; i < arguments.given.size(); ++i) {
    if (arguments.given[i].name.empty()) {
      items.push_back(arguments.given[i].value);
    }
  }
  exception->attributes["args"] = make_tuple(std::move(items));
}

void add_base_members(Class& base) {
  base.prepare = [](Interpreter&, const std::shared_ptr<Instance>& exception,
                    const Arguments& arguments) { set_args(exception, arguments, 0); };
  base.members["__init__"] =
      make_function("__init__", [](Interpreter&, const Arguments& arguments) -> Value {
        if (const auto self = self_of(arguments)) {
          set_args(self, arguments, 1);
        }
        return None{};
      });
  base.members["__str__"] =
      make_function("__str__", [](Interpreter& in, const Arguments& arguments) -> Value {
        const auto self = self_of(arguments);
        return self ? words_of(in, *self) : std::string();
      });
  base.members["__repr__"] =
      make_function("__repr__", [](Interpreter& in, const Arguments& arguments) -> Value {
        const auto self = self_of(arguments);
        if (!self) {
          return std::string();
        }
        const std::vector<Value>& args = arguments_of(*self);
        const std::string inside = in.repr(make_tuple(args));
        return self->type->name() + (args.size() == 1 ? "(" + in.repr(args[0]) + ")" : inside);
      });
  for (const char* name : {"__cause__", "__context__", "__traceback__"}) {
    base.members[name] = None{};
  }
  base.members["with_traceback"] =
      make_function("with_traceback", [](Interpreter&, const Arguments& arguments) -> Value {
        return arguments.given.empty() ? Value() : arguments.given.front().value;
      });
}

/// Whether `except type` catches the exception.
bool catches(Interpreter& in, const Value& type, const Value& exception, Span at) {
  if (const auto* types = sequence_items(type)) {
    return std::any_of(types->begin(), types->end(),
                       [&](const Value& one) { return catches(in, one, exception, at); });
  }
  if (const auto one = type.object<Class>()) {
    return in.is_instance(exception, *one);
  }
  return false;  // an unknown class is none of ours
}

/// Runs the handler that catches `raised`; nothing where there is none.
std::optional<Flow> handle(Interpreter& in, const Try& form, const Raised& raised) {
  const ExceptClause* clause = find_handler(in, form, raised);
  if (clause == nullptr) {
    return std::nullopt;
  }
  in.state().handled.push_back(raised);
  try {
    const Flow flow = execute_block(in, clause->body);
    leave_handler(in, *clause);
    return flow;
  } catch (...) {
    leave_handler(in, *clause);
    throw;
  }
}

/// Stands while the body of a `try` runs whose `except` may catch what is raised.
class Guarding {
 public:
  Guarding(Interpreter::State& state, const Try& form)
      : guards_(state.guards), before_(state.guards) {
    guards_ += form.handlers.empty() ? 0 : 1;
  }
  ~Guarding() { guards_ = before_; }
  Guarding(const Guarding&) = delete;
  Guarding& operator=(const Guarding&) = delete;

 private:
  int& guards_;
  int before_;
};

Flow run_guarded(Interpreter& in, const Try& form) {
  std::optional<Raised> caught;
  try {
    const Guarding guarding(in.state(), form);
    const Flow flow = execute_block(in, form.body);
    if (flow != Flow::next) {
      return flow;
    }
  } catch (const Raised& raised) {
    caught = raised;
  }
  if (!caught) {
    return execute_block(in, form.otherwise);
  }
  if (const auto flow = handle(in, form, *caught)) {
    return *flow;
  }
  throw Raised(std::move(*caught));
}

}  // namespace

const ExceptClause* find_handler(Interpreter& in, const Try& form, const Raised& raised) {
  for (const ExceptClause& clause : form.handlers) {
    in.state().frames.back()->statement = clause.span;
    if (clause.type && !catches(in, evaluate(in, *clause.type), raised.value, clause.span)) {
      continue;
    }
    if (!clause.name.empty()) {
      store_name(in, clause.name, raised.value);
    }
    return &clause;
  }
  return nullptr;
}

void leave_handler(Interpreter& in, const ExceptClause& clause) {
  in.state().handled.pop_back();
  if (!clause.name.empty()) {
    forget_name(in, clause.name);
  }
}

bool leave_managers(Interpreter& in, std::vector<std::pair<Value, Span>> entered,
                    const Raised* raised) {
  bool swallowed = false;
  for (; !entered.empty(); entered.pop_back()) {
    const auto& [manager, at] = entered.back();
    if (is_unknown(manager)) {
      continue;
    }
    std::vector<Value> arguments(3);
    if (raised != nullptr && !swallowed) {
      arguments[0] = std::static_pointer_cast<Object>(in.type_of(raised->value));
      arguments[1] = raised->value;
    }
    const Value answer = in.call_method(manager, "__exit__", std::move(arguments), at);
    swallowed |= raised != nullptr && !is_unknown(answer) && in.truth(answer, at);
  }
  return swallowed;
}

Flow execute_try(Interpreter& in, const Try& form) {
  Flow flow = Flow::next;
  std::optional<Raised> leaving;
  try {
    flow = run_guarded(in, form);
  } catch (const Raised& raised) {
    if (form.finally.empty()) {
      throw;
    }
    leaving = raised;
  }
  if (form.finally.empty()) {
    return flow;
  }
  Value returned = std::exchange(in.state().returned, Value());
  const Flow last = execute_block(in, form.finally);
  if (last != Flow::next) {
    return last;
  }
  if (leaving) {
    throw Raised(std::move(*leaving));
  }
  in.state().returned = std::move(returned);
  return flow;
}

Flow execute_with(Interpreter& in, const With& form) {
  std::vector<std::pair<Value, Span>> entered;
  Flow flow = Flow::next;
  std::optional<Raised> caught;
  try {
    for (const WithItem& item : form.items) {
      const Value manager = evaluate(in, item.value);
      Value value =
          is_unknown(manager) ? manager : in.call_method(manager, "__enter__", {}, item.value.span);
      entered.emplace_back(manager, item.value.span);
      if (item.target) {
        assign(in, *item.target, std::move(value));
      }
    }
    flow = execute_block(in, form.body);
  } catch (const Raised& raised) {
    caught = raised;
  }
  if (caught) {
    if (!leave_managers(in, std::move(entered), &*caught)) {
      throw Raised(std::move(*caught));
    }
    return Flow::next;
  }
  Value returned = std::exchange(in.state().returned, Value());
  leave_managers(in, std::move(entered), nullptr);
  in.state().returned = std::move(returned);
  return flow;
}

namespace {

/// What is raised: an instance, of a class too.
Value raised_value(Interpreter& in, const Expression& expression, Span at) {
  Value value = evaluate(in, expression);
  if (const auto type = value.object<Class>()) {
    Arguments arguments;
    arguments.call = at;
    value = in.call(value, std::move(arguments));
  }
  return value;
}

}  // namespace

void execute_raise(Interpreter& in, const Raise& form, Span at) {
  if (!form.value) {
    if (in.state().handled.empty()) {
      in.raise("RuntimeError", "No active exception to reraise", at);
    }
    throw Raised(in.state().handled.back());
  }
  const Value value = raised_value(in, *form.value, at);
  if (is_unknown(value)) {
    in.raise("Exception", value.object<Unknown>()->path(), at);
  }
  if (!in.is_instance(value, *in.builtin_class("BaseException"))) {
    in.raise("TypeError", "exceptions must derive from BaseException", at);
  }
  const auto exception = value.object<Instance>();
  if (form.cause) {
    exception->Instance::set_attribute(in, "__cause__", raised_value(in, *form.cause, at), at);
  }
  // An exception that is raised again keeps what was told of it.
  for (const Raised& handled : in.state().handled) {
    if (is_same(handled.value, value)) {
      throw Raised(handled);
    }
  }
  if (!in.state().handled.empty()) {
    exception->Instance::set_attribute(in, "__context__", in.state().handled.back().value, at);
  }
  throw Raised{value, at, in.outer_statement(), in.trace(), std::nullopt};
}

std::pair<std::string, std::string> exception_text(Interpreter& in, const Value& exception) {
  const auto instance = exception.object<Instance>();
  if (!instance) {
    return {"Exception", in.str(exception)};
  }
  std::string words;
  try {
    words = instance->str(in);
  } catch (const Raised&) {
    words = words_of(in, *instance);
  }
  return {instance->type->name(), words};
}

void add_exceptions(Interpreter& in) {
  auto& classes = in.state().classes;
  for (const ExceptionRow& row : exception_rows) {
    auto type = std::make_shared<Class>(std::string(row.name));
    type->module = "builtins";
    if (row.base.empty()) {
      add_base_members(*type);
    } else {
      type->bases.push_back(classes.find(row.base)->second);
    }
    if (row.name == "StopIteration") {
      type->members["value"] = None{};
    }
    classes[std::string(row.name)] = type;
    in.state().builtins[std::string(row.name)] = std::static_pointer_cast<Object>(type);
  }
  for (const std::string_view old : {"IOError", "EnvironmentError"}) {
    in.state().builtins[std::string(old)] = std::static_pointer_cast<Object>(classes["OSError"]);
  }
}

}  // namespace unroll::python
