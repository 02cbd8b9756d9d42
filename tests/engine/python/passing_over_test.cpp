// What is passed over because data is not here.
#include <doctest/doctest.h>

#include "engine/python/run.hpp"

namespace unroll::python {
namespace {

TEST_CASE("a statement that fails for data that is not here is passed over") {
  Ran ran(
      "text = open('book.txt').read()\nindex = {}\nfor c in text:\n    n = index['a'] + 1\n"
      "first = index['b']\nunits = 3\nprint(units)\nlist(range(first))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "3\n");
  CHECK(ran.holes() == "first=2 value");
  REQUIRE(!ran.in.skipped().empty());
  CHECK(ran.in.skipped().back().reason == "It works on what is not here: KeyError: 'b'");
}

TEST_CASE("without data that is not here, an exception ends the program") {
  Ran ran("index = {}\nfirst = index['b']\nprint(1)\n");
  CHECK(ran.problems() == "key_error 2: KeyError: 'b'\n");
  CHECK(ran.console() == "");
}

TEST_CASE("a try of the program's own catches what fails in it") {
  Ran ran("lines = open('f').read()\ntry:\n    x = {}['a']\nexcept KeyError:\n    print('none')\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "none\n");
}

TEST_CASE("how much a loop over data puts into a container is unknown after it") {
  Ran ran(
      "words = []\nkept = [1, 2]\nfor line in open('f'):\n    words.append(line.strip())\n"
      "print(len(kept), len(words))\nlist(range(len(words)))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "2 <len(words)>\n");
  CHECK(ran.holes() == "len(words)=2 value");
}

TEST_CASE("a comprehension over data, and what builtins make of it, is unknown") {
  Ran ran(
      "lines = open('f')\nlongest = max([len(line) for line in lines])\n"
      "index = dict((word, i) for i, word in enumerate(lines))\nprint(longest, len(index))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "<longest> <len(index)>\n");
}

TEST_CASE("a function that fails for its data gives something unknown") {
  Ran ran(
      "data = load('f')\ndata.clean()\ndef most():\n    return {}['x']\nn = "
      "most()\nlist(range(n))\n");
  CHECK(ran.problems() == "");
  CHECK(ran.holes() == "n=2 value");
}

TEST_CASE("what follows from data at each turn of a loop is not followed without end") {
  Ran ran(
      "x = load('f')\nfor i in range(5000):\n    x = 0.5 * x + 1\nn = int(x)\n"
      "print(len(list(range(n))) > 0)\n");
  CHECK(ran.problems() == "");
  CHECK(ran.console() == "True\n");
}

TEST_CASE("what a loop makes of itself is not followed without end") {
  for (const char* step : {"x = x + x", "x = x[1:] + x[:3]", "x = max([x, x])", "x = x[-2:]"}) {
    Ran ran("x = load('f')\nfor i in range(2000):\n    " + std::string(step) +
            "\nn = int(x)\nprint(len(list(range(n))) > 0)\n");
    CAPTURE(step);
    CHECK(ran.problems() == "");
    CHECK(ran.console() == "True\n");
  }
}

}  // namespace
}  // namespace unroll::python
