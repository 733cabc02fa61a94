/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/capability.h>

enum { WORDS_MAX = 32, KEPT_MAX = 64, PATHS = 8, READ_AT_ONCE = 65536 };

typedef struct capture {
  int fd; /* -1: at its end */
  bool unread;
  char *text;
  size_t size, capacity;
} capture;

struct process {
  scene *scene;
  pid_t pid;
  int pidfd; /* readable when it has ended */
  bool ended;
  int code;
  uint64_t peak; /* resident bytes, once it has ended */
  char command[256];
  capture stream[PROCESS_STREAMS];
};

struct scene {
  char directory[64];
  process process[SCENE_PROCESSES];
  unsigned processes, kept;
  int fd[KEPT_MAX];
};

/* ---- time and failure --------------------------------------------------------------------------------------------------- */

int64_t scene_now(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t scene_deadline(void) { return scene_now() + (int64_t)SCENE_SECONDS * 1000000; }

static void print_capture(const char *name, const capture *c) {
  static const size_t shown = 8000;
  const size_t n = c->size < shown ? c->size : shown;
  (void)fprintf(stderr, "---- its %s, %zu bytes%s:\n%.*s\n", name, c->size, n < c->size ? ", the last of which" : "",
                (int)n, c->size ? c->text + c->size - n : "");
}

static void print_process(const process *p) {
  (void)fprintf(stderr, "\n%s, pid %ld, ", p->command, (long)p->pid);
  if (p->ended)
    (void)fprintf(stderr, "ended with %d\n", p->code);
  else
    (void)fprintf(stderr, "still running\n");
  print_capture("stdout", &p->stream[PROCESS_OUT]);
  print_capture("stderr", &p->stream[PROCESS_ERR]);
}

void scene_fail(scene *s, const char *format, ...) {
  char why[2048];
  va_list values;
  va_start(values, format);
  (void)vsnprintf(why, sizeof why, format, values);
  va_end(values);
  for (unsigned i = 0; i < s->processes; i++) print_process(&s->process[i]);
  fail_msg("%s", why);
  abort(); /* fail_msg does not come back */
}

/* ---- waiting -------------------------------------------------------------------------------------------------------------- */

static void make_room(capture *c) {
  if (c->capacity - c->size > READ_AT_ONCE) return;
  const size_t capacity = c->capacity ? c->capacity * 2 : 2 * READ_AT_ONCE;
  char *grown = realloc(c->text, capacity);
  assert_non_null(grown);
  c->text = grown;
  c->capacity = capacity;
}

static void read_some(capture *c) {
  make_room(c);
  const ssize_t n = read(c->fd, c->text + c->size, READ_AT_ONCE);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n > 0)
    c->size += (size_t)n;
  else {
    (void)close(c->fd);
    c->fd = -1;
  }
  c->text[c->size] = 0;
}

