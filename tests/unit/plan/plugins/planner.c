/* SPDX-License-Identifier: Apache-2.0 */
/* Entries for the planner's tests: a source with a column of each kind, an operator with an option of each type, and one that asks
 * in bind for whatever its option says, right or wrong. None of them ever runs. */
#include "planner.h"
#include <stdio.h>

/* ---- events: a source ---- */

static weir_status bind_events(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  const weir_field element = {.name = "element", .type = WEIR_STRING};
  const weir_field tags = {.type = WEIR_LIST, .children = 1, .child = &element};
  weir_status s = plan->add_field(plan, "word", WEIR_STRING, 0);
  if (!s) s = plan->add_field(plan, "n", WEIR_I64, WEIR_NULLABLE);
  if (!s) s = plan->add_field(plan, "at", WEIR_TIME, 0);
  return s ? s : plan->add_field_like(plan, "tags", &tags);
}
static weir_status poll_events(void *self, weir_out *out, int64_t wait_us) {
  (void)self;
  (void)out;
  (void)wait_us;
  return WEIR_END;
}
static weir_status replay_events(void *self, uint32_t channel, const weir_position *from, const weir_position *to,
                                 weir_out *out) {
  (void)self;
  (void)channel;
  (void)from;
  (void)to;
  (void)out;
  return WEIR_OK;
}
static const weir_source events = {.size = sizeof events,
                                   .name = "events",
                                   .flags = WEIR_SOURCE_REPLAYABLE,
                                   .bind = bind_events,
                                   .poll = poll_events,
                                   .replay = replay_events};

static weir_status bind_nothing(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)plan;
  (void)err;
  return WEIR_OK;
}
static const weir_source no_columns = {
    .size = sizeof no_columns, .name = "no_columns", .bind = bind_nothing, .poll = poll_events};

/* ---- types: an option of each type ---- */

#define AT(member) .offset = offsetof(types, member)
static const weir_option type_options[] = {
    {.name = "flag", .type = WEIR_OPT_BOOL, AT(flag), .default_text = "true"},
    {.name = "number", .type = WEIR_OPT_I64, AT(number), .default_text = "7", .min = 1, .max = 10},
    {.name = "real", .type = WEIR_OPT_F64, AT(real), .min = 0, .max = 1},
    {.name = "text", .type = WEIR_OPT_TEXT, AT(text), .default_text = ","},
    {.name = "choice", .type = WEIR_OPT_CHOICE, AT(choice), .choices = "red|green|blue", .default_text = "green"},
    {.name = "duration", .type = WEIR_OPT_DURATION, AT(duration), .min = 1000, .max = 60e6},
    {.name = "size", .type = WEIR_OPT_SIZE, AT(size), .min = 1, .max = 1048576},
    {.name = "path", .type = WEIR_OPT_PATH, AT(path)},
    {.name = "texts", .type = WEIR_OPT_TEXTS, AT(texts), .default_text = "[a, b]"},
    {.name = "text_map", .type = WEIR_OPT_TEXT_MAP, AT(text_map)},
    {.name = "fields", .type = WEIR_OPT_FIELDS, AT(fields)},
    {.name = "column", .type = WEIR_OPT_COLUMN, AT(column), .default_text = "word"},
    {.name = "absent_column", .type = WEIR_OPT_COLUMN, AT(absent_column)},
    {.name = "any_column", .type = WEIR_OPT_COLUMN, AT(any_column), .input = WEIR_ALL_INPUTS},
    {.name = "columns", .type = WEIR_OPT_COLUMNS, AT(columns)},
    {.name = "expression", .type = WEIR_OPT_EXPRESSION, AT(expression), .want = WEIR_BOOL},
    {.name = "expressions", .type = WEIR_OPT_EXPRESSIONS, AT(expressions)},
    {.name = "key", .type = WEIR_OPT_KEY, AT(key)},
    {.name = "values", .type = WEIR_OPT_AGGREGATES, AT(aggregates)},
    {.name = "stream", .type = WEIR_OPT_STREAM, AT(stream)},
    {.name = "format", .type = WEIR_OPT_FORMAT, AT(format), .choices = "csv|json", .default_text = "json"},
    {.name = "on", .type = WEIR_OPT_KEY_PAIRS, AT(pairs)},
    {.name = "rows", .type = WEIR_OPT_ROWS, AT(rows)},
    {.name = "word", .type = WEIR_OPT_TEXT, AT(word), .flags = WEIR_MAIN},
};

