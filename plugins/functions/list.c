/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"
#include <math.h>
#include <stdio.h>

/* ---- elements ---------------------------------------------------------------------------------------------------- */

uint32_t element_width(uint32_t type) {
  switch (type) {
  case WEIR_BOOL:
    return 1;
  case WEIR_I64:
  case WEIR_F64:
  case WEIR_TIME:
    return 8;
  case WEIR_STRING:
  case WEIR_BINARY:
    return 16;
  default:
    return 0;
  }
}

static int compare_reals(double x, double y) {
  if (isnan(x) || isnan(y)) return (isnan(x) != 0) - (isnan(y) != 0);
  return (x > y) - (x < y);
}

static int compare_strings(const weir_str *a, const weir_str *b) {
  const int order = memcmp(weir_text(a), weir_text(b), a->len < b->len ? a->len : b->len);
  return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

int element_compare(uint32_t type, const void *a, const void *b) {
  switch (type) {
  case WEIR_BOOL:
    return *(const uint8_t *)a - *(const uint8_t *)b;
  case WEIR_F64:
    return compare_reals(*(const double *)a, *(const double *)b);
  case WEIR_STRING:
  case WEIR_BINARY:
    return compare_strings(a, b);
  default: {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
  }
  }
}

static uint64_t hash_bytes(const char *p, uint32_t n) {
  uint64_t hash = n;
  for (uint32_t i = 0; i < n; i++) hash = (hash ^ (unsigned char)p[i]) * UINT64_C(0x100000001B3);
  return hash;
}

uint64_t element_hash(uint32_t type, const void *value) {
  const uint64_t spread = UINT64_C(0x9E3779B97F4A7C15);
  uint64_t x = 0;
  if (type == WEIR_STRING || type == WEIR_BINARY) {
    x = hash_bytes(weir_text(value), ((const weir_str *)value)->len);
  } else if (type == WEIR_F64) {
    const double real = *(const double *)value, plain = isnan(real) ? (double)NAN : real == 0 ? 0 : real;
    memcpy(&x, &plain, 8);
  } else {
    memcpy(&x, value, element_width(type));
  }
  x *= spread;
  return x ^ x >> 29;
}

/* ---- binding ----------------------------------------------------------------------------------------------------- */

weir_status list_argument(const weir_call *call, uint32_t i, weir_error *err) {
  const weir_field *arg = call->arg[i];
  if (arg->type == WEIR_LIST && element_width(arg->child->type) > 0) return WEIR_OK;
  err->option = (int32_t)i;
  (void)snprintf(err->text, sizeof err->text,
                 arg->type == WEIR_LIST
                     ? "argument %u is a list of lists, maps or structs; it must be one of single values"
                     : "argument %u must be a list",
                 i + 1);
  return WEIR_EINVAL;
}

static weir_status cast_to_list_of(weir_call *call, uint32_t i, uint32_t type) {
  const weir_field element = {.name = "element", .type = type, .flags = call->arg[i]->child->flags};
  const weir_field list = {
      .name = "list", .type = WEIR_LIST, .flags = call->arg[i]->flags, .children = 1, .child = &element};
  return call->arg[i]->child->type == type ? WEIR_OK : call->cast(call, i, &list);
}

static weir_status refuse_mix(weir_error *err, uint32_t i) {
  err->option = (int32_t)i;
  return function_refuse(err, "this is not of the type of the list's elements; cast(x as type) makes it so");
}

weir_status list_unify_value(weir_call *call, uint32_t list, uint32_t value, weir_error *err) {
  if (list_argument(call, list, err) != WEIR_OK) return WEIR_EINVAL;
  const uint32_t type = call->arg[list]->child->type, given = call->arg[value]->type;
  const weir_field element = {.name = "element", .type = type};
  if (given == type) return WEIR_OK;
  if (type == WEIR_I64 && given == WEIR_F64) return cast_to_list_of(call, list, WEIR_F64);
  if (given == 0 || (type == WEIR_F64 && given == WEIR_I64)) return call->cast(call, value, &element);
  return refuse_mix(err, value);
}

weir_status list_unify_lists(weir_call *call, weir_error *err) {
  if (list_argument(call, 0, err) != WEIR_OK || list_argument(call, 1, err) != WEIR_OK) return WEIR_EINVAL;
  const uint32_t a = call->arg[0]->child->type, b = call->arg[1]->child->type;
  if (a == b) return WEIR_OK;
  if (a == WEIR_I64 && b == WEIR_F64) return cast_to_list_of(call, 0, b);
  return a == WEIR_F64 && b == WEIR_I64 ? cast_to_list_of(call, 1, a) : refuse_mix(err, 1);
}

weir_status list_set_result(weir_call *call, const weir_field *element, uint32_t element_flags, uint32_t flags) {
  weir_field child = *element;
  child.name = "element";
  child.flags = element_flags & WEIR_NULLABLE;
  const weir_field list = {
      .name = "list", .type = WEIR_LIST, .flags = flags & WEIR_NULLABLE, .children = 1, .child = &child};
  return call->set_result(call, &list);
}

uint32_t list_nullable(const weir_call *call) {
  uint32_t flags = 0;
  for (uint32_t i = 0; i < call->args; i++) flags |= call->arg[i]->flags & WEIR_NULLABLE;
  return flags;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

uint64_t list_total(const weir_column *list, uint32_t rows) {
  return rows > 0 ? list->ends[rows - 1] - list->first : 0;
}

uint32_t list_longest(const weir_column *list, uint32_t rows) {
  uint32_t most = 0;
  for (uint32_t r = 0; r < rows; r++) most = list_size(list, r) > most ? list_size(list, r) : most;
  return most;
}

weir_status list_open(list_writer *w, weir_out *out, uint32_t column, uint32_t element_type, uint64_t most) {
  if (most > UINT32_MAX / 4)
    return function_fail(out, "a function makes more than 1,073,741,823 elements in one chunk");
  w->at = out->host->list_reserve(out, column, (uint32_t)most);
  w->to = &out->col[column];
  w->width = element_width(element_type);
  return w->at == WEIR_NO_ROW ? WEIR_EFAIL : WEIR_OK;
}

void list_copy(list_writer *w, const weir_column *from, uint32_t begin, uint32_t n) {
  if (n == 0) return;
  memcpy((char *)w->to->child->data + (size_t)w->at * w->width, element_at_index(from, begin, w->width),
         (size_t)n * w->width);
  for (uint32_t i = 0; from->valid != NULL && i < n; i++)
    if (weir_is_null(from, begin + i)) function_set_null(w->to->child, w->at + i);
  w->at += n;
}

void list_put_null(list_writer *w) {
  memset((char *)w->to->child->data + (size_t)w->at * w->width, 0, w->width);
  function_set_null(w->to->child, w->at++);
}

/* ---- sets -------------------------------------------------------------------------------------------------------- */

static uint32_t slots_for(uint32_t n) {
  uint32_t slots = 2 * SET_FEW;
  while (slots < 2 * n) slots *= 2;
  return slots;
}

void set_init(element_set *s, weir_out *out, uint32_t type, uint32_t most) {
  *s = (element_set){.type = type, .width = element_width(type)};
  if (most > SET_FEW) s->slot = (uint32_t *)(void *)out->host->bytes(out, slots_for(most) * sizeof *s->slot);
}

void set_begin(element_set *s, uint32_t first, uint32_t n) {
  s->first = first;
  s->count = 0;
  s->null = 0;
  s->slots = n > SET_FEW ? slots_for(n) : 0;
  if (s->slots > 0) memset(s->slot, 0, s->slots * sizeof *s->slot);
}

/* The slot where the value is or would be. */
static uint32_t *find_slot(const element_set *s, const weir_column *own, const void *value) {
  uint32_t at = (uint32_t)element_hash(s->type, value) & (s->slots - 1);
  while (s->slot[at] != 0 && element_compare(s->type, element_at_index(own, s->slot[at] - 1, s->width), value) != 0)
    at = (at + 1) & (s->slots - 1);
  return s->slot + at;
}

int set_has(const element_set *s, const weir_column *own, const weir_column *from, uint32_t i) {
  if (weir_is_null(from, i)) return (int)s->null;
  const void *value = element_at_index(from, i, s->width);
  if (s->slots > 0) return *find_slot(s, own, value) != 0;
  for (uint32_t k = s->first; k < s->first + s->count; k++)
    if (!weir_is_null(own, k) && element_compare(s->type, element_at_index(own, k, s->width), value) == 0) return 1;
  return 0;
}

void set_add(element_set *s, const weir_column *own, uint32_t i) {
  s->count++;
  if (weir_is_null(own, i))
    s->null = 1;
  else if (s->slots > 0)
    *find_slot(s, own, element_at_index(own, i, s->width)) = i + 1;
}
