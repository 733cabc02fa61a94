/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows, for sinks that collect a batch before they let it out. For one thread. */
#ifndef SINKS_TEXT_H
#define SINKS_TEXT_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weir/weir.h>

#define TEXT_MAX (UINT64_C(1) << 30) /* no sink holds back more of one batch */

typedef struct text {
  char *data;
  uint64_t size, capacity;
} text;

/* Appends n bytes. WEIR_EFAIL with a sentence: out of memory, or more than TEXT_MAX. */
static inline weir_status text_add(text *t, const void *p, uint64_t n, weir_error *err) {
  if (n > TEXT_MAX - t->size) {
    (void)snprintf(err->text, sizeof err->text, "the batch has more than 1 GiB of text");
    return WEIR_EFAIL;
  }
  if (n > t->capacity - t->size) {
    uint64_t capacity = t->capacity ? t->capacity * 2 : 4096;
    while (capacity < t->size + n) capacity *= 2;
    char *grown = realloc(t->data, capacity);
    if (!grown) {
      (void)snprintf(err->text, sizeof err->text, "out of memory for %llu bytes of text", (unsigned long long)capacity);
      return WEIR_EFAIL;
    }
    t->data = grown;
    t->capacity = capacity;
  }
  if (n) memcpy(t->data + t->size, p, n);
  t->size += n;
  return WEIR_OK;
}

static inline weir_status text_add_string(text *t, const char *s, weir_error *err) {
  return text_add(t, s, strlen(s), err);
}

/* Empty again. What a large batch took is given back. */
static inline void text_clear(text *t) {
  t->size = 0;
  if (t->capacity <= 1 << 20) return;
  free(t->data);
  *t = (text){0};
}

static inline void text_finish(text *t) {
  free(t->data);
  *t = (text){0};
}
#endif
