/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines given as text, planned with the built-in plugins and planner.so. */
#ifndef PLAN_FIXTURE_H
#define PLAN_FIXTURE_H
#include "plan/plan.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* "pipeline: p", "batch_interval: 1s" and, on line 4 from column 3 on, a source `events` (word string, n int64?, at
 * timestamp, tags list<string>); what follows is on line 5. */
#define HEAD "pipeline: p\nbatch_interval: 1s\nstreams:\n  events: {planner.events: {}}\n"
/* Where plugins are looked for, as an error says it. */
#define DIRECTORIES PLANNER_PLUGINS ", " BUILT_IN_PLUGINS
#define OUTPUT "outputs:\n  out: {from: x, planner.sink: {}}\n"

typedef struct planned {
  spec *spec;
  spec_diagnostics list;
  plugin_catalog *catalog;
  plan *plan; /* NULL: see list */
} planned;

/* Four lanes, partitions as given (0: four), seed 1, directory /pipelines; ${NAME} is "it's". */
planned plan_text(const char *yaml, uint32_t partitions);
void planned_finish(planned *p);
/* A plan, or the test fails with the diagnostics. */
planned plan_good(const char *yaml);
/* All diagnostics, a line each: "5:8: error[E101]: message | note | help: text". */
void assert_diagnostics(const char *yaml, const char *expected);
/* plan_print of it. */
void assert_plan(const char *yaml, const char *expected);
void assert_streams(const char *yaml, const char *expected);
/* The node with that stream and label; fails when there is none. */
const plan_node *find_node(const planned *p, const char *stream, const char *label, plan_kind kind);
#endif
