/* SPDX-License-Identifier: Apache-2.0 */
/* Key columns to views and back: equal keys equal views, different keys different ones, and the columns come back. */
#include "state/keys.h"
#include "sample_keys.h"
#include <math.h>

static memory *bound;
static int set_up(void **state) {
  (void)state;
  bound = memory_create(UINT64_C(1) << 30);
  return bound ? 0 : -1;
}
static int tear_down(void **state) {
  (void)state;
  int left = memory_used(bound, MEMORY_WAITING) != 0 || memory_used(bound, MEMORY_KEPT) != 0;
  memory_unref(bound);
  return left;
}

static void every_key_comes_back_and_differs_from_the_others(void **state) {
  (void)state;
  for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
    sample *s = sample_create((sample_kind)kind);
    uint32_t key[SAMPLE_KEYS];
    for (uint32_t i = 0; i < SAMPLE_KEYS; i++) key[i] = i;
    const weir_chunk *chunk = sample_make(s, key, SAMPLE_KEYS);
    keys_coder coder;
    columns back;
    assert_int_equal(keys_coder_init(&coder, bound, &s->schema), 0);
    assert_int_equal(columns_init(&back, bound, &s->schema, SAMPLE_KEYS), 0);
    const weir_str *view = keys_encode(&coder, chunk);
    assert_non_null(view);
    for (uint32_t i = 0; i < SAMPLE_KEYS; i++)
      for (uint32_t j = 0; j < i; j++)
        if (weir_str_equal(&view[i], &view[j]) && (view[i].len || memcmp(&view[i], &view[j], sizeof *view) == 0))
          fail_msg("kind %d: keys %u and %u have the same view", kind, i, j);
    keys_decode(&s->schema, view, SAMPLE_KEYS, &back, 0);
    weir_chunk again;
    columns_chunk(&back, SAMPLE_KEYS, 0, NULL, &again);
    for (uint32_t i = 0; i < SAMPLE_KEYS; i++) assert_int_equal(sample_which(s, &again, i), i);
    columns_finish(&back);
    keys_coder_finish(&coder);
    free(s);
  }
}

static weir_str view_of(weir_column *column, uint32_t parts, uint32_t flags, keys_coder *coder, uint32_t row) {
  weir_field field[3] = {{0}};
  for (uint32_t i = 0; i < parts; i++) field[i] = (weir_field){.name = "k", .type = column[i].type, .flags = flags};
  weir_schema schema = {.size = sizeof schema, .count = parts, .stride = sizeof *field, .field = field};
  weir_chunk chunk = {.size = sizeof chunk, .rows = row + 1, .columns = parts, .stride = sizeof *column, .col = column};
  assert_int_equal(keys_coder_init(coder, bound, &schema), 0);
  const weir_str *view = keys_encode_part(coder, &chunk, row, 1);
  assert_non_null(view);
  return *view;
}

static void equal_floats_are_one_key(void **state) {
  (void)state;
  double value[4] = {0.0, -0.0, (double)NAN, -(double)NAN};
  weir_column column = {.data = value, .type = WEIR_F64};
  weir_str view[4];
  for (uint32_t i = 0; i < 4; i++) {
    keys_coder coder;
    view[i] = view_of(&column, 1, 0, &coder, i);
    keys_coder_finish(&coder);
  }
  assert_memory_equal(&view[0], &view[1], sizeof *view);
  assert_memory_equal(&view[2], &view[3], sizeof *view);
  assert_memory_not_equal(&view[0], &view[2], sizeof *view);
}

static void a_key_is_the_same_from_nullable_and_other_columns(void **state) {
  (void)state;
  int64_t number[1] = {77};
  uint8_t flag[1] = {1};
  uint64_t all = UINT64_MAX;
  for (uint32_t parts = 1; parts <= 2; parts++) {
    weir_column column[2] = {{.data = number, .type = WEIR_I64}, {.data = flag, .type = WEIR_BOOL}};
    keys_coder a, b;
    weir_str plain = view_of(column, parts, 0, &a, 0);
    column[0].valid = &all;
    weir_str nullable = view_of(column, parts, WEIR_NULLABLE, &b, 0);
    assert_true(weir_str_equal(&plain, &nullable));
    assert_true(plain.len <= 12);
    keys_coder_finish(&a);
    keys_coder_finish(&b);
  }
}

