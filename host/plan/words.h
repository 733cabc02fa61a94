/* SPDX-License-Identifier: Apache-2.0 */
/* Values as people write them, for messages and prints. Pure, any thread. */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H
#include <stddef.h>
#include <stdint.h>

/* Microseconds as a duration of one unit: "90s", "5m", "100ms" ("7us" where no unit of the file fits). Returns `to`. */
char *words_duration(int64_t us, char *to, size_t n);
#endif
