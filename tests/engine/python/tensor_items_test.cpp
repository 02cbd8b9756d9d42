// Reading and writing the items of arrays of the program.
#include <doctest/doctest.h>

#include <string>

#include "engine/python/traced.hpp"

namespace unroll::tests {
namespace {

/// What `str(x)` says at the end.
std::string after(const std::string& lines) {
  const Traced traced("import numpy as np\n" + lines + "x = str(x)\n");
  CHECK(traced.problem() == "");
  return *traced["x"].as<std::string>();
}

std::string problem_of(const std::string& lines) {
  return Traced("import numpy as np\n" + lines).problem();
}

TEST_CASE("what is written into an array is there") {
  CHECK(after("x = np.zeros((2, 3))\nx[0, 1] = 5\nx[1, -1] = -2.5\n") ==
        "[[ 0.   5.   0. ]\n [ 0.   0.  -2.5]]");
  CHECK(after("x = np.zeros(6)\nx[1::2] = 1\n") == "[0. 1. 0. 1. 0. 1.]");
  CHECK(after("x = np.zeros((2, 3))\nx[:, 1:] = [7, 8]\n") == "[[0. 7. 8.]\n [0. 7. 8.]]");
  CHECK(after("x = np.zeros((2, 2))\nx[1] = np.ones(2) * 3\nx[..., 0] += 1\n") ==
        "[[1. 0.]\n [4. 3.]]");
  CHECK(after("x = np.zeros(3)\nfor i in range(3):\n    x[i] = x[i - 1] + 0.1 * i\n") ==
        "[0.  0.1 0.3]");
}

TEST_CASE("lists of indices and masks pick the items that are written") {
  CHECK(after("x = np.zeros((3, 4))\nx[np.arange(3), [0, 2, 3]] = 1\n") ==
        "[[1. 0. 0. 0.]\n [0. 0. 1. 0.]\n [0. 0. 0. 1.]]");
  CHECK(after("x = np.zeros((2, 3))\nx[:, [0, 2]] = [[1, 2], [3, 4]]\n") ==
        "[[1. 0. 2.]\n [3. 0. 4.]]");
  CHECK(after("x = np.arange(5) * 1.0\nx[x > 2] = -1\n") == "[ 0.  1.  2. -1. -1.]");
  CHECK(after("a = np.arange(5)\nx = a[a > 2]\n") == "[3 4]");
}

TEST_CASE("what is written may be the array itself") {
  CHECK(after("x = np.arange(3) * 1.0\nx[0] = 5\nx[:] = x\n") == "[5. 1. 2.]");
  CHECK(after("x = np.zeros((2, 2))\nx[1, 0] = 1\nx[:] = x[::-1]\n") == "[[1. 0.]\n [0. 0.]]");
}

TEST_CASE("lists of indices pick alike whether the array was written into or not") {
  const std::string read = "x = a[[0, 2], [1, 3]]\n";
  CHECK(after("a = np.arange(12).reshape(3, 4)\n" + read) == "[ 1 11]");
  CHECK(after("a = np.arange(12).reshape(3, 4)\na[0, 0] = 7\n" + read) == "[ 1 11]");
  CHECK(after("a = np.arange(3)\nx = a[[True, False, True]]\n") == "[0 2]");
}

TEST_CASE("what was made of an array before a write keeps its numbers") {
  CHECK(after("a = np.zeros(2)\na[0] = 1\nx = a * 10\na[1] = 1\n") == "[10.  0.]");
  CHECK(after("x = np.zeros(2)\nx[0] = 1\ny = x * 10\nx[1] = 1\n") == "[1. 1.]");
}

TEST_CASE("an array keeps its type") {
  CHECK(after("x = np.zeros(2, dtype='int32')\nx[0] = 2.9\n") == "[2 0]");
  CHECK(after("x = np.zeros(2, dtype=bool)\nx[1] = 0.5\n") == "[False  True]");
}

TEST_CASE("a write that does not fit is refused") {
  CHECK(problem_of("x = np.zeros((2, 3))\nx[0] = [1, 2]\n") ==
        "ValueError: could not broadcast input array from shape (2,) into shape (3,)");
  CHECK(problem_of("x = np.zeros((2, 3))\nx[2, 0] = 1\n") ==
        "IndexError: index 2 is out of bounds for axis 0 with size 2");
  CHECK(problem_of("x = np.zeros((2, 3))\nx[[0, 4]] = 1\n") ==
        "IndexError: index 4 is out of bounds for axis 0 with size 2");
}

TEST_CASE("what is not here is not written, and nothing is asked for it") {
  Traced traced(
      "import numpy as np\nx = np.zeros((2, 3))\nx[0, index['a']] = 1\nx[1] = load('f')\n");
  CHECK(traced.problem() == "");
  CHECK(traced.program().interpreter().holes().empty());
  CHECK(traced.program().interpreter().skipped().size() >= 2);
}

TEST_CASE("an array is filled item by item in time") {
  CHECK(after("a = np.zeros((60, 50))\nfor i in range(60):\n    for j in range(50):\n        "
              "a[i, j] = i + a[i - 1, j]\nx = a[59, 49]\n") == "1770.0");
}

}  // namespace
}  // namespace unroll::tests
