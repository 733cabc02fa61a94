/* SPDX-License-Identifier: Apache-2.0 */
#include "counts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(counts *c) { /* xorshift */
  c->seed ^= c->seed << 13;
  c->seed ^= c->seed >> 7;
  c->seed ^= c->seed << 17;
  return c->seed;
}

/* Squared, so that some words are frequent and some are rare. */
static unsigned next_word(counts *c) {
  const uint64_t r = next(c) % COUNTS_WORDS;
  return (unsigned)(r * r / COUNTS_WORDS);
}

size_t counts_write(counts *c, char *text, size_t n) {
  size_t at = 0;
  while (at + 200 < n) {
    const uint64_t words = 1 + next(c) % 12;
    for (uint64_t i = 0; i < words; i++) {
      const unsigned word = next_word(c);
      c->of[word]++;
      c->total++;
      at += (size_t)snprintf(text + at, n - at, "w%u%c", word, i + 1 < words ? ' ' : '\n');
    }
  }
  return at;
}

static void sum(process *p, const char *text, counts *found) {
  static const char before[] = "{\"word\":\"w", between[] = "\",\"count\":";
  *found = (counts){0};
  for (const char *at = text; (at = strstr(at, before));) {
    char *end;
    const unsigned long word = strtoul(at + sizeof before - 1, &end, 10);
    if (word >= COUNTS_WORDS || strncmp(end, between, sizeof between - 1) != 0)
      scene_fail(process_scene(p), "this is no count: %.60s", at);
    at = end + sizeof between - 1;
    const uint64_t n = strtoull(at, NULL, 10);
    found->of[word] += n;
    found->total += n;
  }
}

/* Up to the last whole line. */
static void sum_so_far(process *p, counts *found) {
  const char *text = process_text(p, PROCESS_OUT), *last = strrchr(text, '\n');
  char *whole = strndup(text, last ? (size_t)(last - text) + 1 : 0);
  if (whole) sum(p, whole, found);
  free(whole);
}

static bool all_are_there(process *p, const void *expected) {
  counts found;
  sum_so_far(p, &found);
  return found.total >= ((const counts *)expected)->total;
}

void counts_expect(process *p, const counts *expected) {
  counts found;
  process_until(p, all_are_there, expected, "all words are counted");
  sum_so_far(p, &found);
  for (unsigned i = 0; i < COUNTS_WORDS; i++)
    if (found.of[i] != expected->of[i])
      scene_fail(process_scene(p), "w%u came %llu times, not %llu", i, (unsigned long long)found.of[i],
                 (unsigned long long)expected->of[i]);
}
