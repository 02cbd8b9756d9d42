// Owns reading and writing the items of a tensor. A tensor's items are ops of the graph; an array
// of the program that has been written into has its numbers at hand, and gives and takes them
// there.
#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <string>

#include "ops/cast.hpp"
#include "python/array_text.hpp"
#include "python/keras.hpp"
#include "python/state.hpp"
#include "python/tensor_subscript.hpp"

namespace unroll::python {

namespace {

constexpr std::int64_t most_own_bytes = 64 << 20;
/// So many items are read or written in the time of a step of the program.
constexpr std::size_t places_of_a_step = 16;

/// The items of an array that a subscript picks.
struct Picked {
  std::vector<std::int64_t> sizes;   ///< of the result
  std::vector<std::int64_t> places;  ///< in the array, in the order of the result
};

/// Goes through the axes of an array and multiplies what they pick.
class Picking {
 public:
  explicit Picking(std::span<const std::int64_t> sizes) : strides_(sizes.size(), 1) {
    for (std::size_t i = sizes.size(); i-- > 1;) strides_[i - 1] = strides_[i] * sizes[i];
  }
  [[nodiscard]] std::int64_t stride(std::size_t axis) const { return strides_[axis]; }
  /// Another axis of the result, with these steps into the array.
  void axis(const std::vector<std::int64_t>& steps) {
    picked.sizes.push_back(std::ssize(steps));
    multiply(steps);
  }
  void multiply(const std::vector<std::int64_t>& steps) {
    std::vector<std::int64_t> places;
    places.reserve(picked.places.size() * steps.size());
    for (const std::int64_t place : picked.places) {
      for (const std::int64_t step : steps) places.push_back(place + step);
    }
    picked.places = std::move(places);
  }
  Picked picked{{}, {0}};

 private:
  std::vector<std::int64_t> strides_;
};

/// `visit(numbers)` with the numbers of a tensor, or of a constant one, in their own type.
template <typename AnyTensor, typename Visit>
auto with_numbers(AnyTensor& tensor, const Visit& visit) {
  switch (tensor.dtype()) {
    case DType::int32:
      return visit(tensor.template as<std::int32_t>());
    case DType::bool_:
      return visit(tensor.template as<std::uint8_t>());
    case DType::float32:
      break;
  }
  return visit(tensor.template as<float>());
}

std::vector<std::int64_t> whole_numbers(const Tensor& tensor) {
  return with_numbers(tensor, [](const auto& numbers) {
    std::vector<std::int64_t> whole;
    for (const auto number : numbers) {
      whole.push_back(ops::element(static_cast<double>(number), std::int32_t{}));
    }
    return whole;
  });
}

std::vector<std::int64_t> sizes_of(const Tensor& tensor) {
  return {tensor.sizes().begin(), tensor.sizes().end()};
}

/// The items where a mask over the first axes is true.
Picked pick_where(Interpreter& in, const Tensor& mask, std::span<const std::int64_t> sizes,
                  Span at) {
  if (mask.rank() > std::ssize(sizes) ||
      !std::ranges::equal(mask.sizes(), sizes.first(static_cast<std::size_t>(mask.rank())))) {
    in.raise("IndexError", "boolean index did not match the sizes of the indexed array", at);
  }
  const std::vector<std::int64_t> flags = whole_numbers(mask);
  const auto rest = sizes.subspan(static_cast<std::size_t>(mask.rank()));
  const auto each = std::accumulate(rest.begin(), rest.end(), std::int64_t{1}, std::multiplies<>{});
  Picked picked;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    for (std::int64_t k = 0; flags[i] != 0 && k < each; ++k) {
      picked.places.push_back(static_cast<std::int64_t>(i) * each + k);
    }
  }
  picked.sizes.push_back(std::ranges::count_if(flags, [](std::int64_t flag) { return flag != 0; }));
  picked.sizes.insert(picked.sizes.end(), rest.begin(), rest.end());
  return picked;
}

/// What lists of indices pick that stand beside each other: the n-th of each list together.
struct Together {
  std::vector<std::int64_t> steps;  ///< into the array
  std::vector<std::int64_t> sizes;  ///< of a list
};

Together pick_together(Keras& keras, Interpreter& in, const TensorSubscript& subscript,
                       const Picking& picking, std::span<const std::int64_t> sizes, Span at) {
  Together together;
  for (const TensorSubscript::Taken& list : subscript.taken) {
    const auto tensor = keras.evaluate(in, list.indices, at);
    std::vector<std::int64_t> indices = whole_numbers(*tensor);
    const bool first = &list == &subscript.taken.front();
    if (first) together = {std::vector<std::int64_t>(indices.size()), sizes_of(*tensor)};
    if (indices.size() == 1) indices.assign(together.steps.size(), indices.front());
    if (indices.size() != together.steps.size()) {
      in.raise("IndexError", "shape mismatch: indexing arrays could not be broadcast together", at);
    }
    const std::int64_t size = sizes[static_cast<std::size_t>(list.axis)];
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const std::int64_t place = indices[i] < 0 ? indices[i] + size : indices[i];
      if (place < 0 || place >= size) {
        in.raise("IndexError",
                 "index " + std::to_string(indices[i]) + " is out of bounds for axis " +
                     std::to_string(list.axis) + " with size " + std::to_string(size),
                 at);
      }
      together.steps[i] += place * picking.stride(static_cast<std::size_t>(list.axis));
    }
  }
  return together;
}

