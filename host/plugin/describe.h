/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe: a loaded plugin in words, from its tables alone. */
#ifndef PLUGIN_DESCRIBE_H
#define PLUGIN_DESCRIBE_H
#include <stdio.h>

#include "plugin/catalog.h"

/* For people. Write errors stay in the stream. */
void describe_text(const plugin *p, FILE *out);

/* One JSON object and a line end: name, version, path, hash, abi {major, built_minor, needs_minor}, entries [{kind, name,
 * help, options [{name, type, required, main, body, default, want, input, choices, min, max, help}]}]. What does not apply is left
 * out; min and max of durations are seconds, of sizes bytes. */
void describe_json(const plugin *p, FILE *out);

/* A line a source, operator and sink: its kind, a tab, and "name": schema, of what may stand behind it (draft-07). */
void describe_schema(const plugin *p, FILE *out);

/* Markdown: before each entry a line of its kind, a tab and its name, then a section, or for functions and aggregates a
 * row of a table. */
void describe_markdown(const plugin *p, FILE *out);

/* "operator: what it does" for a single entry with the plugin's name, else "source kafka, sink kafka". No line end. */
void describe_line(const plugin *p, FILE *out);

/* One JSON object without a line end: {name, error {code, message, help}}. */
void describe_refusal_json(const char *name, const plugin_error *err, FILE *out);
#endif
