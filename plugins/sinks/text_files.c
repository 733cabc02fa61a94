/* SPDX-License-Identifier: Apache-2.0 */
/* text_files: a directory a batch, as Spark's saveAsTextFiles makes them, complete or not there at all:
 *
 *   out/_temporary-counts-1388534400000/part-00000, part-00001 …, _SUCCESS     write, prepare: all of it is on disk
 *   out/counts-1388534400000/                                                 commit: renamed
 *
 * A batch that is committed again takes the place of the one that is there. Empty batches leave nothing, unlike
 * Spark's. */
#include "row_text.h"
#include <errno.h>
#include <limits.h>

#define TEMPORARY "_temporary-"

typedef struct text_files {
  weir_str path, suffix;
  row_text rows;
  uint8_t header, empty_batches;
  const weir_host *host;
  const weir_files *files;
  weir_dir *parent;
  char base[NAME_MAX + 1]; /* behind the last slash of path */
  char end[NAME_MAX + 1];  /* "" or the suffix with its dot */
  char parent_path[PATH_MAX];
  char final[NAME_MAX + 1], temporary[NAME_MAX + 1]; /* of the batch at hand */
  weir_file *file;
  uint32_t partition; /* of file */
  uint32_t begun, prepared;
  int64_t token_us;
  text text;
} text_files;

static const weir_option options[] = {
    {.name = "path",
     .help = "directory and beginning of the name: out/counts makes out/counts-<batch time in ms>",
     .type = WEIR_OPT_PATH,
     .offset = offsetof(text_files, path),
     .flags = WEIR_REQUIRED | WEIR_MAIN},
    {.name = "suffix",
     .help = "end of the name, behind a dot",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(text_files, suffix)},
    {.name = "value",
     .help = "expression for a row's line; a null is an empty line",
     .type = WEIR_OPT_EXPRESSION,
     .offset = offsetof(text_files, rows.value),
     .want = WEIR_STRING},
    {.name = "format",
     .help = "instead of value: whole rows as CSV or JSON",
     .choices = "csv|json",
     .type = WEIR_OPT_FORMAT,
     .offset = offsetof(text_files, rows.format)},
    {.name = "header",
     .help = "a first line with the columns' names, as CSV",
     .default_text = "false",
     .type = WEIR_OPT_BOOL,
     .offset = offsetof(text_files, header)},
    {.name = "empty_batches",
     .help = "make a directory for a batch without rows, too",
     .default_text = "false",
     .type = WEIR_OPT_BOOL,
     .offset = offsetof(text_files, empty_batches)},
};

static weir_status refuse(weir_error *err, int32_t option, const char *why) {
  err->option = option;
  (void)snprintf(err->text, sizeof err->text, "%s", why);
  return WEIR_EINVAL;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  text_files *self = instance;
  const char *path = weir_text(&self->path);
  const weir_status s = row_text_bind(&self->rows, plan, err);
  if (s) return s;
  uint32_t base = self->path.len;
  while (base > 0 && path[base - 1] != '/') base--;
  if (base == self->path.len)
    return refuse(err, 0, "the path ends in a slash; it needs the beginning of a name: out/counts");
  if (base >= PATH_MAX || self->path.len - base + self->suffix.len > NAME_MAX - 40)
    return refuse(err, 0, "the path is too long");
  if (memchr(weir_text(&self->suffix), '/', self->suffix.len))
    return refuse(err, 1, "a suffix is part of a name and has no slash");
  if (self->header && !self->rows.format) return refuse(err, 4, "a header needs format: csv");
  (void)snprintf(self->base, sizeof self->base, "%.*s", (int)(self->path.len - base), path + base);
  (void)snprintf(self->parent_path, sizeof self->parent_path, "%.*s", base ? (int)base : 1, base ? path : ".");
  if (self->suffix.len)
    (void)snprintf(self->end, sizeof self->end, ".%.*s", (int)self->suffix.len, weir_text(&self->suffix));
  return WEIR_OK;
}

