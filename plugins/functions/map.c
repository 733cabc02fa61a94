/* SPDX-License-Identifier: Apache-2.0 */
/* Maps, from strings to strings: made, joined, taken apart, asked. A key that comes twice, or is null, fails the batch
 * as it fails Spark's query. */
#include "map.h"
#include "list.h"
#include "text.h"

static const weir_field text_field = {.name = "text", .type = WEIR_STRING};

/* ---- writing ----------------------------------------------------------------------------------------------------- */

typedef struct map_writer {
  weir_out *out;
  weir_out_column *to;
  element_set seen;
  uint32_t at;
} map_writer;

/* `most`: entries of all rows; `longest`: of one. */
static weir_status map_open(map_writer *w, weir_out *out, uint32_t column, uint64_t most, uint32_t longest) {
  *w = (map_writer){.out = out};
  if (most > UINT32_MAX / 4) return function_fail(out, "a function makes more than 1,073,741,823 entries in one chunk");
  set_init(&w->seen, out, WEIR_STRING, longest);
  w->at = out->host->list_reserve(out, column, (uint32_t)most);
  w->to = &out->col[column];
  return w->at == WEIR_NO_ROW ? WEIR_EFAIL : out->failed;
}

static void map_begin(map_writer *w, uint32_t most) { set_begin(&w->seen, w->at, most); }
static void map_end_row(map_writer *w, uint32_t r) { w->to->ends[r] = w->at; }

/* One more entry; NULL stands for null. Nonzero: failed, the sentence is said. */
static weir_status map_put(map_writer *w, const weir_str *key, const weir_str *value) {
  if (key == NULL) return function_fail(w->out, "the key of a map must not be null");
  const weir_column own = {.data = w->to->child[0].data}, one = {.data = key};
  if (set_has(&w->seen, &own, &one, 0)) return function_fail(w->out, "a key comes twice in a map");
  ((weir_str *)w->to->child[0].data)[w->at] = *key;
  set_add(&w->seen, &own, w->at);
  ((weir_str *)w->to->child[1].data)[w->at] = value != NULL ? *value : weir_view("", 0);
  if (value == NULL) function_set_null(&w->to->child[1], w->at);
  w->at++;
  return WEIR_OK;
}

/* Value i of a column of strings, NULL where it is null. */
static const weir_str *at_index(const weir_column *c, uint32_t i) {
  return weir_is_null(c, i) ? NULL : (const weir_str *)c->data + i;
}

static int null_row(const weir_call *call, const weir_column *const *arg, uint32_t r) {
  for (uint32_t i = 0; i < call->args; i++)
    if (weir_is_null(arg[i], r)) return 1;
  return 0;
}

static weir_status set_map_result(weir_call *call, uint32_t flags) {
  const weir_field entry[2] = {{.name = "key", .type = WEIR_STRING},
                               {.name = "value", .type = WEIR_STRING, .flags = WEIR_NULLABLE}};
  const weir_field field = {
      .name = "map", .type = WEIR_MAP, .flags = flags & WEIR_NULLABLE, .children = 2, .child = entry};
  return call->set_result(call, &field);
}

/* ---- map --------------------------------------------------------------------------------------------------------- */

