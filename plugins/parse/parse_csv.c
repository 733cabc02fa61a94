/* SPDX-License-Identifier: Apache-2.0 */
/* parse_csv: a line of comma-separated values (RFC 4180, within one line) becomes its values, in the order of the fields.
 *
 *   4711,"a ""quoted"", text",,12.5      an unquoted empty value is null, "" is an empty string */
#include "parsing.h"

#include <stdio.h>

typedef struct parse_csv {
  parsing parsing;
  weir_str separator;
  char by;      /* the separator */
  char **wrong; /* a sentence a field */
  char count[96];
} parse_csv;

static const weir_option options[] = {
    PARSING_COLUMN(parse_csv),
    PARSING_FIELDS(parse_csv),
    PARSING_KEEP(parse_csv),
    {.name = "separator",
     .help = "one ASCII character between values",
     .default_text = ",",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(parse_csv, separator)},
    PARSING_ON_ERROR(parse_csv),
};
enum { OPTION_SEPARATOR = 3 };

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  parse_csv *self = instance;
  const char *by = weir_text(&self->separator);
  if (self->separator.len != 1 || (unsigned char)*by >= 0x80 || *by == '"') {
    err->option = OPTION_SEPARATOR;
    (void)snprintf(err->text, sizeof err->text, "a separator is one ASCII character, and no quote");
    return WEIR_EINVAL;
  }
  self->by = *by;
  (void)snprintf(self->count, sizeof self->count, "there are not %u values, as many as there are fields",
                 self->parsing.fields->count);
  const weir_status s = parsing_bind(&self->parsing, plan, err);
  return s ? s : parsing_plain_fields(&self->parsing, err);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  parse_csv *self = instance;
  self->wrong = parsing_sentences(&self->parsing);
  if (self->wrong) return parsing_open(&self->parsing, open);
  (void)snprintf(err->text, sizeof err->text, "memory is out");
  return WEIR_EFAIL;
}

static void close(void *instance) {
  parse_csv *self = instance;
  parsing_sentences_free(&self->parsing, self->wrong);
  self->wrong = NULL;
}

/* ---- one line ----------------------------------------------------------------------------------------------------- */

/* A value without its quotes. */
typedef struct value {
  const char *p, *behind; /* behind: the separator or the line's end */
  uint32_t size;
  uint32_t quoted;
} value;

/* The closing quote of a value whose text begins at p; *doubled: how many quotes stand for one. NULL: there is none. */
static const char *closing_quote(const char *p, const char *end, uint32_t *doubled) {
  *doubled = 0;
  for (;; p += 2, ++*doubled) {
    p = memchr(p, '"', (size_t)(end - p));
    if (!p || p + 1 == end || p[1] != '"') return p;
  }
}

static const char *without_doubled(const char *p, const char *quote, uint32_t doubled, weir_out *out, uint32_t *size) {
  char *plain = out->host->bytes(out, (uint64_t)(quote - p)), *to = plain;
  for (; doubled && p < quote; p++) {
    *to++ = *p;
    if (*p == '"') p++;
  }
  *size = (uint32_t)(to - plain);
  return plain;
}

/* The value at p. NULL or what is wrong. */
static const char *cut_value(const parse_csv *self, const char *p, const char *end, weir_out *out, value *v) {
  v->quoted = p < end && *p == '"';
  if (!v->quoted) {
    const char *by = memchr(p, self->by, (size_t)(end - p));
    *v = (value){.p = p, .behind = by ? by : end, .size = (uint32_t)((by ? by : end) - p)};
    return NULL;
  }
  uint32_t doubled;
  const char *quote = closing_quote(++p, end, &doubled);
  if (!quote) return "a quote is not closed";
  if (quote + 1 < end && quote[1] != self->by) return "something follows a closing quote";
  v->behind = quote + 1;
  v->p = p;
  v->size = (uint32_t)(quote - p);
  if (doubled) v->p = without_doubled(p, quote, doubled, out, &v->size);
  return NULL;
}

static const char *put_value(const parse_csv *self, const value *v, uint32_t field, weir_out *out, uint32_t row) {
  const parsing *p = &self->parsing;
  const uint32_t type = weir_field_at(p->fields, field)->type;
  if (!v->size && !v->quoted) {
    p->values->put_null(out, field, row, type);
    return NULL;
  }
  return p->values->put(out, field, row, type, v->p, v->size) ? NULL : self->wrong[field];
}

static const char *parse(void *instance, const char *p, uint32_t size, weir_out *out, uint32_t row) {
  const parse_csv *self = instance;
  const char *end = p + size, *why;
  const uint32_t fields = self->parsing.fields->count;
  for (uint32_t field = 0; field < fields; field++) {
    value v;
    why = cut_value(self, p, end, out, &v);
    if (!why) why = put_value(self, &v, field, out, row);
    if (why) return why;
    if ((v.behind == end) != (field + 1 == fields)) return self->count;
    p = v.behind + 1;
  }
  return NULL;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  parse_csv *self = instance;
  (void)input;
  return parsing_process_each(&self->parsing, in, out, parse, self);
}

WEIR_OPERATOR(parse_csv,
              .help =
                  "Lines of comma-separated values become columns: parse_csv: {column: line, fields: {sensor: string, "
                  "value: float64}}",
              .instance_size = sizeof(parse_csv), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .open = open_instance, .process = process, .close = close);
