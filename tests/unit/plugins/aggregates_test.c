/* SPDX-License-Identifier: Apache-2.0 */
/* The aggregates of aggregates.so, each over a column and slots of three keys: updated, as partial states merged into
 * other slots, retracted where that is exact, and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fake_host.h"
#include <math.h>

enum { KEYS = 3, STATE_OFFSET = 8, STATE_MAX = 32, FEW_ROWS = 16 };

static const weir_plugin *plugin;

/* Rows cycle through the first two keys; the third never gets a row. */
typedef struct aggregation {
  fake_host host;
  fake_call call;
  const weir_aggregate *aggregate;
  weir_field field[2];
  const weir_field *arg_field[2];
  const weir_column *constant[2];
  const weir_column *arg[2];
  weir_column column, ignore;
  char *slots; /* KEYS of STATE_OFFSET + STATE_MAX bytes */
  fake_out out;
} aggregation;

static const weir_aggregate *aggregate_named(const char *name) {
  for (uint32_t i = 0; plugin->aggregate[i] != NULL; i++)
    if (strcmp(plugin->aggregate[i]->name, name) == 0) return plugin->aggregate[i];
  fail_msg("aggregates.so has no %s", name);
  return NULL;
}

static weir_status begin(aggregation *a, const char *name, uint32_t type, uint32_t args) {
  memset(a, 0, sizeof *a);
  fake_host_init(&a->host);
  a->aggregate = aggregate_named(name);
  a->field[0] = (weir_field){.name = "x", .type = type, .flags = WEIR_NULLABLE};
  a->field[1] = (weir_field){.name = "ignore", .type = WEIR_BOOL};
  uint8_t *yes = fake_host_memory(&a->host, 1);
  *yes = 1;
  a->ignore = (weir_column){.data = yes, .type = WEIR_BOOL};
  a->constant[1] = &a->ignore;
  for (uint32_t i = 0; i < 2; i++) a->arg_field[i] = &a->field[i];
  a->arg[0] = &a->column;
  a->arg[1] = &a->ignore;
  fake_call_init(&a->call, &a->host, a->arg_field, a->constant, args);
  a->call.call.offset = STATE_OFFSET;
  a->slots = fake_host_memory(&a->host, KEYS * (STATE_OFFSET + STATE_MAX));
  return a->aggregate->bind(&a->call.call, &a->call.err);
}

static void end(aggregation *a) { fake_host_finish(&a->host); }

static void *slot_at(char *slots, uint32_t key) { return slots + (size_t)key * (STATE_OFFSET + STATE_MAX); }

static void update(aggregation *a, uint32_t first, uint32_t rows) {
  void *slot[FEW_ROWS];
  for (uint32_t i = 0; i < rows; i++) slot[i] = slot_at(a->slots, (first + i) % 2);
  a->aggregate->update(&a->call.call, fake_host_table(&a->host), slot, a->arg, first, rows);
}

/* The states of all keys as columns, as they travel between tables: fields of 8 bytes, strings of 16. */
static void states(aggregation *a, weir_column *column, const weir_column **to) {
  for (uint32_t f = 0; f < a->call.state_fields; f++) {
    const weir_field *field = &a->call.state[f];
    const size_t width = field->type == WEIR_STRING ? 16 : 8;
    char *data = fake_host_memory(&a->host, KEYS * width);
    assert_true(field->offset % 8 == 0 && field->offset + width <= a->call.state_size);
    assert_true(a->call.state_size <= STATE_MAX);
    for (uint32_t k = 0; k < KEYS; k++)
      memcpy(data + k * width, (char *)slot_at(a->slots, k) + STATE_OFFSET + field->offset, width);
    column[f] = (weir_column){.data = data, .type = field->type};
    to[f] = &column[f];
  }
}

