/* SPDX-License-Identifier: Apache-2.0 */
/* Key columns to views and back. A key of several columns is laid out part by part, each by its type alone:
 *
 *   string, binary      varint(length + 1), bytes     null: one byte 0
 *   bool                one byte, 1 or 2              null: 0
 *   int64, time, float  one byte 1, eight bytes       null: 0
 *
 * so that short keys stay within the twelve inline bytes. One thread at a time. */
#include "state/keys.h"

#define EXTRA 16u
#define VARINT_MAX 5u

static const weir_str null_view = {.head = {0, 0, 0, 1}};

static bool is_text(uint32_t type) { return type == WEIR_STRING || type == WEIR_BINARY; }
static bool is_null_view(const weir_str *v) { return v->len == 0 && v->head[3] != 0; }

bool keys_can_hold(uint32_t type) { return type != WEIR_LIST && type != WEIR_MAP && type != WEIR_STRUCT; }

int keys_coder_init(keys_coder *c, memory *m, const weir_schema *schema) {
  *c = (keys_coder){.schema = schema, .memory = m};
  c->view = memory_get(m, MEMORY_WAITING, (WEIR_MAX_ROWS + EXTRA) * sizeof *c->view);
  return c->view ? 0 : -1;
}

static void put_bytes(keys_coder *c) {
  if (c->bytes) memory_put(c->memory, MEMORY_WAITING, c->bytes - WEIR_PAD, c->room + 2 * WEIR_PAD);
  c->bytes = NULL;
}

/* Room for n bytes; what was there is forgotten. */
static char *take_bytes(keys_coder *c, uint64_t n) {
  if (n <= c->room && c->bytes) return c->bytes;
  put_bytes(c);
  c->room = n < UINT64_C(4) << 20 ? n * 2 : n;
  char *p = memory_get(c->memory, MEMORY_WAITING, c->room + 2 * WEIR_PAD);
  c->bytes = p ? p + WEIR_PAD : NULL;
  return c->bytes;
}

void keys_coder_finish(keys_coder *c) {
  if (!c->view) return;
  memory_put(c->memory, MEMORY_WAITING, c->view, (WEIR_MAX_ROWS + EXTRA) * sizeof *c->view);
  put_bytes(c);
  *c = (keys_coder){0};
}

/* The eight bytes of a fixed value; one bit pattern for each set of equal values. */
static uint64_t fixed_word(const weir_column *col, uint32_t row) {
  uint64_t word;
  if (col->type == WEIR_BOOL) return ((const uint8_t *)col->data)[row] != 0;
  if (col->type == WEIR_F64) {
    double v = ((const double *)col->data)[row];
    if (v != v) return UINT64_C(0x7ff8000000000000);
    v += 0.0; /* -0 becomes 0 */
    memcpy(&word, &v, sizeof word);
    return word;
  }
  memcpy(&word, (const char *)col->data + (size_t)row * sizeof word, sizeof word);
  return word;
}

/* ---- one column ----------------------------------------------------------------------------------------------- */

static bool has_nulls(const weir_column *col, uint32_t first, uint32_t n) {
  if (!col->valid) return false;
  for (uint32_t i = first; i < first + n; i++)
    if (weir_is_null(col, i)) return true;
  return false;
}

static const weir_str *encode_single(keys_coder *c, const weir_column *col, uint32_t first, uint32_t n) {
  bool nulls = has_nulls(col, first, n);
  const weir_str *text = is_text(col->type) ? (const weir_str *)col->data + first : NULL;
  if (text && !nulls) return text;
  if (text) memcpy(c->view, text, n * sizeof *text);
  for (uint32_t i = 0; i < n && !text; i++) {
    uint64_t word[2] = {8, 0}, value = fixed_word(col, first + i);
    memcpy(&c->view[i], word, sizeof word);
    memcpy((char *)&c->view[i] + offsetof(weir_str, head), &value, sizeof value);
  }
  for (uint32_t i = 0; i < n && nulls; i++)
    if (weir_is_null(col, first + i)) c->view[i] = null_view;
  return c->view;
}

