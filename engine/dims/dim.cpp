// Owns what can be done with a size: arithmetic, comparison, putting numbers in place of symbols.
// Must not know axes.
#include "dims/dim.hpp"

#include <algorithm>
#include <vector>

#include "dims/dim_algebra.hpp"
#include "error.hpp"

namespace unroll {

Dim Dim::symbol(std::string_view name, const Identities& ids) {
  return DimAlgebra::atom(DimFunction::symbol, std::string(name), 0, 0, ids);
}

std::optional<std::int64_t> Dim::value() const {
  return expression_ ? std::nullopt : std::optional(constant_);
}

Dim Dim::with_ids(const Identities& ids) const {
  Dim copy = *this;
  copy.ids_ = ids;
  return copy;
}

Dim Dim::also(const Dim& other) const {
  const bool both_left_open = ids_.left_open() && other.ids_.left_open();
  return with_ids(ids_.with(other.ids_).with_left_open(both_left_open));
}

std::int64_t Dim::bind(const Bindings& bindings) const {
  if (!expression_) return constant_;
  const Dim bound = DimAlgebra::evaluate(*this, [&](const std::string& name) {
    const auto found = bindings.find(name);
    if (found == bindings.end()) throw Error("unbound", "the size " + name + " has no number yet");
    return Dim(found->second);
  });
  return bound.constant_;
}

Dim Dim::replace(std::string_view name, const Dim& value) const {
  std::map<std::string, bool, std::less<>> names;
  symbols(names);
  if (names.find(name) == names.end()) return *this;
  return DimAlgebra::evaluate(*this,
                              [&](const std::string& symbol_name) {
                                return symbol_name == name ? value : Dim::symbol(symbol_name, {});
                              })
      .with_ids(ids_.with(value.ids_));
}

void Dim::symbols(std::map<std::string, bool, std::less<>>& into) const {
  for (const DimTerm& term : DimAlgebra::terms(*this)) {
    for (const DimAtomPtr& factor : term.factors) {
      if (factor->function == DimFunction::symbol) {
        into.emplace(factor->key, true);
      } else {
        factor->a.symbols(into);
        factor->b.symbols(into);
      }
    }
  }
}

Dim operator+(const Dim& a, const Dim& b) {
  std::vector<DimTerm> terms = DimAlgebra::terms(a);
  for (const DimTerm& term : DimAlgebra::terms(b)) DimAlgebra::add_term(terms, term);
  return DimAlgebra::make(checked_add(DimAlgebra::constant(a), DimAlgebra::constant(b)),
                          std::move(terms), a.ids().with(b.ids()));
}

Dim operator-(const Dim& a) { return Dim(-1) * a; }

Dim operator-(const Dim& a, const Dim& b) { return a + (-b); }

namespace {

DimTerm product_of(const DimTerm& left, const DimTerm& right) {
  DimTerm product;
  product.coefficient = checked_multiply(left.coefficient, right.coefficient);
  product.factors = left.factors;
  product.factors.insert(product.factors.end(), right.factors.begin(), right.factors.end());
  if (product.factors.size() > max_terms) formula_too_long();
  std::sort(product.factors.begin(), product.factors.end(),
            [](const DimAtomPtr& x, const DimAtomPtr& y) { return x->key < y->key; });
  return product;
}

}  // namespace

Dim operator*(const Dim& a, const Dim& b) {
  std::vector<DimTerm> terms;
  std::int64_t constant = 0;
  for (const DimTerm& left : DimAlgebra::all_terms(a)) {
    for (const DimTerm& right : DimAlgebra::all_terms(b)) {
      DimTerm product = product_of(left, right);
      if (product.factors.empty()) {
        constant = product.coefficient;
      } else {
        DimAlgebra::add_term(terms, product);
      }
    }
  }
  return DimAlgebra::make(constant, std::move(terms), a.ids().with(b.ids()));
}

namespace {

/// max or min of two sizes whose order is open; max(a, b) and max(b, a) are one.
Dim choice(DimFunction function, const std::string& name, const Dim& a, const Dim& b) {
  const bool swap = std::pair(!a.is_symbolic(), a.text()) > std::pair(!b.is_symbolic(), b.text());
  const Dim& first = swap ? b : a;
  const Dim& second = swap ? a : b;
  return DimAlgebra::atom(function, name + '(' + first.text() + ", " + second.text() + ')', first,
                          second, {});
}

}  // namespace

Dim max(const Dim& a, const Dim& b) {
  const Identities ids = a.ids().with(b.ids());
  if (const auto difference = (a - b).value()) return (*difference >= 0 ? a : b).with_ids(ids);
  return choice(DimFunction::max, "max", a, b).with_ids(ids);
}

Dim min(const Dim& a, const Dim& b) {
  const Identities ids = a.ids().with(b.ids());
  if (const auto difference = (a - b).value()) return (*difference <= 0 ? a : b).with_ids(ids);
  return choice(DimFunction::min, "min", a, b).with_ids(ids);
}

bool operator==(const Dim& a, const Dim& b) {
  if (!a.expression_ && !b.expression_) return a.constant_ == b.constant_;
  if (!a.expression_ || !b.expression_) return false;
  if (a.expression_ == b.expression_) return a.constant_ == b.constant_;
  const std::string x = a.text();
  const std::string y = b.text();
  if (x == y) return true;
  const auto rounds = [](const std::string& text) {
    return text.find("floor(") != std::string::npos;
  };
  return rounds(x) && rounds(y) && canonical(a).text() == canonical(b).text();
}

bool never_equal(const Dim& a, const Dim& b) {
  const auto terms = DimAlgebra::all_terms(a - b);
  return !terms.empty() && std::all_of(terms.begin(), terms.end(), [&](const DimTerm& term) {
    return (term.coefficient < 0) == (terms.front().coefficient < 0) &&
           std::all_of(term.factors.begin(), term.factors.end(), [](const DimAtomPtr& factor) {
             return factor->function == DimFunction::symbol;
           });
  });
}

}  // namespace unroll
