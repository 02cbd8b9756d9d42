// Owns the built-in functions on what can be gone through: len, range, enumerate, zip, sum, sorted,
// ...
#include <algorithm>

#include "python/builtin_objects.hpp"
#include "python/ordering.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

Value len(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "len", arguments, {"obj"});
  const Value& of = taking.need("obj").value;
  if (const auto unknown = of.object<Unknown>()) {
    return in.unknown("len(" + unknown->path() + ")", unknown->reason(), taking.at());
  }
  const Identities ids =
      in.identities().add(IdentityKind::computed, in.tree().source(taking.at()), taking.at());
  return Dim(in.length(of, taking.at()), ids);
}

Value all_or_any(Interpreter& in, Arguments arguments, bool all) {
  const Taking taking = take(in, all ? "all" : "any", arguments, {"iterable"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  while (const auto item = over->next(in, taking.at())) {
    in.step(taking.at());
    if (in.truth(*item, taking.at()) != all) {
      return !all;
    }
  }
  return all;
}

Value all(Interpreter& in, Arguments arguments) {
  return all_or_any(in, std::move(arguments), true);
}
Value any(Interpreter& in, Arguments arguments) {
  return all_or_any(in, std::move(arguments), false);
}

Value enumerate(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "enumerate", arguments, {"iterable", "start"});
  const Arguments::Given* start = taking.find("start");
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  const std::int64_t from =
      start == nullptr ? 0 : index_number(in, start->value, "enumerate", start->span);
  return make_iterator(
      "enumerate",
      [over, number = from](Interpreter& inner, Span at) mutable -> std::optional<Value> {
        auto item = over->next(inner, at);
        return item ? std::optional(make_tuple({Dim(number++), std::move(*item)})) : std::nullopt;
      });
}

std::vector<std::shared_ptr<Iterator>> iterators(Interpreter& in, const Arguments& arguments,
                                                 std::size_t from) {
  std::vector<std::shared_ptr<Iterator>> result;
  for (std::size_t i = from; i < arguments.given.size(); ++i) {
    if (arguments.given[i].name.empty()) {
      result.push_back(in.iterator(arguments.given[i].value, arguments.given[i].span));
    }
  }
  return result;
}

/// Whether those behind the first, which has ended, end as well.
bool all_end(Interpreter& in, const std::vector<std::shared_ptr<Iterator>>& all, Span at) {
  return std::none_of(all.begin() + 1, all.end(),
                      [&](const auto& one) { return one->next(in, at).has_value(); });
}

/// The next item of each, or nothing when one has ended.
std::optional<std::vector<Value>> next_of_each(Interpreter& in,
                                               const std::vector<std::shared_ptr<Iterator>>& all,
                                               Span at) {
  std::vector<Value> items;
  for (const auto& one : all) {
    auto item = one->next(in, at);
    if (!item) {
      return std::nullopt;
    }
    items.push_back(std::move(*item));
  }
  return items.empty() ? std::nullopt : std::optional(std::move(items));
}

Value zip(Interpreter& in, Arguments arguments) {
  bool strict = false;
  for (const Arguments::Given& given : arguments.given) {
    strict |= given.name == "strict" && in.truth(given.value, given.span);
  }
  return make_iterator(
      "zip",
      [all = iterators(in, arguments, 0), strict](Interpreter& inner,
                                                  Span at) -> std::optional<Value> {
        std::vector<Value> items;
        for (const auto& one : all) {
          auto item = one->next(inner, at);
          if (item) {
            items.push_back(std::move(*item));
            continue;
          }
          if (strict && (!items.empty() || !all_end(inner, all, at))) {
            inner.raise("ValueError", "zip() arguments do not have the same length", at);
          }
          return std::nullopt;
        }
        return items.empty() ? std::nullopt : std::optional(make_tuple(std::move(items)));
      });
}

Value map(Interpreter& in, Arguments arguments) {
  if (arguments.given.size() < 2) {
    in.raise("TypeError", "map() must have at least two arguments.", arguments.call);
  }
  const Value function = arguments.given.front().value;
  const Span call = arguments.call;
  return make_iterator("map",
                       [function, call, all = iterators(in, arguments, 1)](
                           Interpreter& inner, Span at) -> std::optional<Value> {
                         auto items = next_of_each(inner, all, at);
                         if (!items) {
                           return std::nullopt;
                         }
                         Arguments given;
                         given.call = call;
                         for (Value& item : *items) {
                           given.given.push_back({"", std::move(item), call});
                         }
                         return inner.call(function, std::move(given));
                       });
}

Value filter(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "filter", arguments, {"function", "iterable"});
  const Value function = taking.need("function").value;
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  return make_iterator("filter",
                       [function, over](Interpreter& inner, Span at) -> std::optional<Value> {
                         while (auto item = over->next(inner, at)) {
                           inner.step(at);
                           Value kept = *item;
                           if (!function.is_none()) {
                             Arguments given;
                             given.call = at;
                             given.given.push_back({"", *item, at});
                             kept = inner.call(function, std::move(given));
                           }
                           if (inner.truth(kept, at)) {
                             return item;
                           }
                         }
                         return std::nullopt;
                       });
}

Value sum(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "sum", arguments, {"iterable", "start"});
  const Arguments::Given& over = taking.need("iterable");
  const Arguments::Given* start = taking.find("start");
  if (is_unknown(over.value)) {
    return over.value.object<Unknown>()->item(in, Dim(0), over.span);
  }
  Value total = start == nullptr ? Value(Dim(0)) : start->value;
  const auto items = in.iterator(over.value, over.span);
  while (const auto item = items->next(in, over.span)) {
    in.step(taking.at());
    total = in.binary(Operator::add, total, *item, taking.at());
  }
  return total;
}

