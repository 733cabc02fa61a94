/* SPDX-License-Identifier: Apache-2.0 */
/* Opening names beneath a directory and never out of it. Results are descriptors or negative errnos. Any thread. */
#ifndef DATA_FILES_PATH_H
#define DATA_FILES_PATH_H
#include <stdbool.h>
#include <stdint.h>

/* A relative name beneath directory `at`, which neither "..", an absolute name nor a symbolic link leaves (-EXDEV).
 * Kernels without openat2 (before 5.6, or a sandbox that hides it): no symbolic links at all (-ELOOP), and no "..". */
int path_open(int at, const char *name, int flags, uint32_t mode);
/* The directory that `name` lies in, and its last part, which points into `name`. -EINVAL: no last part, or "." or
 * "..". */
int path_open_parent(int at, const char *name, const char **last);
/* Tests: do without openat2. */
void path_avoid_openat2(bool avoid);
#endif
