// Owns the objects that Python's builtins make: ranges, views of dicts, and the iterators of
// `enumerate`, `zip`, `map` and `filter`. For the interpreter's own files.
#pragma once

#include <vector>

#include "python/interpreter.hpp"

namespace unroll::python {

/// `range(from, to, by)`
class Range : public Object {
 public:
  Range(Dim from, Dim to, Dim by)
      : from_(std::move(from)), to_(std::move(to)), by_(std::move(by)) {}
  [[nodiscard]] std::string type_name() const override { return "range"; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  Value item(Interpreter& in, const Value& index, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::shared_ptr<Iterator> iterator(Interpreter& in, Span at) override;
  std::int64_t length(Interpreter& in, Span at) override;
  bool truth(Interpreter& in, Span at) override { return length(in, at) > 0; }
  std::optional<bool> contains(Interpreter& in, const Value& value, Span at) override;
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override;
  std::string repr(Interpreter& in) override;

 private:
  [[nodiscard]] Value at_position(std::int64_t position) const;
  Dim from_;
  Dim to_;
  Dim by_;
};

/// `d.keys()`, `d.values()`, `d.items()` as they are when asked for.
class DictView : public Object {
 public:
  DictView(std::string name, std::vector<Value> items)
      : name_(std::move(name)), items_(std::move(items)) {}
  [[nodiscard]] std::string type_name() const override { return name_; }
  std::vector<Value> iterate(Interpreter&, Span) override { return items_; }
  std::int64_t length(Interpreter&, Span) override {
    return static_cast<std::int64_t>(items_.size());
  }
  bool truth(Interpreter&, Span) override { return !items_.empty(); }
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override;
  std::string repr(Interpreter& in) override;

 private:
  std::string name_;
  std::vector<Value> items_;
};

/// Takes its items from others, one by one.
class ComposedIterator : public Iterator {
 public:
  using Next = std::function<std::optional<Value>(Interpreter&, Span)>;
  ComposedIterator(std::string name, Next next) : name_(std::move(name)), next_(std::move(next)) {}
  [[nodiscard]] std::string type_name() const override { return name_; }
  std::optional<Value> next(Interpreter& in, Span at) override;

 private:
  std::string name_;
  Next next_;
  bool ended_ = false;
};

[[nodiscard]] Value make_iterator(std::string name, ComposedIterator::Next next);

}  // namespace unroll::python
