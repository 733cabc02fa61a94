/* SPDX-License-Identifier: Apache-2.0 */
/* Everything from the signal on is async-signal-safe: no allocation, no lock, no stdio; one write. A second fault while the line
 * is put together ends the process by its signal. */
#include "engine/crash.h"
#include "data/format_parts.h"
#include "engine/running.h"
#include "plugin/sanitizer.h"
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_BUG = 70, STACK_BYTES = 32 << 10 };

_Thread_local const instance *crash_at_work;
static _Thread_local const engine *engine_of_thread;
static _Thread_local char spare_stack[STACK_BYTES];

typedef struct crash_line {
  char text[2048];
  size_t size;
} crash_line;

static void put_char(crash_line *l, char c) {
  if (l->size < sizeof l->text - 1) l->text[l->size++] = c;
}

static void put(crash_line *l, const char *text) {
  for (; text && *text; text++) put_char(l, *text);
}

static void put_number(crash_line *l, uint64_t n, int digits) {
  char to[24];
  int at = sizeof to;
  do {
    to[--at] = (char)('0' + n % 10);
    n /= 10;
  } while (n || (int)sizeof to - at < digits);
  while (at < (int)sizeof to) put_char(l, to[at++]);
}

/* Names are letters, digits, _ and -; what else there may be is left out. */
static void put_field(crash_line *l, const char *name, const char *value) {
  put(l, ",\"");
  put(l, name);
  put(l, "\":\"");
  for (; *value; value++)
    if (*value != '"' && *value != '\\' && (unsigned char)*value >= 0x20) put_char(l, *value);
  put_char(l, '"');
}

static void put_time(crash_line *l) {
  struct timespec now;
  (void)clock_gettime(CLOCK_REALTIME, &now);
  const civil c = civil_utc((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
  const uint64_t part[] = {(uint64_t)c.year, c.month, c.day, c.hour, c.minute, c.second};
  for (int i = 0; i < 6; i++) {
    put_number(l, part[i], i == 0 ? 4 : 2);
    put_char(l, "--T::."[i]);
  }
  put_number(l, c.micro / 1000, 3);
  put_char(l, 'Z');
}

/* ---- where it was ---------------------------------------------------------------------------------------------------- */

static const char *signal_text(int number) {
  switch (number) {
  case SIGABRT:
    return "an assertion failed or abort was called";
  case SIGBUS:
    return "a bus error";
  case SIGFPE:
    return "a division by zero";
  case SIGILL:
    return "an instruction that the processor does not know";
  default:
    return "an access to memory that is not there";
  }
}

static uint64_t batch_number(const instance *i) {
  const engine *e = i->engine;
  const weir_batch *at = i->out.batch;
  if (!at || at->time_us <= e->zero_us) return 0;
  return (uint64_t)((at->time_us - e->zero_us) / e->plan->interval_us) - 1;
}

static void put_sentence(crash_line *l, int number) {
  put(l, signal_text(number));
  put(l, crash_at_work ? ": this is a bug of the plugin, or of weir" : ": this is a bug of weir, or of a plugin");
  put(l, "; the process ends");
}

static void put_json(crash_line *l, int number) {
  const instance *i = crash_at_work;
  put(l, "{\"time\":\"");
  put_time(l);
  put(l, "\",\"level\":\"error\",\"msg\":\"");
  put_sentence(l, number);
  put_char(l, '"');
  if (engine_of_thread) put_field(l, "pipeline", engine_of_thread->plan->name);
  if (i) {
    put_field(l, i->node->kind == PLAN_SINK ? "output" : "stream", i->node->stream);
    put_field(l, "operator", i->node->label);
    if (i->node->plugin) put_field(l, "plugin", i->node->plugin->path);
    put(l, ",\"batch\":");
    put_number(l, batch_number(i), 1);
  }
  put_char(l, '}');
}

static void put_human(crash_line *l, int number) {
  const instance *i = crash_at_work;
  if (engine_of_thread) {
    put(l, engine_of_thread->plan->name);
    put(l, ": ");
  }
  put(l, "error: ");
  if (i) {
    put(l, i->node->kind == PLAN_SINK ? "output \"" : "stream \"");
    put(l, i->node->stream);
    put(l, "\", ");
    put(l, i->node->label);
    if (i->node->plugin) {
      put(l, " of ");
      put(l, i->node->plugin->path);
    }
    put(l, ", batch ");
    put_number(l, batch_number(i), 1);
    put(l, ": ");
  }
  put_sentence(l, number);
}

static void report(int number) {
  crash_line l;
  l.size = 0;
  if (log_style_of_lines() == LOG_JSON)
    put_json(&l, number);
  else
    put_human(&l, number);
  l.text[l.size++] = '\n';
  const ssize_t written = write(STDERR_FILENO, l.text, l.size);
  (void)written; /* nothing is left to be done about it */
  _exit(EXIT_BUG);
}

/* ---- made ready ------------------------------------------------------------------------------------------------------ */

static void use_spare_stack(void) {
  const stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
  (void)sigaltstack(&stack, NULL); /* without: a used-up stack ends the process by its signal */
}

void crash_install(void) {
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  struct sigaction action = {.sa_handler = report, .sa_flags = SA_ONSTACK | (int)SA_RESETHAND};
  if (UNDER_SANITIZER) return;
  (void)sigemptyset(&action.sa_mask);
  use_spare_stack();
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) (void)sigaction(fatal[i], &action, NULL);
}

void crash_enter_thread(const engine *e) {
  engine_of_thread = e;
  if (!UNDER_SANITIZER) use_spare_stack();
}
