// Unknown values, and the holes that they become.
#include <doctest/doctest.h>

#include "engine/python/run.hpp"

namespace unroll::python {
namespace {

TEST_CASE("unknown names cost nothing until a number is needed") {
  Ran ran(
      "X = load('data.csv')\nX = X / 255.0\nm = X.mean()\nprint(len(X), X.shape[1])\nfor line in "
      "open('f'):\n    w = line.split()\n");
  CHECK(ran.problems() == "");
  CHECK(ran.holes() == "");
  CHECK(ran.console() == "<len(X / 255.0)> <X.shape[1]>\n");
}

TEST_CASE("names, attributes and items are a hole's name") {
  Ran ran(
      "a = range(n_steps)\nb = range(X_train.shape[1])\nc = range(len(labels))\nd = "
      "range(config['hidden'])\ne = range(args.units)\nlist(a); list(b)\n");
  CHECK(ran.problems() == "");
  CHECK(ran.holes() ==
        "n_steps=2 value; X_train.shape[1]=2 value; len(labels)=2 value; config['hidden']=2 value; "
        "args.units=2 value");
}

TEST_CASE("arithmetic with an unknown is put off, and its leaf becomes the hole") {
  Ran ran("a = range(n // 2 + 1)\nb = range(len(words) + 1)\nprint(list(a), list(b))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.holes() == "n=2 value; len(words)=2 value");
  CHECK(ran.console() == "[0, 1] [0, 1, 2]\n");
}

TEST_CASE("a given hole is taken as it is") {
  Ran ran("print(list(range(n + 1)), len(labels), labels[0], X.shape[1])\n", {}, {},
          {{"n", Value(Dim(3))},
           {"labels", make_list({Value("a"), Value("b")})},
           {"X.shape[1]", Value(Dim(7))}});
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "[0, 1, 2, 3] 2 a 7\n");
  REQUIRE(ran.in.holes().size() == 3);
  CHECK(ran.in.holes()[0].given);
}

TEST_CASE("a hole knows its places and is one identity") {
  Ran ran("a = range(units)\nb = range(units)\n");
  REQUIRE(ran.in.holes().size() == 1);
  CHECK(ran.in.holes()[0].spans.size() == 2);
  CHECK(ran.tree.source(ran.in.holes()[0].spans[1]) == "units");
  const auto* size = ran.in.holes()[0].value.as<Dim>();
  REQUIRE(size != nullptr);
  REQUIRE(size->ids().all().size() == 1);
  CHECK(ran.identities.all()[size->ids().all()[0]].kind == IdentityKind::hole);
}

TEST_CASE("a choice takes what it is compared with first") {
  Ran ran(
      "if cell == 'gru':\n    kind = 1\nelif cell == 'lstm':\n    kind = 2\nif flag:\n    kind = "
      "3\n");
  CHECK(ran.value("kind") == "1");
  CHECK(ran.holes() == "cell='gru' choice; flag=False choice");
  Ran given("if cell == 'gru':\n    kind = 1\nelif cell == 'lstm':\n    kind = 2\n", {}, {},
            {{"cell", Value("lstm")}});
  CHECK(given.value("kind") == "2");
  Ran truth(
      "if a.way == False:\n    x = 1\nelif a.way == True:\n    x = 2\n"
      "if b == True:\n    y = 1\nif c != True:\n    y += 3\n");
  CHECK(truth.value("x") == "1");
  CHECK(truth.value("y") == "1");
  CHECK(truth.holes() == "a.way=False choice; b=True choice; c=True choice");
}

TEST_CASE("a slice of an unknown shape names the axes of the whole") {
  Ran ran(
      "shape = X.shape[1:]\na, b = shape\nprint(list(range(a)), list(range(shape[1])), shape)\nn, "
      "t = Y.shape\nlist(range(t))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.holes() == "X.shape[1]=2 value; X.shape[2]=2 value; Y.shape[1]=2 value");
}

TEST_CASE("a hole that has a value is printed as it") {
  const Ran ran("list(range(n))\nprint(f'{n} {m}', 'x'.replace(m, 'y'))\n");
  CHECK(ran.console() == "2 <m> <'x'.replace(m, 'y')>\n");
}

TEST_CASE("unknown modules are passed over with a reason") {
  Ran ran(
      "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nimport "
      "os.path\nfrom . import local\nfrom .config import *\n"
      "df = pd.read_csv('x')\na, b = train_test_split(df, test_size=0.2)\nprint(a, b)\nclass "
      "M(pd.Base):\n    def f(self): return 1\nprint(M().f())\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "<a> <b>\n1\n");
  REQUIRE(!ran.in.skipped().empty());
  CHECK(ran.in.skipped()[0].reason == "The module `pandas` is not part of this playground.");
  CHECK(ran.tree.source(ran.in.skipped()[0].span) == "pandas as pd");
}

TEST_CASE("decorators, context managers and loops over the unknown are passed over") {
  Ran ran(
      "@tf.function\ndef f(x):\n    return x + 1\nprint(f(1))\nwith strategy.scope() as s:\n    y "
      "= 2\nfor a in data:\n    z = a\nprint(y)\nassert data.ok, 'x'\n"
      "@lib.register('a')\nclass C:\n    v = 1\nprint(C.v)\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "2\n2\n1\n");
  CHECK(ran.holes() == "");
}

TEST_CASE("a name that others define is asked for before it becomes unknown") {
  const SyntaxTree tree = SyntaxTree::parse("print(Known, other)\n");
  IdentityTable identities;
  Interpreter in(tree, {}, identities, {});
  in.undefined_name = [](Interpreter&, const std::string& name, Span) -> std::optional<Value> {
    return name == "Known" ? std::optional<Value>("found") : std::nullopt;
  };
  in.run();
  REQUIRE(in.printed().size() == 1);
  CHECK(in.printed()[0].text == "found <other>\n");
}

TEST_CASE("what is written into something unknown is there") {
  Ran ran("config.units = 128\nconfig['rate'] = 0.5\nprint(config.units, config['rate'])\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "128 0.5\n");
}

TEST_CASE("a long path is cut between characters") {
  std::string letters;
  for (int i = 0; i < 40; ++i) letters += "\xED\x95\x9C";
  Ran ran("");
  const Value cut = ran.in.unknown(letters, "it is a test", {});
  CHECK(cut.object<Unknown>()->path() == letters.substr(0, 75) + "...");
}

TEST_CASE("data are longer than the windows that a loop cuts them into") {
  Ran ran(
      "data = load('f')\nX = []\nfor i in range(len(data) - 60):\n    X.append(data[i:i + 60])\n"
      "print(len(X))\nlist(range(n_layers - 1))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "2\n");
  CHECK(ran.holes() == "len(data)=62 value; n_layers=3 value");
}

TEST_CASE("what follows a loop over data that takes too long runs") {
  Limits limits;
  limits.steps = 50'000;
  Ran ran("data = load('f')\nx = data.a\ny = x()\nwhile True:\n    z = 1\nprint('after')\n", {},
          limits);
  CHECK(ran.console() == "after\n");
  REQUIRE(ran.in.problems().size() == 1);
  CHECK(ran.in.problems()[0].severity == Severity::warning);
  CHECK(ran.in.problems()[0].code == "limit_steps");
}

}  // namespace
}  // namespace unroll::python
