// The interpreter as modules and the session see it: errors and their places, limits, identities,
// native functions and classes.
#include "python/interpreter.hpp"

#include <doctest/doctest.h>

#include "engine/python/run.hpp"
#include "error.hpp"
#include "python/function.hpp"

namespace unroll::python {
namespace {

TEST_CASE("an error ends the program and keeps what stands above") {
  Ran ran("a = 1\nclass C:\n    pass\nb = missing.x\nc = [][1]\nd = 2\n");
  CHECK(ran.problems() == "index_error 5: IndexError: list index out of range\n");
  CHECK(ran.value("a") == "1");
  CHECK(ran.value("C") == "<class '__main__.C'>");
  CHECK(ran.value("d") == "");
  CHECK(ran.tree.line_column(ran.in.reached()).line == 5);
}

TEST_CASE("all of a program that ran is reached") {
  const Ran ran("a = 1\nb = 2\n\n");
  CHECK(ran.in.reached() == ran.tree.length());
}

TEST_CASE("an error in a function is told at the innermost statement, its first line") {
  const Ran ran("def f(x):\n    y = [\n        1,\n        x[5],\n    ]\n    return y\nf([1])\n");
  CHECK(ran.problems() == "index_error 2: IndexError: list index out of range\n");
  REQUIRE(ran.in.problems().size() == 1);
  CHECK(ran.tree.source(ran.in.problems()[0].span) == "x[5]");
}

/// A module with `apply(f, x)`, which calls back into the program, as a layer calls its `call`.
Modules callback_module() {
  auto module = std::make_shared<Module>("native");
  module->members["apply"] =
      make_function("apply", [](Interpreter& in, Arguments arguments) -> Value {
        const Taking taking(in, "apply", std::move(arguments), {"function", "x"});
        taking.done();
        const Interpreter::Callback callback(in);
        Arguments inner;
        inner.call = taking.at();
        inner.given.push_back({"", taking.need("x").value, taking.at()});
        return in.call(taking.need("function").value, std::move(inner));
      });
  module->members["fail"] = make_function("fail", [](Interpreter&, const Arguments&) -> Value {
    throw Error("limit_size", "too large");
  });
  return {{"native", module}};
}

TEST_CASE("an error in a callback is told at the program's own statement, else in the callback") {
  const std::string call = "import native\ndef call(x):\n    y = x\n    return y[7]\n";
  const Ran ran(call + "native.apply(call, [1])\n", callback_module());
  CHECK(ran.problems() == "index_error 5: IndexError: list index out of range\n");
  CHECK(ran.tree.source(ran.in.problems()[0].span) == "y[7]");
  const Ran inside(call + "def build():\n    return native.apply(call, [1])\nbuild()\n",
                   callback_module());
  CHECK(inside.problems() == "index_error 4: IndexError: list index out of range\n");
  CHECK(inside.tree.source(inside.in.problems()[0].span) == "y[7]");
}

TEST_CASE("an engine error becomes a problem of its code, and the program may catch it") {
  const Ran ran("import native\nnative.fail()\n", callback_module());
  CHECK(ran.problems() == "limit_size 2: too large\n");
  const Ran caught(
      "import native\ntry:\n    native.fail()\nexcept ValueError as e:\n    print(e)\n",
      callback_module());
  CHECK(caught.problems() == "");
  CHECK(caught.console() == "too large\n");
}

TEST_CASE("endless programs end in a message at their line") {
  const Limits few{.steps = 50'000};
  const Ran loop("x = 0\nwhile True:\n    x += 1\n", {}, few);
  REQUIRE(loop.in.problems().size() == 1);
  CHECK(loop.in.problems()[0].code == "limit_steps");
  CHECK(loop.tree.line_column(loop.in.problems()[0].statement.from).line >= 2);
  const Ran recursion("def f(n):\n    return f(n + 1)\nf(0)\n");
  REQUIRE(recursion.in.problems().size() == 1);
  CHECK(recursion.in.problems()[0].code == "limit_depth");
  const Ran bytes("x = 'a' * 10\nwhile True:\n    x = x + x\n");
  REQUIRE(bytes.in.problems().size() == 1);
  CHECK(bytes.in.problems()[0].code == "limit_bytes");
  const Ran list("x = [0] * 10 ** 9\n");
  CHECK(list.in.problems().at(0).code == "limit_bytes");
  const Ran generator("def g():\n    while True: yield 1\nlist(g())\n", {}, few);
  CHECK(generator.in.problems().at(0).code == "limit_steps");
  CHECK(generator.in.problems().at(0).severity == Severity::error);
  const Ran growing("x = [1]\nfor i in x:\n    x.append(i)\ny = 1\n", {}, few);
  CHECK(growing.in.problems().at(0).severity == Severity::error);
  const Ran power("x = 10 ** 100\n");
  CHECK(power.in.problems().at(0).code == "overflow_error");
  // What a program's own `except` cannot swallow.
  const Ran swallowing("try:\n    while True: pass\nexcept BaseException:\n    print('caught')\n",
                       {}, few);
  CHECK(swallowing.console() == "");
  CHECK(swallowing.in.problems().at(0).code == "limit_steps");
}

TEST_CASE("a long loop over what ends is passed over, and what follows runs") {
  const Ran loop("x = 1\ny = 2\nfor i in range(10 ** 9):\n    x = i\ny = 3\n", {},
                 {.steps = 50'000});
  REQUIRE(loop.in.problems().size() == 1);
  CHECK(loop.in.problems()[0].code == "limit_steps");
  CHECK(loop.in.problems()[0].severity == Severity::warning);
  const auto globals = loop.in.globals();
  CHECK(globals.at(1).second.as<Dim>()->is(3));
}

TEST_CASE("deep values and rings of values are let go") {
  const Ran chain("x = []\nfor i in range(60000):\n    x = [x]\n");
  CHECK(chain.problems() == "");
  const Ran ring(
      "a = []\na.append(a)\nd = {}\nd['d'] = d\nclass N:\n    pass\nn = N()\nn.me = n\ndef f():\n  "
      "  def g():\n        "
      "return g\n    return g\nh = f()\nN.self = N\n");
  CHECK(ring.problems() == "");
  const Ran nested(
      "class N:\n    pass\nn = None\nfor i in range(60000):\n    m = N()\n    m.next = n\n    n = "
      "m\n");
  CHECK(nested.problems() == "");
  const Ran deep("x = []\nfor i in range(5000):\n    x = [x]\nprint(x)\n");
  CHECK(deep.in.problems().at(0).code == "limit_depth");
}

TEST_CASE("a number knows where it came from") {
  Ran ran("hidden = 32\nwide = hidden * 2\nshape = (wide, 5)\nlast = shape[0]\n");
  const auto globals = ran.in.globals();
  REQUIRE(globals.size() == 4);
  const auto* last = globals[3].second.as<Dim>();
  REQUIRE(last != nullptr);
  CHECK(last->is(64));
  std::vector<std::string> texts;
  for (const IdentityId id : last->ids().all()) {
    texts.push_back(ran.identities.all()[id].text);
  }
  CHECK(texts == std::vector<std::string>{"32", "2"});
  const Identity& hidden = ran.identities.all()[last->ids().all()[0]];
  CHECK(hidden.name == "hidden");
  CHECK(ran.tree.source(hidden.span) == "32");
  std::vector<std::string> uses;
  for (const Span use : hidden.uses) {
    uses.push_back(ran.tree.source(use));
  }
  CHECK(std::find(uses.begin(), uses.end(), "hidden") != uses.end());
  CHECK(std::find(uses.begin(), uses.end(), "wide") != uses.end());
}

TEST_CASE("two equal literals are two identities") {
  Ran ran("a = 32\nb = 32\n");
  const auto globals = ran.in.globals();
  CHECK(!(globals[0].second.as<Dim>()->ids() == globals[1].second.as<Dim>()->ids()));
}

TEST_CASE("a symbolic size goes through arithmetic") {
  auto module = std::make_shared<Module>("native");
  module->members["T"] = Dim::symbol("T", {});
  Ran ran(
      "from native import T\na = T * 2 + 1\nb = a - T\nprint(a, T // 2, -T, T == T, f'{T}', [T])\n",
      {{"native", module}});
  CHECK(ran.problems() == "");
  CHECK(ran.value("a") == "2*T+1");
  CHECK(ran.value("b") == "T+1");
}

TEST_CASE("native classes prepare instances of subclasses, and are told of attributes") {
  struct Count : Native {
    int set = 0;
  };
  auto base = std::make_shared<Class>("Base");
  base->prepare = [](Interpreter&, const std::shared_ptr<Instance>& self, const Arguments&) {
    self->native = std::make_unique<Count>();
  };
  base->set = [](Interpreter&, const std::shared_ptr<Instance>& self, const std::string&,
                 const Value&, Span) { ++dynamic_cast<Count&>(*self->native).set; };
  base->get = [](Interpreter&, const std::shared_ptr<Instance>& self, const std::string& name,
                 Span) -> std::optional<Value> {
    return name == "sets" ? std::optional<Value>(Dim(dynamic_cast<Count&>(*self->native).set))
                          : std::nullopt;
  };
  auto module = std::make_shared<Module>("native");
  module->members["Base"] = std::static_pointer_cast<Object>(base);
  Ran ran(
      "from native import Base\nclass Mine(Base):\n    def __init__(self, a):\n        self.a = "
      "a\n        self.b = "
      "[a]\nm = Mine(3)\nm.c = 1\nprint(m.sets, m.a, isinstance(m, Base), Mine.__mro__)\n",
      {{"native", module}});
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "3 3 True (<class '__main__.Mine'>, <class 'Base'>, <class 'object'>)\n");
}

TEST_CASE("native functions refuse arguments as Python does") {
  const auto said = [](const std::string& call) {
    const Ran ran("import native\nnative.apply(" + call + ")\n", callback_module());
    return ran.in.problems().empty() ? "" : ran.in.problems()[0].message;
  };
  CHECK(said("") == "TypeError: apply() missing 1 required positional argument: 'x'");
  CHECK(said("1, 2, 3") == "TypeError: apply() takes at most 2 arguments (3 given)");
  CHECK(said("1, y=2") == "TypeError: apply() got an unexpected keyword argument 'y'");
  CHECK(said("1, function=2") == "TypeError: apply() got multiple values for argument 'function'");
  CHECK(said("print, x=2") == "");
}

TEST_CASE("a program's function tells which arguments it takes") {
  Ran ran("def call(self, x, mask=None, **kw): pass\ndef other(x): pass\n");
  const auto globals = ran.in.globals();
  const auto call = globals[0].second.object<Function>();
  const auto other = globals[1].second.object<Function>();
  REQUIRE(call);
  REQUIRE(other);
  CHECK(call->takes("mask"));
  CHECK(call->takes("training"));
  CHECK(!other->takes("mask"));
}

TEST_CASE("Python that has no meaning here is named") {
  const auto said = [](std::string_view text) {
    const Ran ran(text);
    return ran.in.problems().empty()
               ? std::string()
               : ran.in.problems()[0].code + ": " + ran.in.problems()[0].message;
  };
  CHECK(said("async def f(): pass\n") ==
        "unsupported: `async def` is Python that is not understood here.");
  CHECK(said("x = 2j\n") == "unsupported: complex numbers is Python that is not understood here.");
  CHECK(said("eval('1')\n") == "unsupported: `eval` is Python that is not understood here.");
}

TEST_CASE("exit ends a program without a problem") {
  const Ran ran("print(1)\nexit()\nprint(2)\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "1\n");
}

}  // namespace
}  // namespace unroll::python
