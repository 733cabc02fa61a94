/* SPDX-License-Identifier: Apache-2.0 */
/* Windows and slides: marks travel through row-wise operators to the next that takes them. Where one meets somebody who
 * does not, a node is put in between that keeps the window's rows and hands all of them on at every slide. */
#include "plan/builder.h"
#include "plan/options.h"
#include "plan/words.h"

#include <stdio.h>
#include <string.h>

/* ---- multiples ---- */

/* Where the duration stands in the file: the option that holds this value. */
static spec_span place_of_duration(const plan_builder *b, const draft *d, int64_t us) {
  for (uint32_t i = 0; i < d->entry.option_count; i++) {
    const weir_option *o = option_at(&d->entry, i);
    int64_t value = 0;
    if (o->type != WEIR_OPT_DURATION || !d->given[i]) continue;
    memcpy(&value, (const char *)d->node.image + o->offset, sizeof value);
    if (value == us) return options_place(b, d, (int32_t)i, 0, 0);
  }
  return d->key->span;
}

static bool is_multiple(plan_builder *b, const draft *d, const char *what, int64_t us, int64_t of) {
  char given[32], unit[32], lower[32], upper[32];
  if (us > 0 && us % of == 0) return true;
  const int64_t below = us < of ? of : us / of * of;
  spec_diagnostic *error =
      plan_error(b, PLAN_E_NOT_A_MULTIPLE, place_of_duration(b, d, us),
                 "%s: a %s of %s is no multiple of %s, the slide of what it reads", d->entry.label, what,
                 words_duration(us, given, sizeof given), words_duration(of, unit, sizeof unit));
  spec_help(b->list, error, "%s and %s are", words_duration(below, lower, sizeof lower),
            words_duration(below + of, upper, sizeof upper));
  return false;
}

/* ---- holding ---- */

static plan_node *find_hold(const plan_builder *b, const plan_node *from) {
  for (uint32_t i = 0; i < b->nodes; i++)
    if (b->node[i]->kind == PLAN_HOLD && b->node[i]->input[0].from == from) return b->node[i];
  return NULL;
}

static plan_node *make_hold(plan_builder *b, const draft *before, plan_node *from) {
  draft *d = plan_get(b, 1, sizeof *d);
  plan_input *input = plan_get(b, 1, sizeof *input);
  input_need *need = plan_get(b, 1, sizeof *need);
  if (!d || !input || !need) return NULL;
  *need = (input_need){.declared = true, .kind = WEIR_SINGLE, .ordered = true};
  *input = (plan_input){.from = from,
                        .schema = from->schema,
                        .ordered = true,
                        .window = {.mode = WEIR_WINDOW_UNION,
                                   .length_us = from->mark_length_us,
                                   .slide_us = from->mark_slide_us,
                                   .interval_us = from->slide_us}};
  *d = (draft){.node = {.kind = PLAN_HOLD,
                        .stream = from->stream,
                        .label = "hold",
                        .input = input,
                        .inputs = 1,
                        .schema = from->schema,
                        .slide_us = from->mark_slide_us,
                        .line = before->node.line,
                        .column = before->node.column},
               .key = before->key,
               .need = need};
  return plan_add_node(b, &d->node) ? &d->node : NULL;
}

static bool hold(plan_builder *b, draft *d, plan_input *input) {
  char length[32], slide[32];
  plan_node *from = input->from, *held = find_hold(b, from);
  spec_diagnostic *warning = spec_warning(b->list, (spec_code)PLAN_E_WINDOW_HELD, d->key->span,
                                          "%s takes no window: all rows of %s are kept and handed to it every %s",
                                          d->entry.label, words_duration(from->mark_length_us, length, sizeof length),
                                          words_duration(from->mark_slide_us, slide, sizeof slide));
  spec_help(b->list, warning, "an operator such as reduceByKey behind the window keeps results in place of rows");
  if (!held && !(held = make_hold(b, d, from))) return false;
  input->from = held;
  return true;
}

