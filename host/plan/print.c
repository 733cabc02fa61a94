/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as text for people: stages in order of execution, what is in each, and what goes from one to the next. The
 * same plan prints the same text on every machine but for lanes and partitions that the file leaves open. */
#include "data/format.h"
#include "plan/builder.h"
#include "plan/words.h"

#include <stdlib.h>
#include <string.h>

typedef struct printer {
  text_buffer text;
  bool failed;
} printer;

#define PUT(p, ...) ((p)->failed |= text_buffer_printf(&(p)->text, __VA_ARGS__) != 0)

static void put_schema(printer *p, const weir_schema *s) {
  const size_t n = schema_text(s, NULL, 0);
  char *text = malloc(n + 1);
  p->failed |= !text;
  if (!text) return;
  (void)schema_text(s, text, n + 1);
  PUT(p, "(%s)", text);
  free(text);
}

static void put_key(printer *p, const weir_expressions *key) {
  const size_t n = expr_list_print(key, NULL, 0);
  char *text = malloc(n + 1);
  p->failed |= !text;
  if (!text) return;
  (void)expr_list_print(key, text, n + 1);
  PUT(p, "%s", text);
  free(text);
}

static void put_duration(printer *p, int64_t us) {
  char text[32];
  PUT(p, "%s", words_duration(us, text, sizeof text));
}

static void put_window(printer *p, int64_t length_us, int64_t slide_us) {
  put_duration(p, length_us);
  PUT(p, " every ");
  put_duration(p, slide_us);
}

/* ---- a node ---- */

static void put_input(printer *p, const plan_input *in) {
  static const char *const modes[] = {"", "merged", "by what enters and leaves", "whole"};
  if (in->exchange)
    PUT(p, "      reads exchange %u from #%u", in->exchange->id, in->from->id);
  else
    PUT(p, "      reads #%u", in->from->id);
  if (in->ordered) PUT(p, ", in order of arrival");
  if (in->rows_key) {
    PUT(p, ", rows kept by ");
    put_key(p, in->rows_key);
  }
  if (in->window.mode) {
    PUT(p, ", window of ");
    put_window(p, in->window.length_us, in->window.slide_us);
    PUT(p, ", %s", modes[in->window.mode]);
  }
  PUT(p, "\n");
}

static void put_state(printer *p, const plan_state *s) {
  PUT(p, "      state of the %s: ", s->scope == WEIR_SCOPE_STREAM ? "stream" : "batch");
  put_schema(p, s->value);
  if (s->key) {
    PUT(p, " by ");
    put_key(p, s->key);
  }
  if (s->ttl_us) {
    PUT(p, ", forgotten after ");
    put_duration(p, s->ttl_us);
  }
  PUT(p, "\n");
}

static void put_exchange(printer *p, const plan_exchange *x) {
  PUT(p, "      exchange %u to #%u: ", x->id, x->to->id);
  if (x->key) {
    PUT(p, "by ");
    put_key(p, x->key);
    PUT(p, ", ");
  } else if (x->keys_first && x->partitions > 1) {
    PUT(p, "by the first %u column%s, ", x->keys_first, x->keys_first == 1 ? "" : "s");
  }
  PUT(p, "%u partition%s%s\n", x->partitions, x->partitions == 1 ? "" : "s", x->ordered ? ", in order of arrival" : "");
}

static void put_node(printer *p, const plan_node *node) {
  PUT(p, "  #%u %s: %s%s", node->id, node->stream, node->label, node->kind == PLAN_COMBINER ? " (combiner)" : "");
  if (node->schema) {
    PUT(p, " ");
    put_schema(p, node->schema);
  }
  PUT(p, " every ");
  put_duration(p, node->slide_us);
  if (node->mark_slide_us) {
    PUT(p, ", marked with a window of ");
    put_window(p, node->mark_length_us, node->mark_slide_us);
  }
  PUT(p, "\n");
  for (uint32_t i = 0; i < node->inputs; i++) put_input(p, &node->input[i]);
  for (uint32_t i = 0; i < node->states; i++) put_state(p, &node->state[i]);
  for (uint32_t i = 0; i < node->edges; i++)
    if (node->edge[i].exchange) put_exchange(p, node->edge[i].exchange);
}

static void put_sink(printer *p, const plan_node *node) {
  PUT(p, "  #%u %s: %s of #%u every ", node->id, node->stream, node->label, node->input[0].from->id);
  put_duration(p, node->input[0].from->slide_us);
  if (node->want_rows != UINT64_MAX) PUT(p, ", at most %llu rows", (unsigned long long)node->want_rows);
  PUT(p, "\n");
}

static void put_stage(printer *p, const plan_stage *s) {
  if (!s->entry)
    PUT(p, "\nstage %u: as blocks come\n", s->id);
  else
    PUT(p, "\nstage %u: %u partition%s\n", s->id, s->partitions, s->partitions == 1 ? "" : "s");
  for (uint32_t i = 0; i < s->nodes; i++) put_node(p, s->node[i]);
}

/* The text is malloc'd; NULL: out of memory. */
static char *finish(printer *p) {
  char *text = p->failed ? NULL : strndup(p->text.data ? p->text.data : "", p->text.size);
  text_buffer_finish(&p->text);
  return text;
}

char *plan_print(const plan *of) {
  printer p = {0};
  PUT(&p, "pipeline %s: a batch every ", of->name);
  put_duration(&p, of->interval_us);
  PUT(&p, ", %u lane%s, %u partition%s\n", of->lanes, of->lanes == 1 ? "" : "s", of->partitions,
      of->partitions == 1 ? "" : "s");
  for (uint32_t i = 0; i < of->stages; i++) put_stage(&p, of->stage[i]);
  PUT(&p, "\noutputs\n");
  for (uint32_t i = 0; i < of->nodes; i++)
    if (of->node[i]->kind == PLAN_SINK) put_sink(&p, of->node[i]);
  return finish(&p);
}

char *plan_print_streams(const plan *of) {
  const plan_owner *owner = (const plan_owner *)(const void *)of;
  printer p = {0};
  for (size_t i = 0; i < of->spec->stream_count; i++) {
    const plan_node *tail = owner->stream[i].tail;
    if (!tail) continue;
    PUT(&p, "%s  ", of->spec->streams[i].name);
    put_schema(&p, tail->schema);
    PUT(&p, "  every ");
    put_duration(&p, tail->slide_us);
    if (tail->mark_slide_us) {
      PUT(&p, ", in windows of ");
      put_window(&p, tail->mark_length_us, tail->mark_slide_us);
    }
    PUT(&p, "\n");
  }
  return finish(&p);
}
