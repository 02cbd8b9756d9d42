// Owns the way from tree-sitter's statements to ours.
#include <algorithm>

#include "python/parser.hpp"

namespace unroll::python {
namespace {

std::optional<Operator> augmented_operator(std::string_view text) {
  static constexpr std::pair<std::string_view, Operator> table[] = {
      {"+=", Operator::add},         {"-=", Operator::subtract},      {"*=", Operator::multiply},
      {"/=", Operator::divide},      {"//=", Operator::floor_divide}, {"%=", Operator::modulo},
      {"**=", Operator::power},      {"@=", Operator::matmul},        {"&=", Operator::bit_and},
      {"|=", Operator::bit_or},      {"^=", Operator::bit_xor},       {"<<=", Operator::shift_left},
      {">>=", Operator::shift_right}};
  for (const auto& [symbol, op] : table) {
    if (symbol == text) {
      return op;
    }
  }
  return std::nullopt;
}

bool is_block(std::string_view type) { return type == "block"; }

}  // namespace

std::vector<Parser::Child> Parser::children(TSNode node) const {
  std::vector<Child> result;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more;
       more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode one = ts_tree_cursor_current_node(&cursor);
    const std::string_view type = type_of(one);
    if (type == "comment" || type == "line_continuation") {
      continue;
    }
    const char* field = ts_tree_cursor_current_field_name(&cursor);
    result.push_back({one, field == nullptr ? std::string_view() : std::string_view(field), type,
                      ts_node_is_named(one)});
  }
  ts_tree_cursor_delete(&cursor);
  return result;
}

Parser::Child Parser::child(TSNode node, std::string_view field) const {
  const TSNode one =
      ts_node_child_by_field_name(node, field.data(), static_cast<std::uint32_t>(field.size()));
  return {one, field, ts_node_is_null(one) ? std::string_view() : type_of(one), true};
}

std::string_view Parser::type_of(TSNode node) { return ts_node_type(node); }

ByteRange Parser::bytes(TSNode node) const {
  return {base_ + ts_node_start_byte(node), base_ + ts_node_end_byte(node)};
}

Span Parser::span(TSNode node) const {
  const ByteRange range = bytes(node);
  return text_.span(range.from, range.to);
}

std::string_view Parser::text(TSNode node) const {
  const std::size_t from = std::min<std::size_t>(ts_node_start_byte(node), source_.size());
  return source_.substr(from, ts_node_end_byte(node) - from);
}

std::string_view Parser::text(ByteRange range) const {
  return source_.substr(range.from - base_, range.to - range.from);
}

Block Parser::block(TSNode node) {
  Block result;
  for (const Child& one : children(node)) {
    if (one.named) {
      statement_into(result, one.node);
    }
  }
  if (result.empty() && type_of(node) == "block") {
    result.push_back(missing_body(node));
  }
  return result;
}

/// In place of the body of a statement that has none: what Python says to lost indentation.
Statement Parser::missing_body(TSNode node) {
  const std::string_view all = text_.bytes;
  std::size_t to = std::min(bytes(node).from, all.size());
  while (to > 0 && (all[to - 1] == ' ' || all[to - 1] == '\t' || all[to - 1] == '\n')) {
    --to;
  }
  const std::size_t line = to == 0 ? 0 : all.rfind('\n', to - 1) + 1;
  const std::size_t from = std::min(all.find_first_not_of(" \t", line), to);
  Broken broken;
  broken.message = "An indented block is expected after this line.";
  report(from, to, broken.message);
  return Statement{text_.span(from, to), std::move(broken)};
}

