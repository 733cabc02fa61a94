/* SPDX-License-Identifier: Apache-2.0 */
/* cli/color: see color.h. */
#include "cli/color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static color_mode chosen = COLOR_AUTO;

bool color_set(const char *word) {
  if (strcmp(word, "auto") == 0)
    chosen = COLOR_AUTO;
  else if (strcmp(word, "always") == 0)
    chosen = COLOR_ALWAYS;
  else if (strcmp(word, "never") == 0)
    chosen = COLOR_NEVER;
  else
    return false;
  return true;
}

bool color_decide(color_mode mode, bool is_terminal, const char *no_color, const char *force_color, const char *term) {
  if (mode != COLOR_AUTO) return mode == COLOR_ALWAYS;
  if (force_color && *force_color) return true;
  if (!is_terminal || (no_color && *no_color)) return false;
  return !term || strcmp(term, "dumb") != 0;
}

bool color_wanted(FILE *stream) {
  /* NOLINTBEGIN(concurrency-mt-unsafe): nobody changes the environment */
  return color_decide(chosen, isatty(fileno(stream)) == 1, getenv("NO_COLOR"), getenv("FORCE_COLOR"), getenv("TERM"));
  /* NOLINTEND(concurrency-mt-unsafe) */
}
