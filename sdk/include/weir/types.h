/* SPDX-License-Identifier: Apache-2.0 */
/* Status, errors, rows: what every other header of the SDK is made of.
 *
 * Rules of the ABI: a table begins with `size` and grows at its end only; no enum, bool, long or bit-field in a table;
 * no varargs across it; whatever can grow is allocated by the host; arrays of what can grow carry a `stride`.
 * Layouts are Arrow's wherever Arrow's are good: validity bitmaps, offsets of lists, string views. */
#ifndef WEIR_TYPES_H
#define WEIR_TYPES_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_ABI_MAJOR 0 /* 0: not frozen; the exported symbol is weir_plugin_v0 */
#define WEIR_ABI_MINOR 1
#define WEIR_MAX_ROWS 4096u /* no chunk has more rows, no output more room: a plugin may size arrays by it */
#define WEIR_PAD 64u        /* readable bytes before and after every string buffer and column of the host */

/* What a callback says. 0 is fine, negative a failure, positive neither. */
typedef int32_t weir_status;
#define WEIR_OK 0
#define WEIR_IDLE 1 /* source: nothing to read now */
#define WEIR_END                                                                                                       \
  2 /* source: nothing more will come, `poll` is not called again; sink: nothing will ever be taken any more, \
                          * the batch fails and the pipeline ends */
#define WEIR_PASS                                                                                                      \
  3 /* bind of a function: another one may take these arguments; the next file's of this name is asked */
#define WEIR_EINVAL (-1) /* bind: options or schemas do not fit; reported by `weir check` */
#define WEIR_ERETRY                                                                                                    \
  (-2) /* source, sink: transient; the host repeats the call after a back-off; open: the process exits with 75 */
#define WEIR_EFAIL (-3) /* the batch fails: it is undone, rerun if its rows can be had again, and else reported lost */

/* Why a callback failed. Owned by the host, zeroed, `option` = -1. Fill `text` with one sentence without a final period:
 * what is wrong, then what would be right. `option`, `entry` and `offset` let the host add file:line:column. */
typedef struct weir_error {
  char text[480];
  int32_t option;  /* index in the entry's option table, or -1 */
  uint32_t entry;  /* of a list or mapping: which of its entries */
  uint32_t offset; /* bytes into the option's text */
  uint32_t reserved;
} weir_error;

/* Types of columns and fields. 10 (decimal) is kept free. */
#define WEIR_BOOL 1u   /* one uint8_t a row, 0 or 1 */
#define WEIR_I64 2u    /* int64_t */
#define WEIR_F64 3u    /* double */
#define WEIR_TIME 4u   /* int64_t, µs since 1970 UTC */
#define WEIR_STRING 5u /* weir_str; UTF-8 is the producer's promise, not checked on the way */
#define WEIR_BINARY 6u /* weir_str */
#define WEIR_LIST 7u   /* `ends` into child[0], a column of any of the types above */
#define WEIR_MAP 8u    /* `ends` into child[0] (keys) and child[1] (values), both strings */
#define WEIR_STRUCT 9u /* row r is row first + r of each of child[0 .. fields of the type), columns of any type */

/* 16 bytes that are a string. Up to 12 bytes lie within, the rest of them zero, so that comparing 16 bytes compares short
 * strings exactly; longer ones are `ptr`, with their first 4 bytes in `head`. Frozen. */
typedef struct weir_str {
  uint32_t len;
  char head[4];
  union {
    char rest[8];
    const char *ptr;
  } u;
} weir_str;

/* A column. `data` is what the types above say, one value a row (NULL for lists, maps and structs). `valid` is a bitmap, 1 = present;
 * NULL = no nulls; the data of a null is zero. Lists and maps: row r is child[ends[r-1] .. ends[r]), ends[-1] counting as
 * `first`. Step through an array of columns by the chunk's `stride`, never by sizeof. */
