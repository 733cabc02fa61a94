/* SPDX-License-Identifier: Apache-2.0 */
/* The host that binds, functions and aggregates are given. It belongs to the plan, not to an instance: all lanes share
 * it, so it offers only what needs no instance. Read-only once made; any thread. */
#include "plan/call_host.h"
#include "data/files.h"
#include "data/format.h"
#include "data/json_reader.h"
#include "data/kernels.h"
#include "data/text_values.h"
#include "expr/evaluator.h"
#include "state/table.h"

const void *call_host_extension(const weir_host *host, const char *id) {
  (void)host;
  if (strcmp(id, WEIR_EVAL_ID) == 0) return &eval_service;
  if (strcmp(id, WEIR_AGGREGATES_ID) == 0) return &aggregates_service;
  if (strcmp(id, WEIR_STATE_ID) == 0) return &state_service;
  if (strcmp(id, WEIR_FORMAT_ID) == 0) return &format_service;
  if (strcmp(id, WEIR_KERNELS_ID) == 0) return kernels_best();
  if (strcmp(id, WEIR_FILES_ID) == 0) return &files_service;
  if (strcmp(id, WEIR_JSON_ID) == 0) return &json_service;
  if (strcmp(id, WEIR_TEXT_ID) == 0) return &text_service;
  return NULL;
}

static void slot_string(weir_table *t, weir_str *field, const char *p, uint64_t n) {
  table_slot_string(t->table, field, p, n);
}

static char *slot_reserve(weir_table *t, weir_str *field, uint64_t n) { return table_slot_reserve(t->table, field, n); }

static void fail_table(weir_table *t, const char *text) { table_fail(t->table, text); }

void call_host_init(host_frame *frame) {
  *frame = (host_frame){.host = {.size = sizeof frame->host,
                                 .minor = WEIR_ABI_MINOR,
                                 .extension = call_host_extension,
                                 .slot_string = slot_string,
                                 .slot_reserve = slot_reserve,
                                 .table_fail = fail_table}};
}
