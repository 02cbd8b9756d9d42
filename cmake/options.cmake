# Compiler options that every target shares: language, warnings, floating point, vectors, sanitizers, exceptions.
# It knows no target but the ones it defines.
add_library(unroll_options INTERFACE)
add_library(unroll_warnings INTERFACE)

target_compile_options(unroll_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wcast-align -Wimplicit-fallthrough -Wextra-semi -Wundef -Werror)

# No contraction into fused multiply-adds behind our back: every build rounds alike.
target_compile_options(unroll_options INTERFACE -ffp-contract=off)

# The page is told offsets and names, not addresses: no path of the building machine gets into a binary.
target_compile_options(unroll_options INTERFACE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")

if(EMSCRIPTEN)
  # Code for the page is made small; kernels/ asks for speed itself.
  set(CMAKE_C_FLAGS_RELEASE "-Os -DNDEBUG")
  set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")
  # Implicit conversions are judged in the native build. Here every 64-bit count would warn where it meets a 32-bit
  # size; what is allocated was checked against the memory bound before.
  target_compile_options(unroll_warnings INTERFACE -Wno-shorten-64-to-32 -Wno-sign-conversion)
  # Only the project's own headers count as dependencies: the system's may lie where only the compiler sees them.
  set(CMAKE_DEPFILE_FLAGS_C "-MMD -MT <DEP_TARGET> -MF <DEP_FILE>")
  set(CMAKE_DEPFILE_FLAGS_CXX "-MMD -MT <DEP_TARGET> -MF <DEP_FILE>")
  # Without -fwasm-exceptions on compile and link alike, catch blocks silently do nothing.
  target_compile_options(unroll_options INTERFACE -fwasm-exceptions -msimd128)
  target_link_options(unroll_options INTERFACE -fwasm-exceptions -msimd128)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # 128-bit vectors as in WASM, so that native tests meet the same tails. 64-bit ARM has them by default.
  target_compile_options(unroll_options INTERFACE -msse4.2)
endif()

if(NOT EMSCRIPTEN)
  # kernels/ asks for more itself; the rest would only compile longer.
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()

if(UNROLL_SANITIZE)
  # Optimising what the sanitizers add takes twice as long as the tests then save, but for the parser's three files.
  set(CMAKE_C_FLAGS_DEBUG "-O1 -gline-tables-only")
  set(CMAKE_CXX_FLAGS_DEBUG "-O0 -gline-tables-only")
  target_compile_options(unroll_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(unroll_options INTERFACE -fsanitize=address,undefined)
endif()

if(UNROLL_FUZZ)
  # Every object tells the fuzzer what ran in it; -O1 because millions of inputs are tried.
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only")
  target_compile_options(unroll_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
