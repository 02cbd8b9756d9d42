// Owns the building of sums of terms, with their limits. Must not know what they are the size of.
#include "dims/dim_algebra.hpp"

#include "error.hpp"

namespace unroll {

namespace {

[[noreturn]] void too_large() {
  throw Error("limit_size", "a size leaves the range of 64-bit integers");
}

}  // namespace

void formula_too_long() {
  throw Error("limit_size", "the formula of a size has become too long to follow");
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) too_large();
  return result;
}

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) too_large();
  return result;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  if (b == 0) throw Error("division_by_zero", "integer division by zero");
  if (b == -1) return checked_multiply(a, -1);
  const std::int64_t quotient = a / b;
  return (a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

std::string DimTerm::key() const {
  std::string text;
  for (const DimAtomPtr& factor : factors) {
    if (!text.empty()) text += '*';
    text += factor->key;
  }
  return text;
}

const std::vector<DimTerm>& DimAlgebra::terms(const Dim& dim) {
  static const std::vector<DimTerm> none;
  return dim.expression_ ? dim.expression_->terms : none;
}

std::vector<DimTerm> DimAlgebra::all_terms(const Dim& dim) {
  std::vector<DimTerm> all = terms(dim);
  if (dim.constant_ != 0) all.push_back({dim.constant_, {}});
  return all;
}

Dim DimAlgebra::make(std::int64_t constant, std::vector<DimTerm> terms, const Identities& ids) {
  std::erase_if(terms, [](const DimTerm& term) { return term.coefficient == 0; });
  std::size_t characters = 0;
  for (const DimTerm& term : terms) {
    for (const DimAtomPtr& factor : term.factors) characters += factor->key.size() + 1;
  }
  if (terms.size() > max_terms || characters > max_characters) formula_too_long();
  Dim result(constant, ids);
  if (!terms.empty()) {
    result.expression_ = std::make_shared<const DimExpression>(DimExpression{std::move(terms)});
  }
  return result;
}

Dim DimAlgebra::make(DimTerm term) {
  if (term.factors.empty()) return {term.coefficient};
  return make(0, {std::move(term)}, {});
}

Dim DimAlgebra::atom(DimFunction function, const std::string& key, const Dim& a, const Dim& b,
                     const Identities& ids) {
  DimTerm term;
  term.factors.push_back(std::make_shared<const DimAtom>(DimAtom{function, key, a, b}));
  return make(0, {std::move(term)}, ids);
}

void DimAlgebra::add_term(std::vector<DimTerm>& terms, const DimTerm& term) {
  const std::string key = term.key();
  for (DimTerm& present : terms) {
    if (present.key() == key) {
      present.coefficient = checked_add(present.coefficient, term.coefficient);
      return;
    }
  }
  terms.push_back(term);
}

Dim DimAlgebra::apply(DimFunction function, const Dim& a, const Dim& b) {
  switch (function) {
    case DimFunction::floor_div:
      return floor_div(a, b);
    case DimFunction::mod:
      return mod(a, b);
    case DimFunction::max:
      return max(a, b);
    case DimFunction::min:
      return min(a, b);
    case DimFunction::symbol:
      break;
  }
  return a;
}

}  // namespace unroll
