/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas from text and rows that can be told apart: cell (row, column) has a value computed from a number, sometimes
 * null, strings sometimes long, lists of 0 to 3 elements. sample_check compares any chunk with what its rows must
 * be. */
#ifndef DATA_SAMPLE_H
#define DATA_SAMPLE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/columns.h"
#include "data/schema.h"

#define SAMPLE_ALL                                                                                                     \
  "b bool, i int64, f float64, t timestamp, s string, y binary, l list<string>, m map<string,string>, n "              \
  "list<list<int64>>"

/* "name type, name type"; a type that ends in '!' is not nullable, its elements neither. */
static inline void sample_schema(schema *s, const char *text) {
  schema_init(s);
  while (*text) {
    char name[32] = "";
    text += strspn(text, ", ");
    size_t n = strcspn(text, " ");
    memcpy(name, text, n);
    text += n + 1;
    uint32_t depth = 0;
    for (n = 0; text[n] && (depth || text[n] != ','); n++)
      depth += text[n] == '<' ? 1u : text[n] == '>' ? UINT32_MAX : 0u;
    bool strict = text[n - 1] == '!';
    weir_field field;
    assert_int_equal(schema_parse_type(text, n - strict, &field), 0);
    if (strict) field.flags = 0;
    assert_int_equal(schema_add(s, name, &field), 0);
    schema_field_finish(&field);
    text += n;
  }
}

static inline bool sample_is_null(const weir_field *f, uint64_t number) {
  return (f->flags & WEIR_NULLABLE) && number % 7 == 3;
}

/* Bytes of the string of a number: short, long or empty. */
static inline weir_str sample_string(uint64_t number, char *bytes) {
  int n = number % 5 == 0 ? 0
                          : snprintf(bytes, 80, number % 3 ? "s%llu" : "a string that is long, number %llu",
                                     (unsigned long long)number);
  return weir_view(bytes, (uint32_t)n);
}

static inline uint32_t sample_length(uint64_t number) { return (uint32_t)(number % 4); }

/* Element e of the list of a number. */
static inline uint64_t sample_element(uint64_t number, uint32_t e) { return number * 31 + e * 17 + 1; }

/* Cells of rows are numbered so. */
static inline uint64_t sample_number(uint64_t row, uint32_t column) { return row * 13 + column * 5; }

static inline void sample_check_cell(const weir_field *f, const weir_column *c, uint32_t row, uint64_t number) {
  char bytes[80];
  assert_int_equal(c->type, f->type);
  bool null = sample_is_null(f, number);
  if (f->flags & WEIR_NULLABLE) assert_int_equal(weir_is_null(c, row), null);
  switch (f->type) {
  case WEIR_BOOL:
    assert_int_equal(((const uint8_t *)c->data)[row], null ? 0 : number & 1);
    break;
  case WEIR_F64:
    assert_true(((const double *)c->data)[row] == (null ? 0 : (double)number + 0.5));
    break;
  case WEIR_STRING:
  case WEIR_BINARY: {
    const weir_str *got = (const weir_str *)c->data + row;
    weir_str want = null ? weir_view("", 0) : sample_string(number, bytes);
    assert_int_equal(got->len, want.len);
    assert_memory_equal(weir_text(got), weir_text(&want), want.len);
    if (want.len <= 12) assert_memory_equal(got, &want, sizeof want);
    break;
  }
  case WEIR_LIST:
  case WEIR_MAP: {
    uint32_t begin = row ? c->ends[row - 1] : c->first, n = null ? 0 : sample_length(number);
    assert_int_equal(c->ends[row] - begin, n);
    for (uint32_t e = 0; e < n; e++)
      for (uint32_t i = 0; i < f->children; i++)
        sample_check_cell(&f->child[i], &c->child[i], begin + e, sample_element(number, e) + i);
    break;
  }
  default:
    assert_int_equal(((const int64_t *)c->data)[row], null ? 0 : (int64_t)number);
    break;
  }
}

/* A cell that is null whatever its number says. */
static inline void sample_check_null(const weir_field *f, const weir_column *c, uint32_t row) {
  static const char zero[16];
  if (f->flags & WEIR_NULLABLE) assert_true(weir_is_null(c, row));
  if (f->children) {
    assert_int_equal(c->ends[row], row ? c->ends[row - 1] : c->first);
  } else {
    size_t width = schema_width(f->type);
    assert_memory_equal((const char *)c->data + row * width, zero, width);
  }
}

