/* SPDX-License-Identifier: Apache-2.0 */
/* Which members of an object a reader wants, and where they go: a tree of objects, made once from fields and paths. */
#ifndef DATA_JSON_SHAPE_H
#define DATA_JSON_SHAPE_H
#include <stdbool.h>
#include <weir/types.h>

#define JSON_NO_FIELD UINT32_MAX

typedef struct json_shape json_shape;

/* A member by name: a field, or an object with wanted members of its own. */
typedef struct json_member {
  const char *name; /* borrowed from the fields or paths */
  uint32_t size;
  uint32_t field; /* JSON_NO_FIELD: `object` it is */
  json_shape *object;
} json_member;

struct json_shape {
  json_member *member; /* in the order of the fields: members of one kind of text mostly come in the same order */
  uint32_t members, room;
  uint32_t *slot; /* by hash, linear; 1 + index of a member, 0 = free */
  uint32_t slots; /* a power of two */
};

/* NULL: err->text says why. */
json_shape *json_shape_create(const weir_schema *fields, const char *const *path, weir_error *err);
void json_shape_destroy(json_shape *shape);

/* The member of that name, first tried at *next, which then moves on; NULL: not wanted. O(1). */
const json_member *json_shape_find(const json_shape *shape, const char *name, uint32_t size, uint32_t *next);
#endif
