/* SPDX-License-Identifier: Apache-2.0 */
/* cli/test_run: see test_run.h. Sinks run on threads of their own: each writes to its own test_seen, which is read when
 * the engine has ended. */
#include "cli/test_run.h"

#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "engine/engine.h"
#include "engine/log.h"
#include "spec/read.h"

/* ---- a source that gives what it is given ------------------------------------------------------------------------ */

typedef struct given_rows {
  const weir_chunk *const *batch; /* [count]; a NULL: no rows */
  int64_t count, batches, next, batch_us;
} given_rows;

static void put_rows(const weir_chunk *rows, weir_out *out) {
  uint32_t row[256];
  for (uint32_t at = 0; at < rows->rows;) {
    uint32_t n = 0;
    while (n < 256 && at < rows->rows) row[n++] = at++;
    out->host->take(out, rows, row, n);
  }
}

static weir_status poll_rows(void *self, weir_out *out, int64_t wait_us) {
  given_rows *g = self;
  (void)wait_us; /* the clock is not the machine's */
  if (g->batch_us == out->batch->time_us) return WEIR_IDLE;
  g->batch_us = out->batch->time_us;
  if (g->next < g->count && g->batch[g->next]) put_rows(g->batch[g->next], out);
  return ++g->next < g->batches ? WEIR_OK : WEIR_END;
}

static const weir_source given_source = {
    .size = sizeof given_source, .instance_size = sizeof(given_rows), .name = "given", .poll = poll_rows};

/* ---- a sink that keeps what it is handed ------------------------------------------------------------------------- */

typedef struct seen_rows {
  test_seen *to;
  const weir_schema *schema;
  int64_t start_us, batches;
  text_buffer pending;
} seen_rows;

static weir_status write_rows(void *self, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  seen_rows *s = self;
  (void)batch;
  (void)partition;
  (void)err;
  const weir_format *json = format_find("json", 4);
  return format_rows(json, s->schema, in, 0, in->rows, &s->pending) ? WEIR_EFAIL : WEIR_OK;
}

static void forget_rows(void *self, const weir_batch *batch) {
  seen_rows *s = self;
  (void)batch;
  text_buffer_finish(&s->pending);
  s->pending = (text_buffer){0};
}

static weir_status commit_rows(void *self, const weir_batch *batch, weir_error *err) {
  seen_rows *s = self;
  const int64_t number = (batch->time_us - s->start_us) / batch->interval_us - 1;
  (void)err;
  if (number < 0 || number >= s->batches) {
    forget_rows(self, batch);
    return WEIR_OK;
  }
  test_batch *to = &s->to->got[number];
  text_buffer_finish(&to->rows);
  *to = (test_batch){.came = true, .rows = s->pending};
  s->pending = (text_buffer){0};
  return WEIR_OK;
}

static void close_rows(void *self) { forget_rows(self, NULL); }

static const weir_sink seen_sink = {.size = sizeof seen_sink,
                                    .instance_size = sizeof(seen_rows),
                                    .name = "expect",
                                    .write = write_rows,
                                    .commit = commit_rows,
                                    .abort = forget_rows,
                                    .close = close_rows};

/* ---- rows of the test file --------------------------------------------------------------------------------------- */

typedef struct run {
  test_file *file;
  const test_case *test;
  test_result *result;
  loaded_pipeline pipeline;
} run;

/* null: off a window's slide. */
static bool is_nothing(const spec_node *batch) {
  return batch->kind == SPEC_SCALAR && batch->style == SPEC_PLAIN &&
         (batch->length == 0 || strcmp(batch->text, "null") == 0 || strcmp(batch->text, "~") == 0);
}

static plan_node *find_node(const run *r, const char *stream, bool is_sink) {
  const plan *p = r->pipeline.plan;
  for (uint32_t i = 0; i < p->nodes; i++) {
    plan_node *node = p->node[i];
    const bool fits = is_sink ? node->sink == &seen_sink : node->source == &given_source;
    if (fits && strcmp(node->stream, stream) == 0) return node;
  }
  return NULL;
}

