/* SPDX-License-Identifier: Apache-2.0 */
/* The name that a misspelled one was probably meant to be. Pure, any thread. */
#ifndef EXPR_NEAR_H
#define EXPR_NEAR_H
#include <stddef.h>
#include <stdint.h>

/* A search over candidates, one after another: begin with {.name = …}. */
typedef struct near {
  const char *name;
  const char *found; /* the closest, first of equals; NULL: none is within a third of the name's length (at least 1) */
  uint32_t distance;
} near;

void near_add(near *n, const char *candidate);
#endif
