/* SPDX-License-Identifier: Apache-2.0 */
/* cli/color: whether a stream gets colours. Off when that stream is no terminal, NO_COLOR is non-empty or TERM is dumb;
 * FORCE_COLOR (non-empty) overrides these, --color overrides all. One thread. */
#ifndef CLI_COLOR_H
#define CLI_COLOR_H
#include <stdbool.h>
#include <stdio.h>

typedef enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_mode;

/* What --color says, for the process: auto, always, never; false: another word, nothing changed. */
bool color_set(const char *word);

bool color_wanted(FILE *stream);

/* The rule itself. `is_terminal` of the stream; the variables as getenv gives them. */
bool color_decide(color_mode mode, bool is_terminal, const char *no_color, const char *force_color, const char *term);
#endif
