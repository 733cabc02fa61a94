/* SPDX-License-Identifier: Apache-2.0 */
#include "data/json_shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_IS_OUT "memory is out"
#define PATH_NAMES 64 /* objects within objects: the tree is walked by recursion */

static uint32_t hash(const char *name, uint32_t size) { /* FNV-1a: names are the pipeline's, not an enemy's */
  uint32_t h = 2166136261u;
  for (uint32_t i = 0; i < size; i++) h = (h ^ (unsigned char)name[i]) * 16777619u;
  return h;
}

static json_member *lookup(const json_shape *s, const char *name, uint32_t size) {
  if (!s->slots) return NULL;
  for (uint32_t at = hash(name, size) & (s->slots - 1); s->slot[at]; at = (at + 1) & (s->slots - 1)) {
    json_member *m = &s->member[s->slot[at] - 1];
    if (m->size == size && memcmp(m->name, name, size) == 0) return m;
  }
  return NULL;
}

const json_member *json_shape_find(const json_shape *shape, const char *name, uint32_t size, uint32_t *next) {
  if (*next < shape->members) {
    const json_member *m = &shape->member[*next];
    if (m->size == size && memcmp(m->name, name, size) == 0) {
      ++*next;
      return m;
    }
  }
  const json_member *m = lookup(shape, name, size);
  if (m) *next = (uint32_t)(m - shape->member) + 1;
  return m;
}

/* ---- making ------------------------------------------------------------------------------------------------------- */

static void place(json_shape *s, uint32_t index) {
  uint32_t at = hash(s->member[index].name, s->member[index].size) & (s->slots - 1);
  while (s->slot[at]) at = (at + 1) & (s->slots - 1);
  s->slot[at] = index + 1;
}

static bool grow(json_shape *s) {
  const uint32_t room = s->room ? s->room * 2 : 8;
  json_member *member = realloc(s->member, room * sizeof *member);
  if (!member) return false;
  s->member = member;
  uint32_t *slot = calloc((size_t)room * 2, sizeof *slot);
  if (!slot) return false;
  free(s->slot);
  s->slot = slot;
  s->slots = room * 2;
  s->room = room;
  for (uint32_t i = 0; i < s->members; i++) place(s, i);
  return true;
}

/* NULL: memory is out. */
static json_member *add(json_shape *s, json_member m) {
  if (s->members == s->room && !grow(s)) return NULL;
  s->member[s->members] = m;
  place(s, s->members);
  return &s->member[s->members++];
}

static bool refuse(weir_error *err, const char *path, const char *why) {
  (void)snprintf(err->text, sizeof err->text, "the path '%.200s' %s", path, why);
  return false;
}

/* The object `name` within s, made if there is none; NULL: err says why. */
static json_shape *object_at(json_shape *s, const char *path, const char *name, uint32_t size, weir_error *err) {
  json_member *m = lookup(s, name, size);
  if (m && !m->object) {
    refuse(err, path, "goes through a field: a member is read whole or taken apart");
    return NULL;
  }
  if (m) return m->object;
  json_shape *object = calloc(1, sizeof *object);
  m = object ? add(s, (json_member){.name = name, .size = size, .field = JSON_NO_FIELD, .object = object}) : NULL;
  if (m) return object;
  free(object);
  refuse(err, path, MEMORY_IS_OUT);
  return NULL;
}

static bool add_field(json_shape *s, const char *path, bool dots, uint32_t field, weir_error *err) {
  const char *name = path;
  uint32_t names = 1;
  for (const char *dot; dots && (dot = strchr(name, '.')); name = dot + 1) {
    if (++names > PATH_NAMES) return refuse(err, path, "has too many names; 64 are the most");
    if (dot == name) return refuse(err, path, "has an empty name; write names with one dot between: address.city");
    s = object_at(s, path, name, (uint32_t)(dot - name), err);
    if (!s) return false;
  }
  const uint32_t size = (uint32_t)strlen(name);
  if (!size) return refuse(err, path, "has an empty name; write names with one dot between: address.city");
  if (lookup(s, name, size)) return refuse(err, path, "is there twice, or goes through a field");
  return add(s, (json_member){.name = name, .size = size, .field = field}) || refuse(err, path, MEMORY_IS_OUT);
}

json_shape *json_shape_create(const weir_schema *fields, const char *const *path, weir_error *err) {
  json_shape *s = calloc(1, sizeof *s);
  if (!s) {
    (void)snprintf(err->text, sizeof err->text, MEMORY_IS_OUT);
    return NULL;
  }
  for (uint32_t i = 0; i < fields->count; i++) {
    const bool has_path = path && path[i];
    if (add_field(s, has_path ? path[i] : weir_field_at(fields, i)->name, has_path, i, err)) continue;
    json_shape_destroy(s);
    return NULL;
  }
  return s;
}

void json_shape_destroy(json_shape *s) {
  for (uint32_t i = 0; s && i < s->members; i++) json_shape_destroy(s->member[i].object);
  if (!s) return;
  free(s->member);
  free(s->slot);
  free(s);
}
