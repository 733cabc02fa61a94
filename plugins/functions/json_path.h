/* SPDX-License-Identifier: Apache-2.0 */
/* Paths into JSON, as Hive and Spark write them: `$`, then .name, ['name'], [3], [*]; and the walk along one. */
#ifndef FUNCTIONS_JSON_PATH_H
#define FUNCTIONS_JSON_PATH_H
#include <weir/extension.h>

enum { JSON_STEPS_MAX = 64 };

typedef enum json_step_kind {
  JSON_MEMBER,  /* of an object, by its name */
  JSON_ELEMENT, /* of an array, by its number from 0 */
  JSON_EACH,    /* all elements of an array */
  JSON_NOTHING, /* `.*`: Spark reads it, and finds nothing by it */
} json_step_kind;

typedef struct json_step {
  json_step_kind kind;
  uint32_t size;    /* of the name */
  const char *name; /* in the path's text */
  uint64_t number;
} json_step;

typedef struct json_path {
  uint32_t steps;
  json_step step[JSON_STEPS_MAX];
} json_path;

/* 0: the text is no path, or has too many steps. The path borrows the text. */
int json_path_read(json_path *path, const char *text, uint32_t n);

/* What lies at the path of the text p[0..n), which has WEIR_PAD readable bytes behind it: strings without quotes, all
 * else as JSON without blanks. Into to[0 .. json_room(n)); gives its size, or -1: there is nothing, or it is null, or the
 * text is malformed up to the end of the value that holds it. */
int64_t json_path_get(const json_path *path, const weir_json *json, const char *p, uint64_t n, char *to);

/* Numbers are written anew, and can get longer: 1e6 is 1000000.0. */
static inline uint64_t json_room(uint64_t n) { return 4 * n + 64; }
#endif
