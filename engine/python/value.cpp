// Owns the plain data among the values: keys, dicts and sets; and how values are made.
#include "python/value.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace unroll::python {
namespace {

/// A number that compares equal to another one hashes as it does.
std::size_t number_hash(double value) { return std::hash<double>()(value == 0 ? 0.0 : value); }

std::size_t mix(std::size_t seed, std::size_t hash) {
  return seed ^ (hash + 0x9e3779b9U + (seed << 6) + (seed >> 2));
}

std::optional<double> number_key(const Value& key) {
  if (const auto* truth = key.as<bool>()) {
    return *truth ? 1.0 : 0.0;
  }
  if (const auto* number = key.as<Float>()) {
    return number->value;
  }
  if (const auto* size = key.as<Dim>(); size != nullptr && size->value()) {
    return static_cast<double>(*size->value());
  }
  return std::nullopt;
}

/// A key's hash and its comparison go through all of it, so that it must have an end: tuples in
/// tuples that share their items grow beyond all bounds.
constexpr int deepest_key = 60;
constexpr std::size_t largest_key = 20'000;

bool hashable(const Value& value, int depth, std::size_t& items) {
  if (const auto* tuple = value.as<std::shared_ptr<Tuple>>()) {
    items += (*tuple)->items.size();
    if (depth > deepest_key || items > largest_key) {
      return false;
    }
    for (const Value& item : (*tuple)->items) {
      if (!hashable(item, depth + 1, items)) {
        return false;
      }
    }
    return true;
  }
  if (const auto* set = value.as<std::shared_ptr<Set>>()) {
    return (*set)->frozen;
  }
  return value.as<std::shared_ptr<List>>() == nullptr &&
         value.as<std::shared_ptr<Dict>>() == nullptr;
}

/// Of a long text only its ends: equal hashes are compared in full anyway.
std::size_t text_hash(const std::string& text) {
  constexpr std::size_t end = 128;
  const std::hash<std::string_view> hash;
  const std::string_view all = text;
  return all.size() <= 2 * end
             ? hash(all)
             : mix(hash(all.substr(0, end)), hash(all.substr(all.size() - end))) + all.size();
}

}  // namespace

bool hashable(const Value& value) {
  std::size_t items = 0;
  return hashable(value, 0, items);
}

std::size_t key_hash(const Value& key) {
  if (const auto number = number_key(key)) {
    return number_hash(*number);
  }
  if (const auto* text = key.as<std::string>()) {
    return text_hash(*text);
  }
  if (const auto* size = key.as<Dim>()) {
    return std::hash<std::string>()(size->text());
  }
  if (const auto* tuple = key.as<std::shared_ptr<Tuple>>()) {
    std::size_t hash = (*tuple)->items.size();
    for (const Value& item : (*tuple)->items) {
      hash = mix(hash, key_hash(item));
    }
    return hash;
  }
  if (const auto* set = key.as<std::shared_ptr<Set>>()) {
    std::size_t hash = 0;
    for (const Value& item : (*set)->items()) {
      hash += key_hash(item);
    }
    return hash;
  }
  if (const auto* object = key.as<std::shared_ptr<Object>>()) {
    return std::hash<const Object*>()(object->get());
  }
  return 0;
}

bool same_key(const Value& a, const Value& b) {
  const auto x = number_key(a);
  const auto y = number_key(b);
  if (x && y) {
    const auto* m = a.as<Dim>();
    const auto* n = b.as<Dim>();
    return m != nullptr && n != nullptr ? *m == *n : *x == *y;
  }
  if (a.held.index() != b.held.index()) {
    return false;
  }
  if (const auto* text = a.as<std::string>()) {
    return *text == *b.as<std::string>();
  }
  if (const auto* size = a.as<Dim>()) {
    return *size == *b.as<Dim>();
  }
  if (const auto* tuple = a.as<std::shared_ptr<Tuple>>()) {
    const auto& left = (*tuple)->items;
    const auto& right = (*b.as<std::shared_ptr<Tuple>>())->items;
    if (left.size() != right.size()) {
      return false;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!same_key(left[i], right[i])) {
        return false;
      }
    }
    return true;
  }
  if (const auto* set = a.as<std::shared_ptr<Set>>()) {
    const auto& other = *b.as<std::shared_ptr<Set>>();
    if ((*set)->size() != other->size()) {
      return false;
    }
    for (const Value& item : (*set)->items()) {
      if (!other->has(item)) {
        return false;
      }
    }
    return true;
  }
  if (const auto* object = a.as<std::shared_ptr<Object>>()) {
    return object->get() == b.as<std::shared_ptr<Object>>()->get();
  }
  return a.is_none();
}

