// Owns the name of the build.
#include "kernels/build.hpp"

namespace unroll::kernels {

std::string_view build_name() {
#if defined(__wasm_relaxed_simd__)
  return "relaxed";
#elif defined(__wasm_simd128__)
  return "simd";
#else
  return "native";
#endif
}

}  // namespace unroll::kernels
