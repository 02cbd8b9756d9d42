// Owns the module `enum`: classes whose members are their only instances.
#include <algorithm>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// `auto()`: the number after the last one.
class Auto : public Object {
 public:
  [[nodiscard]] std::string type_name() const override { return "auto"; }
};

/// Whether a member of the class's body is one of the enumeration.
bool is_member(const std::string& name, const Value& value) {
  const auto* object = value.as<std::shared_ptr<Object>>();
  const Object* it = object == nullptr ? nullptr : object->get();
  const bool behaviour = dynamic_cast<const Function*>(it) != nullptr ||
                         dynamic_cast<const NativeFunction*>(it) != nullptr ||
                         dynamic_cast<const Property*>(it) != nullptr ||
                         dynamic_cast<const UnboundMember*>(it) != nullptr;
  return !name.starts_with('_') && !behaviour;
}

/// Makes the members of a class whose body has run.
void make_members(Interpreter& in, const std::shared_ptr<Class>& type, Span at) {
  auto members = std::make_shared<Dict>();
  std::vector<std::shared_ptr<Instance>> instances;
  std::int64_t last = 0;
  const NamedValues body = type->members;
  for (const auto& [name, given] : body) {
    if (!is_member(name, given)) {
      continue;
    }
    const Value value = given.object<Auto>() ? Value(Dim(last + 1)) : given;
    last = plain_int(value).value_or(last);
    const auto same = std::find_if(instances.begin(), instances.end(), [&](const auto& other) {
      return in.equal(other->attributes["value"], value, at);
    });
    auto instance = same == instances.end() ? std::make_shared<Instance>(type) : *same;
    if (same == instances.end()) {
      instance->attributes["name"] = name;
      instance->attributes["value"] = value;
      if (value.as<std::shared_ptr<Object>>() == nullptr && type->hook(&Class::construct)) {
        instance->plain = value;  // of `IntEnum`, or `(str, Enum)`
      }
      instances.push_back(instance);
      members->set(name, std::static_pointer_cast<Object>(instance));
    }
    type->members[name] = std::static_pointer_cast<Object>(instance);
  }
  if (instances.empty()) {
    return;  // a base of enumerations
  }
  type->members["_member_map_"] = members;
  in.state().track(members);
  const std::weak_ptr<Class> of = type;
  type->construct = [of](Interpreter& inner, Arguments arguments) -> Value {
    const auto self = of.lock();
    const std::string name = self ? self->name() : "";
    const Taking taking(inner, name, std::move(arguments), {"value"});
    const Value& wanted = taking.need("value").value;
    for (const Value& member : self ? self->iterate(inner, taking.at()) : std::vector<Value>{}) {
      if (is_same(member, wanted) ||
          inner.equal(inner.attribute(member, "value", taking.at()), wanted, taking.at())) {
        return member;
      }
    }
    inner.raise("ValueError", inner.repr(wanted) + " is not a valid " + name, taking.at());
  };
}

std::string full_name(Interpreter& in, const Arguments& arguments) {
  const Value& self = arguments.given.at(0).value;
  return in.type_name(self) + "." + in.str(in.attribute(self, "name", arguments.call));
}

Value show(Interpreter& in, const Arguments& arguments) { return full_name(in, arguments); }

Value show_with_value(Interpreter& in, const Arguments& arguments) {
  return "<" + full_name(in, arguments) + ": " +
         in.repr(in.attribute(arguments.given.at(0).value, "value", arguments.call)) + ">";
}

Value show_value(Interpreter& in, const Arguments& arguments) {
  return in.str(in.attribute(arguments.given.at(0).value, "value", arguments.call));
}

}  // namespace

std::shared_ptr<Module> enum_module(Interpreter& in) {
  auto module = std::make_shared<Module>("enum");
  const auto add = [&](const std::string& name, const char* with) {
    auto type = std::make_shared<Class>(name);
    type->module = "enum";
    if (with != nullptr) {
      type->bases.push_back(in.builtin_class(with));
      type->members["__str__"] = make_function("__str__", show_value);
    } else {
      type->members["__str__"] = make_function("__str__", show);
    }
    type->members["__repr__"] = make_function("__repr__", show_with_value);
    type->complete = make_members;
    module->members[name] = std::static_pointer_cast<Object>(type);
  };
  add("Enum", nullptr);
  add("IntEnum", "int");
  add("StrEnum", "str");
  module->members["auto"] = make_function("auto", [](Interpreter&, const Arguments&) -> Value {
    return std::static_pointer_cast<Object>(std::make_shared<Auto>());
  });
  module->members["unique"] =
      make_function("unique", [](Interpreter&, const Arguments& arguments) -> Value {
        return arguments.given.empty() ? Value() : arguments.given.front().value;
      });
  return module;
}

}  // namespace unroll::python