/// The items that a subscript picks; nothing where sizes are open, or lists of indices stand apart.
std::optional<Picked> pick(Keras& keras, Interpreter& in, const TensorSubscript& subscript,
                           std::span<const std::int64_t> sizes, Span at) {
  const auto& taken = subscript.taken;
  if (!taken.empty() && taken.back().axis - taken.front().axis >= std::ssize(taken)) return {};
  Picking picking(sizes);
  const Together together = pick_together(keras, in, subscript, picking, sizes, at);
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    const auto start = subscript.starts[axis].value();
    const auto count = subscript.counts[axis].value();
    if (!start || !count) return {};
    const auto number = static_cast<std::int64_t>(axis);
    if (!taken.empty() && number >= taken.front().axis && number <= taken.back().axis) {
      if (number != taken.front().axis) continue;
      picking.multiply(together.steps);
      auto& result = picking.picked.sizes;
      result.insert(result.end(), together.sizes.begin(), together.sizes.end());
      continue;
    }
    std::vector<std::int64_t> steps(static_cast<std::size_t>(*count));
    for (std::size_t i = 0; i < steps.size(); ++i) {
      steps[i] =
          (*start + static_cast<std::int64_t>(i) * subscript.steps[axis]) * picking.stride(axis);
    }
    if (std::ranges::count(subscript.dropped, number) > 0) {
      picking.multiply(steps);
    } else {
      picking.axis(steps);
    }
  }
  Picked picked = std::move(picking.picked);
  for (const std::int64_t position : subscript.added) {
    picked.sizes.insert(picked.sizes.begin() + position, 1);
  }
  return picked;
}

/// Where the items of a tensor of `from` sizes go that is spread over `to`; raises as NumPy does.
std::vector<std::size_t> spread(Interpreter& in, std::span<const std::int64_t> from,
                                std::span<const std::int64_t> to, Span at) {
  const auto text = [](std::span<const std::int64_t> sizes) {
    Shape shape;
    for (const std::int64_t size : sizes) shape.push_back({Dim(size)});
    return keras_text(shape);
  };
  // Leading axes of size 1 more than there are here are dropped.
  auto kept = from;
  while (kept.size() > to.size() && kept.front() == 1) kept = kept.subspan(1);
  bool fits = kept.size() <= to.size();
  for (std::size_t i = 1; fits && i <= kept.size(); ++i) {
    const std::int64_t size = kept[kept.size() - i];
    fits = size == 1 || size == to[to.size() - i];
  }
  if (!fits) {
    in.raise("ValueError",
             "could not broadcast input array from shape " + text(from) + " into shape " + text(to),
             at);
  }
  std::vector<std::size_t> sources = {0};
  const std::size_t lead = to.size() - kept.size();
  for (std::size_t axis = 0; axis < to.size(); ++axis) {
    const std::int64_t size = axis < lead ? 1 : kept[axis - lead];
    std::vector<std::size_t> next;
    next.reserve(sources.size() * static_cast<std::size_t>(to[axis]));
    for (const std::size_t source : sources) {
      for (std::int64_t i = 0; i < to[axis]; ++i) {
        next.push_back(source * static_cast<std::size_t>(size) +
                       static_cast<std::size_t>(size == 1 ? 0 : i));
      }
    }
    sources = std::move(next);
  }
  return sources;
}

