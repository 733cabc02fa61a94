/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns for texts of timestamps, "yyyy-MM-dd HH:mm:ss": the letters of Java's DateTimeFormatter as Spark SQL admits
 * them, compiled once into a list of items and then used for any number of rows. The zone is UTC, the words are English.
 * All of it pure, any thread. */
#ifndef TIME_PATTERN_H
#define TIME_PATTERN_H
#include <stddef.h>
#include <stdint.h>

enum {
  TIME_PATTERN_TEXT = 128,  /* the longest pattern in bytes */
  TIME_PATTERN_ITEMS = 64,  /* the most items of one */
  TIME_PATTERN_NESTED = 8,  /* optional sections within one another */
  TIME_PATTERN_PRINT = 1600 /* what printing one timestamp writes at the most */
};

enum time_field {
  TIME_YEAR,
  TIME_YEAR_OF_ERA,
  TIME_ERA,
  TIME_QUARTER,
  TIME_MONTH,
  TIME_DAY,
  TIME_DAY_OF_YEAR,
  TIME_WEEKDAY,
  TIME_OF_SEVEN,    /* 1 to 7: where the day stands among those of the month taken seven by seven */
  TIME_JULIAN_DAY,  /* modified: days since 1858-11-17 */
  TIME_HALF,        /* of the day: AM, PM */
  TIME_HOUR,        /* 0 to 23 */
  TIME_HOUR_1,      /* 1 to 24 */
  TIME_HALF_HOUR,   /* 0 to 11 */
  TIME_HALF_HOUR_1, /* 1 to 12 */
  TIME_MINUTE,
  TIME_SECOND,
  TIME_NANO,
  TIME_OFFSET, /* seconds east of UTC */
  TIME_FIELDS
};

enum time_item_kind {
  TIME_LITERAL,    /* `size` bytes of the pattern's text from `at` */
  TIME_NUMBER,     /* least to most digits, by `sign` */
  TIME_TWO_DIGITS, /* a year of 2000 to 2099 */
  TIME_FRACTION,   /* digits of a second: `most` when printed, least to most when read */
  TIME_WORD,       /* a name; full: the long one */
  TIME_SHIFT,      /* an offset from UTC in the form `shift`; full: zero is Z, else zeros */
  TIME_GREENWICH,  /* GMT, GMT+8; full: GMT+08:00 */
  TIME_ZONE,       /* the zone's name, always UTC; full: spelled out */
  TIME_OPTIONAL,   /* an optional section begins; `at`: the item of its end */
  TIME_OPTIONAL_END,
};

enum time_sign {
  TIME_SIGN_NEVER,  /* no sign */
  TIME_SIGN_MINUS,  /* before negative numbers */
  TIME_SIGN_PADDED, /* and a plus before numbers with more than the least digits */
};

enum time_shift {
  TIME_SHIFT_HOURS_MINUTES_IF, /* +01, +0130 */
  TIME_SHIFT_HHMM,
  TIME_SHIFT_HH_MM, /* with a colon */
  TIME_SHIFT_HHMMSS_IF,
  TIME_SHIFT_HH_MM_SS_IF,
};

typedef struct time_item {
  uint8_t kind, field, least, most;
  uint8_t sign, full, shift;
  uint8_t following; /* numbers: digits of the numbers of fixed width right behind, which this one leaves over */
  uint16_t at, size;
} time_item;

typedef struct time_pattern {
  uint32_t items, size;
  char text[TIME_PATTERN_TEXT]; /* the pattern; literals point here */
  time_item item[TIME_PATTERN_ITEMS];
} time_pattern;

/* Why a pattern is none: a sentence without a final period, and the byte of the pattern where it was seen. */
typedef struct time_pattern_error {
  char text[200];
  uint32_t offset;
} time_pattern_error;

/* Fills *pattern from text[0..n); `reading`: for time_pattern_read, which knows fewer letters. 1, or 0 and the error. */
int time_pattern_compile(time_pattern *pattern, const char *text, size_t n, int reading, time_pattern_error *error);

/* Writes a timestamp (µs since 1970 UTC) to to[0 .. TIME_PATTERN_PRINT); gives how many bytes. */
uint32_t time_pattern_print(const time_pattern *pattern, int64_t us, char *to);

/* What time_pattern_print writes at the most with this pattern. */
uint32_t time_pattern_room(const time_pattern *pattern);

/* Reads the whole of text[0..n). 1 and *us, or 0: it does not fit the pattern, or is no time. Fields that are not in the pattern are those of 1970-01-01 00:00:00. */
int time_pattern_read(const time_pattern *pattern, const char *text, uint32_t n, int64_t *us);

/* The name of value `i` of a field (months 1 to 12, weekdays 0 Monday to 6, quarters 1 to 4, halves and eras 0 and 1). */
const char *time_word(uint32_t field, uint32_t i, int full);

/* How many values time_word knows, and the first of them. */
uint32_t time_words(uint32_t field, uint32_t *first);
#endif
