/* SPDX-License-Identifier: Apache-2.0 */
/* print: a batch's first rows on standard output, as Spark's pprint (python) or print (scala) shows them, or as JSON:
 *
 *   -------------------------------------------
 *   Time: 2026-11-22 10:53:20
 *   -------------------------------------------
 *   ('a', 3)
 *   ...                                            when there are more
 *   (an empty line)
 *
 *   {"time":"2026-11-22T10:53:20.000Z","rows":[{"word":"a","count":3}]}      with "more":true behind the rows
 *
 * A batch is written at commit. */
#include "standard_output.h"
#include "text.h"
#include <time.h>

enum { PYTHON, SCALA, JSON };
#define RULE "-------------------------------------------\n"

typedef struct print {
  int64_t limit;
  const weir_format *dialect, *format; /* format: text means as the dialect says */
  const weir_format_table *encoder;
  const weir_schema *schema;
  const weir_host *host;
  uint32_t kind, committed_any;
  int64_t rows, committed_us;
  standard_output out;
  text text; /* of the batch at hand: from its head on */
} print;

static const weir_option options[] = {
    {.name = "limit",
     .help = "at most so many rows a batch; ... says that there are more",
     .default_text = "10",
     .type = WEIR_OPT_I64,
     .offset = offsetof(print, limit),
     .flags = WEIR_MAIN,
     .min = 0,
     .max = 1e9},
    {.name = "dialect",
     .help = "whose way to print: ('a', 3) or (a,3)",
     .default_text = "python",
     .choices = "python|scala",
     .type = WEIR_OPT_FORMAT,
     .offset = offsetof(print, dialect)},
    {.name = "format",
     .help = "text, or json: one object a batch, empty ones too",
     .default_text = "text",
     .choices = "text|json",
     .type = WEIR_OPT_FORMAT,
     .offset = offsetof(print, format)},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  print *self = instance;
  (void)err;
  self->encoder = plan->host->extension(plan->host, WEIR_FORMAT_ID);
  self->schema = plan->input[0];
  if (!self->encoder) return WEIR_EINVAL;
  return plan->want_rows(plan, (uint64_t)self->limit + 1);
}

/* An encoder does not say which it is, but each writes a true value in its own way. */
static int writes(const print *self, const weir_host *host, const weir_format *format, const char *expected) {
  static const uint8_t yes[64 + WEIR_PAD] = {[WEIR_PAD] = 1};
  const weir_field field = {.name = "x", .type = WEIR_BOOL};
  const weir_schema schema = {.size = sizeof schema, .count = 1, .stride = sizeof field, .field = &field};
  const weir_column column = {.data = yes + WEIR_PAD, .type = WEIR_BOOL};
  const weir_chunk chunk = {.size = sizeof chunk, .rows = 1, .columns = 1, .stride = sizeof column, .col = &column};
  uint64_t n = 0;
  const char *p = self->encoder->rows(host, format, &schema, &chunk, 0, 1, &n);
  return p && n == strlen(expected) && memcmp(p, expected, n) == 0;
}

static weir_status open_instance(void *instance, const weir_open *open, const weir_token *last, weir_error *err) {
  print *self = instance;
  (void)last;
  self->host = open->host;
  if (text_init(&self->text, open->host, err) || standard_output_open(&self->out, err)) return WEIR_EFAIL;
  if (writes(self, open->host, self->format, "{\"x\":true}\n"))
    self->kind = JSON;
  else
    self->kind = writes(self, open->host, self->dialect, "True\n") ? PYTHON : SCALA;
  return WEIR_OK;
}

/* ---- a batch's text ------------------------------------------------------------------------------------------------- */

static void print_time(const print *self, int64_t us, char *to, size_t n) {
  const int64_t micro = (us % 1000000 + 1000000) % 1000000;
  const time_t seconds = (time_t)((us - micro) / 1000000);
  struct tm t = {0};
  char date[64];
  if (self->kind == SCALA) {
    (void)snprintf(to, n, RULE "Time: %lld ms\n" RULE, (long long)us / 1000);
    return;
  }
  if (self->kind == JSON)
    (void)gmtime_r(&seconds, &t);
  else
    (void)localtime_r(&seconds, &t);
  (void)strftime(date, sizeof date, self->kind == JSON ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &t);
  if (self->kind == JSON)
    (void)snprintf(to, n, "{\"time\":\"%s.%03dZ\",\"rows\":[", date, (int)(micro / 1000));
  else if (micro)
    (void)snprintf(to, n, RULE "Time: %s.%06d\n" RULE, date, (int)micro);
  else
    (void)snprintf(to, n, RULE "Time: %s\n" RULE, date);
}

/* The first thing of a batch. */
static weir_status put_head(print *self, const weir_batch *batch, weir_error *err) {
  char head[256];
  if (self->text.size) return WEIR_OK;
  print_time(self, batch->time_us, head, sizeof head);
  return text_add_string(&self->text, head, err);
}

/* Rows of the JSON encoder are lines, and no line end is within one: commas take their place, and the last one's goes. */
static void join_rows(text *t, uint64_t from) {
  for (uint64_t i = from; i < t->size; i++)
    if (t->data[i] == '\n') t->data[i] = ',';
}

static weir_status put_tail(print *self, weir_error *err) {
  const int more = self->rows > self->limit;
  if (self->kind != JSON) return text_add_string(&self->text, more ? "...\n\n" : "\n", err);
  if (self->rows && self->limit) self->text.size--;
  return text_add_string(&self->text, more ? "],\"more\":true}\n" : "]}\n", err);
}

static weir_status write_rows(void *instance, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  print *self = instance;
  (void)partition;
  const int64_t left = self->rows < self->limit ? self->limit - self->rows : 0;
  const uint32_t n = left < in->rows ? (uint32_t)left : in->rows;
  weir_status s = put_head(self, batch, err);
  self->rows += in->rows;
  if (s || n == 0) return s;
  uint64_t size = 0;
  const weir_format *format = self->kind == JSON ? self->format : self->dialect;
  const char *p = self->encoder->rows(self->host, format, self->schema, in, 0, n, &size);
  if (!p) {
    (void)snprintf(err->text, sizeof err->text, "out of memory for rows as text");
    return WEIR_EFAIL;
  }
  const uint64_t before = self->text.size;
  s = text_add(&self->text, p, size, err);
  if (!s && self->kind == JSON) join_rows(&self->text, before);
  return s;
}

static void forget(print *self) {
  text_clear(&self->text);
  self->rows = 0;
}

static weir_status commit(void *instance, const weir_batch *batch, weir_error *err) {
  print *self = instance;
  if (self->committed_any && self->committed_us == batch->time_us) return WEIR_OK;
  weir_status s = put_head(self, batch, err);
  if (!s) s = put_tail(self, err);
  if (!s) s = standard_output_write(&self->out, self->text.data, self->text.size, err);
  forget(self);
  if (s) return s;
  self->committed_any = 1;
  self->committed_us = batch->time_us;
  return WEIR_OK;
}

static void abort_batch(void *self, const weir_batch *batch) {
  (void)batch;
  forget(self);
}

static void wake(void *self) { standard_output_wake(&((print *)self)->out); }

static void close_print(void *instance) {
  print *self = instance;
  standard_output_close(&self->out);
  text_finish(&self->text);
}

WEIR_SINK(print, .help = "Prints the first rows of each batch to standard output, as Spark's pprint does",
          .instance_size = sizeof(print), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
          .write = write_rows, .commit = commit, .abort = abort_batch, .wake = wake, .close = close_print);
