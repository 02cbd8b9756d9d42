// Owns one size: a number or a symbolic expression, and the identities that it is made of.
// Must not know axes, shapes or the text of the program.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dims/identity.hpp"

namespace unroll {

/// Sizes of symbols, by name: `{"B": 2, "T": 10}`.
using Bindings = std::map<std::string, std::int64_t, std::less<>>;

struct DimExpression;
class DimAlgebra;

/// An integer expression over named symbols, kept in one normal form (a sum of products), so that
/// `B*T == T*B` and `(T-3)+3 == T`. Value semantics; cheap to copy. Arithmetic that leaves 64 bits
/// throws `Error("limit_size")`; so does a formula that has become too long to follow.
class Dim {
 public:
  /// Zero.
  Dim() = default;
  /// A plain number. Not explicit, so that rules can write `d + 1`.
  Dim(std::int64_t value) : constant_(value) {}  // NOLINT(google-explicit-constructor)
  Dim(std::int64_t value, const Identities& ids) : constant_(value), ids_(ids) {}
  /// The size of an axis that the program leaves open.
  static Dim symbol(std::string_view name, const Identities& ids);

  /// The number, or nothing where a symbol is left in it.
  [[nodiscard]] std::optional<std::int64_t> value() const;
  [[nodiscard]] bool is_symbolic() const { return expression_ != nullptr; }
  [[nodiscard]] bool is(std::int64_t number) const { return !expression_ && constant_ == number; }

  [[nodiscard]] const Identities& ids() const { return ids_; }
  [[nodiscard]] Dim with_ids(const Identities& ids) const;
  /// The same size that also names `other`'s identities; left open where both are.
  [[nodiscard]] Dim also(const Dim& other) const;
  /// The same size, left open by a layer's arguments: Keras prints None for it, and for all that is
  /// computed from it, and lets no weight have it.
  [[nodiscard]] Dim left_open() const { return with_ids(ids_.with_left_open(true)); }
  /// Whether Keras has no number for it: a symbol is in it, or something that was left open.
  [[nodiscard]] bool is_open() const { return is_symbolic() || ids_.left_open(); }

  /// `32`, `B`, `2*T+1`, `floor((T-3)/2)+1`.
  [[nodiscard]] std::string text() const;
  /// The number that this becomes; throws `Error("unbound")` where a symbol has no size.
  [[nodiscard]] std::int64_t bind(const Bindings& bindings) const;
  /// Puts `value` in place of the symbol `name`.
  [[nodiscard]] Dim replace(std::string_view name, const Dim& value) const;
  /// Adds the names of the symbols in it to `into`, in alphabetical order.
  void symbols(std::map<std::string, bool, std::less<>>& into) const;

  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a);
  /// Rounded towards minus infinity, as Python's `//`; throws `Error("division_by_zero")`.
  friend Dim floor_div(const Dim& a, const Dim& b);
  /// Python's `%`.
  friend Dim mod(const Dim& a, const Dim& b);
  friend Dim max(const Dim& a, const Dim& b);
  friend Dim min(const Dim& a, const Dim& b);
  /// Whether both are the same size for every binding (identities do not count).
  friend bool operator==(const Dim& a, const Dim& b);

 private:
  friend class DimAlgebra;
  std::int64_t constant_ = 0;
  std::shared_ptr<const DimExpression> expression_;  // null for a plain number
  Identities ids_;
};

Dim floor_div(const Dim& a, const Dim& b);
Dim mod(const Dim& a, const Dim& b);
Dim max(const Dim& a, const Dim& b);
Dim min(const Dim& a, const Dim& b);

/// Whether the sizes differ for every binding of the symbols to numbers above 0, as far as that can
/// be told: 10*B and 12*B do, T and 3 may be equal.
[[nodiscard]] bool never_equal(const Dim& a, const Dim& b);

}  // namespace unroll
