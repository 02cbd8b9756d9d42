#include "python/ordering.hpp"

#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {

bool less(Interpreter& in, const Value& a, const Value& b, Span at) {
  in.step(at);
  return in.truth(in.binary(Operator::less, a, b, at), at);
}

namespace {

struct Keyed {
  Value key;
  std::size_t position = 0;
};

/// Merges by hand: `std::stable_sort` may not be given an order that is none, and the program's may
/// be.
void merge_sort(Interpreter& in, std::vector<Keyed>& items, bool reversed, Span at) {
  std::vector<Keyed> other(items.size());
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    for (std::size_t from = 0; from < items.size(); from += 2 * width) {
      const std::size_t middle = std::min(from + width, items.size());
      const std::size_t to = std::min(from + 2 * width, items.size());
      std::size_t a = from;
      std::size_t b = middle;
      for (std::size_t k = from; k < to; ++k) {
        const bool take_b =
            a == middle || (b < to && (reversed ? less(in, items[a].key, items[b].key, at)
                                                : less(in, items[b].key, items[a].key, at)));
        other[k] = std::move(take_b ? items[b++] : items[a++]);
      }
    }
    items.swap(other);
  }
}

}  // namespace

void sort_values(Interpreter& in, std::vector<Value>& items, const Value& key, bool reversed,
                 Span at) {
  std::vector<Keyed> keyed;
  keyed.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (key.is_none()) {
      keyed.push_back({items[i], i});
      continue;
    }
    Arguments arguments;
    arguments.call = at;
    arguments.given.push_back({"", items[i], at});
    keyed.push_back({in.call(key, std::move(arguments)), i});
  }
  merge_sort(in, keyed, reversed, at);
  std::vector<Value> sorted;
  sorted.reserve(items.size());
  for (const Keyed& one : keyed) {
    sorted.push_back(items[one.position]);
  }
  items = std::move(sorted);
}

}  // namespace unroll::python
