// Owns the reading of einsum's equations and the shapes that they give.
#include "ops/equation.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace unroll::ops {

namespace {

/// The labels of the axes that `...` stands for, from the last one backwards; above every letter.
constexpr Label first_unnamed = 256;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// One term as letters, and where `...` stands in it.
struct Term {
  std::string letters;
  std::optional<std::size_t> unnamed_at;
};

[[noreturn]] void refuse(std::string_view equation, const std::string& why) {
  throw Error("einsum", "the equation \"" + std::string(equation) + "\" " + why);
}

Term parse_term(std::string_view text, std::string_view equation) {
  Term term;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_letter(text[i])) {
      term.letters += text[i];
    } else if (text.substr(i, 3) == "..." && !term.unnamed_at) {
      term.unnamed_at = term.letters.size();
      i += 2;
    } else {
      refuse(equation, "may hold letters, commas, one `->` and one `...` in each term");
    }
  }
  return term;
}

std::vector<Term> parse_terms(std::string_view text, std::string_view equation) {
  std::vector<Term> terms;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    terms.push_back(parse_term(text.substr(from, to - from), equation));
    from = to + 1;
  }
  return terms;
}

/// The labels of a term whose `...` stands for `unnamed` axes.
Labels labels_of(const Term& term, std::size_t unnamed) {
  Labels labels;
  const auto add_unnamed = [&] {
    for (std::size_t i = unnamed; i > 0; --i) {
      labels.push_back(first_unnamed + static_cast<Label>(i - 1));
    }
  };
  for (std::size_t i = 0; i < term.letters.size(); ++i) {
    if (term.unnamed_at == i) add_unnamed();
    labels.push_back(static_cast<Label>(term.letters[i]));
  }
  if (term.unnamed_at == term.letters.size()) add_unnamed();
  return labels;
}

/// The unnamed axes, then the letters that stand once.
Term implied_result(const std::vector<Term>& operands) {
  std::map<char, int> counts;
  Term result;
  for (const Term& term : operands) {
    for (const char letter : term.letters) ++counts[letter];
    if (term.unnamed_at) result.unnamed_at = 0;
  }
  for (const auto& [letter, count] : counts) {
    if (count == 1) result.letters += letter;
  }
  return result;
}

bool has(const Labels& labels, Label label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

}  // namespace

std::string label_name(Label label) {
  return label < first_unnamed ? std::string(1, static_cast<char>(label)) : "...";
}

Equation parse_equation(std::string_view text, const std::vector<std::size_t>& ranks) {
  std::string plain;
  std::copy_if(text.begin(), text.end(), std::back_inserter(plain),
               [](char c) { return c != ' '; });
  const std::size_t arrow = plain.find("->");
  const auto terms = parse_terms(std::string_view(plain).substr(0, arrow), text);
  if (terms.size() != ranks.size()) {
    refuse(text, "has " + std::to_string(terms.size()) + " operands, got " +
                     std::to_string(ranks.size()));
  }
  const Term result = arrow == std::string::npos
                          ? implied_result(terms)
                          : parse_term(std::string_view(plain).substr(arrow + 2), text);
  Equation equation;
  std::size_t most = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::size_t named = terms[i].letters.size();
    if (terms[i].unnamed_at ? ranks[i] < named : ranks[i] != named) {
      refuse(text, "names " + std::to_string(named) + " axes of operand " + std::to_string(i + 1) +
                       ", which has " + std::to_string(ranks[i]));
    }
    if (terms[i].unnamed_at) most = std::max(most, ranks[i] - named);
    equation.operands.push_back(labels_of(terms[i], ranks[i] - named));
  }
  if (most > 0 && !result.unnamed_at) refuse(text, "has `...` in an operand but not in its result");
  equation.result = labels_of(result, most);
  for (const Label label : equation.result) {
    if (std::count(equation.result.begin(), equation.result.end(), label) > 1) {
      refuse(text, "names `" + label_name(label) + "` twice in its result");
    }
    if (std::none_of(equation.operands.begin(), equation.operands.end(),
                     [&](const Labels& operand) { return has(operand, label); })) {
      refuse(text, "has `" + label_name(label) + "` in its result alone");
    }
  }
  return equation;
}

