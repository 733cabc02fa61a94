/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar kernels, which define what the others do, and the choice among the bodies. Nothing here keeps state but
 * the choice itself, which is the same whoever makes it first. */
#include "data/kernels.h"
#include "data/kernels_x86.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static uint32_t lines(const char *text, uint64_t n, weir_str *line, uint32_t max, uint64_t *used) {
  uint64_t start = 0;
  uint32_t count = 0;
  for (uint64_t i = 0; i < n && count < max; i++) {
    const int lone_return = text[i] == '\r' && i + 1 < n && text[i + 1] != '\n';
    if (text[i] != '\n' && !lone_return) continue;
    const int pair = text[i] == '\n' && i > start && text[i - 1] == '\r';
    line[count++] = weir_view(text + start, (uint32_t)(i - start) - (uint32_t)pair);
    start = i + 1;
  }
  *used = start;
  return count;
}

/* Both splits: parts between bytes that are `a` or `b`. The end of the text is a separator too, which none follows.
 * */
static uint32_t cut(const char *text, uint64_t n, char a, char b, weir_str *part, uint32_t max, uint64_t *used) {
  uint64_t start = 0;
  uint32_t count = 0;
  for (uint64_t i = 0; i <= n && count < max; i++) {
    if (i < n && text[i] != a && text[i] != b) continue;
    part[count++] = weir_view(text + start, (uint32_t)(i - start));
    start = i + 1;
  }
  *used = start;
  return count;
}

static uint32_t split(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max, uint64_t *used) {
  return cut(text, n, separator, separator, part, max, used);
}

static uint32_t split_lines(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max,
                            uint64_t *used) {
  return cut(text, n, separator, '\n', part, max, used);
}

static uint64_t count_byte(const char *text, uint64_t n, char byte) {
  uint64_t count = 0;
  for (uint64_t i = 0; i < n; i++) count += text[i] == byte;
  return count;
}

static const weir_kernels scalar = {
    .size = sizeof(weir_kernels), .lines = lines, .split = split, .count_byte = count_byte, .split_lines = split_lines};

#ifdef KERNELS_X86
const uint8_t kernels_view_masks[14][16] = {
#define M 255
    {0, 0, 0, 0, 0},
    {0, 0, 0, 0, M},
    {0, 0, 0, 0, M, M},
    {0, 0, 0, 0, M, M, M},
    {0, 0, 0, 0, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M, M, M, M, M, M, M, M, M},
    {0, 0, 0, 0, M, M, M, M},
#undef M
};

static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("popcnt");
}

static int has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vbmi2");
}
#endif

const weir_kernels *kernels_body(int level) {
  if (level == KERNELS_SCALAR) return &scalar;
#ifdef KERNELS_X86
  if (level == KERNELS_AVX2 && has_avx2()) return &kernels_avx2;
  if (level == KERNELS_AVX512 && has_avx512()) return &kernels_avx512;
#endif
  return NULL;
}

static int wanted_level(void) {
  static const char *const name[KERNELS_BODIES] = {"scalar", "avx2", "avx512"};
  const char *wanted = getenv("WEIR_KERNELS");
  for (int level = 0; wanted != NULL && level < KERNELS_BODIES; level++)
    if (strcmp(wanted, name[level]) == 0) return level;
  return KERNELS_BODIES - 1;
}

const weir_kernels *kernels_best(void) {
  static _Atomic(const weir_kernels *) chosen;
  const weir_kernels *best = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (best != NULL) return best;
  for (int level = wanted_level(); best == NULL; level--) best = kernels_body(level);
  atomic_store_explicit(&chosen, best, memory_order_relaxed);
  return best;
}
