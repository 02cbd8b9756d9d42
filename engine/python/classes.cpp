// Owns classes and instances: the order of bases, members and hooks, the making of instances, and
// `super()`.
#include <algorithm>

#include "python/function.hpp"
#include "python/state.hpp"
#include "python/super.hpp"

namespace unroll::python {
namespace {

using Order = std::vector<std::shared_ptr<const Class>>;

/// C3: the next class is the first one that stands in no list's tail. Nothing where there is none.
std::optional<Order> merge(std::vector<Order> lists) {
  Order result;
  while (true) {
    std::erase_if(lists, [](const Order& list) { return list.empty(); });
    if (lists.empty()) {
      return result;
    }
    std::shared_ptr<const Class> next;
    for (const Order& list : lists) {
      const auto in_tail = [&](const Order& other) {
        return std::find(other.begin() + 1, other.end(), list.front()) != other.end();
      };
      if (std::none_of(lists.begin(), lists.end(), in_tail)) {
        next = list.front();
        break;
      }
    }
    if (!next) {
      return std::nullopt;
    }
    result.push_back(next);
    for (Order& list : lists) {
      if (list.front() == next) {
        list.erase(list.begin());
      }
    }
  }
}

std::optional<Order> merged_bases(const Class& type) {
  std::vector<Order> lists;
  Order bases;
  for (const auto& base : type.bases) {
    lists.push_back(base->order());
    bases.push_back(base);
  }
  lists.push_back(std::move(bases));
  return merge(std::move(lists));
}

/// A member as it looks from an instance (or from its class, where `instance` is nothing).
Value bound_member(Interpreter& in, const Value& member, const std::optional<Value>& instance,
                   const Value& type, Span at) {
  if (const auto property = member.object<Property>(); property && instance) {
    Arguments arguments;
    arguments.call = at;
    arguments.given.push_back({"", *instance, at});
    return in.call(property->get, std::move(arguments));
  }
  if (const auto unbound = member.object<UnboundMember>()) {
    if (!unbound->to_class) {
      return unbound->function;
    }
    if (const auto* function = unbound->function.as<std::shared_ptr<Object>>()) {
      return std::static_pointer_cast<Object>(std::make_shared<BoundMethod>(type, *function));
    }
    return unbound->function;
  }
  if (!instance) {
    return member;
  }
  const auto* object = member.as<std::shared_ptr<Object>>();
  if (object != nullptr && (dynamic_cast<const Function*>(object->get()) != nullptr ||
                            dynamic_cast<const NativeFunction*>(object->get()) != nullptr)) {
    return std::static_pointer_cast<Object>(std::make_shared<BoundMethod>(*instance, *object));
  }
  return member;
}

/// Whether reading the member asks it for the value: a descriptor of the program.
bool is_descriptor(const std::optional<Value>& member, const char* method) {
  const auto instance = member ? member->object<Instance>() : nullptr;
  return instance && instance->type->find(method).has_value();
}

Value self_value(Object& object) { return object.shared_from_this(); }

}  // namespace

const Order& Class::order() const {
  if (order_.empty()) {
    const auto self = std::static_pointer_cast<const Class>(shared_from_this());
    const auto bases_order = merged_bases(*this);
    // The class itself is not kept in its own list: it would never be let go.
    order_.push_back(std::shared_ptr<const Class>(std::shared_ptr<const Class>(), self.get()));
    if (bases_order) {
      order_.insert(order_.end(), bases_order->begin(), bases_order->end());
    }
  }
  return order_;
}

bool Class::has_order() const { return merged_bases(*this).has_value(); }

std::optional<Value> Class::find(std::string_view name) const {
  for (const auto& type : order()) {
    if (const auto member = type->members.find(name); member != type->members.end()) {
      return member->second;
    }
  }
  return std::nullopt;
}

bool Class::derives_from(const Class& other) const {
  const auto& all = order();
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& type) { return type.get() == &other; });
}

bool Class::is_open() const {
  const auto& all = order();
  return std::any_of(all.begin(), all.end(),
                     [](const auto& type) { return !type->unknown_bases.empty(); });
}

