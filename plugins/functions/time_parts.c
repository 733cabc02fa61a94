/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a timestamp as numbers: year(t) and its like, date_part('year', t), and the names of days and months. */
#include "calendar.h"
#include "time_functions.h"
#include "time_pattern.h"
#include "time_unit.h"

typedef void (*part_rows)(const int64_t *us, int64_t *to, uint32_t rows);

/* One loop a part, over the µs of a column. */
#define PART(part, value)                                                                                              \
  static void part(const int64_t *us, int64_t *to, uint32_t rows) {                                                    \
    for (uint32_t r = 0; r < rows; r++) to[r] = value;                                                                 \
  }

PART(year_rows, calendar_date_of(us[r]).year)
PART(quarter_rows, (calendar_date_of(us[r]).month + 2) / 3)
PART(month_rows, calendar_date_of(us[r]).month)
PART(day_rows, calendar_date_of(us[r]).day)
PART(day_of_year_rows, calendar_day_of_year(calendar_day(us[r])))
PART(sunday_rows, (calendar_weekday(calendar_day(us[r])) + 1) % 7 + 1)
PART(monday_rows, calendar_weekday(calendar_day(us[r])))
PART(iso_day_rows, calendar_weekday(calendar_day(us[r])) + 1)
PART(iso_week_rows, calendar_iso_week(calendar_day(us[r])))
PART(iso_year_rows, calendar_of_day(calendar_thursday(calendar_day(us[r]))).year)
PART(hour_rows, calendar_time_of_day(us[r]) / CALENDAR_HOUR)
PART(minute_rows, calendar_rest(us[r], CALENDAR_HOUR) / CALENDAR_MINUTE)
PART(second_rows, calendar_rest(us[r], CALENDAR_MINUTE) / CALENDAR_SECOND)

enum {
  YEAR,
  QUARTER,
  MONTH,
  DAY,
  DAY_OF_YEAR,
  SUNDAY,
  MONDAY,
  ISO_DAY,
  ISO_WEEK,
  ISO_YEAR,
  HOUR,
  MINUTE,
  SECOND,
  PARTS
};

static const part_rows parts[PARTS] = {
    [YEAR] = year_rows,
    [QUARTER] = quarter_rows,
    [MONTH] = month_rows,
    [DAY] = day_rows,
    [DAY_OF_YEAR] = day_of_year_rows,
    [SUNDAY] = sunday_rows,
    [MONDAY] = monday_rows,
    [ISO_DAY] = iso_day_rows,
    [ISO_WEEK] = iso_week_rows,
    [ISO_YEAR] = iso_year_rows,
    [HOUR] = hour_rows,
    [MINUTE] = minute_rows,
    [SECOND] = second_rows,
};

static weir_status part(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  parts[function_of(call)->variant](arg[0]->data, out->col[column].data, rows);
  return WEIR_OK;
}

STRICT(year, "year(time): its year", "(timestamp) -> int64", part, .variant = YEAR);
STRICT(quarter, "quarter(time): its quarter, 1 to 4", "(timestamp) -> int64", part, .variant = QUARTER);
STRICT(month, "month(time): its month, 1 to 12", "(timestamp) -> int64", part, .variant = MONTH);
STRICT(day, "day(time): its day of the month, 1 to 31", "(timestamp) -> int64", part, .variant = DAY);
STRICT(dayofmonth, "dayofmonth(time): its day of the month, 1 to 31", "(timestamp) -> int64", part, .variant = DAY);
STRICT(dayofyear, "dayofyear(time): its day of the year, 1 to 366", "(timestamp) -> int64", part,
       .variant = DAY_OF_YEAR);
STRICT(dayofweek, "dayofweek(time): its weekday, 1 (Sunday) to 7 (Saturday)", "(timestamp) -> int64", part,
       .variant = SUNDAY);
STRICT(weekday, "weekday(time): its weekday, 0 (Monday) to 6 (Sunday)", "(timestamp) -> int64", part,
       .variant = MONDAY);
