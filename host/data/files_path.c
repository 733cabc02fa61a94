/* SPDX-License-Identifier: Apache-2.0 */
/* openat2 does all of it in one call; what stands in for it walks the name part by part. */
#include "data/files_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH_TRIES = 16 }; /* openat2 gives EAGAIN when something is renamed beside it */

static atomic_bool avoid_openat2;

void path_avoid_openat2(bool avoid) { atomic_store_explicit(&avoid_openat2, avoid, memory_order_relaxed); }

static int retry_openat(int at, const char *name, int flags, uint32_t mode) {
  int fd;
  do {
    fd = openat(at, name, flags, (mode_t)mode);
  } while (fd < 0 && errno == EINTR);
  return fd < 0 ? -errno : fd;
}

/* name[0..n) as a part of its own; -ENAMETOOLONG when it does not fit. */
static int copy_part(char part[NAME_MAX + 1], const char *name, size_t n) {
  if (n > NAME_MAX) return -ENAMETOOLONG;
  memcpy(part, name, n);
  part[n] = '\0';
  return strcmp(part, "..") == 0 ? -EXDEV : 0;
}

/* Each part through a descriptor of the one before, following no link. */
static int walk(int at, const char *name, int flags, uint32_t mode) {
  char part[NAME_MAX + 1];
  int dir = at;
  if (name[0] == '/') return -EXDEV;
  for (;;) {
    size_t n = strcspn(name, "/");
    size_t gap = strspn(name + n, "/");
    bool is_last = name[n + gap] == '\0';
    int result = copy_part(part, name, n);
    if (result == 0)
      result = is_last ? retry_openat(dir, part, flags | O_NOFOLLOW | (gap ? O_DIRECTORY : 0), mode)
                       : retry_openat(dir, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (dir != at) close(dir);
    if (result < 0 || is_last) return result;
    dir = result;
    name += n + gap;
  }
}

int path_open(int at, const char *name, int flags, uint32_t mode) {
  if (atomic_load_explicit(&avoid_openat2, memory_order_relaxed)) return walk(at, name, flags, mode);
  struct open_how how = {.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
                         .mode = flags & O_CREAT ? mode : 0,
                         .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  for (int i = 0;; i++) {
    long fd = syscall(SYS_openat2, at, name, &how, sizeof how);
    if (fd >= 0) return (int)fd;
    if (errno == ENOSYS) return walk(at, name, flags | O_CLOEXEC, mode);
    if (errno != EINTR && (errno != EAGAIN || i == PATH_TRIES)) return -errno;
  }
}

int path_open_parent(int at, const char *name, const char **last) {
  const char *slash = strrchr(name, '/');
  const char *base = slash ? slash + 1 : name;
  if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0) return -EINVAL;
  char parent[PATH_MAX] = ".";
  if (slash == name) return -EXDEV;
  if (slash) {
    size_t n = (size_t)(slash - name);
    if (n >= sizeof parent) return -ENAMETOOLONG;
    memcpy(parent, name, n);
    parent[n] = '\0';
  }
  int fd = path_open(at, parent, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0) *last = base;
  return fd;
}
