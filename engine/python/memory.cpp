// Owns how values are let go: long chains without recursion, and values that hold themselves when
// the program is left.
#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {

void Interpreter::State::track(const Value& value) {
  if (const auto* list = value.as<std::shared_ptr<List>>()) {
    tracked_lists.emplace_back(*list);
  } else if (const auto* dict = value.as<std::shared_ptr<Dict>>()) {
    tracked_dicts.emplace_back(*dict);
  } else if (const auto* object = value.as<std::shared_ptr<Object>>()) {
    tracked_objects.emplace_back(*object);
  }
}

void Interpreter::State::release_all() {
  handled.clear();
  written.clear();
  returned = {};
  for (const auto& kept : kept_scopes) {
    if (const auto scope = kept.lock()) {
      Variables variables = std::move(scope->variables);
      scope->variables.clear();
    }
  }
  Variables variables = std::move(program->variables);
  program->variables.clear();
  for (const auto& tracked : tracked_lists) {
    if (const auto list = tracked.lock()) {
      release(std::move(list->items));
      list->items.clear();
    }
  }
  for (const auto& tracked : tracked_dicts) {
    if (const auto dict = tracked.lock()) {
      dict->clear();
    }
  }
  const auto take_apart = [](Object& object) {
    std::vector<Value> values;
    object.give_up(values);
    release(std::move(values));
  };
  for (const auto& tracked : tracked_objects) {
    if (const auto object = tracked.lock()) take_apart(*object);
  }
  // Modules hold each other: those below them, and those that they look on in.
  for (const auto& [name, module] : modules) take_apart(*module);
}

void release(std::vector<Value> values) {
  while (!values.empty()) {
    const Value value = std::move(values.back());
    values.pop_back();
    if (const auto* list = value.as<std::shared_ptr<List>>();
        list != nullptr && list->use_count() == 1) {
      std::move((*list)->items.begin(), (*list)->items.end(), std::back_inserter(values));
      (*list)->items.clear();
    } else if (const auto* tuple = value.as<std::shared_ptr<Tuple>>();
               tuple != nullptr && tuple->use_count() == 1) {
      std::move((*tuple)->items.begin(), (*tuple)->items.end(), std::back_inserter(values));
      (*tuple)->items.clear();
    } else if (const auto* dict = value.as<std::shared_ptr<Dict>>();
               dict != nullptr && dict->use_count() == 1) {
      for (const auto& entry : (*dict)->entries()) {
        values.push_back(entry.key);
        values.push_back(entry.value);
      }
      (*dict)->clear();
    } else if (const auto* object = value.as<std::shared_ptr<Object>>();
               object != nullptr && object->use_count() == 1) {
      (*object)->give_up(values);
    }
  }
}

List::~List() { release(std::move(items)); }
Tuple::~Tuple() { release(std::move(items)); }

void Instance::give_up(std::vector<Value>& into) {
  if (plain) {
    into.push_back(std::move(*plain));
    plain.reset();
  }
  for (auto& [name, value] : attributes) {
    into.push_back(std::move(value));
  }
  attributes.clear();
}

void Class::give_up(std::vector<Value>& into) {
  for (auto& [name, value] : members) {
    into.push_back(std::move(value));
  }
  members.clear();
  order_.clear();
}

void Module::give_up(std::vector<Value>& into) {
  for (auto& [name, value] : members) {
    into.push_back(std::move(value));
  }
  members.clear();
  later.reset();
  missing = nullptr;
}

void BoundMethod::give_up(std::vector<Value>& into) {
  into.emplace_back(std::move(self));
  into.emplace_back(std::move(function));
}

void Function::give_up(std::vector<Value>& into) {
  for (auto& value : defaults) {
    if (value) {
      into.push_back(std::move(*value));
    }
  }
  defaults.clear();
  for (auto& [name, value] : attributes) {
    into.push_back(std::move(value));
  }
  attributes.clear();
  if (closure && closure.use_count() == 1) {
    for (auto& [name, value] : closure->variables.entries()) {
      if (value) {
        into.push_back(std::move(*value));
      }
    }
    closure->variables.clear();
  }
}

}  // namespace unroll::python
