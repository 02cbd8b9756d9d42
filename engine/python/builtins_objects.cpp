// Owns the built-in functions on objects and classes: isinstance, getattr, super, property, ...
#include "python/builtin_objects.hpp"
#include "python/function.hpp"
#include "python/state.hpp"
#include "python/super.hpp"

namespace unroll::python {
namespace {

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

const std::string& need_name(Interpreter& in, const Taking& taking) {
  const auto* name = taking.need("name").value.as<std::string>();
  if (name == nullptr) {
    in.raise("TypeError",
             "attribute name must be string, not '" + in.type_name(taking.need("name").value) + "'",
             taking.at());
  }
  return *name;
}

bool any_class(Interpreter& in, const Value& types,
               const std::function<bool(const Class&)>& matches, const char* function, Span at) {
  if (const auto* items = sequence_items(types)) {
    for (const Value& one : *items) {
      if (any_class(in, one, matches, function, at)) {
        return true;
      }
    }
    return false;
  }
  if (const auto type = types.object<Class>()) {
    return matches(*type);
  }
  if (is_unknown(types)) {
    return false;
  }
  in.raise("TypeError",
           std::string(function) + "() arg 2 must be a type, a tuple of types, or a union", at);
}

Value isinstance(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "isinstance", arguments, {"obj", "type"});
  const Value& value = taking.need("obj").value;
  return any_class(
      in, taking.need("type").value, [&](const Class& type) { return in.is_instance(value, type); },
      "isinstance", taking.at());
}

Value issubclass(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "issubclass", arguments, {"cls", "type"});
  const auto type = taking.need("cls").value.object<Class>();
  if (!type) {
    in.raise("TypeError", "issubclass() arg 1 must be a class", taking.at());
  }
  const auto matches = [&](const Class& other) {
    return &other == in.builtin_class("object").get() || type->derives_from(other);
  };
  return any_class(in, taking.need("type").value, matches, "issubclass", taking.at());
}

Value getattr(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "getattr", arguments, {"obj", "name", "default"});
  const std::string& name = need_name(in, taking);
  const Value& of = taking.need("obj").value;
  const Arguments::Given* otherwise = taking.find("default");
  if (otherwise == nullptr) {
    return in.attribute(of, name, taking.at());
  }
  try {
    if (is_unknown(of)) {
      return otherwise->value;
    }
    return in.find_attribute(of, name, taking.at()).value_or(otherwise->value);
  } catch (const Raised& raised) {
    if (in.is_instance(raised.value, *in.builtin_class("AttributeError"))) {
      return otherwise->value;
    }
    throw;
  }
}

Value hasattr(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "hasattr", arguments, {"obj", "name"});
  try {
    return in.find_attribute(taking.need("obj").value, need_name(in, taking), taking.at())
        .has_value();
  } catch (const Raised& raised) {
    if (in.is_instance(raised.value, *in.builtin_class("AttributeError"))) {
      return false;
    }
    throw;
  }
}

Value setattr(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "setattr", arguments, {"obj", "name", "value"});
  in.set_attribute(taking.need("obj").value, need_name(in, taking), taking.need("value").value,
                   taking.at());
  return None{};
}

Value delattr(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "delattr", arguments, {"obj", "name"});
  const auto instance = taking.need("obj").value.object<Instance>();
  if (!instance || instance->attributes.erase(need_name(in, taking)) == 0) {
    no_attribute(in, taking.need("obj").value, need_name(in, taking), taking.at());
  }
  return None{};
}

Value callable(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "callable", arguments, {"obj"});
  return in.callable(taking.need("obj").value);
}

/// A number of its own for each object; the same for equal plain data.
Value id(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "id", arguments, {"obj"});
  const Value& value = taking.need("obj").value;
  const auto address = std::visit(
      [&](const auto& held) -> std::size_t {
        if constexpr (requires { held.get(); }) {
          return reinterpret_cast<std::size_t>(held.get());
        } else {
          return key_hash(value);
        }
      },
      value.held);
  return Dim(static_cast<std::int64_t>(address & 0xFFFFFFFFU));
}

