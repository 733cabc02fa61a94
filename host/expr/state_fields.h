/* SPDX-License-Identifier: Apache-2.0 */
/* State that expressions keep up, a value a key: weir_state_fields. Immutable; the compiler's.
 *
 *   update and emit read rows of       columns of the input …, state, old, timing_out
 *                                                              └ structs of the fields: before (update) or after (emit)
 *
 * A slot of the keyed table:           turn │ present │ field 0 │ field 1 …
 *                                      of a round; bit i: field i is not null, bit 63: the key has been updated before */
#ifndef EXPR_STATE_FIELDS_H
#define EXPR_STATE_FIELDS_H
#include "expr/compiled.h"

#define EXPR_MAX_STATE 62u /* fields: a bit each */

typedef struct state_slot {
  uint64_t turn, present;
} state_slot;
#define STATE_EXISTS (UINT64_C(1) << 63)

struct weir_state_fields {
  uint32_t count;
  weir_schema value;               /* of the slot: turn, present, the fields */
  uint32_t value_size;             /* of a slot */
  weir_schema fields;              /* the fields alone, nullable, with their offsets in the slot */
  weir_schema update_rows;         /* what updates read */
  weir_schema emit_rows;           /* what emit reads */
  uint32_t inputs;                 /* columns of the input, which come first in both */
  const weir_expressions *updates; /* NULL: none */
  const uint32_t *updated;         /* update i is of field updated[i] */
  const expr_value *initial;       /* of each field */
  uint64_t initially;              /* bit i: the initial value of field i is not null */
};
#endif
