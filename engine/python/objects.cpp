// Owns what objects answer by default, and the small objects of the language: native functions,
// bound methods, properties, slices, modules.
#include <algorithm>

#include "python/function.hpp"
#include "python/language.hpp"
#include "python/state.hpp"

namespace unroll::python {

std::string_view symbol(Operator op) {
  switch (op) {
    case Operator::add:
      return "+";
    case Operator::subtract:
      return "-";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
    case Operator::floor_divide:
      return "//";
    case Operator::modulo:
      return "%";
    case Operator::power:
      return "** or pow()";
    case Operator::matmul:
      return "@";
    case Operator::bit_and:
      return "&";
    case Operator::bit_or:
      return "|";
    case Operator::bit_xor:
      return "^";
    case Operator::shift_left:
      return "<<";
    case Operator::shift_right:
      return ">>";
    case Operator::equal:
      return "==";
    case Operator::not_equal:
      return "!=";
    case Operator::less:
      return "<";
    case Operator::less_equal:
      return "<=";
    case Operator::greater:
      return ">";
    case Operator::greater_equal:
      return ">=";
    case Operator::negative:
      return "-";
    case Operator::positive:
      return "+";
    case Operator::invert:
      return "~";
  }
  return "?";
}

std::optional<Value> Object::attribute(Interpreter&, const std::string&, Span) {
  return std::nullopt;
}

void Object::set_attribute(Interpreter& in, const std::string& name, Value, Span at) {
  in.raise("AttributeError", "'" + type_name() + "' object has no attribute '" + name + "'", at);
}

Value Object::call(Interpreter& in, Arguments arguments) {
  in.raise("TypeError", "'" + type_name() + "' object is not callable", arguments.call);
}

Value Object::item(Interpreter& in, const Value&, Span at) {
  in.raise("TypeError", "'" + type_name() + "' object is not subscriptable", at);
}

void Object::set_item(Interpreter& in, const Value&, Value, Span at) {
  in.raise("TypeError", "'" + type_name() + "' object does not support item assignment", at);
}

std::optional<Value> Object::binary(Interpreter&, Operator, const Value&, bool, Span) {
  return std::nullopt;
}
std::optional<Value> Object::unary(Interpreter&, Operator, Span) { return std::nullopt; }

std::vector<Value> Object::iterate(Interpreter& in, Span at) {
  in.raise("TypeError", "'" + type_name() + "' object is not iterable", at);
}

namespace {

/// Goes through items that are there already.
class ItemsIterator : public Iterator {
 public:
  explicit ItemsIterator(std::vector<Value> items) : items_(std::move(items)) {}
  std::optional<Value> next(Interpreter&, Span) override {
    return at_ < items_.size() ? std::optional(items_[at_++]) : std::nullopt;
  }
  void give_up(std::vector<Value>& into) override {
    std::move(items_.begin(), items_.end(), std::back_inserter(into));
    items_.clear();
  }

