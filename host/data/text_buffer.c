/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows by doubling. A buffer that could not grow keeps what it has. */
#include "data/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int reserve(text_buffer *b, size_t n) {
  if (n <= b->capacity - b->size) return 0;
  if (n > SIZE_MAX / 4 - b->size) return -1;
  size_t capacity = b->capacity ? b->capacity : 256;
  while (capacity - b->size < n) capacity *= 2;
  char *data = realloc(b->data, capacity);
  if (!data) return -1;
  b->data = data;
  b->capacity = capacity;
  return 0;
}

int text_buffer_add(text_buffer *b, const char *p, size_t n) {
  if (n == 0) return 0;
  if (reserve(b, n) < 0) return -1;
  memcpy(b->data + b->size, p, n);
  b->size += n;
  return 0;
}

int text_buffer_printf(text_buffer *b, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int n = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  int result = n < 0 || reserve(b, (size_t)n + 1) < 0 ? -1 : 0;
  if (result == 0) {
    (void)vsnprintf(b->data + b->size, (size_t)n + 1, format, again);
    b->size += (size_t)n;
  }
  va_end(again);
  return result;
}

void text_buffer_finish(text_buffer *b) {
  free(b->data);
  *b = (text_buffer){0};
}
