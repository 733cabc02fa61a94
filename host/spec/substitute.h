/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/substitute: ${NAME}, ${NAME:-default}, ${file:path} and $${ (a literal ${) in the values of a document.
 *
 * What is put in never becomes structure: it happens behind YAML, a key may hold none, and the segments of a scalar
 * tell an expression which bytes are a string constant. All of it counts as secret, so that messages show what was
 * written.
 */
#ifndef WEIR_SPEC_SUBSTITUTE_H
#define WEIR_SPEC_SUBSTITUTE_H

#include "spec/document.h"

/* Largest file that ${file:} puts in, and largest sum of everything that one document puts in, in bytes. */
#define SPEC_SECRET_FILE_LIMIT ((size_t)64 << 10)
#define SPEC_SUBSTITUTED_LIMIT ((size_t)1 << 20)

/* Reads a whole file into buffer[0, capacity) and sets *ret_size. A file that does not fit sets it to `capacity`, which
 * is one more than is allowed. Returns false with a reason such as "No such file or directory" in why[0, why_size). */
typedef bool (*spec_read_file_fn)(void *context, const char *path, char *buffer, size_t capacity, size_t *ret_size,
                                  char *why, size_t why_size);

/* The value of an environment variable, or NULL; valid until the next call. */
typedef const char *(*spec_variable_fn)(void *context, const char *name);

/* The world as a pipeline file may see it. A NULL callback: no variable is set, no file can be read. */
typedef struct spec_environment {
  void *context;
  spec_variable_fn variable;
  spec_read_file_fn read_file;
} spec_environment;

/* Puts everything in and reports what cannot be: the scalar is marked `broken` then and keeps its text as written.
 * Paths are relative to the directory of the document's label; one line end at the end of a file is left off.
 * Variables that are set but empty take the default, as in a shell. Returns false when memory ran out. */
bool spec_substitute(spec_arena *arena, spec_document *document, const spec_environment *environment,
                     spec_diagnostics *list);

#endif
