/* SPDX-License-Identifier: Apache-2.0 */
/* From the text of a pattern to its items. Runs of one letter are fields, '…' is literal text, [ ] enclose what may be
 * missing, anything that is no letter stands for itself. */
#include "time_pattern.h"
#include <stdio.h>
#include <string.h>

/* A pattern while it is compiled. */
typedef struct compiler {
  time_pattern *to;
  time_pattern_error *error;
  uint32_t at; /* byte of the text that is looked at */
  int reading;
  int number;                            /* item that takes the digits which numbers of fixed width leave, or -1 */
  uint8_t open[TIME_PATTERN_NESTED + 1]; /* items of the optional sections that are open */
  uint32_t nested;
} compiler;

static int refuse(compiler *c, const char *why) {
  (void)snprintf(c->error->text, sizeof c->error->text, "%s (character %u of the pattern)", why, c->at + 1);
  c->error->offset = c->at;
  return 0;
}

static int refuse_letter(compiler *c, char letter, const char *why) {
  (void)snprintf(c->error->text, sizeof c->error->text, "the letter '%c' %s (character %u of the pattern)", letter, why,
                 c->at + 1);
  c->error->offset = c->at;
  return 0;
}

/* ---- items ------------------------------------------------------------------------------------------------------- */

static int add(compiler *c, time_item item) {
  if (c->to->items == TIME_PATTERN_ITEMS) return refuse(c, "this pattern has more than 64 parts");
  c->to->item[c->to->items++] = item;
  c->number = -1;
  return 1;
}

/* Numbers right behind one another, "yyyyMMdd": the first leaves to those of fixed width what they need. */
static int add_number(compiler *c, time_item item) {
  const int before = c->number, fixed = item.least == item.most && item.sign == TIME_SIGN_NEVER;
  if (!add(c, item)) return 0;
  c->number = (int)c->to->items - 1;
  if (before < 0) return 1;
  time_item *first = &c->to->item[before];
  if (fixed) {
    first->following = (uint8_t)(first->following + item.most);
    c->number = before;
  } else {
    first->following = 0;
  }
  return 1;
}

static int add_digits(compiler *c, uint32_t field, uint32_t least, uint32_t most, uint32_t sign) {
  return add_number(c, (time_item){.kind = TIME_NUMBER,
                                   .field = (uint8_t)field,
                                   .least = (uint8_t)least,
                                   .most = (uint8_t)most,
                                   .sign = (uint8_t)sign});
}

static int add_literal(compiler *c, uint32_t at, uint32_t n) {
  time_item *last = c->to->items > 0 ? &c->to->item[c->to->items - 1] : NULL;
  if (last != NULL && last->kind == TIME_LITERAL && last->at + last->size == at) {
    last->size = (uint16_t)(last->size + n);
    return 1;
  }
  return add(c, (time_item){.kind = TIME_LITERAL, .at = (uint16_t)at, .size = (uint16_t)n});
}

/* ---- letters ----------------------------------------------------------------------------------------------------- */

enum { ANY_DIGITS = 19 };

static int too_many(compiler *c, char letter) { return refuse_letter(c, letter, "is repeated too often"); }

/* One letter: as many digits as there are; two: exactly two. */
static int add_short(compiler *c, char letter, uint32_t count, uint32_t field) {
  if (count == 1) return add_digits(c, field, 1, ANY_DIGITS, TIME_SIGN_MINUS);
  if (count == 2) return add_digits(c, field, 2, 2, TIME_SIGN_NEVER);
  return too_many(c, letter);
}

static int add_word(compiler *c, char letter, uint32_t count, uint32_t field) {
  if (count > 4) return too_many(c, letter);
  return add(c, (time_item){.kind = TIME_WORD, .field = (uint8_t)field, .full = count == 4});
}

static int add_month(compiler *c, char letter, uint32_t count, uint32_t field) {
  return count > 2 ? add_word(c, letter, count, field) : add_short(c, letter, count, field);
}

