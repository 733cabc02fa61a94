/* SPDX-License-Identifier: Apache-2.0 */
/* lines: the lines of one file, or of standard input, to its end. A last line without an end is given as it is. A file
 * is read through weir.files/1; standard input, which has no directory, by its descriptor. */
#include "line_cutter.h"
#include "pause.h"
#include "schedule.h"
#include <limits.h>

typedef struct lines {
  weir_str path_option;
  int64_t max_line, rate;
  uint8_t repeat, is_stdin;
  uint64_t given; /* lines since the file was opened */
  const weir_files *files;
  weir_dir *dir;
  const char *name; /* in path, behind its last slash */
  weir_file *file;
  line_cutter cutter;
  schedule schedule;
  pause_event pause;
  char path[PATH_MAX];
} lines;

static const weir_option options[] = {
    {.name = "path",
     .help = "the file; - or /dev/stdin is standard input",
     .type = WEIR_OPT_PATH,
     .offset = offsetof(lines, path_option),
     .flags = WEIR_REQUIRED | WEIR_MAIN},
    {.name = "rate",
     .help = "lines a second; 0 is as fast as they are read",
     .default_text = "0",
     .type = WEIR_OPT_I64,
     .offset = offsetof(lines, rate),
     .min = 0,
     .max = 1e9},
    {.name = "repeat",
     .help = "begin again at the end of the file instead of ending",
     .default_text = "false",
     .type = WEIR_OPT_BOOL,
     .offset = offsetof(lines, repeat)},
    {.name = "max_line",
     .help = "longer lines are rejected; the pipeline's max_row is a limit too",
     .default_text = "1MB",
     .type = WEIR_OPT_SIZE,
     .offset = offsetof(lines, max_line),
     .min = 1,
     .max = 64e6},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  lines *self = instance;
  (void)snprintf(self->path, sizeof self->path, "%.*s", (int)self->path_option.len, weir_text(&self->path_option));
  const char *slash = strrchr(self->path, '/');
  self->is_stdin = strcmp(self->path, "/dev/stdin") == 0 || strcmp(slash ? slash + 1 : self->path, "-") == 0;
  if (self->is_stdin && self->repeat) {
    err->option = 2;
    (void)snprintf(err->text, sizeof err->text, "standard input cannot be read again; repeat needs a file");
    return WEIR_EINVAL;
  }
  return plan->add_field(plan, "line", WEIR_STRING, 0);
}

static weir_status fail(weir_error *err, const lines *self, int error) {
  (void)snprintf(err->text, sizeof err->text, "%.400s cannot be read: %s", self->path, strerrordesc_np(-error));
  return WEIR_EFAIL;
}

static weir_status open_path(lines *self, const weir_host *host, weir_error *err) {
  char parent[PATH_MAX] = ".";
  const char *slash = strrchr(self->path, '/');
  const size_t n = slash ? (size_t)(slash - self->path) + 1 : 0;
  if (self->path_option.len >= sizeof self->path) return fail(err, self, -ENAMETOOLONG);
  if (n) (void)snprintf(parent, sizeof parent, "%.*s", (int)n, self->path);
  self->name = self->path + n;
  int error = self->files->open_dir(host, parent, 0, &self->dir);
  if (!error) error = self->files->open(self->dir, self->name, WEIR_FILE_READ, &self->file);
  if (!error) return WEIR_OK;
  if (self->dir) self->files->close_dir(self->dir);
  return fail(err, self, error);
}

static weir_status open_lines(void *instance, const weir_open *open, const weir_mark *last, uint32_t marks,
                              weir_error *err) {
  lines *self = instance;
  (void)last;
  (void)marks;
  self->files = open->host->extension(open->host, WEIR_FILES_ID);
  self->cutter.kernels = open->host->extension(open->host, WEIR_KERNELS_ID);
  self->cutter.max_line = (uint64_t)self->max_line;
  if (!self->files || !self->cutter.kernels) return fail(err, self, -ENOTSUP);
  weir_status s = pause_init(&self->pause, err);
  if (s || self->is_stdin) return s;
  s = open_path(self, open->host, err);
  if (s) pause_finish(&self->pause);
  return s;
}