/// Whether something in a subscript is not known here.
bool is_open(const Value& index) {
  if (const auto* parts = sequence_items(index)) return std::ranges::any_of(*parts, is_open);
  const auto slice = index.object<Slice>();
  return is_unknown(index) ||
         (slice && (is_open(slice->from) || is_open(slice->to) || is_open(slice->by)));
}

/// The sizes of an array that may be held here whole, all known.
std::optional<std::vector<std::int64_t>> known_sizes(const TensorType& type) {
  std::vector<std::int64_t> sizes;
  for (const Axis& axis : type.shape) {
    const auto size = axis.size.value();
    if (!size) return std::nullopt;
    sizes.push_back(*size);
  }
  const auto bytes = checked_bytes(sizes, type.dtype);
  return bytes && *bytes <= most_own_bytes ? std::optional(sizes) : std::nullopt;
}

/// The mask that a subscript is: a tensor of truth values, or a list of them.
std::optional<ValueId> mask_of(Keras& keras, Interpreter& in, const Value& index, Span at) {
  const auto* list = index.as<std::shared_ptr<List>>();
  const bool flags =
      list != nullptr && !(*list)->items.empty() && (*list)->items.front().as<bool>() != nullptr;
  const auto mask =
      flags ? std::optional(keras.need_tensor(in, index, at)) : keras.find_tensor(index);
  const bool truth = mask && keras.graph().value(*mask).type.dtype == DType::bool_;
  return truth ? mask : std::nullopt;
}

/// Whether an item is taken of the numbers, not by an op: by two lists of indices, which NumPy
/// takes together, or a single one of an array that is small enough to compute it for that.
bool is_taken_of_numbers(Keras& keras, const TensorType& type, const Value& index) {
  const auto is_list = [&](const Value& part) {
    return part.as<std::shared_ptr<List>>() != nullptr || keras.find_tensor(part).has_value();
  };
  const auto is_whole = [](const Value& part) { return part.as<Dim>() != nullptr; };
  const auto* tuple = index.as<std::shared_ptr<Tuple>>();
  const std::vector<Value> parts = tuple == nullptr ? std::vector{index} : (*tuple)->items;
  if (std::ranges::count_if(parts, is_list) > 1) return true;
  constexpr std::int64_t most_numbers = 1 << 19;
  return parts.size() == type.shape.size() && std::ranges::all_of(parts, is_whole) &&
         element_count(type.shape).value().value_or(most_numbers + 1) <= most_numbers;
}

/// The items of an array that `index` picks; nothing where that is not known here.
std::optional<Picked> picked_by(Keras& keras, Interpreter& in, const TensorType& type,
                                const Value& index, Span at) {
  const auto sizes = known_sizes(type);
  if (!sizes || is_open(index)) return std::nullopt;
  if (const auto mask = mask_of(keras, in, index, at)) {
    return pick_where(in, *keras.evaluate(in, *mask, at), *sizes, at);
  }
  return pick(keras, in, sort_out(keras, in, type.shape, index, at), *sizes, at);
}

}  // namespace

Value plain_item(const Tensor& numbers, std::int64_t place) {
  const auto at = static_cast<std::size_t>(place);
  switch (numbers.dtype()) {
    case DType::int32:
      return Dim(numbers.as<std::int32_t>()[at]);
    case DType::bool_:
      return numbers.as<std::uint8_t>()[at] != 0;
    case DType::float32:
      break;
  }
  // The double that is written alike: NumPy's own arrays are of doubles.
  return Float{std::strtod(scalar_text(numbers.as<float>()[at]).c_str(), nullptr), {}};
}

bool TensorObject::make_own(Interpreter& in, Span at) {
  if (own_) return true;
  const auto numbers = keras_.evaluate(in, id_, at);
  const std::int64_t bytes = std::ssize(numbers->view().bytes());
  if (!in.state().has_room(bytes)) return false;
  in.spend(bytes, at);
  auto own = std::make_shared<Tensor>(numbers->clone());
  const ValueId made =
      keras_.apply(in, "constant", {}, {{"tensor", std::shared_ptr<const Tensor>(own)}}, at);
  id_ = made;
  own_ = std::move(own);
  return true;
}