STRICT(weekofyear, "weekofyear(time): the number of its week, as ISO 8601 counts them", "(timestamp) -> int64", part,
       .variant = ISO_WEEK);
STRICT(hour, "hour(time): its hour, 0 to 23", "(timestamp) -> int64", part, .variant = HOUR);
STRICT(minute, "minute(time): its minute, 0 to 59", "(timestamp) -> int64", part, .variant = MINUTE);
STRICT(second, "second(time): its second, 0 to 59", "(timestamp) -> int64", part, .variant = SECOND);

/* ---- date_part --------------------------------------------------------------------------------------------------- */

static const struct {
  const char *names; /* in capitals, a blank around each */
  uint32_t part;
} fields[] = {
    {" YEAR Y YEARS YR YRS ", YEAR},
    {" QUARTER QTR ", QUARTER},
    {" MONTH MON MONS MONTHS ", MONTH},
    {" DAY D DAYS ", DAY},
    {" DOY ", DAY_OF_YEAR},
    {" DAYOFWEEK DOW ", SUNDAY},
    {" DAYOFWEEK_ISO DOW_ISO ", ISO_DAY},
    {" WEEK W WEEKS ", ISO_WEEK},
    {" YEAROFWEEK ", ISO_YEAR},
    {" HOUR H HOURS HR HRS ", HOUR},
    {" MINUTE M MIN MINS MINUTES ", MINUTE},
    {" SECOND S SEC SECONDS SECS ", SECOND},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* The entry of `fields` that a constant names, or FIELDS. */
static uint32_t field_named(const weir_column *constant) {
  uint32_t i = 0;
  if (constant == NULL || weir_is_null(constant, 0)) return FIELDS;
  while (i < FIELDS && !time_unit_is(constant->data, fields[i].names)) i++;
  return i;
}

/* The part of a call that bind has accepted. */
static uint32_t part_of(const weir_call *call) {
  uint32_t i = 0;
  while (!time_unit_is(call->constant[0]->data, fields[i].names)) i++;
  return fields[i].part;
}

static weir_status bind_date_part(weir_call *call, weir_error *err) {
  const uint32_t field = field_named(call->constant[0]);
  if (field == FIELDS) {
    err->option = 0;
    return function_refuse(err,
                           "the field must be one of these as a constant: 'year', 'quarter', 'month', 'week', 'day', "
                           "'doy', 'dayofweek', 'dayofweek_iso', 'yearofweek', 'hour', 'minute', 'second'");
  }
  const weir_field result = {.name = "date_part",
                             .type = fields[field].part == SECOND ? WEIR_F64 : WEIR_I64,
                             .flags = call->arg[1]->flags & WEIR_NULLABLE};
  return call->set_result(call, &result);
}

/* Seconds come with their fraction here. */
static weir_status date_part(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const int64_t *us = arg[1]->data;
  const uint32_t named = part_of(call);
  if (named != SECOND) {
    parts[named](us, out->col[column].data, rows);
    return WEIR_OK;
  }
  double *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = (double)calendar_rest(us[r], CALENDAR_MINUTE) / (double)CALENDAR_SECOND;
  return WEIR_OK;
}

STRICT_BOUND(date_part, "date_part(field, time): a part of it by name, as extract(field from time)",
             "(string, timestamp)", bind_date_part, date_part);

/* ---- names ------------------------------------------------------------------------------------------------------- */

static weir_status name(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const uint32_t field = (uint32_t)function_of(call)->variant;
  const int64_t *us = arg[0]->data;
  weir_str *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) {
    const int64_t day = calendar_day(us[r]);
    const int32_t i = field == TIME_MONTH ? calendar_of_day(day).month : calendar_weekday(day);
    to[r] = weir_view(time_word(field, (uint32_t)i, 0), 3);
  }
  return WEIR_OK;
}

STRICT(monthname, "monthname(time): the name of its month in three letters", "(timestamp) -> string", name,
       .variant = TIME_MONTH);
STRICT(dayname, "dayname(time): the name of its weekday in three letters", "(timestamp) -> string", name,
       .variant = TIME_WEEKDAY);