static void decode_single(uint32_t type, const weir_str *view, uint32_t n, const weir_out_column *to, uint32_t at) {
  if (is_text(type) && !to->valid) {
    memcpy((weir_str *)to->data + at, view, n * sizeof *view);
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    weir_str v = view[i];
    if (is_null_view(&v)) {
      v = (weir_str){0};
      if (to->valid) to->valid[(at + i) >> 6] &= ~(UINT64_C(1) << ((at + i) & 63));
    }
    const char *word = (const char *)&v + offsetof(weir_str, head);
    if (is_text(type))
      ((weir_str *)to->data)[at + i] = v;
    else if (type == WEIR_BOOL)
      ((uint8_t *)to->data)[at + i] = (uint8_t)*word;
    else
      memcpy((char *)to->data + (size_t)(at + i) * 8, word, 8);
  }
}

/* ---- several columns ------------------------------------------------------------------------------------------ */

static char *put_varint(char *to, uint64_t n) {
  for (; n >= 128; n >>= 7) *to++ = (char)(n | 128);
  *to++ = (char)n;
  return to;
}

static const char *get_varint(const char *p, uint64_t *n) {
  *n = 0;
  for (unsigned shift = 0;; shift += 7) {
    unsigned char byte = (unsigned char)*p++;
    *n |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return p;
  }
}

/* An upper bound of the bytes of one part. */
static uint64_t part_bound(const weir_column *col, uint32_t row) {
  return is_text(col->type) ? VARINT_MAX + (uint64_t)((const weir_str *)col->data)[row].len : 9;
}

static char *put_part(char *to, const weir_column *col, uint32_t row) {
  if (weir_is_null(col, row)) {
    *to = 0;
    return to + 1;
  }
  if (is_text(col->type)) {
    const weir_str *s = (const weir_str *)col->data + row;
    to = put_varint(to, (uint64_t)s->len + 1);
    memcpy(to, weir_text(s), s->len);
    return to + s->len;
  }
  uint64_t word = fixed_word(col, row);
  *to++ = col->type == WEIR_BOOL ? (char)(1 + word) : 1;
  if (col->type == WEIR_BOOL) return to;
  memcpy(to, &word, sizeof word);
  return to + sizeof word;
}

static const weir_str *encode_several(keys_coder *c, const weir_chunk *keys, uint32_t first, uint32_t n) {
  uint64_t bound = 0;
  for (uint32_t k = 0; k < c->schema->count; k++)
    for (uint32_t i = 0; i < n; i++) bound += part_bound(weir_col(keys, k), first + i);
  char *to = bound <= UINT32_MAX ? take_bytes(c, bound) : NULL;
  if (!to) return NULL;
  for (uint32_t i = 0; i < n; i++) {
    char *begin = to;
    for (uint32_t k = 0; k < c->schema->count; k++) to = put_part(to, weir_col(keys, k), first + i);
    c->view[i] = weir_view(begin, (uint32_t)(to - begin));
  }
  return c->view;
}

/* Reads the part of column k at p into row `row`; gives what follows it. */
static const char *get_part(const char *p, uint32_t type, const weir_out_column *to, uint32_t row) {
  uint64_t head = 0, word = 0;
  p = get_varint(p, &head);
  if (head == 0 && to->valid) to->valid[row >> 6] &= ~(UINT64_C(1) << (row & 63));
  if (is_text(type)) {
    uint32_t len = head ? (uint32_t)(head - 1) : 0;
    ((weir_str *)to->data)[row] = weir_view(p, len);
    return p + len;
  }
  if (type == WEIR_BOOL) {
    ((uint8_t *)to->data)[row] = head == 2;
    return p;
  }
  if (head) memcpy(&word, p, sizeof word);
  memcpy((char *)to->data + (size_t)row * sizeof word, &word, sizeof word);
  return p + (head ? sizeof word : 0);
}

/* ---- both ----------------------------------------------------------------------------------------------------- */

const weir_str *keys_encode_part(keys_coder *c, const weir_chunk *keys, uint32_t first, uint32_t n) {
  return c->schema->count == 1 ? encode_single(c, weir_col(keys, 0), first, n) : encode_several(c, keys, first, n);
}

const weir_str *keys_encode(keys_coder *c, const weir_chunk *keys) { return keys_encode_part(c, keys, 0, keys->rows); }

void keys_decode(const weir_schema *schema, const weir_str *view, uint32_t n, columns *to, uint32_t at) {
  if (schema->count == 1) {
    decode_single(weir_field_at(schema, 0)->type, view, n, &to->out[0], at);
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    const char *p = weir_text(&view[i]);
    for (uint32_t k = 0; k < schema->count; k++) p = get_part(p, weir_field_at(schema, k)->type, &to->out[k], at + i);
  }
}
