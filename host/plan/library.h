/* SPDX-License-Identifier: Apache-2.0 */
/* Where expressions find functions and aggregates: without a dot in functions.so, aggregates.so and regex.so, p.x in p.so.
 * One thread; what was found is read-only and lives as long as the catalog. */
#ifndef PLAN_LIBRARY_H
#define PLAN_LIBRARY_H
#include "data/frame.h"
#include "expr/expression.h"
#include "plugin/catalog.h"
#include "spec/arena.h"

typedef struct function_library {
  plugin_catalog *catalog; /* borrowed */
  host_frame frame;        /* what functions, aggregates and binds call as their host */
  spec_arena arena;        /* lists of names */
  plugin_error error;      /* the last file of functions that could not be loaded; code 0: none */
} function_library;

/* Embedded, must stay where it is: `library.frame.host` is given to plugins. */
void function_library_init(function_library *l, plugin_catalog *catalog);
void function_library_finish(function_library *l);
/* For expr_compiler_create; borrows l. */
expr_library function_library_of(function_library *l);
#endif
