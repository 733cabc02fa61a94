/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text for the benchmarks: the same seed gives the same bytes on every machine (integer and plain IEEE arithmetic only,
 * nothing of libm). Words are lower-case letters with one space between them; a line has about ten words. Not thread
 * safe with respect to one buffer; keeps no state between calls.
 */
#ifndef WEIR_BENCH_TEXT_H
#define WEIR_BENCH_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_kind {
  TEXT_ZIPF,    /* 100,000 distinct words by Zipf's law (s = 1), 1 to 20 letters, frequent words short */
  TEXT_UNIFORM, /* 10 million distinct words, all equally likely, 5 or 6 letters */
};

enum { TEXT_WORD_MAX = 20, TEXT_ZIPF_WORDS = 100000, TEXT_UNIFORM_WORDS = 10000000 };

/*
 * Reads "zipf" or "uniform". Returns false and leaves *kind alone for anything else.
 */
bool text_kind_parse(const char *name, enum text_kind *kind);

/*
 * Fills the caller's buffer with whole lines, the last one ending in '\n', so that sending the buffer again and again
 * is still a text. *written is at most `size` and at most one line less. Returns false when memory is short or `size`
 * is less than one line (1 KB suffices); then *written is unchanged.
 */
bool text_fill(enum text_kind kind, uint64_t seed, char *to, size_t size, size_t *written);

#endif
