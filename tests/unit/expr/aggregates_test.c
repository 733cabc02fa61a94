/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of aggregates: what is refused, how states lie in a slot, and rows going into it and coming out. */
#include "fake_out.h"

typedef struct entry {
  const char *name, *text;
  const char *merge; /* a reducer of one's own, of `text` */
} entry;

static const weir_aggregates *compile(expr_compiler *c, const entry *entries, uint32_t n, char *why, size_t room) {
  expr_named named[8];
  expr_piece piece[8], merge[8];
  expr_reducer own[8];
  expr_error err;
  uint32_t failed;
  for (uint32_t i = 0; i < n; i++) {
    named[i] = (expr_named){.name = entries[i].name, .text = fake_text(&piece[i], entries[i].text)};
    if (!entries[i].merge) continue;
    own[i] = (expr_reducer){.of = named[i].text, .merge = fake_text(&merge[i], entries[i].merge)};
    named[i].own = &own[i];
  }
  const weir_aggregates *a = expr_compile_aggregates(c, named, n, &fake_scope, &failed, &err);
  if (!a) snprintf(why, room, "%u: E%u %u+%u %s (%s)", failed, err.code, err.offset, err.length, err.text, err.help);
  return a;
}

static void refused(const entry *entries, uint32_t n, const char *why) {
  char got[900];
  expr_compiler *c = expr_compiler_create(&fake_library);
  if (compile(c, entries, n, got, sizeof got)) fail_msg("%s was accepted", entries[n - 1].text);
  assert_string_equal(got, why);
  expr_compiler_destroy(c);
}

static void an_entry_computes_with_the_results_of_aggregates(void **state) {
  (void)state;
  refused((entry[]){{"a", "length(word)", NULL}}, 1,
          "0: E512 7+4 'word' stands outside of an aggregate: it is another in every row (say which is wanted: "
          "max(word), any_value(word))");
  refused((entry[]){{"a", "sum(n) / n", NULL}}, 1,
          "0: E512 9+1 'n' stands outside of an aggregate: it is another in every row (say which is wanted: max(n), "
          "any_value(n))");
  refused((entry[]){{"a", "1 + 2", NULL}}, 1,
          "0: E512 0+5 no aggregate is called here, and the rows have to become one (call one: sum(…), count(*), "
          "sum(a) / count(*))");
  refused((entry[]){{"c", "count(*)", NULL}, {"a", "1 + smu(n)", NULL}}, 2,
          "1: E507 4+3 there is no aggregate or function 'smu' (did you mean 'sum'?)");
  refused(
      (entry[]){{"a", "sum(sum(n))", NULL}}, 1,
      "0: E512 4+6 'sum' is an aggregate: it stands where rows become one, as in values, and not within another ()");
  refused((entry[]){{"a", "sum(word)", NULL}}, 1, "0: E509 0+9 sum: sum takes one number ()");
  refused((entry[]){{"a", "sum(n + random())", NULL}}, 1,
          "0: E519 8+8 'random' does not give the same for the same arguments: a key cannot use it ()");
  refused((entry[]){{NULL, "sum(n)", NULL}}, 1, "0: E514 0+0 an aggregate needs a name (write {name: call})");
  refused((entry[]){{"a", "sum(n)", NULL}, {"a", "count(n)", NULL}}, 2, "1: E515 0+0 the name 'a' is given twice ()");
  refused((entry[]){{"a", "sum(n", NULL}}, 1, "0: E501 5+0 expected an operator, ',' or ')', found the end ()");
}

