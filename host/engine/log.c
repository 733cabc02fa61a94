/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/log.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define RECENT 64u           /* places remembered for repetition */
#define QUIET_NS 10000000000 /* the same message again after 10 s */

static struct {
  pthread_mutex_t lock;
  log_style style;
  uint32_t level, next;
  struct {
    uint64_t hash, repeated;
    int64_t at_ns;
  } recent[RECENT];
} log_state = {.lock = PTHREAD_MUTEX_INITIALIZER, .level = WEIR_LOG_INFO};

void log_configure(log_style style, uint32_t level) {
  log_state.style = style;
  log_state.level = level;
}

log_style log_style_of_lines(void) { return log_state.style; }

static uint64_t hash_text(uint64_t h, const char *p) {
  while (p && *p) h = (h ^ (uint8_t)*p++) * UINT64_C(0x100000001b3);
  return h ^ UINT64_C(0xff51afd7ed558ccd);
}

/* How often this message was kept back since it was last written; -1: keep it back now. Errors are always written. */
static int64_t repeated_since(uint64_t hash, uint32_t level) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  const int64_t now = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
  for (uint32_t i = 0; i < RECENT; i++) {
    if (log_state.recent[i].hash != hash) continue;
    if (level > WEIR_LOG_ERROR && now - log_state.recent[i].at_ns < QUIET_NS) {
      log_state.recent[i].repeated++;
      return -1;
    }
    const int64_t n = (int64_t)log_state.recent[i].repeated;
    log_state.recent[i].repeated = 0;
    log_state.recent[i].at_ns = now;
    return n;
  }
  const uint32_t at = log_state.next++ % RECENT;
  log_state.recent[at].hash = hash;
  log_state.recent[at].repeated = 0;
  log_state.recent[at].at_ns = now;
  return 0;
}

static const char *level_name(uint32_t level) {
  return level <= WEIR_LOG_ERROR     ? "error"
         : level <= WEIR_LOG_WARNING ? "warning"
         : level <= WEIR_LOG_INFO    ? "info"
                                     : "debug";
}

/* A line is put together first and written at once, so that lines of several processes do not mix. */
typedef struct log_text {
  char text[4096];
  size_t size;
} log_text;

__attribute__((format(printf, 2, 3))) static void put(log_text *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const int n = vsnprintf(t->text + t->size, sizeof t->text - t->size, format, args);
  va_end(args);
  if (n > 0) t->size += (size_t)n;
  if (t->size > sizeof t->text - 1) t->size = sizeof t->text - 1;
}

static void put_json(log_text *t, const char *key, const char *text) {
  put(t, ",\"%s\":\"", key);
  for (; *text; text++) {
    const unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      put(t, "\\%c", c);
    else if (c < 0x20)
      put(t, "\\u%04x", c);
    else
      put(t, "%c", c);
  }
  put(t, "\"");
}

static void write_text(log_text *t) {
  t->text[t->size < sizeof t->text - 1 ? t->size++ : t->size - 1] = '\n';
  (void)fwrite(t->text, 1, t->size, stderr);
}

static void write_json(uint32_t level, const char *pipeline, const char *place, const char *text, int64_t repeated) {
  log_text t = {.size = 0};
  struct timespec now;
  struct tm tm;
  char when[32] = "";
  (void)clock_gettime(CLOCK_REALTIME, &now);
  if (gmtime_r(&now.tv_sec, &tm)) (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &tm);
  put(&t, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\"", when, now.tv_nsec / 1000000, level_name(level));
  put_json(&t, "msg", text);
  if (pipeline) put_json(&t, "pipeline", pipeline);
  if (place) put_json(&t, "place", place);
  if (repeated) put(&t, ",\"repeated\":%" PRId64, repeated);
  put(&t, "}");
  write_text(&t);
}

static void write_human(uint32_t level, const char *pipeline, const char *place, const char *text, int64_t repeated) {
  log_text t = {.size = 0};
  if (pipeline) put(&t, "%s: ", pipeline);
  if (level <= WEIR_LOG_WARNING) put(&t, "%s: ", level_name(level));
  if (place) put(&t, "%s: ", place);
  put(&t, "%s", text);
  if (repeated) put(&t, " (repeated %" PRId64 " times)", repeated);
  write_text(&t);
}

void log_line(uint32_t level, const char *pipeline, const char *place, const char *format, ...) {
  if (level > log_state.level) return;
  char text[1024];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  const uint64_t hash = hash_text(hash_text(hash_text(level, pipeline), place), text);
  (void)pthread_mutex_lock(&log_state.lock);
  const int64_t repeated = repeated_since(hash, level);
  if (repeated >= 0) (log_state.style == LOG_JSON ? write_json : write_human)(level, pipeline, place, text, repeated);
  (void)pthread_mutex_unlock(&log_state.lock);
}
