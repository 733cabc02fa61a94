/* SPDX-License-Identifier: Apache-2.0 */
/* What functions write to: an output of one column that the evaluator owns. It has no flush and no rows to hand on,
 * so what belongs to operators fails with a sentence; clock, log and extensions are those of the call's own host. One
 * thread, but for the scratch bytes, which nobody reads. */
#include "data/schema.h"
#include "expr/evaluator_parts.h"
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>

enum { MAX_BYTES = 64 << 20 };

static evaluator *of(const weir_out *out) { return (evaluator *)(void *)host_frame_of(out->host); }

static void fail(weir_out *out, const char *text) {
  evaluator *e = of(out);
  out->failed = WEIR_EFAIL;
  evaluator_fail(e, text);
}

/* ---- what functions may do --------------------------------------------------------------------------------------- */

/* Address space for a piece of any size when memory is out: mapped once, pages come only if it is written to. */
static char *scratch_bytes;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

static void map_scratch(void) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *p = mmap(NULL, MAX_BYTES + 2 * WEIR_PAD, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (p != MAP_FAILED) scratch_bytes = p;
}

static char *bytes(weir_out *out, uint64_t n) {
  char *p = n <= MAX_BYTES ? arena_get(&of(out)->strings, n) : NULL;
  if (p) return p;
  fail(out, n <= MAX_BYTES ? "there is not enough memory for the strings of a function"
                           : "a function asks for a string of more than 64 MB");
  return scratch_bytes + WEIR_PAD;
}

static void put_column(weir_out *out, uint32_t column, const weir_column *from, const uint32_t *row, uint32_t n) {
  if (columns_gather(of(out)->target, column, out->rows, from, row, n) < 0)
    fail(out, "there is not enough memory for the lists of a function");
  out->col = of(out)->target->out;
}

static uint32_t list_reserve(weir_out *out, uint32_t column, uint32_t n) {
  uint32_t first = columns_list_reserve(of(out)->target, column, n);
  if (first == WEIR_NO_ROW) fail(out, "there is not enough memory for the lists of a function");
  out->col = of(out)->target->out;
  return first;
}

static void *lane_memory(weir_out *out) {
  evaluator *e = of(out);
  const uint32_t size = e->node->op == EXPR_CALL ? e->node->function->lane_size : 0;
  void **lane = &e->running->lane[e->node->number];
  if (!*lane && size) *lane = memory_get_zero(e->memory, MEMORY_WAITING, size);
  if (!*lane)
    fail(out, size ? "there is not enough memory for a function" : "this function asks for no memory of a lane");
  return *lane;
}

/* ---- what belongs to the call's host ----------------------------------------------------------------------------- */

static const weir_host *behind(const weir_host *host) {
  const evaluator *e = (const evaluator *)(const void *)host_frame_of(host);
  return e->call ? e->call->call.host : NULL;
}

static int64_t now(const weir_host *host, uint32_t clock) {
  const weir_host *h = behind(host);
  return h && h->now ? h->now(h, clock) : 0;
}

static void write_log(const weir_host *host, uint32_t level, const char *text) {
  const weir_host *h = behind(host);
  if (h && h->log) h->log(h, level, text);
}

static uint32_t counter(const weir_host *host, const char *name, const char *help) {
  const weir_host *h = behind(host);
  return h && h->counter ? h->counter(h, name, help) : 0;
}

static void count(const weir_host *host, uint32_t number, uint64_t n) {
  const weir_host *h = behind(host);
  if (h && h->count) h->count(h, number, n);
}

static const void *extension(const weir_host *host, const char *id) {
  const weir_host *h = behind(host);
  return h && h->extension ? h->extension(h, id) : NULL;
}

/* ---- what only operators may do ---------------------------------------------------------------------------------- */

static const char not_in_a_function[] =
    "a function writes its rows and nothing else: it cannot flush, emit, take or reject";

static void flush(weir_out *out) {
  out->rows = 0;
  fail(out, not_in_a_function);
}

static void take(weir_out *out, const weir_chunk *in, const uint32_t *row, uint32_t n) {
  (void)in, (void)row, (void)n;
  fail(out, not_in_a_function);
}

static void emit(weir_out *out, const weir_column *const *col, uint32_t rows) {
  (void)col, (void)rows;
  fail(out, not_in_a_function);
}

static void reject(weir_out *out, const weir_chunk *in, uint32_t row, const char *why) {
  (void)in, (void)row, (void)why;
  fail(out, not_in_a_function);
}

static void reject_bytes(weir_out *out, const void *p, uint64_t n, const char *why) {
  (void)p, (void)n, (void)why;
  fail(out, not_in_a_function);
}

int evaluator_out_init(evaluator *e) {
  pthread_once(&scratch_once, map_scratch);
  if (!scratch_bytes) return -1;
  /* Tables and sources come from `open`, which functions have not: the rest stays NULL. */
  e->frame.host = (weir_host){
      .size = sizeof(weir_host),
      .minor = WEIR_ABI_MINOR,
      .flush = flush,
      .bytes = bytes,
      .take = take,
      .put_column = put_column,
      .emit = emit,
      .list_reserve = list_reserve,
      .reject = reject,
      .reject_bytes = reject_bytes,
      .fail = fail,
      .now = now,
      .log = write_log,
      .counter = counter,
      .count = count,
      .extension = extension,
      .lane_memory = lane_memory,
  };
  e->out = (weir_out){.size = sizeof(weir_out), .capacity = WEIR_MAX_ROWS, .columns = 1, .host = &e->frame.host};
  return 0;
}

void evaluator_aim(evaluator *e, expr_instance *x, const expr_node *n, uint32_t rows) {
  columns *to = &x->made[n->number];
  columns_reset(to, x->made_rows[n->number]);
  x->made_rows[n->number] = rows;
  e->target = to;
  e->running = x;
  e->node = n;
  e->call = n->call;
  e->out.rows = 0;
  e->out.failed = WEIR_OK;
  e->out.col = to->out;
}

/* The result of a strict function is null where an argument is. */
static void clear_strict(const expr_node *n, const weir_column *const *arg, uint32_t rows, weir_out_column *to) {
  bool any = false;
  for (uint32_t i = 0; i < n->args; i++) {
    if (!arg[i]->valid) continue;
    any = true;
    for (uint32_t w = 0; w < (rows + 63) / 64; w++) to->valid[w] &= arg[i]->valid[w];
  }
  const uint32_t width = schema_width(n->field.type);
  if (any && width) expr_clear_nulls(to->data, width, to->valid, rows);
}

bool evaluator_call(evaluator *e, expr_instance *x, const expr_node *n, uint32_t rows) {
  evaluator_aim(e, x, n, rows);
  const weir_column *const *arg = evaluator_arguments(x, n);
  weir_status status = n->function->eval(&n->call->call, arg, rows, &e->out, 0);
  if (status == WEIR_OK && !e->out.failed) {
    if ((n->function->flags & WEIR_FUNCTION_STRICT) && e->out.col->valid) clear_strict(n, arg, rows, e->out.col);
    return true;
  }
  char text[160];
  (void)snprintf(text, sizeof text, "the function '%.100s' failed", n->call->name);
  evaluator_fail(e, text);
  return false;
}
