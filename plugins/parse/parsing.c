/* SPDX-License-Identifier: Apache-2.0 */
#include "parsing.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- bind, open ---------------------------------------------------------------------------------------------------- */

static weir_status refuse(weir_error *err, int32_t option, const char *what, const char *why) {
  err->option = option;
  (void)snprintf(err->text, sizeof err->text, "'%.200s' %s", what, why);
  return WEIR_EINVAL;
}

weir_status parsing_bind(parsing *p, weir_plan *plan, weir_error *err) {
  const weir_field *column = weir_field_at(plan->input[0], p->column);
  p->values = plan->host->extension(plan->host, WEIR_TEXT_ID);
  if (!p->values) return WEIR_EINVAL;
  if (column->type != WEIR_STRING && column->type != WEIR_BINARY)
    return refuse(err, PARSING_OPTION_COLUMN, column->name, "is neither string nor binary: only text can be parsed");
  for (uint32_t i = 0; i < p->fields->count; i++) {
    const weir_status s = plan->add_field_like(plan, NULL, weir_field_at(p->fields, i));
    if (s) return s;
  }
  for (uint32_t i = 0; i < p->keep.count; i++) {
    const weir_status s = plan->add_input_field(plan, 0, p->keep.index[i]);
    if (s) return s;
  }
  return WEIR_OK;
}

weir_status parsing_plain_fields(const parsing *p, weir_error *err) {
  for (uint32_t i = 0; i < p->fields->count; i++) {
    const weir_field *f = weir_field_at(p->fields, i);
    if (p->values->kind(f->type)) continue;
    err->entry = i;
    return refuse(err, PARSING_OPTION_FIELDS, f->name, "has a type that no plain text is a value of; string would do");
  }
  return WEIR_OK;
}

weir_status parsing_open(parsing *p, const weir_open *open) {
  p->dropped = open->host->counter(open->host, "rows_dropped", "rows that did not parse and were dropped");
  return WEIR_OK;
}

char **parsing_sentences(const parsing *p) {
  char **sentence = calloc((size_t)p->fields->count + 1, sizeof *sentence);
  for (uint32_t i = 0; sentence && i < p->fields->count; i++) {
    const weir_field *f = weir_field_at(p->fields, i);
    const char *kind = p->values->kind(f->type);
    const size_t n = strlen(f->name) + strlen(kind) + sizeof "'' is no ";
    sentence[i] = malloc(n);
    if (!sentence[i]) {
      parsing_sentences_free(p, sentence);
      return NULL;
    }
    (void)snprintf(sentence[i], n, "'%s' is no %s", f->name, kind);
  }
  return sentence;
}

void parsing_sentences_free(const parsing *p, char **sentence) {
  for (uint32_t i = 0; sentence && i < p->fields->count; i++) free(sentence[i]);
  free(sentence);
}

/* ---- process ------------------------------------------------------------------------------------------------------ */

static void fail_batch(const parsing *p, weir_out *out) {
  char text[480];
  (void)snprintf(text, sizeof text, "a row does not parse (%.300s); with on_error: dead_letter it would be set aside",
                 p->parsed.why[0]);
  out->host->fail(out, text);
}

static void put_aside(const parsing *p, const weir_chunk *in, weir_out *out) {
  const weir_parsed *parsed = &p->parsed;
  if (p->on_error == ON_ERROR_FAIL && parsed->bad) fail_batch(p, out);
  if (p->on_error == ON_ERROR_DROP) out->host->count(out->host, p->dropped, parsed->bad);
  for (uint32_t i = 0; p->on_error == ON_ERROR_DEAD_LETTER && i < parsed->bad; i++)
    out->host->reject(out, in, parsed->bad_row[i], parsed->why[i]);
}

weir_status parsing_process(parsing *p, const weir_chunk *in, weir_out *out, parse_texts parse, void *self) {
  const weir_column *text = weir_col(in, p->column);
  for (uint32_t first = 0, n; first < in->rows && !out->failed; first += n) {
    if (out->rows == out->capacity) out->host->flush(out);
    n = out->capacity - out->rows;
    if (n > in->rows - first) n = in->rows - first;
    parse(self, text, first, n, out, &p->parsed);
    for (uint32_t k = 0; k < p->keep.count; k++)
      out->host->put_column(out, p->fields->count + k, weir_col(in, p->keep.index[k]), p->parsed.good_row,
                            p->parsed.good);
    out->rows += p->parsed.good;
    put_aside(p, in, out);
  }
  return out->failed;
}

typedef struct each {
  const parsing *parsing;
  parse_text parse;
  void *self;
} each;

/* A text that is no row may have left nulls where the next row will be. */
static void take_back(const parsing *p, const weir_out *out, uint32_t row) {
  for (uint32_t i = 0; i < p->fields->count; i++)
    if (out->col[i].valid) out->col[i].valid[row >> 6] |= UINT64_C(1) << (row & 63);
}

static void parse_each(void *context, const weir_column *text, uint32_t first, uint32_t n, weir_out *out,
                       weir_parsed *parsed) {
  const each *e = context;
  const weir_str *str = text->data;
  parsed->good = parsed->bad = 0;
  for (uint32_t i = first; i < first + n; i++) {
    const char *why = weir_is_null(text, i)
                          ? "null where a text is wanted"
                          : e->parse(e->self, weir_text(&str[i]), str[i].len, out, out->rows + parsed->good);
    if (!why) {
      parsed->good_row[parsed->good++] = i;
      continue;
    }
    take_back(e->parsing, out, out->rows + parsed->good);
    parsed->why[parsed->bad] = why;
    parsed->bad_row[parsed->bad++] = i;
  }
}

weir_status parsing_process_each(parsing *p, const weir_chunk *in, weir_out *out, parse_text parse, void *self) {
  each e = {p, parse, self};
  return parsing_process(p, in, out, parse_each, &e);
}
