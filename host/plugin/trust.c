/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/trust: a path is walked twice, as it is written and, where links are in it, as it really is; then what was opened
 * must be what was looked at. */
#include "plugin/trust.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/failure.h"

#define PATH_TEXT 256 /* in messages; longer ones are cut */

/* A path as a shell takes it. */
static void quote(char to[PATH_TEXT], const char *path) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,=@:";
  if (path[strspn(path, plain)] == 0) {
    (void)snprintf(to, PATH_TEXT, "%s", path);
    return;
  }
  size_t n = 0;
  to[n++] = '\'';
  for (const char *p = path; *p && n < PATH_TEXT - 6; p++) {
    if (*p == '\'') {
      memcpy(to + n, "'\\''", 4);
      n += 4;
    } else {
      to[n++] = *p;
    }
  }
  to[n++] = '\'';
  to[n] = 0;
}

/* "owner 1000 mode 0775" is in every refusal. */
static int refuse(plugin_error *err, const char *path, const struct stat *st, const char *why) {
  return plugin_fail(err, PLUGIN_E_NOT_TRUSTED, "%s is not trusted: %s (owner %u, mode %04o)", path, why,
                     (unsigned)st->st_uid, (unsigned)(st->st_mode & 07777));
}

static bool is_own(const struct stat *st) { return st->st_uid == 0 || st->st_uid == geteuid(); }

static int check_owner_and_mode(const trusted_dir *d, const char *path, const struct stat *st, plugin_error *err) {
  char quoted[PATH_TEXT];
  quote(quoted, path);
  if (st->st_mode & (S_IWGRP | S_IWOTH)) {
    (void)refuse(err, path, st, st->st_mode & S_IWOTH ? "everybody may write it" : "its group may write it");
    return plugin_help(err, "chmod go-w %s", quoted);
  }
  if (d->other_owner || is_own(st)) return 0;
  (void)refuse(err, path, st, "it belongs neither to root nor to the user weir runs as");
  if (geteuid() == 0) return plugin_help(err, "chown root %s", quoted);
  return plugin_help(err, "sudo chown %u %s", (unsigned)geteuid(), quoted);
}

static int check_parent(const char *path, const struct stat *st, plugin_error *err) {
  char quoted[PATH_TEXT];
  if (!S_ISDIR(st->st_mode) || !(st->st_mode & S_IWOTH) || st->st_mode & S_ISVTX) return 0;
  quote(quoted, path);
  (void)refuse(err, path, st, "everybody may replace what is in it");
  return plugin_help(err, "chmod o-w %s", quoted);
}

/* Looks at each directory that leads to `path`; *linked is set when there was a link among them. */
static int check_parents(const char *path, bool *linked, plugin_error *err) {
  char prefix[PATH_MAX];
  struct stat st;
  size_t n = strlen(path);
  for (size_t i = 1; i < n; i++) {
    if (i > 1 && (path[i] != '/' || path[i - 1] == '/')) continue;
    memcpy(prefix, path, i);
    prefix[i] = 0;
    if (lstat(prefix, &st) < 0)
      return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be looked at: %s", prefix, strerrordesc_np(errno));
    if (check_parent(prefix, &st, err) < 0) return -1;
    if (!S_ISLNK(st.st_mode)) continue;
    *linked = true;
    if (!is_own(&st)) {
      (void)refuse(err, prefix, &st, "it is a link that belongs neither to root nor to the user weir runs as");
      return plugin_help(err, "name the directory by the path it really has");
    }
  }
  return 0;
}

static int check_path(const char *path, plugin_error *err) {
  bool linked = false;
  if (strlen(path) >= PATH_MAX) return plugin_fail(err, PLUGIN_E_UNREADABLE, "%.200s… is too long for a path", path);
  if (check_parents(path, &linked, err) < 0) return -1;
  if (!linked) return 0;
  char real[PATH_MAX];
  if (!realpath(path, real))
    return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be looked at: %s", path, strerrordesc_np(errno));
  return check_parents(real, &linked, err);
}

static bool is_same(const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static int fail_link(plugin_error *err, const char *path) {
  (void)plugin_fail(err, PLUGIN_E_NOT_A_FILE, "%s is a symbolic link, which weir does not follow", path);
  return plugin_help(err, "put the file or directory itself there, or name the directory it lies in");
}

int trust_check_dir(const trusted_dir *d, plugin_error *err) {
  struct stat named, opened;
  if (check_path(d->path, err) < 0) return -1;
  int status = files_stat(d->dir, "", &opened);
  if (status < 0)
    return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be looked at: %s", d->path, strerrordesc_np(-status));
  if (lstat(d->path, &named) < 0)
    return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be looked at: %s", d->path, strerrordesc_np(errno));
  if (S_ISLNK(named.st_mode)) return fail_link(err, d->path);
  if (!is_same(&named, &opened))
    return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s was replaced while it was opened", d->path);
  return check_owner_and_mode(d, d->path, &opened, err);
}

int trust_open_file(const trusted_dir *d, const char *name, weir_file **file, struct stat *st, plugin_error *err) {
  char path[PATH_MAX];
  struct stat named, opened;
  weir_file *f = NULL;
  (void)snprintf(path, sizeof path, "%s/%s", d->path, name);
  int status = files_stat(d->dir, name, &named);
  if (status < 0) goto unreadable;
  if (S_ISLNK(named.st_mode)) return fail_link(err, path);
  if (!S_ISREG(named.st_mode)) return plugin_fail(err, PLUGIN_E_NOT_A_FILE, "%s is not a file", path);
  /* Before it is opened, so that who may not read it hears of owner and mode. */
  if (check_owner_and_mode(d, path, &named, err) < 0) return -1;
  status = files_open(d->dir, name, WEIR_FILE_READ, &f);
  if (status >= 0) status = files_fstat(f, &opened);
  if (status < 0) goto unreadable;
  if (!is_same(&named, &opened)) {
    (void)files_close(f);
    return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s was replaced while it was opened", path);
  }
  if (check_owner_and_mode(d, path, &opened, err) < 0) {
    (void)files_close(f);
    return -1;
  }
  *file = f;
  *st = opened;
  return 0;
unreadable:
  if (f) (void)files_close(f);
  return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be read: %s", path, strerrordesc_np(-status));
}
