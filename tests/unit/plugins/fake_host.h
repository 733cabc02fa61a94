/* SPDX-License-Identifier: Apache-2.0 */
/* As much of a host as functions and aggregates of a plugin see: they can be called without expressions, tables or a
 * stage. What cannot be had (memory) ends the test program. One thread. */
#ifndef PLUGINS_FAKE_HOST_H
#define PLUGINS_FAKE_HOST_H
#include <weir/plugin.h>

struct fake_block;

/* Everything that is handed out lives until fake_host_finish. Its address also serves as the weir_table of
 * slot_string. */
typedef struct fake_host {
  weir_host host;
  struct fake_block *blocks;
  const char *failed; /* what fail() was told first */
} fake_host;

/* A call and what bind said of it. */
typedef struct fake_call {
  weir_call call;
  weir_field result, element, state[4];
  uint32_t state_fields, state_size, traits;
  weir_error err;
} fake_call;

/* An output of one column. What is flushed is gathered behind each other in `rows`, which holds views (16 bytes a
 * row). */
typedef struct fake_out {
  weir_out out;
  weir_out_column column, child;
  weir_str *rows;
  uint32_t row_count, flushes, child_room;
} fake_out;

void fake_host_init(fake_host *host);
void fake_host_finish(fake_host *host);
weir_table *fake_host_table(fake_host *host);

/* n zeroed bytes with 64 readable ones around them, aligned to 16. */
void *fake_host_memory(fake_host *host, uint64_t n);

/* Columns of n rows. Strings: NULL is a null, and `valid` is there if any is; long ones have memory of their own. */
weir_column fake_strings(fake_host *host, const char *const *text, uint32_t n);
weir_column fake_numbers(fake_host *host, const int64_t *value, uint32_t n);
weir_column fake_reals(fake_host *host, const double *value, uint32_t n);
void fake_set_null(fake_host *host, weir_column *column, uint32_t row);

/* `arg` and `constant` are arrays of `args` pointers that outlive the call. */
void fake_call_init(fake_call *call, fake_host *host, const weir_field *const *arg, const weir_column *const *constant,
                    uint32_t args);

/* Memory of exactly `capacity` rows of 16 bytes. */
void fake_out_init(fake_out *out, fake_host *host, uint32_t capacity);

/* The table of a plugin file; ends the program when it cannot be loaded. It stays loaded. */
const weir_plugin *fake_load(const char *path);
#endif
