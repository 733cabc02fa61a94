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
 * One write a batch, at commit. Standard output is not a file of ours: it is written by its descriptor. */
#include "text.h"
#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

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
  text text;
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
  (void)err;
  self->host = open->host;
  if (writes(self, open->host, self->format, "{\"x\":true}\n"))
    self->kind = JSON;
  else
    self->kind = writes(self, open->host, self->dialect, "True\n") ? PYTHON : SCALA;
  return WEIR_OK;
}

static weir_status write_rows(void *instance, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  print *self = instance;
  (void)batch;
  (void)partition;
  const int64_t left = self->rows < self->limit ? self->limit - self->rows : 0;
  const uint32_t n = left < in->rows ? (uint32_t)left : in->rows;
  self->rows += in->rows;
  if (n == 0) return WEIR_OK;
  uint64_t size = 0;
  const weir_format *format = self->kind == JSON ? self->format : self->dialect;
  const char *p = self->encoder->rows(self->host, format, self->schema, in, 0, n, &size);
  if (p) return text_add(&self->text, p, size, err);
  (void)snprintf(err->text, sizeof err->text, "out of memory for rows as text");
  return WEIR_EFAIL;
}

/* ---- a batch's text
 * ---------------------------------------------------------------------------------------------------- */

static void put_time(const print *self, int64_t us, char *to, size_t n) {
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

/* Rows of the JSON encoder are lines, and no line end is within one. */
static void join_rows(text *t) {
  for (uint64_t i = 0; i + 1 < t->size; i++)
    if (t->data[i] == '\n') t->data[i] = ',';
  if (t->size) t->size--;
}

static weir_status put_batch(print *self, const weir_batch *batch, text *whole, weir_error *err) {
  char head[256];
  const int more = self->rows > self->limit;
  put_time(self, batch->time_us, head, sizeof head);
  if (self->kind == JSON) join_rows(&self->text);
  weir_status s = text_add_string(whole, head, err);
  if (!s) s = text_add(whole, self->text.data, self->text.size, err);
  if (s) return s;
  if (self->kind == JSON) return text_add_string(whole, more ? "],\"more\":true}\n" : "]}\n", err);
  return text_add_string(whole, more ? "...\n\n" : "\n", err);
}

static weir_status write_out(const text *t, weir_error *err) {
  for (uint64_t at = 0; at < t->size;) {
    const ssize_t n = write(STDOUT_FILENO, t->data + at, t->size - at);
    if (n >= 0) {
      at += (uint64_t)n;
    } else if (errno == EAGAIN) {
      struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
      (void)poll(&p, 1, -1);
    } else if (errno != EINTR) {
      if (errno == EPIPE || errno == EBADF)
        (void)snprintf(err->text, sizeof err->text, "stdout was closed");
      else
        (void)snprintf(err->text, sizeof err->text, "stdout cannot be written: %s", strerrordesc_np(errno));
      return WEIR_EFAIL;
    }
  }
  return WEIR_OK;
}

static void forget(print *self) {
  text_clear(&self->text);
  self->rows = 0;
}

static weir_status commit(void *instance, const weir_batch *batch, weir_error *err) {
  print *self = instance;
  text whole = {0};
  weir_status s = WEIR_OK;
  if (self->committed_any && self->committed_us == batch->time_us) return s;
  s = put_batch(self, batch, &whole, err);
  if (!s) s = write_out(&whole, err);
  text_finish(&whole);
  forget(self);
  self->committed_any = 1;
  self->committed_us = batch->time_us;
  return s;
}

static void abort_batch(void *self, const weir_batch *batch) {
  (void)batch;
  forget(self);
}

static void close_print(void *self) { text_finish(&((print *)self)->text); }

WEIR_SINK(print, .help = "Prints the first rows of each batch to standard output, as Spark's pprint does",
          .instance_size = sizeof(print), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
          .write = write_rows, .commit = commit, .abort = abort_batch, .close = close_print);
