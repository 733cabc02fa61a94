/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's memory and its errors. What it makes lives until it is destroyed, so nothing is freed piece by
 * piece. One thread. */
#include "expr/compiler.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

expr_compiler *expr_compiler_create(const expr_library *library) {
  expr_compiler *c = calloc(1, sizeof *c);
  if (!c) return NULL;
  c->memory = memory_create(UINT64_MAX);
  if (!c->memory) {
    free(c);
    return NULL;
  }
  c->library = *library;
  arena_init(&c->arena, c->memory, MEMORY_WAITING);
  return c;
}

typedef struct expr_kept {
  void *data;
  void (*release)(void *data);
  struct expr_kept *next;
} expr_kept;

bool expr_keep(expr_compiler *c, void *data, void (*release)(void *data)) {
  expr_kept *kept = expr_get(c, sizeof *kept);
  if (!kept) return false;
  *kept = (expr_kept){.data = data, .release = release, .next = c->kept};
  c->kept = kept;
  return true;
}

void expr_compiler_destroy(expr_compiler *c) {
  if (!c) return;
  for (const expr_kept *k = c->kept; k; k = k->next) k->release(k->data);
  arena_finish(&c->arena);
  memory_unref(c->memory);
  free(c);
}

void expr_compiler_check(expr_compiler *c, bool on) { c->checked = on; }

void *expr_get(expr_compiler *c, size_t n) {
  size_t size = n < 8 ? 8 : n; /* the arena aligns from 8 bytes on */
  void *p = arena_get(&c->arena, size);
  if (!p) {
    expr_fail(c, EXPR_E_OUT_OF_MEMORY, (expr_span){0, 0}, "there is not enough memory to compile this expression");
    return NULL;
  }
  return memset(p, 0, size);
}

void *expr_copy_bytes(expr_compiler *c, const void *from, size_t n) {
  void *to = expr_get(c, n);
  return to && n ? memcpy(to, from, n) : to;
}

char *expr_copy_text(expr_compiler *c, const char *text, size_t n) {
  char *to = expr_get(c, n + 1);
  if (to && n) memcpy(to, text, n);
  return to;
}

bool expr_copy_field(expr_compiler *c, weir_field *to, const weir_field *from, const char *name) {
  weir_field *child = NULL;
  char *copy = expr_copy_text(c, name ? name : "", name ? strlen(name) : 0);
  if (!copy) return false;
  if (from->children) {
    child = expr_get(c, from->children * sizeof *child);
    if (!child) return false;
    for (uint32_t i = 0; i < from->children; i++)
      if (!expr_copy_field(c, &child[i], &from->child[i], from->child[i].name)) return false;
  }
  *to = (weir_field){.name = copy, .type = from->type, .flags = from->flags};
  to->children = from->children;
  to->child = child;
  return true;
}

void expr_fail(expr_compiler *c, expr_code code, expr_span at, const char *format, ...) {
  expr_error *err = c->err;
  if (err->code) return;
  va_list list;
  va_start(list, format);
  (void)vsnprintf(err->text, sizeof err->text, format, list);
  va_end(list);
  err->help[0] = '\0';
  err->offset = at.offset;
  err->length = at.length;
  err->code = (uint32_t)code;
}

void expr_help(expr_compiler *c, const char *format, ...) {
  va_list list;
  va_start(list, format);
  (void)vsnprintf(c->err->help, sizeof c->err->help, format, list);
  va_end(list);
}

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

bool expr_same_name(const char *a, const char *b) {
  while (*a && lower((unsigned char)*a) == lower((unsigned char)*b)) a++, b++;
  return lower((unsigned char)*a) == lower((unsigned char)*b);
}
