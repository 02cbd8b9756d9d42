// Owns the modules `functools` and `copy`.
#include <algorithm>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

void add(Module& module, const std::string& name, NativeFunction::Body body) {
  module.members[name] = make_function(name, std::move(body));
}

Value partial(Interpreter& in, Arguments arguments) {
  if (arguments.given.empty()) {
    in.raise("TypeError", "partial expected at least 1 argument, got 0", arguments.call);
  }
  const Value function = arguments.given.front().value;
  const std::vector<Arguments::Given> first(arguments.given.begin() + 1, arguments.given.end());
  return make_function("partial", [function, first](Interpreter& inner, Arguments more) -> Value {
    Arguments all;
    all.call = more.call;
    // Positional arguments stand before the named ones, of which the later ones count.
    for (const Arguments::Given& given : first) {
      if (given.name.empty()) {
        all.given.push_back(given);
      }
    }
    all.given.insert(all.given.end(), more.given.begin(), more.given.end());
    for (const Arguments::Given& given : first) {
      const auto same = [&](const Arguments::Given& one) { return one.name == given.name; };
      if (!given.name.empty() && std::none_of(more.given.begin(), more.given.end(), same)) {
        all.given.push_back(given);
      }
    }
    return inner.call(function, std::move(all));
  });
}

Value reduce(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "reduce", std::move(arguments), {"function", "iterable", "initial"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  std::optional<Value> total;
  if (const Arguments::Given* initial = taking.find("initial")) {
    total = initial->value;
  }
  while (auto item = over->next(in, taking.at())) {
    if (!total) {
      total = std::move(item);
      continue;
    }
    Arguments both;
    both.call = taking.at();
    both.given = {{"", *total, taking.at()}, {"", *item, taking.at()}};
    total = in.call(taking.need("function").value, std::move(both));
  }
  if (!total) {
    in.raise("TypeError", "reduce() of empty iterable with no initial value", taking.at());
  }
  return *total;
}

/// `@wraps(f)`: the name and the words of another function.
Value wraps(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "wraps", std::move(arguments), {"wrapped", "assigned", "updated"});
  return make_function(
      "wraps",
      [wrapped = taking.need("wrapped").value](Interpreter& inner,
                                               const Arguments& given) -> Value {
        const Value wrapper = given.given.empty() ? Value() : given.given.front().value;
        if (const auto function = wrapper.object<Function>()) {
          for (const char* name : {"__name__", "__doc__"}) {
            if (const auto said = inner.find_attribute(wrapped, name, given.call)) {
              function->set_attribute(inner, name, *said, given.call);
            }
          }
        }
        return wrapper;
      });
}

/// A function that keeps what it answered. Arguments that cannot be keys are asked for again.
Value cached(Interpreter& in, const Value& function) {
  auto answers = std::make_shared<Dict>();
  in.state().track(answers);
  return make_function(in.str(in.find_attribute(function, "__name__", {}).value_or("cached")),
                       [function, answers](Interpreter& inner, Arguments arguments) -> Value {
                         std::vector<Value> parts;
                         for (const Arguments::Given& given : arguments.given) {
                           parts.emplace_back(given.name);
                           parts.push_back(given.value);
                         }
                         const Value key = make_tuple(std::move(parts));
                         const Span at = arguments.call;
                         if (!hashable(key)) {
                           return inner.call(function, std::move(arguments));
                         }
                         if (const Value* known = answers->find(key)) {
                           inner.step(at);
                           return *known;
                         }
                         Value answer = inner.call(function, std::move(arguments));
                         set_plain_item(inner, answers, key, answer, at);
                         return answer;
                       });
}

/// `@lru_cache` and `@lru_cache(maxsize=None)`.
Value lru_cache(Interpreter& in, Arguments arguments) {
  if (arguments.given.size() == 1 && arguments.given.front().name.empty() &&
      in.callable(arguments.given.front().value)) {
    return cached(in, arguments.given.front().value);
  }
  return make_function("lru_cache", [](Interpreter& inner, const Arguments& given) -> Value {
    return given.given.empty() ? Value() : cached(inner, given.given.front().value);
  });
}

/// `@cached_property`: computed when first read, then an attribute of the instance.
Value cached_property(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "cached_property", std::move(arguments), {"func"});
  const Value function = taking.need("func").value;
  const std::string name =
      in.str(in.find_attribute(function, "__name__", taking.at()).value_or("value"));
  const Value get =
      make_function(name, [function, name](Interpreter& inner, Arguments given) -> Value {
        const auto self =
            given.given.empty() ? nullptr : given.given.front().value.object<Instance>();
        if (!self) {
          return inner.call(function, std::move(given));
        }
        if (const auto known = self->attributes.find(name); known != self->attributes.end()) {
          return known->second;
        }
        Value value = inner.call(function, std::move(given));
        self->attributes[name] = value;
        inner.state().track(Value(std::static_pointer_cast<Object>(self)));
        return value;
      });
  return std::static_pointer_cast<Object>(std::make_shared<Property>(get));
}

