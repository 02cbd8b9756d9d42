// Owns the special methods of Python's own types as members of their classes: what classes that
// derive from `dict` or `list` inherit, and what `object` has.
#include "python/state.hpp"

namespace unroll::python {
namespace {

using PlainBody = Value (*)(Interpreter&, const Value& self, const Arguments& arguments);

const Value& argument(Interpreter& in, const Arguments& arguments, std::size_t position) {
  if (position >= arguments.given.size()) {
    in.raise("TypeError",
             "expected " + std::to_string(position) + " argument" + (position == 1 ? "" : "s") +
                 ", got " + std::to_string(arguments.given.size() - 1),
             arguments.call);
  }
  return arguments.given[position].value;
}

struct DunderRow {
  std::string_view name;
  PlainBody run;
  bool changes = false;  ///< of what can be changed alone
};

constexpr DunderRow dunder_rows[] = {
    {"__contains__",
     [](Interpreter& in, const Value& self, const Arguments& arguments) -> Value {
       return in.contains(self, argument(in, arguments, 1), arguments.call);
     }},
    {"__delitem__",
     [](Interpreter& in, const Value& self, const Arguments& arguments) -> Value {
       delete_item(in, self, argument(in, arguments, 1), arguments.call);
       return None{};
     },
     true},
    {"__getitem__",
     [](Interpreter& in, const Value& self, const Arguments& arguments) -> Value {
       return in.item(self, argument(in, arguments, 1), arguments.call);
     }},
    {"__iter__",
     [](Interpreter& in, const Value& self, const Arguments& arguments) -> Value {
       return std::static_pointer_cast<Object>(in.iterator(self, arguments.call));
     }},
    {"__len__",
     [](Interpreter& in, const Value& self, const Arguments& arguments) -> Value {
       return Dim(in.length(self, arguments.call));
     }},
    {"__setitem__",
     [](Interpreter& in, const Value& self, const Arguments& arguments) -> Value {
       in.set_item(self, argument(in, arguments, 1), argument(in, arguments, 2), arguments.call);
       return None{};
     },
     true},
};

/// `dict.__init__(self, ...)`: fills the plain value of an instance.
Value fill(Interpreter& in, Arguments arguments) {
  const auto self =
      arguments.given.empty() ? nullptr : arguments.given.front().value.object<Instance>();
  if (!self) {
    in.raise("TypeError", "__init__() needs an instance", arguments.call);
  }
  arguments.given.erase(arguments.given.begin());
  if (const auto* make = self->type->hook(&Class::construct)) {
    self->plain = (*make)(in, std::move(arguments));
    in.state().track(*self->plain);
  }
  return None{};
}

}  // namespace

void add_plain_dunders(Class& type) {
  const std::string& name = type.name();
  const bool holds = name == "str" || name == "list" || name == "tuple" || name == "dict" ||
                     name == "set" || name == "frozenset";
  const bool changes = name == "list" || name == "dict";
  for (const DunderRow& row : dunder_rows) {
    if (!holds || (row.changes && !changes) ||
        (row.name == "__getitem__" && (name == "set" || name == "frozenset"))) {
      continue;
    }
    type.members[row.name] = make_function(
        std::string(row.name), [run = row.run](Interpreter& in, const Arguments& arguments) {
          return run(in, plain_value(argument(in, arguments, 0)), arguments);
        });
  }
  if (changes || name == "set") {
    type.members["__init__"] = make_function("__init__", fill);
  }
}

void add_object_members(Class& object) {
  const auto nothing = [](Interpreter&, const Arguments&) -> Value { return None{}; };
  object.members["__init__"] = make_function("__init__", nothing);
  object.members["__init_subclass__"] = make_function("__init_subclass__", nothing);
  object.members["__new__"] = std::static_pointer_cast<Object>(std::make_shared<UnboundMember>(
      make_function("__new__",
                    [](Interpreter& in, Arguments arguments) -> Value {
                      const auto type = argument(in, arguments, 0).object<Class>();
                      if (!type) {
                        in.raise("TypeError", "object.__new__(X): X is not a type object",
                                 arguments.call);
                      }
                      arguments.given.erase(arguments.given.begin());
                      return std::static_pointer_cast<Object>(new_instance(in, type, arguments));
                    }),
      false));
  object.members["__setattr__"] =
      make_function("__setattr__", [](Interpreter& in, const Arguments& arguments) -> Value {
        const auto instance = argument(in, arguments, 0).object<Instance>();
        const auto* name = argument(in, arguments, 1).as<std::string>();
        if (instance && name != nullptr) {
          instance->Instance::set_attribute(in, *name, argument(in, arguments, 2), arguments.call);
        }
        return None{};
      });
  object.members["__repr__"] =
      make_function("__repr__", [](Interpreter& in, const Arguments& arguments) -> Value {
        const Value& self = argument(in, arguments, 0);
        return plain_value(self).as<std::shared_ptr<Object>>() == nullptr
                   ? in.repr(plain_value(self))
                   : "<" + in.type_name(self) + " object>";
      });
}

}  // namespace unroll::python
