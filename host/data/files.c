/* SPDX-License-Identifier: Apache-2.0 */
/* Each function here is one kind of call, which asks `fault` first. Descriptors are closed on exec. New files and
 * directories get what the umask leaves of 0666 and 0777. */
#include "data/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/files_path.h"

enum { REMOVE_DEPTH = 64, LIST_MAX = 1 << 20, NEW_FILE = 0666, NEW_DIR = 0777 };

struct weir_dir {
  int fd;
};
struct weir_file {
  int fd;
};

/* ---- faults ---- */

static struct {
  atomic_bool armed; /* the rest is behind the lock */
  pthread_mutex_t lock;
  char call[16];
  uint64_t left;
  int error;
  bool sticky;
} faults = {.lock = PTHREAD_MUTEX_INITIALIZER};

void files_fail_at(const char *call, uint64_t n, int error, bool sticky) {
  pthread_mutex_lock(&faults.lock);
  (void)snprintf(faults.call, sizeof faults.call, "%s", call ? call : "");
  faults.left = n;
  faults.error = error;
  faults.sticky = sticky;
  atomic_store(&faults.armed, n > 0);
  pthread_mutex_unlock(&faults.lock);
}

/* 0, or what the call shall give. */
static int fault(const char *call) {
  if (!atomic_load_explicit(&faults.armed, memory_order_relaxed)) return 0;
  int error = 0;
  pthread_mutex_lock(&faults.lock);
  if (faults.left > 0 && (!faults.call[0] || strcmp(faults.call, call) == 0)) {
    if (faults.left > 1) {
      faults.left--;
    } else {
      error = -faults.error;
      if (!faults.sticky) faults.left = 0;
    }
  }
  pthread_mutex_unlock(&faults.lock);
  return error;
}

static int status(int result) { return result < 0 ? -errno : 0; }

/* ---- directories ---- */

static int adopt_dir(int fd, weir_dir **dir) {
  if (fd < 0) return fd;
  weir_dir *d = malloc(sizeof *d);
  if (!d) {
    close(fd);
    return -ENOMEM;
  }
  d->fd = fd;
  *dir = d;
  return 0;
}

/* Makes `path`, whose parent is path[0..cut), and makes it last. */
static int create_one(const char *path, const char *parent) {
  int error = fault("make_dir");
  if (!error) error = status(mkdir(path, NEW_DIR));
  if (error == -EEXIST) return 0;
  if (error) return error;
  error = fault("sync");
  int fd = error ? -1 : open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return error ? error : -errno;
  error = status(fsync(fd));
  close(fd);
  return error;
}

/* path and the parents it lacks. */
static int create_all(const char *path) {
  char part[PATH_MAX], parent[PATH_MAX];
  size_t n = strlen(path);
  if (n >= sizeof part) return -ENAMETOOLONG;
  (void)snprintf(parent, sizeof parent, "%s", path[0] == '/' ? "/" : ".");
  for (size_t i = 0; i < n;) {
    i += strspn(path + i, "/");
    size_t end = i + strcspn(path + i, "/");
    if (end == i) break;
    memcpy(part, path, end);
    part[end] = '\0';
    int error = create_one(part, parent);
    if (error) return error;
    memcpy(parent, part, end + 1);
    i = end;
  }
  return 0;
}

static int open_dir_fd(const char *path, int flags) {
  int error = fault("open");
  if (error) return error;
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
  return fd < 0 ? -errno : fd;
}

int files_open_dir(const char *path, bool create, weir_dir **dir) {
  int fd = open_dir_fd(path, 0);
  if (fd == -ENOENT && create) {
    int error = create_all(path);
    fd = error ? error : open_dir_fd(path, 0);
  }
  return adopt_dir(fd, dir);
}

void files_close_dir(weir_dir *dir) {
  if (!dir) return;
  close(dir->fd);
  free(dir);
}

/* "" is `dir` itself. */
static int open_beneath(weir_dir *dir, const char *name, int flags) {
  int error = fault("open");
  return error ? error : path_open(dir->fd, *name ? name : ".", flags | O_CLOEXEC, NEW_FILE);
}

/* ---- files ---- */

int files_open(weir_dir *dir, const char *name, uint32_t mode, weir_file **file) {
  static const int flags[] = {[WEIR_FILE_READ] = O_RDONLY,
                              [WEIR_FILE_CREATE] = O_WRONLY | O_CREAT | O_EXCL,
                              [WEIR_FILE_REPLACE] = O_WRONLY | O_CREAT | O_TRUNC,
                              [WEIR_FILE_APPEND] = O_WRONLY | O_CREAT | O_APPEND};
  if (mode > WEIR_FILE_APPEND) return -EINVAL;
  weir_file *f = malloc(sizeof *f);
  if (!f) return -ENOMEM;
  f->fd = open_beneath(dir, name, flags[mode]);
  if (f->fd < 0) {
    int error = f->fd;
    free(f);
    return error;
  }
  *file = f;
  return 0;
}

