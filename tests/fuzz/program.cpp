// The fuzzer of source text.
#include <cstddef>
#include <cstdint>

#include "fuzz/inputs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  unroll::fuzz::open_program({reinterpret_cast<const char*>(data), size});
  return 0;
}
