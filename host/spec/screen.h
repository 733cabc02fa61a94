/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/screen: what is refused in a file before or after libyaml sees it. Pure but for the list; internal to the layer.
 */
#ifndef WEIR_SPEC_SCREEN_H
#define WEIR_SPEC_SCREEN_H

#include "spec/diagnostic.h"

/* False, with an error, when the file is too large, not UTF-8, holds control characters, or begins with a directive. */
bool spec_screen(const spec_source *source, spec_diagnostics *list);

/* False, with an error, when more than comments follows the end of the document at `offset`. */
bool spec_screen_rest(const spec_source *source, size_t offset, spec_diagnostics *list);

#endif
