/* SPDX-License-Identifier: Apache-2.0 */
/* Words that were sent, and the counts that weir prints as JSON: {"word":"…","count":n}, summed over all batches. */
#ifndef INTEGRATION_COUNTS_H
#define INTEGRATION_COUNTS_H
#include "process.h"

enum { COUNTS_WORDS = 512 };

typedef struct counts {
  uint64_t of[COUNTS_WORDS]; /* word n is "w<n>" */
  uint64_t total;
  uint64_t seed; /* of what comes next; not 0 */
} counts;

/* Writes about n bytes of lines into `text` and counts their words. Gives how many bytes. */
size_t counts_write(counts *c, char *text, size_t n);
/* Waits until as many words are printed as were counted, and compares each. */
void counts_expect(process *p, const counts *expected);
#endif