namespace {

bool is_dunder(std::string_view name) { return name.starts_with("__") && name.ends_with("__"); }

/// What a class with an unknown base may have under a name.
std::optional<Value> open_attribute(Interpreter& in, const Class& type, const std::string& name,
                                    Span at) {
  if (!type.is_open() || is_dunder(name)) {
    return std::nullopt;
  }
  return in.unknown(type.name() + "." + name, "A base of `" + type.name() + "` is not known here.",
                    at);
}

}  // namespace

std::optional<Value> Class::attribute(Interpreter& in, const std::string& name, Span at) {
  if (const auto member = find(name)) {
    return bound_member(in, *member, std::nullopt, self_value(*this), at);
  }
  if (name == "__name__" || name == "__qualname__") {
    return Value(name_);
  }
  if (name == "__module__") {
    return Value(module);
  }
  if (name == "__doc__") {
    return doc.empty() ? Value() : Value(doc);
  }
  if (name == "__bases__" || name == "__mro__") {
    std::vector<Value> items;
    for (const auto& type : order()) {
      if (name == "__mro__" || std::find(bases.begin(), bases.end(), type) != bases.end()) {
        items.emplace_back(std::static_pointer_cast<Object>(std::const_pointer_cast<Class>(
            type.get() == this ? std::static_pointer_cast<const Class>(shared_from_this())
                               : type)));
      }
    }
    if (name == "__mro__" || items.empty()) {
      items.emplace_back(std::static_pointer_cast<Object>(in.builtin_class("object")));
    }
    return make_tuple(std::move(items));
  }
  return open_attribute(in, *this, name, at);
}

void Class::set_attribute(Interpreter& in, const std::string& name, Value value, Span) {
  members[name] = std::move(value);
  in.state().track(self_value(*this));
}

std::shared_ptr<Instance> new_instance(Interpreter& in, const std::shared_ptr<Class>& type,
                                       const Arguments& arguments) {
  auto instance = std::make_shared<Instance>(type);
  if (const auto* first = type->hook(&Class::prepare)) {
    (*first)(in, instance, arguments);
  }
  const auto* make = type->hook(&Class::construct);
  if (make != nullptr && !instance->plain) {
    // What can be changed is filled by `__init__`.
    Arguments none;
    none.call = arguments.call;
    instance->plain = (*make)(in, type->find("__init__") ? std::move(none) : arguments);
  }
  return instance;
}

const Value& plain_value(const Value& value) {
  const auto* object = value.as<std::shared_ptr<Object>>();
  const auto* instance = object == nullptr ? nullptr : dynamic_cast<const Instance*>(object->get());
  return instance != nullptr && instance->plain ? *instance->plain : value;
}

Value Class::call(Interpreter& in, Arguments arguments) {
  if (construct) {
    return construct(in, std::move(arguments));
  }
  const Span at = arguments.call;
  const auto self = std::static_pointer_cast<Class>(shared_from_this());
  std::shared_ptr<Instance> instance;
  if (const auto make = find("__new__")) {
    Arguments given = arguments;
    given.given.insert(given.given.begin(), {"", self_value(*this), at});
    const auto unbound = make->object<UnboundMember>();
    const Value made = in.call(unbound ? unbound->function : *make, std::move(given));
    instance = made.object<Instance>();
    if (!instance || !instance->type->derives_from(*this)) {
      return made;
    }
  } else {
    instance = new_instance(in, self, arguments);
  }
  const auto init = find("__init__");
  if (!init) {
    const bool taken = hook(&Class::prepare) != nullptr || instance->plain || find("__new__");
    if (!arguments.given.empty() && !taken && !is_open()) {
      in.raise("TypeError", name_ + "() takes no arguments", at);
    }
    return std::static_pointer_cast<Object>(instance);
  }
  arguments.given.insert(arguments.given.begin(),
                         {"", std::static_pointer_cast<Object>(instance), at});
  in.call(*init, std::move(arguments));
  return std::static_pointer_cast<Object>(instance);
}

std::string Class::repr(Interpreter&) {
  return "<class '" + (module.empty() || module == "builtins" ? "" : module + ".") + name_ + "'>";
}

std::shared_ptr<Class> Class::class_of() const { return nullptr; }

namespace {

/// The members of an enumeration, by their names; null for other classes.
std::shared_ptr<Dict> members_of(const Class& type) {
  const auto members = type.find("_member_map_");
  const auto* dict = members ? members->as<std::shared_ptr<Dict>>() : nullptr;
  return dict == nullptr ? nullptr : *dict;
}

}  // namespace

