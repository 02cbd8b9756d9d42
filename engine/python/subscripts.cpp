// Owns items and slices of plain values.
#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {
namespace {

std::string kind_of(Interpreter& in, const Value& of) {
  return of.as<std::string>() != nullptr ? "string" : in.type_name(of);
}

/// The position that an index names; raises IndexError outside.
std::size_t position(Interpreter& in, const Value& of, const Value& index, std::size_t length,
                     Span at) {
  const std::int64_t number = index_number(in, index, kind_of(in, of), at);
  const auto size = static_cast<std::int64_t>(length);
  const std::int64_t from_start = number < 0 ? number + size : number;
  if (from_start < 0 || from_start >= size) {
    in.raise("IndexError", kind_of(in, of) + " index out of range", at);
  }
  return static_cast<std::size_t>(from_start);
}

std::int64_t slice_bound(Interpreter& in, const Value& value, std::int64_t otherwise,
                         std::int64_t length, bool forward, Span at) {
  if (value.is_none()) {
    return otherwise;
  }
  constexpr std::int64_t usual = 1;
  const Value settled = in.settle(value, "value", usual, at);
  const auto number = plain_int(settled);
  if (!number) {
    in.raise("TypeError", "slice indices must be integers or None or have an __index__ method", at);
  }
  const std::int64_t from_start = *number < 0 ? *number + length : *number;
  return forward ? std::clamp<std::int64_t>(from_start, 0, length)
                 : std::clamp<std::int64_t>(from_start, -1, length - 1);
}

template <typename Items>
std::vector<Value> picked(const Items& items, const std::vector<std::size_t>& positions) {
  std::vector<Value> result;
  result.reserve(positions.size());
  for (const std::size_t at : positions) {
    result.push_back(items[at]);
  }
  return result;
}

Value text_item(Interpreter& in, const Value& of, const std::string& text, const Value& index,
                Span at) {
  in.step(at, text.size() / bytes_a_step);
  const std::vector<std::string> points = code_points(text);
  if (const auto slice = index.object<Slice>()) {
    std::string result;
    for (const std::size_t one : slice_positions(in, *slice, points.size(), at)) {
      result += points[one];
    }
    return result;
  }
  return points[position(in, of, index, points.size(), at)];
}

void set_slice(Interpreter& in, List& list, const Slice& slice, const Value& value, Span at) {
  const std::vector<std::size_t> positions = slice_positions(in, slice, list.items.size(), at);
  const std::vector<Value> items = in.iterate(value, at);
  in.spend(static_cast<std::int64_t>(items.size() * sizeof(Value)), at);
  const bool plain = slice.by.is_none() || plain_int(slice.by) == 1;
  if (!plain) {
    if (items.size() != positions.size()) {
      in.raise("ValueError",
               "attempt to assign sequence of size " + std::to_string(items.size()) +
                   " to extended slice of size " + std::to_string(positions.size()),
               at);
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
      list.items[positions[i]] = items[i];
    }
    return;
  }
  const auto length = static_cast<std::int64_t>(list.items.size());
  in.step(at, list.items.size() / items_a_step);
  const std::int64_t from = slice_bound(in, slice.from, 0, length, true, at);
  const auto start = list.items.begin() + static_cast<std::ptrdiff_t>(from);
  const auto behind =
      list.items.erase(start, start + static_cast<std::ptrdiff_t>(positions.size()));
  list.items.insert(behind, items.begin(), items.end());
}

}  // namespace

std::int64_t index_number(Interpreter& in, const Value& value, std::string_view of, Span at) {
  constexpr std::int64_t usual = 0;
  const Value settled = is_unknown(value) ? in.settle(value, "value", usual, at) : value;
  if (const auto number = plain_int(settled)) {
    return *number;
  }
  if (const auto instance = settled.object<Instance>();
      instance && instance->type->find("__index__")) {
    return index_number(in, in.call_method(settled, "__index__", {}, at), of, at);
  }
  in.raise("TypeError",
           std::string(of) + " indices must be integers" + (of == "string" ? "" : " or slices") +
               ", not " +
               (of == "string" ? "'" + in.type_name(settled) + "'" : in.type_name(settled)),
           at);
}

std::vector<std::size_t> slice_positions(Interpreter& in, const Slice& slice, std::size_t length,
                                         Span at) {
  const auto size = static_cast<std::int64_t>(length);
  const std::int64_t by =
      slice.by.is_none() ? 1 : plain_int(in.settle(slice.by, "value", 1, at)).value_or(0);
  if (by == 0) {
    in.raise("ValueError", "slice step cannot be zero", at);
  }
  const bool forward = by > 0;
  const std::int64_t from = slice_bound(in, slice.from, forward ? 0 : size - 1, size, forward, at);
  const std::int64_t to = slice_bound(in, slice.to, forward ? size : -1, size, forward, at);
  std::vector<std::size_t> positions;
  if (forward) {
    for (std::int64_t i = from; i < to; i += std::min(by, size)) {
      positions.push_back(static_cast<std::size_t>(i));
    }
  } else {
    for (std::int64_t i = from; i > to; i += std::max(by, -size - 1)) {
      positions.push_back(static_cast<std::size_t>(i));
    }
  }
  in.spend(static_cast<std::int64_t>(positions.size() * sizeof(Value)), at);
  in.step(at, positions.size() / items_a_step);
  return positions;
}

