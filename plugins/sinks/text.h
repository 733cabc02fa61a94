/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows, for sinks that collect a batch before they let it out, in memory that is counted to the pipeline. For one
 * thread. */
#ifndef SINKS_TEXT_H
#define SINKS_TEXT_H
#include <stdio.h>
#include <string.h>
#include <weir/weir.h>

#define TEXT_MAX (UINT64_C(1) << 30) /* no sink holds back more of one batch */

typedef struct text {
  char *data;
  uint64_t size, capacity;
  const weir_host *host;
  const weir_memory *memory;
} text;

/* Once the sink is open, before all that follows. */
static inline weir_status text_init(text *t, const weir_host *host, weir_error *err) {
  *t = (text){.host = host, .memory = host->extension(host, WEIR_MEMORY_ID)};
  if (t->memory) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "this weir has no " WEIR_MEMORY_ID);
  return WEIR_EFAIL;
}

static inline weir_status text_grow(text *t, uint64_t n, weir_error *err) {
  uint64_t capacity = t->capacity + t->capacity / 4;
  if (capacity < t->size + n) capacity = t->size + n;
  if (capacity < 4096) capacity = 4096;
  char *grown = t->memory->resize(t->host, t->data, t->capacity, capacity);
  if (!grown) {
    (void)snprintf(err->text, sizeof err->text, "out of memory for %llu bytes of text", (unsigned long long)capacity);
    return WEIR_EFAIL;
  }
  t->data = grown;
  t->capacity = capacity;
  return WEIR_OK;
}

/* Appends n bytes. WEIR_EFAIL with a sentence: out of memory, or more than TEXT_MAX. */
static inline weir_status text_add(text *t, const void *p, uint64_t n, weir_error *err) {
  if (n > TEXT_MAX - t->size) {
    (void)snprintf(err->text, sizeof err->text, "the batch has more than 1 GiB of text");
    return WEIR_EFAIL;
  }
  if (n > t->capacity - t->size && text_grow(t, n, err)) return WEIR_EFAIL;
  if (n) memcpy(t->data + t->size, p, n);
  t->size += n;
  return WEIR_OK;
}

static inline weir_status text_add_string(text *t, const char *s, weir_error *err) {
  return text_add(t, s, strlen(s), err);
}

static inline void text_finish(text *t) {
  if (t->memory) (void)t->memory->resize(t->host, t->data, t->capacity, 0);
  t->data = NULL;
  t->size = t->capacity = 0;
}

/* Empty again. What a large batch took is given back. */
static inline void text_clear(text *t) {
  t->size = 0;
  if (t->capacity > 1 << 20) text_finish(t);
}
#endif
