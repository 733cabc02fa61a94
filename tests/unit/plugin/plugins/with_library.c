/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that needs a library, which lies beside it and nowhere else. Its version is the library's. */
#include <weir/weir.h>

const char *aside_version(void);

static weir_status write_rows(void *self, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  (void)self, (void)batch, (void)partition, (void)in, (void)err;
  return WEIR_OK;
}

static const weir_sink entry = {.size = sizeof entry, .name = "with_library", .write = write_rows};
static const weir_sink *const sinks[] = {&entry, NULL};
static weir_plugin table = {.size = sizeof table, .abi_major = WEIR_ABI_MAJOR, .name = "with_library", .sink = sinks};

WEIR_EXPORT const weir_plugin *weir_plugin_v0(void);
WEIR_EXPORT const weir_plugin *weir_plugin_v0(void) {
  table.version = aside_version();
  return &table;
}
