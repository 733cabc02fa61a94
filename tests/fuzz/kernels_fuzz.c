/* SPDX-License-Identifier: Apache-2.0 */
/* Any text: each body of the kernels must cut it as the scalar one does, whatever the limit a call. The first byte of
 * the input is the separator, the second the limit, the third shifts the text against 64-byte words. */
#include "data/kernels.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 16, ROOM = 64 };

typedef uint32_t (*cutting)(const weir_kernels *kernels, const char *text, uint64_t n, char separator, weir_str *to,
                            uint32_t max, uint64_t *used);

static uint32_t cut_lines(const weir_kernels *kernels, const char *text, uint64_t n, char separator, weir_str *to,
                          uint32_t max, uint64_t *used) {
  (void)separator;
  return kernels->lines(text, n, to, max, used);
}
static uint32_t cut_parts(const weir_kernels *kernels, const char *text, uint64_t n, char separator, weir_str *to,
                          uint32_t max, uint64_t *used) {
  return kernels->split(text, n, separator, to, max, used);
}
static uint32_t cut_both(const weir_kernels *kernels, const char *text, uint64_t n, char separator, weir_str *to,
                         uint32_t max, uint64_t *used) {
  return kernels->split_lines(text, n, separator, to, max, used);
}

/* Both at every step: the same count, the same views, the same rest. */
static void compare(cutting cut, const weir_kernels *kernels, const char *text, uint64_t n, char separator,
                    uint32_t max) {
  static weir_str want[256 + ROOM], got[256 + ROOM];
  uint64_t want_used = 0, got_used = 0;
  uint32_t count = 0;
  for (uint64_t at = 0; at <= n; at += want_used) {
    count = cut(kernels_body(KERNELS_SCALAR), text + at, n - at, separator, want, max, &want_used);
    if (cut(kernels, text + at, n - at, separator, got, max, &got_used) != count || got_used != want_used ||
        memcmp(want, got, count * sizeof *want) != 0)
      abort();
    if (count < max) break;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const cutting cuts[] = {cut_lines, cut_parts, cut_both};
  if (size < 3 || size - 3 > TEXT_MAX) return 0;
  const uint64_t n = size - 3, shift = data[2] & 63;
  char *memory = calloc(1, shift + WEIR_PAD + n + WEIR_PAD);
  if (memory == NULL) return 0;
  char *text = memory + shift + WEIR_PAD;
  memcpy(text, data + 3, n);
  for (int level = KERNELS_SCALAR + 1; level < KERNELS_BODIES; level++) {
    const weir_kernels *kernels = kernels_body(level);
    if (kernels == NULL) continue;
    for (size_t c = 0; c < sizeof cuts / sizeof cuts[0]; c++)
      compare(cuts[c], kernels, text, n, (char)data[0], 1u + data[1]);
    if (kernels->count_byte(text, n, (char)data[0]) != kernels_body(KERNELS_SCALAR)->count_byte(text, n, (char)data[0]))
      abort();
  }
  free(memory);
  return 0;
}
