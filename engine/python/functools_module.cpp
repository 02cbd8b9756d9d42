// Owns the modules `functools`, `itertools` and `copy`.
#include <algorithm>

#include "python/builtin_objects.hpp"
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

/// A decorator that changes nothing that is seen here.
Value keep(Interpreter&, Arguments arguments) {
  return arguments.given.empty() ? Value() : arguments.given.front().value;
}

/// The same with arguments of its own: `@lru_cache(maxsize=None)`.
Value keep_or_decorate(Interpreter& in, Arguments arguments) {
  if (arguments.given.size() == 1 && arguments.given.front().name.empty() &&
      in.callable(arguments.given.front().value)) {
    return arguments.given.front().value;
  }
  return make_function("decorator", keep);
}

std::vector<Value> items_of(Interpreter& in, const Value& value, Span at) {
  std::vector<Value> items = in.iterate(value, at);
  in.spend(static_cast<std::int64_t>(items.size() * sizeof(Value)), at);
  return items;
}

/// All tuples of one item of each list, the last changing first.
Value product(Interpreter& in, Arguments arguments) {
  std::vector<std::vector<Value>> lists;
  std::int64_t repeat = 1;
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == "repeat") {
      repeat = index_number(in, given.value, "product", given.span);
    } else {
      lists.push_back(items_of(in, given.value, given.span));
    }
  }
  const std::size_t once = lists.size();
  for (std::int64_t i = 1; i < repeat; ++i) {
    in.step(arguments.call);
    for (std::size_t k = 0; k < once; ++k) {
      const std::vector<Value> copy = lists[k];
      in.spend(static_cast<std::int64_t>(copy.size() * sizeof(Value)), arguments.call);
      lists.push_back(copy);
    }
  }
  const bool empty =
      std::any_of(lists.begin(), lists.end(), [](const auto& list) { return list.empty(); });
  return make_iterator("product",
                       [lists, at_each = std::vector<std::size_t>(lists.size(), 0), ended = empty](
                           Interpreter&, Span) mutable -> std::optional<Value> {
                         if (ended) {
                           return std::nullopt;
                         }
                         std::vector<Value> items;
                         for (std::size_t i = 0; i < lists.size(); ++i) {
                           items.push_back(lists[i][at_each[i]]);
                         }
                         ended = true;
                         for (std::size_t i = lists.size(); i-- > 0;) {
                           if (++at_each[i] < lists[i].size()) {
                             ended = false;
                             break;
                           }
                           at_each[i] = 0;
                         }
                         return make_tuple(std::move(items));
                       });
}

Value chained(std::shared_ptr<Iterator> lists) {
  return make_iterator("chain",
                       [lists, current = std::shared_ptr<Iterator>()](
                           Interpreter& in, Span at) mutable -> std::optional<Value> {
                         while (true) {
                           in.step(at);
                           if (current) {
                             if (auto item = current->next(in, at)) {
                               return item;
                             }
                           }
                           const auto list = lists->next(in, at);
                           if (!list) {
                             return std::nullopt;
                           }
                           current = in.iterator(*list, at);
                         }
                       });
}

Value chain(Interpreter& in, Arguments arguments) {
  std::vector<Value> lists;
  for (const Arguments::Given& given : arguments.given) {
    lists.push_back(given.value);
  }
  return chained(in.iterator(make_tuple(std::move(lists)), arguments.call));
}

Value count(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "count", std::move(arguments), {"start", "step"});
  const auto part = [&](std::string_view name, std::int64_t otherwise) {
    return taking.find(name) == nullptr ? Value(Dim(otherwise)) : taking.find(name)->value;
  };
  return make_iterator("count",
                       [next = part("start", 0), step = part("step", 1)](
                           Interpreter& inner, Span at) mutable -> std::optional<Value> {
                         Value now = next;
                         next = inner.binary(Operator::add, next, step, at);
                         return now;
                       });
}

Value cycle(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "cycle", std::move(arguments), {"iterable"});
  return make_iterator(
      "cycle",
      [items = items_of(in, taking.need("iterable").value, taking.at()), at_item = std::size_t{0}](
          Interpreter&, Span) mutable -> std::optional<Value> {
        return items.empty() ? std::nullopt : std::optional(items[at_item++ % items.size()]);
      });
}

Value repeat(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "repeat", std::move(arguments), {"object", "times"});
  const Arguments::Given* times = taking.find("times");
  const std::int64_t most =
      times == nullptr ? INT64_MAX : index_number(in, times->value, "repeat", times->span);
  return make_iterator("repeat",
                       [value = taking.need("object").value, left = most](
                           Interpreter&, Span) mutable -> std::optional<Value> {
                         return left-- > 0 ? std::optional(value) : std::nullopt;
                       });
}

