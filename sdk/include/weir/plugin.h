/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin file exports: one function that gives one table. Entry `x` of file `x.so` is `x` in a pipeline, entry `x` of
 * `p.so` is `p.x`. */
#ifndef WEIR_PLUGIN_H
#define WEIR_PLUGIN_H
#include <weir/extension.h>
#include <weir/function.h>
#include <weir/sink.h>
#include <weir/source.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_plugin {
  uint32_t size;
  uint32_t abi_major;
  uint32_t built_minor; /* of the headers it was compiled with */
  uint32_t needs_minor; /* of the oldest host it runs with */
  const char *name, *version;
  const weir_source *const *source; /* NULL-terminated arrays of pointers, or NULL */
  const weir_operator *const *op;
  const weir_sink *const *sink;
  const weir_aggregate *const *aggregate;
  const weir_function *const *function;
} weir_plugin;

/* [any] Called once a load, before anything else; the table lives as long as the file is loaded. */
typedef const weir_plugin *(*weir_plugin_fn)(void);
#define WEIR_PLUGIN_SYMBOL "weir_plugin_v0"

#if defined(__GNUC__)
#define WEIR_EXPORT __attribute__((visibility("default")))
#else
#define WEIR_EXPORT
#endif

#if !defined(__cplusplus) || __cplusplus >= 202002L
/* A file with one entry, in one statement:
 *   WEIR_OPERATOR(upper, .help = "…", .instance_size = sizeof(upper), WEIR_OPTIONS(upper_options), .process = process); */
#define WEIR_OPTIONS(table)                                                                                            \
  .option_count = (uint32_t)(sizeof(table) / sizeof((table)[0])), .option_stride = sizeof((table)[0]), .option = (table)
#define WEIR_ENTRY_(type, member, id, ...)                                                                             \
  static const type weir_entry_##id = {.size = sizeof(type), .name = #id, __VA_ARGS__};                                \
  static const type *const weir_entries_##id[] = {&weir_entry_##id, NULL};                                             \
  WEIR_PLUGIN(id, .member = weir_entries_##id)
/* A file with several: WEIR_PLUGIN(geo, .function = functions, .op = operators); */
#define WEIR_PLUGIN(id, ...)                                                                                           \
  static const weir_plugin weir_plugin_##id = {.size = sizeof(weir_plugin),                                            \
                                               .abi_major = WEIR_ABI_MAJOR,                                            \
                                               .built_minor = WEIR_ABI_MINOR,                                          \
                                               .needs_minor = WEIR_ABI_MINOR,                                          \
                                               .name = #id,                                                            \
                                               .version = "1",                                                         \
                                               __VA_ARGS__};                                                           \
  WEIR_EXPORT const weir_plugin *weir_plugin_v0(void);                                                                 \
  WEIR_EXPORT const weir_plugin *weir_plugin_v0(void) { return &weir_plugin_##id; }                                    \
  typedef int weir_plugin_##id##_end
#define WEIR_OPERATOR(id, ...) WEIR_ENTRY_(weir_operator, op, id, __VA_ARGS__)
#define WEIR_SOURCE(id, ...) WEIR_ENTRY_(weir_source, source, id, __VA_ARGS__)
#define WEIR_SINK(id, ...) WEIR_ENTRY_(weir_sink, sink, id, __VA_ARGS__)
#define WEIR_AGGREGATE(id, ...) WEIR_ENTRY_(weir_aggregate, aggregate, id, __VA_ARGS__)
#define WEIR_FUNCTION(id, ...) WEIR_ENTRY_(weir_function, function, id, __VA_ARGS__)
#endif

#ifdef __cplusplus
}
#endif
#endif
