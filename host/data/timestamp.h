/* SPDX-License-Identifier: Apache-2.0 */
/* Timestamps from text. Pure, any thread. */
#ifndef DATA_TIMESTAMP_H
#define DATA_TIMESTAMP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 3339: 2024-05-01T12:00:00.5Z, with `T` or a blank, an offset or Z (nothing: UTC), or a date alone. Microseconds
 * since 1970; further decimals are cut off. False: it is none. */
bool timestamp_parse(const char *text, size_t n, int64_t *us);
#endif