static weir_status fail(const text_files *self, weir_error *err, const char *name, int error) {
  (void)snprintf(err->text, sizeof err->text, "%.300s/%.100s cannot be written: %s", self->parent_path, name,
                 strerrordesc_np(-error));
  return WEIR_EFAIL;
}

/* ---- open: what a crash left is undone
 * ------------------------------------------------------------------------------------ */

typedef struct leftovers {
  const text_files *self;
  int error;
} leftovers;

/* Is name TEMPORARY base - digits end ? */
static int is_ours(const text_files *self, const char *name) {
  const size_t n = strlen(self->base);
  if (strncmp(name, TEMPORARY, sizeof TEMPORARY - 1) != 0) return 0;
  name += sizeof TEMPORARY - 1;
  if (strncmp(name, self->base, n) != 0 || name[n] != '-') return 0;
  name += n + 1;
  const size_t digits = strspn(name, "0123456789");
  return digits > 0 && strcmp(name + digits, self->end) == 0;
}

static int remove_ours(void *context, const char *name) {
  leftovers *l = context;
  if (is_ours(l->self, name)) l->error = l->self->files->remove(l->self->parent, name);
  return l->error;
}

static weir_status open_files(void *instance, const weir_open *open, const weir_token *last, weir_error *err) {
  text_files *self = instance;
  (void)last; /* what is newer is written again under its name */
  self->host = open->host;
  self->files = open->host->extension(open->host, WEIR_FILES_ID);
  if (!self->files) return fail(self, err, self->base, -ENOTSUP);
  if (text_init(&self->text, open->host, err)) return WEIR_EFAIL;
  const int error = self->files->open_dir(open->host, self->parent_path, 1, &self->parent);
  if (error) return fail(self, err, self->base, error);
  leftovers l = {.self = self};
  const int listed = self->files->list(self->parent, "", remove_ours, &l);
  if (!l.error && !listed) return WEIR_OK;
  self->files->close_dir(self->parent);
  return fail(self, err, TEMPORARY "*", l.error ? l.error : listed);
}

/* ---- one batch
 * ---------------------------------------------------------------------------------------------------------- */

static weir_status begin_batch(text_files *self, const weir_batch *batch, weir_error *err) {
  const int n =
      snprintf(self->final, sizeof self->final, "%s-%lld%s", self->base, (long long)(batch->time_us / 1000), self->end);
  const int m = snprintf(self->temporary, sizeof self->temporary, TEMPORARY "%s", self->final);
  if (n < 0 || m < 0 || (size_t)m >= sizeof self->temporary) return fail(self, err, self->base, -ENAMETOOLONG);
  int error = self->files->make_dir(self->parent, self->temporary);
  if (error == -EEXIST) {
    error = self->files->remove(self->parent, self->temporary);
    if (!error) error = self->files->make_dir(self->parent, self->temporary);
  }
  if (error) return fail(self, err, self->temporary, error);
  self->begun = 1;
  return WEIR_OK;
}

/* A column's name as a CSV field. */
static weir_status add_name(text *t, const char *name, weir_error *err) {
  if (!strpbrk(name, "\",\r\n")) return text_add_string(t, name, err);
  weir_status s = text_add(t, "\"", 1, err);
  for (const char *p = name; *p && !s; p++) s = text_add(t, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1, err);
  return s ? s : text_add(t, "\"", 1, err);
}

static weir_status add_header(text_files *self, weir_error *err) {
  const weir_schema *schema = self->rows.schema;
  weir_status s = WEIR_OK;
  for (uint32_t c = 0; c < schema->count && !s; c++) {
    if (c) s = text_add(&self->text, ",", 1, err);
    if (!s) s = add_name(&self->text, weir_field_at(schema, c)->name, err);
  }
  return s ? s : text_add(&self->text, "\n", 1, err);
}

static weir_status begin_part(text_files *self, uint32_t partition, weir_error *err) {
  char name[NAME_MAX + 32];
  (void)snprintf(name, sizeof name, "%s/part-%05u", self->temporary, partition);
  const int error = self->files->open(self->parent, name, WEIR_FILE_REPLACE, &self->file);
  if (error) return fail(self, err, name, error);
  self->partition = partition;
  return self->header ? add_header(self, err) : WEIR_OK;
}

