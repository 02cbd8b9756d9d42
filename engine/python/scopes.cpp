// Owns variables: where a name is looked up and where it is stored.
#include <algorithm>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

bool contains_name(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_local(const FunctionCode& code, const std::string& name) {
  return std::binary_search(code.locals.begin(), code.locals.end(), name);
}

/// The scope that an assignment to `name` goes to.
Scope& target_scope(Interpreter& in, const std::string& name) {
  Scope* scope = in.state().frames.back()->scope.get();
  while (scope->kind == ScopeKind::comprehension) {
    scope = scope->parent.get();
  }
  if (scope->code != nullptr) {
    if (contains_name(scope->code->globals, name)) {
      return *in.state().program;
    }
    if (contains_name(scope->code->nonlocals, name)) {
      for (Scope* outer = scope->parent.get(); outer != nullptr; outer = outer->parent.get()) {
        if (outer->kind == ScopeKind::function && outer->variables.find(name) != nullptr) {
          return *outer;
        }
      }
    }
  }
  return *scope;
}

}  // namespace

Variables::Entry* Variables::entry(std::string_view name) {
  if (entries_.size() <= few) {
    for (Entry& one : entries_) {
      if (one.first == name) {
        return &one;
      }
    }
    return nullptr;
  }
  const auto at = index_.find(std::string(name));
  return at == index_.end() ? nullptr : &entries_[at->second];
}

Value* Variables::find(std::string_view name) {
  Entry* one = entry(name);
  return one != nullptr && one->second ? &*one->second : nullptr;
}

void Variables::set(std::string_view name, Value value) {
  if (Entry* one = entry(name)) {
    one->second = std::move(value);
    return;
  }
  entries_.emplace_back(std::string(name), std::move(value));
  if (entries_.size() == few + 1) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      index_.emplace(entries_[i].first, i);
    }
  } else if (entries_.size() > few) {
    index_.emplace(entries_.back().first, entries_.size() - 1);
  }
}

bool Variables::deleted(std::string_view name) {
  const Entry* one = entry(name);
  return one != nullptr && !one->second;
}

bool Variables::erase(std::string_view name) {
  Entry* one = entry(name);
  if (one == nullptr || !one->second) {
    return false;
  }
  one->second.reset();
  return true;
}

void Variables::clear() {
  entries_.clear();
  index_.clear();
}

Scope::~Scope() {
  std::vector<Value> values;
  for (auto& [name, value] : variables.entries()) {
    if (value) {
      values.push_back(std::move(*value));
    }
  }
  release(std::move(values));
}

Value load_name(Interpreter& in, const std::string& name, Span at) {
  Interpreter::State& state = in.state();
  bool innermost = true;
  for (Scope* scope = state.frames.back()->scope.get(); scope != nullptr;
       scope = scope->parent.get()) {
    if (scope->kind == ScopeKind::class_body && !innermost) {
      continue;
    }
    innermost = innermost && scope->kind == ScopeKind::comprehension;
    if (const Value* value = scope->variables.find(name)) {
      note_use(in, *value, at, name);
      return *value;
    }
    if (scope->code != nullptr && is_local(*scope->code, name)) {
      in.raise(
          "UnboundLocalError",
          "cannot access local variable '" + name + "' where it is not associated with a value",
          at);
    }
    if (scope->code != nullptr && contains_name(scope->code->globals, name)) {
      scope = state.program.get();
      if (const Value* value = scope->variables.find(name)) {
        note_use(in, *value, at, name);
        return *value;
      }
      break;
    }
  }
  if (const auto builtin = state.builtins.find(name); builtin != state.builtins.end()) {
    return builtin->second;
  }
  if (state.program->variables.deleted(name)) {
    in.raise("NameError", "name '" + name + "' is not defined", at);
  }
  if (in.undefined_name) {
    if (auto value = in.undefined_name(in, name, at)) {
      return *value;
    }
  }
  return in.unknown(name, "The program does not define `" + name + "`.", at);
}

void store_name(Interpreter& in, const std::string& name, Value value) {
  target_scope(in, name).variables.set(name, std::move(value));
}

void forget_name(Interpreter& in, const std::string& name) {
  target_scope(in, name).variables.erase(name);
}

void delete_name(Interpreter& in, const std::string& name, Span at) {
  if (!target_scope(in, name).variables.erase(name)) {
    in.raise("NameError", "name '" + name + "' is not defined", at);
  }
}

void note_use(Interpreter& in, const Value& value, Span at, std::string_view name) {
  if (const auto* size = value.as<Dim>()) {
    if (!size->ids().empty()) {
      in.identities().use(size->ids(), at, name);
    }
    return;
  }
  if (const auto* number = value.as<Float>()) {
    if (!number->ids.empty()) {
      in.identities().use(number->ids, at, name);
    }
    return;
  }
  // A shape kept in a variable.
  constexpr std::size_t longest_shape = 8;
  const std::vector<Value>* items = sequence_items(value);
  if (items == nullptr || items->size() > longest_shape) {
    return;
  }
  for (const Value& item : *items) {
    if (const auto* size = item.as<Dim>(); size != nullptr && !size->ids().empty()) {
      in.identities().use(size->ids(), at, {});
    }
  }
}

/// The scope that a function defined here closes over.
std::shared_ptr<Scope> closure_scope(Interpreter& in) {
  std::shared_ptr<Scope> scope = in.state().frames.back()->scope;
  while (scope->kind == ScopeKind::class_body) {
    scope = scope->parent;
  }
  if (!scope->kept) {
    scope->kept = true;
    in.state().kept_scopes.push_back(scope);
  }
  return scope;
}

}  // namespace unroll::python
