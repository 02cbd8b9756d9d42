// The fuzzer of documents: the JSON that links and pages hand over.
#include <cstddef>
#include <cstdint>

#include "fuzz/inputs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  unroll::fuzz::open_document({reinterpret_cast<const char*>(data), size});
  return 0;
}
