// The syntax tree: forms, places in UTF-16 units, and what is kept of broken text.
#include "python/syntax.hpp"

#include <doctest/doctest.h>

#include "engine/python/run.hpp"
#include "python/source_text.hpp"

namespace unroll::python {
namespace {

/// The text of each statement.
std::vector<std::string> statements(const SyntaxTree& tree) {
  std::vector<std::string> texts;
  for (const Statement& statement : tree.statements()) {
    texts.push_back((statement.as<Broken>() != nullptr ? "broken: " : "") +
                    tree.source(statement.span));
  }
  return texts;
}

std::string problems(const SyntaxTree& tree) {
  std::string all;
  for (const Problem& problem : tree.problems()) {
    const LineColumn at = tree.line_column(problem.span.from);
    all += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + problem.message + "\n";
  }
  return all;
}

const CallExpression& call_of(const Statement& statement) {
  const auto* assignment = statement.as<Assignment>();
  REQUIRE(assignment != nullptr);
  const auto* call = assignment->value.as<CallExpression>();
  REQUIRE(call != nullptr);
  return *call;
}

TEST_CASE("a call knows the place of each argument") {
  const SyntaxTree tree = SyntaxTree::parse("x = layers.LSTM(32, return_sequences=True)(h)\n");
  REQUIRE(tree.statements().size() == 1);
  const CallExpression& outer = call_of(tree.statements()[0]);
  const auto* inner = outer.function->as<CallExpression>();
  REQUIRE(inner != nullptr);
  REQUIRE(inner->arguments.size() == 2);
  CHECK(tree.source(inner->arguments[0].value->span) == "32");
  CHECK(inner->arguments[1].kind == ArgumentKind::keyword);
  CHECK(inner->arguments[1].name == "return_sequences");
  CHECK(tree.source(inner->arguments[1].span) == "return_sequences=True");
  CHECK(tree.source(inner->arguments[1].value->span) == "True");
  CHECK(tree.source(inner->parentheses) == "(32, return_sequences=True)");
  CHECK(tree.source(outer.arguments[0].span) == "h");
}

TEST_CASE("places count UTF-16 units behind CJK, emoji and CRLF") {
  const SyntaxTree tree = SyntaxTree::parse("s = '日本😀'\r\n# 😀\r\nunits = 64\r\n");
  REQUIRE(statements(tree) == std::vector<std::string>{"s = '日本😀'", "units = 64"});
  CHECK(tree.statements()[0].span == Span{0, 10});
  CHECK(tree.statements()[1].span == Span{18, 28});
  CHECK(tree.line_column(18).line == 3);
  CHECK(tree.line_column(18).column == 1);
  CHECK(tree.length() == 30);
}

TEST_CASE(
    "a byte order mark, non-breaking blanks and lone carriage returns are blanks and line ends") {
  const SyntaxTree tree = SyntaxTree::parse("\xEF\xBB\xBFx\xC2\xA0= 1\ry = 2\r");
  CHECK(problems(tree) == "");
  CHECK(statements(tree).size() == 2);
  CHECK(tree.source(tree.statements()[1].span) == "y = 2");
}

TEST_CASE("a snippet pasted with an indentation, or out of a console, is read") {
  const SyntaxTree indented = SyntaxTree::parse("    x = 1\n    if x:\n        y = 2\n");
  CHECK(problems(indented) == "");
  CHECK(indented.statements()[0].span == Span{4, 9});
  const Ran console(
      ">>> x = 1\n>>> for i in range(2):\n...     print(i + x)\n...\n1\n2\n>>> x\n1\n");
  CHECK(console.problems() == "");
  CHECK(console.console() == "1\n2\n");
}

TEST_CASE("magics are told apart, also as a body's only line") {
  const Ran ran(
      "%matplotlib inline\n!pip install keras\nif True:\n    !ls\nx = 7 \\\n    % "
      "4\nprint(x)\n?print\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "3\n");
  REQUIRE(ran.in.skipped().size() == 4);
  CHECK(ran.tree.source(ran.in.skipped()[1].span) == "!pip install keras");
}

TEST_CASE("a half-typed last line keeps what stands above it") {
  const SyntaxTree tree = SyntaxTree::parse("a = 1\nb = f(a)\nc = g(b, \n");
  CHECK(statements(tree) == std::vector<std::string>{"a = 1", "b = f(a)", "broken: c = g(b,"});
  CHECK(problems(tree) == "3:6 `(` is not closed.\n");
}

TEST_CASE("what stands above and below a broken line keeps its form") {
  const SyntaxTree tree = SyntaxTree::parse("a = 1\nb = = 2\nc = 3\ndef f(x):\n    return x\n");
  CHECK(statements(tree) ==
        std::vector<std::string>{"a = 1", "broken: b = = 2", "c = 3", "def f(x):\n    return x"});
}

TEST_CASE("an unclosed bracket costs its own statement alone") {
  const SyntaxTree tree = SyntaxTree::parse("a = 1\nb = f([1, 2\nc = 3\nd = 4\n");
  CHECK(statements(tree) ==
        std::vector<std::string>{"a = 1", "broken: b = f([1, 2", "c = 3", "d = 4"});
}

TEST_CASE("a list whose last element is half-typed is read without it") {
  const SyntaxTree tree =
      SyntaxTree::parse("m = keras.Sequential([\n    Input((3, 4)),\n    LSTM(\n");
  REQUIRE(tree.statements().size() == 1);
  const auto* broken = tree.statements()[0].as<Broken>();
  REQUIRE(broken != nullptr);
  REQUIRE(broken->readable.size() == 1);
  const CallExpression& call = call_of(broken->readable[0]);
  REQUIRE(call.arguments.size() == 1);
  const auto* list = call.arguments[0].value->as<ListDisplay>();
  REQUIRE(list != nullptr);
  REQUIRE(list->elements.size() == 1);
  CHECK(tree.source(list->elements[0].span) == "Input((3, 4))");
}

TEST_CASE("a broken line in a body leaves the statements around it") {
  const SyntaxTree tree =
      SyntaxTree::parse("def f(x):\n    y = x\n    z = = 1\n    return y\nw = 1\n");
  REQUIRE(tree.statements().size() == 2);
  const auto* function = tree.statements()[0].as<FunctionDefinition>();
  REQUIRE(function != nullptr);
  REQUIRE(function->body.size() >= 3);
  CHECK(function->body[0].as<Assignment>() != nullptr);
  CHECK(function->body[1].as<Broken>() != nullptr);
}

TEST_CASE("messages say what is expected where") {
  const auto said = [](std::string_view text) { return problems(SyntaxTree::parse(text)); };
  CHECK(said("x = (1, 2\n") == "1:5 `(` is not closed.\n");
  CHECK(said("x = 1)\n") == "1:6 `)` closes no bracket that is open here.\n");
  CHECK(said("x = 'abc\ny = 1\n") == "1:5 This string is not closed.\n");
  CHECK(said("class A:\n    def f(self, x)\n        return x\n") ==
        "2:5 `:` is expected at the end of this line.\n");
  CHECK(said("for x in y\n    pass\n") == "1:1 `:` is expected at the end of this line.\n");
  CHECK(said("x = 1 +\n") != "");
}

TEST_CASE("Python 2's print is told and read") {
  const Ran ran("print \"a\", 1\nprint 'b',\nprint\n");
  CHECK(ran.console().substr(0, 4) == "a 1\n");
  REQUIRE(ran.in.problems().size() >= 1);
  CHECK(ran.in.problems()[0].code == "python2_print");
  CHECK(ran.in.problems()[0].severity == Severity::warning);
  REQUIRE(ran.in.problems()[0].fixes.size() == 1);
  CHECK(ran.in.problems()[0].fixes[0].edits.size() == 2);
}

TEST_CASE("texts made to exhaust the parser end in a problem") {
  CHECK(!SyntaxTree::parse(std::string(100'000, '(')).problems().empty());
  CHECK(!SyntaxTree::parse(std::string(50'000, '[') + std::string(50'000, ']')).problems().empty());
  CHECK(!SyntaxTree::parse("x = " + std::string(20'000, '-') + "1\n").problems().empty());
  std::string sum = "x = 1";
  for (int i = 0; i < 20'000; ++i) {
    sum += "+1";
  }
  CHECK(!SyntaxTree::parse(sum).problems().empty());
  CHECK(!SyntaxTree::parse(std::string(3 * 1024 * 1024, 'x')).problems().empty());
  CHECK(SyntaxTree::parse("").problems().empty());
  CHECK(SyntaxTree::parse(std::string_view("\0\0x", 3)).statements().size() <= 1);
  CHECK(SyntaxTree::parse("\xFF\xFE\x80").length() == 3);
}

TEST_CASE("a broken line of other letters is cut between them") {
  std::string letters;
  for (int i = 0; i < 40; ++i) letters += "\xED\x95\x9C";
  const SyntaxTree tree = SyntaxTree::parse("from x" + letters + "(a, b):\n    y = 1\n");
  REQUIRE(!tree.problems().empty());
  for (const Problem& problem : tree.problems())
    CHECK(to_utf8(to_utf16(problem.message)) == problem.message);
}

}  // namespace
}  // namespace unroll::python
