/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of a test's own, and files copied into it. A failure ends the test. One thread. */
#ifndef SCRATCH_H
#define SCRATCH_H
#include <limits.h>
#include <stddef.h>

typedef struct scratch {
  char path[PATH_MAX];
} scratch;

/* cmocka's setup and teardown; *state is the scratch. The umask is 022 from now on. */
int scratch_create(void **state);
int scratch_destroy(void **state);

/* "<scratch>/name", one of 32 buffers in turn. */
const char *scratch_path(const scratch *s, const char *name);
/* Copies a built test plugin ("good.so") or library under `name`, by write and rename, mode 0755. */
void scratch_put_plugin(const scratch *s, const char *plugin, const char *name);
void scratch_put_bytes(const scratch *s, const char *name, const void *bytes, size_t n);
/* All bytes of a built test plugin; free() them. */
unsigned char *scratch_read_plugin(const char *plugin, size_t *n);
#endif