/* Row i of the chunk is row first+i of the sample. */
static inline void sample_check(const weir_schema *s, const weir_chunk *chunk, uint64_t first) {
  assert_int_equal(chunk->columns, s->count);
  for (uint32_t i = 0; i < chunk->rows; i++)
    for (uint32_t c = 0; c < s->count; c++)
      sample_check_cell(weir_field_at(s, c), weir_col(chunk, c), i, sample_number(first + i, c));
}

/* Where strings of samples lie: as long as this. */
typedef struct sample_text {
  char *at, bytes[1 << 20];
} sample_text;

static inline void sample_put_value(sample_text *text, const weir_field *f, weir_out_column *out, uint32_t row,
                                    uint64_t number) {
  bool null = sample_is_null(f, number);
  if (f->type == WEIR_BOOL) {
    ((uint8_t *)out->data)[row] = null ? 0 : number & 1;
  } else if (f->type == WEIR_F64) {
    ((double *)out->data)[row] = null ? 0 : (double)number + 0.5;
  } else if (f->type == WEIR_STRING || f->type == WEIR_BINARY) {
    assert_true(text->at + 80 < text->bytes + sizeof text->bytes);
    weir_str s = null ? weir_view("", 0) : sample_string(number, text->at);
    ((weir_str *)out->data)[row] = s;
    text->at += s.len;
  } else {
    ((int64_t *)out->data)[row] = null ? 0 : (int64_t)number;
  }
}

static inline void sample_put_cell(sample_text *text, const weir_field *f, weir_out_column *out, uint32_t row,
                                   uint64_t number) {
  if (sample_is_null(f, number)) out->valid[row >> 6] &= ~(UINT64_C(1) << (row & 63));
  if (!f->children) {
    sample_put_value(text, f, out, row, number);
    return;
  }
  uint32_t begin = row ? out->ends[row - 1] : 0, n = sample_is_null(f, number) ? 0 : sample_length(number);
  for (uint32_t e = 0; e < n; e++)
    for (uint32_t i = 0; i < f->children; i++)
      sample_put_cell(text, &f->child[i], &out->child[i], begin + e, sample_element(number, e) + i);
  out->ends[row] = begin + n;
}

/* Columns made by hand, with room for what sample rows need, so that what is tested reads from arrays it did
 * not make. */
typedef struct sample_rows {
  weir_out_column out[16], child[16][2], nested[16];
  weir_column column[16], child_column[16][2], nested_column[16];
  void *array[192];
  uint32_t arrays;
  weir_chunk chunk;
  sample_text text;
} sample_rows;

static inline void *sample_array(sample_rows *r, size_t size, int byte) {
  assert_true(r->arrays < sizeof r->array / sizeof r->array[0]);
  void *p = test_malloc(size);
  memset(p, byte, size);
  return r->array[r->arrays++] = p;
}

static inline void sample_make_column(sample_rows *r, const weir_field *f, uint32_t rows, weir_out_column *out,
                                      weir_column *column) {
  size_t width = schema_width(f->type);
  if (width) out->data = sample_array(r, width * rows + 1, 0);
  if (f->flags & WEIR_NULLABLE) out->valid = sample_array(r, (rows / 64u + 1) * 8, 0xff);
  if (f->children) out->ends = sample_array(r, rows * sizeof(uint32_t) + 1, 0);
  *column = (weir_column){.data = out->data, .valid = out->valid, .ends = out->ends, .type = f->type};
}

static inline sample_rows *sample_create(const weir_schema *s, uint64_t first, uint32_t rows) {
  sample_rows *r = test_calloc(1, sizeof *r);
  r->text.at = r->text.bytes;
  for (uint32_t c = 0; c < s->count; c++) {
    const weir_field *f = weir_field_at(s, c);
    sample_make_column(r, f, rows, &r->out[c], &r->column[c]);
    for (uint32_t i = 0; i < f->children; i++) {
      sample_make_column(r, &f->child[i], rows * 3, &r->child[c][i], &r->child_column[c][i]);
      if (!f->child[i].children) continue;
      sample_make_column(r, &f->child[i].child[0], rows * 9, &r->nested[c], &r->nested_column[c]);
      r->child[c][i].child = &r->nested[c];
      r->child_column[c][i].child = &r->nested_column[c];
    }
    r->out[c].child = r->child[c];
    r->column[c].child = r->child_column[c];
    for (uint32_t i = 0; i < rows; i++) sample_put_cell(&r->text, f, &r->out[c], i, sample_number(first + i, c));
  }
  r->chunk = (weir_chunk){
      .size = sizeof r->chunk, .rows = rows, .columns = s->count, .stride = sizeof(weir_column), .col = r->column};
  return r;
}

static inline void sample_destroy(sample_rows *r) {
  for (uint32_t i = 0; i < r->arrays; i++) test_free(r->array[i]);
  test_free(r);
}
#endif