/* With an era in the pattern its years are counted from 1 in either direction. */
static int add_year(compiler *c, uint32_t count, int has_era) {
  const uint8_t field = has_era ? TIME_YEAR_OF_ERA : TIME_YEAR;
  if (count > 6) return too_many(c, 'y');
  if (count == 2) return add_number(c, (time_item){.kind = TIME_TWO_DIGITS, .field = field, .least = 2, .most = 2});
  return add_digits(c, field, count, ANY_DIGITS, count < 4 ? TIME_SIGN_MINUS : TIME_SIGN_PADDED);
}

static int add_day_of_year(compiler *c, uint32_t count) {
  if (count > 3) return too_many(c, 'D');
  if (count == 1) return add_short(c, 'D', 1, TIME_DAY_OF_YEAR);
  return add_digits(c, TIME_DAY_OF_YEAR, count, 3, TIME_SIGN_NEVER);
}

/* When read, fewer digits will do: only a single S is of fixed width. */
static int add_fraction(compiler *c, uint32_t count) {
  const time_item item = {.kind = TIME_FRACTION, .field = TIME_NANO, .least = 1, .most = (uint8_t)count};
  if (count > 9) return too_many(c, 'S');
  return count == 1 ? add_number(c, item) : add(c, item);
}

static int add_shift(compiler *c, char letter, uint32_t count) {
  static const uint8_t by_count[] = {
      0, TIME_SHIFT_HOURS_MINUTES_IF, TIME_SHIFT_HHMM, TIME_SHIFT_HH_MM, TIME_SHIFT_HHMMSS_IF, TIME_SHIFT_HH_MM_SS_IF};
  if (count > 5) return too_many(c, letter);
  if (letter == 'Z' && count == 4) return add(c, (time_item){.kind = TIME_GREENWICH, .field = TIME_OFFSET, .full = 1});
  time_item item = {.kind = TIME_SHIFT, .field = TIME_OFFSET, .full = letter == 'X'};
  item.shift = by_count[count];
  if (letter == 'Z') {
    item.full = count == 5;
    item.shift = count == 5 ? TIME_SHIFT_HH_MM_SS_IF : TIME_SHIFT_HHMM;
  }
  return add(c, item);
}

static int add_zone(compiler *c, char letter, uint32_t count) {
  if (c->reading)
    return refuse_letter(c, letter, "names a zone, which is not read from texts; offsets are: X, x, Z, O");
  const int fits = letter == 'V' ? count == 2 : letter == 'v' ? count == 1 || count == 4 : count <= 4;
  if (!fits) return refuse_letter(c, letter, "does not stand so often: VV, v or vvvv, z to zzzz");
  return add(c, (time_item){.kind = TIME_ZONE, .full = count == 4});
}

/* Letters that only printing knows. */
static int add_printed(compiler *c, char letter, uint32_t count) {
  if (c->reading) return refuse_letter(c, letter, "can be printed but not read");
  switch (letter) {
  case 'E':
    return add_word(c, letter, count, TIME_WEEKDAY);
  case 'Q':
  case 'q':
    return add_month(c, letter, count, TIME_QUARTER);
  case 'F':
    return count == 1 ? add_digits(c, TIME_OF_SEVEN, 1, 1, TIME_SIGN_NEVER) : too_many(c, letter);
  default:
    return add_digits(c, TIME_JULIAN_DAY, count > 9 ? 9 : count, ANY_DIGITS, TIME_SIGN_MINUS);
  }
}