static weir_status write_text(text_files *self, weir_error *err) {
  const int error = self->text.size ? self->files->write(self->file, self->text.data, self->text.size) : 0;
  text_clear(&self->text);
  return error ? fail(self, err, self->temporary, error) : WEIR_OK;
}

static weir_status end_part(text_files *self, weir_error *err) {
  if (!self->file) return WEIR_OK;
  weir_file *file = self->file;
  const weir_status s = write_text(self, err);
  self->file = NULL;
  const int synced = s ? 0 : self->files->sync(file);
  const int closed = self->files->close(file);
  if (s) return s;
  return synced || closed ? fail(self, err, self->temporary, synced ? synced : closed) : WEIR_OK;
}

static weir_status write_rows(void *instance, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  text_files *self = instance;
  weir_status s = self->begun ? WEIR_OK : begin_batch(self, batch, err);
  if (!s && self->file && self->partition != partition) s = end_part(self, err);
  if (!s && !self->file) s = begin_part(self, partition, err);
  if (!s) s = row_text_add(&self->rows, self->host, in, &self->text, err);
  return s ? s : write_text(self, err);
}

static weir_status make_empty(text_files *self, const weir_batch *batch, weir_error *err) {
  const weir_status s = begin_batch(self, batch, err);
  return s ? s : begin_part(self, 0, err);
}

static weir_status mark_success(text_files *self, weir_error *err) {
  char name[NAME_MAX + 32];
  (void)snprintf(name, sizeof name, "%s/_SUCCESS", self->temporary);
  int error = self->files->open(self->parent, name, WEIR_FILE_REPLACE, &self->file);
  if (error) return fail(self, err, name, error);
  const weir_status s = end_part(self, err);
  if (s) return s;
  error = self->files->sync_dir(self->parent, self->temporary);
  return error ? fail(self, err, self->temporary, error) : WEIR_OK;
}

static weir_status prepare(void *instance, const weir_batch *batch, weir_token *token, weir_error *err) {
  text_files *self = instance;
  weir_status s = WEIR_OK;
  if (!self->begun && self->empty_batches) s = make_empty(self, batch, err);
  if (!s) s = end_part(self, err);
  if (!s && self->begun) s = mark_success(self, err);
  if (s) return s;
  self->prepared = self->begun;
  self->token_us = batch->time_us;
  *token = (weir_token){.data = &self->token_us, .size = sizeof self->token_us};
  return WEIR_OK;
}

/* A directory cannot be renamed over one that has files. */
static weir_status commit(void *instance, const weir_batch *batch, weir_error *err) {
  text_files *self = instance;
  (void)batch;
  if (!self->prepared) return WEIR_OK; /* empty, or committed already */
  int error = self->files->rename(self->parent, self->temporary, self->final);
  if (error == -ENOTEMPTY || error == -EEXIST) {
    error = self->files->remove(self->parent, self->final);
    if (!error) error = self->files->rename(self->parent, self->temporary, self->final);
  }
  if (!error) error = self->files->sync_dir(self->parent, "");
  if (error) return fail(self, err, self->final, error);
  self->begun = self->prepared = 0;
  return WEIR_OK;
}

static void abort_batch(void *instance, const weir_batch *batch) {
  text_files *self = instance;
  (void)batch;
  if (self->file) (void)self->files->close(self->file);
  if (self->begun) (void)self->files->remove(self->parent, self->temporary); /* what stays goes with the next open */
  self->file = NULL;
  self->begun = self->prepared = 0;
  text_clear(&self->text);
}

static void close_files(void *instance) {
  text_files *self = instance;
  if (self->file) (void)self->files->close(self->file);
  self->files->close_dir(self->parent);
  text_finish(&self->text);
}

WEIR_SINK(text_files, .help = "A directory of text files for each batch, complete or not there at all",
          .instance_size = sizeof(text_files), WEIR_OPTIONS(options), .bind = bind, .open = open_files,
          .write = write_rows, .prepare = prepare, .commit = commit, .abort = abort_batch, .close = close_files);
