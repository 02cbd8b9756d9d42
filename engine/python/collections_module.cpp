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
  const Taking taking(in, "Counter", std::move(arguments), {"iterable"});
  taking.done();
  auto dict = std::make_shared<Dict>();
  dict->counts = true;
  const Arguments::Given* given = taking.find("iterable");
  if (given == nullptr) {
    return dict;
  }
  if (const auto* counts = given->value.as<std::shared_ptr<Dict>>()) {
    for (const auto& entry : (*counts)->entries()) {
      dict->set(entry.key, entry.value);
    }
    return dict;
  }
  if (is_unknown(given->value)) {
    return given->value;
  }
  const auto over = in.iterator(given->value, given->span);
  while (const auto item = over->next(in, given->span)) {
    in.step(taking.at());
    const Value count = plain_item(in, dict, *item, taking.at());
    set_plain_item(in, dict, *item, in.binary(Operator::add, count, Dim(1), taking.at()),
                   taking.at());
  }
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

std::vector<Value> values_of(const Arguments& arguments, const std::vector<std::string>& names) {
  std::vector<Value> values;
  if (const auto self = self_of(arguments)) {
    for (const std::string& name : names) {
      values.push_back(self->attributes[name]);
    }
  }
  return values;
}

Value named_tuple(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "namedtuple", std::move(arguments),
                      {"typename", "field_names", "defaults"});
  const auto names = field_names(in, taking.need("field_names").value, taking.at());
  const std::vector<Value> defaults = taking.find("defaults") == nullptr
                                          ? std::vector<Value>{}
                                          : in.iterate(taking.find("defaults")->value, taking.at());
  auto type = std::make_shared<Class>(in.str(taking.need("typename").value));
  type->module = "__main__";
  const auto add = [&](const std::string& name, NativeFunction::Body body) {
    type->members[name] = make_function(name, std::move(body));
  };
  add("__init__",
      [names, defaults, type_name = type->name()](Interpreter& inner, Arguments given) -> Value {
        const auto self = self_of(given);
        given.given.erase(given.given.begin());
        const Taking fields(inner, type_name, std::move(given), {names.begin(), names.end()});
        fields.done();
        for (std::size_t i = 0; i < names.size(); ++i) {
          const Arguments::Given* one = fields.find(names[i]);
          const bool has_default = i + defaults.size() >= names.size();
          self->attributes[names[i]] = one != nullptr ? one->value
                                       : has_default  ? defaults[i + defaults.size() - names.size()]
                                                      : fields.need(names[i]).value;
        }
        return None{};
      });
  add("__getitem__", [names](Interpreter& inner, const Arguments& given) -> Value {
    return inner.item(make_tuple(values_of(given, names)), given.given.at(1).value, given.call);
  });
  add("__iter__", [names](Interpreter& inner, const Arguments& given) -> Value {
    return std::static_pointer_cast<Object>(
        inner.iterator(make_tuple(values_of(given, names)), given.call));
  });
  add("__len__", [names](Interpreter&, const Arguments&) -> Value {
    return Dim(static_cast<std::int64_t>(names.size()));
  });
  add("__eq__", [names](Interpreter& inner, const Arguments& given) -> Value {
    const Value other = given.given.at(1).value;
    const Value right =
        other.object<Instance>() ? make_tuple(inner.iterate(other, given.call)) : other;
    return inner.equal(make_tuple(values_of(given, names)), right, given.call);
  });
  add("__repr__", [names](Interpreter& inner, const Arguments& given) -> Value {
    std::string text = self_of(given)->type->name() + "(";
    for (std::size_t i = 0; i < names.size(); ++i) {
      text +=
          (i == 0 ? "" : ", ") + names[i] + "=" + inner.repr(self_of(given)->attributes[names[i]]);
    }
    return text + ")";
  });
  add("_asdict", [names](Interpreter&, const Arguments& given) -> Value {
    auto dict = std::make_shared<Dict>();
    for (const std::string& name : names) {
      dict->set(name, self_of(given)->attributes[name]);
    }
    return dict;
  });
  return std::static_pointer_cast<Object>(type);
}

}  // namespace

std::shared_ptr<Module> collections_module() {
  auto module = std::make_shared<Module>("collections");
  module->members["defaultdict"] = make_function("defaultdict", defaultdict);
  module->members["Counter"] = make_function("Counter", counter);
  module->members["namedtuple"] = make_function("namedtuple", named_tuple);
  module->missing = [](Interpreter& in, const std::string& name, Span at) -> std::optional<Value> {
    if (name == "OrderedDict") {
      return Value(std::static_pointer_cast<Object>(in.builtin_class("dict")));
    }
    return in.unknown("collections." + name,
                      "`collections." + name + "` is not part of this playground.", at);
  };
  return module;
}

}  // namespace unroll::python
