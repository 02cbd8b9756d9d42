// Owns the syntax tree of a program: its statements and expressions as values, each with its place
// in the text. Must not know what any of it means.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dims/span.hpp"
#include "graph/problem.hpp"
#include "python/operator.hpp"

namespace unroll::python {

struct Expression;
struct Statement;
using ExpressionBox = std::unique_ptr<Expression>;
using Block = std::vector<Statement>;

// Expressions.

struct Name {
  std::string id;
};
/// An int. Nothing where it does not fit 64 bits.
struct IntegerLiteral {
  std::optional<std::int64_t> value;
  std::string text;
};
struct FloatLiteral {
  double value = 0;
  std::string text;
};
/// A string, adjacent ones joined, escapes resolved. UTF-8.
struct StringLiteral {
  std::string value;
};
/// A part of an f-string: a text, or a value with its conversion and format.
struct FormattedPart {
  std::string text;     ///< also the text of `{x=}` before its value
  ExpressionBox value;  ///< null for a text
  char conversion = 0;  ///< `r`, `s`, `a` or 0
  std::vector<FormattedPart> format;
};
struct FormattedString {
  std::vector<FormattedPart> parts;
};
enum class ConstantKind : std::uint8_t { none, true_, false_, ellipsis };
struct Constant {
  ConstantKind kind = ConstantKind::none;
};
struct TupleDisplay {
  std::vector<Expression> elements;
};
struct ListDisplay {
  std::vector<Expression> elements;
};
struct SetDisplay {
  std::vector<Expression> elements;
};
struct DictDisplay {
  struct Entry {
    ExpressionBox key;  ///< null for `**value`
    ExpressionBox value;
  };
  std::vector<Entry> entries;
};
enum class ComprehensionKind : std::uint8_t { list, set, dict, generator };
struct ComprehensionClause {
  ExpressionBox target;  ///< null for `if source`
  ExpressionBox source;
};
struct Comprehension {
  ComprehensionKind kind = ComprehensionKind::list;
  ExpressionBox element;  ///< the key of a dict's
  ExpressionBox value;    ///< of a dict's
  std::vector<ComprehensionClause> clauses;
};
struct UnaryOperation {
  Operator op = Operator::negative;
  ExpressionBox operand;
};
struct NotOperation {
  ExpressionBox operand;
};
struct BinaryOperation {
  Operator op = Operator::add;
  ExpressionBox left;
  ExpressionBox right;
};
struct BooleanOperation {
  bool is_and = true;
  ExpressionBox left;
  ExpressionBox right;
};
enum class Comparator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  not_in,
  is,
  is_not
};
struct Comparison {
  struct Part {
    Comparator op = Comparator::equal;
    ExpressionBox right;
  };
  ExpressionBox first;
  std::vector<Part> rest;
};
struct ConditionalExpression {
  ExpressionBox condition;
  ExpressionBox then;
  ExpressionBox otherwise;
};
struct AttributeAccess {
  ExpressionBox object;
  std::string name;
  Span name_span;
};
struct Subscript {
  ExpressionBox object;
  ExpressionBox index;  ///< a TupleDisplay where there are commas
};
struct SliceDisplay {
  ExpressionBox from, to, by;  ///< null where left out
};
enum class ArgumentKind : std::uint8_t { positional, keyword, star, double_star };
/// One argument of a call or of a class's head.
struct CallArgument {
  ArgumentKind kind = ArgumentKind::positional;
  std::string name;  ///< of a keyword
  Span name_span;
  Span span;  ///< the whole, with `name=`
  ExpressionBox value;
};
struct CallExpression {
  ExpressionBox function;
  std::vector<CallArgument> arguments;
  /// From `(` to behind `)`.
  Span parentheses;
};
/// `*value` in a display, a call or a target.
struct Starred {
  ExpressionBox value;
};
struct NamedExpression {
  std::string name;
  Span name_span;
  ExpressionBox value;
};
struct YieldExpression {
  ExpressionBox value;  ///< null for a bare `yield`
  bool from = false;
};
enum class ParameterKind : std::uint8_t { plain, positional_only, star, keyword_only, double_star };
struct Parameter {
  std::string name;
  ParameterKind kind = ParameterKind::plain;
  ExpressionBox default_value;  ///< null where there is none
  Span span;
};
/// What a function and a lambda have in common.
struct FunctionCode {
  std::string name;
  std::vector<Parameter> parameters;
  /// Names that it binds, `global` and `nonlocal` ones left out.
  std::vector<std::string> locals;
  std::vector<std::string> globals;
  std::vector<std::string> nonlocals;
  bool generator = false;
};
struct LambdaExpression {
  std::unique_ptr<FunctionCode> code;
  ExpressionBox body;
};
/// Python that is told apart and has no meaning here; `what` names it.
struct UnsupportedExpression {
  std::string what;
};
/// A place where the text is no expression.
struct BrokenExpression {
  std::string message;  ///< what was told of it; empty where no more than that is known
};

struct Expression {
  using form_type =
      std::variant<BrokenExpression, Name, IntegerLiteral, FloatLiteral, StringLiteral,
                   FormattedString, Constant, TupleDisplay, ListDisplay, SetDisplay, DictDisplay,
                   Comprehension, UnaryOperation, NotOperation, BinaryOperation, BooleanOperation,
                   Comparison, ConditionalExpression, AttributeAccess, Subscript, SliceDisplay,
                   CallExpression, Starred, NamedExpression, YieldExpression, LambdaExpression,
                   UnsupportedExpression>;
  Span span;
  form_type form;

  template <typename Form>
  [[nodiscard]] const Form* as() const {
    return std::get_if<Form>(&form);
  }
};

// Statements.

