/* SPDX-License-Identifier: Apache-2.0 */
/* weir.aggregates/1: the only place where rows meet keyed state. Operands are evaluated once a chunk; then, for runs
 * of 256 rows, the table gives the slots and each aggregate works at all of them. */
#include "expr/aggregates_run.h"

enum { RUN = AGGREGATES_RUN_ROWS };

static evaluator *evaluator_of(const weir_host *host) { return host_frame_of(host)->evaluator; }

/* ---- [any] ------------------------------------------------------------------------------------------------------- */

static uint32_t count(const weir_aggregates *a) { return a->count; }
static const weir_field *field(const weir_aggregates *a, uint32_t i) { return weir_field_at(&a->results, i); }
static uint32_t traits(const weir_aggregates *a) { return a->traits; }

static weir_status need_state(weir_plan *plan, const weir_aggregates *a, const weir_expressions *key, uint32_t scope,
                              int64_t ttl_us) {
  weir_state_decl decl = {.size = sizeof decl, .scope = scope, .key = key, .ttl_us = ttl_us};
  decl.value = &a->state;
  decl.value_size = a->value_size;
  return plan->need_state(plan, &decl);
}

/* Behind the aggregates' fields: how many of the key's rows are in the window. */
static weir_status need_window_state(weir_plan *plan, const weir_aggregates *a, const weir_expressions *key) {
  static const weir_field rows = {.name = "rows", .type = WEIR_I64};
  weir_field value[EXPR_MAX_STATE_FIELDS + 1];
  for (uint32_t i = 0; i < a->state.count; i++) value[i] = *weir_field_at(&a->state, i);
  value[a->state.count] = rows;
  value[a->state.count].offset = a->value_size;
  const weir_schema schema = {
      .size = sizeof schema, .count = a->state.count + 1, .stride = sizeof *value, .field = value};
  const weir_state_decl decl = {.size = sizeof decl,
                                .scope = WEIR_SCOPE_STREAM,
                                .key = key,
                                .value = &schema,
                                .value_size = a->value_size + (uint32_t)sizeof(int64_t)};
  return plan->need_state(plan, &decl);
}

static weir_status add_fields(weir_plan *plan, const weir_schema *fields) {
  for (uint32_t i = 0; i < fields->count; i++) {
    weir_status status = plan->add_field_like(plan, NULL, weir_field_at(fields, i));
    if (status != WEIR_OK) return status;
  }
  return WEIR_OK;
}

static weir_status add_partial_fields(weir_plan *plan, const weir_aggregates *a) { return add_fields(plan, &a->state); }
static weir_status add_result_fields(weir_plan *plan, const weir_aggregates *a) {
  return add_fields(plan, &a->results);
}

/* ---- rows into slots --------------------------------------------------------------------------------------------- */

typedef enum work { UPDATE, MERGE, ENTER, LEAVE } work;
typedef void (*work_fn)(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *column,
                        uint32_t first, uint32_t n);

/* A chunk on its way into a table. */
typedef struct intake {
  const weir_host *host;
  const weir_aggregates *aggregates;
  aggregates_run *run; /* NULL: neither filters nor reducers of one's own */
  weir_table *table;
  const weir_column *const *column; /* operands by root for UPDATE, else the state's fields */
  work work;
} intake;

static work_fn function_of(const weir_aggregate *table, work w) {
  return w == UPDATE ? table->update : w == LEAVE ? table->retract : table->merge;
}

/* The rows of first .. first+n that pass a filter, in columns of their own. */
static void update_filtered(aggregates_filter *f, weir_table *table, void *const *slot, uint32_t first, uint32_t n) {
  void *chosen[RUN];
  uint32_t begin = f->done, count = 0;
  for (; f->done < f->rows && f->row[f->done] < first + n; f->done++) chosen[count++] = slot[f->row[f->done] - first];
  if (count) f->one->table->update(&f->one->call->call, table, chosen, f->column, begin, count);
}

