/* SPDX-License-Identifier: Apache-2.0 */
/* Names and constants, as the lexer reads them back. */
#include "data/format_parts.h"
#include "expr/printer.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void print_bytes(printer *p, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++, p->used++)
    if (p->used + 1 < p->size) p->to[p->used] = text[i];
}

void print_text(printer *p, const char *text) { print_bytes(p, text, strlen(text)); }

static bool is_plain_name(const char *name) {
  static const char *const words[] = {"and",          "or",
                                      "not",          "div",
                                      "true",         "false",
                                      "null",         "case",
                                      "is",           "in",
                                      "like",         "ilike",
                                      "rlike",        "regexp",
                                      "between",      "escape",
                                      "when",         "then",
                                      "else",         "end",
                                      "from",         "for",
                                      "distinct",     "filter",
                                      "interval",     "date",
                                      "timestamp",    "current_timestamp",
                                      "current_date", "localtimestamp",
                                      "both",         "leading",
                                      "trailing"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (expr_same_name(name, words[i])) return false;
  if (!*name || (*name >= '0' && *name <= '9')) return false;
  for (const char *c = name; *c; c++)
    if (!((*c | 32) >= 'a' && (*c | 32) <= 'z') && !(*c >= '0' && *c <= '9') && *c != '_') return false;
  return !((name[0] | 32) == 'r' && !name[1]); /* r'…' is raw text */
}

void print_name(printer *p, const char *name) {
  if (is_plain_name(name)) {
    print_text(p, name);
    return;
  }
  print_text(p, "`");
  for (; *name; name++) print_bytes(p, *name == '`' ? "``" : name, *name == '`' ? 2 : 1);
  print_text(p, "`");
}

void print_column(printer *p, const expr_node *n) {
  if (n->stream) {
    print_name(p, n->stream);
    print_text(p, ".");
  }
  print_name(p, n->field.name);
}

static void put_string(printer *p, const weir_str *s) {
  static const char plain[] = "\n\t\r\b\x1a", letter[] = "ntrbZ";
  const char *text = weir_text(s);
  print_text(p, "'");
  for (uint32_t i = 0; i < s->len; i++) {
    const char *known = text[i] ? strchr(plain, text[i]) : NULL;
    char escape[2] = {'\\', known ? letter[known - plain] : text[i]};
    if (!text[i])
      print_text(p, "\\u0000"); /* \0 and digits behind it would be octal */
    else if (known || text[i] == '\'' || text[i] == '\\')
      print_bytes(p, escape, 2);
    else
      print_bytes(p, &text[i], 1);
  }
  print_text(p, "'");
}

static void put_real(printer *p, double value) {
  char text[40];
  if (!isfinite(value)) {
    print_text(p, value != value ? "cast('NaN' as double)"
                  : value > 0    ? "cast('Infinity' as double)"
                                 : "cast('-Infinity' as double)");
    return;
  }
  for (int digits = 15; digits <= 17; digits++) {
    (void)snprintf(text, sizeof text, "%.*g", digits, value);
    if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value)) break;
  }
  print_text(p, text);
  if (!strpbrk(text, ".e")) print_text(p, ".0");
}

static void put_time(printer *p, int64_t us) {
  char text[64];
  const civil c = civil_utc(us);
  (void)snprintf(text, sizeof text, "timestamp '%s%04lld-%02u-%02u %02u:%02u:%02u.%06u'", c.year > 9999 ? "+" : "",
                 (long long)c.year, c.month, c.day, c.hour, c.minute, c.second, c.micro);
  print_text(p, text);
}

static void put_binary(printer *p, const weir_str *s) {
  static const char digit[] = "0123456789abcdef";
  print_text(p, "X'");
  for (uint32_t i = 0; i < s->len; i++) {
    const unsigned char c = (unsigned char)weir_text(s)[i];
    const char pair[2] = {digit[c >> 4], digit[c & 15]};
    print_bytes(p, pair, 2);
  }
  print_text(p, "'");
}

void print_constant(printer *p, const expr_node *n) {
  char text[32];
  if (n->is_null) {
    print_text(p, "null");
  } else if (n->field.type == WEIR_BOOL) {
    print_text(p, n->value.boolean ? "true" : "false");
  } else if (n->field.type == WEIR_STRING) {
    put_string(p, &n->value.string);
  } else if (n->field.type == WEIR_F64) {
    put_real(p, n->value.real);
  } else if (n->field.type == WEIR_TIME) {
    put_time(p, n->value.integer);
  } else if (n->field.type == WEIR_BINARY) {
    put_binary(p, &n->value.string);
  } else {
    (void)snprintf(text, sizeof text, "%lld", (long long)n->value.integer);
    print_text(p, text);
  }
}