static weir_status bind_same(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_input_fields(plan, 0);
}
static const weir_operator all_types = {.size = sizeof all_types,
                                        .name = "types",
                                        .instance_size = sizeof(types),
                                        WEIR_OPTIONS(type_options),
                                        .bind = bind_same};

/* ---- needy: an option that is required, another that is the whole body ---- */

typedef struct needy {
  weir_str name;
} needy;
static const weir_option needy_options[] = {{.name = "name",
                                             .help = "what it is called",
                                             .type = WEIR_OPT_TEXT,
                                             .offset = offsetof(needy, name),
                                             .flags = WEIR_REQUIRED}};
static const weir_operator needs_name = {.size = sizeof needs_name,
                                         .name = "needy",
                                         .instance_size = sizeof(needy),
                                         WEIR_OPTIONS(needy_options),
                                         .flags = WEIR_ROW_WISE,
                                         .bind = bind_same};

typedef struct renamed {
  weir_text_map names;
} renamed;
static const weir_option rename_options[] = {{.name = "names",
                                              .type = WEIR_OPT_TEXT_MAP,
                                              .offset = offsetof(renamed, names),
                                              .flags = WEIR_REQUIRED | WEIR_BODY}};
static const weir_operator renames = {.size = sizeof renames,
                                      .name = "rename",
                                      .instance_size = sizeof(renamed),
                                      WEIR_OPTIONS(rename_options),
                                      .flags = WEIR_ROW_WISE,
                                      .bind = bind_same};

static const weir_operator plain = {.size = sizeof plain, .name = "plain", .flags = WEIR_ROW_WISE, .bind = bind_same};
static const weir_operator narrow = {.size = sizeof narrow, .name = "narrow", .bind = bind_same};

/* ---- ask: whatever its option says ---- */

typedef struct ask {
  uint32_t what;
  const weir_expressions *key, *other_key;
  int64_t length_us, slide_us;
} ask;

enum {
  FINE,
  STATE,
  NARROW_STATE,
  NARROW_ROWS,
  SOME,
  KEY_TYPES,
  ORDERED_COMBINER,
  WINDOW,
  NARROW_WINDOW,
  DELTA,
  MERGE,
  TAKEN_WINDOW,
  TWICE,
  OFFSETS,
  ORDERED_NARROW,
  MARK,
  OPTION,
  SILENT,
  BAD_COMBINER,
  WANT,
  ROWS,
  TOO_SMALL
};
static const weir_option ask_options[] = {
    {.name = "what",
     .type = WEIR_OPT_CHOICE,
     .offset = offsetof(ask, what),
     .flags = WEIR_MAIN,
     .default_text = "fine",
     .choices = "fine|state|narrow_state|narrow_rows|some|key_types|ordered_combiner|window|narrow_window|delta|merge|"
                "taken_window|twice|offsets|ordered_narrow|mark|option|silent|bad_combiner|want|rows|too_small"},
    {.name = "key", .type = WEIR_OPT_KEY, .offset = offsetof(ask, key), .default_text = "word"},
    {.name = "other_key", .type = WEIR_OPT_KEY, .offset = offsetof(ask, other_key), .input = 1},
    {.name = "length", .type = WEIR_OPT_DURATION, .offset = offsetof(ask, length_us)},
    {.name = "slide", .type = WEIR_OPT_DURATION, .offset = offsetof(ask, slide_us)},
};

static weir_status need_state(weir_plan *plan, uint32_t scope, const weir_expressions *key, uint32_t offset,
                              uint32_t size) {
  const weir_field field[] = {{.name = "count", .type = WEIR_I64},
                              {.name = "last", .type = WEIR_STRING, .offset = offset}};
  const weir_schema value = {.size = sizeof value, .count = 2, .stride = sizeof field[0], .field = field};
  const weir_state_decl decl = {.size = sizeof decl,
                                .scope = scope,
                                .key = key,
                                .value = &value,
                                .value_size = size,
                                .ttl_us = scope == WEIR_SCOPE_STREAM ? 60000000 : 0};
  return plan->need_state(plan, &decl);
}

static weir_status bind_number(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_field(plan, "n", WEIR_I64, 0);
}
static const weir_operator short_rows = {.size = sizeof short_rows,
                                         .name = "short",
                                         .instance_size = sizeof(ask),
                                         WEIR_OPTIONS(ask_options),
                                         .bind = bind_number};
static const weir_operator same_rows = {.size = sizeof same_rows,
                                        .name = "same",
                                        .instance_size = sizeof(ask),
                                        WEIR_OPTIONS(ask_options),
                                        .bind = bind_same};

