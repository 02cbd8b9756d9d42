// What the fuzzers found before (tests/fuzz/found/), tried again: each input is met with an answer,
// without a fault, a leak or a hang. Leaks are told by the sanitizers at the end of the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "fuzz/inputs.hpp"

namespace unroll::fuzz {
namespace {

std::string read(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void try_all(const char* kind, void (*open)(std::string_view)) {
  std::vector<std::filesystem::path> inputs;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path("tests/fuzz/found") / kind)) {
    inputs.push_back(entry.path());
  }
  std::sort(inputs.begin(), inputs.end());
  REQUIRE(!inputs.empty());
  for (const auto& input : inputs) {
    CAPTURE(input.string());
    const auto start = std::chrono::steady_clock::now();
    CHECK_NOTHROW(open(read(input)));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  }
}

TEST_CASE("programs that a fuzzer found") { try_all("program", open_program); }
TEST_CASE("documents that a fuzzer found") { try_all("document", open_document); }
TEST_CASE("saved models that a fuzzer found") { try_all("model", open_model); }

}  // namespace
}  // namespace unroll::fuzz
