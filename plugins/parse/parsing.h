/* SPDX-License-Identifier: Apache-2.0 */
/* What the operators that parse have in common: a column of texts becomes fields, other columns are kept, and what does
 * not parse goes where on_error says.
 *
 *   in:   line                               at, …                  a chunk
 *          │ parse: good_row[], bad_row[]      │ good_row[]
 *   out:  field 0 … field n-1                kept columns          bad rows: dead_letters, nowhere, or the batch fails */
#ifndef PARSE_PARSING_H
#define PARSE_PARSING_H
#include <weir/weir.h>

#define ON_ERROR_DEAD_LETTER 0u
#define ON_ERROR_DROP 1u
#define ON_ERROR_FAIL 2u

typedef struct parsing {
  uint32_t column, on_error;
  const weir_schema *fields;
  weir_columns keep;
  uint32_t dropped; /* a counter */
  const weir_text_values *values;
  weir_parsed parsed;
} parsing;

/* The options that all of them have; the operator's struct has a member `parsing`. */
#define PARSING_COLUMN(type_)                                                                                          \
  {                                                                                                                    \
    .name = "column", .help = "what to parse: a string or binary column", .type = WEIR_OPT_COLUMN,                     \
    .offset = offsetof(type_, parsing.column), .flags = WEIR_REQUIRED                                                  \
  }
#define PARSING_FIELDS(type_)                                                                                          \
  {                                                                                                                    \
    .name = "fields", .help = "the columns that come out, and their types: {user: string, amount: float64}",           \
    .type = WEIR_OPT_FIELDS, .offset = offsetof(type_, parsing.fields), .flags = WEIR_REQUIRED                         \
  }
#define PARSING_KEEP(type_)                                                                                            \
  {                                                                                                                    \
    .name = "keep", .help = "columns that are kept beside the fields", .type = WEIR_OPT_COLUMNS,                       \
    .offset = offsetof(type_, parsing.keep)                                                                            \
  }
#define PARSING_ON_ERROR(type_)                                                                                        \
  {                                                                                                                    \
    .name = "on_error",                                                                                                \
    .help =                                                                                                            \
        "what becomes of a row that does not parse: it goes to the stream dead_letters, is dropped and counted, or "   \
        "fails its batch",                                                                                             \
    .default_text = "dead_letter", .choices = "dead_letter|drop|fail", .type = WEIR_OPT_CHOICE,                        \
    .offset = offsetof(type_, parsing.on_error)                                                                        \
  }
enum { PARSING_OPTION_COLUMN, PARSING_OPTION_FIELDS }; /* their indexes: the first two of each table */

/* One text as row `row` of out's first columns; NULL, or why it is none, in a sentence that lives as long as the instance. What
 * it wrote for a text that is none is taken back. */
typedef const char *(*parse_text)(void *self, const char *p, uint32_t size, weir_out *out, uint32_t row);
/* The same for texts first .. first+n at once, into rows out->rows .., as weir_json.read does. */
typedef void (*parse_texts)(void *self, const weir_column *text, uint32_t first, uint32_t n, weir_out *out,
                            weir_parsed *parsed);

/* Checks the column's type and declares fields and kept columns. */
weir_status parsing_bind(parsing *p, weir_plan *plan, weir_error *err);
/* Refuses fields that no text is a value of: lists, maps, structs. */
weir_status parsing_plain_fields(const parsing *p, weir_error *err);
weir_status parsing_open(parsing *p, const weir_open *open);
/* An operator's process. `self` is handed to the parser. */
weir_status parsing_process(parsing *p, const weir_chunk *in, weir_out *out, parse_texts parse, void *self);
weir_status parsing_process_each(parsing *p, const weir_chunk *in, weir_out *out, parse_text parse, void *self);

/* "'name' is no kind", made at open for each field; NULL: memory is out. */
char **parsing_sentences(const parsing *p);
void parsing_sentences_free(const parsing *p, char **sentence);
#endif
