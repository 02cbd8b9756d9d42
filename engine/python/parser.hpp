// Owns the way from tree-sitter's tree to ours. For the parse_*.cpp files alone.
#pragma once

#include <tree_sitter/api.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/source_text.hpp"
#include "python/syntax.hpp"

namespace unroll::python {

struct DeleteParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct DeleteTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using TreeBox = std::unique_ptr<TSTree, DeleteTree>;

/// Bytes of the prepared text.
struct ByteRange {
  std::size_t from = 0;
  std::size_t to = 0;
};

class Parser {
 public:
  Parser(SyntaxTree& into, const SourceText& text);
  void run();

 private:
  /// A node with the name of its field in its parent, comments left out.
  struct Child {
    TSNode node;
    std::string_view field;
    std::string_view type;
    bool named = false;
  };
  /// The names that a function's or class's body binds.
  struct Scope {
    FunctionCode* code = nullptr;  // null for a class's body and the program
  };
  /// Thrown where a tree is nested too deeply.
  struct TooDeep {
    TSNode node;
  };

  // parse.cpp: pieces, broken text and its problems.
  TreeBox parse_bytes(std::string_view bytes);
  void parse_whole();
  void parse_pieces();
  bool parse_piece(std::size_t from, std::size_t to);
  Block statements_of(TSTree* tree, std::size_t base);
  void broken_piece(std::size_t from, std::size_t to, TSTree* tree);
  Block readable_part(std::size_t from, std::size_t to, std::size_t fault);
  void report(std::size_t from, std::size_t to, std::string message);
  void check_indentation();
  void explain(std::size_t from, std::size_t to, TSTree* tree);

  // The tree at hand.
  std::vector<Child> children(TSNode node) const;
  Child child(TSNode node, std::string_view field) const;
  static std::string_view type_of(TSNode node);
  [[nodiscard]] Span span(TSNode node) const;
  [[nodiscard]] ByteRange bytes(TSNode node) const;
  [[nodiscard]] std::string_view text(TSNode node) const;
  [[nodiscard]] std::string_view text(ByteRange range) const;

  // parse_statements.cpp
  void statement_into(Block& block, TSNode node);
  Statement::form_type statement_form(TSNode node, std::string_view type);
  Block block(TSNode node);
  Statement missing_body(TSNode node);
  Statement::form_type expression_statement(TSNode node);
  Statement::form_type assignment(TSNode node);
  Statement::form_type if_statement(TSNode node);
  Statement::form_type for_statement(TSNode node);
  Statement::form_type while_statement(TSNode node);
  Statement::form_type with_statement(TSNode node);
  Statement::form_type try_statement(TSNode node);
  ExceptClause except_clause(TSNode node);

  // parse_match.cpp
  Statement::form_type match_statement(TSNode node);
  MatchCase match_case(TSNode node);
  Pattern pattern(TSNode node, std::string_view type);
  Pattern simple_pattern(std::vector<Child> parts, Span span);
  Pattern mapping_pattern(TSNode node);
  Pattern class_pattern(TSNode node);
  Pattern capture(std::string_view name, Span span);

  // parse_statements.cpp, on
  Statement::form_type import_statement(TSNode node);
  Statement::form_type import_from(TSNode node);
  ImportedName imported_name(const Child& name);
  Statement::form_type definition(TSNode node, std::vector<Expression> decorators);
  Statement::form_type function_definition(TSNode node, std::vector<Expression> decorators);
  Statement::form_type class_definition(TSNode node, std::vector<Expression> decorators);
  Statement::form_type print_statement(TSNode node);
  Statement::form_type names_statement(TSNode node, bool global);
  void parameters(TSNode node, FunctionCode& code);
  void parameter(const Child& one, FunctionCode& code, ParameterKind& kind);
  void finish(FunctionCode& code);

  // parse_expressions.cpp
  Expression expression(TSNode node);
  ExpressionBox boxed(TSNode node);
  static void hoist_star(Expression& expression);
  Expression::form_type expression_form(TSNode node, std::string_view type);
  std::vector<Expression> elements(TSNode node);
  Expression::form_type call(TSNode node);
  std::vector<CallArgument> call_arguments(TSNode node);
  Expression::form_type subscript(TSNode node);
  Expression::form_type slice(TSNode node);
  Expression::form_type dictionary(TSNode node);
  Expression::form_type comprehension(TSNode node, ComprehensionKind kind);
  Expression::form_type comparison(TSNode node);
  Expression::form_type conditional(TSNode node);
  Expression::form_type lambda(TSNode node);
  Expression::form_type number(TSNode node, bool integer);
  Expression::form_type yield(TSNode node);
  void bind(const Expression& target);
  void bind_name(const std::string& name);

  // parse_strings.cpp
  Expression::form_type string(TSNode node);
  Expression::form_type joined_strings(TSNode node);
  void append_string(TSNode node, std::vector<FormattedPart>& parts);
  FormattedPart interpolation(TSNode node);

  SyntaxTree& into_;
  const SourceText& text_;
  std::unique_ptr<TSParser, DeleteParser> parser_;
  std::size_t base_ = 0;     // where the tree's bytes begin in the prepared text
  std::string_view source_;  // what the tree was made of
  std::vector<Scope> scopes_;
  int depth_ = 0;
  friend class Nested;
};

/// Counts the nesting while it lives.
class Nested {
 public:
  Nested(Parser& parser, TSNode node);
  ~Nested() { --parser_.depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  Parser& parser_;
};

}  // namespace unroll::python
