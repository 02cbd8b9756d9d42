// Owns what an argument of a layer or of a call may be, apart from any language that wrote it.
// Must not know Python values, graphs or which layer has which argument.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dims/dim.hpp"
#include "dims/span.hpp"
#include "tensors/initializers.hpp"

namespace unroll {

using ValueId = std::int32_t;   ///< a tensor of the graph
using LayerId = std::int32_t;   ///< a layer, bare op or model of the graph
using WeightId = std::int32_t;  ///< a weight of a layer
using CallId = std::int32_t;    ///< one call of a layer
inline constexpr std::int32_t no_id = -1;

struct TensorRef {
  ValueId id = no_id;
};
struct LayerRef {
  LayerId id = no_id;
};

/// Something of the program that only its own language can use: a function, an object. `text` is
/// how it is shown.
struct Opaque {
  std::shared_ptr<const void> held;
  std::string text;
};

struct Datum;

/// `from:to:by` in a subscript; None where left out.
struct DatumSlice;
/// `...` in a subscript.
struct DatumEllipsis {};

struct DatumList {
  std::vector<Datum> items;
  bool tuple = false;
};
struct DatumDict {
  std::vector<std::pair<std::string, Datum>> items;
};

/// None, a truth value, an integer with its origin, a number, a text, a tensor, a layer, an
/// initialiser, a list, a dict, a part of a subscript, or an opaque thing.
struct Datum {
  std::variant<std::monostate, bool, Dim, double, std::string, TensorRef, LayerRef, Initializer,
               std::shared_ptr<const DatumList>, std::shared_ptr<const DatumDict>,
               std::shared_ptr<const DatumSlice>, DatumEllipsis, Opaque>
      held;

  Datum() = default;
  template <typename T>
    requires(!std::is_same_v<std::decay_t<T>, Datum>)
  Datum(T&& value) : held(std::forward<T>(value)) {}  // NOLINT(google-explicit-constructor)

  template <typename T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&held);
  }
  [[nodiscard]] bool is_none() const { return std::holds_alternative<std::monostate>(held); }
  /// The items of a list or tuple, or null.
  [[nodiscard]] const DatumList* list() const {
    const auto* found = as<std::shared_ptr<const DatumList>>();
    return found == nullptr ? nullptr : found->get();
  }
  [[nodiscard]] const DatumDict* dict() const {
    const auto* found = as<std::shared_ptr<const DatumDict>>();
    return found == nullptr ? nullptr : found->get();
  }

  [[nodiscard]] const DatumSlice* slice() const {
    const auto* found = as<std::shared_ptr<const DatumSlice>>();
    return found == nullptr ? nullptr : found->get();
  }

  static Datum of_list(std::vector<Datum> items, bool tuple = false);
  static Datum of_tensors(const std::vector<ValueId>& ids);
};

struct DatumSlice {
  Datum from;
  Datum to;
  Datum by;
};

/// An argument of a call, in the order of the text; `name` is empty for a positional one.
struct GivenDatum {
  std::string name;
  Datum value;
  Span span;
};

/// As Python source: `32`, `'tanh'`, `None`, `(10, 20)`.
[[nodiscard]] std::string python_text(const Datum& datum);

/// The tensors in it, depth first; dicts by sorted key, as Keras flattens them.
void collect_tensors(const Datum& datum, std::vector<ValueId>& into);
[[nodiscard]] std::vector<ValueId> tensors_of(const Datum& datum);

/// The same structure with every tensor replaced.
[[nodiscard]] Datum replace_tensors(const Datum& datum,
                                    const std::function<ValueId(ValueId)>& replacement);

}  // namespace unroll
