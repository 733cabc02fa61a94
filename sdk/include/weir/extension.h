/* SPDX-License-Identifier: Apache-2.0 */
/* Services of the host, asked for by id: host->extension(host, WEIR_EVAL_ID). Tables grow at the end only; an id's number
 * changes when its meaning does. What a service takes and gives is the host's. */
#ifndef WEIR_EXTENSION_H
#define WEIR_EXTENSION_H
#include <weir/operator.h>
#ifdef __cplusplus
extern "C" {
#endif

/* ---- expressions -------------------------------------------------------------------------------------------------- */

#define WEIR_EVAL_ID "weir.eval/1"
/* Columns that come back are borrowed until the instance's next call of this table, at the latest until its callback
 * returns; string bytes live as long as those of the input chunk. [worker & inside process] unless said otherwise. */
typedef struct weir_eval {
  uint32_t size, minor;
  uint32_t (*count)(const weir_expressions *expressions);                      /* [any] */
  const weir_field *(*field)(const weir_expressions *expressions, uint32_t i); /* [any] name and type */
  const weir_field *(*type)(const weir_expression *expression);                /* [any] */
  /* Input column that expression i merely names, or WEIR_NO_ROW. */
  uint32_t (*column)(const weir_expressions *expressions, uint32_t i); /* [any] */
  /* For flatMap: which of them is written explode(list) (its `field` is then the element's), or WEIR_NO_ROW. [any] */
  uint32_t (*exploded)(const weir_expressions *expressions);
  /* NULL: failed, as out->failed will say once the callback returns WEIR_EFAIL. */
  const weir_column *(*eval)(const weir_host *host, const weir_expression *expression, const weir_chunk *in);
  const weir_column *const *(*eval_all)(const weir_host *host, const weir_expressions *expressions,
                                        const weir_chunk *in);
  /* The rows for which a boolean expression is true, ascending, into row[]; gives how many. */
  uint32_t (*select)(const weir_host *host, const weir_expression *expression, const weir_chunk *in, uint32_t *row);
  /* The key columns of a chunk, for upsert and for the aggregates; NULL: failed. */
  const weir_chunk *(*keys)(const weir_host *host, const weir_expressions *key, const weir_chunk *in);
  /* Append the elements of a list expression, alone or as entry `exploded` with the others repeated, to out. */
  weir_status (*explode)(const weir_host *host, const weir_expressions *expressions, const weir_chunk *in,
                         weir_out *out);
  /* A join's `on`: the key of each input, under the names of input 0's columns. [any] */
  const weir_expressions *(*pair_key)(const weir_key_pairs *pairs, uint32_t input);
} weir_eval;

/* ---- aggregates --------------------------------------------------------------------------------------------------- */

#define WEIR_AGGREGATES_ID "weir.aggregates/1"
typedef struct weir_aggregates_table {
  uint32_t size, minor;
  uint32_t (*count)(const weir_aggregates *aggregates);                      /* [any] */
  const weir_field *(*field)(const weir_aggregates *aggregates, uint32_t i); /* [any] name and type of a result */
  uint32_t (*traits)(
      const weir_aggregates *aggregates); /* [any] WEIR_CALL_EXACT if all are, WEIR_CALL_ORDERED if one is */
  /* -- bind -- */
  weir_status (*need_state)(weir_plan *plan, const weir_aggregates *aggregates, const weir_expressions *key,
                            uint32_t scope, int64_t ttl_us);
  /* The state of a window that is kept up by what enters and leaves it (WEIR_WINDOW_DELTA); only where all of `traits` is
   * WEIR_CALL_EXACT. It counts the rows of each key. */
  weir_status (*need_window_state)(weir_plan *plan, const weir_aggregates *aggregates, const weir_expressions *key);
  weir_status (*add_partial_fields)(weir_plan *plan, const weir_aggregates *aggregates); /* the state's fields, flat */
  weir_status (*add_result_fields)(weir_plan *plan, const weir_aggregates *aggregates);
  /* -- process -- */
  /* Rows of the input into the table. `keys` from weir.eval/1, NULL without a key. */
  void (*update)(const weir_host *host, const weir_aggregates *aggregates, weir_table *table, const weir_chunk *keys,
                 const weir_chunk *in);
  /* Partial rows: key columns, then partial fields. */
  void (*merge)(const weir_host *host, const weir_aggregates *aggregates, weir_table *table, const weir_chunk *keys,
                const weir_chunk *in);
  /* The same into and out of a window's state. A key of which as many rows have left as had entered is erased. */
  void (*enter)(const weir_host *host, const weir_aggregates *aggregates, weir_table *table, const weir_chunk *keys,
                const weir_chunk *in);
  void (*leave)(const weir_host *host, const weir_aggregates *aggregates, weir_table *table, const weir_chunk *keys,
                const weir_chunk *in);
  /* -- batch_end -- */
  /* Append the scan's keys and results. Partial rows are host->put_scan(). Flushes as needed. */
  void (*put)(const weir_host *host, const weir_aggregates *aggregates, weir_out *out, const weir_scan *scan);
} weir_aggregates_table;

/* ---- state kept up by expressions ---------------------------------------------------------------------------------- */

#define WEIR_STATE_ID "weir.state/1"
typedef struct weir_state_table {
  uint32_t size, minor;
  /* -- bind -- */
  /* A table of stream scope for the fields, the next of weir_open.state. ttl_us 0: a key never expires. */
  weir_status (*need_state)(weir_plan *plan, const weir_state_fields *fields, const weir_expressions *key,
                            int64_t ttl_us);
  /* -- process -- */
  /* Parts n rows by their slots into rounds, so that no key comes twice in one and the rows of a key come in order:
   * row numbers by round into row[0..n), where round i ends in row[] into end[i]; gives how many rounds. O(n). */
  uint32_t (*rounds)(const weir_state_fields *fields, void *const *slot, uint32_t n, uint32_t *row, uint32_t *end);
  /* Rows row[0..n) of `in`, of n different keys, whose state is in slot[0..n): runs the updates, and gives the rows that
   * expressions with WEIR_OVER_STATE read; valid until the instance's next call of this table. NULL: failed. */
  const weir_chunk *(*update)(const weir_host *host, const weir_state_fields *fields, weir_table *table,
                              const weir_chunk *in, const uint32_t *row, uint32_t n, void *const *slot);
  /* -- batch_end -- */
  /* The same for keys of a scan that time out: the columns that make the key, state.name as it last was, and timing_out;
   * all else is null. NULL: failed. */
  const weir_chunk *(*expired)(const weir_host *host, const weir_state_fields *fields, const weir_expressions *key,
                               const weir_scan *scan);
} weir_state_table;

/* ---- row encoders ------------------------------------------------------------------------------------------------- */

#define WEIR_FORMAT_ID "weir.format/1"
typedef struct weir_format_table {
  uint32_t size, minor;
  /* Rows first .. first+n of a chunk of schema `schema` as text, one line each ending in '\n'; *size bytes, valid until the
   * instance's next call; NULL: out of memory. json: one object; csv: RFC 4180; python and scala: Spark's print of a row. */
  const char *(*rows)(const weir_host *host, const weir_format *format, const weir_schema *schema, const weir_chunk *in,
                      uint32_t first, uint32_t n, uint64_t *size);
} weir_format_table;

/* ---- kernels ------------------------------------------------------------------------------------------------------ */

#define WEIR_KERNELS_ID "weir.kernels/1"
/* Bodies chosen for the machine at start: an old plugin gets faster with a new host. [any]. Text is shorter than 4 GB and has
 * WEIR_PAD readable bytes around it, views point into it. */
typedef struct weir_kernels {
  uint32_t size, minor;
  /* Lines of text[0..n) ended by \n, \r\n or \r, at most `max` (room for max + 8 views), as views; *used bytes were consumed
   * with their ends. A \r as the last byte is not taken, since \n may follow. Gives how many. */
  uint32_t (*lines)(const char *text, uint64_t n, weir_str *line, uint32_t max, uint64_t *used);
  /* Parts of text[0..n) between single bytes `separator`, at most `max` (room for max + 64 views): one more than there are
   * separators when all is consumed (*used = n + 1), else *used is where the next part begins. Gives how many. */
  uint32_t (*split)(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max, uint64_t *used);
  /* How often `byte` occurs in text[0..n). */
  uint64_t (*count_byte)(const char *text, uint64_t n, char byte);
  /* As split, for a run of lines: '\n' separates parts too. */
  uint32_t (*split_lines)(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max, uint64_t *used);
} weir_kernels;

/* ---- memory ------------------------------------------------------------------------------------------------------- */

#define WEIR_MEMORY_ID "weir.memory/1"
/* Memory for rows that wait in a sink or source, counted to the pipeline's bound, `memory`: while it is reached, sources are not
 * polled. Whatever can grow with a batch belongs here. [source|sink & open] */
typedef struct weir_memory {
  uint32_t size, minor;
  /* p, of `from` bytes (NULL: 0), becomes `to` bytes (0: is given back, gives NULL), its content kept as far as both reach;
   * aligned to 64. NULL with to > 0: out of memory, and p is as it was. What grows in steps of a quarter is cheap. */
  void *(*resize)(const weir_host *host, void *p, uint64_t from, uint64_t to);
} weir_memory;

/* ---- JSON --------------------------------------------------------------------------------------------------------- */

#define WEIR_JSON_ID "weir.json/1"
typedef struct weir_json_reader weir_json_reader;

/* What became of texts: which of them are rows now, in order, and which are none, and why. Row numbers are the texts'. A
 * sentence lives as long as what parsed the text. */
typedef struct weir_parsed {
  uint32_t good, bad;
  uint32_t good_row[WEIR_MAX_ROWS], bad_row[WEIR_MAX_ROWS];
  const char *why[WEIR_MAX_ROWS];
} weir_parsed;

typedef struct weir_json {
  uint32_t size, minor;
  /* A reader of texts that are one object each, for one instance. Field i is the member path[i] (names with a dot between:
   * objects in objects), or, where `path` or path[i] is NULL, the member of the field's name. Other members are passed
   * over. Fields are plain, maps, or lists of plain elements. Borrows `fields` and the paths until close. NULL: err
   * says why. [any] */
  weir_json_reader *(*open)(const weir_schema *fields, const char *const *path, weir_error *err);
  void (*close)(weir_json_reader *reader); /* NULL is fine [any] */
  /* Texts first .. first+n of a string or binary column: objects become rows out->rows .. +result->good, columns
   * `column` .. of `out`, which are the reader's fields; does not move `rows`; n must fit. A member that is missing or null
   * is null. bool: true, false; int64: whole numbers; float64: numbers; timestamp: RFC 3339 in a string; string: a string, or
   * the text of any other value; binary: a string of hexadecimal digits; list: an array; map: an object, its values as
   * strings. What is no object, has a member of another type or the same member twice is bad. Strings may be views of
   * the text. */
  void (*read)(weir_json_reader *reader, const weir_column *text, uint32_t first, uint32_t n, weir_out *out,
               uint32_t column, weir_parsed *result);
  /* -- scanning: text[p, end), with WEIR_PAD readable bytes behind `end` [any] -- */
  /* `p` is at the first byte of a value: the byte behind it; NULL: malformed, or deeper than 512 arrays and objects. */
  const char *(*skip)(const char *p, const char *end);
  /* `p` is behind the opening quote of a string: its closing one, and whether it has escapes; NULL: malformed. */
  const char *(*string_end)(const char *p, const char *end, uint32_t *escaped);
  /* The text between these quotes without escapes, into to[0 .. end - p); gives its size. */
  uint64_t (*unescape)(const char *p, const char *end, char *to);
} weir_json;

/* ---- values from text ---------------------------------------------------------------------------------------------- */

#define WEIR_TEXT_ID "weir.text/1"
typedef struct weir_text_values {
  uint32_t size, minor;
  /* The text p[0..n) as a value of the plain type `type` into row `row` of column `column` of `out`; strings and binaries
   * are views of it. 1; or 0: it is none, and nothing was written. bool: true, t, yes, y, 1 and false, f, no, n, 0 in any
   * case; int64: decimal digits with a sign; float64: as JSON has numbers, or NaN, Infinity, -Infinity; timestamp: RFC
   * 3339. Blanks around all of these are passed over. [worker|source & inside process, poll] */
  uint32_t (*put)(weir_out *out, uint32_t column, uint32_t row, uint32_t type, const char *p, uint64_t n);
  /* Null, with a zero below; plain types. */
  void (*put_null)(weir_out *out, uint32_t column, uint32_t row, uint32_t type);
  /* What the text of a value of that type has to be, in words, for error messages; NULL: no text is one (lists, maps,
   * structs). [any] */
  const char *(*kind)(uint32_t type);
} weir_text_values;

/* ---- files -------------------------------------------------------------------------------------------------------- */

#define WEIR_FILES_ID "weir.files/1"
/* Every file call of host and plugins passes here: beneath a directory that was opened once, never out of it. Calls give 0
 * or a positive count, or a negative errno. [source|sink & open] */
typedef struct weir_dir weir_dir;
typedef struct weir_file weir_file;
#define WEIR_FILE_READ 0u
#define WEIR_FILE_CREATE 1u  /* new, for writing; an existing one is an error */
#define WEIR_FILE_REPLACE 2u /* for writing, emptied */
#define WEIR_FILE_APPEND 3u
typedef struct weir_files {
  uint32_t size, minor;
  int (*open_dir)(const weir_host *host, const char *path, int create, weir_dir **dir); /* create: with its parents */
  void (*close_dir)(weir_dir *dir);
  int (*open)(weir_dir *dir, const char *name, uint32_t mode, weir_file **file); /* name: relative, beneath dir */
  int64_t (*read)(weir_file *file, void *to, uint64_t n);
  int (*write)(weir_file *file, const void *from, uint64_t n); /* all of it or an error */
  int (*sync)(weir_file *file);                                /* never to be retried after an error */
  int (*close)(weir_file *file);
  int (*make_dir)(weir_dir *dir, const char *name); /* -EEXIST if it is there */
  int (*rename)(weir_dir *dir, const char *from, const char *to);
  int (*remove)(weir_dir *dir, const char *name);   /* a file, or a directory with all in it */
  int (*sync_dir)(weir_dir *dir, const char *name); /* "" for dir itself */
  /* Names in a directory, sorted; calls `each` for every one until it gives non-zero. */
  int (*list)(weir_dir *dir, const char *name, int (*each)(void *context, const char *name), void *context);
} weir_files;

#ifdef __cplusplus
}
#endif
#endif
