/* SPDX-License-Identifier: Apache-2.0 */
/* Any text: the scanner and the reader must agree on whether it is JSON, and, where simdjson is linked (JSON_ORACLE),
 * with it: on that, and on the values of the members "s" (string), "i" (int64) and "d" (float64). */
#include "data/columns.h"
#include "data/json_reader.h"
#include "data/json_scan.h"
#include "data/schema.h"
#ifdef JSON_ORACLE
#include "json_oracle.h"
#endif
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 16, BLOCKS = 64, FIELDS = 5 };

static struct {
  weir_host host;
  weir_out out;
  columns columns;
  char *block[BLOCKS];
  uint32_t blocks;
} sink;
static weir_json_reader *reader;
static schema fields;

static char *bytes(weir_out *out, uint64_t n) {
  char *p = sink.blocks < BLOCKS ? calloc(1, n + 2 * WEIR_PAD) : NULL;
  (void)out;
  if (!p) abort(); /* a text has five fields and each is asked for once */
  sink.block[sink.blocks++] = p;
  return p + WEIR_PAD;
}

static uint32_t list_reserve(weir_out *out, uint32_t column, uint32_t n) {
  (void)out;
  return columns_list_reserve(&sink.columns, column, n);
}

static void begin(void) {
  static const char *const name[FIELDS] = {"s", "i", "d", "l", "m"};
  static const char *const type[FIELDS] = {"string", "int64", "float64", "list<int64>", "map<string,string>"};
  weir_error err = {.option = -1};
  schema_init(&fields);
  for (uint32_t i = 0; i < FIELDS; i++) {
    weir_field f;
    if (schema_parse_type(type[i], strlen(type[i]), &f) || schema_add(&fields, name[i], &f)) abort();
    schema_field_finish(&f);
  }
  if (columns_init(&sink.columns, memory_create(1 << 28), &fields.schema, 1)) abort();
  sink.host = (weir_host){.size = sizeof sink.host, .bytes = bytes, .list_reserve = list_reserve};
  reader = json_service.open(&fields.schema, NULL, &err);
  if (!reader) abort();
}

#ifdef JSON_ORACLE
static int same_text(const char *want, size_t n, const weir_str *got) {
  return got->len == n && memcmp(weir_text(got), want, n) == 0;
}

/* The reader took the text: a member that simdjson tells must be what lies in its column. */
static void compare(void *context, const json_oracle_member *m) {
  const weir_out_column *col = sink.columns.out;
  if (!*(const uint32_t *)context || m->size != 1) return;
  if (*m->name == 's' && m->kind == 's' && !same_text(m->text, m->text_size, col[0].data)) abort();
  if (*m->name == 'i' && m->kind == 'i' && *(const int64_t *)col[1].data != m->whole) abort();
  if (*m->name == 'd' && m->kind == 'd' && memcmp(col[2].data, &m->number, sizeof m->number) != 0) abort();
}

static void ask_oracle(const char *text, size_t size, int is_json, uint32_t good) {
  const int other = json_oracle(text, size, compare, &good);
  if (other >= 0 && other != is_json) abort();
}
#endif

static int is_json(const char *text, const char *end) {
  const char *p = json_blanks(text, end);
  if (p == end) return 0;
  p = json_skip(p, end);
  return p && json_blanks(p, end) == end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static weir_parsed parsed;
  if (!reader) begin();
  if (size > TEXT_MAX) return 0;
  char *padded = calloc(1, size + 2 * WEIR_PAD), *text = padded ? padded + WEIR_PAD : NULL;
  if (!text) return 0;
  if (size) memcpy(text, data, size);
  memset(text + size, '"', WEIR_PAD); /* what lies behind the end must not matter */
  const weir_str str = weir_view(text, (uint32_t)size);
  const weir_column column = {.data = &str, .type = WEIR_STRING};
  sink.out = (weir_out){
      .size = sizeof sink.out, .capacity = 1, .columns = FIELDS, .col = sink.columns.out, .host = &sink.host};
  json_service.read(reader, &column, 0, 1, &sink.out, 0, &parsed);
  if (parsed.good + parsed.bad != 1) abort();
  if (parsed.good && !is_json(text, text + size)) abort();
#ifdef JSON_ORACLE
  ask_oracle(text, size, is_json(text, text + size), parsed.good);
#endif
  columns_reset(&sink.columns, 1);
  while (sink.blocks) free(sink.block[--sink.blocks]);
  free(padded);
  return 0;
}
