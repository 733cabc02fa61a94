/* SPDX-License-Identifier: Apache-2.0 */
/* mode(x), mode(x, true): the value that came most often; of several the least, always. Nulls do not count. The values and how often each came
 * are kept, up to 32 MiB a key; beyond, the batch fails. */
#include "value_set.h"

typedef struct mode {
  weir_str set;
} mode;

static const weir_field fields[] = {{.name = "values", .type = WEIR_BINARY, .offset = offsetof(mode, set)}};

static weir_status bind(weir_call *call, weir_error *err) {
  if (call->args < 1 || call->args > 2 || !aggregate_is_single(call->arg[0]))
    return aggregate_refuse(err, "mode(x) takes one argument, which must not be a list, map or struct");
  if (call->args == 2 && (call->arg[1]->type != WEIR_BOOL || !call->constant[1]))
    return aggregate_refuse(err, "the second argument of mode is true or false; of several values the least is given "
                                 "in any case");
  return aggregate_bound(call, call->arg[0]->type, WEIR_NULLABLE, fields, 1, sizeof(mode), 0);
}

static void fail(const weir_call *call, weir_table *table) {
  call->host->table_fail(table,
                         "the different values that mode(x) counts for one key pass 32 MiB; round or group them");
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  value_bytes room = {0};
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    uint64_t size;
    if (weir_is_null(arg[0], first + i)) continue;
    const char *bytes = value_bytes_of(&room, arg, 1, first + i, &size);
    mode *s = aggregate_state(slot[i], call->offset);
    good = bytes && value_set_add(call, table, &s->set, bytes, size, value_hash(bytes, size), 1, UINT32_MAX);
  }
  if (!good) fail(call, table);
  value_bytes_finish(&room);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  const weir_str *set = (const weir_str *)state[0]->data + first;
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    mode *s = aggregate_state(slot[i], call->offset);
    value_entry e = {.next = 0};
    while (good && value_set_next(&set[i], &e))
      good = value_set_add(call, table, &s->set, e.bytes, e.size, e.hash, e.count, UINT32_MAX);
  }
  if (!good) fail(call, table);
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  const uint32_t type = call->arg[0]->type;
  for (uint32_t i = 0; i < n; i++) {
    const mode *s = aggregate_state(slot[i], call->offset);
    value_entry e = {.next = 0};
    cell best = {.whole = 0};
    uint64_t most = 0;
    while (value_set_next(&s->set, &e)) {
      const cell c = value_bytes_read(type, e.bytes, e.size);
      if (e.count < most || (e.count == most && cell_compare(type, &c, &best) > 0)) continue;
      best = c;
      most = e.count;
    }
    cell_put(out, column, out->rows + i, type, &best);
    if (most == 0) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

const weir_aggregate aggregate_mode = {.size = sizeof(weir_aggregate),
                                       .name = "mode",
                                       .help = "the value that came most often, the least of several",
                                       .bind = bind,
                                       .update = update,
                                       .merge = merge,
                                       .result = result};
