/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas the host owns: built field by field, copied, compared, written as text. Not thread-safe while being built;
 * shared freely afterwards. */
#ifndef DATA_SCHEMA_H
#define DATA_SCHEMA_H
#include <stdbool.h>
#include <weir/types.h>

/* An owned schema, to be used as a const weir_schema * through .schema. Fields' names and children are owned. */
typedef struct schema {
  weir_schema schema;
  weir_field *field; /* same array as schema.field; moves while fields are added */
  uint32_t capacity;
} schema;

void schema_init(schema *s);
void schema_finish(schema *s);
/* Lists within lists, at most. */
#define SCHEMA_MAX_DEPTH 8u

/* Copies `like` with its children under `name` (NULL: its own). -1 out of memory (or deeper than SCHEMA_MAX_DEPTH), -2
 * the name exists, 0. */
int schema_add(schema *s, const char *name, const weir_field *like);
int schema_add_type(schema *s, const char *name, uint32_t type, uint32_t flags);
int schema_copy(schema *to,
                const weir_schema *from); /* to: initialised, empty; left empty when it fails. As schema_add */
/* Index of a field by name, or UINT32_MAX. */
uint32_t schema_find(const weir_schema *s, const char *name);
/* Types (with children) equal; names and nullability are not compared. */
bool schema_same_type(const weir_field *a, const weir_field *b);
bool schema_same_types(const weir_schema *a, const weir_schema *b);
/* Bytes of one value in a column's data: 1, 8, 16; 0 for lists and maps. */
uint32_t schema_width(uint32_t type);
/* "int64", "list<string>", "map<string,string>"; "?" follows when nullable. Gives the length, writes at most n with
 * NUL. */
size_t schema_type_text(const weir_field *f, char *to, size_t n);
/* "word string, count int64" */
size_t schema_text(const weir_schema *s, char *to, size_t n);
/* A type as written in `fields:` (bool int64 float64 timestamp string binary list<…> map<string,string>): 0, or -1
 * unknown, -2 out of memory. The field, elements of lists and values of maps are nullable; it has no name. Finish with
 * schema_field_finish, which frees the children and leaves `name` alone. */
int schema_parse_type(const char *text, size_t n, weir_field *field);
void schema_field_finish(weir_field *field);
#endif
