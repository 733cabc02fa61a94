/* SPDX-License-Identifier: Apache-2.0 */
/* Operators: rows in, rows out, chunk by chunk.
 *
 *   bind      once, on the schemas: says what comes out and what is needed. Pure: no I/O, no clock, the same answer always.
 *   open      once an instance. A lane (worker) has an instance of its own, a copy of what bind left in it.
 *   process   for every chunk of every input, inputs in any order; never from two threads at once.
 *   batch_end on every slide, empty or not, after the last chunk: once a lane before the first exchange, once a partition
 *             behind one. What must outlive it belongs into keyed state: between two partitions and two batches an
 *             instance keeps nothing.
 *   close     once an instance that was opened.
 *
 * A NULL callback means the default: nothing to do; process NULL: rows are kept by the host (need_rows) or dropped. */
#ifndef WEIR_OPERATOR_H
#define WEIR_OPERATOR_H
#include <weir/host.h>
#include <weir/option.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_operator weir_operator;
typedef struct weir_plan weir_plan;

#define WEIR_NARROW 0u    /* no exchange */
#define WEIR_BY_KEY 1u    /* rows of a key meet in one partition */
#define WEIR_SINGLE 2u    /* all rows meet in one partition */
#define WEIR_ORDERED 256u /* added to the kind: this input arrives whole, in order of arrival */

#define WEIR_SCOPE_BATCH 1u  /* empty at the start of each batch */
#define WEIR_SCOPE_STREAM 2u /* kept over batches; undone with a batch that fails */

#define WEIR_WINDOW_MERGE                                                                                              \
  1u /* panes of partial results, merged: batch-scope state whose value fields are, in order and
                              * type, the input's columns behind the key; such rows may come again through process */
#define WEIR_WINDOW_DELTA                                                                                              \
  2u /* rows that enter come through process, rows that leave with input | WEIR_LEAVING; state of
                              * stream scope, from which the operator erases what has nothing left in the window, as
                              * weir.aggregates/1 does in `leave` */
#define WEIR_WINDOW_UNION 3u /* all rows of the window come through process on every slide */
#define WEIR_LEAVING 0x80000000u

/* Keyed state. `key` NULL: one value, no key. `value`: fields with their offset in the plugin's struct of `value_size`
 * bytes, which the host checks: int64, float64, timestamp and bool take 8 bytes, string and binary 16; every field is
 * aligned to 8. A string field is set with slot_string, a binary field may be grown with slot_reserve. */
typedef struct weir_state_decl {
  uint32_t size, scope;
  const weir_expressions *key;
  const weir_schema *value;
  uint32_t value_size, reserved;
  int64_t ttl_us; /* 0: none */
} weir_state_decl;

/* What bind talks to, owned by the host [any & checked]. Setters give WEIR_OK or WEIR_EINVAL, having noted why: pass it on. */
struct weir_plan {
  uint32_t size, inputs;
  const weir_schema *const *input; /* schema of each input; borrowed until close */
  const weir_host *host;           /* extensions only */

  /* -- the output: columns in the order of calls; a name twice is an error -- */
  weir_status (*add_field)(weir_plan *plan, const char *name, uint32_t type, uint32_t flags);
  /* As `field` (lists and maps with their children), under `name`, or its own if NULL. */
  weir_status (*add_field_like)(weir_plan *plan, const char *name, const weir_field *field);
  weir_status (*add_input_fields)(weir_plan *plan, uint32_t input);
  weir_status (*add_input_field)(weir_plan *plan, uint32_t input, uint32_t column);

  /* -- needs -- */
  /* How input `input` must arrive: kind (WEIR_NARROW …, | WEIR_ORDERED); `key` for WEIR_BY_KEY. Default: narrow. */
  weir_status (*need_exchange)(weir_plan *plan, uint32_t input, uint32_t kind, const weir_expressions *key);
  /* Run `combiner`, an operator with the same option table, before the exchange of input 0. It is bound on the same input;
   * its output (key columns first, under the key's names) is what process gets then, always: it must merge from any prefix,
   * for the host drains it when it grows and may call it any number of times a batch. */
  weir_status (*need_combiner)(weir_plan *plan, const weir_operator *combiner);
  /* A keyed table; state[i] of weir_open in the order of calls. */
  weir_status (*need_state)(weir_plan *plan, const weir_state_decl *decl);
  /* The host keeps the rows of `input` by key for this batch (process is not called for it): scan_rows in batch_end. NULL:
   * all rows of the partition together, under one key of no columns. */
  weir_status (*need_rows)(weir_plan *plan, uint32_t input, const weir_expressions *key);
  /* This operator works on a window of `input`. length = slide = 0: the one that the input is marked with. */
  weir_status (*need_window)(weir_plan *plan, uint32_t input, uint32_t mode, int64_t length_us, int64_t slide_us);
  /* The output is marked with a window, to be taken by the next operator that is not row-wise. */
  weir_status (*mark_window)(weir_plan *plan, int64_t length_us, int64_t slide_us);
  /* Sinks: at most so many rows a batch are wanted; the rest is counted, not delivered. */
  weir_status (*want_rows)(weir_plan *plan, uint64_t rows);

  /* -- questions -- */
  /* A key of plain columns of an input, for operators without a key option. Valid until close. NULL: noted why. */
  const weir_expressions *(*key_columns)(weir_plan *plan, uint32_t input, const weir_columns *columns);
  /* Whether `input` carries a window mark, and which. 1 or 0. */
  int (*window_of)(weir_plan *plan, uint32_t input, int64_t *length_us, int64_t *slide_us);
};

typedef struct weir_open {
  uint32_t size, lane, lanes, reserved;
  const weir_host *host; /* this instance's own; valid until close */
  weir_table *const
      *state; /* in the order of need_state; the handles stay, the host points them to the partition at hand */
} weir_open;

#define WEIR_ROW_WISE                                                                                                  \
  1u /* no state, no row knows of another: may run ahead of the batch before, carries window marks */

struct weir_operator {
  uint32_t size, instance_size, option_count, option_stride;
  const char *name, *help;
  const weir_option *option;
  uint32_t flags, reserved;
  weir_status (*bind)(void *self, weir_plan *plan, weir_error *err);                       /* [any & checked] */
  weir_status (*open)(void *self, const weir_open *open, weir_error *err);                 /* [worker & bound] */
  weir_status (*process)(void *self, uint32_t input, const weir_chunk *in, weir_out *out); /* [worker & open] */
  weir_status (*batch_end)(void *self, const weir_batch *batch, weir_out *out);            /* [worker & open] */
  void (*close)(void *self);                                                               /* [worker & open] */
};

#ifdef __cplusplus
}
#endif
#endif