typedef struct weir_column {
  const void *data;
  const uint64_t *valid;
  const uint32_t *ends;
  const struct weir_column *child;
  uint32_t type;
  uint32_t first; /* lists, maps, structs: index in child where row 0 begins */
} weir_column;

/* Rows, column by column: Arrow's record batch. Borrowed: the chunk and its arrays are valid until the callback that got it
 * returns; the bytes of its strings a little longer (to the end of the task), on which no plugin may rely. */
typedef struct weir_chunk {
  uint32_t size, rows, columns, stride;
  uint64_t sequence; /* of row 0 in what reaches this operator in this batch: grows by rows, may leave gaps */
  const weir_column *col;
  const void *host; /* the host's own */
} weir_chunk;

#define WEIR_NULLABLE 1u /* weir_field.flags */

/* A named type. `offset`: in value schemas of keyed state, where the field lies in the plugin's struct. */
typedef struct weir_field {
  const char *name;
  uint32_t type, flags;
  uint32_t offset, children;
  const struct weir_field *child; /* list: 1, the element; map: 2, key and value; struct: its fields; else 0 */
} weir_field;

typedef struct weir_schema {
  uint32_t size, count, stride, reserved; /* stride of `field` */
  const weir_field *field;
} weir_schema;

/* The batch at hand. Its time is the end of its interval, a multiple of the interval since the epoch. */
#define WEIR_BATCH_PARTIAL                                                                                             \
  1u /* combiner only: the host wants room, the batch goes on: emit what there is, start anew */
typedef struct weir_batch {
  uint32_t size, flags;
  int64_t time_us, interval_us;
} weir_batch;

static inline const weir_column *weir_col(const weir_chunk *c, uint32_t i) {
  return (const weir_column *)(const void *)((const char *)c->col + (size_t)i * c->stride);
}
static inline const int64_t *weir_i64(const weir_chunk *c, uint32_t i) { return (const int64_t *)weir_col(c, i)->data; }
static inline const double *weir_f64(const weir_chunk *c, uint32_t i) { return (const double *)weir_col(c, i)->data; }
static inline const uint8_t *weir_bool(const weir_chunk *c, uint32_t i) {
  return (const uint8_t *)weir_col(c, i)->data;
}
static inline const weir_str *weir_strs(const weir_chunk *c, uint32_t i) {
  return (const weir_str *)weir_col(c, i)->data;
}
static inline const char *weir_text(const weir_str *s) { return s->len <= 12 ? s->head : s->u.ptr; }
static inline int weir_is_null(const weir_column *c, uint32_t row) {
  return c->valid && !(c->valid[row >> 6] >> (row & 63) & 1);
}
static inline int weir_null(const weir_chunk *c, uint32_t i, uint32_t row) { return weir_is_null(weir_col(c, i), row); }
static inline const weir_field *weir_field_at(const weir_schema *s, uint32_t i) {
  return (const weir_field *)(const void *)((const char *)s->field + (size_t)i * s->stride);
}

/* A view of p[0..n), which must stay where it is as long as the view is used: bytes of the input chunk, or of host->bytes(). */
static inline weir_str weir_view(const char *p, uint32_t n) {
  weir_str s;
  memset(&s, 0, sizeof s);
  s.len = n;
  if (n <= 12) {
    memcpy((char *)&s + offsetof(weir_str, head), p, n);
  } else {
    memcpy(s.head, p, 4);
    s.u.ptr = p;
  }
  return s;
}

/* 1 when both hold the same bytes. */
static inline int weir_str_equal(const weir_str *a, const weir_str *b) {
  return a->len == b->len && memcmp(weir_text(a), weir_text(b), a->len) == 0;
}

/* `table` reaches to `member`: how either side asks whether a table of the other, possibly older, has it. */
#define WEIR_HAS(table, type, member) ((table)->size >= offsetof(type, member) + sizeof((table)->member))

#ifdef __cplusplus
}
#endif
#endif
