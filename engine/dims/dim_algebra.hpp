// Owns the inside of a symbolic size: its terms and atoms, and the checked arithmetic under them.
// Only this room's sources include it. Must not know axes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dims/dim.hpp"

namespace unroll {

/// Integers; each throws `Error("limit_size")` where the result leaves 64 bits.
[[nodiscard]] std::int64_t checked_add(std::int64_t a, std::int64_t b);
[[nodiscard]] std::int64_t checked_multiply(std::int64_t a, std::int64_t b);
/// Rounded towards minus infinity; throws `Error("division_by_zero")`.
[[nodiscard]] std::int64_t floor_divide(std::int64_t a, std::int64_t b);

/// A formula of more terms, factors or characters than this is refused: nobody can read it, and a
/// loop that squares a size would double its text at each turn.
inline constexpr std::size_t max_terms = 64;
inline constexpr std::size_t max_characters = 2000;
[[noreturn]] void formula_too_long();

enum class DimFunction : std::uint8_t { symbol, floor_div, mod, max, min };

/// A symbol, or a function of two sizes that does not multiply out.
struct DimAtom {
  DimFunction function = DimFunction::symbol;
  // The symbol's name, or the function's text, bracketed where it could be misread inside a
  // product: equal keys are equal atoms.
  std::string key;
  Dim a;
  Dim b;
};

using DimAtomPtr = std::shared_ptr<const DimAtom>;

/// coefficient * factors[0] * factors[1] * ...; factors sorted by key.
struct DimTerm {
  std::int64_t coefficient = 1;
  std::vector<DimAtomPtr> factors;

  /// `B*T`, without the coefficient.
  [[nodiscard]] std::string key() const;
};

/// terms + the Dim's own constant; terms have distinct keys and no zero coefficients.
struct DimExpression {
  std::vector<DimTerm> terms;
};

/// Reaches into Dim.
class DimAlgebra {
 public:
  static const std::vector<DimTerm>& terms(const Dim& dim);
  static std::int64_t constant(const Dim& dim) { return dim.constant_; }
  /// The terms and, unless it is 0, the constant as a term without factors.
  static std::vector<DimTerm> all_terms(const Dim& dim);

  static Dim make(std::int64_t constant, std::vector<DimTerm> terms, const Identities& ids);
  /// A size of one term; one without factors is a number.
  static Dim make(DimTerm term);
  static Dim atom(DimFunction function, const std::string& key, const Dim& a, const Dim& b,
                  const Identities& ids);
  /// Adds a term to a sum.
  static void add_term(std::vector<DimTerm>& terms, const DimTerm& term);

  static Dim apply(DimFunction function, const Dim& a, const Dim& b);

  /// The polynomial with `of(function, a, b)` put in place of each function, and `named(name)` in
  /// place of each symbol.
  template <typename Of, typename Named>
  static Dim rebuild(const Dim& dim, const Of& of, const Named& named) {
    Dim sum(dim.constant_);
    for (const DimTerm& term : terms(dim)) {
      Dim product(term.coefficient);
      for (const DimAtomPtr& factor : term.factors) {
        product = product * (factor->function == DimFunction::symbol
                                 ? named(factor->key)
                                 : of(factor->function, factor->a, factor->b));
      }
      sum = sum + product;
    }
    return sum;
  }

  /// The value of the polynomial with `named(name)` put in place of each symbol.
  template <typename Named>
  static Dim evaluate(const Dim& dim, const Named& named) {
    const auto of = [&](DimFunction function, const Dim& a, const Dim& b) {
      return apply(function, evaluate(a, named), evaluate(b, named));
    };
    return rebuild(dim, of, named);
  }
};

/// The same size with every rounded part brought to one form, floor((T+1)/2)-1 for floor((T-1)/2),
/// so that equal sizes have equal texts.
[[nodiscard]] Dim canonical(const Dim& dim);

}  // namespace unroll
