/* SPDX-License-Identifier: Apache-2.0 */
/* What the host does for a plugin: one table of functions, so that a plugin has no undefined symbol of ours.
 * Every instance gets a table of its own: its address says who calls. Tags name who may call: [thread & lifecycle];
 * `worker` is the lane that called the instance, `source` and `sink` its own thread. */
#ifndef WEIR_HOST_H
#define WEIR_HOST_H
#include <weir/types.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_host weir_host;

/* ---- writing rows ---------------------------------------------------------------------------------------------- */

/* Where a column of the output is written. Row r of it is data[r] as weir_column says; for a nullable column clear bit r
 * of `valid` (all bits are set beforehand) and leave a zero in data. Lists: see weir_host.list_reserve. Frozen. */
typedef struct weir_out_column {
  void *data;
  uint64_t *valid; /* NULL when the field is not nullable */
  uint32_t *ends;  /* lists, maps: after writing row r set ends[r] = end of its elements in child */
  struct weir_out_column
      *child; /* lists: 1, maps: 2, re-read after list_reserve; structs: a column each field, same rows */
} weir_out_column;

/* The output of an operator or source, owned by the host. Write rows from `rows` on and move `rows`; at `capacity` call
 * host->flush(), which hands them on at once and sets rows to 0. Rows left when the callback returns are handed on when
 * the host sees fit. Arrays may move at every call of the host: read `col` again. */
typedef struct weir_out {
  uint32_t size, rows, capacity, columns;
  weir_out_column *col;
  const weir_host *host;
  const weir_batch *batch; /* the batch that is being filled or worked at */
  weir_status failed;      /* sticky; once set, what is written goes nowhere */
  uint32_t reserved;
} weir_out;

/* ---- keyed state ------------------------------------------------------------------------------------------------ */

typedef struct weir_table weir_table;

#define WEIR_SCAN_ALL 0u
#define WEIR_SCAN_TOUCHED 1u /* stream scope: keys upserted in this batch */
#define WEIR_SCAN_EXPIRED 2u /* stream scope with a time-to-live: idle past it at batch time; erased once handed out */
#define WEIR_SCAN_CLEAR 4u   /* batch scope: what was handed out is empty at the next call */

/* A walk over a table: zero it, set `flags`, call host->scan() until it gives 0. */
typedef struct weir_scan {
  uint32_t size, flags;
  uint64_t position; /* the host's own */
  uint32_t rows, reserved;
  const weir_chunk *keys; /* key columns of the rows at hand; valid until the next call on the table */
  void *const *slot;      /* their values */
  weir_table *table;
} weir_scan;

/* Rows by key: a run of keys and, for each input that was declared by need_rows, the rows of each key as lists. */
typedef struct weir_rows_scan {
  uint32_t size, flags;
  uint64_t position;
  uint32_t rows, inputs;
  const weir_chunk *keys;
  const weir_chunk *const *input; /* column c of input i: a list, the values of that column of all rows of the key */
} weir_rows_scan;

#define WEIR_NO_ROW UINT32_MAX /* put_column: this row becomes null */

#define WEIR_CLOCK_STEADY 0u
#define WEIR_CLOCK_WALL 1u

#define WEIR_LOG_ERROR 3u /* syslog's numbers */
#define WEIR_LOG_WARNING 4u
#define WEIR_LOG_INFO 6u
#define WEIR_LOG_DEBUG 7u

struct weir_host {
  uint32_t size, minor;

  /* -- writing [worker|source & inside process, batch_end, poll, replay] -- */

