/* SPDX-License-Identifier: Apache-2.0 */
#include "data/recycle.h"

#include <stdlib.h>

/* While a piece is held nobody may look at it, but at its first bytes we. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) __asan_poison_memory_region(p, n)
#define SHOW(p, n) __asan_unpoison_memory_region(p, n)
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#endif

struct recycle_piece {
  recycle_piece *next;
};

void recycle_init(recycle *r, uint64_t limit) {
  *r = (recycle){.limit = limit};
  (void)pthread_mutex_init(&r->lock, NULL);
}

void recycle_finish(recycle *r) {
  recycle_drop(r);
  (void)pthread_mutex_destroy(&r->lock);
}

static uint32_t find(const recycle *r, size_t size) {
  uint32_t i = 0;
  while (i < RECYCLE_CLASSES && r->size[i] != size) i++;
  return i;
}

static recycle_piece *pop(recycle *r, uint32_t class) {
  recycle_class *of = &r->of[class];
  recycle_piece *piece = of->first;
  SHOW(piece, r->size[class]);
  of->first = piece->next;
  r->held -= r->size[class];
  if (--of->count < of->least) of->least = of->count;
  return piece;
}

void *recycle_take(recycle *r, size_t size) {
  void *p = NULL;
  if (size < sizeof(recycle_piece) || size > RECYCLE_LARGEST) return NULL;
  (void)pthread_mutex_lock(&r->lock);
  const uint32_t class = find(r, size);
  if (class < RECYCLE_CLASSES && r->of[class].first) p = pop(r, class);
  (void)pthread_mutex_unlock(&r->lock);
  return p;
}

static void push(recycle *r, uint32_t class, recycle_piece *piece) {
  const size_t size = r->size[class];
  piece->next = r->of[class].first;
  r->of[class].first = piece;
  r->of[class].count++;
  r->held += size;
  HIDE(piece, size);
}

bool recycle_give(recycle *r, void *p, size_t size) {
  bool given = false;
  if (size < sizeof(recycle_piece) || size > RECYCLE_LARGEST) return false;
  (void)pthread_mutex_lock(&r->lock);
  uint32_t class = find(r, size);
  if (class == RECYCLE_CLASSES) class = find(r, 0);
  if (class < RECYCLE_CLASSES && r->held + size <= r->limit) {
    r->size[class] = size;
    push(r, class, p);
    given = true;
  }
  (void)pthread_mutex_unlock(&r->lock);
  return given;
}

static void release(recycle *r, uint32_t class, uint32_t n) {
  while (n--) free(pop(r, class));
  recycle_class *of = &r->of[class];
  of->least = of->count;
  if (of->count == 0) r->size[class] = 0;
}

void recycle_rest(recycle *r) {
  (void)pthread_mutex_lock(&r->lock);
  if (++r->rests == RECYCLE_RESTS) {
    r->rests = 0;
    for (uint32_t i = 0; i < RECYCLE_CLASSES; i++) release(r, i, r->of[i].least);
  }
  (void)pthread_mutex_unlock(&r->lock);
}

void recycle_drop(recycle *r) {
  (void)pthread_mutex_lock(&r->lock);
  for (uint32_t i = 0; i < RECYCLE_CLASSES; i++) release(r, i, r->of[i].count);
  (void)pthread_mutex_unlock(&r->lock);
}