static int64_t read_fd(int fd, void *to, uint64_t n) {
  int error = fault("read");
  if (error) return error;
  ssize_t got;
  do {
    got = read(fd, to, n < SSIZE_MAX ? (size_t)n : SSIZE_MAX);
  } while (got < 0 && errno == EINTR);
  return got < 0 ? -errno : got;
}

int64_t files_read(weir_file *file, void *to, uint64_t n) { return read_fd(file->fd, to, n); }

int files_write(weir_file *file, const void *from, uint64_t n) {
  const char *p = from;
  while (n > 0) {
    int error = fault("write");
    if (error) return error;
    ssize_t written = write(file->fd, p, n < SSIZE_MAX ? (size_t)n : SSIZE_MAX);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? -errno : -EIO;
    p += written;
    n -= (uint64_t)written;
  }
  return 0;
}

int files_sync(weir_file *file) {
  int error = fault("sync");
  return error ? error : status(fsync(file->fd));
}

int files_close(weir_file *file) {
  if (!file) return 0;
  int error = fault("close");
  int result = status(close(file->fd));
  free(file);
  return error ? error : result;
}

int files_fstat(weir_file *file, struct stat *st) {
  int error = fault("stat");
  return error ? error : status(fstat(file->fd, st));
}

int files_chmod(weir_file *file, uint32_t mode) {
  int error = fault("chmod");
  return error ? error : status(fchmod(file->fd, (mode_t)mode));
}

/* ---- names ---- */

int files_stat(weir_dir *dir, const char *name, struct stat *st) {
  int error = fault("stat");
  if (error) return error;
  if (!*name) return status(fstat(dir->fd, st));
  const char *last;
  int parent = path_open_parent(dir->fd, name, &last);
  if (parent < 0) return parent;
  error = status(fstatat(parent, last, st, AT_SYMLINK_NOFOLLOW));
  close(parent);
  return error;
}

int files_make_dir(weir_dir *dir, const char *name) {
  const char *last;
  int error = fault("make_dir");
  if (error) return error;
  int parent = path_open_parent(dir->fd, name, &last);
  if (parent < 0) return parent;
  error = status(mkdirat(parent, last, NEW_DIR));
  close(parent);
  return error;
}

int files_rename(weir_dir *dir, const char *from, const char *to) {
  const char *old_last, *new_last;
  int error = fault("rename");
  if (error) return error;
  int old_parent = path_open_parent(dir->fd, from, &old_last);
  if (old_parent < 0) return old_parent;
  int new_parent = path_open_parent(dir->fd, to, &new_last);
  error = new_parent < 0 ? new_parent : status(renameat(old_parent, old_last, new_parent, new_last));
  if (new_parent >= 0) close(new_parent);
  close(old_parent);
  return error;
}

int files_sync_dir(weir_dir *dir, const char *name) {
  int error = fault("sync");
  if (error) return error;
  int fd = path_open(dir->fd, *name ? name : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd < 0) return fd;
  error = status(fsync(fd));
  close(fd);
  return error;
}

/* ---- lists ---- */

typedef struct names {
  char **name;
  size_t count, capacity;
} names;

static void names_finish(names *n) {
  for (size_t i = 0; i < n->count; i++) free(n->name[i]);
  free(n->name);
}

static int names_add(names *n, const char *name) {
  if (n->count == LIST_MAX) return -EOVERFLOW;
  if (n->count == n->capacity) {
    size_t capacity = n->capacity ? n->capacity * 2 : 32;
    char **grown = realloc(n->name, capacity * sizeof *grown);
    if (!grown) return -ENOMEM;
    n->name = grown;
    n->capacity = capacity;
  }
  size_t size = strlen(name) + 1;
  char *copy = malloc(size);
  if (!copy) return -ENOMEM;
  memcpy(copy, name, size);
  n->name[n->count++] = copy;
  return 0;
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All names in the directory `fd`, which this closes, but "." and "..". */
static int names_read(names *n, int fd) {
  if (fd < 0) return fd;
  DIR *stream = fdopendir(fd);
  if (!stream) {
    int error = -errno;
    close(fd);
    return error;
  }
  int error = 0;
  while (!error) {
    error = fault("list");
    if (error) break;
    errno = 0;
    const struct dirent *entry = readdir(stream);
    if (!entry) {
      error = -errno;
      break;
    }
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) error = names_add(n, entry->d_name);
  }
  closedir(stream);
  if (n->count) qsort(n->name, n->count, sizeof *n->name, compare_names);
  return error;
}

