/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of memory that were given back, by size, for the next who asks: so that a warm pipeline takes pages for its rows
 * and strings from itself and not from malloc, however many rows a batch has. What lay unused for RECYCLE_RESTS rests
 * goes back to malloc. Any thread; a lock a call, which is for pages of many rows, not for rows. */
#ifndef DATA_RECYCLE_H
#define DATA_RECYCLE_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  RECYCLE_CLASSES = 64,         /* different sizes at a time; pieces of others are not kept */
  RECYCLE_LARGEST = 128 * 1024, /* larger pieces are not kept: tables grow, and never want their old sizes again */
  RECYCLE_RESTS = 64
};

typedef struct recycle_piece recycle_piece;
typedef struct recycle_class {
  recycle_piece *first;
  uint32_t count, least; /* pieces; the fewest there were since the last release */
} recycle_class;

typedef struct recycle {
  pthread_mutex_t lock;
  uint64_t held, limit; /* bytes */
  uint32_t rests;
  size_t size[RECYCLE_CLASSES]; /* 0: a class that is free */
  recycle_class of[RECYCLE_CLASSES];
} recycle;

/* Never holds more than `limit` bytes. */
void recycle_init(recycle *r, uint64_t limit);
/* Frees what is held. */
void recycle_finish(recycle *r);
/* A piece of exactly `size` bytes with any content, or NULL. */
void *recycle_take(recycle *r, size_t size);
/* Keeps a piece that came from malloc; false: it does not, and the piece is still the caller's to free. */
bool recycle_give(recycle *r, void *p, size_t size);
/* A batch is over. */
void recycle_rest(recycle *r);
/* Frees what is held; the recycler goes on. */
void recycle_drop(recycle *r);
#endif