static void every_type_of_a_pair_comes_back(void **state) {
  (void)state;
  double f[2] = {1.5, 0};
  uint8_t b[2] = {1, 0};
  uint64_t valid = 1;
  char page[512] = {0};
  memset(page + 64, 'y', 300);
  weir_str text[2] = {weir_view(page + 64, 300), {0}};
  weir_field field[3] = {{.name = "f", .type = WEIR_F64, .flags = WEIR_NULLABLE},
                         {.name = "b", .type = WEIR_BOOL, .flags = WEIR_NULLABLE},
                         {.name = "t", .type = WEIR_BINARY, .flags = WEIR_NULLABLE}};
  weir_schema schema = {.size = sizeof schema, .count = 3, .stride = sizeof *field, .field = field};
  weir_column column[3] = {{.data = f, .valid = &valid, .type = WEIR_F64},
                           {.data = b, .valid = &valid, .type = WEIR_BOOL},
                           {.data = text, .valid = &valid, .type = WEIR_BINARY}};
  weir_chunk chunk = {.size = sizeof chunk, .rows = 2, .columns = 3, .stride = sizeof *column, .col = column}, again;
  keys_coder coder;
  columns back;
  assert_int_equal(keys_coder_init(&coder, bound, &schema), 0);
  assert_int_equal(columns_init(&back, bound, &schema, 8), 0);
  keys_decode(&schema, keys_encode(&coder, &chunk), 2, &back, 0);
  columns_chunk(&back, 2, 0, NULL, &again);
  assert_true(weir_f64(&again, 0)[0] == 1.5);
  assert_int_equal(weir_bool(&again, 1)[0], 1);
  assert_true(weir_str_equal(&weir_strs(&again, 2)[0], &text[0]));
  for (uint32_t c = 0; c < 3; c++) assert_true(weir_null(&again, c, 1));
  columns_finish(&back);
  keys_coder_finish(&coder);
}

static void bools_and_nulls_of_one_column_come_back(void **state) {
  (void)state;
  uint8_t b[3] = {1, 0, 0};
  uint64_t valid = 3;
  weir_field field = {.name = "b", .type = WEIR_BOOL, .flags = WEIR_NULLABLE};
  weir_schema schema = {.size = sizeof schema, .count = 1, .stride = sizeof field, .field = &field};
  weir_column column = {.data = b, .valid = &valid, .type = WEIR_BOOL};
  weir_chunk chunk = {.size = sizeof chunk, .rows = 3, .columns = 1, .stride = sizeof column, .col = &column}, again;
  keys_coder coder;
  columns back;
  assert_int_equal(keys_coder_init(&coder, bound, &schema), 0);
  assert_int_equal(columns_init(&back, bound, &schema, 8), 0);
  keys_decode(&schema, keys_encode(&coder, &chunk), 3, &back, 0);
  columns_chunk(&back, 3, 0, NULL, &again);
  assert_memory_equal(weir_bool(&again, 0), b, 3);
  assert_false(weir_null(&again, 0, 1));
  assert_true(weir_null(&again, 0, 2));
  columns_finish(&back);
  keys_coder_finish(&coder);
}

static void memory_out_is_said(void **state) {
  (void)state;
  sample *s = sample_create(SAMPLE_PAIRS);
  uint32_t key[4] = {5, 6, 7, 8};
  keys_coder coder;
  memory_fail_at(1);
  assert_int_equal(keys_coder_init(&coder, bound, &s->schema), -1);
  keys_coder_finish(&coder);
  assert_int_equal(keys_coder_init(&coder, bound, &s->schema), 0);
  memory_fail_at(1);
  assert_null(keys_encode(&coder, sample_make(s, key, 4)));
  assert_non_null(keys_encode(&coder, sample_make(s, key, 4)));
  keys_coder_finish(&coder);
  free(s);
  assert_true(keys_can_hold(WEIR_STRING) && !keys_can_hold(WEIR_LIST) && !keys_can_hold(WEIR_MAP));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_comes_back_and_differs_from_the_others),
      cmocka_unit_test(equal_floats_are_one_key),
      cmocka_unit_test(a_key_is_the_same_from_nullable_and_other_columns),
      cmocka_unit_test(every_type_of_a_pair_comes_back),
      cmocka_unit_test(bools_and_nulls_of_one_column_come_back),
      cmocka_unit_test(memory_out_is_said),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