void TensorObject::set_item(Interpreter& in, const Value& index, Value value, Span at) {
  const unroll::Value& held = keras_.graph().value(id_);
  if (kind != TensorKind::numpy || held.symbolic) {
    return Object::set_item(in, index, std::move(value), at);
  }
  const auto picked =
      is_unknown(value) ? std::nullopt : picked_by(keras_, in, held.type, index, at);
  if (!picked) return in.skip(at, "what it writes is not here, so the array stays as it was");
  in.step(at, picked->places.size() / places_of_a_step);
  const auto number = plain_number(value);
  // What is written may be this array itself.
  const auto from = number ? nullptr : keras_.evaluate(in, keras_.need_tensor(in, value, at), at);
  if (!make_own(in, at)) return in.skip(at, "the array is too large to be written into here");
  if (number) {
    with_numbers(*own_, [&]<typename T>(std::span<T> to) {
      for (const std::int64_t place : picked->places) {
        to[static_cast<std::size_t>(place)] = ops::element(*number, T{});
      }
    });
    return;
  }
  const auto sources = spread(in, from->sizes(), picked->sizes, at);
  with_numbers(*own_, [&]<typename T>(std::span<T> to) {
    with_numbers(*from, [&](const auto& numbers) {
      for (std::size_t i = 0; i < sources.size(); ++i) {
        to[static_cast<std::size_t>(picked->places[i])] =
            ops::element(static_cast<double>(numbers[sources[i]]), T{});
      }
    });
  });
}

std::optional<Value> TensorObject::own_item(Interpreter& in, const Value& index, Span at) {
  const unroll::Value& held = keras_.graph().value(id_);
  if (kind != TensorKind::numpy || held.symbolic) return std::nullopt;
  if (!own_ && !mask_of(keras_, in, index, at) && !is_taken_of_numbers(keras_, held.type, index)) {
    return std::nullopt;
  }
  const auto picked = picked_by(keras_, in, held.type, index, at);
  if (!picked) return std::nullopt;
  in.step(at, picked->places.size() / places_of_a_step);
  const std::shared_ptr<const Tensor> numbers = own_ ? own_ : keras_.evaluate(in, id_, at);
  if (picked->sizes.empty()) return plain_item(*numbers, picked->places.front());
  Tensor part(numbers->dtype(), picked->sizes);
  const auto width = static_cast<std::size_t>(element_bytes(numbers->dtype()));
  const auto from = numbers->view().bytes();
  const auto to = part.view().bytes();
  for (std::size_t i = 0; i < picked->places.size(); ++i) {
    const auto place = static_cast<std::size_t>(picked->places[i]) * width;
    std::ranges::copy(from.subspan(place, width), to.subspan(i * width, width).begin());
  }
  const auto tensor = std::make_shared<const Tensor>(std::move(part));
  return keras_.tensor(keras_.apply(in, "constant", {}, {{"tensor", tensor}}, at), kind);
}

Value TensorObject::item(Interpreter& in, const Value& index, Span at) {
  if (auto item = own_item(in, index, at)) return *item;
  const ValueId whole = id();
  const Shape shape = keras_.graph().value(whole).type.shape;
  TensorSubscript subscript = sort_out(keras_, in, shape, index, at);
  std::vector<ValueId> inputs = {whole};
  for (const auto& taken : subscript.taken) inputs.push_back(taken.indices);
  ValueId result = whole;
  const auto apply = [&] {
    result = keras_.apply(in, "get_item", {result},
                          {{"starts", std::move(subscript.starts)},
                           {"counts", std::move(subscript.counts)},
                           {"steps", std::move(subscript.steps)},
                           {"dropped", std::move(subscript.dropped)}},
                          at);
    if (!subscript.added.empty()) {
      result =
          keras_.apply(in, "expand_dims", {result}, {{"axes", std::move(subscript.added)}}, at);
    }
    for (const auto& taken : subscript.taken) {
      result = keras_.apply(in, "take", {result, taken.indices}, {{"axis", taken.result}}, at);
    }
    return std::vector{result};
  };
  const auto arguments = [&] {
    return std::vector<GivenDatum>{{"x", TensorRef{whole}, at},
                                   {"key", keras_.to_datum(in, index, at), at}};
  };
  keras_.at_place(in, at, [&] { keras_.tracer().operation("GetItem", inputs, apply, arguments); });
  return kind == TensorKind::numpy ? keras_.tensor(result, kind) : keras_.tensor(result);
}

}  // namespace unroll::python
