/* SPDX-License-Identifier: Apache-2.0 */
/* rename: the same rows under other column names. */
#include "passing.h"

typedef struct renaming {
  weir_text_map names; /* old: new */
  passing passing;
} renaming;

static const weir_option options[] = {
    {.name = "names",
     .help = "old names, and the new ones",
     .type = WEIR_OPT_TEXT_MAP,
     .offset = offsetof(renaming, names),
     .flags = WEIR_REQUIRED | WEIR_BODY},
};

static uint32_t column_named(const weir_schema *schema, const char *name) {
  uint32_t c = 0;
  while (c < schema->count && strcmp(weir_field_at(schema, c)->name, name) != 0) c++;
  return c;
}

static weir_status check_names(const renaming *self, const weir_schema *input, weir_error *err) {
  for (uint32_t i = 0; i < self->names.count; i++) {
    if (column_named(input, weir_text(&self->names.key[i])) < input->count) continue;
    err->option = 0;
    err->entry = i;
    (void)snprintf(err->text, sizeof err->text, "there is no column '%.200s'", weir_text(&self->names.key[i]));
    return WEIR_EINVAL;
  }
  return WEIR_OK;
}

static const char *new_name(const renaming *self, const char *name) {
  for (uint32_t i = 0; i < self->names.count; i++)
    if (strcmp(weir_text(&self->names.key[i]), name) == 0) return weir_text(&self->names.value[i]);
  return name;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  renaming *self = instance;
  weir_status s = check_names(self, plan->input[0], err);
  self->passing.columns = plan->input[0]->count;
  for (uint32_t c = 0; c < plan->input[0]->count && !s; c++) {
    const weir_field *field = weir_field_at(plan->input[0], c);
    s = plan->add_field_like(plan, new_name(self, field->name), field);
  }
  return s;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  renaming *self = instance;
  (void)open;
  return passing_open(&self->passing, err);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const renaming *self = instance;
  (void)input;
  passing_emit(&self->passing, in, out);
  return out->failed;
}

static void close(void *instance) { passing_close(&((renaming *)instance)->passing); }

WEIR_OPERATOR(rename, .help = "Gives columns other names: rename: {old: new}", .instance_size = sizeof(renaming),
              WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind, .open = open_instance, .process = process,
              .close = close);