static void distinct_and_filter_are_checked(void **state) {
  (void)state;
  refused((entry[]){{"a", "longest(distinct word)", NULL}}, 1,
          "0: E512 0+22 'longest' has no form for distinct values ()");
  refused((entry[]){{"a", "count(distinct *)", NULL}}, 1,
          "0: E512 0+17 'count' has no form for distinct rows (name the columns: count(distinct a, b))");
  refused((entry[]){{"a", "sum(n) filter (where n + 1)", NULL}}, 1,
          "0: E517 21+5 this must be bool; it is int64 (a condition is a bool: a comparison, or a bool column)");
  refused((entry[]){{"a", "sum(n) filter (n > 1)", NULL}}, 1, "0: E501 15+1 expected 'where', found n ()");
  refused((entry[]){{"a", "sum(n) filter n > 1", NULL}}, 1,
          "0: E501 14+1 expected '(where …)' behind filter, found n ()");
  refused((entry[]){{"a", "sum(n) filter (where n > 1", NULL}}, 1,
          "0: E501 26+0 expected an operator or ')', found the end ()");
  refused((entry[]){{"a", "sum(n) filter (where count(*) > 1)", NULL}}, 1,
          "0: E512 21+8 'count' is an aggregate: it stands where rows become one, as in values, and not within another "
          "()");
}

static void states_that_break_the_rules_are_refused(void **state) {
  (void)state;
  refused((entry[]){{"a", "without_state(n)", NULL}}, 1,
          "0: E518 0+16 the aggregate 'without_state' does not say what it keeps: its bind sets no state ()");
  refused((entry[]){{"a", "crooked(n)", NULL}}, 1,
          "0: E518 0+10 the aggregate 'crooked' declares state field 'b' at an offset that is no multiple of 8 ()");
  refused((entry[]){{"a", "beyond(n)", NULL}}, 1,
          "0: E518 0+9 the aggregate 'beyond' declares state field 'b' beyond its 16 bytes ()");
  refused((entry[]){{"a", "overlap(n)", NULL}}, 1,
          "0: E518 0+10 the aggregate 'overlap' declares state fields 'a' and 'b' in the same place ()");
  refused((entry[]){{"a", "named_twice(n)", NULL}}, 1,
          "0: E518 0+14 the aggregate 'named_twice' declares state field 'a' twice ()");
  refused((entry[]){{"a", "nameless(n)", NULL}}, 1,
          "0: E518 0+11 the aggregate 'nameless' declares a state field without a name ()");
  refused(
      (entry[]){{"a", "list_state(n)", NULL}}, 1,
      "0: E518 0+13 the aggregate 'list_state' declares state field 'b', which is of no type that state can have ()");
  refused((entry[]){{"a", "vast(n)", NULL}}, 1,
          "0: E518 0+7 the aggregate 'vast' declares a state of 2 fields and 1048576 bytes; it has 1 to 64 and at most "
          "4096 ()");
}

static const entry three[] = {
    {"rows", "count(*)", NULL}, {"long", "Longest(word)", NULL}, {"total", "sum(length(word))", NULL}};

static void states_lie_side_by_side(void **state) {
  (void)state;
  char text[300];
  uint32_t size;
  expr_compiler *c = expr_compiler_create(&fake_library);
  const weir_aggregates *a = compile(c, three, 3, text, sizeof text);
  const weir_schema *fields = expr_aggregates_state(a, &size);
  schema_text(fields, text, sizeof text);
  assert_string_equal(text, "rows.n int64, long.text string, long.rows int64, total.sum int64");
  const uint32_t offset[] = {0, 8, 24, 32};
  for (uint32_t i = 0; i < 4; i++) assert_int_equal(weir_field_at(fields, i)->offset, offset[i]);
  assert_int_equal(size, 40);
  schema_text(expr_aggregates_schema(a), text, sizeof text);
  assert_string_equal(text, "rows int64, long string, total int64");
  expr_aggregates_print(a, text, sizeof text);
  assert_string_equal(text, "rows: count(*), long: longest(word), total: sum(length(word))");
  expr_compiler_destroy(c);
}

static const entry computed[] = {{"mean", "sum(length(word)) / count(*)", NULL},
                                 {"big", "COUNT(*) filter (where n > 10)", NULL},
                                 {"again", "count(*) + sum(length(word))", NULL},
                                 {"kinds", "count(distinct n, word)", NULL},
                                 {"most", "most(distinct n)", NULL}};

