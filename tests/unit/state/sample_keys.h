/* SPDX-License-Identifier: Apache-2.0 */
/* Keys for the tests of the state layer: key number i of a kind, as rows of a chunk, and which key a row is. The texts
 * of a chunk are overwritten when the next is made, so that who keeps a pointer to them is found out. */
#ifndef TESTS_STATE_SAMPLE_KEYS_H
#define TESTS_STATE_SAMPLE_KEYS_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <weir/weir.h>

enum { SAMPLE_KEYS = 600, SAMPLE_ROWS = 4096, SAMPLE_TEXT = 192 };
typedef enum sample_kind { SAMPLE_TEXTS, SAMPLE_NULLABLE, SAMPLE_NUMBERS, SAMPLE_PAIRS, SAMPLE_KINDS } sample_kind;

typedef struct sample {
  sample_kind kind;
  weir_schema schema;
  weir_field field[2];
  weir_column column[2];
  weir_chunk chunk;
  uint64_t serial;
  uint64_t valid[SAMPLE_ROWS / 64];
  int64_t number[SAMPLE_ROWS];
  weir_str text[SAMPLE_ROWS];
  char bytes[SAMPLE_ROWS][SAMPLE_TEXT];
} sample;

static inline uint64_t sample_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* The text of key i into to[]; gives its length. 0 is empty; 1 and 2 are NUL bytes only. */
static inline uint32_t sample_text(uint32_t i, char *to) {
  static const uint32_t length[10] = {6, 11, 12, 13, 15, 16, 17, 31, 32, 33};
  uint32_t n = i < 3 ? i : i % 11 == 10 ? 70 : length[i % 11];
  memset(to, i < 3 ? 0 : 'x', n);
  if (i < 3) return n;
  if (n > 8) to[n - 7] = 0;
  for (uint32_t d = 0, left = i; d < 5; d++, left /= 10) to[n - 1 - d] = (char)('0' + left % 10);
  return n;
}

static inline sample *sample_create(sample_kind kind) {
  sample *s = calloc(1, sizeof *s);
  assert_non_null(s);
  s->kind = kind;
  uint32_t nullable = kind == SAMPLE_NULLABLE || kind == SAMPLE_PAIRS ? WEIR_NULLABLE : 0;
  s->field[0] = kind == SAMPLE_NUMBERS ? (weir_field){.name = "number", .type = WEIR_I64}
                                       : (weir_field){.name = "text", .type = WEIR_STRING, .flags = nullable};
  s->field[1] = (weir_field){.name = "part", .type = WEIR_I64};
  uint32_t count = kind == SAMPLE_PAIRS ? 2 : 1;
  s->schema = (weir_schema){.size = sizeof s->schema, .count = count, .stride = sizeof(weir_field), .field = s->field};
  s->column[0] = kind == SAMPLE_NUMBERS ? (weir_column){.data = s->number, .type = WEIR_I64}
                                        : (weir_column){.data = s->text, .type = WEIR_STRING};
  s->column[1] = (weir_column){.data = s->number, .type = WEIR_I64};
  s->chunk = (weir_chunk){
      .size = sizeof s->chunk, .columns = count, .stride = sizeof(weir_column), .col = s->column, .host = &s->serial};
  return s;
}

/* Rows for the keys of these numbers. */
static inline const weir_chunk *sample_make(sample *s, const uint32_t *key, uint32_t n) {
  bool nullable = s->schema.field->flags & WEIR_NULLABLE;
  memset(s->bytes, 0xee, (size_t)(s->chunk.rows > n ? s->chunk.rows : n) * SAMPLE_TEXT);
  memset(s->valid, 0xff, sizeof s->valid);
  s->column[0].valid = nullable ? s->valid : NULL;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t text = s->kind == SAMPLE_PAIRS ? key[i] / 3 : key[i];
    s->number[i] = s->kind == SAMPLE_PAIRS ? key[i] % 3 : (int64_t)key[i] * 1000003 - 5;
    s->text[i] = weir_view(s->bytes[i] + 64, 0);
    if (nullable && text == 0) s->valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
    /* Nullable: text 0 is null and text 1 the empty one. */
    else
      s->text[i] = weir_view(s->bytes[i] + 64, sample_text(nullable ? text - 1 : text, s->bytes[i] + 64));
  }
  s->chunk.rows = n;
  static uint64_t serials; /* of no two chunks the same */
  s->serial = ++serials;
  return &s->chunk;
}

/* The number of the key in row `row`. */
static inline uint32_t sample_which(const sample *s, const weir_chunk *keys, uint32_t row) {
  if (s->kind == SAMPLE_NUMBERS) return (uint32_t)((weir_i64(keys, 0)[row] + 5) / 1000003);
  bool nullable = s->schema.field->flags & WEIR_NULLABLE, is_null = weir_null(keys, 0, row);
  uint32_t many = s->kind == SAMPLE_PAIRS ? 3 : 1, part = many == 3 ? (uint32_t)weir_i64(keys, 1)[row] : 0;
  const weir_str *text = &weir_strs(keys, 0)[row];
  for (uint32_t i = 0; i < SAMPLE_KEYS; i++) {
    char bytes[SAMPLE_TEXT];
    uint32_t base = i / many;
    if (i % many != part) continue;
    if (nullable && base == 0) {
      if (is_null) return i;
      continue;
    }
    uint32_t n = sample_text(nullable ? base - 1 : base, bytes);
    if (!is_null && n == text->len && memcmp(bytes, weir_text(text), n) == 0) return i;
  }
  fail_msg("row %u holds a key that was never made, of %u bytes: %.*s", row, text->len, (int)text->len,
           weir_text(text));
  return UINT32_MAX;
}
#endif
