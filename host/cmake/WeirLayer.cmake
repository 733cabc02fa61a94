# SPDX-License-Identifier: Apache-2.0
#[[
weir_add_folders(<folder>...)

Adds each folder that has a CMakeLists.txt.

weir_layer(<layer> SOURCES <file>... [DEPENDS <target>...])

Builds host/<layer>/ as the static library weir_<layer>. DEPENDS names the layers below (weir_data, ...) and outside
libraries (PkgConfig::YAML, Threads::Threads, ${CMAKE_DL_LIBS}); whoever links the layer links them too. weir::sdk, the
include root host/ and _GNU_SOURCE are always there.
]]
include_guard(GLOBAL)

add_library(weir_host INTERFACE)
target_include_directories(weir_host INTERFACE ${PROJECT_SOURCE_DIR}/host)
target_compile_definitions(weir_host INTERFACE _GNU_SOURCE)
target_link_libraries(weir_host INTERFACE weir::sdk)

function(weir_add_folders)
  foreach(folder IN LISTS ARGV)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

function(weir_layer layer)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "weir_layer(${layer}): needs SOURCES; does not know '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  add_library(weir_${layer} STATIC ${arg_SOURCES})
  target_link_libraries(weir_${layer} PUBLIC weir_host ${arg_DEPENDS})
endfunction()
