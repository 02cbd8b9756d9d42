// Owns the name of the build that the kernels were compiled for: the one thing in which the WASM
// builds differ. Must not know kernels.
#pragma once

#include <string_view>

namespace unroll::kernels {

/// `native`, `simd` (WASM) or `relaxed` (WASM with relaxed SIMD).
[[nodiscard]] std::string_view build_name();

}  // namespace unroll::kernels
