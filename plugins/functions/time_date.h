/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as dates without a pattern. */
#ifndef TIME_DATE_H
#define TIME_DATE_H
#include <stdint.h>

/* [+-]y[-M[-d]], 4 to 7 digits of the year, one or two of the others; behind a whole date a T or a blank and anything.
 * Blanks and control characters around it do not matter. 1 and the midnight in µs since 1970, or 0. Pure. */
int time_date_read(const char *text, uint32_t n, int64_t *us);
#endif
