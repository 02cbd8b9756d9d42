// Owns the methods of dict and set.
#include <algorithm>

#include "python/builtin_objects.hpp"
#include "python/ordering.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

Dict& self_dict(const Value& self) { return **self.as<std::shared_ptr<Dict>>(); }
Set& self_set(const Value& self) { return **self.as<std::shared_ptr<Set>>(); }

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

const Value& need_key(Interpreter& in, const Arguments::Given& given) {
  if (!hashable(given.value)) {
    in.raise("TypeError", "unhashable type: '" + in.type_name(given.value) + "'", given.span);
  }
  return given.value;
}

Value value_or(const Arguments::Given* given) { return given == nullptr ? Value() : given->value; }

Value get(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "get", arguments, {"key", "default"});
  const Value* value = self_dict(self).find(need_key(in, taking.need("key")));
  return value == nullptr ? value_or(taking.find("default")) : *value;
}

template <int what>
Value view(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in,
                             what == 0   ? "keys"
                             : what == 1 ? "values"
                                         : "items",
                             arguments, {});
  std::vector<Value> items;
  in.spend(static_cast<std::int64_t>(self_dict(self).size() * sizeof(Value)), taking.at());
  in.step(taking.at(), self_dict(self).size() / items_a_step);
  for (const auto& entry : self_dict(self).entries()) {
    items.push_back(what == 0   ? entry.key
                    : what == 1 ? entry.value
                                : make_tuple({entry.key, entry.value}));
  }
  return std::static_pointer_cast<Object>(std::make_shared<DictView>(what == 0   ? "dict_keys"
                                                                     : what == 1 ? "dict_values"
                                                                                 : "dict_items",
                                                                     std::move(items)));
}

Value pop(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "pop", arguments, {"key", "default"});
  const Value& key = need_key(in, taking.need("key"));
  const Value* value = self_dict(self).find(key);
  if (value == nullptr) {
    if (const Arguments::Given* otherwise = taking.find("default")) {
      return otherwise->value;
    }
    throw in.raised_with("KeyError", {key}, taking.at());
  }
  Value result = *value;
  delete_item(in, self, key, taking.at());
  return result;
}

Value popitem(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "popitem", arguments, {});
  if (self_dict(self).size() == 0) {
    in.raise("KeyError", "popitem(): dictionary is empty", taking.at());
  }
  const DictEntries::Entry last = self_dict(self).entries().back();
  delete_item(in, self, last.key, taking.at());
  return make_tuple({last.key, last.value});
}

/// An OrderedDict's, which is a dict here.
Value move_to_end(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "move_to_end", arguments, {"key", "last"});
  const Value& key = need_key(in, taking.need("key"));
  const Arguments::Given* last = taking.find("last");
  const Value* value = self_dict(self).find(key);
  if (value == nullptr) {
    throw in.raised_with("KeyError", {key}, taking.at());
  }
  const Value kept = *value;
  std::vector<DictEntries::Entry> others;
  if (last != nullptr && !in.truth(last->value, last->span)) {
    others = self_dict(self).entries();
    self_dict(self).clear();
  } else {
    delete_item(in, self, key, taking.at());
  }
  set_plain_item(in, self, key, kept, taking.at());
  for (const auto& entry : others) {
    in.step(taking.at());
    if (!same_key(entry.key, key)) {
      self_dict(self).set(entry.key, entry.value);
    }
  }
  return None{};
}

Value setdefault(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "setdefault", arguments, {"key", "default"});
  const Value& key = need_key(in, taking.need("key"));
  if (const Value* value = self_dict(self).find(key)) {
    return *value;
  }
  const Value value = value_or(taking.find("default"));
  set_plain_item(in, self, key, value, taking.at());
  return value;
}

Value clear(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "clear", arguments, {});
  self_dict(self).clear();
  return None{};
}

Value copy(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "copy", arguments, {});
  auto result = std::make_shared<Dict>();
  result->factory = self_dict(self).factory;
  result->counts = self_dict(self).counts;
  in.step(taking.at(), self_dict(self).size());
  for (const auto& entry : self_dict(self).entries()) {
    in.spend(2 * sizeof(Value), taking.at());
    result->set(entry.key, entry.value);
  }
  return result;
}

