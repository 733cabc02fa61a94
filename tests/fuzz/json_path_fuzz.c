/* SPDX-License-Identifier: Apache-2.0 */
/* A path, a newline, a text: what lies at the path fits into its room, what is written as JSON is JSON, and `$` of it is
 * itself. */
#include "data/json_reader.h"
#include "data/json_scan.h"
#include "functions/json_path.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 16 };

/* The text in a buffer of its own with the readable bytes that a walk may count on. */
static char *copy(const void *from, size_t n) {
  char *p = calloc(1, n + WEIR_PAD);
  if (p == NULL) abort();
  memcpy(p, from, n);
  return p;
}

/* What lies at the path, in memory of just its room; NULL: nothing. */
static char *get(const json_path *path, const char *text, size_t n, size_t *size) {
  char *to = malloc(json_room(n));
  if (to == NULL) abort();
  const int64_t got = json_path_get(path, &json_service, text, n, to);
  if (got < 0 || (uint64_t)got > json_room(n)) {
    if (got >= 0) abort();
    free(to);
    return NULL;
  }
  *size = (size_t)got;
  return to;
}

/* What [*] gives is JSON, or, as Hive has it, the elements of an array whose brackets have gone. */
static void check_json(const json_path *all, const char *result, size_t n) {
  char *text = calloc(1, n + 2 + WEIR_PAD), *again;
  size_t size = 0;
  if (text == NULL) abort();
  text[0] = '[';
  memcpy(text + 1, result, n);
  text[n + 1] = ']';
  if (json_skip(text, text + n + 2) != text + n + 2) abort();
  again = get(all, text, n + 2, &size);
  if (again == NULL || size != n + 2 || memcmp(again, text, size) != 0) abort();
  free(again);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const uint8_t *line = size > 0 ? memchr(data, '\n', size) : NULL;
  const size_t head = line != NULL ? (size_t)(line - data) : 0;
  json_path path, all;
  if (line == NULL || size > TEXT_MAX || !json_path_read(&all, "$", 1)) return 0;
  if (!json_path_read(&path, (const char *)data, (uint32_t)head)) return 0;
  char *text = copy(line + 1, size - head - 1);
  size_t n = 0;
  char *result = get(&path, text, size - head - 1, &n);
  if (result != NULL && n > 0 && (*result == '[' || *result == '{') && path.steps > 0 &&
      path.step[path.steps - 1].kind == JSON_EACH)
    check_json(&all, result, n);
  free(result);
  free(text);
  return 0;
}
