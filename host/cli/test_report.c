/* SPDX-License-Identifier: Apache-2.0 */
/* cli/test_report: see test_report.h. */
#include "cli/test_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/files.h"

/* ---- rows -------------------------------------------------------------------------------------------------------- */

typedef struct rows {
  char **line;
  size_t count;
  bool *matched;
  char *text;
} rows;

static bool split(const text_buffer *b, rows *to) {
  *to = (rows){.text = calloc(1, (size_t)b->size + 1)};
  if (!to->text) return false;
  if (b->size) memcpy(to->text, b->data, (size_t)b->size);
  for (uint64_t i = 0; i < b->size; i++) to->count += b->data[i] == '\n';
  to->line = calloc(to->count + 1, sizeof *to->line);
  to->matched = calloc(to->count + 1, sizeof *to->matched);
  if (!to->line || !to->matched) return false;
  char *at = to->text;
  for (size_t i = 0; i < to->count; i++) to->line[i] = strsep(&at, "\n");
  return true;
}

static void rows_finish(rows *r) {
  free((void *)r->line);
  free(r->matched);
  free(r->text);
}

static bool begins_number(char c) { return (c >= '0' && c <= '9') || c == '-'; }

/* Equal, numbers outside of texts up to rounding. */
static bool same_row(const char *a, const char *b) {
  bool in_text = false;
  while (*a && *b) {
    char *end_a = NULL, *end_b = NULL;
    if (!in_text && begins_number(*a) && begins_number(*b)) {
      const double x = strtod(a, &end_a), y = strtod(b, &end_b);
      if (fabs(x - y) > 1e-9 * (fabs(x) + fabs(y))) return false;
      if (end_a == a || end_b == b) return false;
      a = end_a;
      b = end_b;
      continue;
    }
    if (*a != *b) return false;
    if (in_text && *a == '\\' && a[1] && a[1] == b[1]) a++, b++;
    if (*a == '"') in_text = !in_text;
    a++, b++;
  }
  return *a == *b;
}

/* Each row with one that is the same; in order, or any. */
static void match(rows *want, rows *got, bool ordered) {
  for (size_t i = 0; i < want->count; i++) {
    const size_t first = ordered ? i : 0, end = ordered ? (i < got->count ? i + 1 : i) : got->count;
    for (size_t k = first; k < end && !want->matched[i]; k++) {
      if (got->matched[k] || !same_row(want->line[i], got->line[k])) continue;
      want->matched[i] = got->matched[k] = true;
    }
  }
}

static bool all_matched(const rows *r) {
  for (size_t i = 0; i < r->count; i++)
    if (!r->matched[i]) return false;
  return true;
}

/* ---- one batch --------------------------------------------------------------------------------------------------- */

static void print_place(const test_file *f, const test_seen *s, int64_t number, FILE *out) {
  const spec_node *batches = s->expected->value;
  const spec_node *at = (size_t)number < batches->item_count ? batches->items[number] : s->expected->key;
  const spec_position place = spec_diagnostics_position(&f->diagnostics, at->span.start);
  (void)fprintf(out, "  %s, batch %" PRId64 " (%s:%u:%u)\n", s->name, number, f->document.source.label, place.line,
                place.column);
}

static void print_differences(const rows *want, const rows *got, FILE *out) {
  for (size_t i = 0; i < want->count; i++)
    (void)fprintf(out, "    %s %s\n", want->matched[i] ? " " : "-", want->line[i]);
  for (size_t i = 0; i < got->count; i++)
    if (!got->matched[i]) (void)fprintf(out, "    + %s\n", got->line[i]);
}