Value Class::item(Interpreter& in, const Value& index, Span at) {
  if (const auto entries = members_of(*this)) {
    return plain_item(in, entries, index, at);
  }
  if (const auto make = find("__class_getitem__")) {
    Arguments arguments;
    arguments.call = at;
    arguments.given = {{"", self_value(*this), at}, {"", index, at}};
    const auto unbound = make->object<UnboundMember>();
    return in.call(unbound ? unbound->function : *make, std::move(arguments));
  }
  if (construct || is_open()) {
    return self_value(*this);  // `list[int]`, `Generic[T]`: a hint
  }
  in.raise("TypeError", "type '" + name_ + "' is not subscriptable", at);
}

std::vector<Value> Class::iterate(Interpreter& in, Span at) {
  const auto entries = members_of(*this);
  if (!entries) {
    return Object::iterate(in, at);
  }
  std::vector<Value> items;
  for (const auto& entry : entries->entries()) {
    items.push_back(entry.value);
  }
  return items;
}

std::int64_t Class::length(Interpreter& in, Span at) {
  const auto entries = members_of(*this);
  return entries ? static_cast<std::int64_t>(entries->size()) : Object::length(in, at);
}

// Instance

std::optional<Value> Instance::attribute(Interpreter& in, const std::string& name, Span at) {
  const Value self = self_value(*this);
  const auto member = type->find(name);
  if (member && member->object<Property>()) {
    return bound_member(in, *member, self, Value(std::static_pointer_cast<Object>(type)), at);
  }
  if (is_descriptor(member, "__get__")) {
    return in.call_method(*member, "__get__", {self, Value(std::static_pointer_cast<Object>(type))},
                          at);
  }
  if (const auto* ask = type->hook(&Class::get)) {
    if (auto value = (*ask)(in, std::static_pointer_cast<Instance>(shared_from_this()), name, at)) {
      return value;
    }
  }
  if (const auto own = attributes.find(name); own != attributes.end()) {
    return own->second;
  }
  // `self.__dict__ = self`, which configurations are fond of.
  if (const auto dict = attributes.find("__dict__"); dict != attributes.end()) {
    if (const auto* entries = plain_value(dict->second).as<std::shared_ptr<Dict>>()) {
      if (const Value* value = (*entries)->find(name)) {
        return *value;
      }
    }
  }
  if (member) {
    return bound_member(in, *member, self, Value(std::static_pointer_cast<Object>(type)), at);
  }
  if (name == "__dict__") {
    auto dict = std::make_shared<Dict>();
    for (const auto& [key, value] : attributes) {
      dict->set(key, value);
    }
    return Value(dict);
  }
  if (name == "__doc__") {
    return type->attribute(in, name, at);
  }
  if (auto value = dunder(in, "__getattr__", {Value(name)}, at)) {
    return value;
  }
  return open_attribute(in, *type, name, at);
}

void Instance::set_attribute(Interpreter& in, const std::string& name, Value value, Span at) {
  if (const auto member = type->find(name)) {
    if (const auto property = member->object<Property>()) {
      if (property->set.is_none()) {
        in.raise("AttributeError",
                 "property '" + name + "' of '" + type->name() + "' object has no setter", at);
      }
      Arguments arguments;
      arguments.call = at;
      arguments.given = {{"", self_value(*this), at}, {"", std::move(value), at}};
      in.call(property->set, std::move(arguments));
      return;
    }
    if (is_descriptor(member, "__set__")) {
      in.call_method(*member, "__set__", {self_value(*this), std::move(value)}, at);
      return;
    }
  }
  if (const auto* tell = type->hook(&Class::set)) {
    (*tell)(in, std::static_pointer_cast<Instance>(shared_from_this()), name, value, at);
  }
  if (const auto dict = attributes.find("__dict__"); dict != attributes.end()) {
    in.set_item(dict->second, name, std::move(value), at);
    return;
  }
  attributes[name] = std::move(value);
  in.state().track(self_value(*this));
}