Value hash(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "hash", arguments, {"obj"});
  const Value& value = taking.need("obj").value;
  if (const auto number = plain_int(value)) {
    return Dim(*number);
  }
  if (!hashable(value)) {
    in.raise("TypeError", "unhashable type: '" + in.type_name(value) + "'", taking.at());
  }
  return Dim(static_cast<std::int64_t>(key_hash(value) & 0xFFFFFFFFU));
}

/// `super()` and `super(Class, self)`.
Value super(Interpreter& in, Arguments arguments) {
  if (arguments.given.size() >= 2) {
    const auto after = arguments.given[0].value.object<Class>();
    if (!after) {
      in.raise("TypeError",
               "super() argument 1 must be a type, not " + in.type_name(arguments.given[0].value),
               arguments.call);
    }
    return std::static_pointer_cast<Object>(
        std::make_shared<Super>(after, arguments.given[1].value));
  }
  const Frame& frame = *in.state().frames.back();
  if (frame.function == nullptr || frame.function->owner.expired()) {
    in.raise("RuntimeError", "super(): no arguments", arguments.call);
  }
  Scope* scope = frame.scope.get();
  while (scope->kind == ScopeKind::comprehension) {
    scope = scope->parent.get();
  }
  const auto& parameters = frame.function->parameters();
  const Value* self = parameters.empty() ? nullptr : scope->variables.find(parameters.front().name);
  if (self == nullptr) {
    in.raise("RuntimeError", "super(): no arguments", arguments.call);
  }
  return std::static_pointer_cast<Object>(
      std::make_shared<Super>(frame.function->owner.lock(), *self));
}

Value property(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "property", arguments, {"fget", "fset", "fdel", "doc"});
  const Arguments::Given* set = taking.find("fset");
  return std::static_pointer_cast<Object>(
      std::make_shared<Property>(taking.need("fget").value, set == nullptr ? Value() : set->value));
}

template <bool to_class>
Value unbound(Interpreter& in, Arguments arguments) {
  const Taking taking =
      take(in, to_class ? "classmethod" : "staticmethod", arguments, {"function"});
  return std::static_pointer_cast<Object>(
      std::make_shared<UnboundMember>(taking.need("function").value, to_class));
}

Value variables_dict(Variables& variables) {
  auto dict = std::make_shared<Dict>();
  for (const auto& [name, value] : variables.entries()) {
    if (value) {
      dict->set(name, *value);
    }
  }
  return dict;
}

Value globals(Interpreter& in, Arguments arguments) {
  take(in, "globals", arguments, {});
  return variables_dict(in.state().program->variables);
}

Value locals(Interpreter& in, Arguments arguments) {
  take(in, "locals", arguments, {});
  return variables_dict(in.state().frames.back()->scope->variables);
}

Value vars(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "vars", arguments, {"obj"});
  const Arguments::Given* of = taking.find("obj");
  if (of == nullptr) {
    return variables_dict(in.state().frames.back()->scope->variables);
  }
  return in.attribute(of->value, "__dict__", taking.at());
}

Value dir(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "dir", arguments, {"obj"});
  std::vector<Value> names;
  if (const Arguments::Given* of = taking.find("obj")) {
    if (const auto instance = of->value.object<Instance>()) {
      for (const auto& [name, value] : instance->attributes) {
        names.emplace_back(name);
      }
    } else if (const auto module = of->value.object<Module>()) {
      module->complete();
      for (const auto& [name, value] : module->members) {
        names.emplace_back(name);
      }
    }
  }
  return make_list(std::move(names));
}

}  // namespace

std::vector<FunctionRow> object_functions() {
  return {
      {"callable", callable},
      {"classmethod", unbound<true>},
      {"delattr", delattr},
      {"dir", dir},
      {"getattr", getattr},
      {"globals", globals},
      {"hasattr", hasattr},
      {"hash", hash},
      {"id", id},
      {"isinstance", isinstance},
      {"issubclass", issubclass},
      {"locals", locals},
      {"property", property},
      {"setattr", setattr},
      {"staticmethod", unbound<false>},
      {"super", super},
      {"vars", vars},
  };
}

}  // namespace unroll::python
