/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/shared_code: bytes of a shared object → code in this process: inspected, copied, opened by the system's loader, with
 * the libraries that lie beside it. */
#ifndef PLUGIN_SHARED_CODE_H
#define PLUGIN_SHARED_CODE_H
#include "plugin/elf_inspect.h"
#include "plugin/private_copy.h"
#include "plugin/trust.h"

/* Refuses, in words, what is no shared object for this machine. `path` and `name` are for the message. 0, or -1 with err. */
int shared_code_inspect(const char *path, const file_bytes *file, elf_info *info, plugin_error *err);

/* Opens file.so: its copy is called `copy_name`. Libraries that it needs and that lie in `from` are opened from copies first
 * and stay loaded for good: the loader finds a library by its name alone, so that another version of one that is loaded is
 * refused. *handle is dlopen's. 0, or -1 with err. Any thread. */
int shared_code_open(private_copies *copies, const trusted_dir *from, const char *path, const char *copy_name,
                     const file_bytes *file, const elf_info *info, void **handle, plugin_error *err);

/* Gives the handle back; the code stays mapped, since threads may be in it. Takes NULL. */
void shared_code_close(void *handle);
#endif
