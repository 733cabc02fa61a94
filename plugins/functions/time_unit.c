/* SPDX-License-Identifier: Apache-2.0 */
#include "time_unit.h"
#include "calendar.h"

enum { LONGEST = 16 };

int time_unit_is(const weir_str *text, const char *names) {
  char word[LONGEST + 3] = " ";
  const char *p = weir_text(text);
  if (text->len == 0 || text->len > LONGEST) return 0;
  for (uint32_t i = 0; i < text->len; i++) {
    if (p[i] == ' ' || p[i] == 0) return 0;
    word[i + 1] = p[i] >= 'a' && p[i] <= 'z' ? (char)(p[i] - 32) : p[i];
  }
  word[text->len + 1] = ' ';
  return strstr(names, word) != NULL;
}

static uint32_t find(const weir_str *text, const char *const names[UNIT_NONE]) {
  for (uint32_t unit = 0; unit < UNIT_NONE; unit++)
    if (names[unit] != NULL && time_unit_is(text, names[unit])) return unit;
  return UNIT_NONE;
}

uint32_t time_unit_truncated(const weir_str *text) {
  static const char *const names[UNIT_NONE] = {[UNIT_MICROSECOND] = " MICROSECOND ",
                                               [UNIT_MILLISECOND] = " MILLISECOND ",
                                               [UNIT_SECOND] = " SECOND ",
                                               [UNIT_MINUTE] = " MINUTE ",
                                               [UNIT_HOUR] = " HOUR ",
                                               [UNIT_DAY] = " DAY DD ",
                                               [UNIT_WEEK] = " WEEK ",
                                               [UNIT_MONTH] = " MONTH MON MM ",
                                               [UNIT_QUARTER] = " QUARTER ",
                                               [UNIT_YEAR] = " YEAR YYYY YY "};
  return find(text, names);
}

uint32_t time_unit_of_date(const weir_str *text) {
  const uint32_t unit = time_unit_truncated(text);
  return unit < UNIT_WEEK ? UNIT_NONE : unit;
}

uint32_t time_unit_whole(const weir_str *text) {
  static const char *const names[UNIT_NONE] = {[UNIT_MICROSECOND] = " MICROSECOND ",
                                               [UNIT_MILLISECOND] = " MILLISECOND ",
                                               [UNIT_SECOND] = " SECOND ",
                                               [UNIT_MINUTE] = " MINUTE ",
                                               [UNIT_HOUR] = " HOUR ",
                                               [UNIT_DAY] = " DAY DAYOFYEAR ",
                                               [UNIT_WEEK] = " WEEK ",
                                               [UNIT_MONTH] = " MONTH ",
                                               [UNIT_QUARTER] = " QUARTER ",
                                               [UNIT_YEAR] = " YEAR "};
  return find(text, names);
}

int64_t time_unit_us(uint32_t unit) {
  static const int64_t us[UNIT_NONE] = {
      [UNIT_MICROSECOND] = 1,          [UNIT_MILLISECOND] = 1000,   [UNIT_SECOND] = CALENDAR_SECOND,
      [UNIT_MINUTE] = CALENDAR_MINUTE, [UNIT_HOUR] = CALENDAR_HOUR, [UNIT_DAY] = CALENDAR_DAY,
      [UNIT_WEEK] = CALENDAR_WEEK};
  return us[unit];
}

int64_t time_unit_months(uint32_t unit) { return unit == UNIT_MONTH ? 1 : unit == UNIT_QUARTER ? 3 : 12; }