static bool give_rows(run *r, const spec_pair *pair) {
  spec_diagnostics *list = &r->file->diagnostics;
  plan_node *node = find_node(r, pair->key->text, false);
  if (!spec_expect_kind(list, pair->value, pair->key->text, SPEC_SEQUENCE)) return false;
  if (!node) return true; /* it is there, and what is expected does not read it */
  const size_t count = pair->value->item_count;
  const weir_chunk **batch = spec_arena_array(&r->file->arena, count + 1, sizeof *batch);
  bool good = batch != NULL;
  for (size_t i = 0; batch && i < count; i++) {
    if (is_nothing(pair->value->items[i])) continue;
    batch[i] = plan_read_batch(r->pipeline.plan, list, pair->value->items[i], node->schema, pair->key->text);
    good &= batch[i] != NULL;
  }
  *(given_rows *)node->image = (given_rows){.batch = batch, .count = (int64_t)count, .batches = r->test->batches};
  return good;
}

static bool want_rows(run *r, test_seen *seen) {
  spec_diagnostics *list = &r->file->diagnostics;
  const spec_node *batches = seen->expected->value;
  const plan_node *node = find_node(r, seen->name, true);
  if (!node || !spec_expect_kind(list, batches, seen->name, SPEC_SEQUENCE)) return false;
  const weir_schema *columns = node->input[0].schema;
  bool good = true;
  for (size_t i = 0; i < batches->item_count && (int64_t)i < r->test->batches; i++) {
    test_batch *want = &seen->want[i];
    if (is_nothing(batches->items[i])) continue;
    want->came = true;
    const weir_chunk *rows = plan_read_batch(r->pipeline.plan, list, batches->items[i], columns, seen->name);
    good &= rows && !format_rows(format_find("json", 4), columns, rows, 0, rows->rows, &want->rows);
  }
  *(seen_rows *)node->image =
      (seen_rows){.to = seen, .schema = columns, .start_us = r->test->start_us, .batches = r->test->batches};
  return good;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static bool refuse_name(run *r, const spec_node *key, const char *what) {
  const spec_pipeline *p = &r->pipeline.spec->pipeline;
  const char **names = spec_arena_array(&r->file->arena, p->stream_count + p->output_count + 1, sizeof *names);
  char joined[400];
  size_t n = 0;
  const bool is_given = strcmp(what, "source") == 0;
  for (size_t i = 0; names && i < p->stream_count; i++)
    if (!is_given || p->streams[i].from_count == 0) names[n++] = p->streams[i].name;
  for (size_t i = 0; names && !is_given && i < p->output_count; i++) names[n++] = p->outputs[i].name;
  spec_diagnostic *error =
      spec_error(&r->file->diagnostics, SPEC_E_NO_STREAM, key->span, "the pipeline has no %s \"%s\"", what, key->text);
  if (names) spec_help(&r->file->diagnostics, error, "there are: %s", spec_join(joined, sizeof joined, names, n));
  return false;
}

static bool is_output(const spec_pipeline *p, const char *name) {
  for (size_t i = 0; i < p->output_count; i++)
    if (strcmp(p->outputs[i].name, name) == 0) return true;
  return false;
}

static bool check_names(run *r) {
  const spec_pipeline *p = &r->pipeline.spec->pipeline;
  const spec_node *given = r->test->given, *expect = r->test->expect;
  bool good = true;
  for (size_t i = 0; given && i < given->pair_count; i++) {
    const spec_stream *s = spec_find_stream(p, given->pairs[i].key->text);
    if (!s || s->from_count) good = refuse_name(r, given->pairs[i].key, "source");
  }
  for (size_t i = 0; i < expect->pair_count; i++) {
    const char *name = expect->pairs[i].key->text;
    if (!spec_find_stream(p, name) && !is_output(p, name) && strcmp(name, SPEC_DEAD_LETTERS) != 0)
      good = refuse_name(r, expect->pairs[i].key, "stream or output");
  }
  return good;
}

/* ---- the run ----------------------------------------------------------------------------------------------------- */

static void run_engine(run *r) {
  engine_clock clock;
  char why[800] = "";
  clock_init_fake(&clock, r->test->start_us);
  const engine_settings settings = {.clock = &clock, .max_batches = (uint64_t)r->test->batches};
  engine *e = engine_create(r->pipeline.plan, &settings, why, sizeof why);
  const bool started = e && engine_start(e, why, sizeof why) == 0;
  const bool failed = started && engine_wait(e) == ENGINE_FAILED;
  if (!started || failed)
    (void)snprintf(r->result->why, sizeof r->result->why, "%s", started ? engine_failure(e) : why);
  engine_destroy(e);
}

static bool prepare(run *r) {
  bool good = true;
  const spec_node *given = r->test->given;
  for (uint32_t i = 0; i < r->pipeline.plan->nodes; i++) {
    plan_node *node = r->pipeline.plan->node[i];
    if (node->source == &given_source) ((given_rows *)node->image)->batches = r->test->batches;
  }
  for (size_t i = 0; given && i < given->pair_count; i++) good &= give_rows(r, &given->pairs[i]);
  for (size_t i = 0; i < r->result->count; i++) good &= want_rows(r, &r->result->seen[i]);
  return good;
}

static bool make_seen(run *r) {
  const spec_node *expect = r->test->expect;
  test_result *result = r->result;
  result->batches = r->test->batches;
  result->seen = calloc(expect->pair_count + 1, sizeof *result->seen);
  for (size_t i = 0; result->seen && i < expect->pair_count; i++) {
    test_seen *s = &result->seen[i];
    *s = (test_seen){.name = expect->pairs[i].key->text, .expected = &expect->pairs[i]};
    s->got = calloc((size_t)result->batches, sizeof *s->got);
    s->want = calloc((size_t)result->batches, sizeof *s->want);
    result->count = i + 1;
    if (!s->got || !s->want) return false;
  }
  return result->seen != NULL;
}

void test_run(test_file *f, const test_case *t, plugin_catalog *c, test_result *result) {
  run r = {.file = f, .test = t, .result = result};
  *result = (test_result){0};
  const size_t names = t->expect ? t->expect->pair_count : 0;
  const char **name = spec_arena_array(&f->arena, names + 1, sizeof *name);
  for (size_t i = 0; name && i < names; i++) name[i] = t->expect->pairs[i].key->text;
  const plan_trial trial = {.source = &given_source, .sink = &seen_sink, .name = name, .names = (uint32_t)names};
  engine_clock machine;
  clock_init_real(&machine);
  const int64_t begin = clock_steady(&machine);
  if (!name || !t->expect || !t->pipeline) return;
  if (!pipeline_load_trial(&r.pipeline, t->pipeline, c, &trial, t->environment)) {
    pipeline_unload(&r.pipeline);
    return;
  }
  const bool has_names = r.pipeline.spec && check_names(&r);
  if (has_names && !r.pipeline.plan) pipeline_print_diagnostics(&r.pipeline);
  if (has_names && r.pipeline.plan && make_seen(&r) && prepare(&r)) {
    result->ran = true;
    run_engine(&r);
  }
  pipeline_unload(&r.pipeline);
  result->seconds = (double)(clock_steady(&machine) - begin) / 1e6;
}

void test_result_finish(test_result *r) {
  for (size_t i = 0; i < r->count; i++) {
    for (int64_t k = 0; k < r->batches; k++) {
      if (r->seen[i].got) text_buffer_finish(&r->seen[i].got[k].rows);
      if (r->seen[i].want) text_buffer_finish(&r->seen[i].want[k].rows);
    }
    free(r->seen[i].got);
    free(r->seen[i].want);
  }
  free(r->seen);
  *r = (test_result){0};
}