static void a_call_that_several_entries_hold_is_kept_once(void **state) {
  (void)state;
  char text[400];
  uint32_t size;
  expr_compiler *c = expr_compiler_create(&fake_library);
  const weir_aggregates *a = compile(c, computed, 5, text, sizeof text);
  schema_text(expr_aggregates_state(a, &size), text, sizeof text);
  assert_string_equal(text, "mean.1.sum int64, mean.2.n int64, big.n int64, kinds.n int64, most.sum int64");
  assert_int_equal(size, 40);
  schema_text(expr_aggregates_schema(a), text, sizeof text);
  assert_string_equal(text, "mean float64?, big int64, again int64, kinds int64, most int64");
  expr_aggregates_print(a, text, sizeof text);
  assert_string_equal(text,
                      "mean: sum(length(word)) / count(*), big: count(*) filter (where n > 10), again: count(*) + "
                      "sum(length(word)), kinds: count_distinct(n, word), most: most(n)");
  expr_compiler_destroy(c);
}

static void a_list_is_exact_if_all_are_and_ordered_if_one_is(void **state) {
  (void)state;
  char why[900];
  expr_compiler *c = expr_compiler_create(&fake_library);
  assert_int_equal(aggregates_service.traits(compile(c, three, 1, why, sizeof why)), WEIR_CALL_EXACT);
  assert_int_equal(aggregates_service.traits(compile(c, three, 3, why, sizeof why)), WEIR_CALL_ORDERED);
  assert_int_equal(aggregates_service.count(compile(c, three, 3, why, sizeof why)), 3);
  assert_string_equal(aggregates_service.field(compile(c, three, 3, why, sizeof why), 2)->name, "total");
  expr_compiler_destroy(c);
}

/* ---- bind -------------------------------------------------------------------------------------------------------- */

static weir_state_decl declared;
static uint32_t added;
static weir_status need_state(weir_plan *plan, const weir_state_decl *decl) {
  (void)plan;
  declared = *decl;
  return WEIR_OK;
}
static weir_status add_field_like(weir_plan *plan, const char *name, const weir_field *field) {
  (void)plan, (void)name, (void)field;
  return ++added < 10 ? WEIR_OK : WEIR_EINVAL;
}

