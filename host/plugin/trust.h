/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/trust: opens directories and files into which nobody else could have put code. Both are opened without following
 * links and checked on the open descriptor: they belong to root or to the effective user and neither group nor others may
 * write them; no parent of the directory may be written by all without the sticky bit. A refusal says path, owner, mode and
 * the command that repairs it. Any thread. */
#ifndef PLUGIN_TRUST_H
#define PLUGIN_TRUST_H
#include <sys/stat.h>

#include "data/files.h"
#include "plugin/catalog.h"

typedef struct trusted_dir {
  weir_dir *dir;
  const char *path; /* absolute; borrowed */
  bool other_owner; /* an owner besides root and the effective user is accepted, for files too */
} trusted_dir;

/* Checks the directory that `d` has open; 0, or -1 with err. */
int trust_check_dir(const trusted_dir *d, plugin_error *err);

/* Opens `name` in a directory that passed; *st is of the open file. 0, or -1 with err. */
int trust_open_file(const trusted_dir *d, const char *name, weir_file **file, struct stat *st, plugin_error *err);
#endif
