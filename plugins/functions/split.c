/* SPDX-License-Identifier: Apache-2.0 */
/* split(text, separator): the list of what lies between separators, empty parts too: 'a,,b,' gives ['a', '', 'b',
 * '']; '' gives ['']; null gives null. Semantics: Spark SQL, split(str, regex) without limit, for patterns that are
 * plain text. A separator of one byte is left to the host's kernels. Parts are views into the text. */
#include "functions.h"

void *memmem(const void *haystack, size_t haystack_size, const void *needle, size_t needle_size);

enum {
  SEPARATOR_MAX = 255,
  KERNEL_ROOM = 64,  /* what the kernel may write behind the limit it is given */
  FEW = 64,          /* parts that are cut at once where the output has no room for the kernel */
  RUN_MAX = 1 << 24, /* bytes of lines that are cut as one text */
};

typedef struct literal {
  uint32_t n;
  char bytes[SEPARATOR_MAX];
} literal;

/* ---- the separator ------------------------------------------------------------------------------------------------
 * */

/* Reads a pattern that means one text: without metacharacters, or with such escaped by a backslash. NULL, or why not.
 * */
static const char *literal_read(literal *to, const char *pattern, uint32_t n) {
  literal read = {.n = 0};
  if (n == 0) return "the separator of split must not be empty";
  for (uint32_t i = 0; i < n; i++) {
    char c = pattern[i];
    if (memchr(".*+?()[]{}^$|", c, 13) != NULL)
      return "this separator is a regular expression, and patterns come with the plugin regex; to split at the "
             "character itself write a backslash before it";
    if (c == '\\') {
      if (++i == n) return "the separator of split ends in a backslash that escapes nothing";
      c = pattern[i];
      if (c == 't')
        c = '\t';
      else if (c == 'n')
        c = '\n';
      else if (c == 'r')
        c = '\r';
      else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return "this separator is a regular expression, and patterns come with the plugin regex";
    }
    if (read.n == SEPARATOR_MAX) return "the separator of split must not be longer than 255 bytes";
    read.bytes[read.n++] = c;
  }
  *to = read;
  return NULL;
}

/* The separator of a call that bind has accepted. */
static literal separator_of(const weir_call *call) {
  literal separator = {.n = 0};
  const weir_str *pattern = call->constant[1]->data;
  (void)literal_read(&separator, weir_text(pattern), pattern->len);
  return separator;
}

/* Whatever is no plain text, a limit too, is for the regular expressions' split. */
static weir_status pass(weir_error *err, const char *why) {
  (void)function_refuse(err, why);
  return WEIR_PASS;
}

static weir_status bind(weir_call *call, weir_error *err) {
  const weir_column *pattern = call->constant[1];
  if (call->args > 2) return pass(err, "split with a limit comes with the plugin regex");
  if (pattern == NULL || weir_is_null(pattern, 0))
    return pass(err, "the separator of split must be a constant string without the plugin regex");
  literal separator;
  const weir_str *text = pattern->data;
  const char *why = literal_read(&separator, weir_text(text), text->len);
  if (why != NULL) return pass(err, why);
  if (call->host->extension(call->host, WEIR_KERNELS_ID) == NULL)
    return function_refuse(err, "split needs a host with " WEIR_KERNELS_ID);
  const weir_field element = {.name = "element", .type = WEIR_STRING};
  const weir_field result = {.name = "split",
                             .type = WEIR_LIST,
                             .flags = call->arg[0]->flags & WEIR_NULLABLE,
                             .children = 1,
                             .child = &element};
  return call->set_result(call, &result);
}

/* ---- cutting one text ---------------------------------------------------------------------------------------------
 * */

/* How a text is cut: by one of the kernels if `cut` is there, else at each `separator`. */
typedef struct splitter {
  const weir_kernels *kernels;
  uint32_t (*cut)(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max, uint64_t *used);
  literal separator;
} splitter;

