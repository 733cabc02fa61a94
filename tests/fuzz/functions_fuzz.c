/* SPDX-License-Identifier: Apache-2.0 */
/* Two numbers, then two texts with a newline between them, whatever their bytes: every function of strings and numbers
 * takes them, at any number of arguments, and gives UTF-8 if it was given that. */
#include "functions/text.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const weir_plugin *weir_plugin_v0(void);

enum { ARGUMENTS_MAX = 4, BLOCKS_MAX = 64, INPUT_MAX = 1024, NUMBER_MAX = 1 << 12 };

static struct {
  weir_host host;
  char *block[BLOCKS_MAX];
  uint32_t blocks;
} memory;

static char *bytes(weir_out *out, uint64_t n) {
  char *p = memory.blocks < BLOCKS_MAX ? malloc(n + 2 * WEIR_PAD) : NULL;
  (void)out;
  if (p == NULL) abort(); /* a row takes few of them */
  memory.block[memory.blocks++] = p;
  return p + WEIR_PAD;
}

static void fail(weir_out *out, const char *text) {
  if (text[0] == 0) abort();
  out->failed = WEIR_EFAIL;
}

/* The values of the row at hand, one of each type. */
typedef struct row {
  weir_str text[2];
  int64_t number[2];
  double real[2];
} row;

static uint32_t type_of(const char *name, size_t n) {
  static const struct {
    const char *name;
    uint32_t type;
  } types[] = {{"string", WEIR_STRING},
               {"binary", WEIR_BINARY},
               {"int64", WEIR_I64},
               {"float64", WEIR_F64},
               {"bool", WEIR_BOOL}};
  for (uint32_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (n == strlen(types[i].name) && memcmp(name, types[i].name, n) == 0) return types[i].type;
  return 0;
}

typedef struct signature {
  uint32_t type[ARGUMENTS_MAX], least, most, result;
} signature;

/* The types of the arguments, of alternatives the last, how many there are, and of the result. 0: one of them is none of
 * ours. */
static int read_signature(const char *p, signature *s) {
  *s = (signature){.least = 0};
  for (p++; *p != 0 && *p != ')'; s->most++) {
    p += strspn(p, ", ");
    const int optional = *p == '[';
    p += optional;
    size_t size = strcspn(p, "|,])");
    for (; p[size] == '|'; size = strcspn(p, "|,])")) p += size + 1;
    if (s->most == ARGUMENTS_MAX || (s->type[s->most] = type_of(p, size)) == 0) return 0;
    s->least += !optional;
    p += size + (p[size] == ']');
  }
  const char *arrow = strstr(p, "-> ");
  if (arrow == NULL) return 0;
  s->result = arrow[3] == '$' ? s->type[0] : type_of(arrow + 3, strcspn(arrow + 3, "?"));
  return s->result != 0;
}

static const void *value_of(const row *r, uint32_t i, uint32_t type) {
  const uint32_t which = i % 2;
  return type == WEIR_I64   ? (const void *)&r->number[which]
         : type == WEIR_F64 ? (const void *)&r->real[which]
                            : &r->text[which];
}

static int is_utf8(const weir_str *s) {
  const char *p = weir_text(s), *end = p + s->len, *next;
  for (; p < end; p = next)
    if (text_code(p, end, &next) == 0xFFFD && (next - p != 3 || memcmp(p, "\xEF\xBF\xBD", 3) != 0)) return 0;
  return 1;
}

/* Strings of good texts are good; a short one has nothing behind its end. */
static void check_result(const weir_function *f, const row *r, uint32_t type, const weir_str *s) {
  const int any_bytes = strstr(f->name, "url_decode") != NULL;
  if (type == WEIR_STRING && !is_utf8(s) && !any_bytes && is_utf8(r->text) && is_utf8(r->text + 1)) abort();
  if (type != WEIR_STRING && type != WEIR_BINARY) return;
  const weir_str again = weir_view(weir_text(s), s->len);
  if (s->len <= 12 && memcmp(&again, s, sizeof again) != 0) abort();
}

static void call(const weir_function *f, const row *r, const signature *s, uint32_t args) {
  weir_field field[ARGUMENTS_MAX];
  weir_column column[ARGUMENTS_MAX];
  const weir_field *arg_field[ARGUMENTS_MAX] = {NULL};
  const weir_column *arg[ARGUMENTS_MAX] = {NULL}, *constant[ARGUMENTS_MAX] = {NULL};
  uint64_t value[2] = {0}, valid = UINT64_MAX;
  for (uint32_t i = 0; i < args; i++) {
    field[i] = (weir_field){.name = "x", .type = s->type[i]};
    column[i] = (weir_column){.data = value_of(r, i, s->type[i]), .type = s->type[i]};
    arg_field[i] = &field[i];
    arg[i] = &column[i];
  }
  weir_out_column to = {.data = value, .valid = &valid};
  weir_out out = {.size = sizeof out, .capacity = 1, .columns = 1, .col = &to, .host = &memory.host};
  const weir_call made = {
      .size = sizeof made, .args = args, .arg = arg_field, .constant = constant, .host = &memory.host, .function = f};
  if (f->eval(&made, arg, 1, &out, 0) == WEIR_OK && out.failed == WEIR_OK)
    check_result(f, r, s->result, (const weir_str *)(const void *)value);
  while (memory.blocks > 0) free(memory.block[--memory.blocks]);
}

static void call_all(const row *r) {
  const weir_plugin *plugin = weir_plugin_v0();
  for (uint32_t i = 0; plugin->function[i] != NULL; i++) {
    const weir_function *f = plugin->function[i];
    signature s;
    if (f->bind != NULL || f->signature == NULL || !read_signature(f->signature, &s)) continue;
    for (uint32_t args = s.least; args <= s.most; args++) call(f, r, &s, args);
  }
}

static weir_str copy(const uint8_t *from, size_t n, char **block) {
  *block = calloc(1, n + 2 * WEIR_PAD);
  if (*block == NULL) abort();
  memcpy(*block + WEIR_PAD, from, n);
  return weir_view(*block + WEIR_PAD, (uint32_t)n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  row r = {.real = {0.5, -2}};
  char *block[2];
  if (size < 2 * sizeof r.number || size > INPUT_MAX) return 0;
  memory.host = (weir_host){.size = sizeof memory.host, .bytes = bytes, .fail = fail};
  memcpy(r.number, data, sizeof r.number);
  memcpy(r.real, data, sizeof r.real);
  /* Lengths that people ask for; some of what is beyond them is an error and the rest takes long. */
  for (uint32_t i = 0; i < 2; i++)
    if (r.number[i] % 3 == 0) r.number[i] %= NUMBER_MAX;
  data += sizeof r.number;
  size -= sizeof r.number;
  const uint8_t *line = size > 0 ? memchr(data, '\n', size) : NULL;
  const size_t n = line != NULL ? (size_t)(line - data) : size;
  r.text[0] = copy(data, n, &block[0]);
  r.text[1] = copy(data + n + (line != NULL), size - n - (line != NULL), &block[1]);
  call_all(&r);
  free(block[0]);
  free(block[1]);
  return 0;
}
