/* SPDX-License-Identifier: Apache-2.0 */
/* regexp_groups: the first match and its groups as a struct, found by one search. A group that took no part in the match is
 * the empty text; so are all where nothing matches.
 *
 * regexp_extract with a constant pattern and group is a field of it: six calls for six groups of one pattern are one
 * search. */
#include "functions.h"
#include <stdio.h>

/* Names of fields: group_2, or the group's own. */
typedef struct group_names {
  char text[FUNCTION_GROUPS][FUNCTION_GROUP_NAME + 1];
} group_names;

static void name_groups(group_names *to, const regex *x) {
  (void)snprintf(to->text[0], sizeof to->text[0], "match");
  for (uint32_t g = 1; g <= x->groups; g++) (void)snprintf(to->text[g], sizeof to->text[g], "group_%u", (unsigned)g);
  for (uint32_t i = 0, number; i < x->names; i++) {
    const char *name = regex_name(x, i, &number);
    (void)snprintf(to->text[number], sizeof to->text[number], "%s", name);
  }
}

static weir_status refuse(weir_error *err, const char *why) {
  err->option = 1;
  (void)snprintf(err->text, sizeof err->text, "%s", why);
  return WEIR_EINVAL;
}

static weir_status bind(weir_call *call, weir_error *err) {
  const weir_status status = regex_keep(call, 1, err);
  if (status != WEIR_OK) return status;
  const regex *x = regex_kept_of(call)->regex;
  if (x == NULL) return refuse(err, "the pattern must be a constant, since its groups are fields of the result");
  if (x->groups >= FUNCTION_GROUPS) return refuse(err, "the pattern has more than 63 groups; (?:…) makes none");
  group_names names = {.text = {{0}}};
  weir_field field[FUNCTION_GROUPS];
  name_groups(&names, x);
  for (uint32_t g = 0; g <= x->groups; g++) field[g] = (weir_field){.name = names.text[g], .type = WEIR_STRING};
  const weir_field result = {.name = "groups",
                             .type = WEIR_STRUCT,
                             .flags = call->arg[0]->flags & WEIR_NULLABLE,
                             .children = x->groups + 1,
                             .child = field};
  return call->set_result(call, &result);
}

static weir_status eval(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  searcher *s = searcher_begin(call, arg[1], out);
  if (s == NULL) return WEIR_EFAIL;
  const weir_out_column *field = out->col[column].child;
  const uint32_t fields = s->lane.regex->groups + 1;
  for (uint32_t r = 0; r < rows; r++) {
    regex_begin(&s->lane, weir_text(text + r), text[r].len);
    const int found = regex_find(&s->lane, 0);
    if (found < 0) return searcher_gave_up(s);
    for (uint32_t g = 0; g < fields; g++)
      ((weir_str *)field[g].data)[r] = found > 0 ? searcher_group(s, g) : (weir_str){.len = 0};
  }
  return WEIR_OK;
}

FUNCTION(regexp_groups,
         "regexp_groups(text, pattern): the first match and each of its groups, a struct with the fields match, "
         "group_1 or the "
         "group's own name, and so on",
         "(string, string)", bind, eval);
