/* SPDX-License-Identifier: Apache-2.0 */
/* See json_print.h. */
#include "data/json_print.h"

#include <string.h>

void json_print_bytes(FILE *out, const char *text, size_t n) {
  (void)fputc('"', out);
  for (size_t i = 0; i < n; i++) {
    const unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\')
      (void)fprintf(out, "\\%c", c);
    else if (c == '\n')
      (void)fputs("\\n", out);
    else if (c < ' ' || c == 0x7f)
      (void)fprintf(out, "\\u%04x", c);
    else
      (void)fputc(c, out);
  }
  (void)fputc('"', out);
}

void json_print_text(FILE *out, const char *text) {
  if (text)
    json_print_bytes(out, text, strlen(text));
  else
    (void)fputs("null", out);
}
