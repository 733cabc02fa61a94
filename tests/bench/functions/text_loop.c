/* SPDX-License-Identifier: Apache-2.0 */
#include "text_loop.h"

static char *put_upper(char *to, const weir_str *s) {
  const char *p = weir_text(s);
  for (uint32_t i = 0; i < s->len; i++) *to++ = (char)(p[i] >= 'a' && p[i] <= 'z' ? p[i] - 32 : p[i]);
  return to;
}

void text_loop_run(const weir_str *a, const weir_str *b, uint32_t rows, char *room, weir_str *to) {
  for (uint32_t r = 0; r < rows; r++) {
    char *p = put_upper(room, a + r);
    *p++ = '-';
    p = put_upper(p, b + r);
    to[r] = weir_view(room, (uint32_t)(p - room));
    room = p;
  }
}
