/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that uses much of what option tables have. VERSION tells two builds of it apart. */
#include <weir/weir.h>

typedef struct good {
  weir_str text;
  int64_t wait, room;
  uint32_t dialect;
  uint8_t loud;
} good;

static const weir_option options[] = {
    {.name = "text",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(good, text),
     .flags = WEIR_REQUIRED | WEIR_MAIN,
     .help = "What to say, \"quoted\""},
    {.name = "wait",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(good, wait),
     .default_text = "500ms",
     .min = 1000,
     .max = 60e6},
    {.name = "room",
     .type = WEIR_OPT_SIZE,
     .offset = offsetof(good, room),
     .default_text = "64KB",
     .min = 1,
     .max = 1e6},
    {.name = "dialect",
     .type = WEIR_OPT_CHOICE,
     .offset = offsetof(good, dialect),
     .choices = "python|scala",
     .default_text = "python"},
    {.name = "loud", .type = WEIR_OPT_BOOL, .offset = offsetof(good, loud)},
};

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  (void)self, (void)input, (void)in, (void)out;
  return WEIR_OK;
}

static const weir_operator entry = {.size = sizeof entry,
                                    .name = "good",
                                    .help = "Says something",
                                    .instance_size = sizeof(good),
                                    WEIR_OPTIONS(options),
                                    .process = process};
static const weir_operator *const operators[] = {&entry, NULL};
static const weir_plugin table = {.size = sizeof table,
                                  .abi_major = WEIR_ABI_MAJOR,
                                  .built_minor = WEIR_ABI_MINOR,
                                  .name = "good",
                                  .version = VERSION,
                                  .op = operators};

WEIR_EXPORT const weir_plugin *weir_plugin_v0(void);
WEIR_EXPORT const weir_plugin *weir_plugin_v0(void) { return &table; }
