/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/private_copy: see private_copy.h. */
#include "plugin/private_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "plugin/failure.h"

static void hash(file_bytes *file) {
  XXH128_hash_t h = XXH3_128bits(file->bytes, file->size);
  (void)snprintf(file->hash, sizeof file->hash, "%016llx%016llx", (unsigned long long)h.high64,
                 (unsigned long long)h.low64);
}

/* Exactly `size` bytes, with nothing behind them. */
static int64_t read_whole(weir_file *file, char *bytes, uint64_t size) {
  uint64_t done = 0;
  for (;;) {
    char behind;
    bool full = done == size;
    int64_t n = full ? files_read(file, &behind, 1) : files_read(file, bytes + done, size - done);
    if (n < 0) return n;
    if (n == 0 || full) return full && n == 0;
    done += (uint64_t)n;
  }
}

static bool is_changed(const struct stat *before, const struct stat *after) {
  return before->st_mtim.tv_sec != after->st_mtim.tv_sec || before->st_mtim.tv_nsec != after->st_mtim.tv_nsec;
}

/* Fills read->bytes, which the caller frees in any case. */
static int read_open(weir_file *f, const char *path, const struct stat *before, file_bytes *read, plugin_error *err) {
  struct stat after;
  read->size = (uint64_t)before->st_size;
  if (read->size > PLUGIN_FILE_LIMIT)
    return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s has %llu bytes; %llu are the most", path,
                       (unsigned long long)read->size, (unsigned long long)PLUGIN_FILE_LIMIT);
  read->bytes = malloc(read->size + 1);
  if (!read->bytes) return plugin_fail_memory(err);
  int64_t whole = read_whole(f, read->bytes, read->size);
  int status = whole < 0 ? (int)whole : files_fstat(f, &after);
  if (status < 0) return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be read: %s", path, strerrordesc_np(-status));
  if (!whole || is_changed(before, &after)) {
    (void)plugin_fail(err, PLUGIN_E_UNREADABLE, "%s was written to while it was read", path);
    return plugin_help(err, "write a new file and rename it over the old one");
  }
  return 0;
}

int private_copy_read(const trusted_dir *from, const char *name, file_bytes *file, plugin_error *err) {
  char path[PATH_MAX];
  weir_file *f = NULL;
  struct stat st;
  file_bytes read = {0};
  if (trust_open_file(from, name, &f, &st, err) < 0) return -1;
  (void)snprintf(path, sizeof path, "%s/%s", from->path, name);
  int result = read_open(f, path, &st, &read, err);
  (void)files_close(f);
  if (result < 0) {
    free(read.bytes);
    return -1;
  }
  hash(&read);
  *file = read;
  return 0;
}

static int fail_copy(plugin_error *err, const char *path, int status) {
  (void)plugin_fail(err, PLUGIN_E_NO_COPY, "%s cannot be written: %s", path, strerrordesc_np(-status));
  return plugin_help(err, "WEIR_RUNTIME_DIR names another directory for the copies of plugins");
}

int private_copies_open(private_copies *copies, plugin_error *err) {
  if (copies->dir) return 0;
  int status = files_private_dir(copies->path, sizeof copies->path, &copies->dir);
  return status < 0 ? fail_copy(err, "the runtime directory", status) : 0;
}

int private_copy_write(private_copies *copies, const char *name, const file_bytes *file, char *path,
                       plugin_error *err) {
  weir_file *f = NULL;
  if (private_copies_open(copies, err) < 0) return -1;
  if (snprintf(path, PATH_MAX, "%s/%s", copies->path, name) >= PATH_MAX)
    return plugin_fail(err, PLUGIN_E_NO_COPY, "%.200s… is too long for a path", path);
  int status = files_open(copies->dir, name, WEIR_FILE_CREATE, &f);
  if (status < 0) return fail_copy(err, path, status);
  status = files_write(f, file->bytes, file->size);
  if (status >= 0) status = files_chmod(f, 0500);
  int closed = files_close(f);
  if (status >= 0) status = closed;
  return status < 0 ? fail_copy(err, path, status) : 0;
}

void private_copies_finish(private_copies *copies) {
  if (copies->dir) files_remove_private(copies->path, copies->dir);
  copies->dir = NULL;
}
