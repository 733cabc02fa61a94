/* SPDX-License-Identifier: Apache-2.0 */
/* A plan from its file to its stages, and its end. Everything it is made of lies in one arena, but for schemas and what
 * the compiler of expressions owns. */
#include "plan/builder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NODES_MAX 65536u

void *plan_get(plan_builder *b, size_t count, size_t size) {
  void *p = spec_arena_array(&b->owner->arena, count ? count : 1, size);
  if (!p) spec_error_no_memory(b->list);
  return p;
}

char *plan_copy_text(plan_builder *b, const char *text, size_t n) {
  char *to = plan_get(b, n + 2 * (size_t)WEIR_PAD + 1, 1);
  if (to && n) memcpy(to + WEIR_PAD, text, n);
  return to ? to + WEIR_PAD : NULL;
}

schema *plan_new_schema(plan_builder *b) {
  kept_schema *kept = plan_get(b, 1, sizeof *kept);
  if (!kept) return NULL;
  schema_init(&kept->schema);
  kept->next = b->owner->schemas;
  b->owner->schemas = kept;
  return &kept->schema;
}

bool plan_add_node(plan_builder *b, plan_node *node) {
  if (b->nodes == b->capacity) {
    const uint32_t capacity = b->capacity ? b->capacity * 2 : 64;
    plan_node **grown = capacity > NODES_MAX ? NULL : realloc(b->node, capacity * sizeof(plan_node *));
    if (!grown) {
      spec_error_no_memory(b->list);
      return false;
    }
    b->node = grown;
    b->capacity = capacity;
  }
  b->node[b->nodes++] = node;
  return true;
}

/* ---- made ---- */

/* settings->directory from the root. NULL: out of memory, or there is no working directory. */
static char *absolute_directory(const char *directory) {
  if (directory && directory[0] == '/') return strdup(directory);
  char *here = getcwd(NULL, 0);
  if (!here || !directory || !directory[0]) return here;
  const size_t n = strlen(here), m = strlen(directory);
  char *joined = realloc(here, n + m + 2);
  if (!joined) {
    free(here);
    return NULL;
  }
  joined[n] = '/';
  memcpy(joined + n + 1, directory, m + 1);
  return joined;
}

static void fill_head(plan *p, const spec_pipeline *from) {
  p->spec = from;
  p->name = from->name ? from->name : "";
  p->interval_us = from->batch_interval > 0 ? from->batch_interval : 1000000;
  p->align_clock = from->align == SPEC_ALIGN_CLOCK;
  p->skip_failed = from->on_batch_failure == SPEC_FAILURE_SKIP;
}

static bool init(plan_builder *b) {
  plan_owner *o = b->owner;
  function_library_init(&o->library, b->settings->catalog);
  const expr_library library = function_library_of(&o->library);
  o->compiler = expr_compiler_create(&library);
  o->stream = plan_get(b, b->spec->stream_count, sizeof *o->stream);
  b->directory = absolute_directory(b->settings->directory);
  if (o->compiler && o->stream && b->directory) return true;
  spec_error_no_memory(b->list);
  return false;
}

static void build(plan_builder *b) {
  fill_head(&b->owner->plan, b->spec);
  if (!init(b) || !plan_set_limits(b)) return;
  (void)plan_build_streams(b);
  if (plan_build_outputs(b)) (void)plan_make_stages(b);
}

plan *plan_create(const spec_pipeline *from, const plan_settings *settings, spec_diagnostics *diagnostics) {
  plan_owner *owner = calloc(1, sizeof *owner);
  if (!owner) {
    spec_error_no_memory(diagnostics);
    return NULL;
  }
  plan_builder b = {.owner = owner, .spec = from, .settings = settings, .list = diagnostics};
  b.document = (spec_document){.source = diagnostics->source};
  build(&b);
  free(b.node);
  free(b.directory);
  spec_diagnostics_sort(diagnostics);
  if (!diagnostics->errors) return &owner->plan;
  plan_destroy(&owner->plan);
  return NULL;
}

void plan_destroy(plan *p) {
  if (!p) return;
  plan_owner *owner = (plan_owner *)(void *)p;
  expr_compiler_destroy(owner->compiler);
  for (kept_schema *s = owner->schemas; s; s = s->next) schema_finish(&s->schema);
  function_library_finish(&owner->library);
  spec_arena_finish(&owner->arena);
  free(owner);
}
