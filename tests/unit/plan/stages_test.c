/* SPDX-License-Identifier: Apache-2.0 */
/* Whole plans as text, and the order that the engine relies on. */
#include "fixture.h"

static void counting_words_is_two_stages_with_a_combiner(void **state) {
  (void)state;
  assert_plan(HEAD "  words: {from: events, map: {word: word, n: n}}\n"
                   "  counts: {from: words, reduceByKey: {key: word, values: {rows: \"count(*)\", total: "
                   "\"sum(n)\"}}}\n"
                   "  x: {from: counts, filter: \"total > 10\"}\n"
                   "outputs:\n"
                   "  out: {from: x, planner.sink: {limit: 5}}\n",
              "pipeline p: a batch every 1s, 4 lanes, 4 partitions\n"
              "\n"
              "stage 0: as blocks come\n"
              "  #0 events: planner.events (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "  #1 words: map (word string, n int64?) every 1s\n"
              "      reads #0\n"
              "  #2 counts: reduceByKey (combiner) (word string, rows.rows int64, total.sum int64, total.rows "
              "int64) every 1s\n"
              "      reads #1\n"
              "      state of the batch: (rows.rows int64, total.sum int64, total.rows int64) by word\n"
              "      exchange 0 to #3: by the first 1 column, 4 partitions\n"
              "\n"
              "stage 1: 4 partitions\n"
              "  #3 counts: reduceByKey (word string, rows int64, total int64?) every 1s\n"
              "      reads exchange 0 from #2\n"
              "      state of the batch: (rows.rows int64, total.sum int64, total.rows int64) by word\n"
              "  #4 x: filter (word string, rows int64, total int64?) every 1s\n"
              "      reads #3\n"
              "\n"
              "outputs\n"
              "  #5 out: planner.sink of #4 every 1s, at most 5 rows\n");
}

static void a_row_wise_operator_runs_in_each_stage_that_reaches_it(void **state) {
  (void)state;
  assert_plan(HEAD "  last: {from: events, planner.ask: state}\n"
                   "  both: {from: [events, last], union: {}}\n"
                   "  x: {from: both, planner.ask: {what: rows, key: [word, n]}}\n"
                   "  unread: {from: x, planner.plain: {}}\n"
                   "outputs:\n"
                   "  out: {from: x, planner.sink: {}}\n"
                   "  early: {from: both, planner.sink: {}}\n",
              "pipeline p: a batch every 1s, 4 lanes, 4 partitions\n"
              "\n"
              "stage 0: as blocks come\n"
              "  #0 events: planner.events (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "      exchange 0 to #1: by word, 4 partitions\n"
              "  #2 both: union (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "      reads #0\n"
              "      reads #1\n"
              "      exchange 1 to #3: by word, n, 4 partitions\n"
              "\n"
              "stage 1: 4 partitions\n"
              "  #1 last: planner.ask (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "      reads exchange 0 from #0\n"
              "      state of the stream: (count int64, last string) by word, forgotten after 1m\n"
              "  #2 both: union (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "      reads #0\n"
              "      reads #1\n"
              "      exchange 1 to #3: by word, n, 4 partitions\n"
              "\n"
              "stage 2: 4 partitions\n"
              "  #3 x: planner.ask (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "      reads exchange 1 from #2, rows kept by word, n\n"
              "\n"
              "outputs\n"
              "  #4 out: planner.sink of #3 every 1s\n"
              "  #5 early: planner.sink of #2 every 1s\n");
}

