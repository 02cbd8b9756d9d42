// Owns the parse of a whole program: one tree where the text is Python, else piece by piece, so
// that a broken statement costs no other; and what is told of broken text.
#include <algorithm>
#include <array>
#include <ranges>

#include "python/parser.hpp"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace unroll::python {
namespace {

/// How often the grammar may report progress before a text counts as beyond it: far above what any
/// text of the size limit needs, and reached in seconds by what is made to exhaust error recovery.
struct Patience {
  std::size_t left = 0;
};

bool out_of_patience(TSParseState* state) {
  auto* patience = static_cast<Patience*>(state->payload);
  return patience->left == 0 || --patience->left == 0;
}

const char* read_bytes(void* payload, std::uint32_t at, TSPoint, std::uint32_t* length) {
  const auto& text = *static_cast<const std::string_view*>(payload);
  if (at >= text.size()) {
    *length = 0;
    return "";
  }
  *length = static_cast<std::uint32_t>(text.size() - at);
  return text.data() + at;
}

/// The first node that is broken or missing, in the order of the text. Iterative: trees of broken
/// text can be deep.
bool find_fault(TSNode root, TSNode& fault) {
  if (!ts_node_has_error(root)) {
    return false;
  }
  TSNode node = root;
  while (true) {
    if (ts_node_is_error(node) || ts_node_is_missing(node)) {
      fault = node;
      return true;
    }
    bool deeper = false;
    const std::uint32_t count = ts_node_child_count(node);
    for (std::uint32_t i = 0; i < count && !deeper; ++i) {
      const TSNode child = ts_node_child(node, i);
      if (ts_node_has_error(child) || ts_node_is_missing(child)) {
        node = child;
        deeper = true;
      }
    }
    if (!deeper) {
      fault = node;
      return true;
    }
  }
}

bool blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
}

constexpr std::array<std::string_view, 12> heads = {"def",  "class",  "if",      "elif",
                                                    "else", "for",    "while",   "with",
                                                    "try",  "except", "finally", "async"};

/// Whether the last character of a logical line that is no comment is a colon.
bool ends_in_colon(std::string_view line) {
  char last = 0;
  std::size_t i = 0;
  while (i < line.size()) {
    if (line[i] == '#') {
      i = std::min(line.find('\n', i), line.size());
    } else if (line[i] == '"' || line[i] == '\'') {
      last = line[i];
      i = Brackets::skip_string(line, i, line.size());
    } else {
      last = line[i] == ' ' || line[i] == '\t' || line[i] == '\n' ? last : line[i];
      ++i;
    }
  }
  return last == ':';
}

/// A line that begins like `def` or `if` and does not end in a colon.
bool lacks_colon(std::string_view line) {
  const std::size_t comment = line.find('#');
  line = line.substr(0, comment);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) {
    return false;
  }
  line = line.substr(start);
  const std::string_view word = line.substr(0, line.find_first_of(" \t(:"));
  return std::find(heads.begin(), heads.end(), word) != heads.end() &&
         line.find(':') == std::string_view::npos;
}

}  // namespace

Parser::Parser(SyntaxTree& into, const SourceText& text)
    : into_(into), text_(text), parser_(ts_parser_new()) {
  ts_parser_set_language(parser_.get(), tree_sitter_python());
}

Nested::Nested(Parser& parser, TSNode node) : parser_(parser) {
  if (++parser_.depth_ > SyntaxTree::max_depth) {
    --parser_.depth_;
    throw Parser::TooDeep{node};
  }
}

SyntaxTree SyntaxTree::parse(std::string_view utf8) {
  SyntaxTree tree;
  const bool too_long = utf8.size() > max_bytes;
  tree.text_ = to_utf16(too_long ? utf8.substr(0, max_bytes) : utf8);
  tree.length_ = static_cast<std::uint32_t>(tree.text_.size());
  tree.lines_.push_back(0);
  for (std::uint32_t i = 0; i < tree.length_; ++i) {
    const bool crlf = tree.text_[i] == u'\r' && i + 1 < tree.length_ && tree.text_[i + 1] == u'\n';
    if (tree.text_[i] == u'\n' || (tree.text_[i] == u'\r' && !crlf)) {
      tree.lines_.push_back(i + 1);
    }
  }
  if (too_long) {
    Problem problem;
    problem.code = "limit_text";
    problem.message = "The program is longer than 2 MB, which is more than is read here.";
    tree.problems_.push_back(std::move(problem));
    return tree;
  }
  const SourceText text(tree.text_);
  Parser(tree, text).run();
  return tree;
}

LineColumn SyntaxTree::line_column(std::uint32_t offset) const {
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - lines_.begin());
  return {line, offset - lines_[line - 1] + 1};
}

std::string SyntaxTree::source(Span span) const {
  const std::size_t from = std::min<std::size_t>(span.from, text_.size());
  const std::size_t to = std::clamp<std::size_t>(span.to, from, text_.size());
  return to_utf8(std::u16string_view(text_).substr(from, to - from));
}

