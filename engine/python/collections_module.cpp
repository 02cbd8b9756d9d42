// Owns the module `collections`: dicts with defaults, counts, named tuples.
#include <algorithm>

#include "python/ordering.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

Value defaultdict(Interpreter& in, Arguments arguments) {
  auto dict = std::make_shared<Dict>();
  if (!arguments.given.empty() && arguments.given.front().name.empty()) {
    dict->factory = arguments.given.front().value;
    arguments.given.erase(arguments.given.begin());
  }
  find_method(Value(dict), "update")->run(in, dict, arguments);
  return dict;
}

/// Counts as a dict whose missing keys are 0.
Value counter(Interpreter& in, Arguments arguments) {
  for (const Arguments::Given& given : arguments.given) {
    if (is_unknown(given.value)) {
      return given.value;
    }
  }
  auto dict = std::make_shared<Dict>();
  dict->counts = true;
  find_method(Value(dict), "update")->run(in, dict, arguments);
  return dict;
}

std::vector<std::string> field_names(Interpreter& in, const Value& value, Span at) {
  std::vector<std::string> names;
  const auto* text = value.as<std::string>();
  if (text == nullptr) {
    for (const Value& one : in.iterate(value, at)) {
      names.push_back(in.str(one));
    }
    return names;
  }
  std::string name;
  for (const char c : *text + " ") {
    if (c != ' ' && c != ',') {
      name += c;
    } else if (!name.empty()) {
      names.push_back(std::exchange(name, ""));
    }
  }
  return names;
}

std::shared_ptr<Instance> self_of(const Arguments& arguments) {
  return arguments.given.empty() ? nullptr : arguments.given.front().value.object<Instance>();
}

/// `C._make`, `c._asdict()`, `c._replace(a=1)`, and how it reads.
void add_tuple_members(Class& type, const std::vector<std::string>& names) {
  const auto add = [&](const std::string& name, NativeFunction::Body body) {
    type.members[name] = make_function(name, std::move(body));
  };
  std::vector<Value> fields(names.begin(), names.end());
  type.members["_fields"] = make_tuple(std::move(fields));
  add("__repr__", [names](Interpreter& in, const Arguments& given) -> Value {
    std::string text;
    for (const std::string& name : names) {
      text += text.empty() ? "" : ", ";
      text += name + "=" + in.repr(self_of(given)->attributes[name]);
    }
    return self_of(given)->type->name() + "(" + text + ")";
  });
  add("_asdict", [names](Interpreter&, const Arguments& given) -> Value {
    auto dict = std::make_shared<Dict>();
    for (const std::string& name : names) {
      dict->set(name, self_of(given)->attributes[name]);
    }
    return dict;
  });
  add("_replace", [names](Interpreter& in, const Arguments& given) -> Value {
    Arguments changed;
    changed.call = given.call;
    changed.given.assign(given.given.begin() + 1, given.given.end());
    for (const std::string& name : names) {
      const auto same = [&](const Arguments::Given& one) { return one.name == name; };
      if (std::none_of(changed.given.begin(), changed.given.end(), same)) {
        changed.given.push_back({name, self_of(given)->attributes[name], given.call});
      }
    }
    return self_of(given)->type->call(in, std::move(changed));
  });
  const Value make = make_function("_make", [](Interpreter& in, const Arguments& given) -> Value {
    Arguments items;
    items.call = given.call;
    for (Value& item : in.iterate(given.given.at(1).value, given.call)) {
      items.given.push_back({"", std::move(item), given.call});
    }
    return in.call(given.given.at(0).value, std::move(items));
  });
  type.members["_make"] =
      std::static_pointer_cast<Object>(std::make_shared<UnboundMember>(make, true));
}

/// Makes instances of the class tuples with named items; the last ones may have defaults.
void become_named_tuple(Class& type, const std::vector<std::string>& names,
                        const std::vector<Value>& defaults) {
  type.prepare = [names, defaults](Interpreter& in, const std::shared_ptr<Instance>& self,
                                   const Arguments& arguments) {
    const Taking fields(in, self->type->name() + ".__new__", arguments,
                        {names.begin(), names.end()});
    fields.done();
    std::vector<Value> items;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Arguments::Given* one = fields.find(names[i]);
      const bool has_default = i + defaults.size() >= names.size();
      items.push_back(one != nullptr ? one->value
                      : has_default  ? defaults[i + defaults.size() - names.size()]
                                     : fields.need(names[i]).value);
      self->attributes[names[i]] = items.back();
    }
    self->plain = make_tuple(std::move(items));
  };
  add_tuple_members(type, names);
}

Value named_tuple(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "namedtuple", std::move(arguments),
                      {"typename", "field_names", "rename", "defaults", "module"});
  const auto names = field_names(in, taking.need("field_names").value, taking.at());
  const Arguments::Given* defaults = taking.find("defaults");
  auto type = std::make_shared<Class>(in.str(taking.need("typename").value));
  type->module = "__main__";
  type->bases.push_back(in.builtin_class("tuple"));
  become_named_tuple(*type, names,
                     defaults == nullptr || defaults->value.is_none()
                         ? std::vector<Value>{}
                         : in.iterate(defaults->value, taking.at()));
  const Value made = std::static_pointer_cast<Object>(type);
  in.state().track(made);
  return made;
}

}  // namespace

std::shared_ptr<Class> named_tuple_base(Interpreter& in) {
  auto base = std::make_shared<Class>("NamedTuple");
  base->module = "typing";
  base->bases.push_back(in.builtin_class("tuple"));
  base->complete = [](Interpreter& inner, const std::shared_ptr<Class>& type, Span at) {
    const auto annotations = type->members.find("__annotations__");
    if (annotations == type->members.end()) {
      return;
    }
    std::vector<std::string> names;
    std::vector<Value> defaults;
    for (const Value& name : inner.iterate(annotations->second, at)) {
      names.push_back(inner.str(name));
      if (const auto member = type->members.find(names.back()); member != type->members.end()) {
        defaults.push_back(member->second);
        type->members.erase(names.back());
      }
    }
    become_named_tuple(*type, names, defaults);
  };
  return base;
}

std::shared_ptr<Module> collections_module() {
  auto module = std::make_shared<Module>("collections");
  module->members["defaultdict"] = make_function("defaultdict", defaultdict);
  module->members["Counter"] = make_function("Counter", counter);
  module->members["namedtuple"] = make_function("namedtuple", named_tuple);
  module->missing = [](Interpreter& in, const std::string& name, Span at) -> std::optional<Value> {
    return in.unknown("collections." + name,
                      "`collections." + name + "` is not part of this playground.", at);
  };
  return module;
}

}  // namespace unroll::python
