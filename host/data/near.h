/* SPDX-License-Identifier: Apache-2.0 */
/* The name that a misspelled one was probably meant to be. Pure, any thread. */
#ifndef DATA_NEAR_H
#define DATA_NEAR_H
#include <stddef.h>
#include <stdint.h>

/* A search over candidates, one after another: begin with {.name = …}. Distances are Damerau's and Levenshtein's, where
 * neighbours swapped are one step, over letters without regard to case. */
typedef struct near {
  const char *name;
  const char *found; /* the closest, first of equals; NULL: none is within a third of the name's length (at least 1), or
                        * the name is longer than 64 bytes */
  uint32_t distance;
} near;

/* A candidate that is NULL or empty is passed over. The result points to one of them. */
void near_add(near *n, const char *candidate);
/* The closest of candidates[0, count), or NULL. */
const char *near_best(const char *name, const char *const *candidates, size_t count);
#endif