static void operators_declare_what_their_aggregates_need(void **state) {
  (void)state;
  char why[900];
  expr_compiler *c = expr_compiler_create(&fake_library);
  const weir_aggregates *a = compile(c, three, 3, why, sizeof why);
  weir_plan plan = {.need_state = need_state, .add_field_like = add_field_like};
  added = 0;
  assert_int_equal(aggregates_service.need_state(&plan, a, NULL, WEIR_SCOPE_BATCH, 0), WEIR_OK);
  assert_int_equal(declared.value_size, 40);
  assert_int_equal(declared.scope, WEIR_SCOPE_BATCH);
  assert_int_equal(declared.value->count, 4);
  assert_int_equal(aggregates_service.add_partial_fields(&plan, a), WEIR_OK);
  assert_int_equal(added, 4);
  assert_int_equal(aggregates_service.add_result_fields(&plan, a), WEIR_OK);
  assert_int_equal(added, 7);
  assert_int_equal(aggregates_service.add_partial_fields(&plan, a), WEIR_EINVAL);
  expr_compiler_destroy(c);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

typedef struct fixture {
  memory *memory;
  expr_compiler *compiler;
  const weir_aggregates *aggregates;
  const weir_expressions *key;
  fake_rows rows;
  schema results; /* key, then results */
} fixture;

static void fixture_init_with(fixture *f, const entry *entries, uint32_t rows, bool keyed, uint32_t count) {
  char why[900];
  expr_piece piece;
  expr_error err;
  uint32_t failed;
  f->memory = memory_create(1 << 30);
  f->compiler = expr_compiler_create(&fake_library);
  f->aggregates = compile(f->compiler, entries, count, why, sizeof why);
  expr_named key = {.name = "k", .text = fake_text(&piece, "n % 5")};
  f->key = keyed ? expr_compile_list(f->compiler, &key, 1, &fake_scope, EXPR_PURE, &failed, &err) : NULL;
  fake_rows_init(&f->rows, f->memory, rows, 23);
  schema_init(&f->results);
  if (keyed) schema_add_type(&f->results, "k", WEIR_I64, 0);
  for (uint32_t i = 0; i < count; i++) schema_add(&f->results, NULL, aggregates_service.field(f->aggregates, i));
}

static void fixture_init(fixture *f, uint32_t rows, bool keyed, uint32_t count) {
  fixture_init_with(f, three, rows, keyed, count);
}

static void fixture_finish(fixture *f) {
  schema_finish(&f->results);
  fake_rows_finish(&f->rows);
  expr_compiler_destroy(f->compiler);
  memory_unref(f->memory);
}

static const char *expected(const fixture *f) {
  static char text[4000];
  size_t at = 0;
  int64_t seen[64];
  uint32_t keys = 0;
  const int64_t *n = weir_i64(&f->rows.chunk, N);
  for (uint32_t i = 0; i < f->rows.chunk.rows; i++) {
    int64_t k = f->key ? n[i] % 5 : 0, rows = 0, total = 0;
    uint32_t known = 0;
    while (known < keys && seen[known] != k) known++;
    if (known < keys) continue;
    seen[keys++] = k;
    const weir_str *longest = NULL;
    for (uint32_t j = i; j < f->rows.chunk.rows; j++) {
      const weir_str *word = weir_strs(&f->rows.chunk, W) + j;
      if (f->key && n[j] % 5 != k) continue;
      rows++;
      total += word->len;
      if (word->len && (!longest || word->len > longest->len)) longest = word;
    }
    if (f->key) at += (size_t)sprintf(text + at, "%lld ", (long long)k);
    at += (size_t)sprintf(text + at, "%lld %.*s %lld\n", (long long)rows, longest ? (int)longest->len : 0,
                          longest ? weir_text(longest) : "", (long long)total);
  }
  return text;
}

static void scan_all(weir_table *t, const weir_chunk *keys, weir_scan *scan) {
  *scan = (weir_scan){.size = sizeof *scan, .rows = t->keys, .keys = keys, .slot = t->pointer, .table = t};
}

static void put(const fixture *f, fake_out *o, weir_table *t) {
  schema key;
  columns ids;
  weir_chunk keys;
  weir_scan scan;
  schema_init(&key);
  schema_add_type(&key, "k", WEIR_I64, 0);
  assert_int_equal(columns_init(&ids, f->memory, &key.schema, 64), 0);
  memcpy(ids.out[0].data, t->id, sizeof t->id);
  columns_chunk(&ids, t->keys, 0, NULL, &keys);
  scan_all(t, f->key ? &keys : NULL, &scan);
  aggregates_service.put(&o->frame.host, f->aggregates, &o->out, &scan);
  o->frame.host.flush(&o->out);
  columns_finish(&ids);
  schema_finish(&key);
}

static void update(const fixture *f, fake_out *o, weir_table *t) {
  const weir_chunk *keys = f->key ? eval_service.keys(&o->frame.host, f->key, &f->rows.chunk) : NULL;
  aggregates_service.update(&o->frame.host, f->aggregates, t, keys, &f->rows.chunk);
}

static void results_are_those_of_a_loop_at_any_size_of_the_output(void **state) {
  static const uint32_t rows[] = {1, 300, 1000}, capacities[] = {1, 2, 7, 2048};
  static fake_out o;
  (void)state;
  for (uint32_t i = 0; i < 12; i++)
    for (int keyed = 0; keyed < 2; keyed++) {
      fixture f;
      weir_table t = {0};
      fixture_init(&f, rows[i % 3], keyed, 3);
      fake_out_init(&o, f.memory, &f.results.schema, capacities[i / 3]);
      update(&f, &o, &t);
      assert_int_equal(t.upserts, keyed ? (rows[i % 3] + 255) / 256 : 1);
      put(&f, &o, &t);
      assert_string_equal(o.text, expected(&f));
      fake_out_finish(&o);
      fixture_finish(&f);
    }
}

static void expressions_over_results_and_filters_are_those_of_a_loop(void **state) {
  static const uint32_t capacities[] = {1, 7, 2048};
  static fake_out o;
  (void)state;
  for (uint32_t i = 0; i < 3; i++) {
    fixture f;
    weir_table t = {0};
    int64_t rows = 0, total = 0, big = 0;
    char want[200];
    fixture_init_with(&f, computed, 1000, false, 3);
    fake_out_init(&o, f.memory, &f.results.schema, capacities[i]);
    for (uint32_t r = 0; r < f.rows.chunk.rows; r++, rows++) {
      total += weir_strs(&f.rows.chunk, W)[r].len;
      big += weir_i64(&f.rows.chunk, N)[r] > 10;
    }
    update(&f, &o, &t);
    put(&f, &o, &t);
    snprintf(want, sizeof want, "%.17g %lld %lld\n", (double)total / (double)rows, (long long)big,
             (long long)(rows + total));
    assert_true(big > 0 && big < rows);
    assert_string_equal(o.text, want);
    fake_out_finish(&o);
    fixture_finish(&f);
  }
}

/* Partial states too, and slots that come many times in one run. */
static void a_reducer_of_ones_own_gives_what_the_aggregate_gives(void **state) {
  static const entry own[] = {{"rows", "1", "a + b"}, {"total", "length(word)", "b + a"}};
  static const entry aggregates[] = {{"rows", "count(*)", NULL}, {"total", "sum(length(word))", NULL}};
  static fake_out o, want;
  (void)state;
  for (int keyed = 0; keyed < 2; keyed++) {
    fixture f, g;
    weir_table t = {0}, plain = {0};
    fixture_init_with(&f, own, 1000, keyed, 2);
    fixture_init_with(&g, aggregates, 1000, keyed, 2);
    fake_out_init(&o, f.memory, &f.results.schema, 7);
    fake_out_init(&want, g.memory, &g.results.schema, 7);
    update(&f, &o, &t);
    update(&f, &o, &t);
    update(&g, &want, &plain);
    update(&g, &want, &plain);
    put(&f, &o, &t);
    put(&g, &want, &plain);
    assert_string_equal(o.text, want.text);
    fake_out_finish(&o);
    fake_out_finish(&want);
    fixture_finish(&f);
    fixture_finish(&g);
  }
}

static uint32_t counted_by_the_table(const entry *entries, uint32_t count, bool keyed) {
  static fake_out o;
  fixture f;
  weir_table t = {0};
  fixture_init_with(&f, entries, 700, keyed, count);
  fake_out_init(&o, f.memory, &f.results.schema, 64);
  update(&f, &o, &t);
  int64_t rows = 0;
  for (uint32_t i = 0; i < t.keys; i++) rows += *(const int64_t *)(const void *)t.slot[i];
  if (!strchr(entries[0].text, 'w')) assert_int_equal(rows, 700); /* no filter */
  assert_true(t.counted == 0 || t.upserts == 0);
  fake_out_finish(&o);
  fixture_finish(&f);
  return t.counted;
}

static void a_count_that_is_alone_is_left_to_the_table(void **state) {
  (void)state;
  assert_int_equal(counted_by_the_table((entry[]){{"rows", "count(*)", NULL}}, 1, true), 1);
  assert_int_equal(counted_by_the_table((entry[]){{"rows", "count(*)", NULL}}, 1, false), 0);
  assert_int_equal(counted_by_the_table((entry[]){{"rows", "count(*) filter (where n > 3)", NULL}}, 1, true), 0);
  assert_int_equal(counted_by_the_table((entry[]){{"rows", "count(*)", NULL}, {"total", "sum(n)", NULL}}, 2, true), 0);
}

/* The state of every key as a row: key, then the state's fields. */
static void partial_rows(const fixture *f, const weir_table *t, schema *s, columns *rows, weir_chunk *chunk) {
  uint32_t size;
  const weir_schema *fields = expr_aggregates_state(f->aggregates, &size);
  schema_init(s);
  if (f->key) schema_add_type(s, "k", WEIR_I64, 0);
  for (uint32_t i = 0; i < fields->count; i++) schema_add(s, NULL, weir_field_at(fields, i));
  assert_int_equal(columns_init(rows, f->memory, &s->schema, 64), 0);
  for (uint32_t row = 0; row < t->keys; row++) {
    if (f->key) ((int64_t *)rows->out[0].data)[row] = t->id[row];
    for (uint32_t i = 0; i < fields->count; i++) {
      const weir_field *field = weir_field_at(fields, i);
      uint32_t width = schema_width(field->type);
      memcpy((char *)rows->out[i + (f->key != NULL)].data + row * width, (const char *)t->slot[row] + field->offset,
             width);
    }
  }
  columns_chunk(rows, t->keys, 0, NULL, chunk);
}

static void partial_rows_merge_to_the_same(void **state) {
  static fake_out o;
  (void)state;
  for (int keyed = 0; keyed < 2; keyed++) {
    fixture f;
    weir_table partial = {0}, t = {0};
    schema s;
    columns rows;
    weir_chunk chunk;
    fixture_init(&f, 500, keyed, 3);
    fake_out_init(&o, f.memory, &f.results.schema, 7);
    update(&f, &o, &partial);
    partial_rows(&f, &partial, &s, &rows, &chunk);
    evaluator_keys_come_first(o.frame.evaluator, true);
    const weir_chunk *keys = keyed ? eval_service.keys(&o.frame.host, f.key, &chunk) : NULL;
    aggregates_service.merge(&o.frame.host, f.aggregates, &t, keys, &chunk);
    put(&f, &o, &t);
    assert_string_equal(o.text, expected(&f));
    columns_finish(&rows);
    schema_finish(&s);
    fake_out_finish(&o);
    fixture_finish(&f);
  }
}

static void a_key_whose_rows_have_all_left_is_erased(void **state) {
  static fake_out o;
  (void)state;
  fixture f;
  weir_table partial = {0}, t = {0};
  schema s;
  columns rows;
  weir_chunk chunk;
  fixture_init(&f, 500, true, 1);
  fake_out_init(&o, f.memory, &f.results.schema, 64);
  update(&f, &o, &partial);
  partial_rows(&f, &partial, &s, &rows, &chunk);
  evaluator_keys_come_first(o.frame.evaluator, true);
  const weir_chunk *keys = eval_service.keys(&o.frame.host, f.key, &chunk);
  for (int times = 0; times < 2; times++) aggregates_service.enter(&o.frame.host, f.aggregates, &t, keys, &chunk);
  assert_true(t.keys > 1);
  for (int times = 0; times < 2; times++) {
    for (uint32_t i = 0; i < t.keys; i++) assert_false(t.erased[i]);
    aggregates_service.leave(&o.frame.host, f.aggregates, &t, keys, &chunk);
  }
  for (uint32_t i = 0; i < t.keys; i++) {
    assert_int_equal(t.slot[i][0], 0);
    assert_true(t.erased[i]);
  }
  columns_finish(&rows);
  schema_finish(&s);
  fake_out_finish(&o);
  fixture_finish(&f);
}

static void an_aggregate_without_retract_fails_when_it_is_asked(void **state) {
  static fake_out o;
  (void)state;
  fixture f;
  weir_table t = {0};
  fixture_init(&f, 5, false, 3);
  fake_out_init(&o, f.memory, &f.results.schema, 64);
  aggregates_service.leave(&o.frame.host, f.aggregates, &t, NULL, &f.rows.chunk);
  assert_string_equal(evaluator_failure(o.frame.evaluator), "an aggregate that cannot take back is asked to");
  fake_out_finish(&o);
  fixture_finish(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_entry_computes_with_the_results_of_aggregates),
      cmocka_unit_test(distinct_and_filter_are_checked),
      cmocka_unit_test(states_that_break_the_rules_are_refused),
      cmocka_unit_test(states_lie_side_by_side),
      cmocka_unit_test(a_call_that_several_entries_hold_is_kept_once),
      cmocka_unit_test(a_list_is_exact_if_all_are_and_ordered_if_one_is),
      cmocka_unit_test(operators_declare_what_their_aggregates_need),
      cmocka_unit_test(results_are_those_of_a_loop_at_any_size_of_the_output),
      cmocka_unit_test(expressions_over_results_and_filters_are_those_of_a_loop),
      cmocka_unit_test(a_reducer_of_ones_own_gives_what_the_aggregate_gives),
      cmocka_unit_test(a_count_that_is_alone_is_left_to_the_table),
      cmocka_unit_test(partial_rows_merge_to_the_same),
      cmocka_unit_test(a_key_whose_rows_have_all_left_is_erased),
      cmocka_unit_test(an_aggregate_without_retract_fails_when_it_is_asked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
