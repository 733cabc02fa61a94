/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text as a tree (RFC 8259): for small inputs such as test rows, not for the data path. Pure; any thread. */
#ifndef DATA_JSON_H
#define DATA_JSON_H
#include "data/arena.h"

#define JSON_MAX_DEPTH 64u

typedef enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_kind;

typedef struct json_node {
  json_kind kind;
  bool truth;               /* JSON_BOOL */
  const char *text;         /* JSON_STRING: the value in UTF-8; JSON_NUMBER: as written; both end in a NUL */
  uint32_t size;            /* bytes of text */
  const char *key;          /* of a member of an object */
  uint32_t key_size, count; /* count: elements, members */
  struct json_node *first, *next;
} json_node;

/* The tree of text[0..n), in `to`. NULL: `why` (room for why_size bytes) says what is wrong and at which byte. */
const json_node *json_parse(arena *to, const char *text, size_t n, char *why, size_t why_size);
#endif
