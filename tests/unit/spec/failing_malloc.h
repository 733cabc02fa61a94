/* SPDX-License-Identifier: Apache-2.0 */
/* The n-th malloc and calloc of weir_spec from now on fails, and all after it. Needs -Wl,--wrap=malloc,--
 * wrap=calloc. */
#ifndef WEIR_TESTS_SPEC_FAILING_MALLOC_H
#define WEIR_TESTS_SPEC_FAILING_MALLOC_H

#include <stdbool.h>

/* `count` allocations succeed; negative: all do. */
void failing_malloc_after(int count);

/* True when one has failed since. */
bool failing_malloc_happened(void);

#endif
