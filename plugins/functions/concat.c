/* SPDX-License-Identifier: Apache-2.0 */
/* Putting texts together: concat, concat_ws, repeat, space. concat of lists is in list_change.c. */
#include "concat.h"
#include "text.h"

/* ---- concat ------------------------------------------------------------------------------------------------------ */

static weir_status concat_texts(const weir_column *const *arg, uint32_t args, uint32_t rows, weir_out *out,
                                uint32_t column) {
  weir_str *to = out->col[column].data;
  text_builder b;
  uint64_t likely = 0;
  for (uint32_t i = 0; i < args; i++) likely += text_bytes(arg[i], rows);
  text_begin(&b, out, likely);
  for (uint32_t r = 0; r < rows; r++) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < args; i++) n += ((const weir_str *)arg[i]->data)[r].len;
    char *p = text_room(&b, n);
    if (p == NULL) return WEIR_EFAIL;
    for (uint32_t i = 0; i < args; i++) {
      const weir_str *s = (const weir_str *)arg[i]->data + r;
      memcpy(p, weir_text(s), s->len);
      p += s->len;
    }
    to[r] = text_made(&b, p);
  }
  return WEIR_OK;
}

static weir_status concat(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  if (call->args > 0 && call->arg[0]->type == WEIR_LIST) return concat_lists(call, arg, rows, out, column);
  return concat_texts(arg, call->args, rows, out, column);
}

static int all_are(const weir_call *call, uint32_t type) {
  for (uint32_t i = 0; i < call->args; i++)
    if (call->arg[i]->type != type) return 0;
  return call->args > 0;
}

/* Lists of one type, all binary, or strings. */
static weir_status bind_concat(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  weir_field field = {.name = "concat", .type = all_are(call, WEIR_BINARY) ? WEIR_BINARY : WEIR_STRING};
  if (call->args > 0 && call->arg[0]->type == WEIR_LIST) return bind_concat_lists(call, err);
  for (uint32_t i = 0; i < call->args; i++) {
    if (field.type == WEIR_STRING && call->cast(call, i, &text) != WEIR_OK) return WEIR_EINVAL;
    field.flags |= call->arg[i]->flags & WEIR_NULLABLE;
  }
  return call->set_result(call, &field);
}

/* ---- concat_ws --------------------------------------------------------------------------------------------------- */

static int is_list(const weir_column *c) { return c->type == WEIR_LIST; }

/* What concat_ws joins in row r, one after another: nulls are left out. `put` NULL: only counts. */
typedef struct joined {
  const weir_str *separator;
  char *put;
  uint64_t bytes, parts;
} joined;

static void join_one(joined *j, const weir_str *s) {
  if (j->parts++ > 0) {
    if (j->put != NULL) memcpy(j->put + j->bytes, weir_text(j->separator), j->separator->len);
    j->bytes += j->separator->len;
  }
  if (j->put != NULL) memcpy(j->put + j->bytes, weir_text(s), s->len);
  j->bytes += s->len;
}

static uint64_t join_row(joined j, const weir_column *const *arg, uint32_t args, uint32_t r) {
  for (uint32_t i = 1; i < args; i++) {
    if (weir_is_null(arg[i], r)) continue;
    if (!is_list(arg[i])) {
      join_one(&j, (const weir_str *)arg[i]->data + r);
      continue;
    }
    const weir_str *element = arg[i]->child->data;
    for (uint32_t e = r > 0 ? arg[i]->ends[r - 1] : arg[i]->first; e < arg[i]->ends[r]; e++)
      if (!weir_is_null(arg[i]->child, e)) join_one(&j, element + e);
  }
  return j.bytes;
}

static weir_status concat_ws(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const weir_str *separator = arg[0]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, (uint64_t)rows * 16);
  for (uint32_t r = 0; r < rows; r++) {
    joined j = {.separator = separator + r};
    const uint64_t n = join_row(j, arg, call->args, r);
    if ((j.put = text_room(&b, n)) == NULL) return WEIR_EFAIL;
    to[r] = text_made(&b, j.put + join_row(j, arg, call->args, r));
  }
  function_copy_nulls(arg[0], &out->col[column], rows);
  return WEIR_OK;
}

static weir_status bind_concat_ws(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  (void)err;
  for (uint32_t i = 0; i < call->args; i++) {
    const weir_field *arg = call->arg[i];
    if (i > 0 && arg->type == WEIR_LIST && arg->child->type == WEIR_STRING) continue;
    if (call->cast(call, i, &text) != WEIR_OK) return WEIR_EINVAL;
  }
  const weir_field field = {.name = "concat_ws", .type = WEIR_STRING, .flags = call->arg[0]->flags & WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(concat, "concat(text…): the texts one after another; null if one is. Lists are joined to one list",
             "(any...)", bind_concat, concat);
LENIENT_BOUND(
    concat_ws,
    "concat_ws(separator, text…): the texts, and the elements of lists of strings, with the separator between "
    "two; nulls are left out",
    "(any, any...)", bind_concat_ws, concat_ws);

/* ---- repeat ------------------------------------------------------------------------------------------------------ */

/* n times `unit` bytes at p, of which the first time is written. */
static void fill(char *p, uint64_t unit, uint64_t n) {
  for (uint64_t done = unit, all = unit * n; done < all;) {
    const uint64_t more = done < all - done ? done : all - done;
    memcpy(p + done, p, more);
    done += more;
  }
}

static weir_str repeated(text_builder *b, const weir_str *unit, int64_t times) {
  const uint64_t n = times > 0 && unit->len > 0 ? (uint64_t)times : 0;
  const int fits = n <= TEXT_MAX && unit->len * n <= TEXT_MAX;
  char *p = text_room(b, fits ? unit->len * n : TEXT_MAX);
  if (p == NULL || n == 0) return weir_view("", 0);
  memcpy(p, weir_text(unit), unit->len);
  fill(p, unit->len, n);
  return text_made(b, p + unit->len * n);
}

static weir_status repeat(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *times = arg[1]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  (void)call;
  text_begin(&b, out, 0);
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) to[r] = repeated(&b, text + r, times[r]);
  return out->failed;
}

static weir_status space(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const weir_str blank = weir_view(" ", 1);
  const int64_t *times = arg[0]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  (void)call;
  text_begin(&b, out, 0);
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) to[r] = repeated(&b, &blank, times[r]);
  return out->failed;
}

STRICT(repeat, "repeat(text, times): text so many times", "(string, int64) -> string", repeat);
STRICT(space, "space(count): so many blanks", "(int64) -> string", space);
