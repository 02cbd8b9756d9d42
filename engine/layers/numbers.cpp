// Owns the reading of arguments that hold numbers. Must not know which layer has which.
#include "layers/numbers.hpp"

#include <algorithm>

namespace unroll::layers {

namespace {

/// Nested lists as they are read, row by row.
struct Rows {
  std::vector<std::int64_t> sizes;
  std::vector<float> values;

  /// Whether it is a number at this depth, or a list like the lists beside it.
  bool read(const Datum& datum, std::size_t depth) {
    if (const auto number = plain_number(datum)) {
      values.push_back(static_cast<float>(*number));
      return depth == sizes.size();
    }
    const DatumList* list = datum.list();
    if (list == nullptr) return false;
    const auto count = std::ssize(list->items);
    if (depth == sizes.size() && values.empty()) sizes.push_back(count);
    if (depth >= sizes.size() || sizes[depth] != count) return false;
    return std::ranges::all_of(list->items,
                               [&](const Datum& item) { return read(item, depth + 1); });
  }
};

}  // namespace

std::optional<double> plain_number(const Datum& datum) {
  if (const auto* real = datum.as<double>()) return *real;
  const auto* whole = datum.as<Dim>();
  if (whole == nullptr || !whole->value()) return std::nullopt;
  return static_cast<double>(*whole->value());
}

bool holds_numbers(const Datum& datum) {
  return datum.as<TensorRef>() != nullptr || Rows{}.read(datum, 0);
}

ValueId numbers(Tracing& trace, const Datum& datum) {
  if (const auto* tensor = datum.as<TensorRef>()) {
    if (trace.type(tensor->id).dtype == DType::float32) return tensor->id;
    return trace.apply("cast", {tensor->id}, {{"dtype", DType::float32}});
  }
  Rows rows;
  if (!rows.read(datum, 0)) {
    throw RuleError("numbers", "numbers are needed, got " + python_text(datum) + '.');
  }
  if (rows.sizes.empty()) return trace.number(rows.values.front());
  Tensor tensor(DType::float32, rows.sizes);
  std::ranges::copy(rows.values, tensor.as<float>().begin());
  return trace.apply("constant", {},
                     {{"tensor", std::make_shared<const Tensor>(std::move(tensor))}});
}

}  // namespace unroll::layers
