/* SPDX-License-Identifier: Apache-2.0 */
#include "access_log.h"
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 200 };

static uint32_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33);
}

int access_log_lines(weir_str *line, uint32_t rows) {
  static const char *const method[] = {"GET", "GET", "GET", "POST", "HEAD"};
  static const char *const path[] = {
      "/", "/index.html", "/images/logo.png", "/api/v1/orders?page=3", "/search?q=weir", "/static/css/site.min.css"};
  static const int status[] = {200, 200, 200, 304, 404, 500};
  uint64_t state = 1;
  char *text = calloc(rows + 1, LINE_MAX_BYTES);
  char *at = text != NULL ? text + WEIR_PAD : NULL;
  for (uint32_t r = 0; at != NULL && r < rows; r++) {
    const int n =
        snprintf(at, LINE_MAX_BYTES, "%u.%u.%u.%u - - [%02u/Mar/2024:%02u:%02u:%02u +0000] \"%s %s HTTP/1.1\" %d %u",
                 next(&state) % 223 + 1, next(&state) % 256, next(&state) % 256, next(&state) % 256,
                 next(&state) % 28 + 1, next(&state) % 24, next(&state) % 60, next(&state) % 60,
                 method[next(&state) % 5], path[next(&state) % 6], status[next(&state) % 6], next(&state) % 100000);
    line[r] = weir_view(at, (uint32_t)n);
    at += n + 1;
  }
  return text != NULL;
}