/* Merges (or takes back) the states at hand into `slots`. */
static void merge_into(aggregation *a, char *slots, int take_back) {
  weir_column column[4];
  const weir_column *state[4];
  void *slot[KEYS];
  states(a, column, state);
  for (uint32_t k = 0; k < KEYS; k++) slot[k] = slot_at(slots, k);
  if (take_back)
    a->aggregate->retract(&a->call.call, fake_host_table(&a->host), slot, state, 0, KEYS);
  else
    a->aggregate->merge(&a->call.call, fake_host_table(&a->host), slot, state, 0, KEYS);
}

/* Replaces the slots by new ones into which their states were merged. */
static void merge_anew(aggregation *a) {
  char *slots = fake_host_memory(&a->host, KEYS * (STATE_OFFSET + STATE_MAX));
  merge_into(a, slots, 0);
  a->slots = slots;
}

static void read_results(aggregation *a) {
  void *slot[KEYS];
  for (uint32_t k = 0; k < KEYS; k++) slot[k] = slot_at(a->slots, k);
  fake_out_init(&a->out, &a->host, 8);
  a->out.out.rows = 2;
  a->aggregate->result(&a->call.call, slot, KEYS, &a->out.out, 0);
  assert_int_equal(a->out.out.rows, 2);
}

static int is_null(const aggregation *a, uint32_t key) { return !(a->out.column.valid[0] >> (2 + key) & 1); }
static int64_t number(const aggregation *a, uint32_t key) { return ((const int64_t *)a->out.column.data)[2 + key]; }
static double real(const aggregation *a, uint32_t key) { return ((const double *)a->out.column.data)[2 + key]; }
static const weir_str *string(const aggregation *a, uint32_t key) {
  return (const weir_str *)a->out.column.data + 2 + key;
}

static void check_string(const aggregation *a, uint32_t key, const char *want) {
  const weir_str *got = string(a, key);
  assert_false(is_null(a, key));
  assert_int_equal(got->len, strlen(want));
  assert_memory_equal(weir_text(got), want, got->len);
}

static void count_of_rows_and_of_values(void **state) {
  (void)state;
  aggregation a;
  const int64_t value[] = {1, 2, 3, 4, 5};
  assert_int_equal(begin(&a, "count", WEIR_I64, 0), WEIR_OK);
  assert_int_equal(a.call.traits, WEIR_CALL_EXACT | WEIR_CALL_COUNTS);
  assert_int_equal(a.call.state_size, 8);
  update(&a, 0, 5);
  merge_anew(&a);
  read_results(&a);
  assert_int_equal(number(&a, 0), 3);
  assert_int_equal(number(&a, 1), 2);
  assert_int_equal(number(&a, 2), 0);
  merge_into(&a, a.slots, 1);
  read_results(&a);
  assert_int_equal(number(&a, 0), 0);
  end(&a);

  assert_int_equal(begin(&a, "count", WEIR_I64, 1), WEIR_OK);
  assert_int_equal(a.call.traits, WEIR_CALL_EXACT);
  a.column = fake_numbers(&a.host, value, 5);
  fake_set_null(&a.host, &a.column, 2);
  update(&a, 0, 5);
  read_results(&a);
  assert_int_equal(number(&a, 0), 2);
  assert_int_equal(number(&a, 1), 2);
  assert_int_equal(a.call.result.flags, 0);
  end(&a);
}

static void sum_of_int64_wraps_skips_nulls_and_is_taken_back(void **state) {
  (void)state;
  aggregation a;
  const int64_t value[] = {INT64_MAX, 10, 1, 20, 99, 30};
  assert_int_equal(begin(&a, "sum", WEIR_I64, 1), WEIR_OK);
  assert_int_equal(a.call.traits, WEIR_CALL_EXACT);
  a.column = fake_numbers(&a.host, value, 6);
  fake_set_null(&a.host, &a.column, 4);
  update(&a, 0, 6);
  read_results(&a);
  assert_int_equal(number(&a, 0), INT64_MIN);
  assert_int_equal(number(&a, 1), 60);
  assert_true(is_null(&a, 2) && !is_null(&a, 0));
  char *whole = fake_host_memory(&a.host, KEYS * (STATE_OFFSET + STATE_MAX));
  merge_into(&a, whole, 0);
  merge_into(&a, whole, 0);
  merge_into(&a, whole, 1);
  a.slots = whole;
  read_results(&a);
  assert_int_equal(number(&a, 0), INT64_MIN);
  assert_int_equal(number(&a, 1), 60);
  merge_into(&a, whole, 1);
  read_results(&a);
  assert_true(is_null(&a, 0) && is_null(&a, 1));
  assert_int_equal(number(&a, 0), 0);
  end(&a);
}

