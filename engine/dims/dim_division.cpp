// Owns the division of symbolic sizes: what divides evenly leaves the rounding, so that
// (B*T-2*B) / (T-2) is B and 4*T // 2 is 2*T. Must not know axes.
#include <algorithm>
#include <numeric>
#include <optional>

#include "dims/dim_algebra.hpp"
#include "dims/dim_text.hpp"
#include "error.hpp"

namespace unroll {

namespace {

/// Whether `b` divides `a` without a rest.
bool divides(std::int64_t b, std::int64_t a) { return b == -1 || (b != 0 && a % b == 0); }

/// The factors without those of `by`; nothing where one of them is missing.
std::optional<std::vector<DimAtomPtr>> without(std::vector<DimAtomPtr> factors,
                                               const std::vector<DimAtomPtr>& by) {
  for (const DimAtomPtr& factor : by) {
    const auto found = std::find_if(factors.begin(), factors.end(),
                                    [&](const DimAtomPtr& f) { return f->key == factor->key; });
    if (found == factors.end()) return std::nullopt;
    factors.erase(found);
  }
  return factors;
}

/// The order of monomials by which polynomials are divided: the higher power of the first name
/// leads.
bool leads(const DimTerm& x, const DimTerm& y) {
  for (std::size_t i = 0; i < x.factors.size() && i < y.factors.size(); ++i) {
    const int order = x.factors[i]->key.compare(y.factors[i]->key);
    if (order != 0) return order < 0;
  }
  return x.factors.size() > y.factors.size();
}

DimTerm leading_term(const Dim& dim) {
  const auto all = DimAlgebra::all_terms(dim);
  return *std::min_element(all.begin(), all.end(), leads);
}

/// a / b where the division of the polynomials leaves no rest; b is not 0.
std::optional<Dim> exact_quotient(const Dim& a, const Dim& b) {
  const DimTerm divisor = leading_term(b);
  Dim rest = a;
  Dim quotient = 0;
  for (std::size_t step = 0; step < max_terms && !rest.is(0); ++step) {
    const DimTerm term = leading_term(rest);
    auto factors = without(term.factors, divisor.factors);
    if (!factors || !divides(divisor.coefficient, term.coefficient)) return std::nullopt;
    const Dim part = DimAlgebra::make(
        DimTerm{floor_divide(term.coefficient, divisor.coefficient), std::move(*factors)});
    quotient = quotient + part;
    rest = rest - part * b;
  }
  return rest.is(0) ? std::optional(quotient) : std::nullopt;
}

/// The sum with `factor` taken out of each term; nothing where one has it not.
std::optional<Dim> without_factor(const Dim& dim, const DimAtomPtr& factor) {
  Dim sum = 0;
  for (const DimTerm& term : DimAlgebra::all_terms(dim)) {
    auto factors = without(term.factors, {factor});
    if (!factors) return std::nullopt;
    sum = sum + DimAlgebra::make(DimTerm{term.coefficient, std::move(*factors)});
  }
  return sum;
}

/// A sum of symbols as its multiple of a number and what is left: 4*T+B over 2 is 2*T times 2 and
/// B.
struct Split {
  Dim multiple;
  Dim rest;
};

Split split_symbols(const Dim& dim, std::int64_t divisor) {
  Split parts;
  for (DimTerm term : DimAlgebra::terms(dim)) {
    const bool whole = divides(divisor, term.coefficient);
    if (whole) term.coefficient = floor_divide(term.coefficient, divisor);
    Dim& part = whole ? parts.multiple : parts.rest;
    part = part + DimAlgebra::make(std::move(term));
  }
  return parts;
}

Dim rounded(const Dim& a, const Dim& b) {
  return DimAlgebra::atom(DimFunction::floor_div,
                          "floor(" + dividend_text(a) + '/' + divisor_text(b) + ')', a, b, {});
}

/// What divides all symbols and the divisor goes out of both: floor((2*T+1) / 4) = floor(T / 2).
Dim rounded_by_number(const Dim& symbols, std::int64_t constant, std::int64_t divisor) {
  std::int64_t common = divisor;
  for (const DimTerm& term : DimAlgebra::terms(symbols)) {
    common = std::gcd(common, term.coefficient);
  }
  if (divisor < 0 || common <= 1) return rounded(symbols + constant, divisor);
  Dim rest = floor_divide(constant, common);
  for (DimTerm term : DimAlgebra::terms(symbols)) {
    term.coefficient /= common;
    rest = rest + DimAlgebra::make(std::move(term));
  }
  return rounded(rest, divisor / common);
}

/// floor((d*x + y) / d) = x + floor(y / d). A number stays with the symbols that are left, because
/// floor((T-3)/2)+1 is the form that people know.
Dim divided_by_number(const Dim& a, std::int64_t divisor) {
  const Split parts = split_symbols(a, divisor);
  const std::int64_t constant = DimAlgebra::constant(a);
  if (parts.rest.is(0)) return parts.multiple + floor_divide(constant, divisor);
  return parts.multiple + rounded_by_number(parts.rest, constant, divisor);
}

Dim divided_by_symbols(const Dim& a, const Dim& b) {
  if (const auto quotient = exact_quotient(a, b)) return *quotient;
  // 10*B / (3*B) is 10 / 3: a name in every term of both goes out of both.
  const DimTerm first = DimAlgebra::all_terms(b).front();
  for (const DimAtomPtr& factor : first.factors) {
    const auto above = without_factor(a, factor);
    const auto below = without_factor(b, factor);
    if (above && below) return floor_div(*above, *below);
  }
  return rounded(a, b);
}

}  // namespace

Dim floor_div(const Dim& a, const Dim& b) {
  const Identities ids = a.ids().with(b.ids());
  if (a.value() && b.value()) return {floor_divide(*a.value(), *b.value()), ids};
  if (a.is(0) || b.is(1)) return a.with_ids(ids);
  if (b.is(0)) return {floor_divide(1, 0)};
  const auto divisor = b.value();
  return (divisor ? divided_by_number(a, *divisor) : divided_by_symbols(a, b)).with_ids(ids);
}

Dim mod(const Dim& a, const Dim& b) {
  const Identities ids = a.ids().with(b.ids());
  const auto divisor = b.value();
  if (!divisor) return (a - floor_div(a, b) * b).with_ids(ids);
  const std::int64_t constant = DimAlgebra::constant(a);
  const std::int64_t rest_of_constant =
      constant - checked_multiply(floor_divide(constant, *divisor), *divisor);
  const Dim rest = split_symbols(a, *divisor).rest + rest_of_constant;
  if (rest.value()) return rest.with_ids(ids);
  return DimAlgebra::atom(DimFunction::mod, '(' + dividend_text(rest) + '%' + divisor_text(b) + ')',
                          rest, b, ids);
}

Dim canonical(const Dim& dim) {
  const auto of = [](DimFunction function, const Dim& a, const Dim& b) {
    const Dim above = canonical(a);
    const Dim below = canonical(b);
    const auto divisor = below.value();
    if (function != DimFunction::floor_div || !divisor) {
      return DimAlgebra::apply(function, above, below);
    }
    const std::int64_t whole = floor_divide(DimAlgebra::constant(above), *divisor);
    return floor_div(above - checked_multiply(whole, *divisor), below) + whole;
  };
  return DimAlgebra::rebuild(dim, of,
                             [](const std::string& name) { return Dim::symbol(name, {}); });
}

}  // namespace unroll
