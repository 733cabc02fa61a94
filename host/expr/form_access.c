/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of lists and maps, gathered out of their children; timestamps moved by intervals. */
#include "data/format_parts.h"
#include "data/schema.h"
#include "expr/bind_forms.h"
#include "expr/cast.h"
#include "expr/evaluator_parts.h"

/* ---- elements ---------------------------------------------------------------------------------------------------- */

/* child[row[i]], or null for WEIR_NO_ROW. */
static bool gather(form_run *r, const weir_column *child, const uint32_t *row) {
  const uint32_t width = schema_width(r->node->field.type);
  if (!width) {
    if (columns_gather(r->evaluator->target, 0, 0, child, row, r->rows) == 0) return true;
    return form_fail(r, "there is not enough memory for the lists of an expression");
  }
  for (uint32_t i = 0; i < r->rows; i++) {
    char *to = (char *)r->data + (size_t)i * width;
    const bool null = row[i] == WEIR_NO_ROW || weir_is_null(child, row[i]);
    if (null) form_set_null(r, i);
    if (null)
      memset(to, 0, width);
    else
      memcpy(to, (const char *)child->data + (size_t)row[i] * width, width);
  }
  return true;
}

static bool eval_list(form_run *r) {
  uint32_t row[WEIR_MAX_ROWS];
  const weir_column *list = r->arg[0];
  const int64_t *index = r->arg[1]->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    const uint32_t begin = format_begin(list, i), n = list->ends[i] - begin;
    const bool there = index[i] >= 0 && index[i] < n && !weir_is_null(list, i) && !weir_is_null(r->arg[1], i);
    row[i] = there ? begin + (uint32_t)index[i] : WEIR_NO_ROW;
  }
  return gather(r, &list->child[0], row);
}
const expr_form form_list_at = {"element", false, eval_list};

static bool eval_map(form_run *r) {
  uint32_t row[WEIR_MAX_ROWS];
  const weir_column *map = r->arg[0];
  const weir_str *wanted = r->arg[1]->data, *key = map->child[0].data;
  for (uint32_t i = 0; i < r->rows; i++) {
    uint32_t at = format_begin(map, i);
    const uint32_t end = weir_is_null(map, i) || weir_is_null(r->arg[1], i) ? at : map->ends[i];
    while (at < end && !weir_str_equal(&key[at], &wanted[i])) at++;
    row[i] = at < end ? at : WEIR_NO_ROW;
  }
  return gather(r, &map->child[1], row);
}
const expr_form form_map_at = {"value", false, eval_map};

/* ---- times ------------------------------------------------------------------------------------------------------- */

/* The same day and time `months` later; where the month is shorter, its last day. */
static int64_t add_months(int64_t us, int64_t months) {
  const civil c = civil_utc(us);
  const int64_t month = c.year * 12 + c.month - 1 + months;
  const int64_t year = month / 12 - (month % 12 < 0), of_year = month - year * 12;
  const int64_t most = time_month_days(year, of_year + 1), day = c.day < most ? c.day : most;
  return time_of_day(year, of_year + 1, day) + (us - time_midnight(us));
}

static bool eval_time_plus(form_run *r) {
  const int64_t *in = r->arg[0]->data;
  int64_t *out = r->data;
  const int64_t months = *(const int64_t *)r->arg[1]->data, us = *(const int64_t *)r->arg[2]->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    const int64_t moved = months ? add_months(in[i], months) : in[i];
    out[i] = (int64_t)((uint64_t)moved + (uint64_t)us);
  }
  return true;
}
const expr_form form_time_plus = {"time_plus", true, eval_time_plus};
