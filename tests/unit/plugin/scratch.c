/* SPDX-License-Identifier: Apache-2.0 */
/* See scratch.h. PLUGINS is where the test plugins were built. */
#include "scratch.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PLUGIN_MAX (16u << 20)

int scratch_create(void **state) {
  scratch *s = calloc(1, sizeof *s);
  const char *where = getenv("TMPDIR");
  if (!s) return -1;
  (void)umask(022);
  (void)snprintf(s->path, sizeof s->path, "%s/weir-test-XXXXXX", where && *where ? where : "/tmp");
  if (!mkdtemp(s->path)) {
    perror(s->path);
    free(s);
    return -1;
  }
  (void)chmod(s->path, 0755);
  *state = s;
  return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *position) {
  (void)st, (void)kind, (void)position;
  return remove(path);
}

int scratch_destroy(void **state) {
  scratch *s = *state;
  int status = nftw(s->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  free(s);
  return status;
}

const char *scratch_path(const scratch *s, const char *name) {
  static char paths[32][PATH_MAX + 300];
  static unsigned next;
  char *path = paths[next++ % 32];
  (void)snprintf(path, sizeof paths[0], "%s/%s", s->path, name);
  return path;
}

unsigned char *scratch_read_plugin(const char *plugin, size_t *n) {
  char path[PATH_MAX];
  (void)snprintf(path, sizeof path, "%s/%s", PLUGINS, plugin);
  FILE *file = fopen(path, "rb");
  unsigned char *bytes = malloc(PLUGIN_MAX);
  if (!file || !bytes) fail_msg("%s cannot be read", path);
  *n = fread(bytes, 1, PLUGIN_MAX, file);
  (void)fclose(file);
  return bytes;
}

void scratch_put_bytes(const scratch *s, const char *name, const void *bytes, size_t n) {
  const char *new_path = scratch_path(s, "new"), *path = scratch_path(s, name);
  FILE *file = fopen(new_path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(chmod(new_path, 0755), 0);
  assert_int_equal(rename(new_path, path), 0);
}

void scratch_put_plugin(const scratch *s, const char *plugin, const char *name) {
  size_t n = 0;
  unsigned char *bytes = scratch_read_plugin(plugin, &n);
  scratch_put_bytes(s, name, bytes, n);
  free(bytes);
}