Value update(Interpreter& in, const Value& self, Arguments& arguments) {
  const Span at = arguments.call;
  for (const Arguments::Given& given : arguments.given) {
    if (!given.name.empty()) {
      set_plain_item(in, self, given.name, given.value, at);
    } else if (const auto* other = plain_value(given.value).as<std::shared_ptr<Dict>>()) {
      const auto entries = (*other)->entries();
      for (const auto& entry : entries) {
        set_plain_item(in, self, entry.key, entry.value, at);
      }
    } else if (!is_unknown(given.value)) {
      for (const Value& pair : in.iterate(given.value, given.span)) {
        const std::vector<Value> both = in.iterate(pair, given.span);
        if (both.size() != 2) {
          in.raise("ValueError",
                   "dictionary update sequence element has length " + std::to_string(both.size()) +
                       "; 2 is required",
                   given.span);
        }
        set_plain_item(in, self, both[0], both[1], at);
      }
    }
  }
  return None{};
}

// Counters

Value most_common(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "most_common", arguments, {"n"});
  std::vector<Value> pairs;
  for (const auto& entry : self_dict(self).entries()) {
    in.spend(2 * sizeof(Value), taking.at());
    pairs.push_back(make_tuple({entry.key, entry.value}));
  }
  const Value second = make_function("count", [](Interpreter& inner, const Arguments& given) {
    return inner.item(given.given.front().value, Dim(1), given.call);
  });
  sort_values(in, pairs, second, true, taking.at());
  const Arguments::Given* most = taking.find("n");
  if (most != nullptr && !most->value.is_none()) {
    const std::int64_t count = index_number(in, most->value, "most_common", most->span);
    pairs.resize(
        std::min(pairs.size(), static_cast<std::size_t>(std::max<std::int64_t>(count, 0))));
  }
  return make_list(std::move(pairs));
}

Value elements(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "elements", arguments, {});
  std::vector<Value> all;
  for (const auto& entry : self_dict(self).entries()) {
    for (std::int64_t left = plain_int(entry.value).value_or(0); left > 0; --left) {
      in.step(taking.at());
      in.spend(sizeof(Value), taking.at());
      all.push_back(entry.key);
    }
  }
  return std::static_pointer_cast<Object>(in.iterator(make_tuple(std::move(all)), taking.at()));
}

/// `update` and `subtract`: counts on what comes, or on the counts of a dict.
template <int sign>
Value add_counts(Interpreter& in, const Value& self, Arguments& arguments) {
  const auto add = [&](const Value& key, const Value& count) {
    in.step(arguments.call);
    set_plain_item(in, self, key,
                   in.binary(sign > 0 ? Operator::add : Operator::subtract,
                             plain_item(in, self, key, arguments.call), count, arguments.call),
                   arguments.call);
  };
  for (const Arguments::Given& given : arguments.given) {
    if (!given.name.empty()) {
      add(given.name, given.value);
    } else if (const auto* counts = plain_value(given.value).as<std::shared_ptr<Dict>>()) {
      const auto entries = (*counts)->entries();
      for (const auto& entry : entries) {
        add(entry.key, entry.value);
      }
    } else if (!is_unknown(given.value)) {
      for (const Value& item : in.iterate(given.value, given.span)) {
        add(item, Dim(1));
      }
    }
  }
  return None{};
}

Value total_count(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "total", arguments, {});
  Value total = Dim(0);
  for (const auto& entry : self_dict(self).entries()) {
    total = in.binary(Operator::add, total, entry.value, taking.at());
  }
  return total;
}

// Sets

std::shared_ptr<Set> as_set(Interpreter& in, const Value& value, Span at) {
  if (const auto* set = value.as<std::shared_ptr<Set>>()) {
    return *set;
  }
  auto result = std::make_shared<Set>();
  for (const Value& item : in.iterate(value, at)) {
    result->add(need_key(in, {"", item, at}));
  }
  return result;
}

