/* SPDX-License-Identifier: Apache-2.0 */
/* What planner.so's `types` and `sink` hold, for tests that look into their image. */
#ifndef PLANNER_H
#define PLANNER_H
#include <weir/weir.h>

typedef struct types {
  uint8_t flag;
  uint32_t choice, column, any_column, stream, absent_column;
  int64_t number, duration, size;
  double real;
  weir_str text, path, word;
  weir_texts texts;
  weir_text_map text_map;
  const weir_schema *fields;
  weir_columns columns;
  const weir_expression *expression;
  const weir_expressions *expressions, *key;
  const weir_aggregates *aggregates;
  const weir_format *format;
  const weir_key_pairs *pairs;
  weir_rows rows;
} types;

typedef struct sink {
  weir_str secret;
  int64_t limit;
} sink;
#endif
