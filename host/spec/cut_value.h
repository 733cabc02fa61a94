/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/cut_value: unquoted expressions that are YAML, but not the YAML their author meant. Internal to the layer.
 */
#ifndef WEIR_SPEC_CUT_VALUE_H
#define WEIR_SPEC_CUT_VALUE_H

#include "spec/document.h"

/* Reports a plain scalar that ends inside a string because a comment begins there (split(line, ' # ')), or, in { } and
 * [ ], inside a string or the parentheses of a call because a comma follows (split(line, x)), and marks it as broken.
 * Returns whether it did. */
bool spec_refuse_cut_value(spec_diagnostics *list, const spec_source *source, spec_node *plain, bool is_in_flow);

#endif
