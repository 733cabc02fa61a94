/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/nearest: the restricted Damerau-Levenshtein distance in three rows.
 */
#include "spec/nearest.h"

#include <string.h>

#define LONGEST 64

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static unsigned smaller(unsigned a, unsigned b) { return a < b ? a : b; }

static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length) {
  unsigned rows[3][LONGEST + 1];
  unsigned *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b_length; j++) {
    before[j] = 0;
    above[j] = (unsigned)j;
  }
  for (size_t i = 1; i <= a_length; i++) {
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= b_length; j++) {
      char x = lower(a[i - 1]), y = lower(b[j - 1]);
      row[j] = smaller(above[j - 1] + (x != y), smaller(above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2])) {
        row[j] = smaller(row[j], before[j - 2] + 1);
      }
    }
    unsigned *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[b_length];
}

const char *spec_nearest(const char *name, const char *const *candidates, size_t count) {
  size_t length = strlen(name);
  if (length == 0 || length > LONGEST) {
    return NULL;
  }
  const char *best = NULL;
  unsigned best_distance = length < 6 ? 2 : (unsigned)(length / 3) + 1;
  for (size_t i = 0; i < count; i++) {
    size_t other = candidates[i] == NULL ? 0 : strlen(candidates[i]);
    if (other == 0 || other > LONGEST) {
      continue;
    }
    unsigned d = distance(name, length, candidates[i], other);
    if (d < best_distance && d < length) {
      best = candidates[i];
      best_distance = d;
    }
  }
  return best;
}
