// Owns the module `dataclasses`: classes whose annotated names are the arguments of `__init__`.
#include <algorithm>
#include <ranges>

#include "python/state.hpp"

namespace unroll::python {
namespace {

std::shared_ptr<Instance> self_of(const Arguments& arguments) {
  return arguments.given.empty() ? nullptr : arguments.given.front().value.object<Instance>();
}

/// Whether a decorator or a field was given `name=True`.
bool asked(Interpreter& in, const Arguments& arguments, std::string_view name, bool otherwise) {
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == name) {
      return in.truth(given.value, given.span);
    }
  }
  return otherwise;
}

std::optional<Value> named(const Arguments& arguments, std::string_view name) {
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == name) {
      return given.value;
    }
  }
  return std::nullopt;
}

/// What `field(...)` leaves as a class's member.
class Field : public Object {
 public:
  [[nodiscard]] std::string type_name() const override { return "Field"; }
  std::optional<Value> attribute(Interpreter&, const std::string& wanted, Span) override {
    return wanted == "name"      ? std::optional<Value>(name)
           : wanted == "default" ? std::optional(value.value_or(Value()))
                                 : std::nullopt;
  }
  std::string name;
  std::optional<Value> value;
  Value factory;
  bool in_init = true;
  bool in_repr = true;
  bool compared = true;
};

/// The fields of a data class, those of its bases first.
std::vector<std::shared_ptr<Field>> fields_of(const Class& type) {
  std::vector<std::shared_ptr<Field>> fields;
  for (const auto& one : std::views::reverse(type.order())) {
    const auto annotations = one->members.find("__annotations__");
    const auto* dict = annotations == one->members.end()
                           ? nullptr
                           : annotations->second.as<std::shared_ptr<Dict>>();
    if (dict == nullptr) {
      continue;
    }
    for (const auto& entry : (*dict)->entries()) {
      const std::string& name = *entry.key.as<std::string>();
      const auto member = type.find(name);
      auto field = std::make_shared<Field>();
      if (const auto said = member ? member->object<Field>() : nullptr) {
        field->value = said->value;
        field->factory = said->factory;
        field->in_init = said->in_init;
        field->in_repr = said->in_repr;
        field->compared = said->compared;
      } else {
        field->value = member;
      }
      field->name = name;
      const auto known = std::find_if(fields.begin(), fields.end(),
                                      [&](const auto& other) { return other->name == name; });
      if (known == fields.end()) {
        fields.push_back(std::move(field));
      } else {
        *known = std::move(field);
      }
    }
  }
  return fields;
}

std::optional<Value> default_of(Interpreter& in, const Field& field, Span at) {
  if (field.factory.is_none()) {
    return field.value;
  }
  Arguments none;
  none.call = at;
  return in.call(field.factory, std::move(none));
}

Value init_fields(Interpreter& in, Arguments arguments) {
  const auto self = self_of(arguments);
  const auto fields = fields_of(*self->type);
  std::vector<std::string_view> names;
  for (const auto& field : fields) {
    if (field->in_init) {
      names.emplace_back(field->name);
    }
  }
  arguments.given.erase(arguments.given.begin());
  const Taking taking(in, self->type->name() + ".__init__", std::move(arguments), names);
  taking.done();
  for (const auto& field : fields) {
    const Arguments::Given* given = field->in_init ? taking.find(field->name) : nullptr;
    if (given != nullptr) {
      self->attributes[field->name] = given->value;
    } else if (auto value = default_of(in, *field, taking.at())) {
      self->attributes[field->name] = std::move(*value);
    } else if (field->in_init) {
      static_cast<void>(taking.need(field->name));
    }
  }
  const Value instance = std::static_pointer_cast<Object>(self);
  in.state().track(instance);
  if (self->type->find("__post_init__")) {
    in.call_method(instance, "__post_init__", {}, taking.at());
  }
  return None{};
}

Value show_fields(Interpreter& in, const Arguments& arguments) {
  const auto self = self_of(arguments);
  std::string text;
  for (const auto& field : fields_of(*self->type)) {
    if (field->in_repr) {
      text += text.empty() ? "" : ", ";
      text += field->name + "=" + in.repr(self->attributes[field->name]);
    }
  }
  return self->type->name() + "(" + text + ")";
}

/// What is compared of an instance, as a tuple.
Value compared(const std::shared_ptr<Instance>& instance) {
  std::vector<Value> values;
  for (const auto& field : fields_of(*instance->type)) {
    if (field->compared) {
      values.push_back(instance->attributes[field->name]);
    }
  }
  return make_tuple(std::move(values));
}

/// A comparison of two instances of one class, field by field.
NativeFunction::Body comparison(Operator op) {
  return [op](Interpreter& in, const Arguments& arguments) -> Value {
    const auto self = self_of(arguments);
    const auto other =
        arguments.given.size() > 1 ? arguments.given[1].value.object<Instance>() : nullptr;
    if (!self || !other || other->type != self->type) {
      if (op == Operator::equal) {
        return false;
      }
      return in.state().builtins["NotImplemented"];
    }
    return in.binary(op, compared(self), compared(other), arguments.call);
  };
}

Value refuse_change(Interpreter& in, const Arguments& arguments) {
  auto& type = in.state().classes["FrozenInstanceError"];
  if (!type) {
    type = std::make_shared<Class>("FrozenInstanceError");
    type->module = "dataclasses";
    type->bases.push_back(in.builtin_class("AttributeError"));
  }
  in.raise("FrozenInstanceError",
           "cannot assign to field " +
               in.repr(arguments.given.size() > 1 ? arguments.given[1].value : Value()),
           arguments.call);
}