static void sum_and_avg_of_float64(void **state) {
  (void)state;
  aggregation a;
  const double value[] = {1.5, 2, 2.5, 3, 5};
  static const char *const name[] = {"sum", "avg"};
  static const double want[2][2] = {{9, 5}, {3, 2.5}};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(begin(&a, name[i], WEIR_F64, 1), WEIR_OK);
    assert_int_equal(a.call.traits, 0);
    assert_int_equal(a.call.result.type, WEIR_F64);
    a.column = fake_reals(&a.host, value, 5);
    update(&a, 0, 5);
    merge_anew(&a);
    read_results(&a);
    assert_true(real(&a, 0) == want[i][0] && real(&a, 1) == want[i][1]);
    assert_true(is_null(&a, 2));
    end(&a);
  }
}

static void avg_of_int64_neither_wraps_nor_drifts(void **state) {
  (void)state;
  aggregation a;
  const int64_t value[] = {INT64_MAX, -3, INT64_MAX, -4};
  assert_int_equal(begin(&a, "avg", WEIR_I64, 1), WEIR_OK);
  assert_int_equal(a.call.traits, WEIR_CALL_EXACT);
  assert_int_equal(a.call.result.type, WEIR_F64);
  a.column = fake_numbers(&a.host, value, 4);
  update(&a, 0, 4);
  merge_anew(&a);
  read_results(&a);
  assert_true(real(&a, 0) == 9223372036854775807.0);
  assert_true(real(&a, 1) == -3.5);
  assert_true(is_null(&a, 2));
  merge_into(&a, a.slots, 1);
  read_results(&a);
  assert_true(is_null(&a, 0) && is_null(&a, 1));
  end(&a);
}

static void min_and_max_of_int64_and_timestamps(void **state) {
  (void)state;
  aggregation a;
  const int64_t value[] = {-5, 10, 7, 12, 100, 11};
  static const uint32_t type[] = {WEIR_I64, WEIR_TIME};
  for (int t = 0; t < 2; t++) {
    for (int i = 0; i < 2; i++) {
      assert_int_equal(begin(&a, i == 0 ? "min" : "max", type[t], 1), WEIR_OK);
      assert_null(a.aggregate->retract);
      assert_int_equal(a.call.result.type, type[t]);
      a.column = fake_numbers(&a.host, value, 6);
      a.column.type = type[t];
      fake_set_null(&a.host, &a.column, 4);
      update(&a, 0, 6);
      merge_anew(&a);
      read_results(&a);
      assert_int_equal(number(&a, 0), i == 0 ? -5 : 7);
      assert_int_equal(number(&a, 1), i == 0 ? 10 : 12);
      assert_true(is_null(&a, 2));
      end(&a);
    }
  }
}

static void nan_is_the_largest_float64(void **state) {
  (void)state;
  aggregation a;
  const double value[] = {(double)NAN, -1, 3, 2, 1, (double)NAN};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(begin(&a, i == 0 ? "min" : "max", WEIR_F64, 1), WEIR_OK);
    a.column = fake_reals(&a.host, value, 6);
    update(&a, 0, 6);
    merge_anew(&a);
    read_results(&a);
    if (i == 0)
      assert_true(real(&a, 0) == 1 && real(&a, 1) == -1);
    else
      assert_true(isnan(real(&a, 0)) && isnan(real(&a, 1)));
    end(&a);
  }
}

