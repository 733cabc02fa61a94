/* SPDX-License-Identifier: Apache-2.0 */
/* A KLL sketch of numbers (Karnin, Lang, Liberty: Optimal quantile approximation in streams, 2016) in one binary field of
 * a state. Up to k values it holds all of them; then it keeps ever fewer of ever greater weight, at most about 3 k. A
 * rank that is read off differs from the true one by less than 2.296 / k^0.97 of all values, with 99 % probability.
 *
 * Which half of a full level goes on is drawn from a counter of the sketch's own: the same rows in the same order give
 * the same sketch. */
#ifndef AGGREGATES_QUANTILES_H
#define AGGREGATES_QUANTILES_H
#include "cell.h"

/* Numbers as unsigned ones of the same order: NaN is the largest, -0.0 is 0.0. */
uint64_t quantiles_key(uint32_t type, const weir_column *column, uint32_t row);
cell quantiles_value(uint32_t type, uint64_t key);

/* 0: out of memory. */
int quantiles_add(const weir_call *call, weir_table *table, weir_str *sketch, uint32_t k, uint64_t key);
int quantiles_merge(const weir_call *call, weir_table *table, weir_str *sketch, uint32_t k, const weir_str *from);

/* What a sketch holds, in order: item i stands for the values of ranks upto[i-1] .. upto[i). */
typedef struct quantiles_item {
  uint64_t key, upto;
} quantiles_item;
/* *item is malloc'ed. Gives how many; 0 for none, or with *item NULL and *values > 0: out of memory. */
uint32_t quantiles_open(const weir_str *sketch, quantiles_item **item, uint64_t *values);
/* The key of rank `rank`, which is below the number of values. */
uint64_t quantiles_at(const quantiles_item *item, uint32_t items, uint64_t rank);
#endif