TreeBox Parser::parse_bytes(std::string_view bytes) {
  Patience patience{.left = 2000 + bytes.size() / 4};
  TSInput input{&bytes, read_bytes, TSInputEncodingUTF8, nullptr};
  const TSParseOptions options{&patience, out_of_patience};
  TreeBox tree(ts_parser_parse_with_options(parser_.get(), nullptr, input, options));
  ts_parser_reset(parser_.get());
  return tree;
}

/// Lines that Python refuses for their indentation, and that are read all the same: one that stands
/// further in than the one before, which opens no block, and one that goes back to none before it.
void Parser::check_indentation() {
  const std::string_view all = text_.bytes;
  const Brackets brackets(all, 0, all.size());
  if (brackets.fault != Brackets::Fault::none) {
    return;
  }
  std::vector<std::size_t> levels = {0};
  bool opens = true;  // the first line may stand anywhere: it was copied without its margin
  for (std::size_t i = 0; i < brackets.line_starts.size(); ++i) {
    const std::size_t from = brackets.line_starts[i];
    const std::size_t to =
        i + 1 < brackets.line_starts.size() ? brackets.line_starts[i + 1] : all.size();
    std::size_t at = from;
    std::size_t column = 0;
    for (; at < to && (all[at] == ' ' || all[at] == '\t'); ++at) {
      constexpr std::size_t tab = 8;
      column = all[at] == '\t' ? (column / tab + 1) * tab : column + 1;
    }
    if (at == to || all[at] == '\n' || all[at] == '#' || all[at] == '\f') {
      continue;
    }
    const bool deeper = column > levels.back();
    while (column < levels.back()) {
      levels.pop_back();
    }
    const bool lost = column != levels.back() && !deeper;
    if (lost || (deeper && !opens)) {
      report(at, std::min(all.find('\n', at), to),
             lost ? "Python refuses this line: it goes back to an indentation that no line before "
                    "it has."
                  : "Python refuses this line: it is indented further than the one before it.");
      into_.problems_.back().severity = Severity::warning;
      into_.problems_.back().code = "indentation";
      return;  // what follows is mostly of the same kind
    }
    if (column > levels.back()) {
      levels.push_back(column);
    }
    opens = ends_in_colon(all.substr(from, to - from));
  }
}

void Parser::run() {
  base_ = 0;
  source_ = text_.bytes;
  const TreeBox tree = parse_bytes(text_.bytes);
  if (tree && !ts_node_has_error(ts_tree_root_node(tree.get()))) {
    try {
      into_.statements_ = statements_of(tree.get(), 0);
      if (into_.problems_.empty()) {
        check_indentation();
      }
      return;
    } catch (const TooDeep&) {
      into_.statements_.clear();
    }
  }
  parse_pieces();
}

void Parser::parse_pieces() {
  const auto pieces = split_pieces(text_.bytes);
  constexpr std::size_t longest_join =
      400;  // pieces that one statement with open brackets may span
  std::size_t i = 0;
  while (i < pieces.size()) {
    const std::size_t from = pieces[i].first;
    std::size_t to = pieces[i].second;
    if (parse_piece(from, to)) {
      ++i;
      continue;
    }
    // Lines at the left margin inside of brackets or strings look like statements and are none.
    std::size_t joined = i;
    bool whole = false;
    while (Brackets(text_.bytes, from, to).fault >= Brackets::Fault::unclosed_string &&
           joined + 1 < pieces.size() && joined - i < longest_join &&
           Brackets(text_.bytes, from, to).fault != Brackets::Fault::stray_closer) {
      to = pieces[++joined].second;
      if (Brackets(text_.bytes, from, to).fault == Brackets::Fault::none) {
        whole = parse_piece(from, to);
        break;
      }
    }
    if (whole) {
      i = joined + 1;
      continue;
    }
    to = pieces[i].second;
    base_ = from;
    source_ = std::string_view(text_.bytes).substr(from, to - from);
    const TreeBox tree = parse_bytes(source_);
    broken_piece(from, to, tree.get());
    ++i;
  }
}

/// Whether the piece is Python; its statements are added then.
bool Parser::parse_piece(std::size_t from, std::size_t to) {
  const std::string_view piece = std::string_view(text_.bytes).substr(from, to - from);
  source_ = piece;
  const TreeBox tree = parse_bytes(piece);
  if (!tree || ts_node_has_error(ts_tree_root_node(tree.get()))) {
    return false;
  }
  try {
    for (Statement& statement : statements_of(tree.get(), from)) {
      into_.statements_.push_back(std::move(statement));
    }
  } catch (const TooDeep&) {
    return false;
  }
  return true;
}

Block Parser::statements_of(TSTree* tree, std::size_t base) {
  base_ = base;
  depth_ = 0;
  scopes_.assign(1, Scope{});
  return block(ts_tree_root_node(tree));
}

void Parser::report(std::size_t from, std::size_t to, std::string message) {
  Problem problem;
  problem.code = "syntax";
  problem.message = std::move(message);
  problem.span = text_.span(from, std::max(to, from));
  problem.statement = problem.span;
  into_.problems_.push_back(std::move(problem));
}

