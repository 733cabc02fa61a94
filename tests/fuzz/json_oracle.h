/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody else's parser says of a JSON text. */
#ifndef JSON_ORACLE_H
#define JSON_ORACLE_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Told of every member of the outermost object, in order. */
typedef struct json_oracle_member {
  const char *name;
  size_t size;
  int kind; /* 's': text, 'i': int64, 'd': a number, else anything */
  const char *text;
  size_t text_size;
  int64_t whole;
  double number;
} json_oracle_member;

/* 1: JSON; 0: none; -1: it does not say (a number beyond its bounds, half a surrogate pair, too deep). */
int json_oracle(const char *text, size_t size, void (*member)(void *context, const json_oracle_member *m),
                void *context);

#ifdef __cplusplus
}
#endif
#endif