std::optional<Value> Instance::dunder(Interpreter& in, std::string_view name,
                                      std::vector<Value> arguments, Span at) {
  const auto member = type->find(name);
  if (!member || member->is_none()) {
    return std::nullopt;
  }
  Arguments given;
  given.call = at;
  if (member->object<UnboundMember>() == nullptr) {
    given.given.push_back({"", self_value(*this), at});
  }
  for (Value& argument : arguments) {
    given.given.push_back({"", std::move(argument), at});
  }
  return in.call(*member, std::move(given));
}

Value Instance::call(Interpreter& in, Arguments arguments) {
  const auto member = type->find("__call__");
  if (!member && type->is_open()) {
    return in.unknown(in.tree().source(arguments.call),
                      "A base of `" + type_name() + "` is not known here.", arguments.call);
  }
  if (!member) {
    in.raise("TypeError", "'" + type_name() + "' object is not callable", arguments.call);
  }
  arguments.given.insert(arguments.given.begin(), {"", self_value(*this), arguments.call});
  return in.call(*member, std::move(arguments));
}

Value Instance::item(Interpreter& in, const Value& index, Span at) {
  if (auto value = dunder(in, "__getitem__", {index}, at)) {
    return *value;
  }
  if (plain) {
    return in.item(*plain, index, at);
  }
  return Object::item(in, index, at);
}

void Instance::set_item(Interpreter& in, const Value& index, Value value, Span at) {
  if (!dunder(in, "__setitem__", {index, value}, at)) {
    Object::set_item(in, index, std::move(value), at);
  }
}

namespace {

struct OperatorNames {
  Operator op;
  std::string_view plain;
  std::string_view reflected;
};

constexpr OperatorNames operator_names[] = {
    {Operator::add, "__add__", "__radd__"},
    {Operator::subtract, "__sub__", "__rsub__"},
    {Operator::multiply, "__mul__", "__rmul__"},
    {Operator::divide, "__truediv__", "__rtruediv__"},
    {Operator::floor_divide, "__floordiv__", "__rfloordiv__"},
    {Operator::modulo, "__mod__", "__rmod__"},
    {Operator::power, "__pow__", "__rpow__"},
    {Operator::matmul, "__matmul__", "__rmatmul__"},
    {Operator::bit_and, "__and__", "__rand__"},
    {Operator::bit_or, "__or__", "__ror__"},
    {Operator::bit_xor, "__xor__", "__rxor__"},
    {Operator::shift_left, "__lshift__", "__rlshift__"},
    {Operator::shift_right, "__rshift__", "__rrshift__"},
    {Operator::equal, "__eq__", "__eq__"},
    {Operator::not_equal, "__ne__", "__ne__"},
    {Operator::less, "__lt__", "__gt__"},
    {Operator::less_equal, "__le__", "__ge__"},
    {Operator::greater, "__gt__", "__lt__"},
    {Operator::greater_equal, "__ge__", "__le__"},
    {Operator::negative, "__neg__", "__neg__"},
    {Operator::positive, "__pos__", "__pos__"},
    {Operator::invert, "__invert__", "__invert__"},
};

const OperatorNames& names_of(Operator op) {
  return *std::find_if(std::begin(operator_names), std::end(operator_names),
                       [&](const OperatorNames& names) { return names.op == op; });
}

}  // namespace

std::optional<Value> Instance::binary(Interpreter& in, Operator op, const Value& other,
                                      bool reflected, Span at) {
  const OperatorNames& names = names_of(op);
  auto result = dunder(in, reflected ? names.reflected : names.plain, {other}, at);
  if (!result && op == Operator::not_equal) {
    if (auto same = dunder(in, "__eq__", {other}, at)) {
      return Value(!in.truth(*same, at));
    }
  }
  if (result && result->object<NotImplemented>()) {
    return std::nullopt;
  }
  if (!result && plain) {
    const Value left = *plain;  // which a comparison may replace
    const Value& right = plain_value(other);
    return reflected ? in.binary(op, right, left, at) : in.binary(op, left, right, at);
  }
  return result;
}

std::optional<Value> Instance::unary(Interpreter& in, Operator op, Span at) {
  auto result = dunder(in, names_of(op).plain, {}, at);
  return !result && plain ? std::optional(in.unary(op, *plain, at)) : result;
}

std::vector<Value> Instance::iterate(Interpreter& in, Span at) {
  return iterator(in, at)->iterate(in, at);
}