Equation tensordot_equation(std::size_t left_rank, std::size_t right_rank,
                            const Integers& left_axes, const Integers& right_axes) {
  Equation equation{{Labels(left_rank), Labels(right_rank)}, {}};
  Labels& left = equation.operands[0];
  Labels& right = equation.operands[1];
  for (std::size_t i = 0; i < left_rank; ++i) left[i] = 'a' + static_cast<Label>(i);
  for (std::size_t i = 0; i < right_rank; ++i) right[i] = 'a' + static_cast<Label>(left_rank + i);
  for (std::size_t i = 0; i < left_axes.size(); ++i) {
    right[*find_axis(right_rank, right_axes[i])] = left[*find_axis(left_rank, left_axes[i])];
  }
  for (const Label label : left) {
    if (!has(right, label)) equation.result.push_back(label);
  }
  for (const Label label : right) {
    if (!has(left, label)) equation.result.push_back(label);
  }
  return equation;
}

Shape result_shape(const Equation& equation, std::span<const TensorType> operands) {
  std::map<Label, Axis> axes;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    for (std::size_t j = 0; j < equation.operands[i].size(); ++j) {
      const Label label = equation.operands[i][j];
      const Axis& axis = operands[i].shape[j];
      const auto [found, fresh] = axes.try_emplace(label, axis);
      if (fresh) continue;
      const auto joined = broadcast(Shape{found->second}, Shape{axis});
      if (!joined) {
        throw Error("einsum", "the axis `" + label_name(label) + "` has size " +
                                  found->second.size.text() + " in one operand and " +
                                  axis.size.text() + " in another");
      }
      found->second = joined->front();
    }
  }
  Shape shape;
  for (const Label label : equation.result) shape.push_back(axes.at(label));
  return shape;
}

std::map<Label, std::int64_t> label_sizes(const Equation& equation,
                                          std::span<const BoundTensor> operands) {
  std::map<Label, std::int64_t> sizes;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    for (std::size_t j = 0; j < equation.operands[i].size(); ++j) {
      const Label label = equation.operands[i][j];
      const std::int64_t size = operands[i].sizes[j];
      const auto [found, fresh] = sizes.try_emplace(label, size);
      if (fresh || found->second == size || size == 1) continue;
      if (found->second != 1) {
        throw Error("einsum", "the axis `" + label_name(label) + "` has size " +
                                  std::to_string(found->second) + " in one operand and " +
                                  std::to_string(size) + " in another");
      }
      found->second = size;
    }
  }
  return sizes;
}

namespace {

using LabelSet = std::set<Label>;

/// The product of two of `tensors`: its labels, and what it costs.
PairwiseStep step_of(const std::vector<LabelSet>& tensors, const LabelSet& result, std::size_t left,
                     std::size_t right, const std::map<Label, std::int64_t>& sizes) {
  PairwiseStep step{left, right, result, 2.0};
  for (std::size_t other = 0; other < tensors.size(); ++other) {
    if (other != left && other != right)
      step.keep.insert(tensors[other].begin(), tensors[other].end());
  }
  LabelSet either = tensors[left];
  either.insert(tensors[right].begin(), tensors[right].end());
  for (const Label label : either) {
    // What only one of them has, and nobody needs, is summed beforehand.
    const bool both = tensors[left].contains(label) && tensors[right].contains(label);
    if (both || step.keep.contains(label)) step.cost *= static_cast<double>(sizes.at(label));
  }
  return step;
}

}  // namespace

std::vector<PairwiseStep> pairwise_steps(const Equation& equation,
                                         const std::map<Label, std::int64_t>& sizes) {
  std::vector<LabelSet> tensors;
  for (const Labels& labels : equation.operands) tensors.emplace_back(labels.begin(), labels.end());
  const LabelSet result(equation.result.begin(), equation.result.end());
  std::vector<PairwiseStep> steps;
  while (tensors.size() > 1) {
    PairwiseStep best = step_of(tensors, result, 0, 1, sizes);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      for (std::size_t j = i + 1; j < tensors.size(); ++j) {
        PairwiseStep step = step_of(tensors, result, i, j, sizes);
        if (step.cost < best.cost) best = std::move(step);
      }
    }
    LabelSet product;
    for (const std::size_t i : {best.left, best.right}) {
      std::copy_if(tensors[i].begin(), tensors[i].end(), std::inserter(product, product.end()),
                   [&](Label label) { return best.keep.contains(label); });
    }
    tensors[best.left] = std::move(product);
    tensors.erase(tensors.begin() + static_cast<std::ptrdiff_t>(best.right));
    steps.push_back(std::move(best));
  }
  return steps;
}

}  // namespace unroll::ops
