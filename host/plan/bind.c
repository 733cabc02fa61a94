/* SPDX-License-Identifier: Apache-2.0 */
/* The weir_plan that bind talks to. Each setter notes the first thing that is wrong in a sentence and refuses; what can
 * be known only when bind has returned is checked in needs.c. */
#include "plan/bind.h"
#include "plan/options.h"
#include "state/keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STATES_MAX 16u

typedef struct binding {
  weir_plan plan; /* first: what bind is given */
  plan_builder *b;
  draft *d;
  schema *out;
  plan_state state[STATES_MAX];
  const char *const *stream;
  char why[480]; /* "": nothing is wrong */
} binding;

static binding *binding_of(weir_plan *p) { return (binding *)(void *)p; }

static weir_status refuse(binding *k, const char *format, ...) __attribute__((format(printf, 2, 3)));
static weir_status refuse(binding *k, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (!k->why[0]) (void)vsnprintf(k->why, sizeof k->why, format, arguments);
  va_end(arguments);
  return WEIR_EINVAL;
}

/* Whether this kind of entry may ask for it. */
static bool is_operator(binding *k, const char *what) {
  const plan_kind kind = k->d->node.kind;
  if (kind == PLAN_OPERATOR || kind == PLAN_COMBINER) return true;
  (void)refuse(k, "a %s cannot ask for %s", kind == PLAN_SOURCE ? "source" : "sink", what);
  return false;
}

static bool has_input(binding *k, uint32_t input) {
  if (input < k->plan.inputs) return true;
  (void)refuse(k, "it reads %u stream%s, and asks for number %u", k->plan.inputs, k->plan.inputs == 1 ? "" : "s",
               input + 1);
  return false;
}

/* ---- output ---- */

static weir_status add(binding *k, const char *name, const weir_field *like) {
  if (k->d->node.kind == PLAN_SINK) return refuse(k, "a sink gives no columns");
  if (!name) name = like->name;
  if (!name || !name[0]) return refuse(k, "a column of its output has no name");
  const int status = schema_add(k->out, name, like);
  if (status == 0) return WEIR_OK;
  return status == -2 ? refuse(k, "its output has a column \"%s\" twice", name) : refuse(k, "out of memory");
}

static weir_status add_field(weir_plan *p, const char *name, uint32_t type, uint32_t flags) {
  const weir_field field = {.name = name, .type = type, .flags = flags & WEIR_NULLABLE};
  if (type < WEIR_BOOL || type > WEIR_BINARY)
    return refuse(binding_of(p), "column \"%s\" of its output has no type of its own", name ? name : "");
  return add(binding_of(p), name, &field);
}

static weir_status add_field_like(weir_plan *p, const char *name, const weir_field *field) {
  if (!field) return refuse(binding_of(p), "a column of its output is like none");
  return add(binding_of(p), name, field);
}

static weir_status add_input_fields(weir_plan *p, uint32_t input) {
  binding *k = binding_of(p);
  if (!has_input(k, input)) return WEIR_EINVAL;
  for (uint32_t c = 0; c < p->input[input]->count; c++)
    if (add(k, NULL, weir_field_at(p->input[input], c))) return WEIR_EINVAL;
  return WEIR_OK;
}

static weir_status add_input_field(weir_plan *p, uint32_t input, uint32_t column) {
  binding *k = binding_of(p);
  if (!has_input(k, input)) return WEIR_EINVAL;
  if (column >= p->input[input]->count) return refuse(k, "its input has no column number %u", column);
  return add(k, NULL, weir_field_at(p->input[input], column));
}

/* ---- needs ---- */

static weir_status need_exchange(weir_plan *p, uint32_t input, uint32_t kind, const weir_expressions *key) {
  binding *k = binding_of(p);
  if (!is_operator(k, "an exchange") || !has_input(k, input)) return WEIR_EINVAL;
  input_need *need = &k->d->need[input];
  const uint32_t how = kind & ~WEIR_ORDERED;
  if (how > WEIR_SINGLE) return refuse(k, "it asks for an exchange of a kind that this weir does not know");
  if (how == WEIR_BY_KEY && !key) return refuse(k, "it asks for an exchange by key, and names no key");
  if (how == WEIR_NARROW && kind & WEIR_ORDERED)
    return refuse(k, "rows come in order of arrival only through an exchange by key or a single one");
  need->declared = true;
  need->kind = how;
  need->ordered = (kind & WEIR_ORDERED) != 0;
  need->key = how == WEIR_NARROW ? NULL : key;
  return WEIR_OK;
}

/* The operator of another table, cut or filled up to our size, with the options that `main` was filled from. */
static weir_status need_combiner(weir_plan *p, const weir_operator *combiner) {
  binding *k = binding_of(p);
  const plan_entry *main = &k->d->entry;
  if (!is_operator(k, "a combiner") || !has_input(k, 0)) return WEIR_EINVAL;
  if (k->d->node.kind == PLAN_COMBINER) return refuse(k, "a combiner asks for a combiner");
  if (!combiner || combiner->size < offsetof(weir_operator, bind)) return refuse(k, "its combiner is no operator");
  if (combiner->option_count != main->option_count || combiner->instance_size < main->instance_size)
    return refuse(k, "its combiner has other options than it has itself");
  weir_operator *whole = plan_get(k->b, 1, sizeof *whole);
  if (!whole) return refuse(k, "out of memory");
  memcpy(whole, combiner, combiner->size < sizeof *whole ? combiner->size : sizeof *whole);
  whole->option = main->option;
  whole->option_stride = main->option_stride;
  k->d->combiner = whole;
  return WEIR_OK;
}

