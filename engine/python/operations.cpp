// Owns what any value answers: attributes, items, length, truth, iteration, its type. Plain values
// answer here, objects for themselves.
#include "python/function.hpp"
#include "python/state.hpp"
#include "python/super.hpp"

namespace unroll::python {
namespace {

const std::shared_ptr<Object>* object_of(const Value& value) {
  return value.as<std::shared_ptr<Object>>();
}

/// A method of a plain value as a value of its own: `append = items.append`.
Value method_value(const Value& of, const MethodRow& row) {
  return make_function(std::string(row.name),
                       [of, row](Interpreter& in, Arguments arguments) -> Value {
                         return call_plain_method(in, of, row, arguments);
                       });
}

/// Goes through a list as it is at each step.
class ListIterator : public Iterator {
 public:
  explicit ListIterator(std::shared_ptr<List> list) : list_(std::move(list)) {}
  [[nodiscard]] std::string type_name() const override { return "list_iterator"; }
  std::optional<Value> next(Interpreter&, Span) override {
    return at_ < list_->items.size() ? std::optional(list_->items[at_++]) : std::nullopt;
  }

 private:
  std::shared_ptr<List> list_;
  std::size_t at_ = 0;
};

class ItemsIterator : public Iterator {
 public:
  explicit ItemsIterator(std::vector<Value> items) : items_(std::move(items)) {}
  std::optional<Value> next(Interpreter&, Span) override {
    return at_ < items_.size() ? std::optional(items_[at_++]) : std::nullopt;
  }

 private:
  std::vector<Value> items_;
  std::size_t at_ = 0;
};

/// Goes through the keys of a dict, which must not come or go meanwhile.
class KeyIterator : public Iterator {
 public:
  explicit KeyIterator(std::shared_ptr<Dict> dict) : dict_(std::move(dict)), size_(dict_->size()) {}
  [[nodiscard]] std::string type_name() const override { return "dict_keyiterator"; }
  std::optional<Value> next(Interpreter& in, Span at) override {
    if (dict_->size() != size_) {
      in.raise("RuntimeError", "dictionary changed size during iteration", at);
    }
    return at_ < size_ ? std::optional(dict_->entries()[at_++].key) : std::nullopt;
  }

