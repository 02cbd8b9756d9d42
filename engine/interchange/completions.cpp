// Owns what may be typed next at a place of a program. The text around that place is rarely whole,
// so it is read as text: brackets, strings and comments, not as a tree. Must not know JSON nor an
// editor.
#include "interchange/completions.hpp"

#include <algorithm>

#include "layers/row_words.hpp"

namespace unroll {

namespace {

bool in_word(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The word that `text` ends with; empty where it ends otherwise.
std::string_view last_word(std::string_view text) {
  std::size_t from = text.size();
  while (from > 0 && in_word(text[from - 1])) --from;
  return text.substr(from);
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// A bracket that is open where the text ends.
struct Bracket {
  std::string_view callee;              ///< the word before it
  std::size_t argument = 0;             ///< where the last argument begins
  std::vector<std::string_view> given;  ///< the names of the arguments before
};

/// What is open where the text ends.
struct Open {
  std::vector<Bracket> brackets;
  bool comment = false;
  std::size_t string = std::string_view::npos;  ///< where a string's text begins
};

/// The name of an argument by its text, `units=32`; empty where it has none.
std::string_view argument_name(std::string_view text) {
  const auto at = text.find('=');
  if (at == std::string_view::npos || text.substr(at + 1).starts_with('=')) return {};
  const std::string_view name = trimmed(text.substr(0, at));
  return std::ranges::all_of(name, in_word) ? name : std::string_view{};
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Open run() {
    while (at_ < text_.size()) step();
    return std::move(open_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '#') return skip_comment();
    if (c == '"' || c == '\'') return skip_string(c);
    if (c == '(' || c == '[' || c == '{') {
      open_.brackets.push_back({last_word(text_.substr(0, at_)), at_ + 1, {}});
    } else if (c == ')' || c == ']' || c == '}') {
      if (!open_.brackets.empty()) open_.brackets.pop_back();
    } else if (c == ',' && !open_.brackets.empty()) {
      Bracket& bracket = open_.brackets.back();
      const auto name = argument_name(text_.substr(bracket.argument, at_ - bracket.argument));
      if (!name.empty()) bracket.given.push_back(name);
      bracket.argument = at_ + 1;
    }
    ++at_;
  }

  void skip_comment() {
    const auto end = text_.find('\n', at_);
    open_.comment = end == std::string_view::npos;
    const std::size_t from = at_;
    at_ = std::min(end, text_.size());
    // An argument begins behind the comments before it.
    if (open_.brackets.empty()) return;
    std::size_t& argument = open_.brackets.back().argument;
    if (trimmed(text_.substr(argument, from - argument)).empty()) argument = at_;
  }

  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool is_long = text_.substr(at_).starts_with(three);
    const std::size_t from = at_ + (is_long ? 3 : 1);
    for (at_ = from; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (is_long ? text_.substr(at_).starts_with(three) : text_[at_] == quote) {
        at_ += is_long ? 3 : 1;
        return;
      } else if (!is_long && text_[at_] == '\n') {
        return;  // a string that is not ended ends with its line
      }
    }
    at_ = text_.size();
    open_.string = from;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Open open_;
};

const Field* find_field(const LayerRow& row, std::string_view name) {
  for (const auto& fields : {row.fields, shared_fields()}) {
    const auto found = std::ranges::find(fields, name, &Field::name);
    if (found != fields.end()) return &*found;
  }
  return nullptr;
}

std::vector<Completion> values_of(const LayerRow& row, const Field& field, std::string_view begun,
                                  bool quoted) {
  std::vector<std::string> values = offered_values(field);
  if (field.kind == FieldKind::boolean) values = {"True", "False"};
  std::vector<Completion> completions;
  for (std::string& value : values) {
    const std::string detail = value == field.otherwise ? "default" : "";
    if (quoted && !value.starts_with('"')) continue;
    if (quoted) value = value.substr(1, value.size() - 2);
    if (!value.starts_with(begun)) continue;
    completions.push_back({value, "value", detail, std::string(row.name)});
  }
  return completions;
}

std::vector<Completion> arguments_of(const LayerRow& row, const Bracket& call,
                                     std::string_view begun) {
  std::vector<Completion> completions;
  for (const auto& fields : {row.fields, shared_fields()}) {
    for (const Field& field : fields) {
      const auto is_same = [&](const Completion& other) {
        return other.label == std::string(field.name) + '=';
      };
      if (!field.name.starts_with(begun) || std::ranges::count(call.given, field.name) > 0 ||
          std::ranges::any_of(completions, is_same)) {
        continue;
      }
      const std::string fallback =
          field.otherwise.empty() ? "required" : "default " + std::string(field.otherwise);
      completions.push_back({std::string(field.name) + '=', "argument",
                             std::string(kind_name(field.kind)) + ", " + fallback,
                             std::string(row.name)});
    }
  }
  return completions;
}

}  // namespace

std::vector<Completion> completions_at(const python::Program& program, std::int32_t offset) {
  const auto& tree = program.tree();
  const auto end = static_cast<std::uint32_t>(std::clamp<std::int64_t>(offset, 0, tree.length()));
  const std::string text = tree.source({0, end});
  const Open open = Scanner(text).run();
  if (open.comment) return {};
  const bool in_string = open.string != std::string_view::npos;
  const std::string_view word = last_word(text);

  std::vector<Completion> completions;
  if (const LayerRow* row =
          open.brackets.empty() ? nullptr : find_layer(open.brackets.back().callee)) {
    const Bracket& call = open.brackets.back();
    const std::string_view argument = std::string_view(text).substr(call.argument);
    const std::string_view name = argument_name(argument);
    if (const Field* field = name.empty() ? nullptr : find_field(*row, name)) {
      const auto begun = in_string ? std::string_view(text).substr(open.string)
                                   : trimmed(argument.substr(argument.find('=') + 1));
      completions = values_of(*row, *field, begun, in_string);
    } else if (!in_string && trimmed(argument) == word) {
      completions = arguments_of(*row, call, word);
    }
  }
  if (in_string || word.empty()) return completions;
  for (const LayerRow* row : layer_table()) {
    if (row->name.starts_with(word)) {
      completions.push_back({std::string(row->name), "layer", "", std::string(row->name)});
    }
  }
  const auto& interpreter = program.interpreter();
  for (const auto& [name, value] : interpreter.globals()) {
    if (name.starts_with(word) && name != word) {
      completions.push_back({name, "variable", interpreter.type_name(value)});
    }
  }
  return completions;
}

}  // namespace unroll
