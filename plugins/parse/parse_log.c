/* SPDX-License-Identifier: Apache-2.0 */
/* parse_log: lines of a web server's access log, in the common or the combined format, become columns.
 *
 *   127.0.0.1 - ann [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 "http://…" "Mozilla/…"
 *   client identity user at                       method path protocol  status bytes referrer agent
 *
 * "-" is null. Texts stay as the server has written them, its escapes too. A request that is no "METHOD path protocol"
 * is a path alone: servers log what clients send. */
#include "parsing.h"

#include <stdio.h>

enum { CLIENT, IDENTITY, USER, AT, METHOD, PATH, PROTOCOL, STATUS, BYTES, REFERRER, AGENT, FIELDS };
#define COMMON_FIELDS REFERRER

static const weir_field log_fields[FIELDS] = {
    {.name = "client", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "identity", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "user", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "at", .type = WEIR_TIME, .flags = WEIR_NULLABLE},
    {.name = "method", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "path", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "protocol", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "status", .type = WEIR_I64, .flags = WEIR_NULLABLE},
    {.name = "bytes", .type = WEIR_I64, .flags = WEIR_NULLABLE},
    {.name = "referrer", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "agent", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
};

typedef struct parse_log {
  parsing parsing;
  weir_schema fields;
  uint32_t format; /* 0 common, 1 combined */
} parse_log;

static const weir_option options[] = {
    PARSING_COLUMN(parse_log),
    {.name = "format",
     .help = "common, or combined, which also has referrer and agent",
     .default_text = "combined",
     .choices = "common|combined",
     .type = WEIR_OPT_CHOICE,
     .offset = offsetof(parse_log, format)},
    PARSING_KEEP(parse_log),
    PARSING_ON_ERROR(parse_log),
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  parse_log *self = instance;
  self->fields = (weir_schema){.size = sizeof self->fields,
                               .count = self->format ? FIELDS : COMMON_FIELDS,
                               .stride = sizeof(weir_field),
                               .field = log_fields};
  self->parsing.fields = &self->fields;
  return parsing_bind(&self->parsing, plan, err);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  parse_log *self = instance;
  (void)err;
  self->parsing.fields = &self->fields; /* this instance's own copy */
  return parsing_open(&self->parsing, open);
}

/* ---- one line ----------------------------------------------------------------------------------------------------- */

typedef struct line {
  const parse_log *self;
  const char *p, *end;
  weir_out *out;
  uint32_t row;
} line;

static void put(const line *l, uint32_t field, const char *p, const char *end) {
  const uint32_t size = (uint32_t)(end - p);
  if (size == 1 && *p == '-') {
    l->self->parsing.values->put_null(l->out, field, l->row, WEIR_STRING);
    return;
  }
  ((weir_str *)l->out->col[field].data)[l->row] = weir_view(p, size);
}

/* Behind what `c` ends; NULL: there is no c. */
static const char *until(const line *l, char c) { return memchr(l->p, c, (size_t)(l->end - l->p)); }

static int word(line *l, uint32_t field) {
  const char *end = until(l, ' ');
  if (!end || end == l->p) return 0;
  put(l, field, l->p, end);
  l->p = end + 1;
  return 1;
}

/* The closing quote of the text that begins at p: not one behind a backslash. */
static const char *closing_quote(const char *p, const char *end) {
  for (; p < end && *p != '"'; p++)
    if (*p == '\\') p++;
  return p < end ? p : NULL;
}

/* "…" with a blank behind it, or the line's end. */
static const char *quoted(line *l, const char **first) {
  if (l->p >= l->end || *l->p != '"') return NULL;
  *first = l->p + 1;
  const char *quote = closing_quote(*first, l->end);
  if (!quote || (quote + 1 < l->end && quote[1] != ' ')) return NULL;
  l->p = quote + 1 < l->end ? quote + 2 : l->end;
  return quote;
}

static int request(line *l) {
  const weir_text_values *values = l->self->parsing.values;
  const char *first, *end = quoted(l, &first);
  if (!end) return 0;
  const char *blank = memchr(first, ' ', (size_t)(end - first)), *last = end;
  while (blank && last > blank && last[-1] != ' ') last--;
  if (blank && last - 1 > blank && end - last >= 5 && memcmp(last, "HTTP/", 5) == 0) {
    put(l, METHOD, first, blank);
    put(l, PATH, blank + 1, last - 1);
    put(l, PROTOCOL, last, end);
    return 1;
  }
  values->put_null(l->out, METHOD, l->row, WEIR_STRING);
  put(l, PATH, first, end);
  values->put_null(l->out, PROTOCOL, l->row, WEIR_STRING);
  return 1;
}

static int whole(line *l, uint32_t field) {
  const weir_text_values *values = l->self->parsing.values;
  const char *blank = until(l, ' '), *end = blank ? blank : l->end;
  if (end - l->p == 1 && *l->p == '-')
    values->put_null(l->out, field, l->row, WEIR_I64);
  else if (!values->put(l->out, field, l->row, WEIR_I64, l->p, (uint64_t)(end - l->p)))
    return 0;
  l->p = blank ? blank + 1 : end;
  return 1;
}

static int text(line *l, uint32_t field) {
  const char *first, *end = quoted(l, &first);
  if (!end) return 0;
  put(l, field, first, end);
  return 1;
}

/* ---- [10/Oct/2000:13:55:36 -0700] --------------------------------------------------------------------------------------- */

#define TIME_SIZE 26

static int64_t digits(const char *p, uint32_t n) {
  int64_t v = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (p[i] < '0' || p[i] > '9') return -1;
    v = v * 10 + (p[i] - '0');
  }
  return v;
}