 private:
  std::shared_ptr<Dict> dict_;
  std::size_t size_;
  std::size_t at_ = 0;
};

std::vector<Value> dict_keys(const Dict& dict) {
  std::vector<Value> keys;
  for (const auto& entry : dict.entries()) {
    keys.push_back(entry.key);
  }
  return keys;
}

std::string plain_type_name(const Value& value) {
  static constexpr std::string_view names[] = {"NoneType", "bool",  "int",  "float", "str",
                                               "list",     "tuple", "dict", "set"};
  if (const auto* set = value.as<std::shared_ptr<Set>>(); set != nullptr && (*set)->frozen) {
    return "frozenset";
  }
  return std::string(names[value.held.index()]);
}

}  // namespace

std::optional<std::int64_t> plain_int(const Value& value) {
  if (const auto* size = value.as<Dim>()) {
    return size->value();
  }
  if (const auto* truth = value.as<bool>()) {
    return *truth ? 1 : 0;
  }
  return std::nullopt;
}

std::optional<double> plain_number(const Value& value) {
  if (const auto* number = value.as<Float>()) {
    return number->value;
  }
  const auto whole = plain_int(value);
  return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

bool is_unknown(const Value& value) {
  const auto* object = object_of(value);
  return object != nullptr && dynamic_cast<const Unknown*>(object->get()) != nullptr;
}

Identities ids_of(const Value& value) {
  if (const auto* size = value.as<Dim>()) {
    return size->ids();
  }
  if (const auto* number = value.as<Float>()) {
    return number->ids;
  }
  return {};
}

std::string Interpreter::type_name(const Value& value) const {
  const auto* object = object_of(value);
  return object != nullptr ? (*object)->type_name() : plain_type_name(value);
}

std::shared_ptr<Class> Interpreter::type_of(const Value& value) {
  if (const auto* object = object_of(value)) {
    if (auto type = (*object)->class_of()) {
      return type;
    }
  }
  const std::string name = type_name(value);
  auto& known = state_->classes[name];
  if (!known) {
    known = std::make_shared<Class>(name);
  }
  return known;
}

bool Interpreter::is_instance(const Value& value, const Class& type) {
  if (&type == builtin_class("object").get()) {
    return true;
  }
  return type_of(value)->derives_from(type);
}

Value Interpreter::attribute(const Value& of, const std::string& name, Span at) {
  if (auto value = find_attribute(of, name, at)) {
    return std::move(*value);
  }
  no_attribute(*this, of, name, at);
}

std::optional<Value> Interpreter::find_attribute(const Value& of, const std::string& name,
                                                 Span at) {
  if (const auto* object = object_of(of)) {
    const std::shared_ptr<Object> kept = *object;
    if (auto value = kept->attribute(*this, name, at)) {
      return value;
    }
  } else if (const MethodRow* method = find_method(of, name)) {
    return method_value(of, *method);
  } else if (const auto* number = of.as<Dim>();
             number != nullptr && (name == "real" || name == "numerator")) {
    return of;
  } else if (name.starts_with("__")) {
    if (const auto member = type_of(of)->find(name)) {
      if (const auto* function = member->as<std::shared_ptr<Object>>()) {
        return Value(
            std::static_pointer_cast<Object>(std::make_shared<BoundMethod>(of, *function)));
      }
    }
  }
  if (name == "__class__") {
    return Value(std::static_pointer_cast<Object>(type_of(of)));
  }
  return std::nullopt;
}

void Interpreter::set_attribute(const Value& of, const std::string& name, Value value, Span at) {
  const auto* object = object_of(of);
  if (object == nullptr) {
    raise("AttributeError", "'" + type_name(of) + "' object has no attribute '" + name + "'", at);
  }
  if (const auto instance = of.object<Instance>()) {
    if (const auto own = instance->type->find("__setattr__")) {
      Arguments arguments;
      arguments.call = at;
      arguments.given = {{"", of, at}, {"", name, at}, {"", std::move(value), at}};
      call(*own, std::move(arguments));
      return;
    }
  }
  (*object)->set_attribute(*this, name, std::move(value), at);
}

Value Interpreter::call_method(const Value& of, const std::string& name,
                               std::vector<Value> arguments, Span at) {
  Arguments given;
  given.call = at;
  for (Value& argument : arguments) {
    given.given.push_back({"", std::move(argument), at});
  }
  return call(attribute(of, name, at), std::move(given));
}

Value Interpreter::item(const Value& of, const Value& index, Span at) {
  if (const auto* object = object_of(of)) {
    const std::shared_ptr<Object> kept = *object;
    return kept->item(*this, index, at);
  }
  return plain_item(*this, of, index, at);
}

void Interpreter::set_item(const Value& of, const Value& index, Value value, Span at) {
  if (const auto* object = object_of(of)) {
    const std::shared_ptr<Object> kept = *object;
    kept->set_item(*this, index, std::move(value), at);
    return;
  }
  set_plain_item(*this, of, index, std::move(value), at);
}

bool Interpreter::callable(const Value& value) {
  if (const auto instance = value.object<Instance>()) {
    return instance->type->find("__call__").has_value();
  }
  const auto* object = object_of(value);
  if (object == nullptr) {
    return false;
  }
  const Object* it = object->get();
  return dynamic_cast<const Module*>(it) == nullptr && dynamic_cast<const Slice*>(it) == nullptr &&
         dynamic_cast<const Iterator*>(it) == nullptr &&
         dynamic_cast<const Ellipsis*>(it) == nullptr;
}

std::shared_ptr<Iterator> Interpreter::iterator(const Value& over, Span at) {
  if (const auto* object = object_of(over)) {
    const std::shared_ptr<Object> kept = *object;
    return kept->iterator(*this, at);
  }
  if (const auto* list = over.as<std::shared_ptr<List>>()) {
    return std::make_shared<ListIterator>(*list);
  }
  if (const auto* dict = over.as<std::shared_ptr<Dict>>()) {
    return std::make_shared<KeyIterator>(*dict);
  }
  return std::make_shared<ItemsIterator>(iterate(over, at));
}

std::vector<Value> Interpreter::iterate(const Value& over, Span at) {
  if (const auto* object = object_of(over)) {
    const std::shared_ptr<Object> kept = *object;
    return kept->iterate(*this, at);
  }
  if (const auto* items = sequence_items(over)) {
    step(at, items->size() / items_a_step);
    return *items;
  }
  if (const auto* dict = over.as<std::shared_ptr<Dict>>()) {
    step(at, (*dict)->size() / items_a_step);
    return dict_keys(**dict);
  }
  if (const auto* set = over.as<std::shared_ptr<Set>>()) {
    step(at, (*set)->size() / items_a_step);
    return (*set)->items();
  }
  if (const auto* text = over.as<std::string>()) {
    std::vector<Value> items;
    spend(static_cast<std::int64_t>(text->size() * sizeof(Value)), at);
    for (std::string& one : code_points(*text)) {
      items.emplace_back(std::move(one));
    }
    return items;
  }
  raise("TypeError", "'" + type_name(over) + "' object is not iterable", at);
}

std::int64_t Interpreter::length(const Value& of, Span at) {
  if (const auto* object = object_of(of)) {
    return (*object)->length(*this, at);
  }
  if (const auto* items = sequence_items(of)) {
    return static_cast<std::int64_t>(items->size());
  }
  if (const auto* dict = of.as<std::shared_ptr<Dict>>()) {
    return static_cast<std::int64_t>((*dict)->size());
  }
  if (const auto* set = of.as<std::shared_ptr<Set>>()) {
    return static_cast<std::int64_t>((*set)->size());
  }
  if (const auto* text = of.as<std::string>()) {
    step(at, text->size() / (bytes_a_step * bytes_a_step));
    return static_cast<std::int64_t>(code_point_count(*text));
  }
  raise("TypeError", "object of type '" + type_name(of) + "' has no len()", at);
}

bool Interpreter::truth(const Value& value, Span at) {
  if (const auto* truth = value.as<bool>()) {
    return *truth;
  }
  if (value.is_none()) {
    return false;
  }
  if (const auto* size = value.as<Dim>()) {
    return !size->is(0);
  }
  if (const auto* number = value.as<Float>()) {
    return number->value != 0;
  }
  if (const auto* text = value.as<std::string>()) {
    return !text->empty();
  }
  if (const auto* object = object_of(value)) {
    const std::shared_ptr<Object> kept = *object;
    return kept->truth(*this, at);
  }
  return length(value, at) != 0;
}

bool Interpreter::contains(const Value& holder, const Value& value, Span at) {
  if (const auto* text = holder.as<std::string>()) {
    const auto* part = value.as<std::string>();
    if (part == nullptr) {
      if (is_unknown(value)) {
        return false;
      }
      raise("TypeError", "'in <string>' requires string as left operand, not " + type_name(value),
            at);
    }
    step(at, text->size() / (bytes_a_step * bytes_a_step));
    return text->find(*part) != std::string::npos;
  }
  const auto* dict = holder.as<std::shared_ptr<Dict>>();
  const auto* set = holder.as<std::shared_ptr<Set>>();
  if (dict != nullptr || set != nullptr) {
    if (!hashable(value)) {
      raise("TypeError", "unhashable type: '" + type_name(value) + "'", at);
    }
    return dict != nullptr ? (*dict)->find(value) != nullptr : (*set)->has(value);
  }
  if (const auto* object = object_of(holder)) {
    const std::shared_ptr<Object> kept = *object;
    if (const auto answer = kept->contains(*this, value, at)) {
      return *answer;
    }
  } else if (sequence_items(holder) == nullptr) {
    raise("TypeError", "argument of type '" + type_name(holder) + "' is not iterable", at);
  }
  const auto over = iterator(holder, at);
  while (const auto item = over->next(*this, at)) {
    step(at);
    if (is_same(*item, value) || equal(*item, value, at)) {
      return true;
    }
  }
  return false;
}

}  // namespace unroll::python