Value dataclass(Interpreter& in, Arguments arguments) {
  const auto type =
      arguments.given.empty() ? nullptr : arguments.given.front().value.object<Class>();
  if (!type) {  // with arguments of its own, which stand behind the class then
    return make_function("dataclass", [arguments](Interpreter& inner, Arguments given) -> Value {
      given.given.insert(given.given.end(), arguments.given.begin(), arguments.given.end());
      return dataclass(inner, std::move(given));
    });
  }
  const auto add = [&](const char* name, NativeFunction::Body body) {
    if (!type->members.contains(name)) {
      type->members[name] = make_function(name, std::move(body));
    }
  };
  add("__init__", init_fields);
  add("__repr__", show_fields);
  if (asked(in, arguments, "eq", true)) {
    add("__eq__", comparison(Operator::equal));
  }
  if (asked(in, arguments, "order", false)) {
    add("__lt__", comparison(Operator::less));
    add("__le__", comparison(Operator::less_equal));
    add("__gt__", comparison(Operator::greater));
    add("__ge__", comparison(Operator::greater_equal));
  }
  if (asked(in, arguments, "frozen", false)) {
    add("__setattr__", refuse_change);
  }
  type->members["__dataclass_fields__"] = true;
  in.state().track(arguments.given.front().value);
  return arguments.given.front().value;
}

/// Whether it is a data class or an instance of one.
std::shared_ptr<Class> data_class(const Value& value) {
  const auto instance = value.object<Instance>();
  auto type = instance ? instance->type : value.object<Class>();
  return type && type->find("__dataclass_fields__") ? type : nullptr;
}

std::shared_ptr<Class> need_data_class(Interpreter& in, const Taking& taking) {
  auto type = data_class(taking.need("obj").value);
  if (!type) {
    in.raise("TypeError", "a data class or an instance of one is needed", taking.at());
  }
  return type;
}

/// The fields' values as a dict or a tuple, of data classes inside too.
Value unfolded(Interpreter& in, const Value& value, bool as_dict, Span at) {
  const Deeper deeper(in, at);
  in.step(at);
  in.spend(sizeof(Value), at);
  const auto inner = [&](const Value& one) { return unfolded(in, one, as_dict, at); };
  if (const auto instance = value.object<Instance>(); instance && data_class(value)) {
    auto dict = std::make_shared<Dict>();
    std::vector<Value> values;
    for (const auto& field : fields_of(*instance->type)) {
      values.push_back(inner(instance->attributes[field->name]));
      dict->set(field->name, values.back());
    }
    return as_dict ? Value(dict) : make_tuple(std::move(values));
  }
  if (const auto* items = sequence_items(value)) {
    std::vector<Value> values;
    for (const Value& item : *items) {
      values.push_back(inner(item));
    }
    return value.as<std::shared_ptr<List>>() != nullptr ? make_list(std::move(values))
                                                        : make_tuple(std::move(values));
  }
  if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    auto result = std::make_shared<Dict>();
    for (const auto& entry : (*dict)->entries()) {
      result->set(entry.key, inner(entry.value));
    }
    return result;
  }
  return value;
}

template <bool as_dict>
Value unfold(Interpreter& in, Arguments arguments) {
  const Taking taking(in, as_dict ? "asdict" : "astuple", std::move(arguments), {"obj"});
  static_cast<void>(need_data_class(in, taking));
  return unfolded(in, taking.need("obj").value, as_dict, taking.at());
}

Value replace(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "replace", std::move(arguments), {"obj"});
  const auto type = need_data_class(in, taking);
  const auto instance = taking.need("obj").value.object<Instance>();
  Arguments changed;
  changed.call = taking.at();
  changed.given = taking.rest();
  for (const auto& field : fields_of(*type)) {
    const bool given =
        std::any_of(taking.rest().begin(), taking.rest().end(),
                    [&](const Arguments::Given& one) { return one.name == field->name; });
    if (instance && field->in_init && !given) {
      changed.given.push_back({field->name, instance->attributes[field->name], taking.at()});
    }
  }
  return type->call(in, std::move(changed));
}

Value fields(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "fields", std::move(arguments), {"obj"});
  std::vector<Value> all;
  for (const auto& field : fields_of(*need_data_class(in, taking))) {
    all.emplace_back(std::static_pointer_cast<Object>(field));
  }
  return make_tuple(std::move(all));
}

Value field(Interpreter& in, const Arguments& arguments) {
  auto made = std::make_shared<Field>();
  made->value = named(arguments, "default");
  made->factory = named(arguments, "default_factory").value_or(Value());
  made->in_init = asked(in, arguments, "init", true);
  made->in_repr = asked(in, arguments, "repr", true);
  made->compared = asked(in, arguments, "compare", true);
  return std::static_pointer_cast<Object>(made);
}

}  // namespace

std::shared_ptr<Module> dataclasses_module() {
  auto module = std::make_shared<Module>("dataclasses");
  const auto add = [&](const char* name, NativeFunction::Body body) {
    module->members[name] = make_function(name, std::move(body));
  };
  add("asdict", unfold<true>);
  add("astuple", unfold<false>);
  add("dataclass", dataclass);
  add("field", field);
  add("fields", fields);
  add("is_dataclass", [](Interpreter&, const Arguments& arguments) -> Value {
    return !arguments.given.empty() && data_class(arguments.given.front().value) != nullptr;
  });
  add("replace", replace);
  return module;
}

}  // namespace unroll::python
