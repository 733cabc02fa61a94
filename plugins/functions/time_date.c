/* SPDX-License-Identifier: Apache-2.0 */
#include "time_date.h"
#include "calendar.h"

typedef struct reader {
  const char *at, *end;
} reader;

static int take_number(reader *r, int least, int most, int64_t *value) {
  int n = 0;
  for (*value = 0; n < most && r->at < r->end && (uint8_t)(*r->at - '0') < 10; n++)
    *value = *value * 10 + (*r->at++ - '0');
  return n >= least;
}

static int is_space(char c) { return (uint8_t)c <= ' ' || c == 127; }

static reader trimmed(const char *text, uint32_t n) {
  reader r = {text, text + n};
  while (r.at < r.end && is_space(*r.at)) r.at++;
  while (r.at < r.end && is_space(r.end[-1])) r.end--;
  return r;
}

int time_date_read(const char *text, uint32_t n, int64_t *us) {
  reader r = trimmed(text, n);
  int64_t part[3] = {0, 1, 1};
  int parts = 1;
  const int is_negative = r.at < r.end && *r.at == '-';
  if (r.at < r.end && (*r.at == '-' || *r.at == '+')) r.at++;
  if (!take_number(&r, 4, 7, &part[0])) return 0;
  while (parts < 3 && r.at < r.end && *r.at == '-') {
    r.at++;
    if (!take_number(&r, 1, 2, &part[parts++])) return 0;
  }
  if (r.at < r.end && (parts < 3 || (*r.at != ' ' && *r.at != 'T'))) return 0;
  if (is_negative) part[0] = -part[0];
  if (!calendar_is_date(part[0], part[1], part[2])) return 0;
  *us = calendar_to_day(part[0], (int32_t)part[1], (int32_t)part[2]) * CALENDAR_DAY;
  return 1;
}
