/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin whose tables end early, as those of an older SDK would: no batch_end, no close, options without min and max. */
#include <weir/weir.h>

typedef struct old_option {
  const char *name, *help, *default_text, *choices;
  uint32_t type, offset, flags, input;
} old_option;

static const old_option options[] = {
    {.name = "first", .type = WEIR_OPT_I64, .offset = 0},
    {.name = "second", .type = WEIR_OPT_F64, .offset = 8},
};

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  (void)self, (void)input, (void)in, (void)out;
  return WEIR_OK;
}

/* What lies behind an old table in memory is not part of it. */
static void not_ours(void *self) { (void)self; }

static weir_operator entry = {.size = offsetof(weir_operator, batch_end),
                              .name = "short_tables",
                              .instance_size = 16,
                              .option_count = 2,
                              .option_stride = sizeof(old_option),
                              .process = process,
                              .close = not_ours};
static const weir_operator *const operators[] = {&entry, NULL};
static const weir_plugin table = {.size = offsetof(weir_plugin, sink),
                                  .abi_major = WEIR_ABI_MAJOR,
                                  .name = "short_tables",
                                  .version = "1",
                                  .op = operators};

WEIR_EXPORT const weir_plugin *weir_plugin_v0(void);
WEIR_EXPORT const weir_plugin *weir_plugin_v0(void) {
  entry.option = (const weir_option *)(const void *)options;
  return &table;
}
