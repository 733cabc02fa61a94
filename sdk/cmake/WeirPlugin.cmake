# SPDX-License-Identifier: Apache-2.0
#[[
weir_add_plugin(<name> SOURCES <file>... [LIBS <target>...] [DEFINITIONS <name=value>...])

Builds <name>.so, a plugin that weir loads, into WEIR_PLUGIN_OUTPUT_DIR (default: lib/weir/plugins of the build tree).
The target is weir_plugin_<name>. Needs the target weir::sdk, and nothing else of weir.

weir refuses a plugin that somebody else could have written to, so the file and the directories that lead to it inside
the build tree lose their group's and others' write permission, whatever the umask.
]]
include_guard(GLOBAL)

function(weir_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS;DEFINITIONS")
  if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "weir_add_plugin(${name}): needs SOURCES; does not know '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT WEIR_PLUGIN_OUTPUT_DIR)
    set(WEIR_PLUGIN_OUTPUT_DIR "${CMAKE_BINARY_DIR}/lib/weir/plugins")
  endif()

  set(target "weir_plugin_${name}")
  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME "${name}" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY "${WEIR_PLUGIN_OUTPUT_DIR}")
  target_link_libraries(${target} PRIVATE weir::sdk ${arg_LIBS})
  target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS})
  target_compile_options(${target} PRIVATE -fvisibility=hidden)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fno-gnu-unique)
  endif()
  # A sanitizer's symbols are resolved in the executable that loads the plugin.
  if(NOT WEIR_SANITIZE AND NOT CMAKE_C_FLAGS MATCHES "-fsanitize=")
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()

  set(directories "${WEIR_PLUGIN_OUTPUT_DIR}")
  cmake_path(GET WEIR_PLUGIN_OUTPUT_DIR PARENT_PATH parent)
  cmake_path(IS_PREFIX CMAKE_BINARY_DIR "${parent}" NORMALIZE inside)
  while(inside AND NOT parent STREQUAL CMAKE_BINARY_DIR)
    list(APPEND directories "${parent}")
    cmake_path(GET parent PARENT_PATH parent)
  endwhile()
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND chmod 0755 "$<TARGET_FILE:${target}>"
    COMMAND chmod go-w ${directories}
    VERBATIM)
endfunction()
