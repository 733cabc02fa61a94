/* SPDX-License-Identifier: Apache-2.0 */
/* See line_cutter.h. Bytes are committed before rows are flushed, since a flush may hand over the block they lie in. */
#include "line_cutter.h"
#include <stdio.h>

enum {
  WANT = 16384,     /* less room than this at the end of a block is not worth a call */
  BEYOND = 8,       /* the kernel may write so many views more than it is asked for */
  LONG = 4096,      /* unfinished lines from here on are searched once, not once for each packet */
  REJECTED = 65536, /* bytes that the host keeps */
};

static void reject(const line_cutter *c, weir_out *out, const char *p, uint64_t n) {
  char why[96];
  (void)snprintf(why, sizeof why, "a line is longer than %llu bytes", (unsigned long long)c->max_line);
  out->host->reject_bytes(out, p, n < REJECTED ? n : REJECTED, why);
}

/* p[0..n) is the beginning of a line: how much of it to keep. Of a line that is too long only a \r, which may end it.
 */
static uint64_t keep(line_cutter *c, weir_out *out, char *p, uint64_t n, uint64_t max) {
  const uint64_t end = n && p[n - 1] == '\r';
  if (!c->dropping && n - end <= max) return n;
  if (!c->dropping) reject(c, out, p, n);
  c->dropping = 1;
  if (end) p[0] = '\r';
  return end;
}

/* The host takes no more bytes of this line. */
static void drop_carry(line_cutter *c, weir_out *out) {
  uint64_t carry, room;
  char *p = out->host->block_bytes(out, c->part, 0, &carry, &room);
  const uint64_t kept = p ? keep(c, out, p, carry, 0) : 0;
  out->host->block_commit(out, c->part, 0, kept);
  c->searched = 0;
}

char *line_cutter_room(line_cutter *c, weir_out *out, uint64_t *carry, uint64_t *room) {
  char *p = out->host->block_bytes(out, c->part, WANT, carry, room);
  if (p || out->failed) return p;
  drop_carry(c, out);
  return out->host->block_bytes(out, c->part, WANT, carry, room);
}

char *line_cutter_rest(line_cutter *c, weir_out *out, uint64_t *carry) {
  uint64_t room;
  char *p = out->host->block_bytes(out, c->part, 0, carry, &room);
  if (!p && !out->failed) out->host->fail(out, "received bytes cannot be had again; a larger max_row may help");
  return p;
}

void line_cutter_none(line_cutter *c, weir_out *out, uint64_t carry) {
  out->host->block_commit(out, c->part, 0, carry);
}

/* Takes out of line[0..n) those that are too long, and the end of one that was dropped. Gives how many are left. */
static uint32_t sift(line_cutter *c, weir_out *out, weir_str *line, uint32_t n) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (c->dropping)
      c->dropping = 0;
    else if (line[i].len > c->max_line)
      reject(c, out, weir_text(&line[i]), line[i].len);
    else
      line[kept++] = line[i];
  }
  return kept;
}

/* Whether p[0..total) may hold the end of a line. */
static int may_end(const line_cutter *c, const char *p, uint64_t total) {
  if (c->searched < LONG || c->searched > total) return 1;
  const uint64_t fresh = total - c->searched;
  return memchr(p + c->searched, '\n', fresh) || memchr(p + c->searched, '\r', fresh);
}

uint64_t line_cutter_take(line_cutter *c, weir_out *out, char *p, uint64_t total, uint64_t limit) {
  const weir_host *host = out->host;
  uint64_t taken = 0, used = 0;
  uint32_t asked = 0, found = 0;
  const int search = may_end(c, p, total);
  do {
    if (out->capacity - out->rows <= BEYOND) {
      line_cutter_none(c, out, total);
      host->flush(out);
      p = line_cutter_rest(c, out, &total);
    }
    if (!p || out->failed) return taken;
    weir_str *line = (weir_str *)out->col[0].data + out->rows;
    asked = out->capacity - out->rows - BEYOND;
    if (asked > limit - taken) asked = (uint32_t)(limit - taken);
    used = 0;
    found = search ? c->kernels->lines(p, total, line, asked, &used) : 0;
    const uint32_t kept = c->dropping || used > c->max_line ? sift(c, out, line, found) : found;
    out->rows += kept;
    taken += kept;
    p += used;
    total -= used;
    if (found == asked) { /* the rest may hold more */
      c->searched = 0;
      host->block_commit(out, c->part, used, total);
      p = line_cutter_rest(c, out, &total);
      used = 0;
    }
  } while (found == asked && taken < limit);
  if (!p || out->failed || found == asked) return taken;
  const uint64_t rest = keep(c, out, p, total, c->max_line);
  c->searched = rest && p[rest - 1] == '\r' ? rest - 1 : rest;
  host->block_commit(out, c->part, used, rest);
  return taken;
}

uint64_t line_cutter_end(line_cutter *c, weir_out *out) {
  uint64_t carry = 0, n = 0;
  const char *p = line_cutter_rest(c, out, &carry);
  if (p && carry && !c->dropping) {
    weir_put_view(out, 0, weir_view(p, (uint32_t)(carry - (p[carry - 1] == '\r'))));
    n = 1;
  }
  if (p) out->host->block_commit(out, c->part, n ? carry : 0, 0);
  c->dropping = 0;
  c->searched = 0;
  if (n) weir_end_row(out);
  return n;
}