/* Rows first .. first+n, whose slots are given. False: failed. */
static bool run_slots(const intake *in, void *const *slot, uint32_t first, uint32_t n) {
  const weir_aggregates *a = in->aggregates;
  aggregates_filter *filter = in->run ? in->run->filter : NULL;
  for (uint32_t i = 0; i < a->calls; i++) {
    const expr_aggregate *one = &a->one[i];
    const weir_column *const *from = in->column + (in->work == UPDATE ? one->first_root : one->first_field);
    if (one->own) {
      if (!own_run(evaluator_of(in->host), in->run, one, in->table, slot, from, first, n, in->work != UPDATE,
                   in->work == LEAVE))
        return false;
    } else if (in->work == UPDATE && one->filter != EXPR_NONE) {
      update_filtered(filter++, in->table, slot, first, n);
    } else {
      function_of(one->table, in->work)(&one->call->call, in->table, slot, from, first, n);
    }
  }
  return true;
}

static int64_t *rows_of(const weir_aggregates *a, void *slot) {
  return (int64_t *)(void *)((char *)slot + a->value_size);
}

/* A key that has no row left is none of the window any more. */
static void count_rows(const intake *in, void *const *slot, uint32_t n) {
  void *gone[RUN];
  uint32_t left = 0;
  for (uint32_t i = 0; i < n; i++) *rows_of(in->aggregates, slot[i]) += in->work == ENTER ? 1 : -1;
  for (uint32_t i = 0; i < n && in->work == LEAVE; i++)
    if (*rows_of(in->aggregates, slot[i]) == 0) gone[left++] = slot[i];
  if (left) in->host->erase(in->table, gone, left);
}

static void run_all(const intake *in, const weir_chunk *keys, uint32_t rows) {
  void *slot[RUN];
  if (!keys && rows) {
    in->host->upsert(in->table, NULL, 0, 1, slot);
    for (uint32_t i = 1; i < RUN && i < rows; i++) slot[i] = slot[0];
  }
  for (uint32_t first = 0; first < rows; first += RUN) {
    uint32_t n = rows - first < RUN ? rows - first : RUN;
    if (keys) in->host->upsert(in->table, keys, first, n, slot);
    if (!run_slots(in, slot, first, n)) return;
    if (in->work == ENTER || in->work == LEAVE) count_rows(in, slot, n);
  }
}

/* False: failed, which is noted. */
static bool find_run(intake *in) {
  const weir_aggregates *a = in->aggregates;
  if (!a->filters && !a->owns) return true;
  in->run = aggregates_run_of(evaluator_of(in->host), a);
  return in->run != NULL;
}

static bool only_counts(const weir_aggregates *a) {
  return a->calls == 1 && !a->filters && !a->owns && a->one[0].call->traits & WEIR_CALL_COUNTS;
}

static void update(const weir_host *host, const weir_aggregates *a, weir_table *table, const weir_chunk *keys,
                   const weir_chunk *chunk) {
  evaluator *e = evaluator_of(host);
  intake in = {.host = host, .aggregates = a, .table = table, .work = UPDATE};
  in.column = evaluator_roots(e, &a->program, chunk);
  if (!in.column || !find_run(&in)) return;
  if (a->filters && !aggregates_choose(e, in.run, in.column, chunk->rows)) return;
  if (keys && only_counts(a))
    host->upsert_count(table, keys, a->one[0].call->call.offset);
  else
    run_all(&in, keys, chunk->rows);
}

static void run_partial(const weir_host *host, const weir_aggregates *a, weir_table *table, const weir_chunk *keys,
                        const weir_chunk *chunk, work w) {
  const weir_column *column[EXPR_MAX_STATE_FIELDS];
  intake in = {.host = host, .aggregates = a, .table = table, .column = column, .work = w};
  uint32_t first = keys ? keys->columns : 0;
  for (uint32_t i = 0; i < a->state.count; i++) column[i] = weir_col(chunk, first + i);
  if (find_run(&in)) run_all(&in, keys, chunk->rows);
}