 private:
  std::vector<Value> items_;
  std::size_t at_ = 0;
};

}  // namespace

std::shared_ptr<Iterator> Object::iterator(Interpreter& in, Span at) {
  return std::make_shared<ItemsIterator>(iterate(in, at));
}

std::int64_t Object::length(Interpreter& in, Span at) {
  in.raise("TypeError", "object of type '" + type_name() + "' has no len()", at);
}

bool Object::truth(Interpreter&, Span) { return true; }
std::optional<bool> Object::contains(Interpreter&, const Value&, Span) { return std::nullopt; }
std::shared_ptr<Class> Object::class_of() const { return nullptr; }
void Object::give_up(std::vector<Value>&) {}
std::string Object::repr(Interpreter&) { return "<" + type_name() + " object>"; }

// Iterator

std::optional<Value> Iterator::attribute(Interpreter&, const std::string& name, Span) {
  if (name == "__next__") {
    const auto self = std::static_pointer_cast<Iterator>(shared_from_this());
    return make_function(name, [self](Interpreter& in, const Arguments& arguments) -> Value {
      return self->need_next(in, arguments.call);
    });
  }
  if (name == "__iter__") {
    const auto self = shared_from_this();
    return make_function(name, [self](Interpreter&, const Arguments&) -> Value { return self; });
  }
  return std::nullopt;
}

Value Iterator::need_next(Interpreter& in, Span at) {
  if (auto value = next(in, at)) {
    return std::move(*value);
  }
  const Value returned = result();
  Raised stop =
      in.raised_with("StopIteration",
                     returned.is_none() ? std::vector<Value>{} : std::vector<Value>{returned}, at);
  stop.value.object<Instance>()->attributes["value"] = returned;
  throw Raised(std::move(stop));
}

std::vector<Value> Iterator::iterate(Interpreter& in, Span at) {
  std::vector<Value> items;
  while (auto value = next(in, at)) {
    in.step(at);
    in.spend(sizeof(Value), at);
    items.push_back(std::move(*value));
  }
  return items;
}

std::shared_ptr<Iterator> Iterator::iterator(Interpreter&, Span) {
  return std::static_pointer_cast<Iterator>(shared_from_this());
}

// Slice

std::optional<Value> Slice::attribute(Interpreter&, const std::string& name, Span) {
  return name == "start"  ? std::optional(from)
         : name == "stop" ? std::optional(to)
         : name == "step" ? std::optional(by)
                          : std::nullopt;
}

std::string Slice::repr(Interpreter& in) {
  return "slice(" + in.repr(from) + ", " + in.repr(to) + ", " + in.repr(by) + ")";
}

// NativeFunction, BoundMethod

std::optional<Value> NativeFunction::attribute(Interpreter&, const std::string& name, Span) {
  if (name == "__name__" || name == "__qualname__") {
    return Value(name_);
  }
  return std::nullopt;
}

std::string NativeFunction::repr(Interpreter&) { return "<built-in function " + name_ + ">"; }

std::optional<Value> BoundMethod::attribute(Interpreter& in, const std::string& name, Span at) {
  if (name == "__self__") {
    return self;
  }
  if (name == "__func__") {
    return Value(function);
  }
  return function->attribute(in, name, at);
}

Value BoundMethod::call(Interpreter& in, Arguments arguments) {
  arguments.given.insert(arguments.given.begin(), {"", self, arguments.call});
  return function->call(in, std::move(arguments));
}

std::string BoundMethod::repr(Interpreter& in) {
  const auto* of = dynamic_cast<const Function*>(function.get());
  return "<bound method " + (of == nullptr ? std::string("function") : of->qualified_name) +
         " of " + in.repr(self) + ">";
}

// Property, UnboundMember

std::optional<Value> Property::attribute(Interpreter&, const std::string& name, Span) {
  if (name != "setter" && name != "getter" && name != "deleter") {
    return std::nullopt;
  }
  const auto self = std::static_pointer_cast<Property>(shared_from_this());
  return make_function(name, [self, name](Interpreter& in, Arguments arguments) -> Value {
    const Taking taking(in, "property." + name, std::move(arguments), {"function"});
    const Value function = taking.need("function").value;
    const auto changed = name == "setter"   ? std::make_shared<Property>(self->get, function)
                         : name == "getter" ? std::make_shared<Property>(function, self->set)
                                            : self;
    return std::static_pointer_cast<Object>(changed);
  });
}

Value UnboundMember::call(Interpreter& in, Arguments arguments) {
  return in.call(function, std::move(arguments));
}

// Module

std::optional<Value> Module::find(std::string_view name) {
  if (const auto member = members.find(name); member != members.end()) {
    return member->second;
  }
  if (!later || std::ranges::find(later->names, name) == later->names.end()) {
    return std::nullopt;
  }
  return members.emplace(name, later->make(name)).first->second;
}

void Module::complete() {
  if (!later) {
    return;
  }
  for (const std::string_view name : later->names) {
    find(name);
  }
  later.reset();
}

std::optional<Value> Module::attribute(Interpreter& in, const std::string& name, Span at) {
  if (auto member = find(name)) {
    return member;
  }
  if (missing) {
    if (auto value = missing(in, name, at)) {
      return value;
    }
  }
  if (name == "__name__") {
    return Value(name_);
  }
  if (lacks_member(name_, name)) {
    return in.unknown(name_ + "." + name,
                      "`" + name_ + "." + name + "` is Python that is not understood here.", at);
  }
  return std::nullopt;
}

void Module::set_attribute(Interpreter&, const std::string& name, Value value, Span) {
  members[name] = std::move(value);
}

std::string Module::repr(Interpreter&) { return "<module '" + name_ + "'>"; }

}  // namespace unroll::python