static void reap(process *p) {
  int status = 0;
  struct rusage used;
  if (wait4(p->pid, &status, WNOHANG, &used) != p->pid) return;
  p->peak = (uint64_t)used.ru_maxrss * 1024;
  p->ended = true;
  p->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A place for each process's streams and end, and the caller's descriptor; -1 is passed over by poll. */
short scene_wait(scene *s, int fd, short events, int64_t until_us) {
  struct pollfd place[SCENE_PROCESSES * (PROCESS_STREAMS + 1) + 1] = {{.fd = fd, .events = events}};
  nfds_t n = 1;
  for (unsigned i = 0; i < s->processes; i++) {
    const process *p = &s->process[i];
    for (int k = 0; k < PROCESS_STREAMS; k++)
      place[n++] = (struct pollfd){.fd = p->stream[k].unread ? -1 : p->stream[k].fd, .events = POLLIN};
    place[n++] = (struct pollfd){.fd = p->ended ? -1 : p->pidfd, .events = POLLIN};
  }
  const int64_t left = until_us - scene_now();
  const struct timespec wait = {.tv_sec = left > 0 ? left / 1000000 : 0,
                                .tv_nsec = left > 0 ? left % 1000000 * 1000 : 0};
  if (ppoll(place, n, &wait, NULL) <= 0) return 0;
  for (unsigned i = 0; i < s->processes; i++) {
    const struct pollfd *its = &place[1 + i * (PROCESS_STREAMS + 1)];
    for (int k = 0; k < PROCESS_STREAMS; k++)
      if (its[k].revents) read_some(&s->process[i].stream[k]);
    if (its[PROCESS_STREAMS].revents) reap(&s->process[i]);
  }
  return place[0].revents;
}

/* ---- the scene ------------------------------------------------------------------------------------------------------------ */

int scene_setup(void **state) {
  const char *temporary = getenv("TMPDIR"); /* NOLINT(concurrency-mt-unsafe) */
  scene *s = calloc(1, sizeof *s);
  if (!s) return -1;
  const char *above = temporary && strlen(temporary) < 40 ? temporary : "/tmp";
  (void)snprintf(s->directory, sizeof s->directory, "%s/weir-test-XXXXXX", above);
  (void)signal(SIGPIPE, SIG_IGN);
  *state = s;
  return mkdtemp(s->directory) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
  (void)status;
  (void)type;
  (void)at;
  (void)remove(path);
  return 0;
}

static int open_up(const char *path, const struct stat *status, int type, struct FTW *at) {
  (void)at;
  if (type == FTW_D && (status->st_mode & S_IRWXU) != S_IRWXU) (void)chmod(path, S_IRWXU);
  return 0;
}

int scene_teardown(void **state) {
  scene *s = *state;
  for (unsigned i = 0; i < s->processes; i++) {
    process *p = &s->process[i];
    if (!p->ended) {
      (void)kill(p->pid, SIGKILL);
      (void)waitpid(p->pid, NULL, 0);
    }
    (void)close(p->pidfd);
    for (int k = 0; k < PROCESS_STREAMS; k++) {
      if (p->stream[k].fd >= 0) (void)close(p->stream[k].fd);
      free(p->stream[k].text);
    }
  }
  for (unsigned i = 0; i < s->kept; i++) (void)close(s->fd[i]);
  (void)nftw(s->directory, open_up, 8, FTW_PHYS);
  (void)nftw(s->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  free(s);
  return 0;
}

int scene_keep(scene *s, int fd) {
  assert_true(s->kept < KEPT_MAX);
  s->fd[s->kept++] = fd;
  return fd;
}

void scene_close(scene *s, int fd) {
  for (unsigned i = 0; i < s->kept; i++)
    if (s->fd[i] == fd) s->fd[i--] = s->fd[--s->kept];
  (void)close(fd);
}

const char *scene_path(const scene *s, const char *name) {
  static char path[PATHS][PATH_MAX];
  static unsigned next;
  char *p = path[next++ % PATHS];
  (void)snprintf(p, PATH_MAX, "%s/%s", s->directory, name);
  return p;
}

const char *scene_write(scene *s, const char *name, const char *format, ...) {
  const char *path = scene_path(s, name);
  FILE *file = fopen(path, "we");
  if (!file) scene_fail(s, "%s cannot be written: %s", path, strerrordesc_np(errno));
  va_list values;
  va_start(values, format);
  const int n = vfprintf(file, format, values);
  va_end(values);
  if (fclose(file) || n < 0) scene_fail(s, "%s cannot be written", path);
  return path;
}

/* ---- a process ------------------------------------------------------------------------------------------------------------ */

/* Root passes all permissions by; without these capabilities it is refused like everybody. Not root: they are not there. */
static void become_ordinary(void) {
  (void)prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
  (void)prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

/* In the child. Signals that cmocka or ctest have set are as new; a file that is too large is an error, not a signal. */
__attribute__((noreturn)) static void run(const scene *s, const int out[2], const int err[2], char *const *words,
                                          unsigned closed) {
  sigset_t none;
  (void)sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
  (void)signal(SIGPIPE, SIG_DFL);
  (void)signal(SIGXFSZ, SIG_IGN);
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  become_ordinary();
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (chdir(s->directory) == 0 && dup2(nothing, 0) == 0 && dup2(out[1], 1) == 1 && dup2(err[1], 2) == 2) {
    for (int fd = 0; fd < 3; fd++)
      if (closed >> fd & 1) (void)close(fd);
    (void)execv(WEIR, words);
  }
  _exit(126);
}

static void note_command(process *p, char *const *words) {
  size_t n = 0;
  for (; *words && n < sizeof p->command; words++)
    n += (size_t)snprintf(p->command + n, sizeof p->command - n, "%s%s", n ? " " : "", *words);
}

static process *start(scene *s, char *const *words, bool unread, unsigned closed) {
  int out[2], err[2];
  assert_true(s->processes < SCENE_PROCESSES);
  if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) scene_fail(s, "no pipe: %s", strerrordesc_np(errno));
  (void)fflush(NULL);
  const pid_t pid = fork();
  if (pid == 0) run(s, out, err, words, closed);
  (void)close(out[1]);
  (void)close(err[1]);
  if (pid < 0) scene_fail(s, "no process: %s", strerrordesc_np(errno));
  (void)fcntl(out[0], F_SETFL, O_NONBLOCK);
  (void)fcntl(err[0], F_SETFL, O_NONBLOCK);
  process *p = &s->process[s->processes++];
  *p = (process){.scene = s, .pid = pid, .pidfd = (int)syscall(SYS_pidfd_open, pid, 0)};
  p->stream[PROCESS_OUT] = (capture){.fd = out[0], .unread = unread};
  p->stream[PROCESS_ERR] = (capture){.fd = err[0]};
  for (int k = 0; k < PROCESS_STREAMS; k++) {
    make_room(&p->stream[k]);
    p->stream[k].text[0] = 0;
  }
  note_command(p, words);
  if (p->pidfd < 0) scene_fail(s, "no descriptor of a process: %s", strerrordesc_np(errno));
  return p;
}

static process *start_words(scene *s, const char *word, va_list more, bool unread, unsigned closed) {
  const char *words[WORDS_MAX] = {"weir"};
  char **list;
  for (unsigned n = 1; word && n + 1 < WORDS_MAX; word = va_arg(more, const char *)) words[n++] = word;
  memcpy(&list, &(const char **){words}, sizeof list); /* execv takes no const and changes nothing */
  return start(s, list, unread, closed);
}

process *process_start(scene *s, const char *word, ...) {
  va_list more;
  va_start(more, word);
  process *p = start_words(s, word, more, false, 0);
  va_end(more);
  return p;
}

process *process_start_unread(scene *s, const char *word, ...) {
  va_list more;
  va_start(more, word);
  process *p = start_words(s, word, more, true, 0);
  va_end(more);
  return p;
}

process *process_start_closed(scene *s, unsigned closed, const char *word, ...) {
  va_list more;
  va_start(more, word);
  process *p = start_words(s, word, more, false, closed);
  va_end(more);
  return p;
}

void process_read_out(process *p) { p->stream[PROCESS_OUT].unread = false; }

/* A pipe does not say to who reads it that it is full: much waits in it, and for 100 ms it has not become more. */
void process_await_full_out(process *p) {
  const int fd = p->stream[PROCESS_OUT].fd, room = fcntl(fd, F_GETPIPE_SZ);
  const int64_t until = scene_deadline();
  int64_t since = scene_now();
  for (int before = 0, waiting = 0; waiting < room / 2 || scene_now() < since + 100000; before = waiting) {
    (void)scene_wait(p->scene, -1, 0, scene_now() + 10000);
    if (ioctl(fd, FIONREAD, &waiting) || scene_now() > until)
      scene_fail(p->scene, "%d bytes of %d wait on its stdout", waiting, room);
    if (waiting != before) since = scene_now();
  }
}

void process_close_out(process *p) {
  (void)close(p->stream[PROCESS_OUT].fd);
  p->stream[PROCESS_OUT].fd = -1;
}

scene *process_scene(const process *p) { return p->scene; }

/* ---- what it says ----------------------------------------------------------------------------------------------------------- */

const char *process_text(const process *p, process_stream from) { return p->stream[from].text; }
size_t process_size(const process *p, process_stream from) { return p->stream[from].size; }

static const char *find(const process *p, process_stream from, const char *text) {
  return memmem(p->stream[from].text, p->stream[from].size, text, strlen(text));
}

static bool is_silent(const process *p) {
  for (int k = 0; k < PROCESS_STREAMS; k++)
    if (p->stream[k].fd >= 0 && !p->stream[k].unread) return false;
  return p->ended;
}

void process_until(process *p, bool (*done)(process *p, const void *context), const void *context, const char *what) {
  const int64_t until = scene_deadline();
  while (!done(p, context)) {
    if (is_silent(p)) scene_fail(p->scene, "%s ended before %s", p->command, what);
    if (scene_now() >= until) scene_fail(p->scene, "%s: not in %d s: %s", p->command, SCENE_SECONDS, what);
    (void)scene_wait(p->scene, -1, 0, until);
  }
}

typedef struct wanted {
  process_stream from;
  const char *text;
} wanted;

static bool has_said(process *p, const void *context) {
  const wanted *w = context;
  return find(p, w->from, w->text) != NULL;
}

const char *process_await(process *p, process_stream from, const char *text) {
  const wanted w = {from, text};
  char what[512];
  (void)snprintf(what, sizeof what, "it says \"%s\" on %s", text, from == PROCESS_OUT ? "stdout" : "stderr");
  process_until(p, has_said, &w, what);
  return find(p, from, text);
}

static bool has_said_number(process *p, const void *context) {
  const wanted *w = context;
  const char *at = find(p, w->from, w->text);
  return at && at[strlen(w->text) + strspn(at + strlen(w->text), "0123456789")];
}

uint16_t process_await_number(process *p, process_stream from, const char *text) {
  const wanted w = {from, text};
  char what[512];
  (void)snprintf(what, sizeof what, "it says \"%s\" with a number", text);
  process_until(p, has_said_number, &w, what);
  return (uint16_t)strtoul(find(p, from, text) + strlen(text), NULL, 10);
}

void process_expect(process *p, process_stream from, const char *text) {
  if (!find(p, from, text))
    scene_fail(p->scene, "\"%s\" is not on its %s", text, from == PROCESS_OUT ? "stdout" : "stderr");
}

void process_expect_nothing(process *p, process_stream from) {
  if (p->stream[from].size) scene_fail(p->scene, "its %s should be empty", from == PROCESS_OUT ? "stdout" : "stderr");
}

unsigned process_count(const process *p, process_stream from, const char *text) {
  const char *at = p->stream[from].text, *end = at + p->stream[from].size;
  const size_t n = strlen(text);
  unsigned found = 0;
  for (; (at = memmem(at, (size_t)(end - at), text, n)); at += n) found++;
  return found;
}

/* ---- its end and its limits --------------------------------------------------------------------------------------------------- */

void process_signal(process *p, int signal) {
  if (kill(p->pid, signal)) scene_fail(p->scene, "%s cannot be signalled: %s", p->command, strerrordesc_np(errno));
}

static bool has_ended(process *p, const void *context) {
  (void)context;
  return is_silent(p);
}

int process_end(process *p) {
  process_until(p, has_ended, NULL, "its end");
  return p->code;
}

void process_expect_end(process *p, int code) {
  if (process_end(p) != code) scene_fail(p->scene, "%s ended with %d, not %d", p->command, p->code, code);
}

void process_expect_end_within(process *p, int code, int64_t since_us, int64_t ms) {
  process_expect_end(p, code);
  const int64_t took = (scene_now() - since_us) / 1000;
  if (took > ms)
    scene_fail(p->scene, "%s took %lld ms to end; %lld are the most", p->command, (long long)took, (long long)ms);
}

uint64_t process_status(process *p, const char *name) {
  char path[64], line[256];
  uint64_t kb = 0;
  (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)p->pid);
  FILE *file = fopen(path, "re");
  const size_t n = strlen(name);
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, name, n) == 0 && line[n] == ':') kb = strtoull(line + n + 1, NULL, 10);
  if (file) (void)fclose(file);
  if (kb == 0) scene_fail(p->scene, "%s has no %s", path, name);
  return kb * 1024;
}

uint64_t process_peak(process *p) { return p->ended ? p->peak : process_status(p, "VmHWM"); }

void process_limit_files(process *p, uint64_t bytes) {
  const struct rlimit limit = {bytes, bytes};
  if (prlimit(p->pid, RLIMIT_FSIZE, &limit, NULL)) scene_fail(p->scene, "no limit: %s", strerrordesc_np(errno));
}
