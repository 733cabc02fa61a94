/* SPDX-License-Identifier: Apache-2.0 */
/* Every code of a diagnostic that the plan itself adds to those of spec, plugin and expr. A number never changes its
 * meaning and is never used again. E2xx options and values; E3xx plugins; E4xx plan (windows, joins, circles). */
#ifndef PLAN_CODES_H
#define PLAN_CODES_H

/* X(number, identifier, meaning) */
#define PLAN_CODES(X)                                                                                                  \
  X(110, SPARK_NAME, "the thing has another name here than in Spark")                                                  \
  X(211, NOT_A_TYPE, "a type of a field does not exist")                                                               \
  X(212, SECRET_IN_FILE, "a secret stands in the pipeline file itself")                                                \
  X(213, NOT_A_TIMESTAMP, "a value is not a timestamp")                                                                \
  X(214, ROWS, "rows in the file do not fit their fields")                                                             \
  X(331, NO_ENTRY, "a plugin has no entry of that name")                                                               \
  X(332, OTHER_KIND, "a source, operator or sink stands where another of them is needed")                              \
  X(333, BAD_BIND, "what a plugin asks for does not hold together")                                                    \
  X(402, REFUSED, "a source, operator or sink refuses its options or what it reads")                                   \
  X(403, INPUTS, "an operator reads fewer streams than it needs")                                                      \
  X(404, NOT_A_MULTIPLE, "a window's length or slide is no multiple of its input's slide")                             \
  X(405, SLIDES_DIFFER, "streams that come at different times meet in one operator")                                   \
  X(406, WINDOWS_DIFFER, "streams that are marked with different windows meet in one operator")                        \
  X(407, WINDOW_HELD, "all rows of a window are kept, since what reads them takes no window")                          \
  X(408, UNREAD, "a stream is read by nothing")                                                                        \
  X(409, NO_OUTPUT, "nothing is put out")                                                                              \
  X(410, TWO_STATES, "a list of steps has two operators that keep state over batches")                                 \
  X(412, STAGE_TOO_LARGE, "too many operators run together")                                                           \
  X(413, NO_EXCHANGE, "an operator that keeps rows or state over batches does not say how its rows meet")              \
  X(414, SETTING, "lanes or partitions are out of range")

typedef enum plan_code {
#define PLAN_CODE_MEMBER(number, identifier, meaning) PLAN_E_##identifier = (number),
  PLAN_CODES(PLAN_CODE_MEMBER)
#undef PLAN_CODE_MEMBER
} plan_code;

#endif