static splitter splitter_of(const weir_call *call) {
  splitter s = {.kernels = call->host->extension(call->host, WEIR_KERNELS_ID), .separator = separator_of(call)};
  if (s.separator.n == 1) s.cut = s.kernels->split;
  return s;
}

/* The contract of weir_kernels.split for a separator of several bytes; *used is n + 1 when all is consumed. */
static uint32_t cut_at_text(const literal *separator, const char *text, uint64_t n, weir_str *part, uint32_t max,
                            uint64_t *used) {
  uint64_t start = 0;
  uint32_t count = 0;
  while (count < max && start <= n) {
    const char *found = memmem(text + start, n - start, separator->bytes, separator->n);
    const uint64_t end = found != NULL ? (uint64_t)(found - text) : n;
    part[count++] = weir_view(text + start, (uint32_t)(end - start));
    start = found != NULL ? end + separator->n : n + 1;
  }
  *used = start;
  return count;
}

static uint32_t cut(const splitter *s, const char *text, uint64_t n, weir_str *part, uint32_t max, uint64_t *used) {
  if (s->cut != NULL) return s->cut(text, n, s->separator.bytes[0], part, max, used);
  return cut_at_text(&s->separator, text, n, part, max, used);
}

/* ---- lists --------------------------------------------------------------------------------------------------------
 * */

static uint64_t count_parts(const splitter *s, const weir_str *text) {
  if (s->cut != NULL) return 1 + s->kernels->count_byte(weir_text(text), text->len, s->separator.bytes[0]);
  const char *p = weir_text(text), *end = p + text->len;
  uint64_t count = 1;
  while ((p = memmem(p, (size_t)(end - p), s->separator.bytes, s->separator.n)) != NULL) {
    p += s->separator.n;
    count++;
  }
  return count;
}

/* All rows' lists lie one after another: one reservation, `ends` tell them apart. */
static weir_status eval(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const splitter s = splitter_of(call);
  const weir_str *text = arg[0]->data;
  uint64_t total = 0, used = 0;
  for (uint32_t r = 0; r < rows; r++)
    if (!weir_is_null(arg[0], r)) total += count_parts(&s, text + r);
  if (total > UINT32_MAX - 2 * KERNEL_ROOM) {
    out->host->fail(out, "split gives more parts in one chunk than a list can have");
    return WEIR_EFAIL;
  }
  uint32_t at = out->host->list_reserve(out, column, (uint32_t)total + KERNEL_ROOM);
  if (at == WEIR_NO_ROW) return WEIR_EFAIL;
  weir_out_column *to = &out->col[column];
  weir_str *part = to->child->data;
  for (uint32_t r = 0; r < rows; r++) {
    if (!weir_is_null(arg[0], r)) at += cut(&s, weir_text(text + r), text[r].len, part + at, text[r].len + 1, &used);
    to->ends[r] = at;
  }
  function_copy_nulls(arg[0], to, rows);
  return WEIR_OK;
}

/* ---- elements only ------------------------------------------------------------------------------------------------
 * */

/* At most FEW parts by way of an array of our own, for outputs that are too small for the kernel's room. Gives what
 * was consumed. */
static uint64_t append_few(const splitter *s, const char *text, uint64_t n, weir_out *out, uint32_t column) {
  weir_str part[FEW + KERNEL_ROOM];
  uint64_t used = 0;
  const uint32_t count = cut(s, text, n, part, FEW, &used);
  for (uint32_t i = 0; i < count; i++) {
    weir_put_view(out, column, part[i]);
    weir_end_row(out);
  }
  return used;
}

