/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/child: asks a process of its own to describe a plugin, and survives whatever the plugin does to it. The child is
 * spawned, not forked, since a fork of a process with threads may find the loader's locks taken. It has a group of its own, so
 * that what it starts can be ended with it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "plugin/catalog_state.h"
#include "plugin/child_protocol.h"
#include "plugin/failure.h"

#define RUNTIME_VARIABLE "WEIR_RUNTIME_DIR="

typedef struct answer {
  char *text; /* room for CHILD_ANSWER_MAX + 1 */
  size_t n;
  bool late, too_long;
  int status; /* of waitpid */
} answer;

static int64_t now_us(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* `path` plugins --describe-child FORM NAME {trusted|own} DIRECTORY …; strings are borrowed. NULL: out of memory. */
static const char **child_arguments(const plugin_catalog *c, const char *form, const char *name) {
  const char **argv = calloc(2 * (size_t)c->directories + 6, sizeof *argv);
  size_t n = 0;
  if (!argv) return NULL;
  argv[n++] = "weir";
  argv[n++] = "plugins";
  argv[n++] = PLUGIN_DESCRIBE_CHILD;
  argv[n++] = form;
  argv[n++] = name;
  for (uint32_t i = 0; i < c->directories; i++) {
    argv[n++] = c->directory[i].trusted ? CHILD_DIRECTORY_TRUSTED : CHILD_DIRECTORY_OWN;
    argv[n++] = c->directory[i].path;
  }
  return argv;
}

/* The environment, with our copies as the child's runtime directory: what it leaves behind goes when ours goes. */
static const char **child_environment(const char *runtime) {
  size_t count = 0, n = 0;
  while (environ[count]) count++;
  const char **environment = calloc(count + 2, sizeof *environment);
  if (!environment) return NULL;
  for (size_t i = 0; i < count; i++)
    if (strncmp(environ[i], RUNTIME_VARIABLE, sizeof RUNTIME_VARIABLE - 1) != 0) environment[n++] = environ[i];
  environment[n++] = runtime;
  return environment;
}

static int prepare_spawn(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int write_end) {
  sigset_t none, all;
  (void)sigemptyset(&none);
  (void)sigfillset(&all);
  int status = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  if (status == 0) status = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
  if (status == 0) status = posix_spawn_file_actions_adddup2(actions, write_end, CHILD_ANSWER);
  if (status == 0) status = posix_spawnattr_setsigmask(attributes, &none);
  if (status == 0) status = posix_spawnattr_setsigdefault(attributes, &all);
  if (status == 0) status = posix_spawnattr_setpgroup(attributes, 0);
  if (status == 0)
    status =
        posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  return status;
}

/* 0 or an errno. posix_spawn takes its strings without const and leaves them alone. */
static int spawn(const char *path, const char **argv, const char **environment, int write_end, pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char **arguments, **variables;
  memcpy(&arguments, &argv, sizeof arguments);
  memcpy(&variables, &environment, sizeof variables);
  int status = posix_spawn_file_actions_init(&actions);
  if (status) return status;
  status = posix_spawnattr_init(&attributes);
  if (status == 0) {
    status = prepare_spawn(&actions, &attributes, write_end);
    if (status == 0) status = posix_spawn(child, path, &actions, &attributes, arguments, variables);
    (void)posix_spawnattr_destroy(&attributes);
  }
  (void)posix_spawn_file_actions_destroy(&actions);
  return status;
}

/* Reads until the child is done, late, or has said too much. */
static void read_answer(int read_end, int64_t deadline, answer *a) {
  for (;;) {
    int64_t left_us = deadline - now_us();
    struct pollfd p = {.fd = read_end, .events = POLLIN};
    int ready = left_us > 0 ? poll(&p, 1, (int)((left_us + 999) / 1000)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) a->late = true;
    if (ready <= 0) return;
    ssize_t n = read(read_end, a->text + a->n, CHILD_ANSWER_MAX + 1 - a->n);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    a->n += (size_t)n;
    a->too_long = a->n > CHILD_ANSWER_MAX;
    if (a->too_long) return;
  }
}

/* Waits for the child, which may have closed its end and go on: until the deadline, then it is killed with all it started. */
static void wait_for(pid_t child, int64_t deadline, answer *a) {
  int handle = a->late || a->too_long ? -1 : pidfd_open(child, 0);
  while (handle >= 0) {
    int64_t left_us = deadline - now_us();
    struct pollfd p = {.fd = handle, .events = POLLIN};
    int ready = left_us > 0 ? poll(&p, 1, (int)((left_us + 999) / 1000)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    a->late = ready == 0;
    break;
  }
  if (handle >= 0) (void)close(handle);
  (void)kill(-child, SIGKILL);
  while (waitpid(child, &a->status, 0) < 0 && errno == EINTR) {
  }
}

static int run_child(plugin_catalog *c, const char *form, const char *name, answer *a, plugin_error *err) {
  int ends[2] = {-1, -1}, status = 0;
  pid_t child = -1;
  char runtime[PATH_MAX + sizeof RUNTIME_VARIABLE];
  if (private_copies_open(&c->copies, err) < 0) return -1;
  (void)snprintf(runtime, sizeof runtime, RUNTIME_VARIABLE "%s", c->copies.path);
  const char **argv = child_arguments(c, form, name), **environment = child_environment(runtime);
  if (!argv || !environment || pipe2(ends, O_CLOEXEC) < 0) status = errno;
  if (status == 0) status = spawn(c->child, argv, environment, ends[1], &child);
  free((void *)argv);
  free((void *)environment);
  if (ends[1] >= 0) (void)close(ends[1]);
  if (status == 0) {
    int64_t deadline = now_us() + c->child_deadline_us;
    read_answer(ends[0], deadline, a);
    wait_for(child, deadline, a);
  }
  if (ends[0] >= 0) (void)close(ends[0]);
  if (status)
    return plugin_fail(err, PLUGIN_E_NO_CHILD, "%s cannot be run to describe plugin \"%s\": %s", c->child, name,
                       strerrordesc_np(status));
  return 0;
}

static int fail_signal(const char *name, int number, plugin_error *err) {
  const char *signal_name = sigabbrev_np(number);
  if (number == SIGXCPU)
    return plugin_fail(err, PLUGIN_E_TOO_LATE, "plugin \"%s\" used %u s of processor time without describing itself",
                       name, CHILD_CPU_SECONDS);
  (void)plugin_fail(err, PLUGIN_E_CRASHED, "plugin \"%s\" ended the process that loaded it with SIG%s (%s)", name,
                    signal_name ? signal_name : "?", sigdescr_np(number) ? sigdescr_np(number) : "no description");
  return plugin_help(err, "it crashes in a constructor or in %s()", WEIR_PLUGIN_SYMBOL);
}

/* The child's own refusal: "<code>\n<text>\n<help>". */
static int fail_as_told(const char *name, answer *a, plugin_error *err) {
  char *text = memchr(a->text, '\n', a->n), *help = text ? strchr(text + 1, '\n') : NULL;
  char *end = NULL;
  unsigned long code = strtoul(a->text, &end, 10);
  if (!help || end != text || code < PLUGIN_E_NO_PLUGIN || code > PLUGIN_E_NO_MEMORY)
    return plugin_fail(err, PLUGIN_E_CRASHED, "plugin \"%s\" ended the process that loaded it, with exit code %d", name,
                       WEXITSTATUS(a->status));
  *help = 0;
  (void)plugin_fail(err, (plugin_code)code, "%s", text + 1);
  return plugin_help(err, "%s", help + 1);
}

static int judge(const plugin_catalog *c, const char *name, answer *a, plugin_error *err) {
  a->text[a->n <= CHILD_ANSWER_MAX ? a->n : CHILD_ANSWER_MAX] = 0;
  if (a->late)
    return plugin_fail(err, PLUGIN_E_TOO_LATE, "plugin \"%s\" did not describe itself within %.3g s", name,
                       (double)c->child_deadline_us / 1e6);
  if (a->too_long)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "plugin \"%s\" has more than %u bytes to say about itself", name,
                       CHILD_ANSWER_MAX);
  if (WIFSIGNALED(a->status)) return fail_signal(name, WTERMSIG(a->status), err);
  return WEXITSTATUS(a->status) == 0 && a->n > 0 ? 0 : fail_as_told(name, a, err);
}

static int ask_child(plugin_catalog *c, const char *form, const char *name, char **text, plugin_error *err) {
  answer a = {.text = malloc(CHILD_ANSWER_MAX + 1)};
  if (!a.text) return plugin_fail_memory(err);
  if (run_child(c, form, name, &a, err) < 0 || judge(c, name, &a, err) < 0) {
    free(a.text);
    return -1;
  }
  *text = strdup(a.text); /* most answers are far shorter than their room */
  free(a.text);
  return *text ? 0 : plugin_fail_memory(err);
}

int plugin_describe_in_child(plugin_catalog *c, const char *name, bool json, char **text, plugin_error *err) {
  return ask_child(c, json ? CHILD_FORM_JSON : CHILD_FORM_TEXT, name, text, err);
}

int plugin_schema_in_child(plugin_catalog *c, const char *name, char **text, plugin_error *err) {
  return ask_child(c, CHILD_FORM_SCHEMA, name, text, err);
}

int plugin_markdown_in_child(plugin_catalog *c, const char *name, char **text, plugin_error *err) {
  return ask_child(c, CHILD_FORM_MARKDOWN, name, text, err);
}

int plugin_summary_in_child(plugin_catalog *c, const char *name, char **text, plugin_error *err) {
  return ask_child(c, CHILD_FORM_LINE, name, text, err);
}
