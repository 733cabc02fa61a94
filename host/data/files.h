/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that touches the file system: host and plugins alike pass here, beneath directories opened once
 * (openat2(RESOLVE_BENEATH)), so that tests can make every call fail and a crash can be rebuilt from a record.
 * Functions give 0 or a count, or a negative errno. Any thread; a handle is one thread's at a time.
 *
 * Names are relative and stay beneath their directory: ".." beyond it, absolute names and symbolic links out of it are
 * -EXDEV. Where the kernel has no openat2 (before 5.6, some sandboxes) every ".." is -EXDEV and every symbolic link
 * -ELOOP or -ENOTDIR. */
#ifndef DATA_FILES_H
#define DATA_FILES_H
#include <stdbool.h>
#include <sys/stat.h>
#include <weir/extension.h>

typedef int (*files_each_fn)(void *context, const char *name);
/* `path` as the user wrote it. create: with its parents, each synced into the one above. */
int files_open_dir(const char *path, bool create, weir_dir **dir);
void files_close_dir(weir_dir *dir);
/* WEIR_FILE_APPEND makes the file if it is not there. */
int files_open(weir_dir *dir, const char *name, uint32_t mode, weir_file **file);
int64_t files_read(weir_file *file, void *to, uint64_t n);
int files_write(weir_file *file, const void *from, uint64_t n);
int files_sync(weir_file *file);
int files_close(weir_file *file);                                 /* the handle is gone even after an error */
int files_stat(weir_dir *dir, const char *name, struct stat *st); /* follows nothing; "" = dir itself */
int files_fstat(weir_file *file, struct stat *st);
int files_chmod(weir_file *file, uint32_t mode);
int files_make_dir(weir_dir *dir, const char *name);
int files_rename(weir_dir *dir, const char *from, const char *to);
/* A file, a symbolic link, or a directory with all in it, at most 64 deep (-ELOOP). */
int files_remove(weir_dir *dir, const char *name);
int files_sync_dir(weir_dir *dir, const char *name);
/* Names but "." and "..", in the order of their bytes, at most 2^20 (-EOVERFLOW). What `each` gives, when not 0, ends
 * the list and is given back. */
int files_list(weir_dir *dir, const char *name, files_each_fn each, void *context);
/* Whole file, at most `limit` bytes (-EFBIG), NUL-terminated; free() it. `path` as the user wrote it; "-" is stdin. */
int64_t files_read_all(const char *path, uint64_t limit, char **text);
/* Closed ones of the standard descriptors are taken, each by a /dev/null that refuses what the descriptor is for, so that what
 * is opened later never becomes one of them and using them still fails. -errno. Before threads and other files. */
int files_fill_standard(void);
/* A private directory (0700) under $WEIR_RUNTIME_DIR, $XDG_RUNTIME_DIR or /tmp; its path into `path`. Removed by
 * files_remove_private. */
int files_private_dir(char *path, size_t n, weir_dir **dir);
void files_remove_private(const char *path, weir_dir *dir);

/* Tests: the n-th call from now (1 = next) of kind `call` gives -error; once, or always when `sticky`. n = 0: off.
 * Kinds: open (of directories too), read, write, sync (of directories too), close, stat, chmod, make_dir, rename,
 * remove (each file), list (each name); NULL: any. */
void files_fail_at(const char *call, uint64_t n, int error, bool sticky);
/* weir.files/1 */
extern const weir_files files_service;
#endif
