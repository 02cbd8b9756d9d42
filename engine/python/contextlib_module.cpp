// Owns the module `contextlib`: managers for `with` out of generators, and a few ready ones.
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// A manager whose two methods are functions.
class Manager : public Object {
 public:
  using Enter = std::function<Value(Interpreter&, Span)>;
  /// Whether it swallows the exception, which is None where there is none.
  using Exit = std::function<bool(Interpreter&, const Value& exception, Span)>;
  Manager(Enter enter, Exit exit) : enter_(std::move(enter)), exit_(std::move(exit)) {}
  [[nodiscard]] std::string type_name() const override { return "ContextManager"; }
  std::optional<Value> attribute(Interpreter&, const std::string& name, Span) override {
    const auto self = std::static_pointer_cast<Manager>(shared_from_this());
    if (name == "__enter__") {
      return make_function(name, [self](Interpreter& in, const Arguments& arguments) -> Value {
        return self->enter_(in, arguments.call);
      });
    }
    if (name == "__exit__") {
      return make_function(name, [self](Interpreter& in, const Arguments& arguments) -> Value {
        const Value exception = arguments.given.size() > 1 ? arguments.given[1].value : Value();
        return self->exit_(in, exception, arguments.call);
      });
    }
    return std::nullopt;
  }
  void give_up(std::vector<Value>&) override {
    enter_ = nullptr;
    exit_ = nullptr;
  }

 private:
  Enter enter_;
  Exit exit_;
};

Value manager(Manager::Enter enter, Manager::Exit exit) {
  return std::static_pointer_cast<Object>(
      std::make_shared<Manager>(std::move(enter), std::move(exit)));
}

/// A call of a function under `@contextmanager`: its generator's one `yield` is the body.
Value of_generator(Interpreter& in, const Value& function, Arguments arguments) {
  const auto generator = in.call(function, std::move(arguments)).object<Iterator>();
  if (!generator) {
    in.raise("TypeError", "a context manager's function must yield once", in.statement());
  }
  return manager(
      [generator](Interpreter& inner, Span at) -> Value {
        if (auto value = generator->next(inner, at)) {
          return std::move(*value);
        }
        inner.raise("RuntimeError", "generator didn't yield", at);
      },
      [generator](Interpreter& inner, const Value& exception, Span at) {
        const Value self = std::static_pointer_cast<Object>(generator);
        if (exception.is_none()) {
          if (generator->next(inner, at)) {
            inner.raise("RuntimeError", "generator didn't stop", at);
          }
          return false;
        }
        try {
          inner.call_method(self, "throw", {exception}, at);
        } catch (const Raised& raised) {
          if (is_same(raised.value, exception)) {
            return false;
          }
          if (inner.is_instance(raised.value, *inner.builtin_class("StopIteration"))) {
            return true;
          }
          throw;
        }
        inner.raise("RuntimeError", "generator didn't stop after throw()", at);
      });
}

Value contextmanager(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "contextmanager", std::move(arguments), {"func"});
  return make_function(
      in.str(in.find_attribute(taking.need("func").value, "__name__", taking.at())
                 .value_or("contextmanager")),
      [function = taking.need("func").value](Interpreter& inner, Arguments given) -> Value {
        return of_generator(inner, function, std::move(given));
      });
}

Value suppress(Interpreter&, const Arguments& arguments) {
  std::vector<Value> types;
  for (const Arguments::Given& given : arguments.given) {
    types.push_back(given.value);
  }
  return manager([](Interpreter&, Span) -> Value { return None{}; },
                 [types](Interpreter& in, const Value& exception, Span) {
                   for (const Value& one : types) {
                     const auto type = one.object<Class>();
                     if (type && !exception.is_none() && in.is_instance(exception, *type)) {
                       return true;
                     }
                   }
                   return false;
                 });
}

Value nullcontext(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "nullcontext", std::move(arguments), {"enter_result"});
  const Arguments::Given* given = taking.find("enter_result");
  return manager([value = given == nullptr ? Value() : given->value](
                     Interpreter&, Span) -> Value { return value; },
                 [](Interpreter&, const Value&, Span) { return false; });
}

Value closing(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "closing", std::move(arguments), {"thing"});
  const Value thing = taking.need("thing").value;
  return manager([thing](Interpreter&, Span) -> Value { return thing; },
                 [thing](Interpreter& inner, const Value&, Span at) {
                   inner.call_method(thing, "close", {}, at);
                   return false;
                 });
}

}  // namespace

std::shared_ptr<Module> contextlib_module() {
  auto module = std::make_shared<Module>("contextlib");
  module->members["closing"] = make_function("closing", closing);
  module->members["contextmanager"] = make_function("contextmanager", contextmanager);
  module->members["nullcontext"] = make_function("nullcontext", nullcontext);
  module->members["suppress"] = make_function("suppress", suppress);
  return module;
}

}  // namespace unroll::python
