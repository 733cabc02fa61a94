/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions between all types by Spark's non-ANSI rules: what cannot be converted is null. Pure, any thread. */
#ifndef EXPR_CAST_H
#define EXPR_CAST_H
#include "expr/form.h"

/* What a conversion is beside its types: expr_node.param. */
#define CAST_TRY 1u  /* try_cast: null for whatever changes the value, too */
#define CAST_INT8 2u /* the int64 is cut down to what fits a smaller type */
#define CAST_INT16 4u
#define CAST_INT32 8u
#define CAST_FLOAT32 16u
#define CAST_DATE 32u    /* the timestamp is midnight of its day */
#define CAST_WRITTEN 64u /* its author wrote it: it is printed */
#define CAST_NARROW (CAST_INT8 | CAST_INT16 | CAST_INT32)

/* The form that converts `from` to `to`; NULL: there is none. */
const expr_form *cast_form(const weir_field *from, const weir_field *to);

/* -- of the files within -- */
extern const expr_form cast_text_bool, cast_text_int, cast_text_real, cast_text_time;
extern const expr_form cast_int_bool, cast_real_bool, cast_bool_int, cast_int_int, cast_real_int, cast_int_real,
    cast_bool_real, cast_real_real, cast_int_binary;
extern const expr_form cast_time_int, cast_time_real, cast_int_time, cast_real_time, cast_bool_time, cast_time_time,
    cast_time_bool;
extern const expr_form cast_to_text, cast_same_bytes, cast_list;

/* Text as a value: false when it is none. Blanks and control characters around it do not count. */
bool text_to_bool(const char *p, uint32_t n, uint8_t *to);
/* A fraction is cut off, or refused when `exact`. */
bool text_to_int(const char *p, uint32_t n, bool exact, int64_t *to);
bool text_to_real(const char *p, uint32_t n, double *to);
/* y[-M[-d]], then `T` or a blank and h:m:s, a fraction, a zone; µs since 1970, UTC where no zone is said. */
bool text_to_time(const char *p, uint32_t n, int64_t *us);
/* The day only; what stands behind it does not count. */
bool text_to_date(const char *p, uint32_t n, int64_t *us);
/* floor(us / 1000000) */
int64_t time_seconds(int64_t us);
/* Midnight before. */
int64_t time_midnight(int64_t us);
/* µs of that day's beginning; month 1 to 12. Of a year beyond the range: any. */
int64_t time_of_day(int64_t year, int64_t month, int64_t day);
int64_t time_month_days(int64_t year, int64_t month);
/* DOUBLE → BIGINT: cut, saturated, NaN is 0. */
int64_t real_to_int(double v);
/* An int64 cut down as a CAST_NARROW flag says. */
int64_t int_narrowed(int64_t v, uint64_t flags);
#endif