  /* Hand the rows of `out` on now, depth first; rows is 0 afterwards. */
  void (*flush)(weir_out *out);
  /* n bytes of string memory that live as long as the rows written now. Never NULL: when memory is out, `failed` is set and
   * the bytes are scratch; n is at most 64 MB. 64 bytes around it are readable. */
  char *(*bytes)(weir_out *out, uint64_t n);
  /* Append the whole rows row[0..n) of `in`, whose columns are those of `out`; flushes as needed. */
  void (*take)(weir_out *out, const weir_chunk *in, const uint32_t *row, uint32_t n);
  /* Gather from[row[i]] into rows out->rows+i of one column; WEIR_NO_ROW gives null. row == NULL: 0, 1, 2 ….
   * Does not move `rows`; n must fit. Types must agree. */
  void (*put_column)(weir_out *out, uint32_t column, const weir_column *from, const uint32_t *row, uint32_t n);
  /* Hand `rows` (at most WEIR_MAX_ROWS) rows of borrowed columns on without copying, after flushing what `out` holds.
   * `col` has as many columns as `out`, of its types. */
  void (*emit)(weir_out *out, const weir_column *const *col, uint32_t rows);
  /* Make room for n elements of list or map column `column`; gives the index of the first, WEIR_NO_ROW when memory is out
   * (`failed` is set). Fill child[..].data there, then set ends[row]. */
  uint32_t (*list_reserve)(weir_out *out, uint32_t column, uint32_t n);
  /* A row that cannot be processed: into the stream dead_letters, counted, part of the batch. `why`: a short sentence. */
  void (*reject)(weir_out *out, const weir_chunk *in, uint32_t row, const char *why);
  /* The same for bytes that never became a row; at most 64 KB of them are kept. */
  void (*reject_bytes)(weir_out *out, const void *p, uint64_t n, const char *why);
  /* Fail the call with a sentence; sets out->failed. The first one counts. Return WEIR_EFAIL afterwards. */
  void (*fail)(weir_out *out, const char *text);

  /* -- keyed state [worker & inside process, batch_end]; slots are valid until the next call on the same table -- */

  /* The slots of keys first .. first+n of a chunk of key columns (weir.eval/1: keys), zeroed where new. n is at most
   * WEIR_MAX_ROWS. keys == NULL: the one slot of a table without key. O(n). When memory is out, slots are scratch. */
  void (*upsert)(weir_table *table, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot);
  /* Upsert the keys of all rows and add 1 to the int64 at `offset` of each one's slot, in one pass. */
  void (*upsert_count)(weir_table *table, const weir_chunk *keys, uint32_t offset);
  /* As upsert without adding: NULL where absent. To change what is found, upsert it: a write here passes the undo log by. */
  void (*find)(weir_table *table, const weir_chunk *keys, uint32_t first, uint32_t n, const void **slot);
  /* Forget keys by the slots that upsert or scan gave. */
  void (*erase)(weir_table *table, void *const *slot, uint32_t n);
  /* The next keys and slots, at most WEIR_MAX_ROWS; gives how many, 0 at the end. Order is the table's own, the same for
   * the same content and history. No upsert into a table while it is walked. */
  uint32_t (*scan)(weir_table *table, weir_scan *scan);
  /* Put the scan's keys into the first columns of out, rows out->rows .. +scan->rows, flushing first if they do not fit. Does
   * not move `rows`: fill the other columns, then add scan->rows. */
  void (*put_keys)(weir_out *out, const weir_scan *scan);
  /* Append the scan's rows whole: key columns, then the fields of the value schema. Flushes as needed. */
  void (*put_scan)(weir_out *out, const weir_scan *scan);
  /* Store n bytes into a string or binary field of a slot; the host copies them and owns the copy. */
  void (*slot_string)(weir_table *table, weir_str *field, const char *p, uint64_t n);
  /* Make a binary field of a slot n bytes long, keeping what it has, new bytes zero; gives its writable bytes, NULL when
   * memory is out. The pointer is valid until the next call on the table. */
  char *(*slot_reserve)(weir_table *table, weir_str *field, uint64_t n);
  /* Fail the batch that works at this table, with a sentence (at most 159 bytes, copied): for aggregates, which have no
   * output to fail. The first one counts; what is written until the callback returns goes nowhere. */
  void (*table_fail)(weir_table *table, const char *text);
  /* Rows by key: the next keys with their rows [batch_end]. Gives how many keys, 0 at the end. */
  uint32_t (*scan_rows)(const weir_host *host, weir_rows_scan *scan);

