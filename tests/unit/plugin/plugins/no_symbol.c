/* SPDX-License-Identifier: Apache-2.0 */
/* A shared library that is no plugin. */
#include <weir/weir.h>

WEIR_EXPORT int answer(void);
WEIR_EXPORT int answer(void) { return 42; }