/// `@total_ordering`: the other comparisons out of one and `__eq__`.
Value total_ordering(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "total_ordering", std::move(arguments), {"cls"});
  const auto type = taking.need("cls").value.object<Class>();
  static constexpr std::string_view names[] = {"__lt__", "__le__", "__gt__", "__ge__"};
  const auto* root = std::find_if(std::begin(names), std::end(names), [&](std::string_view name) {
    return type && type->find(name).has_value();
  });
  if (root == std::end(names)) {
    in.raise("ValueError", "must define at least one ordering operation: < > <= >=", taking.at());
  }
  for (const std::string_view name : names) {
    if (type->find(name)) {
      continue;
    }
    type->members[name] = make_function(
        std::string(name),
        [root = *root, name](Interpreter& inner, const Arguments& given) -> Value {
          const Value& self = given.given.at(0).value;
          const Value& other = given.given.at(1).value;
          const bool holds = inner.truth(
              inner.call_method(self, std::string(root), {other}, given.call), given.call);
          const bool same = inner.equal(self, other, given.call);
          const bool less = root == "__lt__"   ? holds
                            : root == "__le__" ? holds && !same
                            : root == "__gt__" ? !holds && !same
                                               : !holds;
          return name == "__lt__"   ? less
                 : name == "__le__" ? less || same
                 : name == "__gt__" ? !less && !same
                                    : !less;
        });
  }
  return taking.need("cls").value;
}

/// A key that sorts as a function of two says.
Value cmp_to_key(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "cmp_to_key", std::move(arguments), {"mycmp"});
  auto type = std::make_shared<Class>("K");
  type->members["__init__"] =
      make_function("__init__", [](Interpreter&, const Arguments& given) -> Value {
        const auto self = given.given.at(0).value.object<Instance>();
        self->attributes["obj"] = given.given.size() > 1 ? given.given[1].value : Value();
        return None{};
      });
  type->members["__lt__"] = make_function(
      "__lt__",
      [compare = taking.need("mycmp").value](Interpreter& inner, const Arguments& given) -> Value {
        Arguments both;
        both.call = given.call;
        for (const Arguments::Given& one : given.given) {
          both.given.push_back({"", inner.attribute(one.value, "obj", given.call), given.call});
        }
        return inner.binary(Operator::less, inner.call(compare, std::move(both)), Dim(0),
                            given.call);
      });
  return std::static_pointer_cast<Object>(type);
}

Value copied(Interpreter& in, const Value& value, bool deep, Span at) {
  const Deeper deeper(in, at);
  in.step(at);
  const auto inner = [&](const Value& item) { return deep ? copied(in, item, true, at) : item; };
  if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    auto result = std::make_shared<Dict>();
    result->factory = (*dict)->factory;
    for (const auto& entry : (*dict)->entries()) {
      in.spend(2 * sizeof(Value), at);
      result->set(entry.key, inner(entry.value));
    }
    return result;
  }
  if (const auto* set = value.as<std::shared_ptr<Set>>()) {
    auto result = std::make_shared<Set>();
    result->frozen = (*set)->frozen;
    for (const Value& item : (*set)->items()) {
      in.spend(sizeof(Value), at);
      result->add(item);
    }
    return result;
  }
  if (const auto* items = sequence_items(value)) {
    std::vector<Value> result;
    for (const Value& item : *items) {
      in.spend(sizeof(Value), at);
      result.push_back(inner(item));
    }
    return value.as<std::shared_ptr<List>>() != nullptr ? make_list(std::move(result))
                                                        : make_tuple(std::move(result));
  }
  const auto instance = value.object<Instance>();
  if (!instance || instance->native) {
    return value;  // what modules bring in is shared
  }
  auto result = std::make_shared<Instance>(instance->type);
  for (const auto& [name, attribute] : instance->attributes) {
    result->attributes[name] = inner(attribute);
  }
  const Value made = std::static_pointer_cast<Object>(result);
  in.state().track(made);
  return made;
}

template <bool deep>
Value copy(Interpreter& in, Arguments arguments) {
  const Taking taking(in, deep ? "deepcopy" : "copy", std::move(arguments), {"x", "memo"});
  return copied(in, taking.need("x").value, deep, taking.at());
}

}  // namespace

std::shared_ptr<Module> functools_module() {
  auto module = std::make_shared<Module>("functools");
  add(*module, "partial", partial);
  add(*module, "reduce", reduce);
  add(*module, "wraps", wraps);
  add(*module, "lru_cache", lru_cache);
  add(*module, "cache", lru_cache);
  add(*module, "cached_property", cached_property);
  add(*module, "total_ordering", total_ordering);
  add(*module, "cmp_to_key", cmp_to_key);
  return module;
}

std::shared_ptr<Module> copy_module() {
  auto module = std::make_shared<Module>("copy");
  add(*module, "copy", copy<false>);
  add(*module, "deepcopy", copy<true>);
  return module;
}

}  // namespace unroll::python