static weir_status broken(const lines *self, weir_out *out, int64_t error) {
  char why[480];
  (void)snprintf(why, sizeof why, "%.400s cannot be read: %s", self->path, strerrordesc_np((int)-error));
  out->host->fail(out, why);
  return WEIR_EFAIL;
}

/* The end of the file, or its beginning again; a file without lines would be read again for ever. */
static weir_status at_end(lines *self, weir_out *out) {
  const uint64_t last = line_cutter_end(&self->cutter, out);
  self->given += last;
  self->schedule.next += (int64_t)last;
  if (!self->repeat || self->given == 0) return WEIR_END;
  self->given = 0;
  (void)self->files->close(self->file);
  self->file = NULL;
  const int error = self->files->open(self->dir, self->name, WEIR_FILE_READ, &self->file);
  return error ? broken(self, out, error) : WEIR_OK;
}

/* One call's worth of bytes and at most `limit` lines of them. */
static weir_status read_some(lines *self, weir_out *out, uint64_t limit) {
  uint64_t carry, room;
  char *p = line_cutter_room(&self->cutter, out, &carry, &room);
  if (!p) return WEIR_EFAIL;
  const int64_t n =
      self->is_stdin ? read(STDIN_FILENO, p + carry, room) : self->files->read(self->file, p + carry, room);
  const int64_t error = self->is_stdin && n < 0 ? -errno : n;
  if (n <= 0) {
    line_cutter_none(&self->cutter, out, carry);
    if (n == 0) return at_end(self, out);
    return error == -EAGAIN || error == -EINTR ? WEIR_IDLE : broken(self, out, error);
  }
  const uint64_t taken = line_cutter_take(&self->cutter, out, p, carry + (uint64_t)n, limit);
  self->given += taken;
  self->schedule.next += (int64_t)taken;
  return WEIR_OK;
}

/* Lines that were read already and were not due then. 0: there are none. */
static uint64_t take_waiting(lines *self, weir_out *out, uint64_t limit) {
  uint64_t carry;
  char *p = line_cutter_rest(&self->cutter, out, &carry);
  const uint64_t taken = p ? line_cutter_take(&self->cutter, out, p, carry, limit) : 0;
  self->given += taken;
  self->schedule.next += (int64_t)taken;
  return taken;
}

static weir_status poll_at_rate(lines *self, weir_out *out, int64_t wait_us) {
  schedule_start(&self->schedule, self->rate, out->batch);
  int64_t due = schedule_due(&self->schedule, out->host, out->batch);
  if (due == 0) {
    pause_for(&self->pause, schedule_wait(&self->schedule, out->host, wait_us));
    due = schedule_due(&self->schedule, out->host, out->batch);
  }
  if (due == 0) return WEIR_IDLE;
  if (take_waiting(self, out, (uint64_t)due)) return WEIR_OK;
  if (self->is_stdin && !pause_until_readable(&self->pause, STDIN_FILENO, wait_us)) return WEIR_IDLE;
  return read_some(self, out, (uint64_t)due);
}

static weir_status poll_lines(void *instance, weir_out *out, int64_t wait_us) {
  lines *self = instance;
  if (self->rate) return poll_at_rate(self, out, wait_us);
  if (self->is_stdin && !pause_until_readable(&self->pause, STDIN_FILENO, wait_us)) return WEIR_IDLE;
  return read_some(self, out, UINT64_MAX);
}

static void wake(void *self) { pause_wake(&((lines *)self)->pause); }

static void close_lines(void *instance) {
  lines *self = instance;
  if (self->file) (void)self->files->close(self->file);
  if (self->dir) self->files->close_dir(self->dir);
  pause_finish(&self->pause);
}

WEIR_SOURCE(lines,
            .help = "The lines of a file or of standard input to its end, in the column line, as the bytes they are",
            .instance_size = sizeof(lines), WEIR_OPTIONS(options), .bind = bind, .open = open_lines, .poll = poll_lines,
            .wake = wake, .close = close_lines);
