/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that exports SYMBOL and asks for ABI MAJOR.NEEDS. */
#include <weir/weir.h>

static const weir_plugin table = {.size = sizeof table,
                                  .abi_major = MAJOR,
                                  .built_minor = NEEDS,
                                  .needs_minor = NEEDS,
                                  .name = "versions",
                                  .version = "1"};

WEIR_EXPORT const weir_plugin *SYMBOL(void);
WEIR_EXPORT const weir_plugin *SYMBOL(void) { return &table; }
