// Programs of tests/python print what CPython printed: tests/python/printed/ holds it, recorded by
// tests/python/record.py. Those of besides/ are written for something else than CPython 3, and what
// they are to print is written by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/python/run.hpp"

namespace unroll::python {
namespace {

std::string read(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> programs_in(const char* folder) {
  std::vector<std::filesystem::path> programs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".py" && entry.path().filename() != "record.py") {
      programs.push_back(entry.path());
    }
  }
  std::sort(programs.begin(), programs.end());
  return programs;
}

std::string recorded_of(const std::filesystem::path& program) {
  const auto recorded = program.parent_path() / "printed" / (program.stem().string() + ".txt");
  REQUIRE(std::filesystem::exists(recorded));
  return read(recorded);
}

TEST_CASE("programs print what CPython prints") {
  const auto programs = programs_in("tests/python");
  REQUIRE(programs.size() >= 18);
  for (const auto& program : programs) {
    CAPTURE(program.string());
    const Ran ran(read(program));
    CHECK(ran.problems() == "");
    CHECK(ran.console() == recorded_of(program));
  }
}

TEST_CASE("Python 2 and notebooks are understood besides") {
  for (const auto& program : programs_in("tests/python/besides")) {
    CAPTURE(program.string());
    const Ran ran(read(program));
    for (const Problem& problem : ran.in.problems()) {
      CHECK(problem.severity == Severity::warning);
    }
    CHECK(ran.console() == recorded_of(program));
  }
}

}  // namespace
}  // namespace unroll::python