static int add_letters(compiler *c, char letter, uint32_t count, int has_era) {
  switch (letter) {
  case 'G':
    return add_word(c, letter, count, TIME_ERA);
  case 'y':
    return add_year(c, count, has_era);
  case 'M':
  case 'L':
    return add_month(c, letter, count, TIME_MONTH);
  case 'd':
    return add_short(c, letter, count, TIME_DAY);
  case 'D':
    return add_day_of_year(c, count);
  case 'a':
    return count == 1 ? add_word(c, letter, count, TIME_HALF) : too_many(c, letter);
  case 'H':
    return add_short(c, letter, count, TIME_HOUR);
  case 'k':
    return add_short(c, letter, count, TIME_HOUR_1);
  case 'K':
    return add_short(c, letter, count, TIME_HALF_HOUR);
  case 'h':
    return add_short(c, letter, count, TIME_HALF_HOUR_1);
  case 'm':
    return add_short(c, letter, count, TIME_MINUTE);
  case 's':
    return add_short(c, letter, count, TIME_SECOND);
  case 'S':
    return add_fraction(c, count);
  case 'X':
  case 'x':
  case 'Z':
    return add_shift(c, letter, count);
  case 'O':
    if (count != 1 && count != 4) return refuse_letter(c, letter, "stands once or four times");
    return add(c, (time_item){.kind = TIME_GREENWICH, .field = TIME_OFFSET, .full = count == 4});
  case 'V':
  case 'v':
  case 'z':
    return add_zone(c, letter, count);
  case 'E':
  case 'F':
  case 'g':
  case 'Q':
  case 'q':
    return add_printed(c, letter, count);
  case 'Y':
  case 'w':
  case 'W':
  case 'u':
  case 'e':
  case 'c':
    return refuse_letter(c, letter, "counts weeks, which patterns do not; use weekofyear(), dayofweek() or extract()");
  default:
    return refuse_letter(c, letter, "means nothing here; text stands in single quotes");
  }
}

/* ---- the text ---------------------------------------------------------------------------------------------------- */

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The era's letter outside of quotes. */
static int has_era(const time_pattern *p) {
  int quoted = 0;
  for (uint32_t i = 0; i < p->size; i++) {
    quoted ^= p->text[i] == '\'';
    if (!quoted && p->text[i] == 'G') return 1;
  }
  return 0;
}

/* '…' from the opening quote on; two quotes are one, within and without. */
static int add_quoted(compiler *c) {
  const char *text = c->to->text;
  const uint32_t size = c->to->size, open = c->at;
  uint32_t from = open + 1, i = from;
  for (; i < size; i++) {
    if (text[i] != '\'') continue;
    if (i + 1 == size || text[i + 1] != '\'') break;
    i++;
    if (!add_literal(c, from, i - from)) return 0;
    from = i + 1;
  }
  if (i >= size) return refuse(c, "a quote is opened here and not closed");
  c->at = i + 1;
  if (i == open + 1) return add_literal(c, open, 1);
  return i == from || add_literal(c, from, i - from);
}

static int open_section(compiler *c) {
  if (c->nested == TIME_PATTERN_NESTED)
    return refuse(c, "optional sections are nested too deep; 8 levels are the most");
  c->open[c->nested++] = (uint8_t)c->to->items;
  c->at++;
  return add(c, (time_item){.kind = TIME_OPTIONAL});
}

static int close_section(compiler *c) {
  if (c->nested == 0) return refuse(c, "this ] has no [ before it");
  c->to->item[c->open[--c->nested]].at = (uint16_t)c->to->items;
  c->at++;
  return add(c, (time_item){.kind = TIME_OPTIONAL_END});
}

static int add_run(compiler *c, int era) {
  const time_pattern *p = c->to;
  uint32_t end = c->at;
  while (end < p->size && p->text[end] == p->text[c->at]) end++;
  if (!add_letters(c, p->text[c->at], end - c->at, era)) return 0;
  c->at = end;
  return 1;
}

static int add_next(compiler *c, int era) {
  const char next = c->to->text[c->at];
  if (is_letter(next)) return add_run(c, era);
  if (next == '\'') return add_quoted(c);
  if (next == '[') return open_section(c);
  if (next == ']') return close_section(c);
  if (next == '{' || next == '}' || next == '#')
    return refuse(c, "the characters { } # are kept free in patterns; as text they stand in single quotes");
  return add_literal(c, c->at++, 1);
}

int time_pattern_compile(time_pattern *pattern, const char *text, size_t n, int reading, time_pattern_error *error) {
  compiler c = {.to = pattern, .error = error, .reading = reading, .number = -1};
  memset(pattern, 0, sizeof *pattern);
  if (n > TIME_PATTERN_TEXT) return refuse(&c, "this pattern is too long; 128 bytes are the most");
  memcpy(pattern->text, text, n);
  pattern->size = (uint32_t)n;
  const int era = has_era(pattern);
  while (c.at < pattern->size)
    if (!add_next(&c, era)) return 0;
  while (c.nested > 0) {
    if (!close_section(&c)) return 0;
  }
  return 1;
}
