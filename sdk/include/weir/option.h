/* SPDX-License-Identifier: Apache-2.0 */
/* Options: a static table says name, type, place in the instance, default, range and help. The host parses the YAML,
 * applies defaults, checks, refuses unknown keys (naming the nearest), fills the instance before bind, and prints
 * `weir plugins describe` from it. No plugin parses its configuration. */
#ifndef WEIR_OPTION_H
#define WEIR_OPTION_H
#include <weir/types.h>
#ifdef __cplusplus
extern "C" {
#endif

/* The type of an option, and what lies at its offset. What a pointer points to is the host's and lives until close. */
#define WEIR_OPT_BOOL 1u      /* uint8_t; true | false */
#define WEIR_OPT_I64 2u       /* int64_t; min and max are checked when max > min */
#define WEIR_OPT_F64 3u       /* double; likewise */
#define WEIR_OPT_TEXT 4u      /* weir_str */
#define WEIR_OPT_CHOICE 5u    /* uint32_t: index in `choices`, "python|scala" */
#define WEIR_OPT_DURATION 6u  /* int64_t µs; 500ms, 10s, 5m, 1h, 1d; min and max in µs */
#define WEIR_OPT_SIZE 7u      /* int64_t bytes; 64KB, 1MiB */
#define WEIR_OPT_PATH 8u      /* weir_str; made absolute from the pipeline file's directory */
#define WEIR_OPT_SECRET 9u    /* weir_str; only from ${NAME} or ${file:…}; never printed */
#define WEIR_OPT_TEXTS 10u    /* weir_texts */
#define WEIR_OPT_TEXT_MAP 11u /* weir_text_map, in the order of the file */
#define WEIR_OPT_FIELDS 12u   /* const weir_schema *: {name: type}; every field nullable */
#define WEIR_OPT_COLUMN 13u   /* uint32_t: index of a column of input `input` */
#define WEIR_OPT_COLUMNS 14u  /* weir_columns */
#define WEIR_OPT_EXPRESSION                                                                                            \
  15u /* const weir_expression *, over input `input`, of type `want` (0: any); NULL if absent */
#define WEIR_OPT_EXPRESSIONS 16u /* const weir_expressions *: {name: expression}, in order */
#define WEIR_OPT_KEY 17u         /* const weir_expressions *: name | [names] | {name: expression} */
#define WEIR_OPT_AGGREGATES 18u  /* const weir_aggregates *: {name: call}, in order */
#define WEIR_OPT_STREAM 19u      /* uint32_t: number of the input that the named stream becomes */
#define WEIR_OPT_FORMAT 20u      /* const weir_format *: one of `choices` out of text|csv|json|python|scala */
#define WEIR_OPT_KEY_PAIRS 21u /* const weir_key_pairs *: a join's `on`: name | [names] | {column of 0: column of 1} */
#define WEIR_OPT_ROWS 22u      /* weir_rows: rows in the file, typed by the FIELDS option before it */

#define WEIR_OPT_STATE                                                                                                 \
  23u /* const weir_state_fields *: {name: {type, initial, update}}, over the columns of input `input` and state.name */

/* Host-owned, read through the extensions weir.eval/1, weir.aggregates/1, weir.format/1. */
typedef struct weir_expression weir_expression;
typedef struct weir_expressions weir_expressions;
typedef struct weir_aggregates weir_aggregates;
typedef struct weir_key_pairs weir_key_pairs;
typedef struct weir_format weir_format;
typedef struct weir_state_fields weir_state_fields; /* weir.state/1 */

typedef struct weir_texts {
  const weir_str *text;
  uint32_t count, reserved;
} weir_texts;
typedef struct weir_text_map {
  const weir_str *key, *value;
  uint32_t count, reserved;
} weir_text_map;
typedef struct weir_columns {
  const uint32_t *index;
  uint32_t count, reserved;
} weir_columns;
/* A list of batches, each a list of rows. */
typedef struct weir_rows {
  const weir_chunk *const *batch;
  uint32_t count, reserved;
} weir_rows;

#define WEIR_REQUIRED 1u /* no default: must be given */
#define WEIR_MAIN 2u     /* a scalar or list in place of the mapping is this option */
#define WEIR_BODY 4u     /* the whole mapping is this option; the entry has no others */
#define WEIR_EXPLODES 8u /* EXPRESSIONS: a list alone is exploded, of several entries exactly one is explode(list) */
/* EXPRESSION, EXPRESSIONS: beside the input's columns they see what the STATE option before them declares: state.name after
 * the row, old.name before it, and timing_out, a bool. */
#define WEIR_OVER_STATE 16u
#define WEIR_ALL_INPUTS 255u /* `input`: names are column or stream.column of any input */

typedef struct weir_option {
  const char *name, *help;
  const char *default_text; /* as it would be written in YAML; NULL: zero or absent */
  const char *choices;      /* "a|b|c" */
  uint32_t type, offset, flags, input, want, reserved;
  double min, max;
} weir_option;

#ifdef __cplusplus
}
#endif
#endif
