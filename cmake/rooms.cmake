# How a room of the engine, the kernels, a test binary and a WASM module are made out of folders of sources.
# It knows folders and targets by pattern only; which rooms there are stands in CMakeLists.txt.

set_property(GLOBAL PROPERTY unroll_rooms "")

# unroll_room(NAME [SOURCES GLOB...] [USES TARGET...])
# An object library of engine/NAME/*.cpp (or of SOURCES). A room without sources yet is only its headers.
function(unroll_room name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES" ${ARGN})
  if(NOT arg_SOURCES)
    set(arg_SOURCES "${CMAKE_SOURCE_DIR}/engine/${name}/*.cpp")
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${arg_SOURCES})
  if(sources)
    add_library(${name} OBJECT ${sources})
    target_link_libraries(${name} PRIVATE unroll_warnings PUBLIC unroll_options ${arg_USES})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/engine" "${CMAKE_SOURCE_DIR}")
    target_include_directories(${name} SYSTEM PUBLIC "${UNROLL_HEADERS}")
    set_property(GLOBAL APPEND PROPERTY unroll_rooms ${name})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE unroll_options ${arg_USES})
  endif()
endfunction()

# unroll_kernels()
# engine/kernels/, once for each build that differs in nothing else: kernels_native, or kernels_simd and
# kernels_relaxed.
function(unroll_kernels)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/engine/kernels/*.cpp")
  if(EMSCRIPTEN)
    set(builds simd relaxed)
  else()
    set(builds native)
  endif()
  foreach(build ${builds})
    add_library(kernels_${build} INTERFACE)
    if(sources)
      add_library(kernels_${build}_objects OBJECT ${sources})
      target_link_libraries(kernels_${build}_objects PRIVATE unroll_options unroll_warnings)
      target_include_directories(kernels_${build}_objects PRIVATE "${CMAKE_SOURCE_DIR}/engine")
      target_include_directories(kernels_${build}_objects SYSTEM PRIVATE "${UNROLL_HEADERS}")
      target_compile_options(kernels_${build}_objects PRIVATE $<IF:$<CONFIG:Release>,-O3,-O1>)
      target_sources(kernels_${build} INTERFACE $<TARGET_OBJECTS:kernels_${build}_objects>)
      if(build STREQUAL relaxed)
        target_compile_options(kernels_relaxed_objects PRIVATE -mrelaxed-simd)
      endif()
    endif()
    if(build STREQUAL relaxed)
      target_link_options(kernels_relaxed INTERFACE -mrelaxed-simd)
    endif()
  endforeach()
endfunction()

# unroll_link(TARGET BUILD): every room's objects and the kernels of BUILD.
function(unroll_link target build)
  get_property(rooms GLOBAL PROPERTY unroll_rooms)
  target_link_libraries(${target} PRIVATE ${rooms} tree_sitter kernels_${build})
endfunction()

# unroll_tests(NAME KERNELS BUILD): the doctest binary of tests/engine/. In WASM it is a .cjs that runs as a program
# under Node (an .mjs would only define a factory, and pass by doing nothing).
function(unroll_tests name)
  cmake_parse_arguments(arg "" "KERNELS" "" ${ARGN})
  get_property(objects_made GLOBAL PROPERTY unroll_test_objects)
  if(NOT objects_made)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/engine/*.cpp")
    add_library(engine_tests_objects OBJECT ${sources})
    target_link_libraries(engine_tests_objects PRIVATE unroll_options unroll_warnings)
    target_compile_options(engine_tests_objects PRIVATE $<$<CONFIG:Release>:-O1>) # cases run once, and are many
    target_include_directories(engine_tests_objects PRIVATE
      "${CMAKE_SOURCE_DIR}/engine" "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/tests")
    target_include_directories(engine_tests_objects SYSTEM PRIVATE "${UNROLL_HEADERS}"
      $<TARGET_PROPERTY:tree_sitter,INTERFACE_INCLUDE_DIRECTORIES>)
    set_property(GLOBAL PROPERTY unroll_test_objects ON)
  endif()
  add_executable(${name})
  target_link_libraries(${name} PRIVATE engine_tests_objects unroll_options)
  unroll_link(${name} ${arg_KERNELS})
  if(EMSCRIPTEN)
    set_target_properties(${name} PROPERTIES SUFFIX .cjs)
    # -O1 leaves out the slow passes over the whole program; the objects are those of the modules.
    target_link_options(${name} PRIVATE -O1 -sENVIRONMENT=node -sNODERAWFS=1 -sEXIT_RUNTIME=1 ${UNROLL_WASM_LINK})
  endif()
endfunction()

# No libraries for devices; enough stack for the interpreter's depth limit (the default is 64 kB); a heap that grows.
set(UNROLL_WASM_LINK -sAUTO_NATIVE_LIBRARIES=0 -sALLOW_MEMORY_GROWTH=1 -sSTACK_SIZE=4MB -sMAXIMUM_MEMORY=4GB)

# unroll_wasm_module(BUILD): unroll-BUILD.mjs and .wasm, an ES module that page, worker and Node load alike. It exports
# what bindings/unroll.h declares with UNROLL_EXPORT.
function(unroll_wasm_module build)
  set(header "${CMAKE_SOURCE_DIR}/bindings/unroll.h")
  set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
  file(STRINGS "${header}" declarations REGEX "^UNROLL_EXPORT ")
  set(exports "")
  foreach(declaration ${declarations})
    string(REGEX MATCH "(unroll_[a-z0-9_]+)\\(" unused "${declaration}")
    list(APPEND exports "_${CMAKE_MATCH_1}")
  endforeach()
  list(JOIN exports "," exports)
  add_executable(unroll-${build})
  target_sources(unroll-${build} PRIVATE "${header}")
  set_target_properties(unroll-${build} PROPERTIES SUFFIX .mjs LINKER_LANGUAGE CXX)
  target_link_libraries(unroll-${build} PRIVATE unroll_options)
  unroll_link(unroll-${build} ${build})
  target_link_options(unroll-${build} PRIVATE
    --no-entry -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web,worker,node -sFILESYSTEM=0
    "-sEXPORTED_FUNCTIONS=${exports}" -sEXPORTED_RUNTIME_METHODS=HEAPU8 ${UNROLL_WASM_LINK})
endfunction()

# unroll_native_program(): the boundary behind a pipe, for tests of the native build (bindings/native/).
function(unroll_native_program)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bindings/native/*.cpp")
  if(sources)
    add_executable(unroll-native ${sources})
    target_include_directories(unroll-native PRIVATE "${CMAKE_SOURCE_DIR}")
    target_link_libraries(unroll-native PRIVATE unroll_options unroll_warnings)
    unroll_link(unroll-native native)
  endif()
endfunction()

# unroll_reference(): layers.json, which engine/reference writes out of the layer table: the rows once more, with the
# texts that the modules go without. It is a program for Node, so that no other compiler is needed.
function(unroll_reference)
  file(GLOB sources CONFIGURE_DEPENDS
    "${CMAKE_SOURCE_DIR}/engine/layers/*.cpp" "${CMAKE_SOURCE_DIR}/engine/reference/*.cpp")
  add_executable(write-reference ${sources})
  set_target_properties(write-reference PROPERTIES SUFFIX .cjs)
  target_link_libraries(write-reference PRIVATE unroll_options unroll_warnings ops dims tensors kernels_simd)
  target_include_directories(write-reference PRIVATE "${CMAKE_SOURCE_DIR}/engine")
  target_include_directories(write-reference SYSTEM PRIVATE "${UNROLL_HEADERS}")
  target_compile_definitions(write-reference PRIVATE UNROLL_REFERENCE)
  target_compile_options(write-reference PRIVATE -O0) # it runs once
  target_link_options(write-reference PRIVATE -O1 -sENVIRONMENT=node -sEXIT_RUNTIME=1 ${UNROLL_WASM_LINK})
  set(written "${CMAKE_BINARY_DIR}/layers.json")
  add_custom_command(OUTPUT "${written}" VERBATIM
    COMMAND node "$<TARGET_FILE:write-reference>" > "${written}.partial"
    COMMAND "${CMAKE_COMMAND}" -E rename "${written}.partial" "${written}"
    DEPENDS write-reference)
  add_custom_target(reference DEPENDS "${written}")
endfunction()

# unroll_fuzzers(): a fuzzer of each source in tests/fuzz/, as fuzz-NAME.
function(unroll_fuzzers)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp")
  foreach(source ${sources})
    get_filename_component(name "${source}" NAME_WE)
    add_executable(fuzz-${name} "${source}")
    target_include_directories(fuzz-${name} PRIVATE
      "${CMAKE_SOURCE_DIR}/engine" "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/tests")
    target_include_directories(fuzz-${name} SYSTEM PRIVATE "${UNROLL_HEADERS}")
    target_link_libraries(fuzz-${name} PRIVATE unroll_options unroll_warnings)
    target_link_options(fuzz-${name} PRIVATE -fsanitize=fuzzer)
    unroll_link(fuzz-${name} native)
  endforeach()
endfunction()
