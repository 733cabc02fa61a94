/* SPDX-License-Identifier: Apache-2.0 */
/* The proleptic Gregorian calendar without zones: µs since 1970 UTC to days, dates and back. All of int64_t µs (years
 * -290308 to 294247) is covered. Days count from 1970-01-01. Pure, any thread. */
#ifndef CALENDAR_H
#define CALENDAR_H
#include <stdint.h>

#define CALENDAR_SECOND INT64_C(1000000)
#define CALENDAR_MINUTE (60 * CALENDAR_SECOND)
#define CALENDAR_HOUR (60 * CALENDAR_MINUTE)
#define CALENDAR_DAY (24 * CALENDAR_HOUR)
#define CALENDAR_WEEK (7 * CALENDAR_DAY)

typedef struct calendar_date {
  int32_t year, month, day; /* month and day from 1; year 0 is 1 BC */
} calendar_date;

/* a / b towards minus infinity; b > 0. */
static inline int64_t calendar_floor(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* The rest of calendar_floor: 0 <= rest < b. */
static inline int64_t calendar_rest(int64_t a, int64_t b) {
  const int64_t rest = a % b;
  return rest < 0 ? rest + b : rest;
}

static inline int64_t calendar_day(int64_t us) { return calendar_floor(us, CALENDAR_DAY); }
static inline int64_t calendar_time_of_day(int64_t us) { return calendar_rest(us, CALENDAR_DAY); }

/* Years begin in March here, so that the leap day is the last; ERAS spans of 400 years keep all numbers positive.
 * Divisions are by constants, in 32 bits (C. Neri, L. Schneider, "Euclidean affine functions and their application to
 * calendar algorithms"). `day` is a day of an int64_t of µs. */
static inline calendar_date calendar_of_day(int64_t day) {
  enum { ERAS = 740, ERA_DAYS = 146097, MARCH_1_OF_YEAR_0 = 719468 };
  const uint32_t n = (uint32_t)(day + MARCH_1_OF_YEAR_0 + (int64_t)ERAS * ERA_DAYS) * 4 + 3;
  const uint32_t century = n / ERA_DAYS, of_century = (n % ERA_DAYS / 4) * 4 + 3;
  const uint64_t p = UINT64_C(2939745) * of_century;
  const uint32_t of_year = (uint32_t)p / 2939745 / 4;
  const uint32_t march = 2141 * of_year + 197913;
  const int32_t is_next = of_year >= 306; /* January and February */
  return (calendar_date){.year = (int32_t)(century * 100 + (uint32_t)(p >> 32)) - ERAS * 400 + is_next,
                         .month = (int32_t)(march >> 16) - 12 * is_next,
                         .day = (int32_t)((march & 0xffff) / 2141 + 1)};
}

static inline calendar_date calendar_date_of(int64_t us) { return calendar_of_day(calendar_day(us)); }

static inline int calendar_is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static inline int32_t calendar_month_days(int64_t year, int32_t month) {
  return month == 2 ? 28 + calendar_is_leap(year) : 30 + ((month ^ (month >> 3)) & 1);
}

/* The day of a date; the month is 1 to 12, any day counts on from the month's first. */
static inline int64_t calendar_to_day(int64_t year, int32_t month, int32_t day) {
  year -= month <= 2;
  const int64_t era = calendar_floor(year, 400), of_era = year - era * 400;
  const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Monday 0 to Sunday 6. */
static inline int32_t calendar_weekday(int64_t day) { return (int32_t)calendar_rest(day + 3, 7); }

static inline int32_t calendar_day_of_year(int64_t day) {
  return (int32_t)(day - calendar_to_day(calendar_of_day(day).year, 1, 1)) + 1;
}

/* The Thursday of the week (Monday to Sunday): its year is the ISO week's year. */
static inline int64_t calendar_thursday(int64_t day) { return day - calendar_weekday(day) + 3; }

static inline int32_t calendar_iso_week(int64_t day) {
  return (calendar_day_of_year(calendar_thursday(day)) - 1) / 7 + 1;
}

/* 1 where the date exists and its midnight is an int64_t of µs. */
static inline int calendar_is_date(int64_t year, int64_t month, int64_t day) {
  if (year < -290307 || year > 294246 || month < 1 || month > 12 || day < 1) return 0;
  return day <= calendar_month_days(year, (int32_t)month);
}

/* A day moved by months, to the month's end where its day does not exist there. 0: beyond the calendar. */
static inline int calendar_add_months(int64_t *day, int64_t months) {
  const calendar_date date = calendar_of_day(*day);
  int64_t sum;
  if (__builtin_add_overflow((int64_t)date.year * 12 + date.month - 1, months, &sum)) return 0;
  const int64_t year = calendar_floor(sum, 12);
  const int32_t month = (int32_t)calendar_rest(sum, 12) + 1;
  if (!calendar_is_date(year, month, 1)) return 0;
  const int32_t last = calendar_month_days(year, month);
  *day = calendar_to_day(year, month, date.day < last ? date.day : last);
  return 1;
}
#endif
