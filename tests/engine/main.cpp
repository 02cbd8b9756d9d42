// The test binary's entry: says which build it tests, then runs doctest. Cases lie in the files
// beside it.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "kernels/build.hpp"

int main(int argc, char** argv) {
  std::printf("build: %s\n", std::string(unroll::kernels::build_name()).c_str());
  return doctest::Context(argc, argv).run();
}