/* True when it is as it should be. */
static bool compare(const test_file *f, const test_case *t, const test_seen *s, int64_t number, FILE *out) {
  const test_batch *want = &s->want[number], *got = &s->got[number];
  const bool is_said = (size_t)number < s->expected->value->item_count;
  rows w = {0}, g = {0};
  bool good = split(&want->rows, &w) && split(&got->rows, &g);
  if (good) match(&w, &g, t->ordered);
  good = good && all_matched(&w) && all_matched(&g) && (!is_said || want->came == got->came);
  if (!good) {
    print_place(f, s, number, out);
    if (is_said && want->came && !got->came) (void)fputs("    nothing came, not even an empty batch\n", out);
    if (is_said && !want->came && got->came) (void)fputs("    a batch came, and none was expected (null)\n", out);
    print_differences(&w, &g, out);
  }
  rows_finish(&w);
  rows_finish(&g);
  return good;
}

size_t test_report_differences(const test_file *f, const test_case *t, const test_result *r, FILE *out) {
  size_t wrong = 0;
  for (size_t i = 0; i < r->count; i++)
    for (int64_t k = 0; k < r->batches; k++) wrong += !compare(f, t, &r->seen[i], k, out);
  if (wrong) (void)fputs("    (- expected and missing, + came and not expected)\n", out);
  return wrong;
}

/* ---- JUnit ------------------------------------------------------------------------------------------------------- */

/* XML has no control characters but tab and line ends. */
static void put_xml(FILE *out, const char *text) {
  for (; *text; text++) {
    const unsigned char c = (unsigned char)*text;
    if (c == '<')
      (void)fputs("&lt;", out);
    else if (c == '&')
      (void)fputs("&amp;", out);
    else if (c == '"')
      (void)fputs("&quot;", out);
    else if (c == '>')
      (void)fputs("&gt;", out);
    else
      (void)fputc(c < ' ' && c != '\n' && c != '\t' ? ' ' : c, out);
  }
}

static void put_suite(FILE *out, const test_verdict *verdict, size_t count) {
  size_t failures = 0;
  double seconds = 0;
  for (size_t i = 0; i < count; i++) {
    failures += verdict[i].failure != NULL;
    seconds += verdict[i].seconds;
  }
  (void)fputs("  <testsuite name=\"", out);
  put_xml(out, verdict->file);
  (void)fprintf(out, "\" tests=\"%zu\" failures=\"%zu\" time=\"%.3f\">\n", count, failures, seconds);
  for (size_t i = 0; i < count; i++) {
    (void)fputs("    <testcase classname=\"", out);
    put_xml(out, verdict[i].file);
    (void)fputs("\" name=\"", out);
    put_xml(out, verdict[i].name);
    (void)fprintf(out, "\" time=\"%.3f\"", verdict[i].seconds);
    if (!verdict[i].failure) {
      (void)fputs("/>\n", out);
      continue;
    }
    (void)fputs(">\n      <failure message=\"not as expected\">", out);
    put_xml(out, verdict[i].failure);
    (void)fputs("</failure>\n    </testcase>\n", out);
  }
  (void)fputs("  </testsuite>\n", out);
}

/* A suite a file; verdicts of a file stand together. */
static void put_report(FILE *out, const test_verdict *verdict, size_t count) {
  (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
  for (size_t i = 0, n = 0; i < count; i += n) {
    for (n = 1; i + n < count && verdict[i + n].file == verdict[i].file;) n++;
    put_suite(out, &verdict[i], n);
  }
  (void)fputs("</testsuites>\n", out);
}

static int write_file(const char *path, const char *text, size_t n) {
  weir_dir *dir = NULL;
  weir_file *file = NULL;
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  int status = folder ? files_open_dir(folder, false, &dir) : -12;
  if (!status) status = files_open(dir, slash ? slash + 1 : path, WEIR_FILE_REPLACE, &file);
  if (!status) {
    status = files_write(file, text, n);
    const int closed = files_close(file);
    if (!status) status = closed;
  }
  if (dir) files_close_dir(dir);
  free(folder);
  return status;
}

int test_report_junit(const char *path, const test_verdict *verdict, size_t count) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return -12;
  put_report(out, verdict, count);
  const int status = fclose(out) ? -12 : write_file(path, text, n);
  free(text);
  return status;
}