/* 0 … 11, or -1. */
static int64_t month(const char *p) {
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (int64_t m = 0; m < 12; m++)
    if (memcmp(names + 3 * m, p, 3) == 0) return m;
  return -1;
}

/* After H. Hinnant's days_from_civil; m counts from 0. */
static int64_t days(int64_t y, int64_t m, int64_t d) {
  const int64_t march = (m + 10) % 12, year = y - (m < 2), era = year / 400, of_era = year % 400;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * march + 2) / 5 + d - 1 - 719468;
}

static int64_t last_day(int64_t y, int64_t m) { return m == 11 ? 31 : days(y, m + 1, 1) - days(y, m, 1); }

static int at(line *l) {
  const char *p = l->p + 1;
  if (l->end - l->p < TIME_SIZE + 3 || *l->p != '[' || p[TIME_SIZE] != ']' || p[TIME_SIZE + 1] != ' ') return 0;
  const int64_t d = digits(p, 2), m = month(p + 3), y = digits(p + 7, 4), hour = digits(p + 12, 2),
                minute = digits(p + 15, 2), second = digits(p + 18, 2), zone_hour = digits(p + 22, 2),
                zone_minute = digits(p + 24, 2);
  if (p[2] != '/' || p[6] != '/' || p[11] != ':' || p[14] != ':' || p[17] != ':' || p[20] != ' ') return 0;
  if (m < 0 || y < 0 || d < 1 || d > last_day(y, m) || hour < 0 || hour > 23 || minute < 0 || minute > 59) return 0;
  if (second < 0 || second > 60 || zone_hour < 0 || zone_minute < 0 || (p[21] != '+' && p[21] != '-')) return 0;
  const int64_t east = (zone_hour * 60 + zone_minute) * (p[21] == '-' ? -60 : 60);
  const int64_t seconds = days(y, m, d) * 86400 + hour * 3600 + minute * 60 + second - east;
  ((int64_t *)l->out->col[AT].data)[l->row] = seconds * 1000000;
  l->p = p + TIME_SIZE + 2;
  return 1;
}

static const char *parse(void *instance, const char *p, uint32_t size, weir_out *out, uint32_t row) {
  const parse_log *self = instance;
  line l = {self, p, p + size, out, row};
  if (!word(&l, CLIENT) || !word(&l, IDENTITY) || !word(&l, USER))
    return "it does not begin with client, identity, user";
  if (!at(&l)) return "behind the user there is no time such as [10/Oct/2000:13:55:36 -0700]";
  if (!request(&l)) return "behind the time there is no request in quotes";
  if (!whole(&l, STATUS) || !whole(&l, BYTES)) return "behind the request there are no status and bytes";
  if (self->format && (!text(&l, REFERRER) || !text(&l, AGENT)))
    return "behind the bytes there are no referrer and agent in quotes; format: common has none";
  return NULL;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  parse_log *self = instance;
  (void)input;
  return parsing_process_each(&self->parsing, in, out, parse, self);
}

WEIR_OPERATOR(parse_log,
              .help = "Lines of a web server's access log become columns: parse_log: {column: line, format: combined}",
              .instance_size = sizeof(parse_log), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .open = open_instance, .process = process);