Value extreme(Interpreter& in, Arguments arguments, bool largest) {
  const std::string name = largest ? "max" : "min";
  std::vector<Value> items;
  Value key;
  std::optional<Value> otherwise;
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == "key") {
      key = given.value;
    } else if (given.name == "default") {
      otherwise = given.value;
    } else if (given.name.empty()) {
      items.push_back(given.value);
    } else {
      in.raise("TypeError", name + "() got an unexpected keyword argument '" + given.name + "'",
               given.span);
    }
  }
  const Span at = arguments.call;
  if (items.empty()) {
    in.raise("TypeError", name + " expected at least 1 argument, got 0", at);
  }
  if (items.size() == 1) {
    if (is_unknown(items.front())) {
      return in.unknown(name + "(" + items.front().object<Unknown>()->path() + ")",
                        items.front().object<Unknown>()->reason(), at);
    }
    items = in.iterate(items.front(), at);
  }
  if (items.empty()) {
    if (otherwise) {
      return *otherwise;
    }
    in.raise("ValueError", name + "() arg is an empty sequence", at);
  }
  const auto keyed = [&](const Value& value) {
    if (key.is_none()) {
      return value;
    }
    Arguments given;
    given.call = at;
    given.given.push_back({"", value, at});
    return in.call(key, std::move(given));
  };
  Value best = items.front();
  Value best_key = keyed(best);
  for (std::size_t i = 1; i < items.size(); ++i) {
    Value one = keyed(items[i]);
    if (is_unknown(one) || is_unknown(best_key)) {
      one = in.settle(one, "value", 1, at);
      best_key = in.settle(best_key, "value", 1, at);
      best = key.is_none() ? best_key : best;
    }
    if (largest ? less(in, best_key, one, at) : less(in, one, best_key, at)) {
      best = key.is_none() ? one : items[i];
      best_key = std::move(one);
    }
  }
  return best;
}

Value max(Interpreter& in, Arguments arguments) { return extreme(in, std::move(arguments), true); }
Value min(Interpreter& in, Arguments arguments) { return extreme(in, std::move(arguments), false); }

Value sorted(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "sorted", arguments, {"iterable", "key", "reverse"});
  const Arguments::Given* key = taking.find("key");
  const Arguments::Given* reversed = taking.find("reverse");
  const Arguments::Given& over = taking.need("iterable");
  if (is_unknown(over.value)) {
    return over.value;
  }
  std::vector<Value> items = in.iterate(over.value, over.span);
  in.spend(static_cast<std::int64_t>(items.size() * sizeof(Value)), taking.at());
  sort_values(in, items, key == nullptr ? Value() : key->value,
              reversed != nullptr && in.truth(reversed->value, taking.at()), taking.at());
  return make_list(std::move(items));
}

Value reversed(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "reversed", arguments, {"sequence"});
  const Value& of = taking.need("sequence").value;
  if (const auto instance = of.object<Instance>();
      instance && instance->type->find("__reversed__")) {
    return in.call_method(of, "__reversed__", {}, taking.at());
  }
  std::vector<Value> items = in.iterate(of, taking.at());
  std::reverse(items.begin(), items.end());
  return std::static_pointer_cast<Object>(in.iterator(make_tuple(std::move(items)), taking.at()));
}

Value iter(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "iter", arguments, {"object", "sentinel"});
  const Value& of = taking.need("object").value;
  if (const Arguments::Given* sentinel = taking.find("sentinel")) {
    return make_iterator("callable_iterator",
                         [function = of, last = sentinel->value](Interpreter& inner,
                                                                 Span at) -> std::optional<Value> {
                           inner.step(at);
                           Arguments none;
                           none.call = at;
                           Value value = inner.call(function, std::move(none));
                           return inner.equal(value, last, at) ? std::nullopt
                                                               : std::optional(std::move(value));
                         });
  }
  if (is_unknown(of)) {
    return of;
  }
  return std::static_pointer_cast<Object>(in.iterator(of, taking.at()));
}

Value next(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "next", arguments, {"iterator", "default"});
  const Value& of = taking.need("iterator").value;
  const Arguments::Given* otherwise = taking.find("default");
  if (const auto unknown = of.object<Unknown>()) {
    return in.unknown("next(" + unknown->path() + ")", unknown->reason(), taking.at());
  }
  if (const auto iterator = of.object<Iterator>()) {
    if (otherwise == nullptr) {
      return iterator->need_next(in, taking.at());
    }
    auto value = iterator->next(in, taking.at());
    return value ? std::move(*value) : otherwise->value;
  }
  if (!in.find_attribute(of, "__next__", taking.at())) {
    in.raise("TypeError", "'" + in.type_name(of) + "' object is not an iterator", taking.at());
  }
  try {
    return in.call_method(of, "__next__", {}, taking.at());
  } catch (const Raised& raised) {
    if (otherwise != nullptr && in.is_instance(raised.value, *in.builtin_class("StopIteration"))) {
      return otherwise->value;
    }
    throw;
  }
}

}  // namespace

std::vector<FunctionRow> sequence_functions() {
  return {
      {"all", all},       {"any", any},           {"enumerate", enumerate},
      {"filter", filter}, {"iter", iter},         {"len", len},
      {"map", map},       {"max", max},           {"min", min},
      {"next", next},     {"reversed", reversed}, {"sorted", sorted},
      {"sum", sum},       {"zip", zip},
  };
}

}  // namespace unroll::python