  /* -- sources [source & inside poll, replay] -- */

  /* The rows from here on belong to channel c (what keeps order and position: a file, a partition). Only before the first
   * row or right after a mark. Without a call everything is channel 0. */
  void (*channel)(weir_out *out, uint32_t channel);
  /* All rows of the channel so far are before `position` (at most 256 bytes, copied): a restart is possible here. */
  void (*mark)(weir_out *out, const void *position, uint64_t size);
  /* Room for incoming bytes, at least `want` (0: just the carried ones again): *carry bytes that byte stream `part` (0 .. 65535) left unfinished are at the
   * front, *room bytes can be written behind them. NULL: with *carry > 0, so many unfinished bytes and `want` would pass the
   * pipeline's max_row: reject them and block_commit(out, part, 0, 0) to drop them; else out->failed is set. */
  char *(*block_bytes)(weir_out *out, uint32_t part, uint64_t want, uint64_t *carry, uint64_t *room);
  /* Of the bytes block_bytes gave, `done` are final (rows may view them), the next `carry` wait for more of part `part`. */
  void (*block_commit)(weir_out *out, uint32_t part, uint64_t done, uint64_t carry);

  /* -- at any time after open [any & open] -- */

  /* µs. WEIR_CLOCK_STEADY or WEIR_CLOCK_WALL. The only clock a plugin reads: tests replace it. Batch time is out->batch. */
  int64_t (*now)(const weir_host *host, uint32_t clock);
  /* One line to the log; the same text from the same instance at most once in 10 s. No row content above debug. */
  void (*log)(const weir_host *host, uint32_t level, const char *text);
  /* A counter of this entry's own, by name ([a-z_]+, at most 16 of them); gives its number for count(). */
  uint32_t (*counter)(const weir_host *host, const char *name, const char *help);
  void (*count)(const weir_host *host, uint32_t counter, uint64_t n);
  /* An optional table of the host by id ("weir.eval/1", see extension.h), or NULL. Also in bind [any & checked]. */
  const void *(*extension)(const weir_host *host, const char *id);

  /* -- functions [worker & inside eval, explode] -- */

  /* The lane_size bytes of the call at hand; NULL: memory is out, and `failed` is set. */
  void *(*lane_memory)(weir_out *out);
};

/* ---- rows made easy ---------------------------------------------------------------------------------------------- */

static inline void weir_put_i64(weir_out *o, uint32_t c, int64_t v) { ((int64_t *)o->col[c].data)[o->rows] = v; }
static inline void weir_put_f64(weir_out *o, uint32_t c, double v) { ((double *)o->col[c].data)[o->rows] = v; }
static inline void weir_put_bool(weir_out *o, uint32_t c, int v) { ((uint8_t *)o->col[c].data)[o->rows] = v != 0; }
/* A string whose bytes outlive the output: of the input chunk or of host->bytes(). */
static inline void weir_put_view(weir_out *o, uint32_t c, weir_str v) { ((weir_str *)o->col[c].data)[o->rows] = v; }
/* A string that is copied. */
static inline void weir_put_copy(weir_out *o, uint32_t c, const char *p, uint32_t n) {
  if (n > 12) {
    char *to = o->host->bytes(o, n);
    memcpy(to, p, n);
    p = to;
  }
  weir_put_view(o, c, weir_view(p, n));
}
/* Null in row `rows` of a nullable column, whatever its type; lists: call with ends of the row before. */
static inline void weir_put_null(weir_out *o, uint32_t c) {
  o->col[c].valid[o->rows >> 6] &= ~(UINT64_C(1) << (o->rows & 63));
}
static inline void weir_end_row(weir_out *o) {
  if (++o->rows == o->capacity) o->host->flush(o);
}

#ifdef __cplusplus
}
#endif
#endif