void Parser::broken_piece(std::size_t from, std::size_t to, TSTree* tree) {
  std::size_t end = to;
  while (end > from && blank(std::string_view(text_.bytes).substr(end - 1, 1))) {
    --end;
  }
  if (end == from) {
    return;
  }
  const std::size_t problems = into_.problems_.size();
  explain(from, end, tree);
  Broken broken;
  if (tree != nullptr) {
    // A fault inside of a body leaves the statements around it their form.
    try {
      Block block = statements_of(tree, from);
      const bool kept = !block.empty() &&
                        std::none_of(block.begin(), block.end(),
                                     [](const Statement& s) { return s.as<Broken>() != nullptr; });
      if (kept) {
        for (Statement& statement : block) {
          into_.statements_.push_back(std::move(statement));
        }
        return;
      }
    } catch (const TooDeep& deep) {
      into_.problems_.resize(problems);
      report(bytes(deep.node).from, bytes(deep.node).from + 1,
             "The expression is nested more than " + std::to_string(SyntaxTree::max_depth) +
                 " levels deep, which is more than is read here.");
    }
  }
  broken.readable = readable_part(from, end, end);
  into_.statements_.push_back(Statement{text_.span(from, end), std::move(broken)});
}

/// What is left of a statement when the unfinished end of its innermost brackets is dropped:
/// `Sequential([Input(..), LSTM(` is read as `Sequential([Input(..)])`.
Block Parser::readable_part(std::size_t from, std::size_t to, std::size_t fault) {
  const Brackets brackets(text_.bytes, from, std::min(to, fault));
  if (brackets.open.empty()) {
    return {};
  }
  constexpr std::size_t attempts = 12;
  std::size_t tried = 0;
  for (auto cut = brackets.cuts.rbegin(); cut != brackets.cuts.rend() && tried < attempts; ++cut) {
    if (!cut->comma || cut->depth == 0) {
      continue;
    }
    ++tried;
    const Brackets before(text_.bytes, from, cut->at);
    std::string repaired = text_.bytes.substr(from, cut->at - from);
    for (const auto& open : std::views::reverse(before.open)) {
      repaired += open.bracket == '(' ? ')' : open.bracket == '[' ? ']' : '}';
    }
    source_ = repaired;
    const TreeBox tree = parse_bytes(repaired);
    if (tree && !ts_node_has_error(ts_tree_root_node(tree.get()))) {
      try {
        return statements_of(tree.get(), from);
      } catch (const TooDeep&) {
        return {};
      }
    }
  }
  return {};
}

/// Says what is wrong with a piece, at the place.
void Parser::explain(std::size_t from, std::size_t to, TSTree* tree) {
  const Brackets brackets(text_.bytes, from, to);
  const std::string_view all = text_.bytes;
  switch (brackets.fault) {
    case Brackets::Fault::unclosed_string:
      report(brackets.fault_at, std::min(all.find('\n', brackets.fault_at), to),
             "This string is not closed.");
      return;
    case Brackets::Fault::unclosed_bracket:
      report(brackets.fault_at, brackets.fault_at + 1,
             std::string("`") + all[brackets.fault_at] + "` is not closed.");
      return;
    case Brackets::Fault::stray_closer:
      report(brackets.fault_at, brackets.fault_at + 1,
             std::string("`") + all[brackets.fault_at] + "` closes no bracket that is open here.");
      return;
    case Brackets::Fault::none:
      break;
  }
  for (const std::size_t start : brackets.line_starts) {
    const Brackets line(all, start, to);
    const std::size_t next = line.line_starts.size() > 1 ? line.line_starts[1] - 1 : to;
    if (lacks_colon(all.substr(start, next - start))) {
      report(start + all.substr(start).find_first_not_of(" \t"), next,
             "`:` is expected at the end of this line.");
      return;
    }
  }
  TSNode fault{};
  if (tree == nullptr || !find_fault(ts_tree_root_node(tree), fault)) {
    report(from, to, "This is more broken text than can be read.");
    return;
  }
  std::size_t start = std::min(from + ts_node_start_byte(fault), to);
  if (ts_node_is_missing(fault)) {
    report(start, std::min(start + 1, to),
           "`" + std::string(ts_node_type(fault)) + "` is expected here.");
    return;
  }
  start = std::min(std::max(start, from), to - 1);
  start = cut_at(all, start);
  const std::size_t line_end = std::min(all.find('\n', start), to);
  std::size_t end = std::clamp(from + std::size_t{ts_node_end_byte(fault)}, start + 1,
                               std::max(line_end, start + 1));
  while (cut_at(all, end) != end) ++end;
  constexpr std::size_t longest = 60;
  const std::string_view shown = all.substr(start, end - start);
  report(start, end,
         "This is not understood as Python: `" +
             std::string(shown.substr(0, cut_at(shown, longest))) + "`.");
}

}  // namespace unroll::python
