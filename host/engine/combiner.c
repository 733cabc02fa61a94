/* SPDX-License-Identifier: Apache-2.0 */
/* A combiner on a lane: bounded, and passed by where it does not combine.
 *
 *     table   ─► handed on in mid-batch when it has COMBINER_KEYS keys, at the end of the batch in any case
 *     list    ─► handed on after each chunk, a partial result a row: no key is looked up
 *
 * Which of the two is decided whenever a table is handed on, by how many rows went into it: where nearly each made a key of its
 * own, the next rows go by. From time to time a table's worth of them is tried again. The operator does not see which. */
#include "engine/running.h"

#define SAMPLE_ROWS 16384u               /* fewer say little */
#define PASSING_ROWS (UINT64_C(4) << 20) /* before it is tried again */

static bool has_table(const instance *i) { return i->node->kind == PLAN_COMBINER && i->own_table; }

static void hand_on(instance *i) {
  i->lane->at.flags |= WEIR_BATCH_PARTIAL;
  instance_batch_end(i);
  instance_flush(i);
  i->lane->at.flags &= ~WEIR_BATCH_PARTIAL;
}

void combiner_pass(instance *i) {
  const plan_state *s = i->node->states == 1 ? &i->node->state[0] : NULL;
  if (!s || !s->key_schema->count) return;
  if (!i->list) {
    const table_config config = {
        .key = s->key_schema, .value = s->value, .value_size = s->value_size, .memory = i->engine->memory};
    i->list = key_list_create(&config);
  }
  i->state[0].list = i->list; /* NULL: no memory, and it stays a table */
}

bool combiner_is_vain(instance *i) {
  if (!has_table(i) || i->state[0].list) return false;
  const uint64_t n = i->combined;
  i->combined = 0;
  return n >= SAMPLE_ROWS && table_keys(i->own_table[0]) * 8 > n * 7;
}

void combiner_took(instance *i, uint32_t n) {
  if (!has_table(i)) return;
  i->combined += n;
  if (!i->state[0].list) return;
  i->passed_by += n;
  hand_on(i);
  if (key_list_failed(i->list)) instance_fail(i, "out of memory for its rows");
  key_list_clear(i->list);
}

void combiner_drain(instance *i) {
  if (!has_table(i)) return;
  if (i->state[0].list) {
    if (i->combined < PASSING_ROWS) return;
    i->state[0].list = NULL;
    i->combined = 0;
  } else if (table_keys(i->own_table[0]) >= COMBINER_KEYS) {
    const bool vain = combiner_is_vain(i);
    hand_on(i);
    table_clear(i->own_table[0], COMBINER_KEYS);
    if (vain) combiner_pass(i);
  }
}
