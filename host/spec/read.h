/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/read: values of nodes, with an error at the node where there is none. `what` is the option or key as the user
 * wrote it. Each returns true and sets its output, or false with an error in the list; a node that is `broken` gives
 * false without another error. Messages show values with what ${} put in as it was written.
 */
#ifndef WEIR_SPEC_READ_H
#define WEIR_SPEC_READ_H

#include "spec/document.h"

/* Bounds are part of the range; `text` is how the message says them: "1ms to 1d". */
typedef struct spec_range {
  int64_t least, most;
  const char *text;
} spec_range;

/* Longest name of a pipeline, stream, output, plugin or entry, in bytes. */
#define SPEC_NAME_LIMIT 128

/* True when `node` is of the kind. */
bool spec_expect_kind(spec_diagnostics *list, const spec_node *node, const char *what, spec_kind kind);

/* The node's text, as long-lived as the node. */
bool spec_read_text(spec_diagnostics *list, const spec_node *node, const char *what, const char **ret_text);

/* A text of [A-Za-z0-9_-]+. */
bool spec_read_name(spec_diagnostics *list, const spec_node *node, const char *what, const char **ret_name);

/* `range` may be NULL. */
bool spec_read_duration(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                        int64_t *ret_microseconds);
bool spec_read_size(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                    int64_t *ret_bytes);
bool spec_read_int64(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                     int64_t *ret_value);
bool spec_read_float64(spec_diagnostics *list, const spec_node *node, const char *what, double *ret_value);
bool spec_read_bool(spec_diagnostics *list, const spec_node *node, const char *what, bool *ret_value);

/* The index of the text among choices[0, count). */
bool spec_read_choice(spec_diagnostics *list, const spec_node *node, const char *what, const char *const *choices,
                      size_t count, size_t *ret_index);

/* Reports a key that is none of known[0, count): the nearest, or all of them. */
void spec_refuse_key(spec_diagnostics *list, const spec_node *key, const char *where, const char *const *known,
                     size_t count);

/* True when text[0, length) is a name; used for the halves of plugin.entry too. */
bool spec_is_name(const char *text, size_t length);

/* Joins names with ", " into buffer; "..." at the end where they do not fit. Returns `buffer`. */
const char *spec_join(char *buffer, size_t size, const char *const *names, size_t count);

#endif
