/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_host.h"
#include "data/kernels.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct fake_block {
  struct fake_block *next;
  void *memory;
} fake_block;

static void *allocate(uint64_t n) {
  void *p = calloc(1, n > 0 ? (size_t)n : 1);
  if (p == NULL) {
    (void)fprintf(stderr, "out of memory\n");
    exit(2);
  }
  return p;
}

void *fake_host_memory(fake_host *host, uint64_t n) {
  fake_block *block = allocate(sizeof *block);
  block->memory = allocate(WEIR_PAD + n + WEIR_PAD);
  block->next = host->blocks;
  host->blocks = block;
  return (char *)block->memory + WEIR_PAD;
}

weir_table *fake_host_table(fake_host *host) { return (weir_table *)(void *)host; }

/* Every host function is given something of which the fake_host is the first member, or which points to it. */
static fake_host *host_of(const weir_out *out) { return (fake_host *)(void *)(uintptr_t)out->host; }

static char *bytes(weir_out *out, uint64_t n) { return fake_host_memory(host_of(out), n); }

static void fail(weir_out *out, const char *text) {
  fake_host *host = host_of(out);
  if (out->failed == WEIR_OK) host->failed = text;
  out->failed = WEIR_EFAIL;
}

static void slot_string(weir_table *table, weir_str *field, const char *p, uint64_t n) {
  char *copy = fake_host_memory((fake_host *)(void *)table, n);
  memcpy(copy, p, n);
  *field = weir_view(copy, (uint32_t)n);
}

static const void *extension(const weir_host *host, const char *id) {
  (void)host;
  return strcmp(id, WEIR_KERNELS_ID) == 0 ? kernels_best() : NULL;
}

static void flush(weir_out *o) {
  fake_out *out = (fake_out *)(void *)o;
  const uint32_t total = out->row_count + o->rows;
  weir_str *rows = fake_host_memory(host_of(o), total * sizeof *rows);
  if (out->row_count > 0) memcpy(rows, out->rows, out->row_count * sizeof *rows);
  memcpy(rows + out->row_count, out->column.data, o->rows * sizeof *rows);
  /* The arrays move, so that whoever keeps a pointer writes to what nobody reads. */
  out->column.data = fake_host_memory(host_of(o), o->capacity * sizeof *rows);
  out->rows = rows;
  out->row_count = total;
  out->flushes++;
  o->rows = 0;
}

static uint32_t list_reserve(weir_out *o, uint32_t column, uint32_t n) {
  fake_out *out = (fake_out *)(void *)o;
  (void)column;
  const uint32_t first = 3; /* as if rows before had lists */
  out->child_room = first + n;
  out->child.data = fake_host_memory(host_of(o), out->child_room * sizeof(weir_str));
  return first;
}

void fake_host_init(fake_host *host) {
  *host = (fake_host){.host = {.size = sizeof(weir_host),
                               .minor = WEIR_ABI_MINOR,
                               .flush = flush,
                               .bytes = bytes,
                               .fail = fail,
                               .list_reserve = list_reserve,
                               .slot_string = slot_string,
                               .extension = extension}};
}

void fake_host_finish(fake_host *host) {
  while (host->blocks != NULL) {
    fake_block *block = host->blocks;
    host->blocks = block->next;
    free(block->memory);
    free(block);
  }
}

weir_column fake_strings(fake_host *host, const char *const *text, uint32_t n) {
  weir_str *view = fake_host_memory(host, n * sizeof *view);
  weir_column column = {.data = view, .type = WEIR_STRING};
  for (uint32_t r = 0; r < n; r++) {
    if (text[r] == NULL) {
      fake_set_null(host, &column, r);
      continue;
    }
    const uint64_t size = strlen(text[r]);
    char *copy = fake_host_memory(host, size);
    memcpy(copy, text[r], size);
    view[r] = weir_view(copy, (uint32_t)size);
  }
  return column;
}

weir_column fake_numbers(fake_host *host, const int64_t *value, uint32_t n) {
  int64_t *copy = fake_host_memory(host, n * sizeof *copy);
  memcpy(copy, value, n * sizeof *copy);
  return (weir_column){.data = copy, .type = WEIR_I64};
}

weir_column fake_reals(fake_host *host, const double *value, uint32_t n) {
  double *copy = fake_host_memory(host, n * sizeof *copy);
  memcpy(copy, value, n * sizeof *copy);
  return (weir_column){.data = copy, .type = WEIR_F64};
}

void fake_set_null(fake_host *host, weir_column *column, uint32_t row) {
  uint64_t *valid = fake_host_memory(host, WEIR_MAX_ROWS / 8);
  if (column->valid != NULL)
    memcpy(valid, column->valid, WEIR_MAX_ROWS / 8);
  else
    memset(valid, 0xFF, WEIR_MAX_ROWS / 8);
  valid[row >> 6] &= ~(UINT64_C(1) << (row & 63));
  column->valid = valid;
  const size_t width = column->type == WEIR_STRING ? sizeof(weir_str) : column->type == WEIR_BOOL ? 1 : 8;
  memset((char *)(uintptr_t)column->data + row * width, 0, width); /* the data of a null is zero */
}

static weir_status set_result(weir_call *c, const weir_field *field) {
  fake_call *call = (fake_call *)(void *)c;
  call->result = *field;
  if (field->children > 0) call->element = *field->child;
  return WEIR_OK;
}

static weir_status set_state(weir_call *c, const weir_schema *fields, uint32_t size) {
  fake_call *call = (fake_call *)(void *)c;
  if (fields->count > sizeof call->state / sizeof call->state[0]) return WEIR_EINVAL;
  for (uint32_t i = 0; i < fields->count; i++) call->state[i] = *weir_field_at(fields, i);
  call->state_fields = fields->count;
  call->state_size = size;
  return WEIR_OK;
}

static weir_status set_traits(weir_call *c, uint32_t traits) {
  ((fake_call *)(void *)c)->traits = traits;
  return WEIR_OK;
}

void fake_call_init(fake_call *call, fake_host *host, const weir_field *const *arg, const weir_column *const *constant,
                    uint32_t args) {
  *call = (fake_call){.call = {.size = sizeof(weir_call),
                               .args = args,
                               .arg = arg,
                               .constant = constant,
                               .host = &host->host,
                               .set_result = set_result,
                               .set_state = set_state,
                               .set_traits = set_traits}};
}

void fake_out_init(fake_out *out, fake_host *host, uint32_t capacity) {
  *out = (fake_out){.out = {.size = sizeof(weir_out), .capacity = capacity, .columns = 1, .host = &host->host}};
  out->column.data = fake_host_memory(host, capacity * sizeof(weir_str));
  out->column.valid = fake_host_memory(host, WEIR_MAX_ROWS / 8);
  memset(out->column.valid, 0xFF, WEIR_MAX_ROWS / 8);
  out->column.ends = fake_host_memory(host, capacity * sizeof(uint32_t));
  out->column.child = &out->child;
  out->out.col = &out->column;
}

const weir_plugin *fake_load(const char *path) {
  void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void *symbol = file != NULL ? dlsym(file, WEIR_PLUGIN_SYMBOL) : NULL;
  weir_plugin_fn entry = NULL;
  if (symbol == NULL) {
    (void)fprintf(stderr, "%s: %s\n", path, dlerror());
    exit(2);
  }
  memcpy(&entry, &symbol, sizeof entry);
  return entry();
}
