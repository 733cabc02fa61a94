/* SPDX-License-Identifier: Apache-2.0 */
/* Zones of one offset, abbreviations, and the way from UTC to local time and back. */
#include "time_zone.h"
#include "calendar.h"
#include <string.h>

static const int64_t cycle = (int64_t)146097 * 86400; /* seconds of TIME_ZONE_CYCLE years */

/* ---- by text ----------------------------------------------------------------------------------------------------- */

typedef struct reader {
  const char *at, *end;
} reader;

static int take(reader *r, char c) {
  if (r->at == r->end || *r->at != c) return 0;
  r->at++;
  return 1;
}

static uint32_t digits_at(const reader *r, uint32_t most) {
  uint32_t n = 0;
  while (n < most && r->at + n < r->end && (uint8_t)(r->at[n] - '0') < 10) n++;
  return n;
}

/* One or two digits, not above `most`. */
static int take_number(reader *r, int32_t most, int32_t *value) {
  const uint32_t n = digits_at(r, 2);
  *value = 0;
  for (uint32_t i = 0; i < n; i++) *value = *value * 10 + (*r->at++ - '0');
  return n > 0 && *value <= most;
}

/* +h, +hh, +hh:mm, +hhmm, +hh:mm:ss, +hhmmss to the end of the text, within 18 hours. */
static int take_offset(reader *r, int32_t *offset) {
  int32_t hours, minutes = 0, seconds = 0;
  const int is_behind = take(r, '-');
  if (!is_behind && !take(r, '+')) return 0;
  if (!take_number(r, 18, &hours)) return 0;
  const int has_colon = take(r, ':');
  if ((has_colon || r->at < r->end) && !take_number(r, 59, &minutes)) return 0;
  if (r->at < r->end && ((has_colon && !take(r, ':')) || !take_number(r, 59, &seconds))) return 0;
  *offset = hours * 3600 + minutes * 60 + seconds;
  if (*offset > 18 * 3600) return 0;
  if (is_behind) *offset = -*offset;
  return r->at == r->end;
}

int time_zone_fixed(time_zone *zone, const char *text, size_t n) {
  static const char *const names[] = {"UTC", "GMT", "UT", "Z"};
  reader r = {text, text + n};
  int32_t offset = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const size_t size = strlen(names[i]);
    if (size > n || memcmp(text, names[i], size) != 0) continue;
    r.at += size;
    break;
  }
  if ((r.at < r.end || n == 0) && !take_offset(&r, &offset)) return 0;
  zone->count = 1;
  zone->cycles = 0;
  zone->shift[0] = (time_zone_shift){INT64_MIN, offset};
  return 1;
}

/* Java's ZoneId.SHORT_IDS. */
const char *time_zone_short(const char *text, size_t n) {
  static const char *const names[][2] = {{"ACT", "Australia/Darwin"},
                                         {"AET", "Australia/Sydney"},
                                         {"AGT", "America/Argentina/Buenos_Aires"},
                                         {"ART", "Africa/Cairo"},
                                         {"AST", "America/Anchorage"},
                                         {"BET", "America/Sao_Paulo"},
                                         {"BST", "Asia/Dhaka"},
                                         {"CAT", "Africa/Harare"},
                                         {"CNT", "America/St_Johns"},
                                         {"CST", "America/Chicago"},
                                         {"CTT", "Asia/Shanghai"},
                                         {"EAT", "Africa/Addis_Ababa"},
                                         {"ECT", "Europe/Paris"},
                                         {"EST", "-05:00"},
                                         {"HST", "-10:00"},
                                         {"IET", "America/Indiana/Indianapolis"},
                                         {"IST", "Asia/Kolkata"},
                                         {"JST", "Asia/Tokyo"},
                                         {"MIT", "Pacific/Apia"},
                                         {"MST", "-07:00"},
                                         {"NET", "Asia/Yerevan"},
                                         {"NST", "Pacific/Auckland"},
                                         {"PLT", "Asia/Karachi"},
                                         {"PNT", "America/Phoenix"},
                                         {"PRT", "America/Puerto_Rico"},
                                         {"PST", "America/Los_Angeles"},
                                         {"SST", "Pacific/Guadalcanal"},
                                         {"VST", "Asia/Ho_Chi_Minh"}};
  for (size_t i = 0; n == 3 && i < sizeof names / sizeof *names; i++)
    if (memcmp(text, names[i][0], 3) == 0) return names[i][1];
  return NULL;
}

/* ---- there and back ---------------------------------------------------------------------------------------------- */

/* Into the years that the shifts tell of, a whole number of cycles earlier. */
static int64_t known_time(const time_zone *z, int64_t second) {
  const int64_t last = z->shift[z->count - 1].at;
  if (!z->cycles || second < last) return second;
  return second - ((second - last) / cycle + 1) * cycle;
}

/* The shift in force: the last that is not later. */
static uint32_t shift_at(const time_zone *z, int64_t second) {
  uint32_t low = 0, high = z->count;
  while (high - low > 1) {
    const uint32_t middle = (low + high) / 2;
    if (z->shift[middle].at <= second)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static int64_t offset_at(const time_zone *z, int64_t second) {
  return z->shift[shift_at(z, known_time(z, second))].offset;
}

static int64_t plus(int64_t us, int64_t seconds) {
  return (int64_t)((uint64_t)us + (uint64_t)(seconds * CALENDAR_SECOND));
}

int64_t time_zone_from_utc(const time_zone *zone, int64_t us) {
  return plus(us, offset_at(zone, calendar_floor(us, CALENDAR_SECOND)));
}

/* No zone changes twice within the two days around a local time: of the offsets before and after, the one that was in
 * force before is right where both are (twice) or neither is (skipped). */
int64_t time_zone_to_utc(const time_zone *zone, int64_t us) {
  const int64_t local = calendar_floor(us, CALENDAR_SECOND);
  const int64_t before = offset_at(zone, local - 86400), after = offset_at(zone, local + 86400);
  if (before == after || offset_at(zone, local - before) == before) return plus(us, -before);
  const int is_after = offset_at(zone, local - after) == after;
  return plus(us, -(is_after ? after : before));
}
