/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/nearest: the name that a misspelled one was probably meant to be. Pure, any thread.
 */
#ifndef WEIR_SPEC_NEAREST_H
#define WEIR_SPEC_NEAREST_H

#include <stddef.h>

/* The candidate closest to `name` by Damerau-Levenshtein distance (neighbours swapped = 1, letters without regard to
 * case), the first of equals; NULL when none is within a third of the name's length (at least 1), or the name is longer
 * than 64 bytes. `candidates[0, count)` may hold NULLs, which are passed over. The result is one of them. */
const char *spec_nearest(const char *name, const char *const *candidates, size_t count);

#endif