static void merge(const weir_host *host, const weir_aggregates *a, weir_table *table, const weir_chunk *keys,
                  const weir_chunk *in) {
  run_partial(host, a, table, keys, in, MERGE);
}

static void enter(const weir_host *host, const weir_aggregates *a, weir_table *table, const weir_chunk *keys,
                  const weir_chunk *in) {
  run_partial(host, a, table, keys, in, ENTER);
}

static bool can_take_back(const expr_aggregate *one) {
  return one->own ? one->own->has_inverse : one->table->retract != NULL;
}

static void leave(const weir_host *host, const weir_aggregates *a, weir_table *table, const weir_chunk *keys,
                  const weir_chunk *in) {
  for (uint32_t i = 0; i < a->calls; i++)
    if (!can_take_back(&a->one[i])) {
      evaluator_fail(evaluator_of(host), "an aggregate that cannot take back is asked to");
      return;
    }
  run_partial(host, a, table, keys, in, LEAVE);
}

/* ---- slots into rows --------------------------------------------------------------------------------------------- */

/* Entries that are no bare calls, into columns first .. of the output. */
static void put_computed(const weir_host *host, const weir_aggregates *a, weir_out *out, const weir_scan *scan,
                         uint32_t first) {
  evaluator *e = evaluator_of(host);
  const weir_column *const *entry = aggregates_results(e, a, scan->slot, scan->rows);
  if (!entry) host->fail(out, evaluator_failure(e));
  for (uint32_t i = 0; entry && i < a->count; i++) host->put_column(out, first + i, entry[i], NULL, scan->rows);
}

static void put_results(const weir_host *host, const weir_aggregates *a, weir_out *out, const weir_scan *scan) {
  host->put_keys(out, scan);
  uint32_t first = scan->keys ? scan->keys->columns : 0;
  if (!a->bare) put_computed(host, a, out, scan, first);
  for (uint32_t i = 0; a->bare && i < a->calls && !out->failed; i++)
    aggregates_result(&a->one[i], scan->slot, scan->rows, out, first + i);
  out->rows += scan->rows;
  if (out->rows == out->capacity) host->flush(out);
}

/* Rows first .. first+n of a scan. */
static bool slice_scan(evaluator *e, const weir_scan *scan, uint32_t first, uint32_t n, weir_chunk *keys,
                       weir_scan *part) {
  *part = *scan;
  part->rows = n;
  part->slot = scan->slot + first;
  if (!scan->keys) return true;
  part->keys = keys;
  return evaluator_slice(e, scan->keys, first, n, keys);
}

static void put(const weir_host *host, const weir_aggregates *a, weir_out *out, const weir_scan *scan) {
  for (uint32_t done = 0; done < scan->rows && !out->failed;) {
    uint32_t left = scan->rows - done;
    if (out->rows && left > out->capacity - out->rows) host->flush(out);
    uint32_t n = left < out->capacity ? left : out->capacity;
    weir_chunk keys;
    weir_scan part;
    if (n == scan->rows) {
      put_results(host, a, out, scan);
    } else if (slice_scan(evaluator_of(host), scan, done, n, &keys, &part)) {
      put_results(host, a, out, &part);
    } else {
      host->fail(out, evaluator_failure(evaluator_of(host)));
    }
    done += n;
  }
}

const weir_aggregates_table aggregates_service = {
    .size = sizeof(weir_aggregates_table),
    .count = count,
    .field = field,
    .traits = traits,
    .need_state = need_state,
    .need_window_state = need_window_state,
    .add_partial_fields = add_partial_fields,
    .add_result_fields = add_result_fields,
    .update = update,
    .merge = merge,
    .enter = enter,
    .leave = leave,
    .put = put,
};
