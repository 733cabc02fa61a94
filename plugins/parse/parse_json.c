/* SPDX-License-Identifier: Apache-2.0 */
/* parse_json: a column of JSON objects becomes their members. The host's reader does the work: weir.json/1. */
#include "parsing.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct parse_json {
  parsing parsing;
  weir_text_map paths;
  const weir_json *json;
  const char **path; /* of each field, or NULL */
  weir_json_reader *reader;
} parse_json;

static const weir_option options[] = {
    PARSING_COLUMN(parse_json),
    PARSING_FIELDS(parse_json),
    PARSING_KEEP(parse_json),
    {.name = "paths",
     .help = "where fields lie that are not members of their own name: {city: user.address.city}",
     .type = WEIR_OPT_TEXT_MAP,
     .offset = offsetof(parse_json, paths)},
    PARSING_ON_ERROR(parse_json),
};
enum { OPTION_PATHS = 3 };

static weir_status refuse(weir_error *err, int32_t option, uint32_t entry) {
  err->option = option;
  err->entry = entry;
  return WEIR_EINVAL;
}

/* The paths by field; the caller frees them. NULL: err says why. */
static const char **paths_by_field(const parse_json *self, weir_error *err) {
  const weir_schema *fields = self->parsing.fields;
  const char **path = calloc((size_t)fields->count + 1, sizeof *path);
  if (!path) (void)snprintf(err->text, sizeof err->text, "memory is out");
  for (uint32_t i = 0; path && i < self->paths.count; i++) {
    const char *name = weir_text(&self->paths.key[i]);
    uint32_t f = 0;
    while (f < fields->count && strcmp(weir_field_at(fields, f)->name, name) != 0) f++;
    if (f < fields->count) {
      path[f] = weir_text(&self->paths.value[i]);
      continue;
    }
    (void)snprintf(err->text, sizeof err->text, "there is no field '%.200s' to be found at a path", name);
    (void)refuse(err, OPTION_PATHS, i);
    free(path);
    return NULL;
  }
  return path;
}

static weir_json_reader *open_reader(parse_json *self, weir_error *err) {
  self->path = paths_by_field(self, err);
  return self->path ? self->json->open(self->parsing.fields, self->path, err) : NULL;
}

static void close(void *instance) {
  parse_json *self = instance;
  if (self->json) self->json->close(self->reader);
  free(self->path);
  self->reader = NULL;
  self->path = NULL;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  parse_json *self = instance;
  self->json = plan->host->extension(plan->host, WEIR_JSON_ID);
  if (!self->json) return WEIR_EINVAL;
  self->reader = open_reader(self, err);
  const int is_good = self->reader != NULL;
  close(self); /* every instance opens its own */
  if (!is_good) return err->option < 0 ? refuse(err, PARSING_OPTION_FIELDS, 0) : WEIR_EINVAL;
  return parsing_bind(&self->parsing, plan, err);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  parse_json *self = instance;
  self->reader = open_reader(self, err);
  if (self->reader) return parsing_open(&self->parsing, open);
  close(self); /* an instance that is not open is not closed */
  return WEIR_EFAIL;
}

static void parse(void *instance, const weir_column *text, uint32_t first, uint32_t n, weir_out *out,
                  weir_parsed *parsed) {
  const parse_json *self = instance;
  self->json->read(self->reader, text, first, n, out, 0, parsed);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  parse_json *self = instance;
  (void)input;
  return parsing_process(&self->parsing, in, out, parse, self);
}

WEIR_OPERATOR(
    parse_json,
    .help = "JSON objects become columns: parse_json: {column: line, fields: {user: string, amount: float64}}",
    .instance_size = sizeof(parse_json), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
    .open = open_instance, .process = process, .close = close);
