/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of a byte stream, as views of the block the bytes were received into: nothing is copied but the unfinished
 * line at a block's end, by the host. A line ends with \n, \r\n or \r; a \r that is the last byte so far waits for what
 * follows it. All other bytes, NUL and what is no UTF-8 too, stay as they are. A line longer than max_line is rejected
 * (its first 64 KB), and what follows of it is dropped.
 *
 *     p = line_cutter_room(&c, out, &carry, &room)   ─ NULL: out->failed is set
 *     n bytes behind p + carry
 *     line_cutter_take(&c, out, p, carry + n, limit) ─ or, when nothing came, line_cutter_none(&c, out, carry)
 *
 * [source & inside poll]. Column 0 of the output is the line. */
#ifndef SOURCES_LINE_CUTTER_H
#define SOURCES_LINE_CUTTER_H
#include <weir/weir.h>

typedef struct line_cutter {
  const weir_kernels *kernels;
  uint64_t max_line; /* bytes without the line's end */
  uint64_t searched; /* so many bytes of the carry hold no end of a line */
  uint32_t part;     /* byte stream of weir_host.block_bytes */
  uint32_t dropping; /* inside a line that was rejected */
} line_cutter;

/* Where to receive: `room` bytes behind the `carry` bytes that are there already. */
char *line_cutter_room(line_cutter *c, weir_out *out, uint64_t *carry, uint64_t *room);
/* The same bytes again, without any new ones. */
char *line_cutter_rest(line_cutter *c, weir_out *out, uint64_t *carry);
/* At most `limit` lines of p[0..total), which room or rest gave, and what was received. Gives how many. */
uint64_t line_cutter_take(line_cutter *c, weir_out *out, char *p, uint64_t total, uint64_t limit);
/* Nothing was received. */
void line_cutter_none(line_cutter *c, weir_out *out, uint64_t carry);
/* The stream is over: an unfinished line is the last one. After it the cutter is as new. Gives how many lines: 0 or 1.
 */
uint64_t line_cutter_end(line_cutter *c, weir_out *out);
#endif