const Value* DictEntries::find(const Value& key) const {
  const auto at =
      index_.find(key_hash(key), [&](std::uint32_t i) { return same_key(entries_[i].key, key); });
  return at ? &entries_[*at].value : nullptr;
}

void DictEntries::set(const Value& key, Value value) {
  const std::size_t hash = key_hash(key);
  if (const auto at =
          index_.find(hash, [&](std::uint32_t i) { return same_key(entries_[i].key, key); })) {
    entries_[*at].value = std::move(value);
    return;
  }
  index_.add(hash, static_cast<std::uint32_t>(entries_.size()));
  entries_.push_back({key, std::move(value)});
}

bool DictEntries::erase(const Value& key) {
  const auto at =
      index_.find(key_hash(key), [&](std::uint32_t i) { return same_key(entries_[i].key, key); });
  if (!at) {
    return false;
  }
  entries_.erase(entries_.begin() + *at);
  index_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    index_.add(key_hash(entries_[i].key), static_cast<std::uint32_t>(i));
  }
  return true;
}

void DictEntries::clear() {
  entries_.clear();
  index_.clear();
}

bool SetItems::has(const Value& key) const {
  return index_.find(key_hash(key), [&](std::uint32_t i) { return same_key(items_[i], key); })
      .has_value();
}

void SetItems::add(const Value& key) {
  if (!has(key)) {
    index_.add(key_hash(key), static_cast<std::uint32_t>(items_.size()));
    items_.push_back(key);
  }
}

bool SetItems::erase(const Value& key) {
  const auto at =
      index_.find(key_hash(key), [&](std::uint32_t i) { return same_key(items_[i], key); });
  if (!at) {
    return false;
  }
  items_.erase(items_.begin() + *at);
  index_.clear();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    index_.add(key_hash(items_[i]), static_cast<std::uint32_t>(i));
  }
  return true;
}

void SetItems::clear() {
  items_.clear();
  index_.clear();
}

NamedValues::ConstIterator NamedValues::find(std::string_view name) const {
  if (entries_.size() <= few) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](const Entry& entry) { return entry.first == name; });
  }
  const auto found = positions_.find(std::string(name));
  return found == positions_.end() ? entries_.end()
                                   : entries_.begin() + static_cast<std::ptrdiff_t>(found->second);
}

NamedValues::Iterator NamedValues::find(std::string_view name) {
  return entries_.begin() + (std::as_const(*this).find(name) - entries_.cbegin());
}

Value& NamedValues::operator[](std::string_view name) {
  if (const auto found = find(name); found != end()) {
    return found->second;
  }
  entries_.emplace_back(std::string(name), Value());
  if (entries_.size() == few + 1) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      positions_.emplace(entries_[i].first, i);
    }
  } else if (entries_.size() > few) {
    positions_.emplace(entries_.back().first, entries_.size() - 1);
  }
  return entries_.back().second;
}

std::size_t NamedValues::erase(std::string_view name) {
  const auto found = find(name);
  if (found == end()) {
    return 0;
  }
  entries_.erase(found);
  positions_.clear();
  if (entries_.size() > few) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      positions_.emplace(entries_[i].first, i);
    }
  }
  return 1;
}

void NamedValues::clear() {
  entries_.clear();
  positions_.clear();
}

const std::vector<Value>* sequence_items(const Value& value) {
  if (const auto* list = value.as<std::shared_ptr<List>>()) {
    return &(*list)->items;
  }
  if (const auto* tuple = value.as<std::shared_ptr<Tuple>>()) {
    return &(*tuple)->items;
  }
  return nullptr;
}

Value make_list(std::vector<Value> items) {
  auto list = std::make_shared<List>();
  list->items = std::move(items);
  return list;
}

Value make_tuple(std::vector<Value> items) {
  auto tuple = std::make_shared<Tuple>();
  tuple->items = std::move(items);
  return tuple;
}

Value make_dict(std::vector<std::pair<Value, Value>> entries) {
  auto dict = std::make_shared<Dict>();
  for (auto& [key, value] : entries) {
    dict->set(key, std::move(value));
  }
  return dict;
}

Value make_function(std::string name, NativeFunction::Body body) {
  return std::static_pointer_cast<Object>(
      std::make_shared<NativeFunction>(std::move(name), std::move(body)));
}

}  // namespace unroll::python