/// Adds the statement, or a broken one.
void Parser::statement_into(Block& into, TSNode node) {
  const Nested nested(*this, node);
  const std::string_view type = type_of(node);
  const Span place = span(node);
  const auto magic = std::find_if(text_.magics.begin(), text_.magics.end(),
                                  [&](const Span& one) { return one.from == place.from; });
  if (magic != text_.magics.end()) {
    into.push_back(Statement{*magic, Magic{}});
    return;
  }
  bool head_broken = ts_node_is_error(node) || ts_node_is_missing(node);
  if (!head_broken && ts_node_has_error(node)) {
    for (const Child& one : children(node)) {
      const bool body =
          is_block(one.type) || one.type.ends_with("_clause") || one.type.ends_with("_definition");
      head_broken |= ts_node_is_missing(one.node) || (ts_node_has_error(one.node) && !body);
    }
  }
  if (head_broken) {
    into.push_back(Statement{place, Broken{}});
    return;
  }
  const bool outer_yields =
      !scopes_.empty() && scopes_.back().code != nullptr && scopes_.back().code->generator;
  if (outer_yields) {
    scopes_.back().code->generator = false;
  }
  Statement statement{place, statement_form(node, type)};
  if (!scopes_.empty() && scopes_.back().code != nullptr) {
    statement.yields = scopes_.back().code->generator;
    scopes_.back().code->generator |= outer_yields;
  }
  into.push_back(std::move(statement));
}

Statement::form_type Parser::statement_form(TSNode node, std::string_view type) {
  if (type == "expression_statement") return expression_statement(node);
  if (type == "if_statement") return if_statement(node);
  if (type == "for_statement") return for_statement(node);
  if (type == "while_statement") return while_statement(node);
  if (type == "with_statement") return with_statement(node);
  if (type == "try_statement") return try_statement(node);
  if (type == "match_statement") return match_statement(node);
  if (type == "function_definition" || type == "class_definition") return definition(node, {});
  if (type == "decorated_definition") {
    std::vector<Expression> decorators;
    for (const Child& one : children(node)) {
      if (one.type == "decorator") {
        for (const Child& inner : children(one.node)) {
          if (inner.named) {
            decorators.push_back(expression(inner.node));
          }
        }
      }
    }
    return definition(child(node, "definition").node, std::move(decorators));
  }
  if (type == "import_statement") return import_statement(node);
  if (type == "import_from_statement" || type == "future_import_statement")
    return import_from(node);
  if (type == "pass_statement") return Pass{};
  if (type == "break_statement") return Break{};
  if (type == "continue_statement") return Continue{};
  if (type == "global_statement") return names_statement(node, true);
  if (type == "nonlocal_statement") return names_statement(node, false);
  if (type == "print_statement") return print_statement(node);
  std::vector<Expression> parts;
  if (type == "return_statement" || type == "delete_statement" || type == "raise_statement" ||
      type == "assert_statement") {
    for (const Child& one : children(node)) {
      if (one.named && one.field != "cause") {
        parts.push_back(expression(one.node));
      }
    }
  }
  if (type == "return_statement") {
    Return result;
    if (!parts.empty()) {
      result.value = std::move(parts.front());
    }
    return result;
  }
  if (type == "delete_statement" && !parts.empty()) {
    Deletion deletion;
    for (Expression& part : parts) {
      bind(part);
    }
    deletion.targets = std::move(parts);
    return deletion;
  }
  if (type == "raise_statement") {
    for (const Child& one : children(node)) {
      if (one.type == "expression_list") {
        return UnsupportedStatement{"Python 2's `raise Error, value` (now `raise Error(value)`)"};
      }
    }
    Raise raise;
    if (!parts.empty()) {
      raise.value = std::move(parts.front());
    }
    const Child cause = child(node, "cause");
    if (!ts_node_is_null(cause.node)) {
      raise.cause = expression(cause.node);
    }
    return raise;
  }
  if (type == "assert_statement" && !parts.empty()) {
    Assert assertion{std::move(parts[0]), std::nullopt};
    if (parts.size() > 1) {
      assertion.message = std::move(parts[1]);
    }
    return assertion;
  }
  if (type == "exec_statement") return UnsupportedStatement{"Python 2's `exec`"};
  if (type == "type_alias_statement") return Pass{};
  return Broken{};
}

