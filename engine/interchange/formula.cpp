// Owns the reading of a row's parameter formula, with names and with numbers. Must not know which
// layer has which. A formula is a sum of products of names, numbers, choices (`mode=concat`) and
// sums in brackets; a division by 1 is not shown. The name of a held layer stands for the number of
// its parameters.
#include <algorithm>
#include <cctype>

#include "interchange/explain.hpp"
#include "interchange/model_summary.hpp"

namespace unroll {

namespace {

/// A formula half put together: its pieces, and what it is worth.
struct Piece {
  std::vector<FormulaPart> names;
  std::vector<FormulaPart> numbers;
  int terms = 1;        ///< of a sum: brackets are needed beside a product
  bool absent = false;  ///< a truth value that is False: the term falls away
  bool one = false;     ///< a truth value that is True: 1, not written beside another factor
};

void append(std::vector<FormulaPart>& to, const std::vector<FormulaPart>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

class FormulaReader {
 public:
  FormulaReader(const Graph& graph, const Layer& layer)
      : graph_(graph), layer_(layer), text_(layer.row->formula) {}

  /// Without terms where every one of them falls away.
  Piece sum() {
    Piece total;
    total.terms = 0;
    do {
      Piece next = product();
      if (next.absent) continue;
      if (total.terms == 0) {
        total = std::move(next);
        continue;
      }
      for (auto* side : {&total.names, &total.numbers}) side->push_back({" + ", {}, {}});
      append(total.names, next.names);
      append(total.numbers, next.numbers);
      total.one = false;
      ++total.terms;
    } while (take('+'));
    total.absent = total.terms == 0;
    return total;
  }

 private:
  Piece product() {
    Piece total = factor();
    for (bool divides = take('/'); divides || take('*'); divides = take('/')) {
      const Piece next = factor();
      if (divides && !next.absent && next.numbers.front().text == "1") continue;
      total.absent = total.absent || next.absent;
      if (next.one) continue;
      for (auto* side : {&total.names, &total.numbers}) {
        if (total.one) {
          side->clear();
        } else {
          side->push_back({divides ? " / " : " · ", {}, {}});
        }
      }
      total.one = false;
      append(total.names, next.names);
      append(total.numbers, next.numbers);
      total.terms = 1;
    }
    return total;
  }

  Piece factor() {
    if (take('(')) {
      Piece inside = sum();
      take(')');
      if (inside.terms > 1) {
        for (auto* side : {&inside.names, &inside.numbers}) {
          side->insert(side->begin(), {"(", {}, {}});
          side->push_back({")", {}, {}});
        }
        inside.terms = 1;
      }
      return inside;
    }
    std::string word;
    skip();
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
      word += text_[at_++];
    }
    return take('=') ? chosen(word) : named(word);
  }

  /// `score_mode=concat`: whether that is chosen.
  Piece chosen(const std::string& field) {
    std::string wanted;
    while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != ')') wanted += text_[at_++];
    const auto* choice = layer_.config[field].as<std::string>();
    return truth(choice != nullptr && *choice == wanted);
  }

  static Piece truth(bool flag) {
    Piece piece;
    piece.absent = !flag;
    piece.one = flag;
    piece.names = piece.numbers = {{"1", {}, {}}};
    return piece;
  }

  Piece named(const std::string& word) {
    Piece piece;
    if (!word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0) {
      piece.names = piece.numbers = {{word, {}, {}}};
      return piece;
    }
    if (word == "features") {
      const Dim size = features();
      piece.names = {{word, size.ids(), Role::features}};
      piece.numbers = {{size.text(), size.ids(), Role::features}};
      return piece;
    }
    if (const auto weight = own_weight(word)) {
      const Dim count = element_count(graph_.weight(*weight).type.shape);
      piece.names = {{word, count.ids(), {}}};
      piece.numbers = {{count.text(), count.ids(), {}}};
      return piece;
    }
    if (const auto inner = held_layer(word)) {
      const std::string count = std::to_string(count_parameters(graph_, *inner).total());
      piece.names = {{word, {}, {}}};
      piece.numbers = {{count, {}, {}}};
      return piece;
    }
    if (!has_field(word)) {
      piece.absent = true;  // a weight that the layer does without
      return piece;
    }
    const Datum& value = layer_.config[word];
    if (const bool* flag = value.as<bool>()) return truth(*flag);
    if (const Dim* size = value.as<Dim>()) {
      piece.names = {{word, size->ids(), Role::features}};
      piece.numbers = {{size->text(), size->ids(), Role::features}};
    }
    if (layer_.config.entry(word).field->kind == FieldKind::sizes) {
      piece.names = {{word, {}, {}}};
      piece.numbers.clear();
      for (const Dim& each : layer_.config.sizes(word)) {
        if (!piece.numbers.empty()) piece.numbers.push_back({" · ", {}, {}});
        piece.numbers.push_back({each.text(), each.ids(), {}});
      }
    }
    return piece;
  }

  [[nodiscard]] std::optional<WeightId> own_weight(const std::string& name) const {
    const auto& names = layer_.weight_names;
    const auto found = std::ranges::find(names, name, &std::pair<std::string, WeightId>::first);
    return found == names.end() ? std::nullopt : std::optional(found->second);
  }

  [[nodiscard]] std::optional<LayerId> held_layer(const std::string& name) const {
    const auto& names = layer_.layer_names;
    const auto found = std::ranges::find(names, name, &std::pair<std::string, LayerId>::first);
    return found == names.end() ? std::nullopt : std::optional(found->second);
  }

  [[nodiscard]] bool has_field(std::string_view name) const {
    return std::ranges::any_of(layer_.row->fields,
                               [&](const Field& field) { return field.name == name; });
  }

  /// The size of the axis of the first input that the row names, or of the last.
  [[nodiscard]] Dim features() const {
    const auto axis_of = layer_.row->features_axis;
    const Shape& shape = layer_.built_for;
    if (shape.empty()) return {};
    return axis_of == nullptr ? shape.back().size
                              : shape[axis_of(layer_.config, shape.size())].size;
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char wanted) {
    skip();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  const Graph& graph_;
  const Layer& layer_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<FormulaTexts> formula_of(const Graph& graph, const Layer& layer) {
  if (layer.row == nullptr || layer.row->formula.empty() || !layer.built) return std::nullopt;
  const Piece piece = FormulaReader(graph, layer).sum();
  if (piece.absent || piece.names.empty()) return std::nullopt;
  return FormulaTexts{piece.names, piece.numbers};
}

}  // namespace unroll
