// Owns two small objects of classes: `super()` and `NotImplemented`. For the interpreter's own
// files.
#pragma once

#include "python/value.hpp"

namespace unroll::python {

/// `super()`: the members of the classes after one in the order of an instance's (or class's).
class Super : public Object {
 public:
  Super(std::shared_ptr<Class> after, Value self)
      : after_(std::move(after)), self_(std::move(self)) {}
  [[nodiscard]] std::string type_name() const override { return "super"; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;

 private:
  std::shared_ptr<Class> after_;
  Value self_;
};

/// What a dunder method answers when it does not know the other side.
class NotImplemented : public Object {
 public:
  [[nodiscard]] std::string type_name() const override { return "NotImplementedType"; }
  std::string repr(Interpreter&) override { return "NotImplemented"; }
};

}  // namespace unroll::python
