# SPDX-License-Identifier: Apache-2.0
# Warnings, hardening and sanitizers of everything built in this tree. No -march here: kernels name their instruction
# set per function, so that one binary runs on every processor.
include_guard(GLOBAL)

add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wwrite-strings -Wundef -Wformat=2 -Wswitch-enum -Wvla -Wnull-dereference -Wdouble-promotion)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wjump-misses-init)
endif()
if(WEIR_WERROR)
  add_compile_options(-Werror)
endif()

add_compile_options(-fvisibility=hidden -fno-common -fstack-protector-strong)
add_compile_options($<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=3>)
if(WEIR_FRAME_POINTERS)
  add_compile_options(-fno-omit-frame-pointer)
endif()

if(WEIR_POISON)
  add_compile_definitions(WEIR_POISON=1)
endif()
if(WEIR_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
if(WEIR_SANITIZE)
  add_compile_options(-fsanitize=${WEIR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${WEIR_SANITIZE})
  # gcc sees null pointers and unset variables in the checks that a sanitizer inserts.
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-null-dereference -Wno-maybe-uninitialized)
  endif()
endif()
