/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/failure: how the layer fills a plugin_error. */
#ifndef PLUGIN_FAILURE_H
#define PLUGIN_FAILURE_H
#include "plugin/catalog.h"
#include "plugin/codes.h"

/* Sets code and text, clears the help; control characters, which may come from a plugin, become '?'. Always -1. */
int plugin_fail(plugin_error *err, plugin_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Sets the help. Always -1, so that `return plugin_help(…)` ends a refusal. */
int plugin_help(plugin_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
int plugin_fail_memory(plugin_error *err);
#endif
