# Writes the version and git revision into a header at build time, so that provenance is correct after a commit without a
# new run of CMake. Runs as a script (cmake -P) when OUTPUT is set.

if(DEFINED OUTPUT)
  cmake_policy(VERSION 3.22)
  # In a tree that `git archive` made, this is the revision.
  set(revision "$Format:%H$")
  if(revision MATCHES "^[0-9a-f]+$")
    string(SUBSTRING ${revision} 0 12 revision)
  else()
    set(revision unknown)
  endif()
  find_program(GIT git)
  if(GIT AND EXISTS ${SOURCE}/.git)
    # The revision of this tree, also if it belongs to another user, or if git itself started the build (in a hook).
    foreach(variable GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE)
      unset(ENV{${variable}})
    endforeach()
    execute_process(COMMAND ${GIT} -c safe.directory=* -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
                    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_VARIABLE reason RESULT_VARIABLE failed)
    if(failed)
      message(WARNING "the git revision is unknown: ${reason}")
    else()
      set(revision ${described})
    endif()
  endif()
  file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
"#pragma once
#define EBSNN_VERSION \"@VERSION@\"
#define EBSNN_GIT_REVISION \"@revision@\"
" @ONLY)
  return()
endif()

set(EBSNN_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${EBSNN_GENERATED_DIR})
add_custom_target(ebsnn_revision
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
          -DOUTPUT=${EBSNN_GENERATED_DIR}/ebsnn_revision.hpp -P ${CMAKE_CURRENT_LIST_DIR}/revision.cmake
  BYPRODUCTS ${EBSNN_GENERATED_DIR}/ebsnn_revision.hpp
  COMMENT "Reading the git revision")
