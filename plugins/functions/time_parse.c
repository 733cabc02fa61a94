/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as timestamps: to_timestamp, to_date, date, unix_timestamp, to_unix_timestamp. A text that is no time gives null.
 * Without a pattern to_timestamp reads as a cast does, by asking the host for one. */
#include "calendar.h"
#include "time_functions.h"
#include "time_date.h"
#include "time_texts.h"
#include <math.h>

static const weir_field timestamp = {.name = "time", .type = WEIR_TIME};

static weir_status set_result(weir_call *call, uint32_t type, int can_fail) {
  weir_field result = {.name = call->function->name, .type = type, .flags = can_fail ? WEIR_NULLABLE : 0};
  for (uint32_t i = 0; i < call->args; i++) result.flags |= call->arg[i]->flags & WEIR_NULLABLE;
  return call->set_result(call, &result);
}

static int is_text(const weir_call *call) { return call->args > 0 && call->arg[0]->type == WEIR_STRING; }

/* ---- the ways in ------------------------------------------------------------------------------------------------- */

/* What a row's time is divided by, and whether its day alone counts: what the functions here differ in. */
enum { WHOLE, DATE, UNIX };

static int64_t result_of(int64_t us, int32_t variant) {
  if (variant == UNIX) return us / CALENDAR_SECOND;
  return variant == DATE ? (int64_t)((uint64_t)us - (uint64_t)calendar_time_of_day(us)) : us;
}

/* By patterns, or NULL: dates as casts read them. */
static weir_status read_rows(const weir_str *text, time_texts *texts, int32_t variant, uint32_t rows,
                             weir_out_column *to) {
  int64_t *result = to->data;
  for (uint32_t r = 0; r < rows; r++) {
    const time_pattern *pattern = texts != NULL ? time_texts_at(texts, r) : NULL;
    if (texts != NULL && pattern == NULL) return WEIR_EFAIL;
    int64_t us;
    const int is_time = pattern != NULL ? time_pattern_read(pattern, weir_text(text + r), text[r].len, &us)
                                        : time_date_read(weir_text(text + r), text[r].len, &us);
    result[r] = is_time ? result_of(us, variant) : 0;
    if (!is_time) function_set_null(to, r);
  }
  return WEIR_OK;
}

/* Seconds since 1970, whole ones up to the ends of the calendar, with a fraction cut to µs. */
static void read_seconds(const weir_column *n, uint32_t rows, weir_out_column *to) {
  int64_t *us = to->data;
  for (uint32_t r = 0; r < rows; r++) {
    const double real = n->type == WEIR_F64 ? ((const double *)n->data)[r] * 1e6 : 0;
    if (n->type == WEIR_I64) {
      const int64_t second = ((const int64_t *)n->data)[r];
      if (__builtin_mul_overflow(second, CALENDAR_SECOND, &us[r])) us[r] = second < 0 ? INT64_MIN : INT64_MAX;
    } else if (isfinite(real)) {
      us[r] = real < -0x1p63 ? INT64_MIN : real >= 0x1p63 ? INT64_MAX : (int64_t)real;
    } else {
      us[r] = 0;
      function_set_null(to, r);
    }
  }
}

static int is_number(const weir_call *call) {
  return call->args > 0 && (call->arg[0]->type == WEIR_I64 || call->arg[0]->type == WEIR_F64);
}

static weir_status run(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                       uint32_t column) {
  const int32_t variant = function_of(call)->variant;
  weir_out_column *to = &out->col[column];
  if (is_text(call)) {
    time_texts texts;
    const int has_pattern = call->args > 1 || call->data != NULL;
    if (has_pattern) time_texts_begin(&texts, call, call->args > 1 ? arg[1] : NULL, 1, out);
    return read_rows(arg[0]->data, has_pattern ? &texts : NULL, variant, rows, to);
  }
  if (is_number(call)) {
    read_seconds(arg[0], rows, to);
    return WEIR_OK;
  }
  const int64_t *us = call->args > 0 ? arg[0]->data : NULL;
  for (uint32_t r = 0; r < rows; r++) ((int64_t *)to->data)[r] = result_of(us ? us[r] : out->batch->time_us, variant);
  return WEIR_OK;
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

/* A time stays one, whatever the pattern. */
static weir_status bind_time(weir_call *call, weir_error *err) {
  const int is_date = function_of(call)->variant == DATE;
  if (is_text(call) && call->args > 1) {
    const weir_status status = time_texts_keep(call, 1, 1, err);
    return status == WEIR_OK ? set_result(call, WEIR_TIME, 1) : status;
  }
  if ((is_text(call) && is_date) || (is_number(call) && !is_date)) return set_result(call, WEIR_TIME, 1);
  const weir_status status = call->cast(call, 0, &timestamp);
  return status == WEIR_OK ? set_result(call, WEIR_TIME, 0) : status;
}

static weir_status bind_unix(weir_call *call, weir_error *err) {
  weir_status status = WEIR_OK;
  if (is_text(call))
    status = time_texts_keep(call, 1, 1, err);
  else if (call->args > 0)
    status = call->cast(call, 0, &timestamp);
  return status == WEIR_OK ? set_result(call, WEIR_I64, is_text(call)) : status;
}

STRICT_BOUND(
    to_timestamp,
    "to_timestamp(x[, pattern]): the time that a text says, null if it says none; so many seconds since 1970 UTC",
    "(any, [string])", bind_time, run, .variant = WHOLE);
STRICT_BOUND(to_date, "to_date(text[, pattern]): the day that it says, its midnight; null if it says none",
             "(any, [string])", bind_time, run, .variant = DATE);
STRICT_BOUND(date, "date(x): the day of a time or a text, its midnight", "(any)", bind_time, run, .variant = DATE);
STRICT_BOUND(to_unix_timestamp, "to_unix_timestamp(x[, pattern]): seconds since 1970 UTC of a time or a text",
             "(any, [string])", bind_unix, run, .variant = UNIX);
FUNCTION_(unix_timestamp,
          "unix_timestamp([x[, pattern]]): seconds since 1970 UTC of a time or a text, or of the batch time",
          "([any], [string])", TIMED, bind_unix, run, .variant = UNIX);

/* ---- batch time -------------------------------------------------------------------------------------------------- */

static weir_status batch_time(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  (void)arg;
  const int64_t now = result_of(out->batch->time_us, function_of(call)->variant);
  for (uint32_t r = 0; r < rows; r++) ((int64_t *)out->col[column].data)[r] = now;
  return WEIR_OK;
}

FUNCTION_(current_timestamp, "current_timestamp(): the batch time", "() -> timestamp", TIMED, NULL, batch_time,
          .variant = WHOLE);
FUNCTION_(now, "now(): the batch time", "() -> timestamp", TIMED, NULL, batch_time, .variant = WHOLE);
FUNCTION_(current_date, "current_date(): the day of the batch time", "() -> timestamp", TIMED, NULL, batch_time,
          .variant = DATE);