/* The parts of text[0..n) as rows of the output, which is handed on when the kernel's room has become scarce. */
static void append_parts(const splitter *s, const char *text, uint64_t n, weir_out *out, uint32_t column) {
  for (uint64_t at = 0, used = 0; at <= n; at += used) {
    if (out->capacity < 4 * KERNEL_ROOM) {
      used = append_few(s, text + at, n - at, out, column);
      continue;
    }
    if (out->capacity - out->rows < 2 * KERNEL_ROOM) out->host->flush(out);
    weir_str *part = (weir_str *)out->col[column].data + out->rows;
    out->rows += cut(s, text + at, n - at, part, out->capacity - out->rows - KERNEL_ROOM, &used);
  }
}

/* Rows first .. end whose bytes lie one after another in one text, with one '\n' between two of them: lines of a
 * block. */
typedef struct run {
  const char *text;
  uint64_t n;
  uint32_t end;
} run;

/* The short lines rows[first .. end), which are held in their views, lie also at p, each with '\n' behind it. */
static int short_lines_are_at(const char *p, const weir_str *row, uint32_t first, uint32_t end) {
  for (uint32_t r = first; r < end; r++) {
    if (memcmp(p, row[r].head, row[r].len) != 0 || p[row[r].len] != '\n') return 0;
    p += row[r].len + 1;
  }
  return 1;
}

/* The longest run that starts at the long row `first`. Short lines (12 bytes and less) are not in the text by their
 * views, but are when the next long line begins just behind where they would be:
 *
 *   [ a long line ......... ]\n[short]\n[]\n[ a long line ......... ]
 *                             ^ fewer than WEIR_PAD bytes, so that they can be read whether they are text or not
 */
static run run_from(const weir_str *row, uint32_t first, uint32_t rows) {
  const char *begin = row[first].u.ptr, *end = begin + row[first].len;
  uint32_t r = first + 1, last = r, gap = 0;
  for (; r < rows && gap < WEIR_PAD - 16 && end - begin < RUN_MAX; r++) {
    if (row[r].len <= 12) {
      gap += row[r].len + 1;
      continue;
    }
    if ((uintptr_t)row[r].u.ptr != (uintptr_t)end + gap + 1 || *end != '\n') break;
    if (gap > 0 && !short_lines_are_at(end + 1, row, last, r)) break;
    end = row[r].u.ptr + row[r].len;
    last = r + 1;
    gap = 0;
  }
  return (run){begin, (uint64_t)(end - begin), last};
}

/* Appends the run that starts at the long row `first`; gives the row behind it. A '\n' more than there are gaps is
 * within a row, where it does not separate: then each row for itself. */
static uint32_t append_run(const splitter *whole, const splitter *by_lines, const weir_str *row, uint32_t first,
                           uint32_t rows, weir_out *out, uint32_t column) {
  const run lines = run_from(row, first, rows);
  if (by_lines->kernels->count_byte(lines.text, lines.n, '\n') == lines.end - first - 1) {
    append_parts(by_lines, lines.text, lines.n, out, column);
    return lines.end;
  }
  for (uint32_t r = first; r < lines.end; r++) append_parts(whole, weir_text(row + r), row[r].len, out, column);
  return lines.end;
}

static weir_status explode(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const splitter whole = splitter_of(call);
  splitter by_lines = whole;
  by_lines.cut = whole.kernels->split_lines;
  const int runs = whole.cut != NULL && arg[0]->valid == NULL;
  const weir_str *row = arg[0]->data;
  for (uint32_t r = 0; r < rows;) {
    if (runs && row[r].len > 12) {
      r = append_run(&whole, &by_lines, row, r, rows, out, column);
      continue;
    }
    if (!weir_is_null(arg[0], r)) append_parts(&whole, weir_text(row + r), row[r].len, out, column);
    r++;
  }
  return out->failed;
}

const function function_split = {
    .base = {.size = sizeof(weir_function),
             .name = "split",
             .help = "split(text, separator): the list of text's parts between separators; regular expressions and "
                     "limits are left to the plugin regex",
             .bind = bind,
             .eval = eval,
             .explode = explode,
             .signature = "(string, string, [int64])"}};