Value add(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "add", arguments, {"element"});
  in.spend(sizeof(Value), taking.at());
  self_set(self).add(need_key(in, taking.need("element")));
  return None{};
}

template <bool strict>
Value discard(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, strict ? "remove" : "discard", arguments, {"element"});
  in.step(taking.at(), self_set(self).size() / items_a_step);
  if (!self_set(self).erase(need_key(in, taking.need("element"))) && strict) {
    throw in.raised_with("KeyError", {taking.need("element").value}, taking.at());
  }
  return None{};
}

Value set_pop(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "pop", arguments, {});
  if (self_set(self).size() == 0) {
    in.raise("KeyError", "pop from an empty set", taking.at());
  }
  in.step(taking.at(), self_set(self).size() / items_a_step);
  Value first = self_set(self).items().front();
  self_set(self).erase(first);
  return first;
}

Value set_clear(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "clear", arguments, {});
  self_set(self).clear();
  return None{};
}

template <Operator op>
Value combine(Interpreter& in, const Value& self, Arguments& arguments) {
  Value result = self;
  for (const Arguments::Given& given : arguments.given) {
    result = in.binary(op, result, Value(as_set(in, given.value, given.span)), arguments.call);
  }
  if (arguments.given.empty()) {
    result = in.binary(Operator::bit_or, self, self, arguments.call);
  }
  return result;
}

template <Operator op>
Value combine_in_place(Interpreter& in, const Value& self, Arguments& arguments) {
  const Value result = combine<op>(in, self, arguments);
  const std::vector<Value> items = (*result.as<std::shared_ptr<Set>>())->items();
  self_set(self).clear();
  for (const Value& item : items) {
    self_set(self).add(item);
  }
  return None{};
}

template <Operator op>
Value relate(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "set method", arguments, {"other"});
  return in.binary(op, self, Value(as_set(in, taking.need("other").value, taking.at())),
                   taking.at());
}

Value isdisjoint(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "isdisjoint", arguments, {"other"});
  const auto other = as_set(in, taking.need("other").value, taking.at());
  const auto& items = self_set(self).items();
  return std::none_of(items.begin(), items.end(),
                      [&](const Value& item) { return other->has(item); });
}

}  // namespace

const std::vector<MethodRow>& dict_methods() {
  static const std::vector<MethodRow> rows = {
      {"clear", clear},
      {"copy", copy},
      {"get", get},
      {"items", view<2>},
      {"move_to_end", move_to_end},
      {"keys", view<0>},
      {"pop", pop},
      {"popitem", popitem},
      {"setdefault", setdefault},
      {"update", update},
      {"values", view<1>},
      {"iteritems", view<2>},
      {"iterkeys", view<0>},
      {"itervalues", view<1>},
  };
  return rows;
}

const std::vector<MethodRow>& counter_methods() {
  static const std::vector<MethodRow> rows = {
      {"elements", elements}, {"most_common", most_common}, {"subtract", add_counts<-1>},
      {"total", total_count}, {"update", add_counts<1>},
  };
  return rows;
}

const std::vector<MethodRow>& set_methods() {
  static const std::vector<MethodRow> rows = {
      {"add", add},
      {"clear", set_clear},
      {"copy", combine<Operator::bit_or>},
      {"difference", combine<Operator::subtract>},
      {"difference_update", combine_in_place<Operator::subtract>},
      {"discard", discard<false>},
      {"intersection", combine<Operator::bit_and>},
      {"intersection_update", combine_in_place<Operator::bit_and>},
      {"isdisjoint", isdisjoint},
      {"issubset", relate<Operator::less_equal>},
      {"issuperset", relate<Operator::greater_equal>},
      {"pop", set_pop},
      {"remove", discard<true>},
      {"symmetric_difference", combine<Operator::bit_xor>},
      {"symmetric_difference_update", combine_in_place<Operator::bit_xor>},
      {"union", combine<Operator::bit_or>},
      {"update", combine_in_place<Operator::bit_or>},
  };
  return rows;
}

}  // namespace unroll::python
