# Toolchain for the WASM builds. The compilers are the two wrappers that scripts/setup/emscripten.mjs writes: whether
# Emscripten comes from the PATH, from the system's packages or from a private root is known to them alone.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(EMSCRIPTEN ON)

get_filename_component(toolchain "${CMAKE_CURRENT_LIST_DIR}/../build/toolchain" ABSOLUTE)
set(CMAKE_C_COMPILER "${toolchain}/emcc")
set(CMAKE_CXX_COMPILER "${toolchain}/em++")
if(NOT EXISTS "${CMAKE_CXX_COMPILER}")
  message(FATAL_ERROR "${CMAKE_CXX_COMPILER} is not there. Type: npm run setup")
endif()

# A trial program would cost seconds and tell nothing new.
set(CMAKE_C_COMPILER_FORCED ON)
set(CMAKE_CXX_COMPILER_FORCED ON)
set(CMAKE_SIZEOF_VOID_P 4)
