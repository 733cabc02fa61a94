/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/shared_code: see shared_code.h. The list of libraries that lay beside plugins is the process's, under a lock; an entry
 * is never taken away. */
#include "plugin/shared_code.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/failure.h"

#define LIBRARY_DEPTH_MAX 8

typedef struct library {
  struct library *next;
  char hash[33];
  char name[];
} library;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static library *libraries;

static const char *bits_and_order(const elf_info *info) {
  if (info->bits != 64) return info->big_endian ? "32-bit big-endian " : "32-bit ";
  return info->big_endian ? "big-endian " : "";
}

static int refuse_machine(const char *path, const elf_info *info, plugin_error *err) {
  const char *machine = elf_machine_name(info->machine), *own = elf_machine_name(elf_own_machine());
  char number[32];
  (void)snprintf(number, sizeof number, "machine %u", (unsigned)info->machine);
  (void)plugin_fail(err, PLUGIN_E_OTHER_MACHINE, "%s was built for %s%s; this is %s", path, bits_and_order(info),
                    machine ? machine : number, own ? own : "another machine");
  return plugin_help(err, "build it on, or for, this machine");
}

int shared_code_inspect(const char *path, const file_bytes *file, elf_info *info, plugin_error *err) {
  switch (elf_inspect(file->bytes, file->size, info)) {
  case ELF_LOADABLE:
    return 0;
  case ELF_OTHER_MACHINE:
    return refuse_machine(path, info, err);
  case ELF_DAMAGED:
    (void)plugin_fail(err, PLUGIN_E_DAMAGED, "%s is cut off or damaged", path);
    return plugin_help(err, "build or copy it again");
  case ELF_NOT_SHARED:
    (void)plugin_fail(err, PLUGIN_E_NOT_ELF, "%s is a program or object file, not a shared library", path);
    break;
  case ELF_FOREIGN:
    (void)plugin_fail(err, PLUGIN_E_NOT_ELF, file->size ? "%s is not an ELF file" : "%s is empty", path);
    break;
  }
  return plugin_help(err, "weir_add_plugin() of the SDK's CMake files builds plugins");
}

/* What dlerror() says without the path of the copy, which would tell nobody anything. */
static int refuse_loader(const char *path, const char *copy, const char *why, plugin_error *err) {
  size_t n = strlen(copy);
  if (!why) why = "no reason given";
  if (strncmp(why, copy, n) == 0 && strncmp(why + n, ": ", 2) == 0) why += n + 2;
  (void)plugin_fail(err, PLUGIN_E_NOT_LOADABLE, "%s cannot be loaded: %s", path, why);
  if (strstr(why, "cannot open shared object file"))
    return plugin_help(err, "install the library, or put it, with a SONAME, beside the plugin");
  if (strstr(why, "failed to map segment"))
    return plugin_help(err, "copies of plugins must be executable: WEIR_RUNTIME_DIR names a directory on a file system "
                            "that is not mounted noexec");
  if (strstr(why, "undefined symbol"))
    return plugin_help(err,
                       "link what it needs with weir_add_plugin(… LIBS …); weir itself exports nothing to plugins");
  return -1;
}

/* The code stays mapped: a thread of the plugin's may still be in it (a look-up of a name cannot be called off). */
static int open_copy(const char *path, const char *copy, void **handle, plugin_error *err) {
  *handle = dlopen(copy, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  return *handle ? 0 : refuse_loader(path, copy, dlerror(), err);
}

static const library *find_library(const char *name) {
  const library *l = libraries;
  while (l && strcmp(l->name, name) != 0) l = l->next;
  return l;
}

static int note_library(const char *name, const char *hash, plugin_error *err) {
  size_t n = strlen(name) + 1;
  library *l = calloc(1, sizeof *l + n);
  if (!l) return plugin_fail_memory(err);
  memcpy(l->name, name, n);
  memcpy(l->hash, hash, sizeof l->hash);
  l->next = libraries;
  libraries = l;
  return 0;
}

static int open_libraries(private_copies *copies, const trusted_dir *from, const elf_info *info, uint32_t depth,
                          plugin_error *err);

/* Loads a library that lies beside the plugin, unless it is loaded. */
static int open_library(private_copies *copies, const trusted_dir *from, const char *name, uint32_t depth,
                        plugin_error *err) {
  char path[PATH_MAX], copy[PATH_MAX];
  file_bytes file = {0};
  elf_info info;
  void *handle = NULL;
  int result = -1;
  if (private_copy_read(from, name, &file, err) < 0) return -1;
  (void)snprintf(path, sizeof path, "%s/%s", from->path, name);
  const library *loaded = find_library(name);
  if (loaded && memcmp(loaded->hash, file.hash, sizeof file.hash) == 0) {
    result = 0;
    goto out;
  }
  if (loaded) {
    (void)plugin_fail(err, PLUGIN_E_LIBRARY_CHANGED, "%s changed, and this weir has the old one loaded", path);
    (void)plugin_help(err, "restart weir, or give the new library another name (SONAME)");
    goto out;
  }
  if (shared_code_inspect(path, &file, &info, err) < 0) goto out;
  if (!info.soname || strcmp(info.soname, name) != 0) {
    (void)plugin_fail(err, PLUGIN_E_NOT_LOADABLE, "%s does not carry its name (SONAME), by which plugins find it",
                      path);
    (void)plugin_help(err, "link it with -Wl,-soname,%s", name);
    goto out;
  }
  if (open_libraries(copies, from, &info, depth + 1, err) < 0) goto out;
  if (private_copy_write(copies, name, &file, copy, err) < 0) goto out;
  if (open_copy(path, copy, &handle, err) < 0) goto out;
  result = note_library(name, file.hash, err);
out:
  free(file.bytes);
  return result;
}

static int open_libraries(private_copies *copies, const trusted_dir *from, const elf_info *info, uint32_t depth,
                          plugin_error *err) {
  for (uint32_t i = 0; i < info->needed_count && depth < LIBRARY_DEPTH_MAX; i++) {
    struct stat st;
    const char *name = info->needed[i];
    if (!*name || *name == '.' || strchr(name, '/') || files_stat(from->dir, name, &st) < 0) continue;
    if (open_library(copies, from, name, depth, err) < 0) return -1;
  }
  return 0;
}

int shared_code_open(private_copies *copies, const trusted_dir *from, const char *path, const char *copy_name,
                     const file_bytes *file, const elf_info *info, void **handle, plugin_error *err) {
  char copy[PATH_MAX];
  (void)pthread_mutex_lock(&lock);
  int result = open_libraries(copies, from, info, 0, err);
  (void)pthread_mutex_unlock(&lock);
  if (result < 0 || private_copy_write(copies, copy_name, file, copy, err) < 0) return -1;
  return open_copy(path, copy, handle, err);
}

void shared_code_close(void *handle) {
  if (handle) (void)dlclose(handle);
}
