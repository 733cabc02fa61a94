/* SPDX-License-Identifier: Apache-2.0 */
/* The aggregates of this plugin, one file each or two, and what they share. States are zero for a new key, so each
 * tells by a field of its own whether it has seen a value. */
#ifndef AGGREGATES_H
#define AGGREGATES_H
#include <weir/plugin.h>

extern const weir_aggregate aggregate_count;
extern const weir_aggregate aggregate_sum;
extern const weir_aggregate aggregate_avg;
extern const weir_aggregate aggregate_min;
extern const weir_aggregate aggregate_mean;
extern const weir_aggregate aggregate_max;
extern const weir_aggregate aggregate_any_value;
extern const weir_aggregate aggregate_min_by;
extern const weir_aggregate aggregate_max_by;
extern const weir_aggregate aggregate_first;
extern const weir_aggregate aggregate_first_value;
extern const weir_aggregate aggregate_last;
extern const weir_aggregate aggregate_last_value;
extern const weir_aggregate aggregate_moments[9];
extern const weir_aggregate aggregate_comoments[3];
extern const weir_aggregate aggregate_truth[6];
extern const weir_aggregate aggregate_bits[3];
extern const weir_aggregate aggregate_distinct[3];
extern const weir_aggregate aggregate_mode;
extern const weir_aggregate aggregate_collect[5];
extern const weir_aggregate aggregate_approx_count_distinct;
extern const weir_aggregate aggregate_percentile[3];

/* Fills err->text and gives WEIR_EINVAL. `why`: one sentence without a final period. */
weir_status aggregate_refuse(weir_error *err, const char *why);

/* Of a type that a state can hold a value of: no list, map or struct. */
static inline int aggregate_is_single(const weir_field *arg) { return arg->type < WEIR_LIST; }

/* The three things a bind says. `fields`: an array of `count` fields with offsets in a struct of `size` bytes. */
weir_status aggregate_bound(weir_call *call, uint32_t type, uint32_t flags, const weir_field *fields, uint32_t count,
                            uint32_t size, uint32_t traits);
/* The same for a result of any type. */
weir_status aggregate_bound_to(weir_call *call, const weir_field *result, const weir_field *fields, uint32_t count,
                               uint32_t size, uint32_t traits);

/* Clears row `row` of a nullable column, whose data is zero already or made so by the caller. */
static inline void aggregate_put_null(weir_out_column *to, uint32_t row) {
  to->valid[row >> 6] &= ~(UINT64_C(1) << (row & 63));
}

/* A string of a slot as a view that lives as long as the rows. */
weir_str aggregate_keep_string(weir_out *out, const weir_str *value);
/* A string of a slot into row `row`; copied, for the slot's bytes may go before the row does. */
void aggregate_put_string(weir_out *out, uint32_t column, uint32_t row, const weir_str *value);

/* The state that begins `offset` bytes into a slot. */
static inline void *aggregate_state(void *slot, uint32_t offset) { return (char *)slot + offset; }

/* Row `row` of a column of int64 or float64. */
static inline double aggregate_real(const weir_column *x, uint32_t row) {
  return x->type == WEIR_I64 ? (double)((const int64_t *)x->data)[row] : ((const double *)x->data)[row];
}

/* Sums wrap around, as Spark's do without ANSI mode. */
static inline int64_t aggregate_add(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
static inline int64_t aggregate_subtract(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
#endif
