/* SPDX-License-Identifier: Apache-2.0 */
/* Damerau-Levenshtein distance (neighbours swapped = 1), letters without regard to case; three rows of the table at a
 * time. */
#include "data/near.h"
#include <string.h>

enum { LONGEST = 64 };

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }
static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

static uint32_t distance(const char *a, size_t m, const char *b, size_t n) {
  uint32_t row[3][LONGEST + 1];
  for (size_t k = 0; k <= n; k++) row[0][k] = (uint32_t)k;
  for (size_t i = 1; i <= m; i++) {
    uint32_t *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
    now[0] = (uint32_t)i;
    for (size_t k = 1; k <= n; k++) {
      int same = lower(a[i - 1]) == lower(b[k - 1]);
      now[k] = least(least(before[k], now[k - 1]) + 1, before[k - 1] + !same);
      if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) && lower(a[i - 2]) == lower(b[k - 1]))
        now[k] = least(now[k], earlier[k - 2] + 1);
    }
  }
  return row[m % 3][n];
}

void near_add(near *n, const char *candidate) {
  size_t name = strlen(n->name), other = candidate ? strlen(candidate) : 0;
  if (name > LONGEST || other == 0 || other > LONGEST) return;
  uint32_t d = distance(n->name, name, candidate, other), allowed = name < 6 ? 1 : (uint32_t)name / 3;
  if (d > allowed || d >= name || (n->found && d >= n->distance)) return; /* a name of one letter is like every other */
  n->found = candidate;
  n->distance = d;
}

const char *near_best(const char *name, const char *const *candidates, size_t count) {
  near n = {.name = name};
  for (size_t i = 0; i < count; i++) near_add(&n, candidates[i]);
  return n.found;
}
