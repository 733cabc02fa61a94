/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe_parts: what the forms of a description share. Internal; pure but for the stream. */
#ifndef PLUGIN_DESCRIBE_PARTS_H
#define PLUGIN_DESCRIBE_PARTS_H
#include <stdbool.h>
#include <stdio.h>

#include "plugin/describe.h"
#include "plugin/entries.h"

/* A finite number: whole ones in full, others the shortest that reads back the same. */
void describe_number(FILE *out, double value);
/* A bound of the option's range, in the largest unit that it is whole in: "1MB", "500ms", "0". */
void describe_bound(FILE *out, const weir_option *o, double value);
bool describe_has_range(const weir_option *o);
/* "duration"; "unknown" */
const char *describe_type(const weir_option *o);
/* The option's main one, or the one that is the whole body; NULL. */
const weir_option *describe_flagged(const plugin_entry *entry, uint32_t flag);
/* What a pipeline calls the entry: "x", or "p.x" where the file has another name. */
void describe_label(FILE *out, const plugin *p, const plugin_entry *entry);
#endif