Value islice(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "islice", std::move(arguments), {"iterable", "start", "stop", "step"});
  const bool only_stop = taking.find("stop") == nullptr;
  const auto bound = [&](const Arguments::Given* given, std::int64_t otherwise) {
    return given == nullptr || given->value.is_none()
               ? otherwise
               : index_number(in, given->value, "islice", given->span);
  };
  const std::int64_t from = only_stop ? 0 : bound(taking.find("start"), 0);
  const std::int64_t to = bound(taking.find(only_stop ? "start" : "stop"), INT64_MAX);
  const std::int64_t by = std::max<std::int64_t>(bound(taking.find("step"), 1), 1);
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  return make_iterator("islice",
                       [over, next = from, position = std::int64_t{0}, to, by](
                           Interpreter& inner, Span at) mutable -> std::optional<Value> {
                         while (next < to) {
                           inner.step(at);
                           auto item = over->next(inner, at);
                           if (!item) {
                             return std::nullopt;
                           }
                           if (position++ == next) {
                             next += std::min(by, to - next);
                             return item;
                           }
                         }
                         return std::nullopt;
                       });
}

Value zip_longest(Interpreter& in, Arguments arguments) {
  std::vector<std::vector<Value>> lists;
  Value fill;
  std::size_t length = 0;
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == "fillvalue") {
      fill = given.value;
    } else {
      lists.push_back(items_of(in, given.value, given.span));
      length = std::max(length, lists.back().size());
    }
  }
  std::vector<Value> rows;
  for (std::size_t i = 0; i < length; ++i) {
    std::vector<Value> row;
    in.spend(static_cast<std::int64_t>(lists.size() * sizeof(Value)), arguments.call);
    for (const auto& list : lists) {
      row.push_back(i < list.size() ? list[i] : fill);
    }
    rows.push_back(make_tuple(std::move(row)));
  }
  return std::static_pointer_cast<Object>(in.iterator(make_tuple(std::move(rows)), arguments.call));
}

Value accumulate(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "accumulate", std::move(arguments), {"iterable"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  return make_iterator("accumulate",
                       [over, total = std::optional<Value>()](
                           Interpreter& inner, Span at) mutable -> std::optional<Value> {
                         auto item = over->next(inner, at);
                         if (!item) {
                           return std::nullopt;
                         }
                         total = total ? inner.binary(Operator::add, *total, *item, at) : *item;
                         return total;
                       });
}

Value combinations(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "combinations", std::move(arguments), {"iterable", "r"});
  std::vector<Value> items = items_of(in, taking.need("iterable").value, taking.at());
  const std::int64_t size = index_number(in, taking.need("r").value, "combinations", taking.at());
  std::vector<std::size_t> chosen;
  for (std::int64_t i = 0; i < size && static_cast<std::size_t>(i) <= items.size(); ++i) {
    chosen.push_back(static_cast<std::size_t>(i));
  }
  const bool none = size < 0 || chosen.size() > items.size();
  return make_iterator(
      "combinations",
      [items, chosen, ended = none](Interpreter&, Span) mutable -> std::optional<Value> {
        if (ended) {
          return std::nullopt;
        }
        std::vector<Value> picked;
        for (const std::size_t i : chosen) {
          picked.push_back(items[i]);
        }
        ended = true;
        for (std::size_t i = chosen.size(); i-- > 0;) {
          if (chosen[i] + chosen.size() - i < items.size()) {
            ++chosen[i];
            for (std::size_t k = i + 1; k < chosen.size(); ++k) {
              chosen[k] = chosen[k - 1] + 1;
            }
            ended = false;
            break;
          }
        }
        return make_tuple(std::move(picked));
      });
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
  add(*module, "wraps",
      [](Interpreter&, const Arguments&) -> Value { return make_function("wraps", keep); });
  add(*module, "lru_cache", keep_or_decorate);
  add(*module, "cache", keep);
  return module;
}

std::shared_ptr<Module> itertools_module() {
  auto module = std::make_shared<Module>("itertools");
  const Value chain_function = make_function("chain", chain);
  add(*module, "accumulate", accumulate);
  add(*module, "combinations", combinations);
  add(*module, "count", count);
  add(*module, "cycle", cycle);
  add(*module, "islice", islice);
  add(*module, "product", product);
  add(*module, "repeat", repeat);
  add(*module, "zip_longest", zip_longest);
  auto chain_module = std::make_shared<Class>("chain");
  chain_module->module = "itertools";
  chain_module->construct = chain;
  chain_module->members["from_iterable"] =
      make_function("from_iterable", [](Interpreter& in, Arguments arguments) -> Value {
        const Taking taking(in, "from_iterable", std::move(arguments), {"iterable"});
        return chained(in.iterator(taking.need("iterable").value, taking.at()));
      });
  module->members["chain"] = std::static_pointer_cast<Object>(chain_module);
  return module;
}

std::shared_ptr<Module> copy_module() {
  auto module = std::make_shared<Module>("copy");
  add(*module, "copy", copy<false>);
  add(*module, "deepcopy", copy<true>);
  return module;
}

}  // namespace unroll::python