/* ---- one input ---- */

static bool settle_input(plan_builder *b, draft *d, uint32_t i, bool carries) {
  plan_input *input = &d->node.input[i];
  const input_need *need = &d->need[i];
  const bool takes = need->window_mode && !need->length_us;
  if (takes) {
    input->window = (plan_window){.mode = need->window_mode,
                                  .length_us = input->from->mark_length_us,
                                  .slide_us = input->from->mark_slide_us,
                                  .interval_us = input->from->slide_us};
    return true;
  }
  if (input->from->mark_slide_us && !carries && !hold(b, d, input)) return false;
  if (!need->window_mode) return true;
  const int64_t interval = input->from->slide_us, slide = need->slide_us ? need->slide_us : interval;
  if (!is_multiple(b, d, "length", need->length_us, interval) || !is_multiple(b, d, "slide", slide, interval))
    return false;
  input->window = (plan_window){
      .mode = need->window_mode, .length_us = need->length_us, .slide_us = slide, .interval_us = interval};
  return true;
}

static int64_t slide_of(const plan_input *input) {
  return input->window.mode ? input->window.slide_us : input->from->slide_us;
}

static bool same_slides(plan_builder *b, const draft *d) {
  char one[32], other[32];
  const plan_node *node = &d->node;
  for (uint32_t i = 1; i < node->inputs; i++) {
    if (slide_of(&node->input[i]) == slide_of(&node->input[0])) continue;
    spec_diagnostic *error = plan_error(
        b, PLAN_E_SLIDES_DIFFER, d->key->span, "%s reads \"%s\" every %s and \"%s\" every %s", d->entry.label,
        node->input[0].from->stream, words_duration(slide_of(&node->input[0]), one, sizeof one),
        node->input[i].from->stream, words_duration(slide_of(&node->input[i]), other, sizeof other));
    spec_help(b->list, error, "streams that meet have to come at the same times: give their windows the same slide");
    return false;
  }
  return true;
}

static bool same_marks(plan_builder *b, const draft *d) {
  const plan_node *node = &d->node;
  for (uint32_t i = 1; i < node->inputs; i++) {
    const plan_node *a = node->input[0].from, *c = node->input[i].from;
    if (a->mark_length_us == c->mark_length_us && a->mark_slide_us == c->mark_slide_us) continue;
    spec_diagnostic *error =
        plan_error(b, PLAN_E_WINDOWS_DIFFER, d->key->span, "%s reads \"%s\" and \"%s\", which have different windows",
                   d->entry.label, a->stream, c->stream);
    spec_help(b->list, error, "put the window behind %s, or the same before each of them", d->entry.label);
    return false;
  }
  return true;
}

static bool settle_mark(plan_builder *b, draft *d, bool carries) {
  plan_node *node = &d->node;
  if (d->marks) {
    const int64_t slide = d->mark_slide_us ? d->mark_slide_us : node->slide_us;
    if (!is_multiple(b, d, "length", d->mark_length_us, node->slide_us)) return false;
    if (!is_multiple(b, d, "slide", slide, node->slide_us)) return false;
    node->mark_length_us = d->mark_length_us;
    node->mark_slide_us = slide;
  } else if (carries && node->inputs) {
    if (!same_marks(b, d)) return false;
    node->mark_length_us = node->input[0].from->mark_length_us;
    node->mark_slide_us = node->input[0].from->mark_slide_us;
  }
  return true;
}

bool plan_settle_windows(plan_builder *b, draft *d) {
  plan_node *node = &d->node;
  const bool carries = node->row_wise && !d->marks;
  for (uint32_t i = 0; i < node->inputs; i++)
    if (!settle_input(b, d, i, carries)) return false;
  node->slide_us = node->inputs ? slide_of(&node->input[0]) : b->owner->plan.interval_us;
  return same_slides(b, d) && settle_mark(b, d, carries);
}
