/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern and a text, with a newline between them. What is read must be a time of the calendar, what is printed must fit
 * into the room that was said, and whatever pattern reads also prints. */
#include "functions/calendar.h"
#include "functions/time_date.h"
#include "functions/time_pattern.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_print(const time_pattern *pattern) {
  static const int64_t times[] = {0, -1, INT64_C(1577934245678901), INT64_C(-63549792000000000), INT64_MAX, INT64_MIN};
  char *text = malloc(time_pattern_room(pattern) + 1); /* no more, so that a sanitizer sees each byte behind it */
  if (text == NULL || time_pattern_room(pattern) > TIME_PATTERN_PRINT) abort();
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    if (time_pattern_print(pattern, times[i], text) > time_pattern_room(pattern)) abort();
  }
  free(text);
}

static void check_time(int64_t us) {
  const calendar_date date = calendar_date_of(us);
  if (date.year < -290308 || date.year > 294247) abort();
  if (calendar_to_day(date.year, date.month, date.day) != calendar_day(us)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *pattern = (const char *)data;
  const char *end = size > 0 ? memchr(pattern, '\n', size) : NULL;
  const size_t n = end != NULL ? (size_t)(end - pattern) : size, behind = end != NULL ? n + 1 : size;
  const char *text = pattern + behind;
  time_pattern printed, read;
  time_pattern_error error;
  int64_t us;
  const int prints = time_pattern_compile(&printed, pattern, n, 0, &error);
  if (prints) check_print(&printed);
  if (time_pattern_compile(&read, pattern, n, 1, &error)) {
    if (!prints) abort();
    if (time_pattern_read(&read, text, (uint32_t)(size - behind), &us)) check_time(us);
  }
  if (time_date_read(text, (uint32_t)(size - behind), &us)) check_time(us);
  return 0;
}
