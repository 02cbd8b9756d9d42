// Owns the way from the brackets behind a tensor to slices of its axes.
#include "python/tensor_subscript.hpp"

#include <algorithm>

namespace unroll::python {

namespace {

/// `from:to:by` on an axis of size `size`, as Python counts; an open size is taken as large enough.
void add_slice(TensorSubscript& subscript, Keras& keras, Interpreter& in, const Slice& slice,
               const Dim& size, Span at) {
  const std::int64_t step = slice.by.is_none() ? 1 : keras.need_integer(in, slice.by, at);
  if (step == 0) in.raise("ValueError", "slice step cannot be zero", at);
  const auto bound = [&](const Value& given, const Dim& otherwise, const Dim& low,
                         const Dim& high) {
    if (given.is_none()) return otherwise;
    Dim place = keras.need_size(in, given, at);
    if (const auto number = place.value(); number && *number < 0) place = size + place;
    // Numbers are held within the axis; what depends on an open size is taken to be.
    if (place.value() && low.value()) place = max(place, low);
    if (place.value() && high.value()) place = min(place, high);
    return place;
  };
  Dim start;
  Dim count;
  if (step > 0) {
    start = bound(slice.from, 0, 0, size);
    const Dim stop = bound(slice.to, size, 0, size);
    count = floor_div(stop - start + Dim(step - 1), step);
  } else {
    start = bound(slice.from, size - 1, -1, size - 1);
    const Dim stop = bound(slice.to, -1, -1, size - 1);
    count = floor_div(start - stop + Dim(-step - 1), -step);
  }
  if (const auto number = count.value(); number && *number < 0) count = 0;
  const bool whole = slice.from.is_none() && slice.to.is_none() && step == 1;
  subscript.starts.push_back(start);
  subscript.counts.push_back(whole ? size : count);
  subscript.steps.push_back(step);
}

void add_whole(TensorSubscript& subscript, const Dim& size) {
  subscript.starts.emplace_back(0);
  subscript.counts.push_back(size);
  subscript.steps.push_back(1);
}

void add_index(TensorSubscript& subscript, Interpreter& in, const Dim& index, const Dim& size,
               std::int64_t axis, Span at) {
  Dim place = index;
  if (const auto number = index.value(); number && *number < 0) place = size + index;
  if (const auto number = place.value()) {
    if (*number < 0 || (size.value() && *number >= *size.value())) {
      in.raise("IndexError",
               "index " + index.text() + " is out of bounds for axis " + std::to_string(axis) +
                   " with size " + size.text(),
               at);
    }
  }
  subscript.starts.push_back(place);
  subscript.counts.emplace_back(1);
  subscript.steps.push_back(1);
  subscript.dropped.push_back(axis);
}

}  // namespace

TensorSubscript sort_out(Keras& keras, Interpreter& in, const Shape& shape, const Value& index,
                         Span at) {
  std::vector<Value> parts;
  if (const auto* tuple = index.as<std::shared_ptr<Tuple>>()) {
    parts = (*tuple)->items;
  } else {
    parts = {index};
  }
  const auto uses_axis = [](const Value& part) {
    return !part.is_none() && part.object<Ellipsis>() == nullptr;
  };
  const auto used = static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), uses_axis));
  if (used > shape.size()) {
    in.raise("IndexError",
             "too many indices: the tensor has " + std::to_string(shape.size()) + " axes, got " +
                 std::to_string(used),
             at);
  }
  if (std::none_of(parts.begin(), parts.end(),
                   [](const Value& part) { return part.object<Ellipsis>() != nullptr; })) {
    parts.emplace_back(std::shared_ptr<Object>(std::make_shared<Ellipsis>()));
  }
  TensorSubscript subscript;
  std::int64_t result = 0;  // axes of the result so far
  for (const Value& part : parts) {
    const auto axis = subscript.starts.size();
    if (part.is_none()) {
      subscript.added.push_back(result++);
    } else if (part.object<Ellipsis>() != nullptr) {
      for (std::size_t i = 0; i < shape.size() - used; ++i, ++result) {
        add_whole(subscript, shape[axis + i].size);
      }
    } else if (const auto slice = part.object<Slice>()) {
      add_slice(subscript, keras, in, *slice, shape[axis].size, at);
      ++result;
    } else if (keras.find_tensor(part) || part.as<std::shared_ptr<List>>() != nullptr) {
      subscript.taken.push_back(
          {static_cast<std::int64_t>(axis), result++, keras.need_tensor(in, part, at)});
      add_whole(subscript, shape[axis].size);
    } else {
      add_index(subscript, in, keras.need_size(in, part, at), shape[axis].size,
                static_cast<std::int64_t>(axis), at);
    }
  }
  return subscript;
}

}  // namespace unroll::python