static void windows_are_taken_or_held(void **state) {
  (void)state;
  assert_plan(HEAD "  w: {from: events, window: {length: 60s, slide: 10s}}\n"
                   "  some: {from: w, filter: \"n > 1\"}\n"
                   "  x: {from: some, reduceByKey: {key: word, values: {rows: \"count(*)\"}}}\n"
                   "  slow: {from: x, reduceByKeyAndWindow: {key: word, values: {rows: \"sum(rows)\"}, window: 20s, "
                   "slide: 20s}}\n"
                   "  first: {from: some, reduceByKey: {key: word, values: {n: \"first(n)\"}}}\n"
                   "outputs:\n"
                   "  out: {from: x, planner.sink: {}}\n"
                   "  raw: {from: some, planner.sink: {}}\n"
                   "  raw_too: {from: some, planner.sink: {}}\n"
                   "  slow: {from: slow, planner.sink: {}}\n"
                   "  first: {from: first, planner.sink: {}}\n",
              "pipeline p: a batch every 1s, 4 lanes, 4 partitions\n"
              "\n"
              "stage 0: as blocks come\n"
              "  #0 events: planner.events (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "  #1 w: window (word string, n int64?, at timestamp, tags list<string>) every 1s, marked with a "
              "window of 1m every 10s\n"
              "      reads #0\n"
              "  #2 some: filter (word string, n int64?, at timestamp, tags list<string>) every 1s, marked with a "
              "window of 1m every 10s\n"
              "      reads #1\n"
              "      exchange 2 to #7: by word, 4 partitions, in order of arrival\n"
              "      exchange 3 to #9: 1 partition, in order of arrival\n"
              "  #3 x: reduceByKey (combiner) (word string, rows.rows int64) every 1s\n"
              "      reads #2\n"
              "      state of the batch: (rows.rows int64) by word\n"
              "      exchange 0 to #4: by the first 1 column, 4 partitions\n"
              "\n"
              "stage 1: 4 partitions\n"
              "  #4 x: reduceByKey (word string, rows int64) every 10s\n"
              "      reads exchange 0 from #3, window of 1m every 10s, by what enters and leaves\n"
              "      state of the stream: (rows.rows int64, rows int64) by word\n"
              "  #5 slow: reduceByKeyAndWindow (combiner) (word string, rows.sum int64) every 10s\n"
              "      reads #4\n"
              "      state of the batch: (rows.sum int64) by word\n"
              "      exchange 1 to #6: by the first 1 column, 4 partitions\n"
              "\n"
              "stage 2: 4 partitions\n"
              "  #6 slow: reduceByKeyAndWindow (word string, rows int64) every 20s\n"
              "      reads exchange 1 from #5, window of 20s every 20s, merged\n"
              "      state of the batch: (rows.sum int64) by word\n"
              "\n"
              "stage 3: 4 partitions\n"
              "  #7 first: reduceByKey (word string, n int64?) every 10s\n"
              "      reads exchange 2 from #2, in order of arrival, window of 1m every 10s, whole\n"
              "      state of the batch: (n.value int64, n.seen int64) by word\n"
              "\n"
              "stage 4: 1 partition\n"
              "  #9 some: hold (word string, n int64?, at timestamp, tags list<string>) every 10s\n"
              "      reads exchange 3 from #2, in order of arrival, window of 1m every 10s, whole\n"
              "\n"
              "outputs\n"
              "  #8 out: planner.sink of #4 every 10s\n"
              "  #10 raw: planner.sink of #9 every 10s\n"
              "  #11 raw_too: planner.sink of #9 every 10s\n"
              "  #12 slow: planner.sink of #6 every 20s\n"
              "  #13 first: planner.sink of #7 every 10s\n");
}

static void dead_letters_are_the_last_stage(void **state) {
  (void)state;
  assert_plan(HEAD "  x: {from: events, planner.plain: {}}\n"
                   "  bad: {from: dead_letters, filter: \"stream = 'x'\"}\n"
                   "outputs:\n"
                   "  out: {from: x, planner.sink: {}}\n"
                   "  dead: {from: bad, planner.sink: {}}\n",
              "pipeline p: a batch every 1s, 4 lanes, 4 partitions\n"
              "\n"
              "stage 0: as blocks come\n"
              "  #0 events: planner.events (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "  #1 x: planner.plain (word string, n int64?, at timestamp, tags list<string>) every 1s\n"
              "      reads #0\n"
              "\n"
              "stage 1: 1 partition\n"
              "  #2 dead_letters: dead_letters (stream string, operator string, reason string, row string?, raw "
              "binary?) every 1s\n"
              "  #3 bad: filter (stream string, operator string, reason string, row string?, raw binary?) every 1s\n"
              "      reads #2\n"
              "\n"
              "outputs\n"
              "  #4 out: planner.sink of #1 every 1s\n"
              "  #5 dead: planner.sink of #3 every 1s\n");
}

static void streams_are_printed_in_the_order_of_the_file(void **state) {
  (void)state;
  assert_streams(HEAD "  x: {from: w, reduceByKey: {key: word, values: {rows: \"count(*)\"}}}\n"
                      "  w: {from: events, window: {length: 60s, slide: 10s}}\n" OUTPUT,
                 "events  (word string, n int64?, at timestamp, tags list<string>)  every 1s\n"
                 "x  (word string, rows int64)  every 10s\n"
                 "w  (word string, n int64?, at timestamp, tags list<string>)  every 1s, in windows of 1m every 10s\n");
}

