// Programs of tests/python print what CPython printed: tests/python/printed/ holds it, recorded by
// tests/python/record.py.
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

TEST_CASE("programs print what CPython prints") {
  std::vector<std::filesystem::path> programs;
  for (const auto& entry : std::filesystem::directory_iterator("tests/python")) {
    if (entry.path().extension() == ".py" && entry.path().filename() != "record.py") {
      programs.push_back(entry.path());
    }
  }
  std::sort(programs.begin(), programs.end());
  REQUIRE(programs.size() >= 13);
  for (const auto& program : programs) {
    CAPTURE(program.string());
    const auto recorded = program.parent_path() / "printed" / (program.stem().string() + ".txt");
    REQUIRE(std::filesystem::exists(recorded));
    const Ran ran(read(program));
    CHECK(ran.problems() == "");
    CHECK(ran.console() == read(recorded));
  }
}

}  // namespace
}  // namespace unroll::python
