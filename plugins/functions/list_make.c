/* SPDX-License-Identifier: Apache-2.0 */
/* Lists out of values: array, array_repeat, sequence; and a text out of a list: array_join. */
#include "list.h"
#include "text.h"

/* ---- array ------------------------------------------------------------------------------------------------------- */

static weir_status array(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  list_writer w;
  const uint32_t type = call->args > 0 ? call->arg[0]->type : WEIR_STRING;
  if (list_open(&w, out, column, type, (uint64_t)rows * call->args) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t i = 0; i < call->args; i++) list_put(&w, arg[i], r);
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_array(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "element", .type = WEIR_STRING};
  if (call->args == 0) return list_set_result(call, &text, 0, 0);
  if (call->unify(call, 0, call->args, WEIR_UNIFY_TEXT) != WEIR_OK) return WEIR_EINVAL;
  if (element_width(call->arg[0]->type) == 0)
    return function_refuse(err, "the elements of a list must be single values, not lists, maps or structs");
  return list_set_result(call, call->arg[0], list_nullable(call), 0);
}

LENIENT_BOUND(array, "array(x, …): the list of the arguments", "(any...)", bind_array, array);

/* ---- array_repeat ------------------------------------------------------------------------------------------------ */

static weir_status repeat_value(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const int64_t *count = arg[1]->data;
  uint64_t most = 0;
  list_writer w;
  for (uint32_t r = 0; r < rows; r++) most += (uint64_t)min_i64(max_i64(count[r], 0), UINT32_MAX);
  if (list_open(&w, out, column, call->arg[0]->type, most) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    for (int64_t i = 0; i < count[r]; i++) list_put(&w, arg[0], r);
    list_end_row(&w, r);
  }
  function_copy_nulls(arg[1], &out->col[column], rows);
  return WEIR_OK;
}

static weir_status bind_repeat_value(weir_call *call, weir_error *err) {
  if (element_width(call->arg[0]->type) == 0)
    return function_refuse(err, "the elements of a list must be single values, not lists, maps or structs");
  return list_set_result(call, call->arg[0], call->arg[0]->flags, call->arg[1]->flags);
}

LENIENT_BOUND(array_repeat, "array_repeat(x, count): the list that has x count times", "(any, int64)",
              bind_repeat_value, repeat_value);

/* ---- sequence ---------------------------------------------------------------------------------------------------- */

/* How many numbers from `from` to `to` by `step`; -1: the step leads nowhere. */
static int64_t sequence_size(int64_t from, int64_t to, int64_t step) {
  const uint64_t distance = from <= to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
  const uint64_t size = step < 0 ? -(uint64_t)step : (uint64_t)step;
  if (from == to) return 1;
  if (size == 0 || (step > 0) != (from < to)) return -1;
  const uint64_t n = distance / size;
  return n >= INT64_MAX ? INT64_MAX : (int64_t)n + 1;
}

static int64_t step_of(const weir_call *call, const weir_column *const *arg, uint32_t r) {
  if (call->args > 2) return ((const int64_t *)arg[2]->data)[r];
  return ((const int64_t *)arg[0]->data)[r] <= ((const int64_t *)arg[1]->data)[r] ? 1 : -1;
}

static weir_status sequence(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  const int64_t *from = arg[0]->data, *to = arg[1]->data;
  int64_t n[WEIR_MAX_ROWS];
  uint64_t most = 0;
  list_writer w;
  for (uint32_t r = 0; r < rows; r++) {
    const int null = weir_is_null(arg[0], r) || weir_is_null(arg[1], r) || (call->args > 2 && weir_is_null(arg[2], r));
    n[r] = null ? 0 : sequence_size(from[r], to[r], step_of(call, arg, r));
    if (n[r] < 0) return function_fail(out, "the step of sequence leads away from its end, or nowhere");
    most += (uint64_t)min_i64(n[r], UINT32_MAX);
  }
  if (list_open(&w, out, column, WEIR_I64, most) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const uint64_t step = (uint64_t)step_of(call, arg, r);
    uint64_t *element = (uint64_t *)w.to->child->data + w.at;
    for (int64_t i = 0; i < n[r]; i++) element[i] = (uint64_t)from[r] + (uint64_t)i * step;
    w.at += (uint32_t)n[r];
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_sequence(weir_call *call, weir_error *err) {
  static const weir_field number = {.name = "element", .type = WEIR_I64};
  (void)err;
  return list_set_result(call, &number, 0, list_nullable(call));
}

STRICT_BOUND(sequence, "sequence(from, to[, step]): the list of the integers from from to to, by step (1, or -1)",
             "(int64, int64, [int64])", bind_sequence, sequence);

/* ---- array_join -------------------------------------------------------------------------------------------------- */

typedef struct joined {
  char *put; /* NULL: only counts */
  uint64_t bytes, parts;
} joined;

static void join_one(joined *j, const weir_str *separator, const weir_str *s) {
  if (j->parts++ > 0) {
    if (j->put != NULL) memcpy(j->put + j->bytes, weir_text(separator), separator->len);
    j->bytes += separator->len;
  }
  if (j->put != NULL) memcpy(j->put + j->bytes, weir_text(s), s->len);
  j->bytes += s->len;
}

static uint64_t join_row(char *put, const weir_column *const *arg, uint32_t r, const weir_str *for_null) {
  joined j = {.put = put};
  const weir_str *separator = (const weir_str *)arg[1]->data + r, *element = arg[0]->child->data;
  for (uint32_t i = list_begin(arg[0], r); i < arg[0]->ends[r]; i++) {
    const weir_str *s = weir_is_null(arg[0]->child, i) ? for_null : element + i;
    if (s != NULL) join_one(&j, separator, s);
  }
  return j.bytes;
}

static weir_status join(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *for_null = call->args > 2 ? arg[2]->data : NULL;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, 16 * (uint64_t)rows);
  for (uint32_t r = 0; r < rows; r++) {
    const weir_str *instead = for_null != NULL ? for_null + r : NULL;
    char *p = text_room(&b, join_row(NULL, arg, r, instead));
    if (p == NULL) return WEIR_EFAIL;
    to[r] = text_made(&b, p + join_row(p, arg, r, instead));
  }
  return WEIR_OK;
}

static weir_status bind_join(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  static const weir_field texts = {.name = "list", .type = WEIR_LIST, .children = 1, .child = &text};
  if (list_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  if (call->arg[0]->child->type != WEIR_STRING && call->cast(call, 0, &texts) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "array_join", .type = WEIR_STRING, .flags = list_nullable(call)};
  return call->set_result(call, &field);
}

STRICT_BOUND(array_join,
             "array_join(list, separator[, instead]): the elements as one text with the separator between two; nulls "
             "are left out, or instead stands for them",
             "(any, string, [string])", bind_join, join);