Statement::form_type Parser::expression_statement(TSNode node) {
  std::vector<Child> named;
  bool comma = false;
  for (const Child& one : children(node)) {
    comma |= one.type == ",";
    if (one.named) {
      named.push_back(one);
    }
  }
  if (named.empty()) {
    return Broken{};
  }
  if (named.size() == 1 && !comma) {
    if (named[0].type == "assignment") return assignment(named[0].node);
    if (named[0].type == "augmented_assignment") {
      const auto op = augmented_operator(text(child(named[0].node, "operator").node));
      if (!op) {
        return Broken{};
      }
      AugmentedAssignment result{expression(child(named[0].node, "left").node), *op,
                                 expression(child(named[0].node, "right").node)};
      bind(result.target);
      return result;
    }
    return ExpressionStatement{expression(named[0].node)};
  }
  TupleDisplay tuple;
  for (const Child& one : named) {
    tuple.elements.push_back(expression(one.node));
  }
  return ExpressionStatement{Expression{span(node), std::move(tuple)}};
}

Statement::form_type Parser::assignment(TSNode node) {
  const Child type = child(node, "type");
  if (!ts_node_is_null(type.node)) {
    AnnotatedAssignment result{expression(child(node, "left").node), std::nullopt};
    const Child right = child(node, "right");
    if (!ts_node_is_null(right.node)) {
      result.value = expression(right.node);
    }
    bind(result.target);
    return result;
  }
  Assignment result;
  TSNode right = node;
  while (type_of(right) == "assignment") {
    result.targets.push_back(expression(child(right, "left").node));
    bind(result.targets.back());
    right = child(right, "right").node;
    if (ts_node_is_null(right)) {
      return Broken{};
    }
  }
  result.value = expression(right);
  return result;
}

Statement::form_type Parser::if_statement(TSNode node) {
  If result;
  result.branches.push_back(
      {expression(child(node, "condition").node), block(child(node, "consequence").node)});
  for (const Child& one : children(node)) {
    if (one.type == "elif_clause") {
      result.branches.push_back({expression(child(one.node, "condition").node),
                                 block(child(one.node, "consequence").node)});
    } else if (one.type == "else_clause") {
      result.otherwise = block(child(one.node, "body").node);
    }
  }
  return result;
}

Statement::form_type Parser::for_statement(TSNode node) {
  for (const Child& one : children(node)) {
    if (one.type == "async") {
      return UnsupportedStatement{"`async for`"};
    }
  }
  For result{expression(child(node, "left").node), expression(child(node, "right").node), {}, {}};
  bind(result.target);
  result.body = block(child(node, "body").node);
  const Child otherwise = child(node, "alternative");
  if (!ts_node_is_null(otherwise.node)) {
    result.otherwise = block(child(otherwise.node, "body").node);
  }
  return result;
}

Statement::form_type Parser::while_statement(TSNode node) {
  While result{expression(child(node, "condition").node), block(child(node, "body").node), {}};
  const Child otherwise = child(node, "alternative");
  if (!ts_node_is_null(otherwise.node)) {
    result.otherwise = block(child(otherwise.node, "body").node);
  }
  return result;
}

Statement::form_type Parser::with_statement(TSNode node) {
  With result;
  for (const Child& clause : children(node)) {
    if (clause.type == "async") {
      return UnsupportedStatement{"`async with`"};
    }
    if (clause.type != "with_clause") {
      continue;
    }
    for (const Child& item : children(clause.node)) {
      if (item.type != "with_item") {
        continue;
      }
      const TSNode value = child(item.node, "value").node;
      if (type_of(value) != "as_pattern") {
        result.items.push_back({expression(value), std::nullopt});
        continue;
      }
      const std::vector<Child> parts = children(value);
      WithItem one{expression(parts.front().node), std::nullopt};
      const std::vector<Child> target = children(parts.back().node);
      if (target.empty()) {
        return Broken{};
      }
      one.target = expression(target.front().node);
      bind(*one.target);
      result.items.push_back(std::move(one));
    }
  }
  result.body = block(child(node, "body").node);
  return result;
}

Statement::form_type Parser::try_statement(TSNode node) {
  Try result;
  result.body = block(child(node, "body").node);
  for (const Child& one : children(node)) {
    if (one.type == "except_clause") {
      for (const Child& part : children(one.node)) {
        if (part.type == "*" || part.type == "list_splat") {
          return UnsupportedStatement{"`except*`"};
        }
      }
      result.handlers.push_back(except_clause(one.node));
    } else if (one.type == "except_group_clause") {
      return UnsupportedStatement{"`except*`"};
    } else if (one.type == "else_clause") {
      result.otherwise = block(child(one.node, "body").node);
    } else if (one.type == "finally_clause") {
      for (const Child& inner : children(one.node)) {
        if (is_block(inner.type)) {
          result.finally = block(inner.node);
        }
      }
    }
  }
  return result;
}

