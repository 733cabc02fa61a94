# SPDX-License-Identifier: Apache-2.0
#[[
weir_test(NAME <folder/thing> LABEL quick|full|long TIMEOUT <seconds>
          SOURCES <file>... [LIBS <target>...] [DEFINITIONS <name=value>...]   a program, linked with cmocka, or
          COMMAND <program> <arg>...                                           something that exists already
          [ARGS <arg>...] [ENVIRONMENT <NAME=value>...] [ALONE])

Registers one ctest test. A program is the target test-<folder-thing>, with the include root host/ and _GNU_SOURCE. ALONE
keeps other tests from running beside it (measurements). A test that skips anything fails.

weir_fuzz(NAME <layer/thing> SOURCES <file>... [LIBS <target>...] [TIMEOUT <seconds>])

SOURCES define LLVMFuzzerTestOneInput. With WEIR_FUZZ: a libFuzzer executable <build>/fuzz/<layer-thing>, which the test
fuzz/<layer/thing> (label long) runs for WEIR_FUZZ_SECONDS. Otherwise: the quick test fuzz/<layer/thing> feeds it each
file of tests/fuzz/corpus/<layer/thing>/ once.
]]
include_guard(GLOBAL)

# Stops unless each argument of the caller's parse that is named here was given and nothing unknown was.
macro(weir_require_arguments function)
  foreach(required ${ARGN})
    if("${arg_${required}}" STREQUAL "")
      message(FATAL_ERROR "${function}(${arg_NAME}): ${required} is missing")
    endif()
  endforeach()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${function}(${arg_NAME}): does not know '${arg_UNPARSED_ARGUMENTS}'")
  endif()
endmacro()

function(weir_test_register name label timeout environment)
  if(NOT label MATCHES "^(quick|full|long)$")
    message(FATAL_ERROR "weir_test(${name}): LABEL must be one of quick, full, long; it is '${label}'")
  endif()
  if(NOT timeout MATCHES "^[1-9][0-9]*$")
    message(FATAL_ERROR "weir_test(${name}): TIMEOUT must be a number of seconds; it is '${timeout}'")
  endif()
  if(WEIR_SANITIZE)
    list(PREPEND environment
      "ASAN_OPTIONS=strict_string_checks=1"
      "UBSAN_OPTIONS=print_stacktrace=1" "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")
  endif()
  set_tests_properties(${name} PROPERTIES
    LABELS ${label} TIMEOUT ${timeout} ENVIRONMENT "${environment}" FAIL_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endfunction()

function(weir_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "ALONE" "NAME;LABEL;TIMEOUT"
    "SOURCES;LIBS;DEFINITIONS;COMMAND;ARGS;ENVIRONMENT")
  weir_require_arguments(weir_test NAME LABEL TIMEOUT)
  if(WEIR_FUZZ)
    return()
  endif()
  if((arg_SOURCES AND arg_COMMAND) OR NOT (arg_SOURCES OR arg_COMMAND))
    message(FATAL_ERROR "weir_test(${arg_NAME}): needs either SOURCES or COMMAND")
  endif()

  if(arg_SOURCES)
    string(REPLACE "/" "-" program ${arg_NAME})
    add_executable(test-${program} ${arg_SOURCES})
    target_link_libraries(test-${program} PRIVATE weir_host ${arg_LIBS} PkgConfig::CMOCKA Threads::Threads)
    target_compile_definitions(test-${program} PRIVATE ${arg_DEFINITIONS})
    set_target_properties(test-${program} PROPERTIES
      OUTPUT_NAME ${program} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bin)
    set(arg_COMMAND test-${program})
  endif()
  add_test(NAME ${arg_NAME} COMMAND ${arg_COMMAND} ${arg_ARGS})
  weir_test_register(${arg_NAME} ${arg_LABEL} ${arg_TIMEOUT} "${arg_ENVIRONMENT}")
  set_tests_properties(${arg_NAME} PROPERTIES RUN_SERIAL ${arg_ALONE})
endfunction()

function(weir_fuzz)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT" "SOURCES;LIBS")
  weir_require_arguments(weir_fuzz NAME SOURCES)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  string(REPLACE "/" "-" program ${arg_NAME})
  set(target fuzz-${program})
  set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${arg_NAME})

  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE weir_host ${arg_LIBS} Threads::Threads)
  # libFuzzer has no header that declares its entry point.
  target_compile_options(${target} PRIVATE -Wno-missing-prototypes)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${program} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  if(WEIR_FUZZ)
    set(found ${CMAKE_BINARY_DIR}/fuzz/corpus/${program})
    file(MAKE_DIRECTORY ${found})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    add_test(NAME fuzz/${arg_NAME} COMMAND ${target} -max_total_time=${WEIR_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=2048
      -print_final_stats=1 -artifact_prefix=${CMAKE_BINARY_DIR}/fuzz/${program}- ${found} ${corpus})
    math(EXPR limit "${WEIR_FUZZ_SECONDS} + ${arg_TIMEOUT}")
    weir_test_register(fuzz/${arg_NAME} long ${limit} "")
  else()
    target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c)
    add_test(NAME fuzz/${arg_NAME} COMMAND ${target} ${corpus})
    weir_test_register(fuzz/${arg_NAME} quick ${arg_TIMEOUT} "")
  endif()
endfunction()