/* Nodes with what they read before them, entries first in their stage, edges as inputs say. */
static void assert_order(const plan *p) {
  for (uint32_t i = 0; i < p->nodes; i++) {
    assert_int_equal(p->node[i]->id, i);
    for (uint32_t k = 0; k < p->node[i]->inputs; k++) assert_true(p->node[i]->input[k].from->id < i);
  }
  for (uint32_t s = 0; s < p->stages; s++) {
    assert_int_equal(p->stage[s]->id, s);
    if (s) assert_ptr_equal(p->stage[s]->node[0], p->stage[s]->entry);
    for (uint32_t k = 0; k < p->stage[s]->nodes; k++) assert_int_not_equal(p->stage[s]->node[k]->kind, PLAN_SINK);
  }
  for (uint32_t x = 0; x < p->exchanges; x++) {
    const plan_exchange *e = p->exchange[x];
    assert_int_equal(e->id, x);
    assert_ptr_equal(e->to->input[e->input].exchange, e);
    assert_ptr_equal(e->to->input[e->input].from, e->from);
  }
}

static void a_plan_is_in_order(void **state) {
  planned p =
      plan_good(HEAD "  y: {from: [x, events], union: {}}\n  x: {from: events, planner.ask: state}\n"
                     "  z: {from: y, planner.ask: rows}\n"
                     "outputs:\n  out: {from: z, planner.sink: {}}\n  dead: {from: dead_letters, planner.sink: {}}\n");
  (void)state;
  assert_order(p.plan);
  assert_true(p.plan->replayable);
  assert_int_equal(p.plan->stages, 4);
  assert_true(p.plan->stage[3]->entry->is_dead_letters);
  planned_finish(&p);
}

static void what_brings_dead_letters_together_runs_behind_them(void **state) {
  planned p =
      plan_good(HEAD "  reasons: {from: dead_letters, reduceByKey: {key: reason, values: {n: \"count(*)\"}}}\n"
                     "  x: {from: events, planner.ask: state}\n"
                     "outputs:\n  out: {from: x, planner.sink: {}}\n  dead: {from: reasons, planner.sink: {}}\n");
  (void)state;
  assert_int_equal(p.plan->stages, 4);
  assert_string_equal(p.plan->stage[1]->entry->stream, "x");
  assert_true(p.plan->stage[2]->entry->is_dead_letters);
  assert_int_equal(p.plan->dead_stage, 2);
  assert_string_equal(p.plan->stage[3]->entry->stream, "reasons");
  planned_finish(&p);
}

static void a_combiner_is_filled_from_the_same_body(void **state) {
  planned p = plan_good(
      HEAD "  x: {from: events, reduceByKey: {key: {w: word, m: n % 2}, values: {rows: \"count(*)\"}}}\n" OUTPUT);
  const plan_node *x = find_node(&p, "x", "reduceByKey", PLAN_OPERATOR);
  (void)state;
  assert_non_null(x->combiner);
  assert_int_equal(x->combiner->kind, PLAN_COMBINER);
  assert_ptr_equal(x->input[0].from, x->combiner);
  assert_ptr_equal(x->input[0].schema, x->combiner->schema);
  assert_int_equal(x->input[0].exchange->keys_first, 2);
  assert_null(x->input[0].exchange->key);
  assert_int_equal(x->combiner->edges, 1);
  assert_ptr_not_equal(x->combiner->image, x->image);
  planned_finish(&p);
}

static void memory_lanes_and_seed_have_defaults(void **state) {
  planned p = plan_good(HEAD "  x: {from: events, planner.plain: {}}\n" OUTPUT);
  (void)state;
  assert_true(p.plan->memory_limit >= UINT64_C(64) << 20);
  assert_int_equal(p.plan->lanes, 4);
  assert_int_equal(p.plan->max_row, 1000000);
  assert_int_equal(p.plan->seed.word[0], 1);
  planned_finish(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counting_words_is_two_stages_with_a_combiner),
      cmocka_unit_test(a_row_wise_operator_runs_in_each_stage_that_reaches_it),
      cmocka_unit_test(windows_are_taken_or_held),
      cmocka_unit_test(dead_letters_are_the_last_stage),
      cmocka_unit_test(streams_are_printed_in_the_order_of_the_file),
      cmocka_unit_test(a_plan_is_in_order),
      cmocka_unit_test(what_brings_dead_letters_together_runs_behind_them),
      cmocka_unit_test(a_combiner_is_filled_from_the_same_body),
      cmocka_unit_test(memory_lanes_and_seed_have_defaults),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
