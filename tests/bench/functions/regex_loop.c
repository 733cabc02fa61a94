/* SPDX-License-Identifier: Apache-2.0 */
#include "regex_loop.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

struct regex_loop {
  pcre2_code *code;
  pcre2_match_data *data;
};

regex_loop *regex_loop_create(const char *pattern) {
  int error;
  size_t at;
  regex_loop *loop = calloc(1, sizeof *loop);
  if (loop == NULL) return NULL;
  loop->code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), 0, &error, &at, NULL);
  if (loop->code == NULL || pcre2_jit_compile(loop->code, PCRE2_JIT_COMPLETE) != 0) return NULL;
  loop->data = pcre2_match_data_create_from_pattern(loop->code, NULL);
  return loop->data != NULL ? loop : NULL;
}

static int match(const regex_loop *loop, const weir_str *line) {
  return pcre2_jit_match(loop->code, (PCRE2_SPTR)weir_text(line), line->len, 0, 0, loop->data, NULL);
}

void regex_loop_run(regex_loop *loop, const weir_str *line, uint32_t rows, weir_str *const *group, uint32_t groups) {
  const size_t *span = pcre2_get_ovector_pointer(loop->data);
  for (uint32_t r = 0; r < rows; r++) {
    const int found = match(loop, line + r);
    const char *text = weir_text(line + r);
    for (uint32_t g = 1; g <= groups; g++) {
      const int is_there = found > (int)g;
      group[g - 1][r] =
          weir_view(text + (is_there ? span[2 * g] : 0), is_there ? (uint32_t)(span[2 * g + 1] - span[2 * g]) : 0);
    }
  }
}

uint32_t regex_loop_match(regex_loop *loop, const weir_str *line, uint32_t rows) {
  uint32_t found = 0;
  for (uint32_t r = 0; r < rows; r++) found += match(loop, line + r) > 0;
  return found;
}
