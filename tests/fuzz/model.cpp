// The fuzzer of models as Keras saves them: JSON in the place of a program.
#include <cstddef>
#include <cstdint>

#include "fuzz/inputs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  unroll::fuzz::open_model({reinterpret_cast<const char*>(data), size});
  return 0;
}