static weir_status map(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                       uint32_t column) {
  const uint32_t pairs = call->args / 2;
  map_writer w;
  if (map_open(&w, out, column, (uint64_t)rows * pairs, pairs) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    map_begin(&w, pairs);
    for (uint32_t i = 0; i < call->args; i += 2)
      if (map_put(&w, at_index(arg[i], r), at_index(arg[i + 1], r)) != WEIR_OK) return WEIR_EFAIL;
    map_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_map(weir_call *call, weir_error *err) {
  if (call->args % 2 != 0) return function_refuse(err, "map takes keys and values by turns: map(key, value, …)");
  for (uint32_t i = 0; i < call->args; i++)
    if (call->cast(call, i, &text_field) != WEIR_OK) return WEIR_EINVAL;
  return set_map_result(call, 0);
}

LENIENT_BOUND(map, "map(key, value, …): the map with these entries, as strings", "(any...)", bind_map, map);

static weir_status from_lists(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  map_writer w;
  if (map_open(&w, out, column, list_total(arg[0], rows), list_longest(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const uint32_t n = null_row(call, arg, r) ? 0 : list_size(arg[0], r), key = list_begin(arg[0], r);
    const uint32_t value = list_begin(arg[1], r);
    if (!null_row(call, arg, r) && n != list_size(arg[1], r))
      return function_fail(out, "map_from_arrays needs as many values as keys");
    map_begin(&w, n);
    for (uint32_t i = 0; i < n; i++)
      if (map_put(&w, at_index(arg[0]->child, key + i), at_index(arg[1]->child, value + i)) != WEIR_OK)
        return WEIR_EFAIL;
    map_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_from_lists(weir_call *call, weir_error *err) {
  static const weir_field texts = {.name = "list", .type = WEIR_LIST, .children = 1, .child = &text_field};
  for (uint32_t i = 0; i < 2; i++) {
    if (list_argument(call, i, err) != WEIR_OK) return WEIR_EINVAL;
    if (call->arg[i]->child->type != WEIR_STRING && call->cast(call, i, &texts) != WEIR_OK) return WEIR_EINVAL;
  }
  return set_map_result(call, list_nullable(call));
}

STRICT_BOUND(map_from_arrays, "map_from_arrays(keys, values): the map from each key to the value at its place",
             "(any, any)", bind_from_lists, from_lists);

static weir_status join_maps(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  uint64_t most = 0;
  uint32_t longest = 0;
  map_writer w;
  for (uint32_t i = 0; i < call->args; i++) {
    most += list_total(arg[i], rows);
    longest += list_longest(arg[i], rows);
  }
  if (map_open(&w, out, column, most, longest) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const int null = null_row(call, arg, r);
    map_begin(&w, longest);
    for (uint32_t i = 0; i < call->args && !null; i++)
      for (uint32_t e = list_begin(arg[i], r); e < arg[i]->ends[r]; e++)
        if (map_put(&w, at_index(arg[i]->child, e), at_index(arg[i]->child + 1, e)) != WEIR_OK) return WEIR_EFAIL;
    map_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status map_argument(const weir_call *call, uint32_t i, weir_error *err) {
  if (call->arg[i]->type == WEIR_MAP) return WEIR_OK;
  err->option = (int32_t)i;
  return function_refuse(err, "this argument must be a map");
}

static weir_status bind_join_maps(weir_call *call, weir_error *err) {
  for (uint32_t i = 0; i < call->args; i++)
    if (map_argument(call, i, err) != WEIR_OK) return WEIR_EINVAL;
  return set_map_result(call, list_nullable(call));
}

STRICT_BOUND(map_concat, "map_concat(map, …): the map with the entries of all of them", "(any...)", bind_join_maps,
             join_maps);

/* ---- str_to_map -------------------------------------------------------------------------------------------------- */

/* How many parts the separator makes; an empty one makes none. */
static uint32_t parts_of(const weir_str *text, const weir_str *separator) {
  const char *p = weir_text(text), *end = p + text->len;
  uint32_t n = 1;
  while (separator->len > 0 && (p = text_find(p, (uint64_t)(end - p), weir_text(separator), separator->len)) != NULL) {
    p += separator->len;
    n++;
  }
  return n;
}

/* The entry p .. end: what is before the first `colon` is the key, behind it the value. */
static weir_status put_entry(map_writer *w, const char *p, const char *end, const weir_str *colon) {
  const char *found = colon->len > 0 ? text_find(p, (uint64_t)(end - p), weir_text(colon), colon->len) : NULL;
  const weir_str key = weir_view(p, (uint32_t)((found != NULL ? found : end) - p));
  if (found == NULL) return map_put(w, &key, NULL);
  const weir_str value = weir_view(found + colon->len, (uint32_t)(end - found) - colon->len);
  return map_put(w, &key, &value);
}

static weir_status put_entries(map_writer *w, const weir_str *text, const weir_str *comma, const weir_str *colon) {
  const char *p = weir_text(text), *end = p + text->len;
  for (;;) {
    const char *found = comma->len > 0 ? text_find(p, (uint64_t)(end - p), weir_text(comma), comma->len) : NULL;
    if (put_entry(w, p, found != NULL ? found : end, colon) != WEIR_OK) return WEIR_EFAIL;
    if (found == NULL) return WEIR_OK;
    p = found + comma->len;
  }
}

static weir_status str_to_map(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const weir_str comma = weir_view(",", 1), colon = weir_view(":", 1), *text = arg[0]->data;
  const weir_str *between = call->args > 1 ? arg[1]->data : NULL, *within = call->args > 2 ? arg[2]->data : NULL;
  uint32_t n[WEIR_MAX_ROWS], longest = 0;
  uint64_t most = 0;
  map_writer w;
  for (uint32_t r = 0; r < rows; r++) {
    n[r] = null_row(call, arg, r) ? 0 : parts_of(text + r, between != NULL ? between + r : &comma);
    longest = n[r] > longest ? n[r] : longest;
    most += n[r];
  }
  if (map_open(&w, out, column, most, longest) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const weir_str *a = between != NULL ? between + r : &comma, *b = within != NULL ? within + r : &colon;
    map_begin(&w, n[r]);
    if (n[r] > 0 && put_entries(&w, text + r, a, b) != WEIR_OK) return WEIR_EFAIL;
    map_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_str_to_map(weir_call *call, weir_error *err) {
  (void)err;
  return set_map_result(call, list_nullable(call));
}

STRICT_BOUND(str_to_map,
             "str_to_map(text[, between[, within]]): the map of the entries of text, which are separated by between "
             "(a comma), with within (a colon) behind each key; both are taken as they are",
             "(string, [string], [string])", bind_str_to_map, str_to_map);

/* ---- what a map says --------------------------------------------------------------------------------------------- */

enum { KEYS, VALUES };

static weir_status side(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_column *from = arg[0]->child + function_of(call)->variant;
  list_writer w;
  if (list_open(&w, out, column, WEIR_STRING, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    list_copy(&w, from, list_begin(arg[0], r), list_size(arg[0], r));
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_side(weir_call *call, weir_error *err) {
  if (map_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field *child = call->arg[0]->child + function_of(call)->variant;
  return list_set_result(call, child, child->flags, list_nullable(call));
}

STRICT_BOUND(map_keys, "map_keys(map): the list of the keys", "(any)", bind_side, side, .variant = KEYS);
STRICT_BOUND(map_values, "map_values(map): the list of the values", "(any)", bind_side, side, .variant = VALUES);

/* The entry of a key, or WEIR_NO_ROW. */
static uint32_t find_key(const weir_column *map_column, uint32_t r, const weir_str *key) {
  const weir_str *own = map_column->child->data;
  for (uint32_t i = list_begin(map_column, r); i < map_column->ends[r]; i++)
    if (weir_str_equal(own + i, key)) return i;
  return WEIR_NO_ROW;
}

weir_status map_lookup(const weir_column *const *arg, uint32_t rows, weir_out *out, uint32_t column) {
  const weir_str *key = arg[1]->data;
  uint32_t place[WEIR_MAX_ROWS];
  for (uint32_t r = 0; r < rows; r++) place[r] = find_key(arg[0], r, key + r);
  out->host->put_column(out, column, arg[0]->child + 1, place, rows);
  return out->failed;
}

static weir_status contains_key(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const weir_str *key = arg[1]->data;
  uint8_t *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = find_key(arg[0], r, key + r) != WEIR_NO_ROW;
  return WEIR_OK;
}

static weir_status bind_contains_key(weir_call *call, weir_error *err) {
  if (map_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "map_contains_key", .type = WEIR_BOOL, .flags = list_nullable(call)};
  return call->set_result(call, &field);
}

STRICT_BOUND(map_contains_key, "map_contains_key(map, key): whether the map has the key", "(any, string)",
             bind_contains_key, contains_key);
