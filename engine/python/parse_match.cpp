// Owns the way from tree-sitter's `match` statements and patterns to ours.
#include "python/parser.hpp"

namespace unroll::python {

Statement::form_type Parser::match_statement(TSNode node) {
  Match result;
  std::vector<Expression> subjects;
  bool comma = false;
  for (const Child& one : children(node)) {
    if (one.field == "subject" && one.named) {
      subjects.push_back(expression(one.node));
    }
    comma |= one.type == ",";
  }
  if (subjects.empty()) {
    return Broken{};
  }
  const Span whole{subjects.front().span.from, subjects.back().span.to};
  result.subject =
      comma ? Expression{whole, TupleDisplay{std::move(subjects)}} : std::move(subjects.front());
  const Child body = child(node, "body");
  if (!ts_node_is_null(body.node)) {
    for (const Child& one : children(body.node)) {
      if (one.type == "case_clause") {
        result.cases.push_back(match_case(one.node));
      }
    }
  }
  return result;
}

MatchCase Parser::match_case(TSNode node) {
  const Nested nested(*this, node);
  MatchCase result;
  std::vector<Pattern> parts;
  bool comma = false;
  for (const Child& one : children(node)) {
    if (one.type == "case_pattern") {
      parts.push_back(pattern(one.node, one.type));
    }
    comma |= one.type == ",";
  }
  if (parts.size() == 1 && !comma) {
    result.pattern = std::move(parts.front());
  } else {
    result.pattern.kind = PatternKind::sequence;
    result.pattern.span = span(node);
    result.pattern.parts = std::move(parts);
  }
  const Child guard = child(node, "guard");
  if (!ts_node_is_null(guard.node)) {
    result.guard = expression(children(guard.node).back().node);
  }
  result.body = block(child(node, "consequence").node);
  return result;
}

Pattern Parser::capture(std::string_view name, Span at) {
  Pattern result;
  result.span = at;
  if (name != "_") {
    result.kind = PatternKind::capture;
    result.name = std::string(name);
    bind_name(result.name);
  }
  return result;
}

Pattern Parser::pattern(TSNode node, std::string_view type) {
  const Nested nested(*this, node);
  const std::vector<Child> parts = children(node);
  const Span at = span(node);
  if (type == "case_pattern") {
    return simple_pattern(parts, at);
  }
  if (type == "as_pattern" && parts.size() >= 3) {
    Pattern result = capture(text(parts.back().node), at);
    result.kind = PatternKind::named;
    result.parts.push_back(pattern(parts.front().node, parts.front().type));
    return result;
  }
  if (type == "union_pattern") {
    Pattern result;
    result.kind = PatternKind::alternatives;
    result.span = at;
    std::vector<Child> one;
    for (const Child& part : parts) {
      if (part.type != "|") {
        one.push_back(part);
        continue;
      }
      result.parts.push_back(simple_pattern(std::exchange(one, {}), at));
    }
    result.parts.push_back(simple_pattern(one, at));
    return result;
  }
  if (type == "list_pattern" || type == "tuple_pattern") {
    bool comma = type == "list_pattern";
    Pattern result;
    result.kind = PatternKind::sequence;
    result.span = at;
    for (const Child& part : parts) {
      comma |= part.type == ",";
      if (part.named) {
        result.parts.push_back(pattern(part.node, part.type));
      }
    }
    // `(a)` is `a`, `()` and `(a,)` are sequences.
    if (!comma && result.parts.size() == 1 && !result.parts.front().starred) {
      Pattern inner = std::move(result.parts.front());
      return inner;
    }
    return result;
  }
  if (type == "splat_pattern" && !parts.empty()) {
    Pattern result = capture(text(parts.back().node), at);
    result.starred = true;
    return result;
  }
  if (type == "dict_pattern") return mapping_pattern(node);
  if (type == "class_pattern") return class_pattern(node);
  Pattern result;
  result.span = at;
  if (type == "dotted_name") {
    const std::string_view name = text(node);
    if (name.find('.') == std::string_view::npos) {
      return capture(name, at);
    }
    Expression value{at, Name{std::string(text(parts.front().node))}};
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].named) {
        value =
            Expression{at, AttributeAccess{std::make_unique<Expression>(std::move(value)),
                                           std::string(text(parts[i].node)), span(parts[i].node)}};
      }
    }
    result.kind = PatternKind::value;
    result.value = std::make_unique<Expression>(std::move(value));
    return result;
  }
  result.kind = PatternKind::value;
  result.value =
      type == "complex_pattern"
          ? std::make_unique<Expression>(Expression{at, UnsupportedExpression{"complex numbers"}})
          : boxed(node);
  return result;
}

/// A pattern of one node, or of a minus and a number.
Pattern Parser::simple_pattern(std::vector<Child> parts, Span at) {
  if (parts.size() == 2 && parts[0].type == "-") {
    Pattern result;
    result.span = at;
    result.kind = PatternKind::value;
    result.value = std::make_unique<Expression>(
        Expression{at, UnaryOperation{Operator::negative, boxed(parts[1].node)}});
    return result;
  }
  if (parts.size() == 1 && parts[0].type != "_") {
    return pattern(parts[0].node, parts[0].type);
  }
  Pattern anything;
  anything.span = at;
  return anything;
}

Pattern Parser::mapping_pattern(TSNode node) {
  Pattern result;
  result.kind = PatternKind::mapping;
  result.span = span(node);
  std::vector<Child> key;
  for (const Child& one : children(node)) {
    if (one.type == "splat_pattern") {  // which the grammar takes for a key
      result.parts.push_back(pattern(one.node, one.type));
    } else if (one.field == "key") {
      key.push_back(one);
    } else if (one.field == "value") {
      result.keys.push_back(simple_pattern(std::exchange(key, {}), span(one.node)));
      result.parts.push_back(pattern(one.node, one.type));
    }
  }
  return result;
}

Pattern Parser::class_pattern(TSNode node) {
  Pattern result;
  result.kind = PatternKind::of_class;
  result.span = span(node);
  for (const Child& one : children(node)) {
    if (one.type == "dotted_name") {
      Pattern name = pattern(one.node, one.type);
      // A name alone is looked up here, not bound.
      result.value = name.value ? std::move(name.value)
                                : std::make_unique<Expression>(
                                      Expression{name.span, Name{std::string(text(one.node))}});
      if (name.kind == PatternKind::capture && !scopes_.empty() && scopes_.back().code != nullptr) {
        scopes_.back().code->locals.pop_back();
      }
    } else if (one.named) {
      const std::vector<Child> inner = children(one.node);
      if (inner.size() == 1 && inner[0].type == "keyword_pattern") {
        const std::vector<Child> parts = children(inner[0].node);
        result.attributes.emplace_back(text(parts.front().node));
        result.parts.push_back(simple_pattern(
            {parts.begin() + std::min<std::ptrdiff_t>(2, std::ssize(parts)), parts.end()},
            span(one.node)));
      } else {
        result.attributes.emplace_back();
        result.parts.push_back(pattern(one.node, one.type));
      }
    }
  }
  return result;
}

}  // namespace unroll::python
