/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody would write who wants one expression fast, and nothing else. */
#ifndef BENCH_HAND_WRITTEN_H
#define BENCH_HAND_WRITTEN_H
#include <weir/types.h>

/* amount * 1.1 > 50: the rows for which it holds; how many. */
uint32_t hand_filter(const double *amount, uint32_t n, uint32_t *row);
/* case when amount > 50 then 3 when amount > 20 then 2 when amount > 5 then 1 else 0 end */
void hand_case(const double *amount, uint32_t n, int64_t *to);
/* upper(concat(a, '-', b)) of ASCII; `bytes` has room for all of it. */
void hand_upper_concat(const weir_str *a, const weir_str *b, uint32_t n, char *bytes, weir_str *to);
/* Parts between blanks of each line as views; how many. */
uint32_t hand_split(const weir_str *line, uint32_t n, weir_str *part);
#endif
