/* SPDX-License-Identifier: Apache-2.0 */
/* Tables that do not hold together are refused, each in words. Every test spoils one thing of a good plugin. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plugin/check_table.h"
#include "plugin/codes.h"

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  (void)self, (void)input, (void)in, (void)out;
  return WEIR_OK;
}
static weir_status poll_rows(void *self, weir_out *out, int64_t wait_us) {
  (void)self, (void)out, (void)wait_us;
  return WEIR_END;
}

typedef struct sample {
  weir_option option[3];
  weir_operator op;
  weir_source source;
  weir_sink sink;
  weir_aggregate aggregate;
  weir_function function;
  const weir_operator *operators[3];
  const weir_source *sources[2];
  const weir_sink *sinks[2];
  const weir_aggregate *aggregates[2];
  const weir_function *functions[2];
  weir_plugin table;
} sample;

/* An operator "x" with options a (text), b (duration), c (choice). */
static sample good(void) {
  return (sample){
      .option = {{.name = "a", .type = WEIR_OPT_TEXT, .offset = 0},
                 {.name = "b", .type = WEIR_OPT_DURATION, .offset = 16, .default_text = "1s"},
                 {.name = "c", .type = WEIR_OPT_CHOICE, .offset = 24, .choices = "x|y", .default_text = "y"}},
      .op = {.size = sizeof(weir_operator),
             .name = "x",
             .instance_size = 32,
             .option_count = 3,
             .option_stride = sizeof(weir_option),
             .process = process},
      .source = {.size = sizeof(weir_source), .name = "s", .poll = poll_rows},
      .sink = {.size = sizeof(weir_sink), .name = "x"},
      .aggregate = {.size = sizeof(weir_aggregate), .name = "f"},
      .function = {.size = sizeof(weir_function), .name = "f"},
      .table = {.size = sizeof(weir_plugin), .abi_major = WEIR_ABI_MAJOR, .name = "x", .version = "1"},
  };
}

static int check(sample *s, const weir_plugin **checked, table_memory *memory, plugin_error *err) {
  s->op.option = s->option;
  s->operators[0] = &s->op;
  s->table.op = s->operators;
  return check_table("x.so", &s->table, memory, checked, err);
}

static void expect(sample *s, uint32_t code, const char *words) {
  plugin_error err = {0};
  table_memory memory = {0};
  const weir_plugin *checked = NULL;
  if (check(s, &checked, &memory, &err) == 0) fail_msg("accepted, though \"%s\"", words);
  if (err.code != code || !strstr(err.text, words)) fail_msg("E%u \"%s\" instead of \"%s\"", err.code, err.text, words);
  assert_null(checked);
  table_memory_finish(&memory);
}

static void long_enough_tables_stay_where_they_are(void **state) {
  (void)state;
  sample s = good();
  plugin_error err = {0};
  table_memory memory = {0};
  const weir_plugin *checked = NULL;
  assert_int_equal(check(&s, &checked, &memory, &err), 0);
  assert_ptr_equal(checked->op[0], &s.op);
  assert_null(checked->op[1]);
  assert_null(checked->source[0]);
  table_memory_finish(&memory);
}

static void short_tables_get_zero_tails(void **state) {
  (void)state;
  sample s = good();
  plugin_error err = {0};
  table_memory memory = {0};
  const weir_plugin *checked = NULL;
  s.op.size = offsetof(weir_operator, batch_end);
  s.op.batch_end = (weir_status(*)(void *, const weir_batch *, weir_out *))(void (*)(void))process;
  s.table.size = offsetof(weir_plugin, sink);
  s.table.sink = (const weir_sink *const *)(const void *)&s; /* behind its end */
  assert_int_equal(check(&s, &checked, &memory, &err), 0);
  assert_true(checked->op[0]->process == process);
  assert_null(checked->op[0]->batch_end);
  assert_null(checked->sink[0]);
  table_memory_finish(&memory);
}

#define SPOIL(change, code, words)                                                                                     \
  do {                                                                                                                 \
    sample s = good();                                                                                                 \
    change;                                                                                                            \
    expect(&s, code, words);                                                                                           \
  } while (0)

static void the_plugin_s_own_numbers_are_checked(void **state) {
  (void)state;
  SPOIL(s.table.size = 8, PLUGIN_E_BAD_TABLE, "says that its table has 8 bytes");
  SPOIL(s.table.abi_major = 9, PLUGIN_E_OTHER_MAJOR, "says it is for ABI 9");
  SPOIL(s.table.needs_minor = 1000, PLUGIN_E_NEWER_MINOR, "needs ABI 0.1000");
  SPOIL(s.table.name = "a b", PLUGIN_E_BAD_TABLE, "gives itself no name");
  SPOIL(s.table.version = NULL, PLUGIN_E_BAD_TABLE, "gives itself no version");
}

