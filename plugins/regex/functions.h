/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of this plugin. */
#ifndef REGEX_FUNCTIONS_H
#define REGEX_FUNCTIONS_H
#include "searcher.h"

/* clang-format off */
#define REGEX_FUNCTIONS(X) \
  X(rlike) X(regexp) X(regexp_like) X(regexp_count) X(regexp_instr) X(regexp_extract) X(regexp_groups) \
  X(regexp_extract_all) X(regexp_substr) X(regexp_replace) X(split)
/* clang-format on */

#define DECLARE(id) extern const weir_function function_##id;
REGEX_FUNCTIONS(DECLARE)
#undef DECLARE

/* A null in an argument makes the row null. */
#define FUNCTION(id, say, types, bind_, eval_)                                                                         \
  const weir_function function_##id = {.size = sizeof(weir_function),                                                  \
                                       .flags = WEIR_FUNCTION_STRICT,                                                  \
                                       .name = #id,                                                                    \
                                       .help = say,                                                                    \
                                       .signature = types,                                                             \
                                       .bind = bind_,                                                                  \
                                       .eval = eval_,                                                                  \
                                       .lane_size = sizeof(searcher),                                                  \
                                       .lane_close = searcher_close}

/* Fields of regexp_groups, and bytes of a group's name, at the most. */
enum { FUNCTION_GROUPS = 64, FUNCTION_GROUP_NAME = 32 };

/* The pattern is argument 1 [bind]. */
weir_status function_bind_pattern(weir_call *call, weir_error *err);

/* Of a result that is a list of strings: row r's ends at part end[r] of the searcher; all parts go to the host [eval]. */
weir_status function_put_lists(searcher *s, weir_out *out, uint32_t column, const uint32_t *end, uint32_t rows);
#endif
