/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deterministic benchmark text, see text.h.
 *
 * A word is spelled from its number by a bijection (multiply modulo 26^length), so words of one length are distinct
 * without a set to look them up in. Zipf draws use Walker's alias table: one random number, one comparison a word.
 */
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum {
  SPELLED_MAX = 13, /* 26^13 < 2^63: so many letters tell words apart, the others are filler */
  LINE_WORDS_MIN = 6,
  LINE_WORDS_MAX = 14, /* ten on average */
  LINE_MAX_BYTES = LINE_WORDS_MAX * (TEXT_WORD_MAX + 1),
};

struct word {
  uint8_t length;
  char letters[TEXT_WORD_MAX];
};

struct alias {
  double keep;    /* take this word if the fraction drawn is below it */
  uint32_t other; /* else that one */
};

struct vocabulary {
  struct word *word;   /* by rank, the most frequent first */
  struct alias *alias; /* as many */
};

__extension__ typedef unsigned __int128 uint128;

/* splitmix64: short, passes BigCrush, and the same everywhere. */
static uint64_t random_next(uint64_t *state) {
  uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

/* In [0, 1). */
static double random_fraction(uint64_t *state) { return (double)(random_next(state) >> 11) * 0x1p-53; }

/* In [0, n), n < 2^32. */
static uint32_t random_below(uint64_t *state, uint32_t n) { return (uint32_t)(((random_next(state) >> 32) * n) >> 32); }

bool text_kind_parse(const char *name, enum text_kind *kind) {
  if (strcmp(name, "zipf") == 0)
    *kind = TEXT_ZIPF;
  else if (strcmp(name, "uniform") == 0)
    *kind = TEXT_UNIFORM;
  else
    return false;
  return true;
}

static uint64_t words_of_length(unsigned length) {
  uint64_t n = 1;
  for (unsigned i = 0; i < length && i < SPELLED_MAX; i++) n *= 26;
  return n;
}

/* The number-th word of that length. Different numbers below words_of_length() give different words. */
static void spell(struct word *word, unsigned length, uint64_t number) {
  uint64_t all = words_of_length(length);
  /* The factor is odd and no multiple of 13, so this is a bijection modulo any power of 26. */
  uint128 far_apart = (uint128)number * UINT64_C(0x5851f42d4c957f2d) + UINT64_C(0x14057b7ef767814f);
  uint64_t scrambled = (uint64_t)(far_apart % all);
  word->length = (uint8_t)length;
  for (unsigned i = 0; i < length; i++) {
    word->letters[i] = (char)('a' + scrambled % 26);
    scrambled = i + 1 < SPELLED_MAX ? scrambled / 26 : scrambled * 31 + number + i;
  }
}

/* log2 by its integer part and a straight line in between: exact to 0.09, and the same on every machine. */
static double log2_roughly(uint32_t x) {
  unsigned whole = 31 - (unsigned)__builtin_clz(x);
  return (double)whole + ((double)x / (double)(UINT32_C(1) << whole) - 1.0);
}

/* Frequent words are short; a few words are long. Rank counts from 1. */
static unsigned draw_length(uint32_t rank, uint64_t *state) {
  double along = log2_roughly(rank) / log2_roughly(TEXT_ZIPF_WORDS);
  double noise = -2.0;
  for (int i = 0; i < 4; i++) noise += random_fraction(state);
  double length = 2.4 + 6.9 * along + 2.8 * noise;
  if (random_below(state, 100) < 10) length += 14.0 * along * random_fraction(state);
  if (length < 1.0) return 1;
  return length > TEXT_WORD_MAX ? TEXT_WORD_MAX : (unsigned)length;
}

static void make_words(struct word *word, uint64_t *state) {
  uint64_t used[TEXT_WORD_MAX + 1] = {0};
  for (uint32_t i = 0; i < TEXT_ZIPF_WORDS; i++) {
    unsigned length = draw_length(i + 1, state);
    while (used[length] == words_of_length(length)) length++;
    spell(&word[i], length, used[length]++);
  }
}

/* Walker's alias table in Vose's order: probabilities 1/rank, scaled so that their mean is 1. */
static void share_out(struct alias *alias, uint32_t *small, uint32_t *large) {
  double sum = 0;
  uint32_t smalls = 0, larges = 0;
  for (uint32_t i = 0; i < TEXT_ZIPF_WORDS; i++) sum += 1.0 / (i + 1);
  for (uint32_t i = 0; i < TEXT_ZIPF_WORDS; i++) {
    alias[i] = (struct alias){.keep = TEXT_ZIPF_WORDS / (sum * (i + 1)), .other = i};
    if (alias[i].keep < 1.0)
      small[smalls++] = i;
    else
      large[larges++] = i;
  }
  while (smalls && larges) {
    uint32_t s = small[--smalls], l = large[larges - 1];
    alias[s].other = l;
    alias[l].keep -= 1.0 - alias[s].keep;
    if (alias[l].keep < 1.0) small[smalls++] = large[--larges];
  }
}

static bool make_alias(struct alias *alias) {
  uint32_t *small = malloc(TEXT_ZIPF_WORDS * sizeof *small);
  uint32_t *large = malloc(TEXT_ZIPF_WORDS * sizeof *large);
  bool made = small && large;
  if (made) share_out(alias, small, large);
  free(small);
  free(large);
  return made;
}

static void vocabulary_finish(struct vocabulary *v) {
  free(v->word);
  free(v->alias);
}

static bool vocabulary_init(struct vocabulary *v, uint64_t *state) {
  v->word = calloc(TEXT_ZIPF_WORDS, sizeof *v->word);
  v->alias = calloc(TEXT_ZIPF_WORDS, sizeof *v->alias);
  if (!v->word || !v->alias || !make_alias(v->alias)) {
    vocabulary_finish(v);
    return false;
  }
  make_words(v->word, state);
  return true;
}

static struct word draw_zipf(const struct vocabulary *v, uint64_t *state) {
  uint32_t i = random_below(state, TEXT_ZIPF_WORDS);
  return v->word[random_fraction(state) < v->alias[i].keep ? i : v->alias[i].other];
}

/* Three of ten words have five letters, the others six: 5.7 on average, and no two numbers give one word. */
static struct word draw_uniform(uint64_t *state) {
  struct word word;
  uint32_t number = random_below(state, TEXT_UNIFORM_WORDS);
  spell(&word, number % 10 < 3 ? 5 : 6, number);
  return word;
}

bool text_fill(enum text_kind kind, uint64_t seed, char *to, size_t size, size_t *written) {
  uint64_t state = seed;
  struct vocabulary v = {0};
  if (size < LINE_MAX_BYTES) return false;
  if (kind == TEXT_ZIPF && !vocabulary_init(&v, &state)) return false;

  size_t at = 0;
  while (size - at >= LINE_MAX_BYTES) {
    uint32_t words = LINE_WORDS_MIN + random_below(&state, LINE_WORDS_MAX - LINE_WORDS_MIN + 1);
    for (; words; words--) {
      struct word word = kind == TEXT_ZIPF ? draw_zipf(&v, &state) : draw_uniform(&state);
      memcpy(to + at, word.letters, word.length);
      at += word.length;
      to[at++] = ' ';
    }
    to[at - 1] = '\n';
  }
  vocabulary_finish(&v);
  *written = at;
  return true;
}
