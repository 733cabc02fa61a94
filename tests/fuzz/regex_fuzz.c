/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern, a replacement and a text, with newlines between them. The just-in-time compiler and the interpreter must find
 * the same; in a text of ASCII so must the code for bytes and the one for UTF-8. */
#include "regex/replacement.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MATCHES = 64, TEXT_MAX = 128 };
#define GAVE_UP UINT32_MAX

typedef struct matches {
  uint32_t count;
  size_t span[2 * MATCHES];
} matches;

/* code: NULL, or the one to use in place of the one that regex_begin has chosen. */
static void find_all(const regex *x, const regex_code *code, const char *text, size_t n, matches *to) {
  regex_lane lane;
  int found = 0;
  memset(&lane, 0, sizeof lane);
  memset(to, 0, sizeof *to);
  if (!regex_lane_open(&lane, x)) abort();
  regex_begin(&lane, text, n);
  if (code != NULL && lane.code == &x->bytes) lane.code = code;
  for (size_t from = 0; to->count < MATCHES && (found = regex_find(&lane, from)) > 0; from = regex_next(&lane)) {
    if (lane.span[0] < from || lane.span[0] > n || lane.span[1] > n) abort();
    to->span[2 * to->count] = lane.span[0];
    to->span[2 * to->count++ + 1] = lane.span[1];
  }
  if (found < 0) to->count = GAVE_UP;
  regex_lane_close(&lane);
}

static void compare(const matches *a, const matches *b) {
  if (a->count == GAVE_UP || b->count == GAVE_UP) return; /* the two count their steps differently */
  if (memcmp(a, b, sizeof *a) != 0) abort();
}

static void check(const regex *x, const regex *slow, const char *text, size_t n) {
  static matches jit, other;
  find_all(x, NULL, text, n, &jit);
  find_all(slow, NULL, text, n, &other);
  compare(&jit, &other);
  if (x->literal != NULL) return;
  find_all(x, &x->text, text, n, &other);
  compare(&jit, &other);
}

static const char *line_end(const char *p, const char *end) {
  const char *found = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
  return found != NULL ? found : end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static replacement parsed;
  regex_error error;
  const char *pattern = (const char *)data, *end = pattern + size, *pattern_end = line_end(pattern, end);
  const char *with = pattern_end < end ? pattern_end + 1 : end, *with_end = line_end(with, end);
  const char *text = with_end < end ? with_end + 1 : end;
  if (end - text > TEXT_MAX) return 0;
  regex *x = regex_create(pattern, (size_t)(pattern_end - pattern), 0, &error);
  regex *slow = regex_create(pattern, (size_t)(pattern_end - pattern), REGEX_NO_JIT, &error);
  if ((x == NULL) != (slow == NULL)) abort();
  if (x != NULL) {
    check(x, slow, text, (size_t)(end - text));
    (void)replacement_parse(&parsed, with, (size_t)(with_end - with), x, &error);
  }
  regex_destroy(x);
  regex_destroy(slow);
  return 0;
}