static void entries_are_checked(void **state) {
  (void)state;
  SPOIL(s.op.size = 4, PLUGIN_E_BAD_TABLE, "whose table says it has 4 bytes");
  SPOIL(s.op.name = NULL, PLUGIN_E_BAD_TABLE, "without a name");
  SPOIL(s.op.name = "a.b", PLUGIN_E_BAD_TABLE, "without a name");
  SPOIL(s.op.help = "\xff", PLUGIN_E_BAD_TABLE, "help that is not UTF-8");
  SPOIL(s.op.process = NULL, PLUGIN_E_BAD_TABLE, "has no process");
  SPOIL(s.op.flags = 64, PLUGIN_E_BAD_TABLE, "flags that this weir does not know");
  SPOIL(s.op.instance_size = UINT32_MAX, PLUGIN_E_BAD_TABLE, "wants instances of");
  SPOIL(s.operators[1] = &s.op, PLUGIN_E_BAD_TABLE, "both called \"x\"");
  SPOIL((s.source.poll = NULL, s.sources[0] = &s.source, s.table.source = s.sources), PLUGIN_E_BAD_TABLE,
        "has no poll");
  SPOIL((s.source.flags = 3, s.sources[0] = &s.source, s.table.source = s.sources), PLUGIN_E_BAD_TABLE,
        "has no replay");
  SPOIL((s.source.name = "x", s.sources[0] = &s.source, s.table.source = s.sources), PLUGIN_E_BAD_TABLE,
        "has a source and a operator");
  SPOIL((s.sinks[0] = &s.sink, s.table.sink = s.sinks), PLUGIN_E_BAD_TABLE, "has no write");
  SPOIL((s.aggregates[0] = &s.aggregate, s.table.aggregate = s.aggregates), PLUGIN_E_BAD_TABLE, "has no bind");
  SPOIL((s.functions[0] = &s.function, s.table.function = s.functions), PLUGIN_E_BAD_TABLE, "has no bind");
}

static void option_tables_are_checked(void **state) {
  (void)state;
  const uint32_t code = PLUGIN_E_BAD_OPTION;
  SPOIL(s.op.option_count = 1000, code, "says it has 1000 options");
  SPOIL(s.op.option_stride = 12, code, "options of 12 bytes");
  SPOIL(s.option[1].name = "", code, "option 1 of");
  SPOIL(s.option[1].type = 99, code, "has type 99, which this weir (ABI 0.");
  SPOIL(s.option[1].offset = 28, code, "takes bytes 28 to 36 of an instance that has 32");
  SPOIL(s.option[1].offset = UINT32_MAX, code, "of an instance that has 32");
  SPOIL(s.option[1].offset = 20, code, "lies at 20, no multiple of 8");
  SPOIL(s.option[1].offset = 8, code, "lie on the same bytes");
  SPOIL(s.option[1].name = "a", code, "is there twice");
  SPOIL(s.option[0].flags = s.option[1].flags = WEIR_MAIN, code, "second that is marked MAIN");
  SPOIL(s.option[0].flags = WEIR_MAIN | WEIR_BODY, code, "MAIN and BODY");
  SPOIL(s.option[0].flags = WEIR_BODY, code, "BODY and is no mapping");
  SPOIL((s.option[1].flags = WEIR_BODY, s.option[1].type = WEIR_OPT_EXPRESSIONS, s.option[1].default_text = NULL), code,
        "is not the only one");
  SPOIL(s.option[0].flags = 128, code, "has flags");
  SPOIL(s.option[1].flags = WEIR_REQUIRED, code, "is required and has a default");
  SPOIL(s.option[1].min = NAN, code, "range that is not a number");
  SPOIL(s.option[0].input = 77, code, "an input that no operator has");
  SPOIL(s.option[0].want = 77, code, "wants a type");
  SPOIL(s.option[0].choices = "a|b", code, "choices, which its type does not use");
  SPOIL(s.option[2].choices = NULL, code, "has no choices");
  SPOIL(s.option[2].choices = "x||y", code, "an empty choice");
  SPOIL(s.option[2].choices = "y|x|y", code, "the same choice twice");
  SPOIL(s.option[2].default_text = "z", code, "not among its choices");
  SPOIL((s.op.instance_size = 64, s.option[2] = (weir_option){.name = "r", .type = WEIR_OPT_ROWS, .offset = 24}), code,
        "no option of type fields is before it");
  SPOIL(s.option[2] = ((weir_option){.name = "f", .type = WEIR_OPT_FORMAT, .offset = 24, .choices = "xml"}), code,
        "another choice than text, csv");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(long_enough_tables_stay_where_they_are),
      cmocka_unit_test(short_tables_get_zero_tails),
      cmocka_unit_test(the_plugin_s_own_numbers_are_checked),
      cmocka_unit_test(entries_are_checked),
      cmocka_unit_test(option_tables_are_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