static weir_status by_key(weir_plan *plan, const ask *a) { return plan->need_exchange(plan, 0, WEIR_BY_KEY, a->key); }

static weir_status bind_ask(void *self, weir_plan *plan, weir_error *err) {
  const ask *a = self;
  weir_status s = plan->add_input_fields(plan, 0);
  const int wide = a->what != NARROW_STATE && a->what != NARROW_ROWS && a->what != NARROW_WINDOW && a->what != MARK;
  if (!s && wide && a->what != ORDERED_NARROW && a->what != ORDERED_COMBINER && a->what != FINE) s = by_key(plan, a);
  if (s) return s;
  switch (a->what) {
  case STATE:
  case NARROW_STATE:
    return need_state(plan, WEIR_SCOPE_STREAM, a->key, 8, 24);
  case OFFSETS:
    return need_state(plan, WEIR_SCOPE_STREAM, a->key, 4, 24);
  case TOO_SMALL:
    return need_state(plan, WEIR_SCOPE_STREAM, a->key, 8, 16);
  case NARROW_ROWS:
  case ROWS:
    return plan->need_rows(plan, 0, a->key);
  case KEY_TYPES:
    return plan->need_exchange(plan, 1, WEIR_BY_KEY, a->other_key);
  case ORDERED_COMBINER:
    s = plan->need_exchange(plan, 0, WEIR_BY_KEY | WEIR_ORDERED, a->key);
    return s ? s : plan->need_combiner(plan, &same_rows);
  case BAD_COMBINER:
    return plan->need_combiner(plan, &short_rows);
  case WINDOW:
  case NARROW_WINDOW:
    return plan->need_window(plan, 0, WEIR_WINDOW_UNION, a->length_us, a->slide_us);
  case DELTA:
    return plan->need_window(plan, 0, WEIR_WINDOW_DELTA, a->length_us, a->slide_us);
  case MERGE:
    return plan->need_window(plan, 0, WEIR_WINDOW_MERGE, a->length_us, a->slide_us);
  case TAKEN_WINDOW:
    return plan->need_window(plan, 0, WEIR_WINDOW_UNION, 0, 0);
  case TWICE:
    return plan->add_input_field(plan, 0, 0);
  case ORDERED_NARROW:
    return plan->need_exchange(plan, 0, WEIR_NARROW | WEIR_ORDERED, NULL);
  case MARK:
    return plan->mark_window(plan, a->length_us, a->slide_us);
  case WANT:
    return plan->want_rows(plan, 1);
  case OPTION:
    err->option = 1;
    err->entry = 1;
    (void)snprintf(err->text, sizeof err->text, "the second column of the key is one too many");
    return WEIR_EINVAL;
  case SILENT:
    return WEIR_EINVAL;
  default:
    return WEIR_OK;
  }
}
static const weir_operator asks = {
    .size = sizeof asks, .name = "ask", .instance_size = sizeof(ask), WEIR_OPTIONS(ask_options), .bind = bind_ask};
static const weir_operator liar = {.size = sizeof liar,
                                   .name = "liar",
                                   .instance_size = sizeof(ask),
                                   WEIR_OPTIONS(ask_options),
                                   .flags = WEIR_ROW_WISE,
                                   .bind = bind_ask};

/* ---- sink ---- */

static const weir_option sink_options[] = {
    {.name = "secret", .type = WEIR_OPT_SECRET, .offset = offsetof(sink, secret)},
    {.name = "limit", .type = WEIR_OPT_I64, .offset = offsetof(sink, limit)},
};
static weir_status bind_sink(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  const sink *s = self;
  return s->limit ? plan->want_rows(plan, (uint64_t)s->limit) : WEIR_OK;
}
static weir_status write_nothing(void *self, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                                 weir_error *err) {
  (void)self;
  (void)batch;
  (void)partition;
  (void)in;
  (void)err;
  return WEIR_OK;
}
static const weir_sink sinks_in = {.size = sizeof sinks_in,
                                   .name = "sink",
                                   .instance_size = sizeof(sink),
                                   WEIR_OPTIONS(sink_options),
                                   .bind = bind_sink,
                                   .write = write_nothing};

static const weir_source *const sources[] = {&events, &no_columns, NULL};
static const weir_operator *const operators[] = {&all_types, &needs_name, &renames, &plain,
                                                 &narrow,    &asks,       &liar,    NULL};
static const weir_sink *const sinks[] = {&sinks_in, NULL};
WEIR_PLUGIN(planner, .source = sources, .op = operators, .sink = sinks);
