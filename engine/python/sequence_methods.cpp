// Owns the methods of list and tuple.
#include <algorithm>

#include "python/ordering.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// How many items a list moves up or down for one step: it takes longer than to read them.
constexpr std::size_t items_moved_a_step = 8;

std::vector<Value>& self_items(const Value& self) {
  return (*self.as<std::shared_ptr<List>>())->items;
}

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

Value append(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.append", arguments, {"object"});
  in.spend(sizeof(Value), taking.at());
  self_items(self).push_back(taking.need("object").value);
  in.state().track(self);
  return None{};
}

Value extend(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.extend", arguments, {"iterable"});
  const Arguments::Given& over = taking.need("iterable");
  std::vector<Value> items = in.iterate(over.value, over.span);
  in.spend(static_cast<std::int64_t>(items.size() * sizeof(Value)), taking.at());
  self_items(self).insert(self_items(self).end(), items.begin(), items.end());
  in.state().track(self);
  return None{};
}

Value insert(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.insert", arguments, {"index", "object"});
  auto& items = self_items(self);
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t number = index_number(in, taking.need("index").value, "list", taking.at());
  const std::int64_t at = std::clamp<std::int64_t>(number < 0 ? number + size : number, 0, size);
  in.spend(sizeof(Value), taking.at());
  in.step(taking.at(), static_cast<std::size_t>(size - at) / items_moved_a_step);
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(at), taking.need("object").value);
  in.state().track(self);
  return None{};
}

Value pop(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.pop", arguments, {"index"});
  auto& items = self_items(self);
  if (items.empty()) {
    in.raise("IndexError", "pop from empty list", taking.at());
  }
  const Arguments::Given* given = taking.find("index");
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t number =
      given == nullptr ? -1 : index_number(in, given->value, "list", given->span);
  const std::int64_t at = number < 0 ? number + size : number;
  if (at < 0 || at >= size) {
    in.raise("IndexError", "pop index out of range", taking.at());
  }
  in.step(taking.at(), static_cast<std::size_t>(size - at) / items_moved_a_step);
  Value value = std::move(items[static_cast<std::size_t>(at)]);
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
  return value;
}

std::optional<std::size_t> position_of(Interpreter& in, const std::vector<Value>& items,
                                       const Value& value, std::size_t from, Span at) {
  for (std::size_t i = from; i < items.size(); ++i) {
    in.step(at);
    if (is_same(items[i], value) || in.equal(items[i], value, at)) {
      return i;
    }
  }
  return std::nullopt;
}

Value remove(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.remove", arguments, {"value"});
  const auto at = position_of(in, self_items(self), taking.need("value").value, 0, taking.at());
  if (!at) {
    in.raise("ValueError", "list.remove(x): x not in list", taking.at());
  }
  self_items(self).erase(self_items(self).begin() + static_cast<std::ptrdiff_t>(*at));
  return None{};
}

Value clear(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "list.clear", arguments, {});
  self_items(self).clear();
  return None{};
}

Value copy(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.copy", arguments, {});
  in.spend(static_cast<std::int64_t>(self_items(self).size() * sizeof(Value)), taking.at());
  in.step(taking.at(), self_items(self).size() / items_a_step);
  return make_list(self_items(self));
}

Value reverse(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.reverse", arguments, {});
  in.step(taking.at(), self_items(self).size() / items_a_step);
  std::reverse(self_items(self).begin(), self_items(self).end());
  return None{};
}

Value sort(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "list.sort", arguments, {"key", "reverse"});
  const Arguments::Given* key = taking.find("key");
  const Arguments::Given* reversed = taking.find("reverse");
  std::vector<Value> items = self_items(self);
  sort_values(in, items, key == nullptr ? Value() : key->value,
              reversed != nullptr && in.truth(reversed->value, reversed->span), taking.at());
  self_items(self) = std::move(items);
  return None{};
}

Value index(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "index", arguments, {"value", "start"});
  const std::vector<Value>& items = *sequence_items(self);
  const Arguments::Given* start = taking.find("start");
  const std::int64_t number =
      start == nullptr ? 0 : index_number(in, start->value, "list", start->span);
  const std::int64_t from =
      number < 0 ? std::max<std::int64_t>(number + static_cast<std::int64_t>(items.size()), 0)
                 : number;
  const auto at = position_of(in, items, taking.need("value").value, static_cast<std::size_t>(from),
                              taking.at());
  if (!at) {
    const bool list = self.as<std::shared_ptr<List>>() != nullptr;
    in.raise("ValueError",
             list ? in.repr(taking.need("value").value) + " is not in list"
                  : "tuple.index(x): x not in tuple",
             taking.at());
  }
  return Dim(static_cast<std::int64_t>(*at));
}

Value count(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "count", arguments, {"value"});
  const std::vector<Value>& items = *sequence_items(self);
  std::int64_t number = 0;
  for (auto at = position_of(in, items, taking.need("value").value, 0, taking.at()); at;
       at = position_of(in, items, taking.need("value").value, *at + 1, taking.at())) {
    ++number;
  }
  return Dim(number);
}

/// A tensor's shape is a tuple here; TensorFlow's own gives its sizes as a list so.
Value as_list(Interpreter&, const Value& self, Arguments&) {
  return make_list(*sequence_items(self));
}

}  // namespace

const std::vector<MethodRow>& list_methods() {
  static const std::vector<MethodRow> rows = {
      {"append", append}, {"clear", clear},     {"copy", copy},     {"count", count},
      {"extend", extend}, {"index", index},     {"insert", insert}, {"pop", pop},
      {"remove", remove}, {"reverse", reverse}, {"sort", sort},
  };
  return rows;
}

const std::vector<MethodRow>& tuple_methods() {
  static const std::vector<MethodRow> rows = {
      {"as_list", as_list}, {"count", count}, {"index", index}};
  return rows;
}

}  // namespace unroll::python
