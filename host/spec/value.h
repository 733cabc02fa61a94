/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/value: durations, sizes, numbers and truth values from text. Pure, any thread, no locale. No message repeats the
 * value, which may be a secret.
 *
 * Each returns NULL and sets *ret_value, or returns a sentence (static) that says what would be right.
 */
#ifndef WEIR_SPEC_VALUE_H
#define WEIR_SPEC_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole number and one of ms s m h d; result in microseconds. */
const char *spec_parse_duration(const char *text, size_t length, int64_t *ret_value);

/* A whole number and one of B KB MB GB (powers of 1,000) or KiB MiB GiB (of 1,024); result in bytes. */
const char *spec_parse_size(const char *text, size_t length, int64_t *ret_value);

/* Decimal, with an optional sign. */
const char *spec_parse_int64(const char *text, size_t length, int64_t *ret_value);

/* Decimal with optional sign, fraction and exponent; finite. */
const char *spec_parse_float64(const char *text, size_t length, double *ret_value);

/* true or false, nothing else. */
const char *spec_parse_bool(const char *text, size_t length, bool *ret_value);

#endif
