/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that leave a stage: scattered by key over the partitions of an exchange, or queued for a sink. */
#include "engine/running.h"
#include <stdlib.h>

int arrival_add(arrival *a, segment_writer *even, segment_writer *odd) {
  segment_writer *writer[2] = {even, odd};
  for (uint32_t parity = 0; parity < 2; parity++) {
    segment_writer **grown = realloc(a->writer[parity], (a->writers + 1) * sizeof(segment_writer *));
    if (!grown) return -1;
    grown[a->writers] = writer[parity];
    a->writer[parity] = grown;
  }
  a->writers++;
  return 0;
}

void arrival_finish(arrival *a) {
  free(a->writer[0]);
  free(a->writer[1]);
  *a = (arrival){0};
}

static const weir_schema *key_schema(const departure *d, const weir_schema *all, weir_schema *first) {
  if (!d->exchange->keys_first) return expr_list_schema(d->exchange->key);
  *first = *all;
  first->count = d->exchange->keys_first;
  return first;
}

int departure_init(departure *d, engine *e, const plan_exchange *x, output *o, const weir_schema *leaving) {
  *d = (departure){.exchange = x, .stage = d->stage, .output = o, .seed = &e->plan->seed};
  const uint32_t partitions = x ? x->partitions : 1;
  for (uint32_t parity = 0; parity < 2; parity++)
    if (segment_writer_init(&d->writer[parity], e->memory, leaving, partitions)) return -1;
  if (arrival_add(x ? &e->exchange[x->id] : &o->arrival, &d->writer[0], &d->writer[1])) return -1;
  if (partitions == 1) return 0;
  d->first = calloc(partitions + 1, sizeof *d->first);
  d->hash = calloc(WEIR_MAX_ROWS + 16, sizeof *d->hash);
  d->row = calloc(WEIR_MAX_ROWS + 16, sizeof *d->row);
  d->evaluator = evaluator_create(e->memory);
  d->key_schema = calloc(1, sizeof *d->key_schema);
  if (!d->first || !d->hash || !d->row || !d->evaluator || !d->key_schema) return -1;
  return keys_coder_init(&d->coder, e->memory, key_schema(d, leaving, d->key_schema));
}

void departure_finish(departure *d) {
  segment_writer_finish(&d->writer[0]);
  segment_writer_finish(&d->writer[1]);
  if (d->key_schema) keys_coder_finish(&d->coder);
  evaluator_destroy(d->evaluator);
  free(d->first);
  free(d->hash);
  free(d->row);
  free(d->key_schema);
}

/* row[] = the chunk's rows, those of partition p at first[p] .. first[p+1], in order within each. */
static void sort_by_partition(departure *d, uint32_t n) {
  const uint32_t partitions = d->exchange->partitions;
  memset(d->first, 0, (partitions + 1) * sizeof *d->first);
  for (uint32_t r = 0; r < n; r++) {
    d->hash[r] = (uint32_t)((uint64_t)d->hash[r] * partitions >> 32);
    d->first[d->hash[r]]++;
  }
  uint32_t sum = 0;
  for (uint32_t p = 0; p <= partitions; p++) {
    const uint32_t count = d->first[p];
    d->first[p] = sum;
    sum += count;
  }
  for (uint32_t r = 0; r < n; r++) d->row[d->first[d->hash[r]]++] = r;
  for (uint32_t p = partitions; p > 0; p--) d->first[p] = d->first[p - 1];
  d->first[0] = 0;
}

static int scatter(departure *d, segment_writer *w, const weir_chunk *chunk) {
  weir_chunk first = *chunk;
  first.columns = d->exchange->keys_first;
  first.host = NULL;
  const weir_chunk *keys = first.columns ? &first : evaluator_keys(d->evaluator, d->exchange->key, chunk);
  const weir_str *view = keys ? keys_encode(&d->coder, keys) : NULL;
  if (!view) return -1;
  hash_views(d->seed, HASH_PARTITION, view, chunk->rows, d->hash);
  sort_by_partition(d, chunk->rows);
  for (uint32_t p = 0; p < d->exchange->partitions; p++) {
    const uint32_t n = d->first[p + 1] - d->first[p];
    if (n && segment_writer_append(w, p, chunk, d->row + d->first[p], n)) return -1;
  }
  return 0;
}

int departure_add(departure *d, uint32_t parity, const weir_chunk *chunk) {
  segment_writer *w = &d->writer[parity];
  if (d->output) {
    const uint64_t want = d->output->instance.node->want_rows, have = segment_writer_rows(w, 0);
    const uint64_t n = have >= want ? 0 : want - have < chunk->rows ? want - have : chunk->rows;
    return n ? segment_writer_append(w, 0, chunk, NULL, (uint32_t)n) : 0;
  }
  if (d->exchange->partitions == 1) return segment_writer_append(w, 0, chunk, NULL, chunk->rows);
  return scatter(d, w, chunk);
}
