/* SPDX-License-Identifier: Apache-2.0 */
/* See timestamp.h. Days from the civil date after H. Hinnant, "chrono-compatible low-level date algorithms". */
#include "data/timestamp.h"

typedef struct reader {
  const char *at, *end;
} reader;

static bool take(reader *r, char c) {
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

static bool number(reader *r, int digits, int64_t least, int64_t most, int64_t *value) {
  *value = 0;
  for (int i = 0; i < digits; i++) {
    if (r->at == r->end || *r->at < '0' || *r->at > '9') return false;
    *value = *value * 10 + (*r->at++ - '0');
  }
  return *value >= least && *value <= most;
}

static int64_t days_in_month(int64_t year, int64_t month) {
  static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap);
}

static int64_t days_since_1970(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = year / 400, of_era = year - era * 400;
  const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool date(reader *r, int64_t *days) {
  int64_t year, month, day;
  if (!number(r, 4, 1, 9999, &year) || !take(r, '-') || !number(r, 2, 1, 12, &month) || !take(r, '-')) return false;
  if (!number(r, 2, 1, days_in_month(year, month), &day)) return false;
  *days = days_since_1970(year, month, day);
  return true;
}

static bool fraction(reader *r, int64_t *us) {
  int64_t unit = 100000;
  const char *first = r->at;
  for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++, unit /= 10) *us += (*r->at - '0') * unit;
  return r->at > first;
}

static bool zone(reader *r, int64_t *minutes) {
  int64_t hour, minute;
  *minutes = 0;
  if (r->at == r->end || take(r, 'Z') || take(r, 'z')) return true;
  const bool is_behind = *r->at == '-';
  if (!take(r, '+') && !take(r, '-')) return false;
  if (!number(r, 2, 0, 23, &hour) || !take(r, ':') || !number(r, 2, 0, 59, &minute)) return false;
  *minutes = (is_behind ? -1 : 1) * (hour * 60 + minute);
  return true;
}

bool timestamp_parse(const char *text, size_t n, int64_t *us) {
  reader r = {text, text + n};
  int64_t days, hour = 0, minute = 0, second = 0, part = 0, offset = 0;
  if (!date(&r, &days)) return false;
  if (r.at < r.end) {
    if (!take(&r, 'T') && !take(&r, 't') && !take(&r, ' ')) return false;
    if (!number(&r, 2, 0, 23, &hour) || !take(&r, ':') || !number(&r, 2, 0, 59, &minute)) return false;
    if (!take(&r, ':') || !number(&r, 2, 0, 59, &second)) return false;
    if (take(&r, '.') && !fraction(&r, &part)) return false;
    if (!zone(&r, &offset) || r.at < r.end) return false;
  }
  *us = (days * 86400 + hour * 3600 + (minute - offset) * 60 + second) * 1000000 + part;
  return true;
}
