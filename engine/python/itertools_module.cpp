// Owns the module `itertools`.
#include <algorithm>

#include "python/builtin_objects.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

void add(Module& module, const std::string& name, NativeFunction::Body body) {
  module.members[name] = make_function(name, std::move(body));
}

Value call_with(Interpreter& in, const Value& function, std::vector<Value> values, Span at) {
  Arguments arguments;
  arguments.call = at;
  for (Value& value : values) {
    arguments.given.push_back({"", std::move(value), at});
  }
  return in.call(function, std::move(arguments));
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
                           Interpreter& in_use, Span at) mutable -> std::optional<Value> {
                         if (ended) {
                           return std::nullopt;
                         }
                         in_use.spend(static_cast<std::int64_t>(lists.size() * sizeof(Value)), at);
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
  const Taking taking(in, "accumulate", std::move(arguments), {"iterable", "func", "initial"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  const Value function = taking.find("func") == nullptr ? Value() : taking.find("func")->value;
  std::optional<Value> initial;
  if (const Arguments::Given* given = taking.find("initial"); given && !given->value.is_none()) {
    initial = given->value;
  }
  return make_iterator("accumulate",
                       [over, function, initial, total = std::optional<Value>()](
                           Interpreter& inner, Span at) mutable -> std::optional<Value> {
                         if (initial) {
                           total = *std::exchange(initial, std::nullopt);
                           return total;
                         }
                         auto item = over->next(inner, at);
                         if (!item) {
                           return std::nullopt;
                         }
                         if (!total) {
                           total = *item;
                         } else if (function.is_none()) {
                           total = inner.binary(Operator::add, *total, *item, at);
                         } else {
                           total = call_with(inner, function, {*total, *item}, at);
                         }
                         return total;
                       });
}

/// Goes through choices of positions: `first` is the first one, `advance` makes the next of it or
/// answers false.
Value choices(std::string name, std::vector<Value> items,
              std::optional<std::vector<std::size_t>> first,
              bool (*advance)(std::vector<std::size_t>& chosen, std::size_t count)) {
  return make_iterator(std::move(name),
                       [items = std::move(items), chosen = std::move(first), advance](
                           Interpreter& in, Span at) mutable -> std::optional<Value> {
                         if (!chosen) {
                           return std::nullopt;
                         }
                         in.step(at);
                         in.spend(static_cast<std::int64_t>(chosen->size() * sizeof(Value)), at);
                         std::vector<Value> picked;
                         for (const std::size_t i : *chosen) {
                           picked.push_back(items[i]);
                         }
                         if (!advance(*chosen, items.size())) {
                           chosen.reset();
                         }
                         return make_tuple(std::move(picked));
                       });
}

/// How many are chosen of `items`: `r`, or all.
std::size_t chosen_count(Interpreter& in, const Taking& taking, std::size_t items) {
  const Arguments::Given* given = taking.find("r");
  if (given == nullptr || given->value.is_none()) {
    return items;
  }
  const std::int64_t count = index_number(in, given->value, "r", given->span);
  if (count < 0) {
    in.raise("ValueError", "r must be non-negative", taking.at());
  }
  in.spend(count, taking.at());
  return static_cast<std::size_t>(count);
}

std::vector<std::size_t> counted(std::size_t count) {
  std::vector<std::size_t> positions(count);
  for (std::size_t i = 0; i < count; ++i) {
    positions[i] = i;
  }
  return positions;
}

Value combinations(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "combinations", std::move(arguments), {"iterable", "r"});
  std::vector<Value> items = items_of(in, taking.need("iterable").value, taking.at());
  static_cast<void>(taking.need("r"));
  const std::size_t count = chosen_count(in, taking, items.size());
  auto first = count > items.size() ? std::nullopt : std::optional(counted(count));
  return choices("combinations", std::move(items), std::move(first),
                 [](std::vector<std::size_t>& chosen, std::size_t all) {
                   for (std::size_t i = chosen.size(); i-- > 0;) {
                     if (chosen[i] + chosen.size() - i < all) {
                       ++chosen[i];
                       for (std::size_t k = i + 1; k < chosen.size(); ++k) {
                         chosen[k] = chosen[k - 1] + 1;
                       }
                       return true;
                     }
                   }
                   return false;
                 });
}

Value combinations_with_replacement(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "combinations_with_replacement", std::move(arguments), {"iterable", "r"});
  std::vector<Value> items = items_of(in, taking.need("iterable").value, taking.at());
  static_cast<void>(taking.need("r"));
  const std::size_t count = chosen_count(in, taking, items.size());
  auto first =
      count > 0 && items.empty() ? std::nullopt : std::optional(std::vector<std::size_t>(count, 0));
  return choices("combinations_with_replacement", std::move(items), std::move(first),
                 [](std::vector<std::size_t>& chosen, std::size_t all) {
                   for (std::size_t i = chosen.size(); i-- > 0;) {
                     if (chosen[i] + 1 < all) {
                       std::fill(chosen.begin() + static_cast<std::ptrdiff_t>(i), chosen.end(),
                                 chosen[i] + 1);
                       return true;
                     }
                   }
                   return false;
                 });
}

Value permutations(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "permutations", std::move(arguments), {"iterable", "r"});
  std::vector<Value> items = items_of(in, taking.need("iterable").value, taking.at());
  const std::size_t count = chosen_count(in, taking, items.size());
  auto first = count > items.size() ? std::nullopt : std::optional(counted(count));
  return choices("permutations", std::move(items), std::move(first),
                 [](std::vector<std::size_t>& chosen, std::size_t all) {
                   const auto used = [&](std::size_t one, std::size_t before) {
                     const auto end = chosen.begin() + static_cast<std::ptrdiff_t>(before);
                     return std::find(chosen.begin(), end, one) != end;
                   };
                   for (std::size_t i = chosen.size(); i-- > 0;) {
                     std::size_t next = chosen[i] + 1;
                     while (next < all && used(next, i)) {
                       ++next;
                     }
                     if (next == all) {
                       continue;
                     }
                     chosen[i] = next;
                     for (std::size_t k = i + 1; k < chosen.size(); ++k) {
                       chosen[k] = 0;
                       while (used(chosen[k], k)) {
                         ++chosen[k];
                       }
                     }
                     return true;
                   }
                   return false;
                 });
}

