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

/* What an error that is reported leaves unknown, so that nothing that follows from it is reported too. Only in plans that
 * are made to look for more errors: nothing runs with it. */
#define SCHEMA_UNKNOWN 0x80000000u /* weir_field.flags: of no type that can be told */
#define SCHEMA_ANY "\1"            /* a column that no name can mean: there may be any other columns besides */

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
/* Types (with children) equal; names, but for those within structs, and nullability are not compared. */
bool schema_same_type(const weir_field *a, const weir_field *b);
bool schema_same_types(const weir_schema *a, const weir_schema *b);
/* A column that stands for any others, under whatever prefix it was given. */
bool schema_is_any(const weir_field *f);
/* Whether there is one. */
bool schema_is_open(const weir_schema *s);
/* Bytes of one value in a column's data: 1, 8, 16; 0 for lists, maps and structs. */
uint32_t schema_width(uint32_t type);
/* "int64", "list<string>", "map<string,string>", "struct<a:int64,b:string>"; "?" follows when nullable. Gives the length,
 * writes at most n with NUL. A field's name that is no plain word stands in `backticks`. */
size_t schema_type_text(const weir_field *f, char *to, size_t n);
/* "word string, count int64", for people: the columns' names stand as they are. */
size_t schema_text(const weir_schema *s, char *to, size_t n);
/* A type as schema_type_text writes it, and as `fields:` has it: 0, or -1 unknown, -2 out of memory. The field, elements of
 * lists, values of maps and fields of structs are nullable, with "?" or without; the field itself has no name. Finish with
 * schema_field_finish, which frees the children and leaves `name` alone. */
int schema_parse_type(const char *text, size_t n, weir_field *field);
void schema_field_finish(weir_field *field);
/* "a int64, s string" into an initialised, empty schema: 0; -1 not of this form, or a name twice: *at is the byte where it
 * is wrong; -2 out of memory. What was read stays in it. */
int schema_parse(schema *to, const char *text, size_t n, size_t *at);
#endif
