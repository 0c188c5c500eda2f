# ebsnn_room(NAME core SOURCES ... [LINK ...] [PRIVATE_LINK ...] [FEW_SUMS]): one static library per room of src/, linked only to
# what the layer table in src/README.md allows. FEW_SUMS: the room computes little, so it is quick to compile instead.

function(ebsnn_compile_options target)
  # Contraction of a*b+c into one rounding would make results depend on the compiler and the instruction set.
  target_compile_options(${target} PRIVATE -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference)
  if(EBSNN_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(EBSNN_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${EBSNN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${EBSNN_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      target_compile_options(${target} PRIVATE -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tools/cmake/sanitizer-ignore.txt)
    endif()
  endif()
endfunction()

# For code that does not compute much, as in programs: half the time to compile, with sanitizers too. At -O1, gcc 12 sees
# null pointers in its own std::string.
function(ebsnn_quick_to_compile target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  if(EBSNN_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Wno-null-dereference>)
  endif()
endfunction()

# For tests: a third of the time to compile. What they test is optimised.
# Targets of tests that do not run under sanitizers: there they are built on request only. clang's warnings about them are in
# tools/check-tidy.
function(ebsnn_not_under_sanitizers target)
  if(EBSNN_SANITIZE)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

function(ebsnn_test_options target)
  ebsnn_compile_options(${target})
  target_compile_options(${target} PRIVATE -O0)
endfunction()

# Where fuzzers are built, the target tells libFuzzer which of its code an input reaches.
function(ebsnn_seen_by_fuzzers target)
  if(EBSNN_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

function(ebsnn_room)
  cmake_parse_arguments(ROOM "FEW_SUMS" "NAME" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(ebsnn_${ROOM_NAME} STATIC ${ROOM_SOURCES})
  add_library(ebsnn::${ROOM_NAME} ALIAS ebsnn_${ROOM_NAME})
  target_include_directories(ebsnn_${ROOM_NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(ebsnn_${ROOM_NAME} PUBLIC ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE_LINK})
  ebsnn_compile_options(ebsnn_${ROOM_NAME})
  # The kernels have compile options of their own, which do not fit a header compiled without them.
  if(ROOM_NAME STREQUAL kernels)
    return()
  endif()
  ebsnn_seen_by_fuzzers(ebsnn_${ROOM_NAME})
  # A precompiled header fits one level of optimisation.
  if(ROOM_FEW_SUMS)
    ebsnn_quick_to_compile(ebsnn_${ROOM_NAME})
  endif()
  if(EBSNN_PRECOMPILED_HEADERS AND ROOM_FEW_SUMS)
    target_precompile_headers(ebsnn_${ROOM_NAME} REUSE_FROM ebsnn_precompiled_quick)
  elseif(EBSNN_PRECOMPILED_HEADERS AND ROOM_NAME STREQUAL core)
    target_precompile_headers(ebsnn_${ROOM_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/src/core/precompiled.hpp)
  elseif(EBSNN_PRECOMPILED_HEADERS)
    target_precompile_headers(ebsnn_${ROOM_NAME} REUSE_FROM ebsnn_core)
  endif()
endfunction()

# ebsnn_program(NAME train [SOURCES ...] [LINK ...]): the library ebsnn_train_program (train_program.cpp and SOURCES), which tests
# call, and the installed program ebsnn_train (train_main.cpp).
function(ebsnn_program)
  cmake_parse_arguments(PROGRAM "" "NAME" "SOURCES;LINK" ${ARGN})
  set(library ebsnn_${PROGRAM_NAME}_program)
  add_library(${library} STATIC ${PROGRAM_NAME}_program.cpp ${PROGRAM_SOURCES})
  target_include_directories(${library} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${library} PUBLIC ebsnn_program PRIVATE ${PROGRAM_LINK})
  ebsnn_seen_by_fuzzers(${library})
  if(EBSNN_PRECOMPILED_HEADERS)
    target_precompile_headers(${library} REUSE_FROM ebsnn_precompiled_quick)
  endif()
  ebsnn_compile_options(${library})
  ebsnn_quick_to_compile(${library})
  add_executable(ebsnn_${PROGRAM_NAME} ${PROGRAM_NAME}_main.cpp)
  target_link_libraries(ebsnn_${PROGRAM_NAME} PRIVATE ${library})
  ebsnn_compile_options(ebsnn_${PROGRAM_NAME})
  ebsnn_quick_to_compile(ebsnn_${PROGRAM_NAME})
  set_property(GLOBAL APPEND PROPERTY EBSNN_PROGRAMS ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/ebsnn_${PROGRAM_NAME})
  install(TARGETS ebsnn_${PROGRAM_NAME} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