int files_list(weir_dir *dir, const char *name, files_each_fn each, void *context) {
  names found = {0};
  int result = names_read(&found, open_beneath(dir, name, O_RDONLY | O_DIRECTORY));
  for (size_t i = 0; i < found.count && result == 0; i++) result = each(context, found.name[i]);
  names_finish(&found);
  return result;
}

/* ---- removal ---- */

static int remove_at(int parent, const char *name, int depth);

/* All in directory `name`. */
static int remove_contents(int parent, const char *name, int depth) {
  if (depth == REMOVE_DEPTH) return -ELOOP;
  int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return -errno;
  names found = {0};
  int again = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* names_read closes one of them */
  int error = again < 0 ? -errno : names_read(&found, again);
  for (size_t i = 0; i < found.count && !error; i++) error = remove_at(fd, found.name[i], depth + 1);
  names_finish(&found);
  close(fd);
  return error;
}

static int remove_at(int parent, const char *name, int depth) {
  int error = fault("remove");
  if (!error) error = status(unlinkat(parent, name, 0));
  if (error != -EISDIR) return error;
  error = remove_contents(parent, name, depth);
  if (!error) error = fault("remove");
  return error ? error : status(unlinkat(parent, name, AT_REMOVEDIR));
}

int files_remove(weir_dir *dir, const char *name) {
  const char *last;
  int parent = path_open_parent(dir->fd, name, &last);
  if (parent < 0) return parent;
  int error = remove_at(parent, last, 0);
  close(parent);
  return error;
}

/* ---- paths as users write them ---- */

/* Up to `limit` bytes and a NUL; one byte more is -EFBIG. */
static int64_t read_to_end(int fd, uint64_t limit, char **text) {
  uint64_t size = 0, capacity = 0;
  char *data = NULL;
  int64_t got = 0;
  do {
    if (capacity - size < 2) {
      capacity = capacity ? capacity * 2 : 4096;
      if (capacity > limit + 2) capacity = limit + 2;
      char *grown = realloc(data, capacity);
      if (!grown) got = -ENOMEM;
      if (grown) data = grown;
    }
    if (got >= 0) got = read_fd(fd, data + size, capacity - size - 1);
    if (got > 0) size += (uint64_t)got;
    if (size > limit) got = -EFBIG;
  } while (got > 0);
  if (got < 0) {
    free(data);
    return got;
  }
  data[size] = '\0';
  *text = data;
  return (int64_t)size;
}

int64_t files_read_all(const char *path, uint64_t limit, char **text) {
  if (limit > INT64_MAX - 2) limit = INT64_MAX - 2;
  if (strcmp(path, "-") == 0) return read_to_end(STDIN_FILENO, limit, text);
  int error = fault("open");
  if (error) return error;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  int64_t size = read_to_end(fd, limit, text);
  close(fd);
  return size;
}

/* open() gives the lowest that is free. Children get it too, as every standard descriptor. */
int files_fill_standard(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
    const int error = fault("open");
    if (error) return error;
    if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return -errno;
  }
  return 0;
}

static const char *runtime_dir(void) {
  const char *own = getenv("WEIR_RUNTIME_DIR"), *xdg = getenv("XDG_RUNTIME_DIR");
  return own && *own ? own : xdg && *xdg ? xdg : "/tmp";
}

int files_private_dir(char *path, size_t n, weir_dir **dir) {
  int error = fault("make_dir");
  if (error) return error;
  int length = snprintf(path, n, "%s/weir-XXXXXX", runtime_dir());
  if (length < 0 || (size_t)length >= n) return -ENAMETOOLONG;
  if (!mkdtemp(path)) return -errno;
  error = adopt_dir(open_dir_fd(path, O_NOFOLLOW), dir);
  if (error) rmdir(path);
  return error;
}

static int remove_entry(void *context, const char *name) {
  (void)files_remove(context, name); /* what stays makes the rmdir fail */
  return 0;
}

void files_remove_private(const char *path, weir_dir *dir) {
  if (!dir) return;
  (void)files_list(dir, "", remove_entry, dir);
  files_close_dir(dir);
  (void)rmdir(path);
}

/* ---- the service ---- */

static int service_open_dir(const weir_host *host, const char *path, int create, weir_dir **dir) {
  (void)host;
  return files_open_dir(path, create != 0, dir);
}

const weir_files files_service = {
    .size = sizeof files_service,
    .open_dir = service_open_dir,
    .close_dir = files_close_dir,
    .open = files_open,
    .read = files_read,
    .write = files_write,
    .sync = files_sync,
    .close = files_close,
    .make_dir = files_make_dir,
    .rename = files_rename,
    .remove = files_remove,
    .sync_dir = files_sync_dir,
    .list = files_list,
};