namespace {

/// Goes through an object by its `__next__`, or by `__getitem__` with growing numbers.
class DunderIterator : public Iterator {
 public:
  DunderIterator(Value of, std::string method) : of_(std::move(of)), method_(std::move(method)) {}
  std::optional<Value> next(Interpreter& in, Span at) override {
    const bool by_item = method_ == "__getitem__";
    try {
      return in.call_method(of_, method_,
                            by_item ? std::vector<Value>{Dim(at_++)} : std::vector<Value>{}, at);
    } catch (const Raised& raised) {
      if (in.is_instance(raised.value,
                         *in.builtin_class(by_item ? "IndexError" : "StopIteration"))) {
        return std::nullopt;
      }
      throw;
    }
  }

 private:
  Value of_;
  std::string method_;
  std::int64_t at_ = 0;
};

}  // namespace

std::shared_ptr<Iterator> Instance::iterator(Interpreter& in, Span at) {
  if (auto over = dunder(in, "__iter__", {}, at)) {
    if (const auto instance = over->object<Instance>()) {
      return std::make_shared<DunderIterator>(*over, "__next__");
    }
    return in.iterator(*over, at);
  }
  if (type->find("__getitem__")) {
    return std::make_shared<DunderIterator>(self_value(*this), "__getitem__");
  }
  if (plain) {
    return in.iterator(*plain, at);
  }
  in.raise("TypeError", "'" + type_name() + "' object is not iterable", at);
}

std::int64_t Instance::length(Interpreter& in, Span at) {
  if (const auto value = dunder(in, "__len__", {}, at)) {
    return index_number(in, *value, "__len__", at);
  }
  if (plain) {
    return in.length(*plain, at);
  }
  return Object::length(in, at);
}

bool Instance::truth(Interpreter& in, Span at) {
  if (const auto value = dunder(in, "__bool__", {}, at)) {
    return in.truth(*value, at);
  }
  if (const auto value = dunder(in, "__len__", {}, at)) {
    return in.truth(*value, at);
  }
  return !plain || in.truth(*plain, at);
}

std::optional<bool> Instance::contains(Interpreter& in, const Value& value, Span at) {
  if (const auto answer = dunder(in, "__contains__", {value}, at)) {
    return in.truth(*answer, at);
  }
  return std::nullopt;
}

std::string Instance::repr(Interpreter& in) {
  if (const auto text = dunder(in, "__repr__", {}, in.statement())) {
    const auto* words = text->as<std::string>();
    return words == nullptr ? "" : *words;
  }
  if (plain) {
    return in.repr(*plain);
  }
  return "<" + (type->module.empty() ? "" : type->module + ".") + type->name() + " object>";
}

std::string Instance::str(Interpreter& in) {
  if (const auto text = dunder(in, "__str__", {}, in.statement())) {
    const auto* words = text->as<std::string>();
    return words == nullptr ? "" : *words;
  }
  return plain && !type->find("__repr__") ? in.str(*plain) : repr(in);
}

// super()

std::optional<Value> Super::attribute(Interpreter& in, const std::string& name, Span at) {
  const auto instance = self_.object<Instance>();
  const auto self_type = instance ? instance->type : self_.object<Class>();
  if (!self_type) {
    return std::nullopt;
  }
  const auto& order = self_type->order();
  auto from = std::find_if(order.begin(), order.end(),
                           [&](const auto& type) { return type.get() == after_.get(); });
  if (from != order.end()) {
    ++from;
  }
  for (; from != order.end(); ++from) {
    if (const auto member = (*from)->members.find(name); member != (*from)->members.end()) {
      const std::optional<Value> bound_to = instance ? std::optional(self_) : std::nullopt;
      return bound_member(in, member->second, bound_to, std::static_pointer_cast<Object>(self_type),
                          at);
    }
  }
  const auto& object = in.builtin_class("object")->members;
  if (const auto member = object.find(name); member != object.end()) {
    const std::optional<Value> bound_to = instance ? std::optional(self_) : std::nullopt;
    return bound_member(in, member->second, bound_to, std::static_pointer_cast<Object>(self_type),
                        at);
  }
  return open_attribute(in, *self_type, name, at);
}

}  // namespace unroll::python