Value starmap(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "starmap", std::move(arguments), {"function", "iterable"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  return make_iterator(
      "starmap",
      [over, function = taking.need("function").value](Interpreter& inner,
                                                       Span at) -> std::optional<Value> {
        const auto item = over->next(inner, at);
        return item ? std::optional(call_with(inner, function, inner.iterate(*item, at), at))
                    : std::nullopt;
      });
}

/// takewhile, dropwhile and filterfalse: which items are given by what a function says of them.
enum class Sieve : std::uint8_t { take, drop, filter_false };

template <Sieve sieve>
Value sieved(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "itertools", std::move(arguments), {"function", "iterable"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  return make_iterator(
      "itertools",
      [over, function = taking.need("function").value, open = true](
          Interpreter& inner, Span at) mutable -> std::optional<Value> {
        while (auto item = open || sieve != Sieve::take ? over->next(inner, at) : std::nullopt) {
          inner.step(at);
          if (sieve == Sieve::drop && !open) {
            return item;
          }
          const bool holds =
              inner.truth(function.is_none() ? *item : call_with(inner, function, {*item}, at), at);
          if (sieve == Sieve::filter_false ? !holds : holds == (sieve == Sieve::take)) {
            open = sieve == Sieve::take;
            return item;
          }
          open = open && sieve != Sieve::take;
        }
        return std::nullopt;
      });
}

Value compress(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "compress", std::move(arguments), {"data", "selectors"});
  const auto data = in.iterator(taking.need("data").value, taking.at());
  const auto chosen = in.iterator(taking.need("selectors").value, taking.at());
  return make_iterator("compress",
                       [data, chosen](Interpreter& inner, Span at) -> std::optional<Value> {
                         while (auto item = data->next(inner, at)) {
                           inner.step(at);
                           const auto selector = chosen->next(inner, at);
                           if (!selector) {
                             return std::nullopt;
                           }
                           if (inner.truth(*selector, at)) {
                             return item;
                           }
                         }
                         return std::nullopt;
                       });
}

Value pairwise(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "pairwise", std::move(arguments), {"iterable"});
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  return make_iterator("pairwise",
                       [over, before = over->next(in, taking.at())](
                           Interpreter& inner, Span at) mutable -> std::optional<Value> {
                         auto item = before ? over->next(inner, at) : std::nullopt;
                         if (!item) {
                           return std::nullopt;
                         }
                         return make_tuple({*std::exchange(before, item), *item});
                       });
}

/// Runs of items with one key, each with a list of them. (Python's groups end when the next
/// begins.)
Value groupby(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "groupby", std::move(arguments), {"iterable", "key"});
  const Value key = taking.find("key") == nullptr ? Value() : taking.find("key")->value;
  std::vector<Value> groups;
  std::vector<Value> group;
  std::optional<Value> now;
  const auto close = [&] {
    if (now) {
      groups.push_back(make_tuple(
          {*now, std::static_pointer_cast<Object>(in.iterator(make_tuple(group), taking.at()))}));
    }
    group.clear();
  };
  const auto over = in.iterator(taking.need("iterable").value, taking.at());
  while (auto item = over->next(in, taking.at())) {
    in.step(taking.at());
    in.spend(sizeof(Value), taking.at());
    const Value its = key.is_none() ? *item : call_with(in, key, {*item}, taking.at());
    if (!now || !in.equal(*now, its, taking.at())) {
      close();
      now = its;
    }
    group.push_back(std::move(*item));
  }
  close();
  return std::static_pointer_cast<Object>(in.iterator(make_tuple(std::move(groups)), taking.at()));
}

Value tee(Interpreter& in, Arguments arguments) {
  const Taking taking(in, "tee", std::move(arguments), {"iterable", "n"});
  const Value items = make_tuple(items_of(in, taking.need("iterable").value, taking.at()));
  const Arguments::Given* count = taking.find("n");
  std::vector<Value> all;
  for (std::int64_t i = count == nullptr ? 2 : index_number(in, count->value, "tee", count->span);
       i > 0; --i) {
    in.step(taking.at());
    in.spend(sizeof(Value), taking.at());
    all.emplace_back(std::static_pointer_cast<Object>(in.iterator(items, taking.at())));
  }
  return make_tuple(std::move(all));
}

}  // namespace

std::shared_ptr<Module> itertools_module() {
  auto module = std::make_shared<Module>("itertools");
  add(*module, "accumulate", accumulate);
  add(*module, "combinations", combinations);
  add(*module, "combinations_with_replacement", combinations_with_replacement);
  add(*module, "compress", compress);
  add(*module, "count", count);
  add(*module, "cycle", cycle);
  add(*module, "dropwhile", sieved<Sieve::drop>);
  add(*module, "filterfalse", sieved<Sieve::filter_false>);
  add(*module, "groupby", groupby);
  add(*module, "islice", islice);
  add(*module, "pairwise", pairwise);
  add(*module, "permutations", permutations);
  add(*module, "product", product);
  add(*module, "repeat", repeat);
  add(*module, "starmap", starmap);
  add(*module, "takewhile", sieved<Sieve::take>);
  add(*module, "tee", tee);
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

}  // namespace unroll::python