static uint32_t size_in_state(uint32_t type) {
  switch (type) {
  case WEIR_BOOL:
  case WEIR_I64:
  case WEIR_F64:
  case WEIR_TIME:
    return 8;
  case WEIR_STRING:
  case WEIR_BINARY:
    return 16;
  default:
    return 0;
  }
}

/* Each field aligned, within the struct, on bytes of its own. */
static weir_status check_value(binding *k, const weir_schema *value, uint32_t size) {
  for (uint32_t i = 0; i < value->count; i++) {
    const weir_field *f = weir_field_at(value, i);
    const uint32_t width = size_in_state(f->type);
    if (!width) return refuse(k, "field \"%s\" of its state is of a type that state cannot hold", f->name);
    if (f->offset % 8) return refuse(k, "field \"%s\" of its state lies at %u, no multiple of 8", f->name, f->offset);
    if (f->offset > size || size - f->offset < width)
      return refuse(k, "field \"%s\" of its state takes bytes %u to %u of a value that has %u", f->name, f->offset,
                    f->offset + width, size);
    for (uint32_t j = 0; j < i; j++) {
      const weir_field *other = weir_field_at(value, j);
      if (f->offset < other->offset + size_in_state(other->type) && other->offset < f->offset + width)
        return refuse(k, "fields \"%s\" and \"%s\" of its state lie on the same bytes", other->name, f->name);
    }
  }
  return WEIR_OK;
}

static weir_status check_key(binding *k, const weir_expressions *key) {
  const weir_schema *s = expr_list_schema(key);
  for (uint32_t i = 0; i < s->count; i++)
    if (!keys_can_hold(weir_field_at(s, i)->type))
      return refuse(k, "column \"%s\" is a list, map or struct, which cannot be a key", weir_field_at(s, i)->name);
  return WEIR_OK;
}

static weir_status need_state(weir_plan *p, const weir_state_decl *decl) {
  static const weir_schema no_key = {.size = sizeof no_key, .stride = sizeof(weir_field)};
  binding *k = binding_of(p);
  draft *d = k->d;
  if (!is_operator(k, "state")) return WEIR_EINVAL;
  if (!decl || !decl->value) return refuse(k, "its state has no value");
  const int64_t ttl_us = WEIR_HAS(decl, weir_state_decl, ttl_us) ? decl->ttl_us : 0;
  if (d->node.states == STATES_MAX) return refuse(k, "it asks for more than %u tables", STATES_MAX);
  if (decl->scope != WEIR_SCOPE_BATCH && decl->scope != WEIR_SCOPE_STREAM)
    return refuse(k, "its state is neither of the batch nor of the stream");
  if (ttl_us < 0 || (ttl_us && decl->scope != WEIR_SCOPE_STREAM))
    return refuse(k, "only state of the stream has a time to live");
  if (check_value(k, decl->value, decl->value_size) || (decl->key && check_key(k, decl->key))) return WEIR_EINVAL;
  schema *value = plan_new_schema(k->b);
  if (!value || schema_copy(value, decl->value)) return refuse(k, "fields of its state have no names of their own");
  k->state[d->node.states++] = (plan_state){.scope = decl->scope,
                                            .key = decl->key,
                                            .key_schema = decl->key ? expr_list_schema(decl->key) : &no_key,
                                            .value = &value->schema,
                                            .value_size = decl->value_size,
                                            .ttl_us = ttl_us};
  return WEIR_OK;
}

/* A key of columns of an input, of none too; NULL: noted why. */
static const weir_expressions *key_of_columns(binding *k, uint32_t input, const uint32_t *index, uint32_t count) {
  const weir_plan *p = &k->plan;
  const expr_scope scope = {.input = p->input, .stream = k->stream, .inputs = p->inputs};
  const weir_expressions *key = expr_columns(k->b->owner->compiler, &scope, input, index, count);
  if (!key) (void)refuse(k, "out of memory");
  return key;
}

static weir_status need_rows(weir_plan *p, uint32_t input, const weir_expressions *key) {
  binding *k = binding_of(p);
  if (!is_operator(k, "rows by key") || !has_input(k, input)) return WEIR_EINVAL;
  if (!key) key = key_of_columns(k, input, NULL, 0);
  if (!key || check_key(k, key)) return WEIR_EINVAL;
  k->d->need[input].rows_key = key;
  return WEIR_OK;
}