static void min_and_max_of_strings_compare_bytes(void **state) {
  (void)state;
  aggregation a;
  const char *value[] = {"pear", "the same long prefix b", "apple", "the same long prefix", "zürich", NULL, "zurich",
                         ""};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(begin(&a, i == 0 ? "min" : "max", WEIR_STRING, 1), WEIR_OK);
    a.column = fake_strings(&a.host, value, 8);
    update(&a, 0, 6);
    merge_anew(&a);
    read_results(&a);
    check_string(&a, 0, i == 0 ? "apple" : "zürich");
    check_string(&a, 1, i == 0 ? "the same long prefix" : "the same long prefix b");
    assert_true(is_null(&a, 2));
    update(&a, 6, 2);
    read_results(&a);
    check_string(&a, 0, i == 0 ? "apple" : "zürich");
    check_string(&a, 1, i == 0 ? "" : "the same long prefix b");
    end(&a);
  }
}

static void min_and_max_of_bools(void **state) {
  (void)state;
  aggregation a;
  for (int i = 0; i < 2; i++) {
    assert_int_equal(begin(&a, i == 0 ? "min" : "max", WEIR_BOOL, 1), WEIR_OK);
    uint8_t *value = fake_host_memory(&a.host, 4);
    memcpy(value, "\1\0\0\0", 4);
    a.column = (weir_column){.data = value, .type = WEIR_BOOL};
    update(&a, 0, 4);
    merge_anew(&a);
    read_results(&a);
    assert_int_equal(((const uint8_t *)a.out.column.data)[2], i);
    assert_int_equal(((const uint8_t *)a.out.column.data)[3], 0);
    assert_true(is_null(&a, 2));
    end(&a);
  }
}

static void first_and_last_keep_order_and_nulls(void **state) {
  (void)state;
  aggregation a;
  const char *value[] = {NULL, "b", "a longer string, twenty", "d", "e", NULL};
  for (int ignore = 0; ignore < 2; ignore++) {
    assert_int_equal(begin(&a, "first", WEIR_STRING, 1 + (uint32_t)ignore), WEIR_OK);
    assert_int_equal(a.call.traits, WEIR_CALL_ORDERED);
    a.column = fake_strings(&a.host, value, 6);
    update(&a, 0, 6);
    merge_anew(&a);
    read_results(&a);
    if (ignore)
      check_string(&a, 0, "a longer string, twenty");
    else
      assert_true(is_null(&a, 0));
    check_string(&a, 1, "b");
    assert_true(is_null(&a, 2));
    end(&a);

    assert_int_equal(begin(&a, "last", WEIR_STRING, 1 + (uint32_t)ignore), WEIR_OK);
    a.column = fake_strings(&a.host, value, 6);
    update(&a, 0, 6);
    merge_anew(&a);
    read_results(&a);
    check_string(&a, 0, "e");
    if (ignore)
      check_string(&a, 1, "d");
    else
      assert_true(is_null(&a, 1));
    end(&a);
  }
}

static void first_and_last_of_numbers(void **state) {
  (void)state;
  aggregation a;
  const double value[] = {0.5, 1.5, 2.5, 3.5};
  for (int i = 0; i < 2; i++) {
    assert_int_equal(begin(&a, i == 0 ? "first" : "last", WEIR_F64, 1), WEIR_OK);
    a.column = fake_reals(&a.host, value, 4);
    update(&a, 0, 4);
    char *whole = fake_host_memory(&a.host, KEYS * (STATE_OFFSET + STATE_MAX));
    merge_into(&a, whole, 0);
    update(&a, 0, 1); /* a later partial state: its first row counts only where there was none */
    merge_into(&a, whole, 0);
    a.slots = whole;
    read_results(&a);
    assert_true(real(&a, 0) == 0.5);
    assert_true(real(&a, 1) == (i == 0 ? 1.5 : 3.5));
    end(&a);
  }
}

