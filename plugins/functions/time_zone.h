/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones: how far local time is from UTC at any time. Named zones come from the tz database of the machine
 * (TZif files, RFC 8536), fixed ones from their own text. Immutable once made; any thread. */
#ifndef TIME_ZONE_H
#define TIME_ZONE_H
#include <stddef.h>
#include <stdint.h>

enum {
  TIME_ZONE_CYCLE = 400,       /* years after which the calendar, weekdays too, begins again */
  TIME_ZONE_SHIFTS = 2048,     /* the most changes of a zone */
  TIME_ZONE_FILE_MAX = 1 << 17 /* bytes of the largest TZif file that is read */
};

/* From `at` (seconds since 1970 UTC) on, local time is `offset` seconds ahead of UTC. */
typedef struct time_zone_shift {
  int64_t at;
  int32_t offset;
} time_zone_shift;

/* Where `cycles`, the last TIME_ZONE_CYCLE years of `shift` go on for ever. */
typedef struct time_zone {
  uint32_t count, cycles;
  time_zone_shift shift[TIME_ZONE_SHIFTS]; /* ascending; the first is before all times */
} time_zone;

/* No zone is or was further from UTC than 26 hours. */
static inline int time_zone_is_offset(int64_t seconds) { return seconds >= -93600 && seconds <= 93600; }

/* "UTC", "Z", "+1", "+05:30", "-0130", "GMT+2": a zone of one offset. 0: text is none of them. */
int time_zone_fixed(time_zone *zone, const char *text, size_t n);

/* The name of a zone in the tz database that a three-letter abbreviation stands for ("PST"), or NULL. */
const char *time_zone_short(const char *text, size_t n);

/* The content of a TZif file. 0: it is none, or has more than TIME_ZONE_SHIFTS changes. */
int time_zone_read(time_zone *zone, const uint8_t *bytes, size_t n);

/* What TZif ends in, a POSIX TZ string ("CET-1CEST,M3.5.0,M10.5.0/3"), as shifts behind those there are, for a cycle of
 * years. 0: it is none, or there is no room. */
int time_zone_add_rule(time_zone *zone, const char *rule, size_t n);

/* Local time, as µs since 1970 were it UTC. */
int64_t time_zone_from_utc(const time_zone *zone, int64_t us);

/* The reverse. What the clock shows twice is the first of both; what it skips is as far behind the gap's end. */
int64_t time_zone_to_utc(const time_zone *zone, int64_t us);
#endif
