#include "python/builtin_objects.hpp"

#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {
namespace {

class RangeIterator : public Iterator {
 public:
  RangeIterator(std::int64_t from, std::int64_t count, std::int64_t by, Identities ids)
      : at_(from), left_(count), by_(by), ids_(ids) {}
  [[nodiscard]] std::string type_name() const override { return "range_iterator"; }
  std::optional<Value> next(Interpreter&, Span) override {
    if (left_ == 0) {
      return std::nullopt;
    }
    --left_;
    const std::int64_t value = at_;
    at_ += left_ == 0 ? 0 : by_;
    return Value(Dim(value, ids_));
  }

 private:
  std::int64_t at_;
  std::int64_t left_;
  std::int64_t by_;
  Identities ids_;
};

std::shared_ptr<Set> set_of(const std::vector<Value>& items) {
  auto set = std::make_shared<Set>();
  for (const Value& item : items) {
    if (hashable(item)) {
      set->add(item);
    }
  }
  return set;
}

}  // namespace

std::optional<Value> Range::attribute(Interpreter&, const std::string& name, Span) {
  return name == "start"  ? std::optional<Value>(from_)
         : name == "stop" ? std::optional<Value>(to_)
         : name == "step" ? std::optional<Value>(by_)
                          : std::nullopt;
}

std::int64_t Range::length(Interpreter& in, Span at) {
  const auto from = from_.value();
  const auto to = to_.value();
  const auto by = by_.value();
  if (!from || !to || !by) {
    in.raise("TypeError",
             "a range needs numbers, and `" + to_.text() +
                 "` is a size that is known only when the model runs",
             at);
  }
  const auto wide = [](std::int64_t number) { return static_cast<__int128>(number); };
  const __int128 distance = *by > 0 ? wide(*to) - wide(*from) : wide(*from) - wide(*to);
  const __int128 stride = *by > 0 ? wide(*by) : -wide(*by);
  const __int128 count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
  constexpr __int128 most = INT64_MAX;
  return static_cast<std::int64_t>(std::min(count, most));
}

Value Range::at_position(std::int64_t position) const {
  return Dim(*from_.value() + position * *by_.value());
}

Value Range::item(Interpreter& in, const Value& index, Span at) {
  const std::int64_t size = length(in, at);
  if (const auto slice = index.object<Slice>()) {
    constexpr std::int64_t longest = 1'000'000;
    std::vector<Value> items;
    for (const std::size_t position :
         slice_positions(in, *slice, static_cast<std::size_t>(std::min(size, longest)), at)) {
      items.push_back(at_position(static_cast<std::int64_t>(position)));
    }
    const Dim by = items.size() > 1 ? *items[1].as<Dim>() - *items[0].as<Dim>() : by_;
    const Dim from = items.empty() ? from_ : *items.front().as<Dim>();
    const Dim to = items.empty() ? from_ : *items.back().as<Dim>() + by;
    return std::static_pointer_cast<Object>(std::make_shared<Range>(from, to, by));
  }
  const std::int64_t number = index_number(in, index, "range", at);
  const std::int64_t from_start = number < 0 ? number + size : number;
  if (from_start < 0 || from_start >= size) {
    in.raise("IndexError", "range object index out of range", at);
  }
  return at_position(from_start);
}

std::shared_ptr<Iterator> Range::iterator(Interpreter& in, Span at) {
  const std::int64_t count = length(in, at);
  return std::make_shared<RangeIterator>(*from_.value(), count, *by_.value(), Identities());
}

std::vector<Value> Range::iterate(Interpreter& in, Span at) {
  return iterator(in, at)->iterate(in, at);
}

std::optional<bool> Range::contains(Interpreter& in, const Value& value, Span at) {
  const auto number = plain_number(value);
  if (!number || *number != static_cast<double>(static_cast<std::int64_t>(*number))) {
    return false;
  }
  const std::int64_t count = length(in, at);
  const std::int64_t offset = static_cast<std::int64_t>(*number) - *from_.value();
  const std::int64_t by = *by_.value();
  return offset % by == 0 && offset / by >= 0 && offset / by < count;
}

std::optional<Value> Range::binary(Interpreter& in, Operator op, const Value& other, bool,
                                   Span at) {
  if (const auto range = other.object<Range>();
      range && (op == Operator::equal || op == Operator::not_equal)) {
    const bool same = length(in, at) == range->length(in, at) &&
                      (length(in, at) == 0 ||
                       (from_ == range->from_ && (length(in, at) == 1 || by_ == range->by_)));
    return Value(same == (op == Operator::equal));
  }
  return std::nullopt;
}

std::string Range::repr(Interpreter&) {
  return "range(" + from_.text() + ", " + to_.text() + (by_.is(1) ? "" : ", " + by_.text()) + ")";
}

std::optional<Value> DictView::binary(Interpreter& in, Operator op, const Value& other,
                                      bool reflected, Span at) {
  const auto* items = sequence_items(other);
  const auto view = other.object<DictView>();
  const auto* set = other.as<std::shared_ptr<Set>>();
  if (items == nullptr && !view && set == nullptr) {
    return std::nullopt;
  }
  const Value mine = set_of(items_);
  const Value theirs = set != nullptr ? Value(*set) : Value(set_of(view ? view->items_ : *items));
  return reflected ? in.binary(op, theirs, mine, at) : in.binary(op, mine, theirs, at);
}

std::string DictView::repr(Interpreter& in) {
  return name_ + "(" + in.repr(make_list(items_)) + ")";
}

std::optional<Value> ComposedIterator::next(Interpreter& in, Span at) {
  if (ended_) {
    return std::nullopt;
  }
  auto value = next_(in, at);
  ended_ = !value;
  return value;
}

Value make_iterator(std::string name, ComposedIterator::Next next) {
  return std::static_pointer_cast<Object>(
      std::make_shared<ComposedIterator>(std::move(name), std::move(next)));
}

}  // namespace unroll::python
