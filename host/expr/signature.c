/* SPDX-License-Identifier: Apache-2.0 */
/* A signature is read anew for each call: it is short, and calls are bound once. */
#include "expr/signature.h"
#include "data/schema.h"
#include "expr/types.h"
#include <stdio.h>

enum { MAX_PARAMETERS = 32, MAX_CHOICES = 8 };

/* One parameter: text of its types, "float64|int64". */
typedef struct parameter {
  const char *text;
  size_t size;
} parameter;

typedef struct signature {
  parameter parameter[MAX_PARAMETERS], result;
  uint32_t count, least; /* least: how many must be given */
  bool more;             /* the last comes any number of times */
} signature;

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The end of a type: the next of ",])" that is not within <>. */
static const char *type_end(const char *p) {
  for (int depth = 0; *p && (depth || !strchr(",])", *p)); p++) depth += (*p == '<') - (*p == '>' && p[-1] != '-');
  return p;
}

static bool read_parameter(signature *s, const char **at) {
  const char *p = *at + strspn(*at, " ");
  const bool optional = *p == '[';
  p += optional;
  const char *end = type_end(p);
  if (s->count == MAX_PARAMETERS || end == p || s->more) return false;
  parameter *one = &s->parameter[s->count++];
  *one = (parameter){p, (size_t)(end - p)};
  if (one->size > 3 && memcmp(end - 3, "...", 3) == 0) one->size -= 3, s->more = true;
  if (!optional && !s->more) s->least = s->count;
  *at = end + optional;
  return !optional || *end == ']';
}

static bool read(signature *s, const char *text) {
  const char *p = text;
  *s = (signature){.count = 0};
  if (*p++ != '(') return false;
  while (*p && *p != ')') {
    if (!read_parameter(s, &p)) return false;
    if (*p == ',') p++;
  }
  if (*p++ != ')') return false;
  p += strspn(p, " ");
  if (!*p) return true;
  if (memcmp(p, "-> ", 3) != 0) return false;
  s->result = (parameter){p + 3, strlen(p + 3)};
  return s->result.size > 0;
}

/* ---- arguments --------------------------------------------------------------------------------------------------- */

static bool is_word(const char *text, size_t n, const char *word) {
  return strlen(word) == n && memcmp(text, word, n) == 0;
}

/* The types of a parameter; gives how many, 0: one of them is wrong. `any` is type 0. */
static uint32_t choices_of(const parameter *p, weir_field *choice) {
  uint32_t n = 0;
  for (size_t at = 0; at <= p->size && n < MAX_CHOICES; n++) {
    const char *bar = memchr(p->text + at, '|', p->size - at);
    const size_t size = bar ? (size_t)(bar - p->text) - at : p->size - at;
    choice[n] = (weir_field){.type = 0};
    if (!is_word(p->text + at, size, "any") && schema_parse_type(p->text + at, size, &choice[n]) < 0) {
      while (n) schema_field_finish(&choice[--n]);
      return 0;
    }
    at += size + 1;
  }
  return n;
}

/* Argument i stays if it is one of these, else it becomes the first. */
static weir_status convert(expr_call *call, const parameter *p, uint32_t i) {
  weir_field choice[MAX_CHOICES];
  const uint32_t n = choices_of(p, choice);
  if (n == 0) {
    call_refuse(call, "has a signature that is none");
    return WEIR_EINVAL;
  }
  bool stays = false;
  for (uint32_t k = 0; k < n; k++)
    stays = stays || choice[k].type == 0 || schema_same_type(&choice[k], call->call.arg[i]);
  const weir_status status = stays ? WEIR_OK : call->call.cast(&call->call, i, &choice[0]);
  for (uint32_t k = 0; k < n; k++) schema_field_finish(&choice[k]);
  return status;
}

static weir_status refuse_number(const expr_call *call, const signature *s, const char *text, weir_error *err) {
  const char *close = strchr(text, ')');
  const int shown = close ? (int)(close - text) + 1 : (int)strlen(text);
  if (s->more)
    (void)snprintf(err->text, sizeof err->text, "it takes %u arguments or more, %.*s; here are %u", s->least, shown,
                   text, call->call.args);
  else if (s->least == s->count)
    (void)snprintf(err->text, sizeof err->text, "it takes %u argument%s, %.*s; here are %u", s->count,
                   s->count == 1 ? "" : "s", shown, text, call->call.args);
  else
    (void)snprintf(err->text, sizeof err->text, "it takes %u to %u arguments, %.*s; here are %u", s->least, s->count,
                   shown, text, call->call.args);
  return WEIR_EINVAL;
}

/* ---- the result -------------------------------------------------------------------------------------------------- */

static weir_status set_result(expr_call *call, const parameter *result) {
  weir_field field = {.type = 0};
  uint32_t nullable = result->text[result->size - 1] == '?' ? WEIR_NULLABLE : 0;
  for (uint32_t i = 0; i < call->call.args; i++) nullable |= call->call.arg[i]->flags & WEIR_NULLABLE;
  if (result->text[0] == '$') {
    const uint32_t i = (uint32_t)(result->text[1] - '1');
    if (i >= call->call.args) return call_refuse(call, "has a signature that is none");
    field = *call->call.arg[i];
    if (field.type == 0) field = (weir_field){.name = "", .type = WEIR_STRING};
    field.flags = nullable;
    return call->call.set_result(&call->call, &field);
  }
  if (schema_parse_type(result->text, result->size, &field) < 0)
    return call_refuse(call, "has a signature that is none");
  field.flags = nullable;
  const weir_status status = call->call.set_result(&call->call, &field);
  schema_field_finish(&field);
  return status;
}

weir_status signature_apply(expr_call *call, const char *text, weir_error *err) {
  signature s;
  if (!read(&s, text)) return call_refuse(call, "has a signature that is none");
  const uint32_t args = call->call.args;
  if (args < s.least || (args > s.count && !s.more)) return refuse_number(call, &s, text, err);
  for (uint32_t i = 0; i < args; i++) {
    const weir_status status = convert(call, &s.parameter[i < s.count ? i : s.count - 1], i);
    if (status != WEIR_OK) return status;
  }
  if (s.result.size == 0 || is_word(s.result.text, s.result.size, "any")) return WEIR_OK;
  return set_result(call, &s.result);
}
