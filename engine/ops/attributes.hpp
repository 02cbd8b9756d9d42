// Owns the attributes of an op: named plain data. Must not know which op has which.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dims/dim.hpp"
#include "tensors/dtype.hpp"
#include "tensors/tensor.hpp"

namespace unroll {

using Attribute =
    std::variant<bool, std::int64_t, double, std::string, DType, Dim, std::vector<std::int64_t>,
                 std::vector<Dim>, std::shared_ptr<const Tensor>>;

/// A few named attributes. An op's shape rule and kernel ask for them by the names in its row.
class Attributes {
 public:
  Attributes() = default;
  Attributes(std::initializer_list<std::pair<std::string_view, Attribute>> given) {
    for (const auto& [name, value] : given) set(name, value);
  }

  void set(std::string_view name, Attribute value);
  /// Null where it is not given.
  [[nodiscard]] const Attribute* find(std::string_view name) const;
  /// The attribute as a T; throws `std::logic_error` where it is missing or of another kind, which
  /// is a fault of the engine.
  template <typename T>
  [[nodiscard]] const T& get(std::string_view name) const {
    const Attribute* found = find(name);
    if (found == nullptr || !std::holds_alternative<T>(*found)) missing(name);
    return std::get<T>(*found);
  }
  /// The attribute as a T, or `otherwise`.
  template <typename T>
  [[nodiscard]] T get_or(std::string_view name, const T& otherwise) const {
    const Attribute* found = find(name);
    return found != nullptr && std::holds_alternative<T>(*found) ? std::get<T>(*found) : otherwise;
  }
  [[nodiscard]] const std::vector<std::pair<std::string, Attribute>>& all() const { return all_; }

 private:
  [[noreturn]] static void missing(std::string_view name);
  std::vector<std::pair<std::string, Attribute>> all_;
};

}  // namespace unroll
