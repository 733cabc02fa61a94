/* SPDX-License-Identifier: Apache-2.0 */
/* A sink that keeps books in a static, as a peer would: every commit is asked for twice (the first says "again"), is the same as
 * once, and the token that open is given is the last committed one. At close of the last batch the sum is printed by `ledger`
 * lines "NAME total: SUM" into what WEIR_CAPTURE names. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <weir/weir.h>

typedef struct ledger {
  weir_str as;
  int64_t sum, token;
} ledger;

static struct { int64_t committed_time, total, asked_time; } books;

static const weir_option options[] = {
    {.name = "as",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(ledger, as),
     .flags = WEIR_MAIN | WEIR_REQUIRED,
     .help = "name of the output"},
};

static weir_status open_ledger(void *self, const weir_open *o, const weir_token *last, weir_error *err) {
  int64_t time = 0;
  (void)self;
  (void)o;
  if (last)
    memcpy(&time, last->data, sizeof time);
  else
    books.committed_time = books.total = books.asked_time = 0;
  if (time == books.committed_time) return WEIR_OK;
  strncpy(err->text, "the token is not the last committed one", sizeof err->text - 1);
  return WEIR_EFAIL;
}

static weir_status write_rows(void *self, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  ledger *l = self;
  (void)batch;
  (void)partition;
  (void)err;
  for (uint32_t r = 0; r < in->rows; r++) l->sum += weir_i64(in, 0)[r];
  return WEIR_OK;
}

static weir_status prepare(void *self, const weir_batch *batch, weir_token *token, weir_error *err) {
  ledger *l = self;
  (void)err;
  l->token = batch->time_us;
  *token = (weir_token){.data = &l->token, .size = sizeof l->token};
  return WEIR_OK;
}

static weir_status commit(void *self, const weir_batch *batch, weir_error *err) {
  ledger *l = self;
  char line[96];
  (void)err;
  if (books.committed_time != batch->time_us) { /* the second time it is done already */
    books.total += l->sum;
    books.committed_time = batch->time_us;
    l->sum = 0;
  }
  if (books.asked_time != batch->time_us) {
    books.asked_time = batch->time_us;
    return WEIR_ERETRY;
  }
  const int n = snprintf(line, sizeof line, "%.*s %lld: %lld\n", (int)l->as.len, weir_text(&l->as),
                         (long long)(batch->time_us % 86400000000 / batch->interval_us) - 1, (long long)books.total);
  return write(atoi(getenv("WEIR_CAPTURE")), line, (size_t)n) == n ? WEIR_OK : WEIR_EFAIL;
}

static void forget(void *self, const weir_batch *batch) {
  (void)batch;
  ((ledger *)self)->sum = 0;
}

WEIR_SINK(ledger, .help = "adds up, and commits twice", .instance_size = sizeof(ledger), WEIR_OPTIONS(options),
          .open = open_ledger, .write = write_rows, .prepare = prepare, .commit = commit, .abort = forget);
