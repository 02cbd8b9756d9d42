// Owns how a symbolic size is written. Equal texts are equal sizes: `==` compares them.
#include "dims/dim_text.hpp"

#include <algorithm>

#include "dims/dim_algebra.hpp"

namespace unroll {

namespace {

/// `2*T`; a remainder that stands alone goes without the brackets that a product needs: `T%2`.
std::string term_text(const DimTerm& term) {
  const std::string key = term.key();
  if (term.coefficient == 1 && term.factors.size() == 1 &&
      term.factors.front()->function == DimFunction::mod) {
    return key.substr(1, key.size() - 2);
  }
  const auto coefficient = static_cast<std::uint64_t>(term.coefficient);
  const std::uint64_t size = term.coefficient < 0 ? 0 - coefficient : coefficient;
  return size == 1 ? key : std::to_string(size) + '*' + key;
}

}  // namespace

/// What is added stands before what is taken away: `2*T+1`, `5-T`.
std::string Dim::text() const {
  std::vector<const DimTerm*> sorted;
  for (const DimTerm& term : DimAlgebra::terms(*this)) sorted.push_back(&term);
  std::sort(sorted.begin(), sorted.end(), [](const DimTerm* x, const DimTerm* y) {
    return std::pair(x->coefficient < 0, x->key()) < std::pair(y->coefficient < 0, y->key());
  });
  const bool constant_first = constant_ > 0 && !sorted.empty() && sorted.front()->coefficient < 0;
  std::string text = constant_first ? std::to_string(constant_) : "";
  for (const DimTerm* term : sorted) {
    if (term->coefficient < 0) {
      text += '-';
    } else if (!text.empty()) {
      text += '+';
    }
    text += term_text(*term);
  }
  if (!constant_first && (constant_ != 0 || text.empty())) {
    if (constant_ > 0 && !text.empty()) text += '+';
    text += std::to_string(constant_);
  }
  return text;
}

std::string dividend_text(const Dim& dim) {
  const auto terms = DimAlgebra::all_terms(dim);
  const bool plain = terms.empty() || (terms.size() == 1 && terms.front().coefficient > 0);
  return plain ? dim.text() : '(' + dim.text() + ')';
}

std::string divisor_text(const Dim& dim) {
  const auto terms = DimAlgebra::all_terms(dim);
  if (terms.size() == 1 && terms[0].factors.empty() && terms[0].coefficient > 0) return dim.text();
  if (terms.size() == 1 && terms[0].factors.size() == 1 && terms[0].coefficient == 1) {
    return terms[0].key();
  }
  return '(' + dim.text() + ')';
}

}  // namespace unroll
