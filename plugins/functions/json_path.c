/* SPDX-License-Identifier: Apache-2.0 */
/* Reading paths. Blanks are passed over before a name and at the end, as Spark's parser does. */
#include "json_path.h"

typedef struct reader {
  const char *p, *end;
} reader;

static void skip_blanks(reader *r) {
  while (r->p < r->end && (*r->p == ' ' || (*r->p >= '\t' && *r->p <= '\r'))) r->p++;
}

/* Past the token, if it comes next. */
static int take(reader *r, const char *token) {
  const size_t n = strlen(token);
  if ((size_t)(r->end - r->p) < n || memcmp(r->p, token, n) != 0) return 0;
  r->p += n;
  return 1;
}

/* Up to the first byte that `stops` has, at least one. */
static int take_name(reader *r, const char *stops, json_step *step) {
  skip_blanks(r);
  const char *begin = r->p;
  while (r->p < r->end && (*r->p == 0 || strchr(stops, *r->p) == NULL)) r->p++;
  *step = (json_step){.kind = JSON_MEMBER, .name = begin, .size = (uint32_t)(r->p - begin)};
  return r->p > begin;
}

static int take_number(reader *r, json_step *step) {
  *step = (json_step){.kind = JSON_ELEMENT};
  const char *begin = r->p;
  for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++)
    if (__builtin_mul_overflow(step->number, 10u, &step->number) ||
        __builtin_add_overflow(step->number, (uint64_t)(*r->p - '0'), &step->number))
      return 0;
  return r->p > begin;
}

static int take_step(reader *r, json_step *step) {
  if (take(r, ".*") || take(r, "['*']")) {
    *step = (json_step){.kind = JSON_NOTHING};
    return 1;
  }
  if (take(r, "['")) return take_name(r, "'", step) && take(r, "']");
  if (take(r, ".")) return take_name(r, ".[", step);
  if (!take(r, "[")) return 0;
  if (!take(r, "*")) return take_number(r, step) && take(r, "]");
  *step = (json_step){.kind = JSON_EACH};
  return take(r, "]");
}

int json_path_read(json_path *path, const char *text, uint32_t n) {
  reader r = {text, text + n};
  path->steps = 0;
  if (!take(&r, "$")) return 0;
  for (; r.p < r.end && (*r.p == '.' || *r.p == '['); path->steps++)
    if (path->steps == JSON_STEPS_MAX || !take_step(&r, &path->step[path->steps])) return 0;
  skip_blanks(&r);
  return r.p == r.end;
}
