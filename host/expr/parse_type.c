/* SPDX-License-Identifier: Apache-2.0 */
/* Types behind `as` and `::`, by Spark's names and by ours. Spark's smaller numbers are the larger of ours, cut to what they
 * hold. */
#include "expr/cast.h"
#include "expr/parser.h"

enum { MAX_NESTING = 8, MAX_FIELDS = 256 };

static const struct {
  const char *name;
  uint32_t type, flags;
} types[] = {
    {"boolean", WEIR_BOOL, 0},
    {"bool", WEIR_BOOL, 0},
    {"bigint", WEIR_I64, 0},
    {"long", WEIR_I64, 0},
    {"int64", WEIR_I64, 0},
    {"int", WEIR_I64, CAST_INT32},
    {"integer", WEIR_I64, CAST_INT32},
    {"smallint", WEIR_I64, CAST_INT16},
    {"short", WEIR_I64, CAST_INT16},
    {"tinyint", WEIR_I64, CAST_INT8},
    {"byte", WEIR_I64, CAST_INT8},
    {"double", WEIR_F64, 0},
    {"float64", WEIR_F64, 0},
    {"float", WEIR_F64, CAST_FLOAT32},
    {"real", WEIR_F64, CAST_FLOAT32},
    {"string", WEIR_STRING, 0},
    {"binary", WEIR_BINARY, 0},
    {"timestamp", WEIR_TIME, 0},
    {"date", WEIR_TIME, CAST_DATE},
    {"array", WEIR_LIST, 0},
    {"list", WEIR_LIST, 0},
    {"map", WEIR_MAP, 0},
    {"struct", WEIR_STRUCT, 0},
};
enum { TYPES = sizeof types / sizeof *types };

/* '>', also of '>>' and '>>>', which then lose it. */
static bool close(parser *p) {
  token *t = &p->token;
  if (t->kind != TOKEN_SYMBOL || *t->text != '>' || strchr(t->text, '=')) return parse_expect_symbol(p, ">");
  if (!t->text[1]) return parse_next(p), true;
  t->text++;
  t->size--;
  t->span = (expr_span){t->span.offset + 1, t->span.length - 1};
  return true;
}

static bool parse_nested(parser *p, weir_field *type, uint32_t depth);

static bool parse_children(parser *p, weir_field *type, uint32_t depth) {
  static const char *const list[] = {"element"}, *const map[] = {"key", "value"};
  const bool is_map = type->type == WEIR_MAP;
  weir_field *child = expr_get(p->compiler, 2 * sizeof *child);
  if (!child || !parse_expect_symbol(p, "<")) return false;
  type->child = child;
  type->children = is_map ? 2 : 1;
  for (uint32_t i = 0; i < type->children; i++) {
    if (i && !parse_expect_symbol(p, ",")) return false;
    if (!parse_nested(p, &child[i], depth + 1)) return false;
    child[i].name = is_map ? map[i] : list[i];
    child[i].flags = is_map && i == 0 ? 0 : WEIR_NULLABLE;
  }
  return close(p);
}

static bool parse_fields(parser *p, weir_field *type, uint32_t depth) {
  weir_field *child = expr_get(p->compiler, MAX_FIELDS * sizeof *child);
  if (!child || !parse_expect_symbol(p, "<")) return false;
  type->child = child;
  do {
    if (type->children == MAX_FIELDS || (p->token.kind != TOKEN_NAME && p->token.kind != TOKEN_QUOTED))
      return parse_fail(p, "the name of a field"), false;
    const char *name = p->token.text;
    parse_next(p);
    (void)parse_take_symbol(p, ":");
    if (!parse_nested(p, &child[type->children], depth + 1)) return false;
    child[type->children].name = name;
    child[type->children++].flags = WEIR_NULLABLE;
  } while (parse_take_symbol(p, ","));
  return close(p);
}

static bool fail_type(parser *p) {
  if (p->token.kind == TOKEN_NAME)
    expr_fail(p->compiler, EXPR_E_NO_SUCH_TYPE, p->token.span, "there is no type '%.60s'", p->token.text);
  else
    (void)parse_fail(p, "a type");
  expr_help(p->compiler,
            "types are bool, bigint, int, double, string, binary, timestamp, date, array<…>, map<…>, struct<…>");
  return false;
}

static bool parse_one(parser *p, weir_field *type, uint32_t *flags, uint32_t depth) {
  uint32_t i = 0;
  while (i < TYPES && !parse_is_word(p, types[i].name)) i++;
  if (i == TYPES) return fail_type(p);
  if (depth > MAX_NESTING) {
    expr_fail(p->compiler, EXPR_E_TOO_DEEP, p->token.span, "a type is nested deeper than %u", (unsigned)MAX_NESTING);
    return false;
  }
  parse_next(p);
  *type = (weir_field){.name = "", .type = types[i].type};
  *flags = types[i].flags;
  if (type->type == WEIR_STRUCT) return parse_fields(p, type, depth);
  return (type->type != WEIR_LIST && type->type != WEIR_MAP) || parse_children(p, type, depth);
}

/* Within another: smaller numbers are what they are cut from. */
static bool parse_nested(parser *p, weir_field *type, uint32_t depth) {
  uint32_t flags;
  return parse_one(p, type, &flags, depth);
}

bool parse_type(parser *p, weir_field *type, uint32_t *flags) { return parse_one(p, type, flags, 1); }
