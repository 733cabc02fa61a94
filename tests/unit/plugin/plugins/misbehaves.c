/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin whose first call crashes, waits forever, or ends the process. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <weir/weir.h>

WEIR_EXPORT const weir_plugin *weir_plugin_v0(void);
WEIR_EXPORT const weir_plugin *weir_plugin_v0(void) {
#if defined(CRASH)
  (void)signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn it into an exit code */
  (void)raise(SIGSEGV);
#elif defined(HANG)
  for (;;) (void)pause();
#else
  _Exit(0);
#endif
  return NULL;
}
