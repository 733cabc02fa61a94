/* SPDX-License-Identifier: Apache-2.0 */
/* Timestamps from and as numbers and text. Numbers are seconds. The calendar is the Gregorian one, also before it began. */
#include "expr/cast.h"
#include "expr/program.h"
#include <math.h>

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

int64_t time_seconds(int64_t us) { return us / SECOND - (us % SECOND < 0); }

int64_t time_midnight(int64_t us) {
  const int64_t rest = us % DAY;
  const int64_t behind = rest < 0 ? rest + DAY : rest;
  return us < INT64_MIN + DAY ? us : us - behind;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

typedef struct reader {
  const char *at, *end;
} reader;

static bool take(reader *r, char c) {
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

/* `least` to `most` digits. */
static bool take_number(reader *r, uint32_t least, uint32_t most, int64_t *to) {
  uint32_t n = 0;
  *to = 0;
  for (; n < most && r->at < r->end && *r->at >= '0' && *r->at <= '9'; n++) *to = *to * 10 + (*r->at++ - '0');
  return n >= least && (r->at == r->end || *r->at < '0' || *r->at > '9');
}

static bool is_leap(int64_t y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

int64_t time_month_days(int64_t y, int64_t m) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

/* Days since 1970; Howard Hinnant's days_from_civil. */
static int64_t days_of(int64_t y, int64_t m, int64_t d) {
  y -= m <= 2;
  const int64_t era = (y >= 0 ? y : y - 399) / 400, year = y - era * 400;
  const int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

int64_t time_of_day(int64_t year, int64_t month, int64_t day) {
  return (int64_t)((uint64_t)days_of(year, month, day) * (uint64_t)DAY);
}

static bool take_day(reader *r, int64_t *days) {
  int64_t y, m = 1, d = 1;
  const bool negative = take(r, '-');
  if (!negative) (void)take(r, '+');
  if (!take_number(r, 4, 7, &y)) return false;
  if (take(r, '-')) {
    if (!take_number(r, 1, 2, &m)) return false;
    if (take(r, '-') && !take_number(r, 1, 2, &d)) return false;
  }
  if (negative) y = -y;
  if (m < 1 || m > 12 || d < 1 || d > time_month_days(y, m)) return false;
  *days = days_of(y, m, d);
  return true;
}

/* .123456789, of which six count. */
static bool take_fraction(reader *r, int64_t *us) {
  int64_t unit = SECOND / 10;
  *us = 0;
  for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++, unit /= 10) *us += (*r->at - '0') * unit;
  return true;
}

static bool take_clock(reader *r, int64_t *us) {
  int64_t h, m = 0, s = 0, fraction = 0;
  if (!take_number(r, 1, 2, &h)) return false;
  if (take(r, ':')) {
    if (!take_number(r, 1, 2, &m)) return false;
    if (take(r, ':')) {
      if (!take_number(r, 1, 2, &s)) return false;
      if (take(r, '.') && !take_fraction(r, &fraction)) return false;
    }
  }
  *us = ((h * 60 + m) * 60 + s) * SECOND + fraction;
  return h < 24 && m < 60 && s < 60;
}

static bool take_word(reader *r, const char *word) {
  const size_t n = strlen(word);
  if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0) return false;
  r->at += n;
  return true;
}

/* Z, UTC, GMT, UT, +h, +hh, +h:m, +hhmm … to the end. Other names of zones are not known. */
static bool take_zone(reader *r, int64_t *us) {
  int64_t h = 0, m = 0, s = 0;
  while (take(r, ' ')) {
  }
  *us = 0;
  if (r->at == r->end || ((take(r, 'Z') || take(r, 'z')) && r->at == r->end)) return true;
  if (take_word(r, "UTC") || take_word(r, "GMT") || take_word(r, "UT")) {
    if (r->at == r->end) return true;
  }
  const bool west = take(r, '-');
  if (!west && !take(r, '+')) return false;
  if (!take_number(r, 1, 2, &h)) {
    if (r->end - r->at != 2 || !take_number(r, 2, 2, &m)) return false; /* +hhmm: the hours are taken */
  } else if (take(r, ':') && (!take_number(r, 1, 2, &m) || (take(r, ':') && !take_number(r, 1, 2, &s)))) {
    return false;
  }
  if (r->at != r->end || h > 18 || m > 59 || s > 59 || (h == 18 && (m || s))) return false;
  *us = ((h * 60 + m) * 60 + s) * SECOND * (west ? -1 : 1);
  return true;
}

static reader trimmed(const char *p, uint32_t n) {
  reader r = {.at = p, .end = p + n};
  while (r.at < r.end && (unsigned char)*r.at <= ' ') r.at++;
  while (r.at < r.end && (unsigned char)r.end[-1] <= ' ') r.end--;
  return r;
}

/* days × DAY + us, unless it leaves the range. */
static bool join(int64_t days, int64_t us, int64_t *to) {
  return !__builtin_mul_overflow(days, DAY, to) && !__builtin_add_overflow(*to, us, to);
}

bool text_to_time(const char *p, uint32_t n, int64_t *us) {
  reader r = trimmed(p, n);
  int64_t days, clock = 0, zone = 0;
  if (!take_day(&r, &days)) return false;
  if (r.at < r.end) {
    if (!take(&r, 'T') && !take(&r, ' ')) return false;
    if (!take_clock(&r, &clock) || !take_zone(&r, &zone)) return false;
  }
  return join(days, clock - zone, us);
}

bool text_to_date(const char *p, uint32_t n, int64_t *us) {
  reader r = trimmed(p, n);
  int64_t days;
  if (!take_day(&r, &days)) return false;
  if (r.at < r.end && *r.at != 'T' && *r.at != ' ') return false;
  return join(days, 0, us);
}

static bool eval_text(form_run *r) {
  const weir_str *in = r->arg[0]->data;
  int64_t *out = r->data;
  const bool date = r->node->param & CAST_DATE;
  for (uint32_t i = 0; i < r->rows; i++) {
    const char *p = weir_text(&in[i]);
    if (date ? text_to_date(p, in[i].len, &out[i]) : text_to_time(p, in[i].len, &out[i])) continue;
    out[i] = 0;
    form_set_null(r, i);
  }
  return true;
}
const expr_form cast_text_time = {"cast", true, eval_text};

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

static int64_t seconds_to_time(int64_t s) {
  int64_t us;
  if (__builtin_mul_overflow(s, SECOND, &us)) return s < 0 ? INT64_MIN : INT64_MAX;
  return us;
}

static bool eval_time_int(form_run *r) {
  const int64_t *in = r->arg[0]->data;
  int64_t *out = r->data;
  const uint64_t flags = r->node->param;
  for (uint32_t i = 0; i < r->rows; i++) {
    const int64_t seconds = time_seconds(in[i]);
    out[i] = int_narrowed(seconds, flags);
    if (out[i] == seconds) continue;
    out[i] = 0;
    form_set_null(r, i);
  }
  return true;
}
const expr_form cast_time_int = {"cast", true, eval_time_int};

#define LOOP(name, from, type, expression)                                                                             \
  static bool eval_##name(form_run *r) {                                                                               \
    const from *restrict in = r->arg[0]->data;                                                                         \
    type *restrict out = r->data;                                                                                      \
    for (uint32_t i = 0; i < r->rows; i++) out[i] = (expression);                                                      \
    return true;                                                                                                       \
  }                                                                                                                    \
  const expr_form cast_##name = {"cast", true, eval_##name};

LOOP(time_real, int64_t, double, (double)in[i] / 1e6)
LOOP(time_bool, int64_t, uint8_t, in[i] != 0)
LOOP(time_time, int64_t, int64_t, time_midnight(in[i]))
LOOP(int_time, int64_t, int64_t, seconds_to_time(in[i]))
LOOP(bool_time, uint8_t, int64_t, in[i])

static bool eval_real_time(form_run *r) {
  const double *in = r->arg[0]->data;
  int64_t *out = r->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    out[i] = isfinite(in[i]) ? real_to_int(in[i] * 1e6) : 0;
    if (!isfinite(in[i])) form_set_null(r, i);
  }
  return true;
}
const expr_form cast_real_time = {"cast", true, eval_real_time};
