/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind upper, lower and initcap (case_tables.c), and upper for those who make texts. */
#ifndef FUNCTIONS_CASE_H
#define FUNCTIONS_CASE_H
#include <stdint.h>

typedef struct case_run {
  uint32_t first, last;
  uint32_t step;
  int32_t delta;
} case_run;

enum { CASE_SPECIAL_MAX = 3 };
typedef struct case_special {
  uint32_t code, to[CASE_SPECIAL_MAX]; /* zeros behind */
} case_special;

extern const case_run case_upper[], case_lower[];
extern const uint32_t case_upper_count, case_lower_count;
extern const case_special case_upper_special[], case_lower_special[], case_title_special[];
extern const uint32_t case_upper_special_count, case_lower_special_count, case_title_special_count;

/* The text p .. end in upper case, at most three times as many bytes; gives the end of what was written. */
char *case_put_upper(const char *p, const char *end, char *to);
#endif
