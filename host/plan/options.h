/* SPDX-License-Identifier: Apache-2.0 */
/* Options: from the body of an entry to the image of its instance. What options point to lives as long as the plan.
 * Internal to the layer; one thread. */
#ifndef PLAN_OPTIONS_H
#define PLAN_OPTIONS_H
#include "plan/builder.h"

/* An option that is being filled. */
typedef struct option_reader {
  plan_builder *b;
  draft *d;
  const weir_option *option;
  const spec_node *node; /* its value: from the file, or made from the default */
  bool is_default;
  const weir_schema *const *input; /* schemas of all inputs */
  const char *const *stream;       /* and the names of their streams */
  uint32_t inputs;
  const uint32_t *stream_input; /* [option_count]: the input that a STREAM option became */
  uint32_t index;               /* of the option */
  bool stands_in;               /* set by a fill that fails: what it left there may be bound all the same */
} option_reader;

/* Says which node of the file fills which option; refuses keys that no option has. False: reported. */
bool options_assign(plan_builder *b, draft *d);
/* Fills d->node.image; `input`, `stream` and `stream_input` as in option_reader. What is wrong is reported, all of it,
 * and d is `faulty` then, or `hopeless`. False: out of memory. */
bool options_fill(plan_builder *b, draft *d, const weir_schema *const *input, const char *const *stream,
                  uint32_t inputs, const uint32_t *stream_input);
/* Where in the file entry `entry`, byte `offset`, of option `option` stands; the entry's key when nothing was written.
 * */
spec_span options_place(const plan_builder *b, const draft *d, int32_t option, uint32_t entry, uint32_t offset);

static inline const weir_option *option_at(const plan_entry *e, uint32_t i) {
  return plugin_option(e->option, e->option_stride, i);
}

/* ---- a function a type: reads r->node into what lies at the option's offset; false: reported, or it follows from what
 * was ---- */
typedef bool (*option_fill)(option_reader *r, void *to);
bool fill_bool(option_reader *r, void *to);
bool fill_i64(option_reader *r, void *to);
bool fill_f64(option_reader *r, void *to);
bool fill_duration(option_reader *r, void *to);
bool fill_size(option_reader *r, void *to);
bool fill_choice(option_reader *r, void *to);
bool fill_format(option_reader *r, void *to);
bool fill_text(option_reader *r, void *to);
bool fill_path(option_reader *r, void *to);
bool fill_secret(option_reader *r, void *to);
bool fill_texts(option_reader *r, void *to);
bool fill_text_map(option_reader *r, void *to);
bool fill_fields(option_reader *r, void *to);
bool fill_column(option_reader *r, void *to);
bool fill_columns(option_reader *r, void *to);
bool fill_key_pairs(option_reader *r, void *to);
bool fill_stream(option_reader *r, void *to);
bool fill_expression(option_reader *r, void *to);
bool fill_expressions(option_reader *r, void *to);
bool fill_key(option_reader *r, void *to);
bool fill_aggregates(option_reader *r, void *to);
bool fill_rows(option_reader *r, void *to);
bool fill_state(option_reader *r, void *to);

/* What is wrong with an expression that stands at `node`. What follows from another error is not told. */
void option_report(option_reader *r, const spec_node *node, const expr_error *err);
/* The type that is written at `node`, of what is called `name`: finish it with schema_field_finish. False: reported. */
bool option_type_of_text(option_reader *r, const spec_node *node, const char *name, weir_field *field);
/* The text of an expression. False: reported. */
bool option_text(option_reader *r, const spec_node *node, expr_text *text);

/* A reducer of one's own, and where its parts stand. */
typedef struct option_reducer {
  expr_reducer own;
  const spec_node *part[3]; /* by EXPR_REDUCER_…; NULL: not written */
} option_reducer;
/* Fills `to`, which is zeroed, from a mapping. False: reported. */
bool option_read_reducer(option_reader *r, const spec_node *node, option_reducer *to);

/* Reports a column that no stream of inputs [from, to) has, with what they have. `shown` is its name as written; `help`:
 * what would be right, or "". */
void option_refuse_column(option_reader *r, spec_span where, const char *shown, uint32_t from, uint32_t to,
                          const char *help);
/* Notes where the streams of inputs [from, to) are declared, and their columns. */
void option_note_streams(option_reader *r, spec_diagnostic *error, uint32_t from, uint32_t to);

/* True when the entry reads that input (WEIR_ALL_INPUTS: any at all). False: reported. */
bool option_has_input(option_reader *r, uint32_t input);
#endif