ExceptClause Parser::except_clause(TSNode node) {
  ExceptClause clause;
  clause.span = span(node);
  std::vector<Child> named;
  for (const Child& one : children(node)) {
    if (is_block(one.type)) {
      clause.body = block(one.node);
    } else if (one.named) {
      named.push_back(one);
    }
  }
  // `except E as e`, and Python 2's `except E, e`.
  if (!named.empty() && named[0].type == "as_pattern") {
    const std::vector<Child> parts = children(named[0].node);
    clause.type = expression(parts.front().node);
    clause.name = std::string(text(parts.back().node));
  } else if (!named.empty()) {
    clause.type = expression(named[0].node);
    if (named.size() > 1) {
      clause.name = std::string(text(named[1].node));
    }
  }
  if (!clause.name.empty()) {
    bind_name(clause.name);
  }
  return clause;
}

ImportedName Parser::imported_name(const Child& name) {
  ImportedName result;
  result.span = span(name.node);
  if (name.type == "aliased_import") {
    result.path = std::string(text(child(name.node, "name").node));
    result.as = std::string(text(child(name.node, "alias").node));
  } else {
    result.path = std::string(text(name.node));
  }
  std::erase_if(result.path,
                [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\\'; });
  return result;
}

Statement::form_type Parser::import_statement(TSNode node) {
  Import result;
  for (const Child& one : children(node)) {
    if (one.field == "name") {
      result.names.push_back(imported_name(one));
      const ImportedName& name = result.names.back();
      bind_name(name.as.empty() ? name.path.substr(0, name.path.find('.')) : name.as);
    }
  }
  return result;
}

Statement::form_type Parser::import_from(TSNode node) {
  ImportFrom result;
  if (type_of(node) == "future_import_statement") {
    return Pass{};
  }
  const Child module = child(node, "module_name");
  result.module = std::string(text(module.node));
  result.module_span = span(module.node);
  while (result.module.starts_with('.')) {
    ++result.level;
    result.module.erase(0, 1);
  }
  for (const Child& one : children(node)) {
    if (one.field == "name") {
      result.names.push_back(imported_name(one));
      const ImportedName& name = result.names.back();
      bind_name(name.as.empty() ? name.path : name.as);
    } else if (one.type == "wildcard_import") {
      result.star = true;
    }
  }
  return result;
}

Statement::form_type Parser::names_statement(TSNode node, bool global) {
  std::vector<std::string> names;
  for (const Child& one : children(node)) {
    if (one.named) {
      names.emplace_back(text(one.node));
    }
  }
  if (!scopes_.empty() && scopes_.back().code != nullptr) {
    auto& into = global ? scopes_.back().code->globals : scopes_.back().code->nonlocals;
    into.insert(into.end(), names.begin(), names.end());
  }
  if (global) {
    return Global{std::move(names)};
  }
  return Nonlocal{std::move(names)};
}

Statement::form_type Parser::print_statement(TSNode node) {
  PrintStatement result;
  const std::vector<Child> all = children(node);
  for (const Child& one : all) {
    if (one.type == "chevron") {
      return UnsupportedStatement{"Python 2's `print >>`"};
    }
    if (one.named) {
      result.values.push_back(expression(one.node));
    }
  }
  result.ends_line = all.empty() || all.back().type != ",";
  Problem problem;
  problem.severity = Severity::warning;
  problem.code = "python2_print";
  problem.message = "This is Python 2's `print`; Python 3 writes `print(...)`.";
  problem.span = problem.statement = span(node);
  if (!result.values.empty() && result.ends_line) {
    const Span first = result.values.front().span;
    const Span last = result.values.back().span;
    problem.fixes.push_back(
        {"Write print(...)",
         "Python 3 refuses the old form",
         {{{problem.span.from, first.from}, "print("}, {{last.to, last.to}, ")"}}});
  }
  into_.problems_.push_back(std::move(problem));
  return result;
}

}  // namespace unroll::python
