# Compiles through ccache where it is installed, shared by all clones of the repository on this machine.
find_program(UNROLL_CCACHE ccache)
if(UNROLL_CCACHE)
  # Paths in the repository are seen relative to it, so that another clone finds the same entries. The compiler is
  # known by its text: Emscripten's is a wrapper that names what it runs (scripts/setup/emscripten.mjs).
  set(settings "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content)
  if(EMSCRIPTEN)
    # The compiler's own headers may lie where ccache cannot look; they stand and fall with the wrapper's text.
    list(APPEND settings CCACHE_COMPILERTYPE=clang CCACHE_DEPEND=1 CCACHE_SLOPPINESS=system_headers)
  endif()
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env ${settings} "${UNROLL_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()
