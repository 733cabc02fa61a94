/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/check_option: an entry's option table. Pure, any thread. */
#ifndef PLUGIN_CHECK_OPTION_H
#define PLUGIN_CHECK_OPTION_H
#include "plugin/catalog.h"

#define PLUGIN_OPTIONS_MAX 64u
#define PLUGIN_HELP_MAX 4096u

/* Checks option[0, count), `stride` bytes apart, whole tables of this host's length. `entry` ("operator split of /…/split.so")
 * is for messages. 0, or -1 with err. */
int check_options(const char *entry, const weir_option *option, uint32_t count, uint32_t stride, uint32_t instance_size,
                  plugin_error *err);

/* UTF-8 without control characters besides line ends, at most PLUGIN_HELP_MAX bytes. */
bool check_text(const char *text);
#endif