/* Whatever says that it can be taken back: other rows come and go, and every byte of the state is as before. */
static void what_is_exact_is_taken_back_to_the_last_bit(void **state) {
  (void)state;
  static const int64_t value[] = {INT64_MAX, -7, 1, 1, INT64_MIN, 0, 12, 3};
  uint32_t exact = 0;
  for (uint32_t i = 0; plugin->aggregate[i]; i++)
    for (uint32_t type = WEIR_BOOL; type <= WEIR_F64; type++) {
      aggregation a;
      const weir_status bound = begin(&a, plugin->aggregate[i]->name, type, 1);
      if (bound != WEIR_OK || !(a.call.traits & WEIR_CALL_EXACT)) {
        end(&a);
        continue;
      }
      assert_non_null(a.aggregate->retract);
      assert_true(type != WEIR_F64 || strcmp(a.aggregate->name, "count") == 0);
      exact++;
      a.column = fake_numbers(&a.host, value, 8);
      uint8_t *bits = fake_host_memory(&a.host, 8);
      memcpy(bits, "\1\0\1\1\0\0\1\0", 8);
      if (type == WEIR_BOOL) a.column = (weir_column){.data = bits, .type = WEIR_BOOL};
      fake_set_null(&a.host, &a.column, 3);
      update(&a, 0, 5);
      char *kept = a.slots, *before = fake_host_memory(&a.host, KEYS * (STATE_OFFSET + STATE_MAX));
      memcpy(before, kept, KEYS * (STATE_OFFSET + STATE_MAX));
      a.slots = fake_host_memory(&a.host, KEYS * (STATE_OFFSET + STATE_MAX));
      update(&a, 3, 5);
      merge_into(&a, kept, 0);
      if (memcmp(before, kept, KEYS * (STATE_OFFSET + STATE_MAX)) == 0)
        fail_msg("%s merges nothing", a.aggregate->name);
      merge_into(&a, kept, 1);
      if (memcmp(before, kept, KEYS * (STATE_OFFSET + STATE_MAX)) != 0)
        fail_msg("%s is not taken back exactly", a.aggregate->name);
      end(&a);
    }
  assert_int_equal(exact, 3 + 1 + 2 + 6 + 1); /* count of each type, sum, avg and mean, six of conditions, bit_xor */
}

static void types_without_meaning_are_refused(void **state) {
  (void)state;
  aggregation a;
  static const struct {
    const char *name;
    uint32_t type, args;
  } wrong[] = {{"sum", WEIR_STRING, 1},
               {"sum", WEIR_I64, 0},
               {"sum", WEIR_I64, 2},
               {"avg", WEIR_BOOL, 1},
               {"avg", WEIR_TIME, 1},
               {"min", WEIR_LIST, 1},
               {"max", WEIR_MAP, 1},
               {"min", WEIR_I64, 0},
               {"max", WEIR_I64, 2},
               {"first", WEIR_MAP, 1},
               {"last", WEIR_LIST, 1},
               {"first", WEIR_I64, 0},
               {"max", WEIR_STRUCT, 1},
               {"first", WEIR_STRUCT, 1},
               {"mode", WEIR_STRUCT, 1},
               {"max_by", WEIR_STRUCT, 2},
               {"collect_list", WEIR_STRUCT, 1},
               {"count_distinct", WEIR_STRUCT, 1},
               {"approx_count_distinct", WEIR_STRUCT, 1}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_int_equal(begin(&a, wrong[i].name, wrong[i].type, wrong[i].args), WEIR_EINVAL);
    assert_true(strlen(a.call.err.text) > 0);
    end(&a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(count_of_rows_and_of_values),
      cmocka_unit_test(sum_of_int64_wraps_skips_nulls_and_is_taken_back),
      cmocka_unit_test(sum_and_avg_of_float64),
      cmocka_unit_test(avg_of_int64_neither_wraps_nor_drifts),
      cmocka_unit_test(min_and_max_of_int64_and_timestamps),
      cmocka_unit_test(nan_is_the_largest_float64),
      cmocka_unit_test(min_and_max_of_strings_compare_bytes),
      cmocka_unit_test(min_and_max_of_bools),
      cmocka_unit_test(first_and_last_keep_order_and_nulls),
      cmocka_unit_test(first_and_last_of_numbers),
      cmocka_unit_test(what_is_exact_is_taken_back_to_the_last_bit),
      cmocka_unit_test(types_without_meaning_are_refused),
  };
  plugin = fake_load(AGGREGATES_SO);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