static weir_status need_window(weir_plan *p, uint32_t input, uint32_t mode, int64_t length_us, int64_t slide_us) {
  binding *k = binding_of(p);
  if (!is_operator(k, "a window") || !has_input(k, input)) return WEIR_EINVAL;
  if (mode < WEIR_WINDOW_MERGE || mode > WEIR_WINDOW_UNION)
    return refuse(k, "it asks for a window of a kind that this weir does not know");
  if (length_us < 0 || slide_us < 0 || (!length_us && slide_us)) return refuse(k, "a window's length is positive");
  if (!length_us && !k->d->node.input[input].from->mark_slide_us)
    return refuse(k, "stream \"%s\" is marked with no window; put window: before it", k->stream[input]);
  input_need *need = &k->d->need[input];
  need->window_mode = mode;
  need->length_us = length_us;
  need->slide_us = slide_us;
  return WEIR_OK;
}

static weir_status mark_window(weir_plan *p, int64_t length_us, int64_t slide_us) {
  binding *k = binding_of(p);
  if (!is_operator(k, "a window")) return WEIR_EINVAL;
  if (length_us <= 0 || slide_us < 0) return refuse(k, "a window's length is positive");
  k->d->marks = true;
  k->d->mark_length_us = length_us;
  k->d->mark_slide_us = slide_us;
  return WEIR_OK;
}

static weir_status want_rows(weir_plan *p, uint64_t rows) {
  binding *k = binding_of(p);
  if (k->d->node.kind != PLAN_SINK) return refuse(k, "only a sink says how many rows it wants");
  k->d->node.want_rows = rows;
  return WEIR_OK;
}

/* ---- questions ---- */

static const weir_expressions *key_columns(weir_plan *p, uint32_t input, const weir_columns *of) {
  binding *k = binding_of(p);
  if (!has_input(k, input)) return NULL;
  for (uint32_t i = 0; i < of->count; i++)
    if (of->index[i] >= p->input[input]->count) {
      (void)refuse(k, "its input has no column number %u", of->index[i]);
      return NULL;
    }
  return key_of_columns(k, input, of->index, of->count);
}

static int window_of(weir_plan *p, uint32_t input, int64_t *length_us, int64_t *slide_us) {
  binding *k = binding_of(p);
  const plan_node *from = input < p->inputs ? k->d->node.input[input].from : NULL;
  if (!from || !from->mark_slide_us) return 0;
  *length_us = from->mark_length_us;
  *slide_us = from->mark_slide_us;
  return 1;
}

/* ---- the call ---- */

static weir_status call_bind(draft *d, weir_plan *p, weir_error *err) {
  const plan_entry *e = &d->entry;
  if (e->source) return e->source->bind ? e->source->bind(d->node.image, p, err) : WEIR_OK;
  if (e->sink) return e->sink->bind ? e->sink->bind(d->node.image, p, err) : WEIR_OK;
  return e->op->bind ? e->op->bind(d->node.image, p, err) : WEIR_OK;
}

static bool report(binding *k, const weir_error *err) {
  const draft *d = k->d;
  const char *text = k->why[0] ? k->why : err->text[0] ? err->text : "it does not say why";
  plan_error(k->b, PLAN_E_REFUSED, options_place(k->b, d, err->option, err->entry, err->offset), "%s: %.480s",
             d->entry.label, text);
  return false;
}

/* What bind left is copied out of the binding, which is on the stack. */
static bool keep(binding *k) {
  plan_node *node = &k->d->node;
  node->state = plan_get(k->b, node->states + 1, sizeof *node->state);
  if (!node->state) return false;
  memcpy(node->state, k->state, node->states * sizeof *node->state);
  node->schema = node->kind == PLAN_SINK ? NULL : &k->out->schema;
  if (node->schema && node->schema->count == 0) {
    plan_error(k->b, PLAN_E_BAD_BIND, k->d->key->span, "%s: its output has no columns", k->d->entry.label);
    return false;
  }
  return true;
}

static const weir_plan setters = {.size = sizeof(weir_plan),
                                  .add_field = add_field,
                                  .add_field_like = add_field_like,
                                  .add_input_fields = add_input_fields,
                                  .add_input_field = add_input_field,
                                  .need_exchange = need_exchange,
                                  .need_combiner = need_combiner,
                                  .need_state = need_state,
                                  .need_rows = need_rows,
                                  .need_window = need_window,
                                  .mark_window = mark_window,
                                  .want_rows = want_rows,
                                  .key_columns = key_columns,
                                  .window_of = window_of};

bool plan_bind(plan_builder *b, draft *d, const weir_schema *const *input, uint32_t inputs) {
  weir_error err = {.option = -1};
  binding k = {.plan = setters, .b = b, .d = d};
  k.plan.inputs = inputs;
  k.plan.input = input;
  k.plan.host = &b->owner->library.frame.host;
  const char **stream = plan_get(b, inputs + 1, sizeof *stream);
  k.out = plan_new_schema(b);
  if (!stream || !k.out) return false;
  for (uint32_t i = 0; i < inputs; i++) stream[i] = d->node.input[i].from->stream;
  k.stream = stream;
  const weir_status status = call_bind(d, &k.plan, &err);
  err.text[sizeof err.text - 1] = 0;
  if (status < 0 || k.why[0]) return report(&k, &err);
  return keep(&k);
}