Value plain_item(Interpreter& in, const Value& of, const Value& index, Span at) {
  if (const auto* text = of.as<std::string>()) {
    return text_item(in, of, *text, index, at);
  }
  if (const auto* dict = of.as<std::shared_ptr<Dict>>()) {
    if (!hashable(index)) {
      in.raise("TypeError", "unhashable type: '" + in.type_name(index) + "'", at);
    }
    if (const auto* text = index.as<std::string>()) {
      in.step(at, text->size() / (bytes_a_step * bytes_a_step));
    }
    if (const Value* value = (*dict)->find(index)) {
      return *value;
    }
    if ((*dict)->counts) {
      return Dim(0);
    }
    if (!(*dict)->factory.is_none()) {
      Arguments none;
      none.call = at;
      Value made = in.call((*dict)->factory, std::move(none));
      set_plain_item(in, of, index, made, at);
      return made;
    }
    if (const auto unknown = index.object<Unknown>()) {
      return in.unknown(unknown->path(), unknown->reason(), at);
    }
    throw in.raised_with("KeyError", {index}, at);
  }
  const std::vector<Value>* items = sequence_items(of);
  if (items == nullptr) {
    in.raise("TypeError", "'" + in.type_name(of) + "' object is not subscriptable", at);
  }
  if (const auto slice = index.object<Slice>()) {
    std::vector<Value> part = picked(*items, slice_positions(in, *slice, items->size(), at));
    return of.as<std::shared_ptr<List>>() != nullptr ? make_list(std::move(part))
                                                     : make_tuple(std::move(part));
  }
  return (*items)[position(in, of, index, items->size(), at)];
}

void set_plain_item(Interpreter& in, const Value& of, const Value& index, Value value, Span at) {
  if (const auto* dict = of.as<std::shared_ptr<Dict>>()) {
    if (!hashable(index)) {
      in.raise("TypeError", "unhashable type: '" + in.type_name(index) + "'", at);
    }
    in.spend(2 * sizeof(Value), at);
    (*dict)->set(index, std::move(value));
    in.state().track(of);
    return;
  }
  const auto* list = of.as<std::shared_ptr<List>>();
  if (list == nullptr) {
    in.raise("TypeError", "'" + in.type_name(of) + "' object does not support item assignment", at);
  }
  if (const auto slice = index.object<Slice>()) {
    set_slice(in, **list, *slice, value, at);
  } else {
    const std::int64_t number = index_number(in, index, "list", at);
    const auto size = static_cast<std::int64_t>((*list)->items.size());
    const std::int64_t from_start = number < 0 ? number + size : number;
    if (from_start < 0 || from_start >= size) {
      in.raise("IndexError", "list assignment index out of range", at);
    }
    (*list)->items[static_cast<std::size_t>(from_start)] = std::move(value);
  }
  in.state().track(of);
}

void delete_slice(std::vector<Value>& items, const std::vector<std::size_t>& positions) {
  std::vector<bool> gone(items.size(), false);
  for (const std::size_t at : positions) {
    gone[at] = true;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!gone[i]) {
      if (kept != i) {
        items[kept] = std::move(items[i]);
      }
      ++kept;
    }
  }
  items.resize(kept);
}

void delete_item(Interpreter& in, const Value& of, const Value& index, Span at) {
  if (const auto* dict = of.as<std::shared_ptr<Dict>>()) {
    in.step(at, (*dict)->size() / items_a_step);
    if (!hashable(index) || !(*dict)->erase(index)) {
      throw in.raised_with("KeyError", {index}, at);
    }
    return;
  }
  if (const auto* list = of.as<std::shared_ptr<List>>()) {
    auto& items = (*list)->items;
    in.step(at, items.size() / items_a_step);
    if (const auto slice = index.object<Slice>()) {
      delete_slice(items, slice_positions(in, *slice, items.size(), at));
    } else {
      items.erase(items.begin() +
                  static_cast<std::ptrdiff_t>(position(in, of, index, items.size(), at)));
    }
    return;
  }
  if (is_unknown(of)) {
    return;
  }
  if (const auto instance = of.object<Instance>();
      instance && instance->type->find("__delitem__")) {
    in.call_method(of, "__delitem__", {index}, at);
    return;
  }
  in.raise("TypeError", "'" + in.type_name(of) + "' object doesn't support item deletion", at);
}

}  // namespace unroll::python