struct ExpressionStatement {
  Expression value;
};
struct Assignment {
  std::vector<Expression> targets;
  Expression value;
};
struct AugmentedAssignment {
  Expression target;
  Operator op = Operator::add;
  Expression value;
};
struct AnnotatedAssignment {
  Expression target;
  std::optional<Expression> value;
};
struct Deletion {
  std::vector<Expression> targets;
};
struct Return {
  std::optional<Expression> value;
};
struct Pass {};
struct Break {};
struct Continue {};
struct IfBranch {
  Expression condition;
  Block body;
};
struct If {
  std::vector<IfBranch> branches;
  Block otherwise;
};
struct For {
  Expression target;
  Expression source;
  Block body;
  Block otherwise;
};
struct While {
  Expression condition;
  Block body;
  Block otherwise;
};
struct FunctionDefinition {
  std::unique_ptr<FunctionCode> code;
  std::vector<Expression> decorators;
  Block body;
  Span name_span;
};
struct ClassDefinition {
  std::string name;
  Span name_span;
  std::vector<CallArgument> bases;
  std::vector<Expression> decorators;
  Block body;
};
struct WithItem {
  Expression value;
  std::optional<Expression> target;
};
struct With {
  std::vector<WithItem> items;
  Block body;
};
struct ExceptClause {
  std::optional<Expression> type;
  std::string name;  ///< empty without `as`
  Block body;
  Span span;
};
struct Try {
  Block body;
  std::vector<ExceptClause> handlers;
  Block otherwise;
  Block finally;
};
struct Raise {
  std::optional<Expression> value;
  std::optional<Expression> cause;  ///< of `raise value from cause`
};
struct Assert {
  Expression condition;
  std::optional<Expression> message;
};
struct ImportedName {
  std::string path;  ///< `keras.layers`; one name in a `from` import
  std::string as;    ///< empty without `as`
  Span span;
};
struct Import {
  std::vector<ImportedName> names;
};
struct ImportFrom {
  std::string module;
  Span module_span;
  int level = 0;  ///< dots before the name
  std::vector<ImportedName> names;
  bool star = false;
};
enum class PatternKind : std::uint8_t {
  anything,      ///< `_`
  capture,       ///< `name`, and `*name` or `**name` in a sequence or a mapping
  value,         ///< a literal or a dotted name
  sequence,      ///< `[a, *rest]`
  mapping,       ///< `{"key": a, **rest}`
  of_class,      ///< `Class(a, key=b)`
  alternatives,  ///< `a | b`
  named,         ///< `pattern as name`
};
/// What a `case` compares with.
struct Pattern {
  PatternKind kind = PatternKind::anything;
  Span span;
  std::string name;      ///< what is bound
  bool starred = false;  ///< takes what is left over
  ExpressionBox value;   ///< to compare with, or the class
  std::vector<Pattern> parts;
  std::vector<Pattern> keys;            ///< of a mapping, one for each part that is not starred
  std::vector<std::string> attributes;  ///< of a class, one for each part; empty by position
};
struct MatchCase {
  Pattern pattern;
  std::optional<Expression> guard;
  Block body;
};
struct Match {
  Expression subject;
  std::vector<MatchCase> cases;
};
struct Global {
  std::vector<std::string> names;
};
struct Nonlocal {
  std::vector<std::string> names;
};
/// `%matplotlib inline`, `!pip install keras`.
struct Magic {};
/// `print "x"` of Python 2.
struct PrintStatement {
  std::vector<Expression> values;
  bool ends_line = true;
};
struct UnsupportedStatement {
  std::string what;
};
/// Text that is no statement. `readable` is what could be understood of it: the statement without
/// its broken part.
struct Broken {
  Block readable;
  std::string message;  ///< what was told of it; empty where no more than that is known
};

struct Statement {
  using form_type =
      std::variant<Broken, ExpressionStatement, Assignment, AugmentedAssignment,
                   AnnotatedAssignment, Deletion, Return, Pass, Break, Continue, If, For, While,
                   FunctionDefinition, ClassDefinition, With, Try, Match, Raise, Assert, Import,
                   ImportFrom, Global, Nonlocal, Magic, PrintStatement, UnsupportedStatement>;
  Span span;
  form_type form;
  /// Whether there is a `yield` of the same function in it.
  bool yields = false;

  template <typename Form>
  [[nodiscard]] const Form* as() const {
    return std::get_if<Form>(&form);
  }
};

/// A place as people count it, both from 1; columns in UTF-16 code units.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// A parsed program. Spans are in UTF-16 code units of the text as it was given.
class SyntaxTree {
 public:
  /// Nesting beyond this is refused as a problem.
  static constexpr int max_depth = 180;
  /// Texts longer than this many bytes are refused as a problem.
  static constexpr std::size_t max_bytes = std::size_t{2} * 1024 * 1024;

  /// Never fails: what is no Python becomes `Broken` statements and problems.
  static SyntaxTree parse(std::string_view utf8);

  [[nodiscard]] const Block& statements() const { return statements_; }
  /// Syntax errors, and notes on Python 2.
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  [[nodiscard]] LineColumn line_column(std::uint32_t offset) const;
  /// The text at a place, as UTF-8.
  [[nodiscard]] std::string source(Span span) const;
  /// The text's length in UTF-16 code units.
  [[nodiscard]] std::uint32_t length() const { return length_; }
  /// Start offsets of the lines.
  [[nodiscard]] const std::vector<std::uint32_t>& lines() const { return lines_; }

 private:
  friend class Parser;
  Block statements_;
  std::vector<Problem> problems_;
  std::u16string text_;
  std::vector<std::uint32_t> lines_;
  std::uint32_t length_ = 0;
};

}  // namespace unroll::python
