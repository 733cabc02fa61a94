/* SPDX-License-Identifier: Apache-2.0 */
/* Sink of the pipeline tests: writes each committed batch as lines "NAME BATCH: ROW" to the descriptor that WEIR_CAPTURE names, a
 * row as JSON; a batch without rows as "NAME BATCH: -". */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <weir/weir.h>

typedef struct capture {
  weir_str as;
  const weir_format *format;
  const weir_schema *schema;
  const weir_host *host;
  char *text;
  size_t size, capacity;
  uint64_t rows;
} capture;

static const weir_option options[] = {
    {.name = "as",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(capture, as),
     .flags = WEIR_MAIN | WEIR_REQUIRED,
     .help = "name of the output in what is captured"},
    {.name = "format",
     .type = WEIR_OPT_FORMAT,
     .offset = offsetof(capture, format),
     .default_text = "json",
     .choices = "json|csv|python|scala",
     .help = "how rows look"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  ((capture *)self)->schema = plan->input[0];
  return WEIR_OK;
}

static weir_status open_capture(void *self, const weir_open *o, const weir_token *last, weir_error *err) {
  (void)last;
  (void)err;
  ((capture *)self)->host = o->host;
  return WEIR_OK;
}

static weir_status add(capture *c, const weir_batch *batch, const char *row, size_t n) {
  const size_t need = c->size + c->as.len + n + 64;
  if (need > c->capacity) {
    char *grown = realloc(c->text, need * 2);
    if (!grown) return WEIR_EFAIL;
    c->text = grown;
    c->capacity = need * 2;
  }
  /* batches of a test's fake clock are numbered from its start, a whole number of intervals after the epoch */
  const long long number = (long long)(batch->time_us % 86400000000 / batch->interval_us) - 1;
  c->size += (size_t)snprintf(c->text + c->size, c->capacity - c->size, "%.*s %lld: %.*s\n", (int)c->as.len,
                              weir_text(&c->as), number, (int)n, row);
  return WEIR_OK;
}

static weir_status write_rows(void *self, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  capture *c = self;
  const weir_format_table *format = c->host->extension(c->host, WEIR_FORMAT_ID);
  (void)partition;
  (void)err;
  for (uint32_t r = 0; r < in->rows; r++) {
    uint64_t n = 0;
    const char *row = format->rows(c->host, c->format, c->schema, in, r, 1, &n);
    if (!row || add(c, batch, row, n - 1) < 0) return WEIR_EFAIL;
  }
  c->rows += in->rows;
  return WEIR_OK;
}

static weir_status commit(void *self, const weir_batch *batch, weir_error *err) {
  capture *c = self;
  const char *fd = getenv("WEIR_CAPTURE");
  (void)err;
  if (c->rows == 0 && add(c, batch, "-", 1) < 0) return WEIR_EFAIL;
  if (!fd || write(atoi(fd), c->text, c->size) != (ssize_t)c->size) return WEIR_EFAIL;
  c->size = 0;
  c->rows = 0;
  return WEIR_OK;
}

static void forget(void *self, const weir_batch *batch) {
  capture *c = self;
  (void)batch;
  c->size = 0;
  c->rows = 0;
}

static void close_capture(void *self) { free(((capture *)self)->text); }

WEIR_SINK(capture, .help = "keeps what the pipeline tests compare", .instance_size = sizeof(capture),
          WEIR_OPTIONS(options), .bind = bind, .open = open_capture, .write = write_rows, .commit = commit,
          .abort = forget, .close = close_capture);
