// Owns the way from tree-sitter's expressions to ours.
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>

#include "python/parser.hpp"

namespace unroll::python {
namespace {

std::optional<Operator> binary_operator(std::string_view text) {
  static constexpr std::pair<std::string_view, Operator> table[] = {
      {"+", Operator::add},         {"-", Operator::subtract},      {"*", Operator::multiply},
      {"/", Operator::divide},      {"//", Operator::floor_divide}, {"%", Operator::modulo},
      {"**", Operator::power},      {"@", Operator::matmul},        {"&", Operator::bit_and},
      {"|", Operator::bit_or},      {"^", Operator::bit_xor},       {"<<", Operator::shift_left},
      {">>", Operator::shift_right}};
  for (const auto& [symbol, op] : table) {
    if (symbol == text) {
      return op;
    }
  }
  return std::nullopt;
}

std::optional<Comparator> comparator(std::string_view text) {
  static constexpr std::pair<std::string_view, Comparator> table[] = {
      {"==", Comparator::equal},         {"!=", Comparator::not_equal},
      {"<>", Comparator::not_equal},     {"<", Comparator::less},
      {"<=", Comparator::less_equal},    {">", Comparator::greater},
      {">=", Comparator::greater_equal}, {"in", Comparator::in},
      {"not in", Comparator::not_in},    {"is", Comparator::is},
      {"is not", Comparator::is_not}};
  for (const auto& [symbol, op] : table) {
    if (symbol == text) {
      return op;
    }
  }
  return std::nullopt;
}

}  // namespace

ExpressionBox Parser::boxed(TSNode node) { return std::make_unique<Expression>(expression(node)); }

Expression Parser::expression(TSNode node) {
  if (ts_node_is_null(node) || ts_node_is_error(node) || ts_node_is_missing(node)) {
    return Expression{ts_node_is_null(node) ? Span{} : span(node), BrokenExpression{}};
  }
  const Nested nested(*this, node);
  const std::string_view type = type_of(node);
  if (type == "parenthesized_expression") {
    for (const Child& one : children(node)) {
      if (one.named) {
        return expression(one.node);
      }
    }
    return Expression{span(node), BrokenExpression{}};
  }
  Expression result{span(node), expression_form(node, type)};
  hoist_star(result);
  return result;
}

/// The grammar binds the star of `*f(x)` to `f`; here it stands around the whole.
void Parser::hoist_star(Expression& expression) {
  ExpressionBox* first = nullptr;
  if (auto* call = std::get_if<CallExpression>(&expression.form)) {
    first = &call->function;
  } else if (auto* access = std::get_if<AttributeAccess>(&expression.form)) {
    first = &access->object;
  } else if (auto* subscript = std::get_if<Subscript>(&expression.form)) {
    first = &subscript->object;
  } else if (auto* binary = std::get_if<BinaryOperation>(&expression.form)) {
    first = &binary->left;
  } else if (auto* boolean = std::get_if<BooleanOperation>(&expression.form)) {
    first = &boolean->left;
  } else if (auto* comparison = std::get_if<Comparison>(&expression.form)) {
    first = &comparison->first;
  } else if (auto* choice = std::get_if<ConditionalExpression>(&expression.form)) {
    first = &choice->then;
  }
  auto* starred = first == nullptr ? nullptr : std::get_if<Starred>(&(*first)->form);
  if (starred == nullptr) {
    return;
  }
  ExpressionBox inner = std::move(starred->value);
  const Span whole = expression.span;
  const std::uint32_t from = inner->span.from;
  *first = std::move(inner);
  auto box = std::make_unique<Expression>(std::move(expression));
  box->span.from = from;
  expression = Expression{whole, Starred{std::move(box)}};
}

Expression::form_type Parser::expression_form(TSNode node, std::string_view type) {
  if (type == "identifier") return Name{std::string(text(node))};
  if (type == "integer") return number(node, true);
  if (type == "float") return number(node, false);
  if (type == "string") return string(node);
  if (type == "concatenated_string") return joined_strings(node);
  if (type == "none") return Constant{ConstantKind::none};
  if (type == "true") return Constant{ConstantKind::true_};
  if (type == "false") return Constant{ConstantKind::false_};
  if (type == "ellipsis") return Constant{ConstantKind::ellipsis};
  if (type == "call") return call(node);
  if (type == "attribute") {
    const Child name = child(node, "attribute");
    return AttributeAccess{boxed(child(node, "object").node), std::string(text(name.node)),
                           span(name.node)};
  }
  if (type == "subscript") return subscript(node);
  if (type == "slice") return slice(node);
  if (type == "binary_operator") {
    const auto op = binary_operator(text(child(node, "operator").node));
    if (!op) {
      return BrokenExpression{};
    }
    return BinaryOperation{*op, boxed(child(node, "left").node), boxed(child(node, "right").node)};
  }
  if (type == "boolean_operator") {
    return BooleanOperation{text(child(node, "operator").node) == "and",
                            boxed(child(node, "left").node), boxed(child(node, "right").node)};
  }
  if (type == "unary_operator") {
    const std::string_view op = text(child(node, "operator").node);
    return UnaryOperation{op == "-"   ? Operator::negative
                          : op == "+" ? Operator::positive
                                      : Operator::invert,
                          boxed(child(node, "argument").node)};
  }
  if (type == "not_operator") return NotOperation{boxed(child(node, "argument").node)};
  if (type == "comparison_operator") return comparison(node);
  if (type == "conditional_expression") return conditional(node);
  if (type == "tuple" || type == "expression_list" || type == "pattern_list" ||
      type == "tuple_pattern") {
    return TupleDisplay{elements(node)};
  }
  if (type == "list" || type == "list_pattern") return ListDisplay{elements(node)};
  if (type == "set") return SetDisplay{elements(node)};
  if (type == "dictionary") return dictionary(node);
  if (type == "list_comprehension") return comprehension(node, ComprehensionKind::list);
  if (type == "set_comprehension") return comprehension(node, ComprehensionKind::set);
  if (type == "dictionary_comprehension") return comprehension(node, ComprehensionKind::dict);
  if (type == "generator_expression") return comprehension(node, ComprehensionKind::generator);
  if (type == "lambda") return lambda(node);
  if (type == "list_splat" || type == "list_splat_pattern" || type == "parenthesized_list_splat") {
    const std::vector<Child> parts = children(node);
    for (const Child& one : parts) {
      if (one.named) {
        if (type == "parenthesized_list_splat") {
          return expression_form(one.node, one.type);
        }
        return Starred{boxed(one.node)};
      }
    }
    return BrokenExpression{};
  }
  if (type == "named_expression") {
    const Child name = child(node, "name");
    NamedExpression result{std::string(text(name.node)), span(name.node),
                           boxed(child(node, "value").node)};
    // Binds in the function around a comprehension, too.
    if (!scopes_.empty() && scopes_.back().code != nullptr) {
      scopes_.back().code->locals.push_back(result.name);
    }
    return result;
  }
  if (type == "yield") return yield(node);
  if (type == "await") return UnsupportedExpression{"`await`"};
  if (type == "type") {
    for (const Child& one : children(node)) {
      return expression_form(one.node, one.type);
    }
  }
  if (type == "print" || type == "exec" || type == "match" || type == "async") {
    return Name{std::string(text(node))};
  }
  return BrokenExpression{};
}

std::vector<Expression> Parser::elements(TSNode node) {
  std::vector<Expression> result;
  for (const Child& one : children(node)) {
    if (one.named) {
      result.push_back(expression(one.node));
    }
  }
  return result;
}

Expression::form_type Parser::call(TSNode node) {
  const Child arguments = child(node, "arguments");
  CallExpression result;
  result.function = boxed(child(node, "function").node);
  result.parentheses = span(arguments.node);
  if (arguments.type == "generator_expression") {
    CallArgument only;
    only.span = span(arguments.node);
    only.value = boxed(arguments.node);
    result.arguments.push_back(std::move(only));
  } else {
    result.arguments = call_arguments(arguments.node);
  }
  std::string fault;
  std::set<std::string_view> names;
  for (const CallArgument& one : result.arguments) {
    if (one.kind == ArgumentKind::keyword && !names.insert(one.name).second) {
      fault = "The argument `" + one.name + "` is given twice.";
    } else if (one.kind == ArgumentKind::positional && !names.empty()) {
      fault = "An argument without a name stands behind one with a name.";
    }
  }
  if (!fault.empty()) {
    report(bytes(node).from, bytes(node).to, fault);
    return BrokenExpression{std::move(fault)};
  }
  return result;
}

std::vector<CallArgument> Parser::call_arguments(TSNode node) {
  std::vector<CallArgument> result;
  for (const Child& one : children(node)) {
    if (!one.named) {
      continue;
    }
    CallArgument argument;
    argument.span = span(one.node);
    if (one.type == "keyword_argument") {
      const Child name = child(one.node, "name");
      argument.kind = ArgumentKind::keyword;
      argument.name = std::string(text(name.node));
      argument.name_span = span(name.node);
      argument.value = boxed(child(one.node, "value").node);
    } else if (one.type == "list_splat" || one.type == "dictionary_splat") {
      argument.kind = one.type == "list_splat" ? ArgumentKind::star : ArgumentKind::double_star;
      argument.value = boxed(children(one.node).back().node);
    } else {
      argument.value = boxed(one.node);
      if (auto* starred = std::get_if<Starred>(&argument.value->form)) {
        ExpressionBox inner = std::move(starred->value);
        argument.kind = ArgumentKind::star;
        argument.value = std::move(inner);
      }
    }
    result.push_back(std::move(argument));
  }
  return result;
}

Expression::form_type Parser::subscript(TSNode node) {
  Subscript result;
  result.object = boxed(child(node, "value").node);
  std::vector<Expression> parts;
  bool comma = false;
  Span whole;
  for (const Child& one : children(node)) {
    if (one.field == "subscript" && one.named) {
      parts.push_back(expression(one.node));
      whole = {parts.front().span.from, parts.back().span.to};
    }
    comma |= one.type == ",";
  }
  if (parts.empty()) {
    return BrokenExpression{};
  }
  result.index =
      comma ? std::make_unique<Expression>(Expression{whole, TupleDisplay{std::move(parts)}})
            : std::make_unique<Expression>(std::move(parts.front()));
  return result;
}

Expression::form_type Parser::slice(TSNode node) {
  SliceDisplay result;
  int colons = 0;
  for (const Child& one : children(node)) {
    if (one.type == ":") {
      ++colons;
    } else if (one.named) {
      (colons == 0 ? result.from : colons == 1 ? result.to : result.by) = boxed(one.node);
    }
  }
  return result;
}

Expression::form_type Parser::dictionary(TSNode node) {
  DictDisplay result;
  for (const Child& one : children(node)) {
    if (one.type == "pair") {
      result.entries.push_back(
          {boxed(child(one.node, "key").node), boxed(child(one.node, "value").node)});
    } else if (one.type == "dictionary_splat") {
      result.entries.push_back({nullptr, boxed(children(one.node).back().node)});
    }
  }
  return result;
}

Expression::form_type Parser::comprehension(TSNode node, ComprehensionKind kind) {
  Comprehension result;
  result.kind = kind;
  for (const Child& one : children(node)) {
    if (one.type == "for_in_clause") {
      for (const Child& part : children(one.node)) {
        if (part.type == "async") {
          return UnsupportedExpression{"`async for`"};
        }
      }
      ComprehensionClause clause;
      clause.target = boxed(child(one.node, "left").node);
      const std::vector<Child> parts = children(one.node);
      std::vector<Expression> sources;
      for (const Child& part : parts) {
        if (part.field == "right" && part.named) {
          sources.push_back(expression(part.node));
        }
      }
      if (sources.empty()) {
        return BrokenExpression{};
      }
      clause.source = sources.size() == 1 ? std::make_unique<Expression>(std::move(sources.front()))
                                          : std::make_unique<Expression>(Expression{
                                                span(one.node), TupleDisplay{std::move(sources)}});
      result.clauses.push_back(std::move(clause));
    } else if (one.type == "if_clause") {
      result.clauses.push_back({nullptr, boxed(children(one.node).back().node)});
    }
  }
  const TSNode body = child(node, "body").node;
  if (kind == ComprehensionKind::dict) {
    result.element = boxed(child(body, "key").node);
    result.value = boxed(child(body, "value").node);
  } else {
    result.element = boxed(body);
  }
  return result;
}

Expression::form_type Parser::comparison(TSNode node) {
  Comparison result;
  std::string pending;
  for (const Child& one : children(node)) {
    if (one.field == "operators") {
      pending += (pending.empty() ? "" : " ") + std::string(one.type);
    } else if (!result.first) {
      result.first = boxed(one.node);
    } else {
      const auto op = comparator(pending);
      if (!op) {
        return BrokenExpression{};
      }
      result.rest.push_back({*op, boxed(one.node)});
      pending.clear();
    }
  }
  if (!result.first || result.rest.empty()) {
    return BrokenExpression{};
  }
  return result;
}

Expression::form_type Parser::conditional(TSNode node) {
  std::vector<TSNode> parts;
  for (const Child& one : children(node)) {
    if (one.named) {
      parts.push_back(one.node);
    }
  }
  if (parts.size() != 3) {
    return BrokenExpression{};
  }
  return ConditionalExpression{boxed(parts[1]), boxed(parts[0]), boxed(parts[2])};
}

Expression::form_type Parser::lambda(TSNode node) {
  LambdaExpression result;
  result.code = std::make_unique<FunctionCode>();
  result.code->name = "<lambda>";
  parameters(child(node, "parameters").node, *result.code);
  scopes_.push_back({result.code.get()});
  result.body = boxed(child(node, "body").node);
  scopes_.pop_back();
  finish(*result.code);
  return result;
}

Expression::form_type Parser::yield(TSNode node) {
  YieldExpression result;
  if (scopes_.empty() || scopes_.back().code == nullptr) {
    return UnsupportedExpression{"`yield` outside of a function"};
  }
  scopes_.back().code->generator = true;
  for (const Child& one : children(node)) {
    result.from |= one.type == "from";
    if (one.named) {
      result.value = boxed(one.node);
    }
  }
  return result;
}

Expression::form_type Parser::number(TSNode node, bool integer) {
  std::string digits;
  for (const char c : text(node)) {
    if (c != '_') {
      digits += c;
    }
  }
  if (!digits.empty() && (digits.back() == 'j' || digits.back() == 'J')) {
    return UnsupportedExpression{"complex numbers"};
  }
  if (!integer) {
    return FloatLiteral{std::strtod(digits.c_str(), nullptr), std::string(text(node))};
  }
  if (!digits.empty() && (digits.back() == 'l' || digits.back() == 'L')) {
    digits.pop_back();
  }
  int base = 10;
  std::size_t skip = 0;
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = digits[1];
    base = mark == 'x' || mark == 'X'   ? 16
           : mark == 'b' || mark == 'B' ? 2
           : mark == 'o' || mark == 'O' ? 8
                                        : 10;
    skip = base == 10 ? 0 : 2;
  }
  if (base == 10 && digits.size() > 1 && digits[0] == '0' &&
      digits.find_first_not_of('0') != std::string::npos) {
    return UnsupportedExpression{"an octal number in Python 2's spelling (now `0o" +
                                 digits.substr(1) + "`)"};
  }
  std::int64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data() + skip, digits.data() + digits.size(), value, base);
  IntegerLiteral result{std::nullopt, std::string(text(node))};
  if (error == std::errc() && end == digits.data() + digits.size()) {
    result.value = value;
  }
  return result;
}

}  // namespace unroll::python
