// Owns what `match` means: whether a value is of a pattern's form, and the names that it binds
// then.
#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {
namespace {

using Bound = std::vector<std::pair<std::string, Value>>;

bool matches(Interpreter& in, const Pattern& pattern, const Value& value, Bound& bound);

void bind_name(const std::string& name, Value value, Bound& bound) {
  if (!name.empty()) {
    bound.emplace_back(name, std::move(value));
  }
}

bool matches_sequence(Interpreter& in, const Pattern& pattern, const Value& value, Bound& bound) {
  const std::vector<Value>* items = sequence_items(plain_value(value));
  if (items == nullptr) {
    return false;
  }
  const std::vector<Value> all = *items;
  const auto star = std::find_if(pattern.parts.begin(), pattern.parts.end(),
                                 [](const Pattern& part) { return part.starred; });
  const bool open = star != pattern.parts.end();
  const std::size_t fixed = pattern.parts.size() - (open ? 1 : 0);
  if (open ? all.size() < fixed : all.size() != fixed) {
    return false;
  }
  std::size_t at = 0;
  for (const Pattern& part : pattern.parts) {
    if (part.starred) {
      const std::size_t taken = all.size() - fixed;
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(at);
      bind_name(part.name,
                make_list(std::vector<Value>(from, from + static_cast<std::ptrdiff_t>(taken))),
                bound);
      at += taken;
    } else if (!matches(in, part, all[at++], bound)) {
      return false;
    }
  }
  return true;
}

bool matches_mapping(Interpreter& in, const Pattern& pattern, const Value& value, Bound& bound) {
  const auto* dict = plain_value(value).as<std::shared_ptr<Dict>>();
  if (dict == nullptr) {
    return false;
  }
  const std::shared_ptr<Dict> kept = *dict;
  auto rest = std::make_shared<Dict>();
  for (const auto& entry : kept->entries()) {
    in.step(pattern.span);
    rest->set(entry.key, entry.value);
  }
  std::size_t key = 0;
  for (const Pattern& part : pattern.parts) {
    if (part.starred) {
      bind_name(part.name, Value(rest), bound);
      continue;
    }
    const Pattern& wanted = pattern.keys[key++];
    if (!wanted.value) {
      return false;
    }
    const Value name = evaluate(in, *wanted.value);
    const Value* item = hashable(name) ? kept->find(name) : nullptr;
    if (item == nullptr || !matches(in, part, *item, bound)) {
      return false;
    }
    rest->erase(name);
  }
  return true;
}

bool matches_class(Interpreter& in, const Pattern& pattern, const Value& value, Bound& bound) {
  const Value named = evaluate(in, *pattern.value);
  const auto type = named.object<Class>();
  if (!type) {
    if (is_unknown(named)) {
      return false;
    }
    in.raise("TypeError", "called match pattern must be a class", pattern.span);
  }
  if (!in.is_instance(value, *type)) {
    return false;
  }
  std::vector<Value> positions;
  if (const auto names = type->find("__match_args__")) {
    positions = in.iterate(*names, pattern.span);
  } else if (const auto fields = type->find("__annotations__")) {
    positions = in.iterate(*fields, pattern.span);
  }
  std::size_t position = 0;
  for (std::size_t i = 0; i < pattern.parts.size(); ++i) {
    std::string name = pattern.attributes[i];
    if (name.empty() && type->construct) {  // `int(x)`: the value itself
      if (!matches(in, pattern.parts[i], value, bound)) {
        return false;
      }
      continue;
    }
    if (name.empty()) {
      if (position == positions.size()) {
        in.raise("TypeError",
                 type->name() + "() accepts " + std::to_string(position) +
                     " positional sub-patterns (" + std::to_string(position + 1) + " given)",
                 pattern.span);
      }
      name = in.str(positions[position++]);
    }
    const auto attribute = in.find_attribute(value, name, pattern.span);
    if (!attribute || !matches(in, pattern.parts[i], *attribute, bound)) {
      return false;
    }
  }
  return true;
}

bool matches_value(Interpreter& in, const Pattern& pattern, const Value& value) {
  const Value wanted = evaluate(in, *pattern.value);
  if (wanted.is_none() || wanted.as<bool>() != nullptr) {
    return is_same(value, wanted);
  }
  const auto* text = wanted.as<std::string>();
  if (text != nullptr && is_unknown(value)) {
    return in.choose(value, *text, pattern.span) == *text;
  }
  return in.equal(is_unknown(value)
                      ? in.settle(value, "value", plain_int(wanted).value_or(1), pattern.span)
                      : value,
                  wanted, pattern.span);
}

bool matches(Interpreter& in, const Pattern& pattern, const Value& value, Bound& bound) {
  const Deeper deeper(in, pattern.span);
  in.step(pattern.span);
  switch (pattern.kind) {
    case PatternKind::anything:
      return true;
    case PatternKind::capture:
      bind_name(pattern.name, value, bound);
      return true;
    case PatternKind::value:
      return matches_value(in, pattern, value);
    case PatternKind::sequence:
      return matches_sequence(in, pattern, value, bound);
    case PatternKind::mapping:
      return matches_mapping(in, pattern, value, bound);
    case PatternKind::of_class:
      return matches_class(in, pattern, value, bound);
    case PatternKind::alternatives:
      return std::any_of(pattern.parts.begin(), pattern.parts.end(), [&](const Pattern& part) {
        const std::size_t before = bound.size();
        if (matches(in, part, value, bound)) {
          return true;
        }
        bound.resize(before);
        return false;
      });
    case PatternKind::named:
      if (!matches(in, pattern.parts.front(), value, bound)) {
        return false;
      }
      bind_name(pattern.name, value, bound);
      return true;
  }
  return false;
}

}  // namespace

const Block* matching_case(Interpreter& in, const Match& form) {
  const Value subject = evaluate(in, form.subject);
  for (const MatchCase& one : form.cases) {
    in.state().frames.back()->statement = one.pattern.span;
    Bound bound;
    if (!matches(in, one.pattern, subject, bound)) {
      continue;
    }
    for (auto& [name, value] : bound) {
      store_name(in, name, std::move(value));
    }
    if (!one.guard || in.truth(evaluate(in, *one.guard), one.guard->span)) {
      return &one.body;
    }
  }
  return nullptr;
}

}  // namespace unroll::python
