/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/private_copy: the bytes of a file, their hash, and a copy of them under a path that was never used before: what is
 * checked, hashed and run are the same bytes, whatever becomes of the original. One thread at a time. */
#ifndef PLUGIN_PRIVATE_COPY_H
#define PLUGIN_PRIVATE_COPY_H
#include <limits.h>

#include "data/files.h"
#include "plugin/catalog.h"
#include "plugin/trust.h"

#define PLUGIN_FILE_LIMIT (UINT64_C(256) << 20)

/* A directory of copies, made at the first of them. Zero it. */
typedef struct private_copies {
  char path[PATH_MAX];
  weir_dir *dir; /* NULL: none yet */
} private_copies;

typedef struct file_bytes {
  char *bytes; /* free() it */
  uint64_t size;
  char hash[33]; /* XXH3, 128 bits, hex */
} file_bytes;

/* Reads and hashes `name`, at most PLUGIN_FILE_LIMIT bytes. 0, or -1 with err. */
int private_copy_read(const trusted_dir *from, const char *name, file_bytes *file, plugin_error *err);

/* Makes the directory, unless it is there. 0, or -1 with err. */
int private_copies_open(private_copies *copies, plugin_error *err);

/* Writes the bytes under `name`, which must be new; its path into path[0, PATH_MAX). 0, or -1 with err. */
int private_copy_write(private_copies *copies, const char *name, const file_bytes *file, char *path, plugin_error *err);

/* Removes the directory with all copies. */
void private_copies_finish(private_copies *copies);
#endif
