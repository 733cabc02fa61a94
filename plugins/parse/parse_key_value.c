/* SPDX-License-Identifier: Apache-2.0 */
/* parse_key_value: a line of pairs becomes those that are asked for.
 *
 *   user=ann  amount=12.5 note="a \"quoted\" text" debug      a name alone has the value true; unknown names are passed over */
#include "parsing.h"

#include <stdio.h>

typedef struct parse_key_value {
  parsing parsing;
  weir_str pairs, assign;
  char between, by; /* their only characters */
  char **wrong;     /* a sentence a field */
} parse_key_value;

static const weir_option options[] = {
    PARSING_COLUMN(parse_key_value),
    PARSING_FIELDS(parse_key_value),
    PARSING_KEEP(parse_key_value),
    {.name = "pairs",
     .help = "one ASCII character between pairs; several in a row are one",
     .default_text = " ",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(parse_key_value, pairs)},
    {.name = "assign",
     .help = "one ASCII character between name and value",
     .default_text = "=",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(parse_key_value, assign)},
    PARSING_ON_ERROR(parse_key_value),
};
enum { OPTION_PAIRS = 3, OPTION_ASSIGN };

static weir_status one_character(const weir_str *text, int32_t option, char *character, weir_error *err) {
  *character = *weir_text(text);
  if (text->len == 1 && (unsigned char)*character < 0x80 && *character != '"') return WEIR_OK;
  err->option = option;
  (void)snprintf(err->text, sizeof err->text, "it is one ASCII character, and no quote");
  return WEIR_EINVAL;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  parse_key_value *self = instance;
  weir_status s = one_character(&self->pairs, OPTION_PAIRS, &self->between, err);
  if (!s) s = one_character(&self->assign, OPTION_ASSIGN, &self->by, err);
  if (!s && self->by == self->between) {
    err->option = OPTION_ASSIGN;
    (void)snprintf(err->text, sizeof err->text, "pairs and assign are the same character");
    s = WEIR_EINVAL;
  }
  if (!s) s = parsing_bind(&self->parsing, plan, err);
  return s ? s : parsing_plain_fields(&self->parsing, err);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  parse_key_value *self = instance;
  self->wrong = parsing_sentences(&self->parsing);
  if (self->wrong) return parsing_open(&self->parsing, open);
  (void)snprintf(err->text, sizeof err->text, "memory is out");
  return WEIR_EFAIL;
}

static void close(void *instance) {
  parse_key_value *self = instance;
  parsing_sentences_free(&self->parsing, self->wrong);
  self->wrong = NULL;
}

/* ---- one line ----------------------------------------------------------------------------------------------------- */

typedef struct pair {
  const char *name, *value, *behind; /* value NULL: a name alone */
  uint32_t name_size, value_size;
  uint32_t quoted, escapes;
} pair;

/* The closing quote of a value that begins at p; \ takes the next character as it is. NULL: there is none. */
static const char *closing_quote(const char *p, const char *end, uint32_t *escapes) {
  for (*escapes = 0; p < end && *p != '"'; p++)
    if (*p == '\\') {
      p++;
      ++*escapes;
    }
  return p < end ? p : NULL;
}

static const char *cut_value(const parse_key_value *self, const char *p, const char *end, pair *found) {
  if (p < end && *p == '"') {
    const char *quote = closing_quote(++p, end, &found->escapes);
    if (!quote) return "a quote is not closed";
    if (quote + 1 < end && quote[1] != self->between) return "something follows a closing quote";
    found->quoted = 1;
    found->value = p;
    found->value_size = (uint32_t)(quote - p);
    found->behind = quote + 1;
    return NULL;
  }
  const char *behind = memchr(p, self->between, (size_t)(end - p));
  found->behind = behind ? behind : end;
  found->value = p;
  found->value_size = (uint32_t)(found->behind - p);
  return NULL;
}

static const char *cut_pair(const parse_key_value *self, const char *p, const char *end, pair *found) {
  *found = (pair){.name = p};
  while (p < end && *p != self->by && *p != self->between) p++;
  found->name_size = (uint32_t)(p - found->name);
  found->behind = p;
  return p < end && *p == self->by ? cut_value(self, p + 1, end, found) : NULL;
}

static uint32_t field_of(const parse_key_value *self, const pair *found) {
  const weir_schema *fields = self->parsing.fields;
  uint32_t f = 0;
  for (; f < fields->count; f++) {
    const char *name = weir_field_at(fields, f)->name;
    if (strlen(name) == found->name_size && memcmp(name, found->name, found->name_size) == 0) break;
  }
  return f;
}

static void without_escapes(pair *found, weir_out *out) {
  char *plain = out->host->bytes(out, found->value_size), *to = plain;
  for (const char *p = found->value, *end = p + found->value_size; p < end; p++) *to++ = *p == '\\' ? *++p : *p;
  found->value = plain;
  found->value_size = (uint32_t)(to - plain);
}

static const char *put_pair(const parse_key_value *self, pair *found, uint32_t f, weir_out *out, uint32_t row) {
  const parsing *p = &self->parsing;
  const uint32_t type = weir_field_at(p->fields, f)->type;
  if (found->escapes) without_escapes(found, out);
  if (!found->value) {
    found->value = "true";
    found->value_size = 4;
  } else if (!found->value_size && !found->quoted) {
    p->values->put_null(out, f, row, type);
    return NULL;
  }
  return p->values->put(out, f, row, type, found->value, found->value_size) ? NULL : self->wrong[f];
}

static void put_nulls(const parse_key_value *self, weir_out *out, uint32_t row) {
  const weir_schema *fields = self->parsing.fields;
  for (uint32_t f = 0; f < fields->count; f++)
    self->parsing.values->put_null(out, f, row, weir_field_at(fields, f)->type);
}

/* All fields begin as null; a name that comes again wins. */
static const char *parse(void *instance, const char *p, uint32_t size, weir_out *out, uint32_t row) {
  const parse_key_value *self = instance;
  const char *end = p + size, *why = NULL;
  put_nulls(self, out, row);
  while (!why) {
    pair found;
    while (p < end && *p == self->between) p++;
    if (p == end) return NULL;
    why = cut_pair(self, p, end, &found);
    if (why) break;
    p = found.behind;
    const uint32_t f = field_of(self, &found);
    if (f == self->parsing.fields->count) continue;
    if (out->col[f].valid) out->col[f].valid[row >> 6] |= UINT64_C(1) << (row & 63);
    why = put_pair(self, &found, f, out, row);
  }
  return why;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  parse_key_value *self = instance;
  (void)input;
  return parsing_process_each(&self->parsing, in, out, parse, self);
}

WEIR_OPERATOR(
    parse_key_value,
    .help = "Lines of name=value pairs become columns: parse_key_value: {column: line, fields: {user: string}}",
    .instance_size = sizeof(parse_key_value), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
    .open = open_instance, .process = process, .close = close);
