/* SPDX-License-Identifier: Apache-2.0 */
/* Values as Spark prints them: doubles are Java's, lists [a, b], maps {k -> v}, structs {a, b}, nulls within them null. */
#include "data/format_parts.h"
#include "expr/evaluator_parts.h"

static int add_value(text_buffer *b, const weir_column *c, const weir_field *type, uint32_t row);

/* A quick one for the commonest: gives its first byte in room[0..24). */
static const char *int_text(int64_t v, char *room, uint32_t *n) {
  char *p = room + 24;
  uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
  do {
    *--p = (char)('0' + left % 10);
  } while (left /= 10);
  if (v < 0) *--p = '-';
  *n = (uint32_t)(room + 24 - p);
  return p;
}

/* ---- one value --------------------------------------------------------------------------------------------------- */

static int add_time(text_buffer *b, int64_t us) {
  civil c = civil_utc(us);
  int bad = text_buffer_printf(b, "%s%04lld-%02u-%02u %02u:%02u:%02u",
                               c.year < 0      ? "-"
                               : c.year > 9999 ? "+"
                                               : "",
                               (long long)(c.year < 0 ? -c.year : c.year), c.month, c.day, c.hour, c.minute, c.second);
  if (c.micro == 0) return bad;
  int digits = 6;
  for (; c.micro % 10 == 0; digits--) c.micro /= 10;
  return bad || text_buffer_printf(b, ".%0*u", digits, c.micro);
}

static int add_nested(text_buffer *b, const weir_column *c, const weir_field *type, uint32_t row) {
  if (weir_is_null(c, row)) return format_add(b, "null");
  return add_value(b, c, type, row);
}

static int add_list(text_buffer *b, const weir_column *c, const weir_field *type, uint32_t row) {
  const bool map = c->type == WEIR_MAP;
  const uint32_t begin = format_begin(c, row);
  int bad = format_add(b, map ? "{" : "[");
  for (uint32_t i = begin; i < c->ends[row] && !bad; i++) {
    if (i > begin) bad |= format_add(b, ", ");
    bad |= add_nested(b, &c->child[0], &type->child[0], i);
    if (map) bad |= format_add(b, " -> ") || add_nested(b, &c->child[1], &type->child[1], i);
  }
  return bad || format_add(b, map ? "}" : "]");
}

/* How many fields there are the type alone knows. */
static int add_struct(text_buffer *b, const weir_column *c, const weir_field *type, uint32_t row) {
  int bad = format_add(b, "{");
  for (uint32_t i = 0; i < type->children && !bad; i++) {
    if (i) bad |= format_add(b, ", ");
    bad |= add_nested(b, &c->child[i], &type->child[i], c->first + row);
  }
  return bad || format_add(b, "}");
}

static int add_value(text_buffer *b, const weir_column *c, const weir_field *type, uint32_t row) {
  const weir_str *s = (const weir_str *)c->data + row;
  switch (c->type) {
  case WEIR_BOOL:
    return format_add(b, ((const uint8_t *)c->data)[row] ? "true" : "false");
  case WEIR_I64:
    return format_add_int(b, ((const int64_t *)c->data)[row]);
  case WEIR_F64:
    return format_add_java_float(b, ((const double *)c->data)[row]);
  case WEIR_TIME:
    return add_time(b, ((const int64_t *)c->data)[row]);
  case WEIR_STRING:
  case WEIR_BINARY:
    return text_buffer_add(b, weir_text(s), s->len);
  case WEIR_STRUCT:
    return add_struct(b, c, type, row);
  default:
    return add_list(b, c, type, row);
  }
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static bool put_text(form_run *r, uint32_t row, const char *p, uint32_t n) {
  char *to = n > 12 ? form_bytes(r, n) : NULL;
  if (n > 12 && !to) return false;
  if (to) memcpy(to, p, n);
  ((weir_str *)r->data)[row] = weir_view(to ? to : p, n);
  return true;
}

static bool eval_int(form_run *r) {
  const int64_t *in = r->arg[0]->data;
  char room[24];
  uint32_t n;
  for (uint32_t i = 0; i < r->rows; i++) {
    const char *p = int_text(in[i], room, &n);
    if (!put_text(r, i, p, n)) return false;
  }
  return true;
}

static bool eval_bool(form_run *r) {
  const uint8_t *in = r->arg[0]->data;
  for (uint32_t i = 0; i < r->rows; i++)
    ((weir_str *)r->data)[i] = in[i] ? weir_view("true", 4) : weir_view("false", 5);
  return true;
}

static bool eval(form_run *r) {
  const weir_column *c = r->arg[0];
  const weir_field *type = form_type(r, 0);
  text_buffer *b = &r->evaluator->text;
  if (c->type == WEIR_I64) return eval_int(r);
  if (c->type == WEIR_BOOL) return eval_bool(r);
  for (uint32_t i = 0; i < r->rows; i++) {
    b->size = 0;
    if (weir_is_null(c, i)) continue;
    if (add_value(b, c, type, i)) return form_fail(r, "there is not enough memory for a text");
    if (!put_text(r, i, b->data, (uint32_t)b->size)) return false;
  }
  return true;
}
const expr_form cast_to_text = {"cast", true, eval};

static bool eval_same_bytes(form_run *r) {
  memcpy(r->data, r->arg[0]->data, r->rows * sizeof(weir_str));
  return true;
}
const expr_form cast_same_bytes = {"cast", true, eval_same_bytes};
