/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds a word of each body of the kernels, over blocks of 256 KB of Zipf text (which stay in L2), views 2,048
 * at a time as a chunk takes them. The least of several rounds counts: neighbours on the machine only ever add. */
#include "../text.h"
#include "data/kernels.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BLOCK = 256 << 10, ROWS = 2048, ROUNDS = 41, REPEAT = 16 };

typedef uint64_t (*measured)(const weir_kernels *kernels, const char *text, uint64_t n, weir_str *view);

static uint64_t all_lines(const weir_kernels *kernels, const char *text, uint64_t n, weir_str *view) {
  uint64_t rows = 0, used = 0;
  uint32_t count = 0;
  do {
    count = kernels->lines(text, n, view, ROWS, &used);
    rows += count;
    text += used;
    n -= used;
  } while (count == ROWS);
  return rows;
}

static uint64_t all_words(const weir_kernels *kernels, const char *text, uint64_t n, weir_str *view) {
  uint64_t rows = 0, used = 0;
  for (uint64_t at = 0; at <= n; at += used) rows += kernels->split_lines(text + at, n - at, ' ', view, ROWS, &used);
  return rows;
}

static uint64_t all_fields(const weir_kernels *kernels, const char *text, uint64_t n, weir_str *view) {
  uint64_t rows = 0, used = 0;
  for (uint64_t at = 0; at <= n; at += used) rows += kernels->split(text + at, n - at, ' ', view, ROWS, &used);
  return rows;
}

static uint64_t newlines(const weir_kernels *kernels, const char *text, uint64_t n, weir_str *view) {
  (void)view;
  return kernels->count_byte(text, n, '\n');
}

static double now_ns(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double least_ns(measured what, const weir_kernels *kernels, const char *text, uint64_t n, weir_str *view) {
  double least = 1e18;
  volatile uint64_t sink = 0;
  for (int round = 0; round < ROUNDS; round++) {
    const double begin = now_ns();
    for (int i = 0; i < REPEAT; i++) sink += what(kernels, text, n, view);
    const double ns = (now_ns() - begin) / REPEAT;
    if (ns < least) least = ns;
  }
  return least;
}

int main(void) {
  static const char *const body_name[KERNELS_BODIES] = {"scalar", "avx2", "avx512"};
  static const struct {
    const char *name;
    measured run;
  } kind[] = {{"lines", all_lines}, {"split_lines", all_words}, {"split", all_fields}, {"count_byte", newlines}};
  static weir_str view[ROWS + 64];
  static char block[WEIR_PAD + BLOCK + WEIR_PAD];
  char *text = block + WEIR_PAD;
  size_t size = 0;
  if (!text_fill(TEXT_ZIPF, 1, text, BLOCK, &size)) return 1;
  const uint64_t words = all_words(kernels_body(KERNELS_SCALAR), text, size - 1, view);
  (void)printf("%llu words, %.2f bytes each with their separator\nns/word   ", (unsigned long long)words,
               (double)size / (double)words);
  for (size_t k = 0; k < sizeof kind / sizeof kind[0]; k++) (void)printf("%12s", kind[k].name);
  (void)printf("\n");
  for (int level = 0; level < KERNELS_BODIES; level++) {
    const weir_kernels *kernels = kernels_body(level);
    if (kernels == NULL) continue;
    (void)printf("%-10s", body_name[level]);
    for (size_t k = 0; k < sizeof kind / sizeof kind[0]; k++)
      (void)printf("%12.3f", least_ns(kind[k].run, kernels, text, size, view) / (double)words);
    (void)printf("\n");
  }
  return 0;
}
