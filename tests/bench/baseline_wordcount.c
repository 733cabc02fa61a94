/* SPDX-License-Identifier: Apache-2.0 */
/*
 * W, the hand-written word count that weir is measured against: receive, split, hash, count. One thread, one file.
 *
 *   baseline_wordcount PORT [--level scalar|avx2|avx512] [--all FILE]
 *
 * connects to 127.0.0.1:PORT, reads until the peer closes, prints bytes, words, distinct words, its own CPU and wall
 * seconds and the ten most frequent words; --all writes every word and its count ("word<TAB>count") to FILE.
 * A word is a run of bytes above ' ' (so no word holds a NUL, and zero-padding a short one is unambiguous); a word
 * longer than WORD_MAX bytes ends the program with a message.
 *
 *   recv 256 KB -> segments of 8 KB: find starts and ends -> keys and slots of short words -> count, prefetching ahead
 *                                                         `-> list of words over 8 bytes   -> count
 *
 * Three tables by length: up to 8 bytes in 16-byte slots, up to 16 in 32-byte slots, longer ones by pointer. The two
 * steps that gain from vectors, finding words and making keys, exist in three bodies, chosen once at start.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define unlikely(x) __builtin_expect(!!(x), 0)

enum {
  RECEIVE_BYTES = 256 * 1024,
  WORD_MAX = 64 * 1024,     /* an unfinished word that is kept before the next bytes */
  PAD = 64,                 /* readable bytes around the text: vectors read over its ends */
  SEGMENT_BYTES = 8 * 1024, /* its positions, keys and slots stay in the first-level cache */
  SEGMENT_WORDS = SEGMENT_BYTES / 2 + 2 * PAD,
  AHEAD = 32, /* slots prefetched before they are counted */
  HUGE_PAGE = 2 * 1024 * 1024,
  TOP = 10,
  NO_SUCH_LEVEL = 3, /* exit status, for the test that tries every level */
};

/* Words of a segment by position in the block; an open word has a start and no end yet. */
struct words {
  uint32_t starts, ends;
  uint64_t before; /* 1 when the byte before the next one to look at is a separator */
  uint32_t start[SEGMENT_WORDS], end[SEGMENT_WORDS];
};

struct span {
  uint32_t start, length;
};

struct pair {
  uint64_t a, b;
};

struct short_slot { /* key 0: empty */
  uint64_t key, count;
};

struct medium_slot { /* key.a 0: empty */
  struct pair key;
  uint64_t count, unused;
};

struct long_slot { /* count 0: empty */
  uint64_t hash, count;
  char *word;
  uint64_t length;
};

/* One table each; capacity is a power of two, the slot is the hash's top bits, so that growing runs in order. */
struct table {
  void *slot;
  uint64_t capacity, used;
  unsigned shift; /* 64 - log2(capacity) */
};

struct counter {
  struct table small, medium, large;
  uint64_t words;
  struct words found;
  /* Of the segment: words up to 8 bytes; all longer ones; those up to 16 bytes. */
  uint32_t keys, spans, pairs;
  uint64_t key[SEGMENT_WORDS];
  uint32_t home[SEGMENT_WORDS + AHEAD];
  struct span span[SEGMENT_WORDS];
  struct pair pair[SEGMENT_WORDS];
  uint32_t pair_home[SEGMENT_WORDS + AHEAD];
};

struct level {
  const char *name;
  void (*find)(struct words *found, const char *text, uint32_t from, uint32_t to);
  void (*make_keys)(struct counter *c, const char *text);
};

static void die(const char *what) {
  fprintf(stderr, "baseline_wordcount: %s\n", what);
  exit(1);
}

/* Zeroed, on huge pages where the kernel has them. */
static void *pages_take(size_t size) {
  size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  char *p = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) die("not enough memory");
  size_t before = HUGE_PAGE - ((uintptr_t)p & (HUGE_PAGE - 1));
  munmap(p, before);
  p += before;
  if (before < HUGE_PAGE) munmap(p + size, HUGE_PAGE - before);
  madvise(p, size, MADV_HUGEPAGE);
  return p;
}

static void pages_give(void *p, size_t size) { munmap(p, (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE); }

/* ---- finding words: one bit a byte, set where a separator stands ---- */

/* Starts and ends of the 64 bytes at `at`. `separators` has bits above `to` set already. */
#define WORD_EDGES(found, separators, starts, ends)                                                                    \
  uint64_t after = (separators) << 1 | (found)->before;                                                                \
  uint64_t starts = ~(separators)&after, ends = (separators) & ~after;                                                 \
  (found)->before = (separators) >> 63

static ALWAYS_INLINE uint64_t beyond(uint32_t at, uint32_t to) { return to - at >= 64 ? 0 : ~UINT64_C(0) << (to - at); }

static ALWAYS_INLINE uint32_t put_positions(uint32_t *to, uint64_t bits, uint32_t at) {
  uint32_t n = 0;
  for (; bits; bits &= bits - 1) to[n++] = at + (uint32_t)__builtin_ctzll(bits);
  return n;
}

static void find_scalar(struct words *found, const char *text, uint32_t from, uint32_t to) {
  for (uint32_t at = from; at < to; at += 64) {
    uint64_t separators = beyond(at, to);
    for (uint32_t i = 0; i < 64; i++) separators |= (uint64_t)((unsigned char)text[at + i] <= ' ') << i;
    WORD_EDGES(found, separators, starts, ends);
    found->starts += put_positions(found->start + found->starts, starts, at);
    found->ends += put_positions(found->end + found->ends, ends, at);
  }
}

AVX2 static ALWAYS_INLINE uint32_t separators_of_32(const char *text) {
  __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)text);
  return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(x, _mm256_set1_epi8(' ')), x));
}

/* Twelve positions always, more in a loop: 64 bytes seldom have more words, and no branch depends on how many. */
AVX2 static ALWAYS_INLINE uint32_t put_twelve(uint32_t *to, uint64_t bits, uint32_t at) {
  uint32_t n = (uint32_t)__builtin_popcountll(bits);
  for (uint32_t i = 0; i < 12; i++) {
    to[i] = at + (uint32_t)_tzcnt_u64(bits);
    bits = _blsr_u64(bits);
  }
  if (unlikely(bits)) put_positions(to + 12, bits, at);
  return n;
}

AVX2 static void find_avx2(struct words *found, const char *text, uint32_t from, uint32_t to) {
  for (uint32_t at = from; at < to; at += 64) {
    uint64_t low = separators_of_32(text + at), high = separators_of_32(text + at + 32);
    uint64_t separators = beyond(at, to) | low | high << 32;
    WORD_EDGES(found, separators, starts, ends);
    found->starts += put_twelve(found->start + found->starts, starts, at);
    found->ends += put_twelve(found->end + found->ends, ends, at);
  }
}

AVX512 static ALWAYS_INLINE uint32_t put_sixteen(uint32_t *to, uint64_t bits, uint32_t at) {
  const __m512i numbers =
      _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
                      39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512i packed = _mm512_maskz_compress_epi8(bits, numbers), base = _mm512_set1_epi32((int)at);
  uint32_t n = (uint32_t)__builtin_popcountll(bits);
  _mm512_storeu_si512(to, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed)), base));
  if (unlikely(n > 16)) { /* at most 32: a word and its separator take two bytes */
    __m128i second = _mm512_extracti32x4_epi32(packed, 1);
    _mm512_storeu_si512(to + 16, _mm512_add_epi32(_mm512_cvtepu8_epi32(second), base));
  }
  return n;
}

AVX512 static void find_avx512(struct words *found, const char *text, uint32_t from, uint32_t to) {
  const __m512i space = _mm512_set1_epi8(' ');
  for (uint32_t at = from; at < to; at += 64) {
    uint64_t separators = beyond(at, to) | _mm512_cmple_epu8_mask(_mm512_loadu_si512(text + at), space);
    WORD_EDGES(found, separators, starts, ends);
    found->starts += put_sixteen(found->start + found->starts, starts, at);
    found->ends += put_sixteen(found->end + found->ends, ends, at);
  }
}

/* ---- keys: the bytes of a short word, zero-padded; and where its slot is ---- */

static const uint64_t hash_factor = UINT64_C(0x9fb21c651e98df25);

static ALWAYS_INLINE uint64_t load8(const char *p) {
  uint64_t x;
  memcpy(&x, p, 8);
  return x;
}

/* n in 1..8 */
static ALWAYS_INLINE uint64_t first_bytes(uint64_t x, uint32_t n) { return x & (~UINT64_C(0) >> (64 - 8 * n)); }

/* The multiplication carries every bit upwards only, so the upper half is folded down first; the top bits are used. */
static ALWAYS_INLINE uint64_t hash8(uint64_t key) { return (key ^ key >> 32) * hash_factor; }

static ALWAYS_INLINE uint64_t hash16(uint64_t a, uint64_t b) { return hash8(a + hash8(b)); }

static uint64_t hash_long(const char *word, uint64_t length) {
  uint64_t hash = length;
  for (uint64_t i = 0; i + 8 < length; i += 8) hash = hash16(load8(word + i), hash);
  return hash16(load8(word + length - 8), hash);
}

/* One word into the list of keys or the list of longer words, without a branch on its length. */
static ALWAYS_INLINE void make_key(struct counter *c, const char *text, uint32_t start, uint32_t end) {
  uint32_t length = end - start, fits = length <= 8;
  uint64_t key = first_bytes(load8(text + start), fits ? length : 8);
  c->key[c->keys] = key;
  c->home[c->keys] = (uint32_t)(hash8(key) >> c->small.shift);
  c->keys += fits;
  c->span[c->spans] = (struct span){.start = start, .length = length};
  c->spans += !fits;
}

static void make_keys_scalar(struct counter *c, const char *text) {
  for (uint32_t i = 0; i < c->found.ends; i++) make_key(c, text, c->found.start[i], c->found.end[i]);
}

/* Eight words at a time. */
AVX512 static void make_keys_avx512(struct counter *c, const char *text) {
  const struct words *found = &c->found;
  const __m512i ones = _mm512_set1_epi64(-1), factor = _mm512_set1_epi64((long long)hash_factor);
  const __m128i shift = _mm_cvtsi32_si128((int)c->small.shift);
  uint32_t keys = c->keys, spans = c->spans, i = 0;
  for (; i + 8 <= found->ends; i += 8) {
    __m256i start = _mm256_loadu_si256((const __m256i *)(const void *)(found->start + i));
    __m256i end = _mm256_loadu_si256((const __m256i *)(const void *)(found->end + i));
    __m256i length = _mm256_sub_epi32(end, start);
    __mmask8 fits = _mm256_cmple_epu32_mask(length, _mm256_set1_epi32(8));

    __m512i unused_bits = _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_slli_epi64(_mm512_cvtepu32_epi64(length), 3));
    __m512i key = _mm512_and_si512(_mm512_i32gather_epi64(start, text, 1), _mm512_srlv_epi64(ones, unused_bits));
    __m512i hash = _mm512_mullo_epi64(_mm512_xor_si512(key, _mm512_srli_epi64(key, 32)), factor);
    __m256i home = _mm512_cvtepi64_epi32(_mm512_srl_epi64(hash, shift));
    _mm512_storeu_si512(c->key + keys, _mm512_maskz_compress_epi64(fits, key));
    _mm256_storeu_si256((__m256i *)(void *)(c->home + keys), _mm256_maskz_compress_epi32(fits, home));
    keys += (uint32_t)__builtin_popcount(fits);

    __m512i span = _mm512_or_si512(_mm512_cvtepu32_epi64(start), _mm512_slli_epi64(_mm512_cvtepu32_epi64(length), 32));
    _mm512_storeu_si512(c->span + spans, _mm512_maskz_compress_epi64((__mmask8)~fits, span));
    spans += 8 - (uint32_t)__builtin_popcount(fits);
  }
  c->keys = keys;
  c->spans = spans;
  for (; i < found->ends; i++) make_key(c, text, found->start[i], found->end[i]);
}

/* ---- tables ---- */

static void table_init(struct table *t, unsigned log2_capacity, size_t slot_size) {
  t->capacity = UINT64_C(1) << log2_capacity;
  t->shift = 64 - log2_capacity;
  t->used = 0;
  t->slot = pages_take(t->capacity * slot_size);
}

static bool table_must_grow(const struct table *t, uint64_t more) {
  return unlikely((t->used + more) * 2 > t->capacity);
}

/* Home and its neighbour in the same cache line first, then pair by pair. */
static __attribute__((noinline)) struct short_slot *short_find(struct table *t, uint64_t key, uint64_t home) {
  struct short_slot *slots = t->slot;
  for (uint64_t pair = home;; pair = (pair + 2) & (t->capacity - 1)) {
    for (uint64_t i = 0; i < 2; i++) {
      struct short_slot *s = &slots[pair ^ i];
      if (s->key == key) return s;
      if (s->key == 0) {
        t->used++;
        s->key = key;
        return s;
      }
    }
  }
}

static void short_grow(struct table *t) {
  struct table old = *t;
  struct short_slot *slots = old.slot;
  table_init(t, 64 - old.shift + 1, sizeof *slots);
  for (uint64_t i = 0; i < old.capacity; i++)
    if (slots[i].key) short_find(t, slots[i].key, hash8(slots[i].key) >> t->shift)->count = slots[i].count;
  pages_give(slots, old.capacity * sizeof *slots);
}

static void count_short(struct counter *c) {
  struct short_slot *slots = c->small.slot;
  for (uint32_t i = 0; i < AHEAD; i++) c->home[c->keys + i] = 0;
  for (uint32_t i = 0; i < AHEAD && i < c->keys; i++) __builtin_prefetch(&slots[c->home[i]], 1);
  for (uint32_t i = 0; i < c->keys; i++) {
    uint64_t key = c->key[i];
    __builtin_prefetch(&slots[c->home[i + AHEAD]], 1);
    /* The neighbour is chosen by arithmetic: a branch would be mispredicted once in a few words. */
    struct short_slot *s = &slots[c->home[i] ^ (uint32_t)(slots[c->home[i]].key != key)];
    if (unlikely(s->key != key)) s = short_find(&c->small, key, c->home[i]);
    s->count++;
  }
}

static __attribute__((noinline)) struct medium_slot *medium_find(struct table *t, struct pair key, uint64_t home) {
  struct medium_slot *slots = t->slot;
  for (uint64_t line = home;; line = (line + 2) & (t->capacity - 1)) {
    for (uint64_t i = 0; i < 2; i++) {
      struct medium_slot *s = &slots[line ^ i];
      if (s->key.a == key.a && s->key.b == key.b) return s;
      if (s->key.a == 0) {
        t->used++;
        s->key = key;
        return s;
      }
    }
  }
}

static void medium_grow(struct table *t) {
  struct table old = *t;
  struct medium_slot *slots = old.slot;
  table_init(t, 64 - old.shift + 1, sizeof *slots);
  for (uint64_t i = 0; i < old.capacity; i++) {
    struct pair key = slots[i].key;
    if (key.a) medium_find(t, key, hash16(key.a, key.b) >> t->shift)->count = slots[i].count;
  }
  pages_give(slots, old.capacity * sizeof *slots);
}

static void count_medium(struct counter *c) {
  struct medium_slot *slots = c->medium.slot;
  for (uint32_t i = 0; i < AHEAD; i++) c->pair_home[c->pairs + i] = 0;
  for (uint32_t i = 0; i < AHEAD && i < c->pairs; i++) __builtin_prefetch(&slots[c->pair_home[i]], 1);
  for (uint32_t i = 0; i < c->pairs; i++) {
    struct pair key = c->pair[i];
    __builtin_prefetch(&slots[c->pair_home[i + AHEAD]], 1);
    struct medium_slot *s = &slots[c->pair_home[i] ^ (uint32_t)(slots[c->pair_home[i]].key.a != key.a)];
    if (unlikely((s->key.a ^ key.a) | (s->key.b ^ key.b))) s = medium_find(&c->medium, key, c->pair_home[i]);
    s->count++;
  }
}

static void long_grow(struct table *t) {
  struct table old = *t;
  struct long_slot *slots = old.slot, *grown;
  table_init(t, 64 - old.shift + 1, sizeof *slots);
  grown = t->slot;
  for (uint64_t i = 0; i < old.capacity; i++) {
    if (!slots[i].count) continue;
    uint64_t at = slots[i].hash >> t->shift;
    while (grown[at].count) at = (at + 1) & (t->capacity - 1);
    grown[at] = slots[i];
  }
  t->used = old.used;
  pages_give(slots, old.capacity * sizeof *slots);
}

static void count_long(struct table *t, const char *word, uint32_t length) {
  struct long_slot *slots = t->slot;
  uint64_t hash = hash_long(word, length), i = hash >> t->shift;
  for (; slots[i].count; i = (i + 1) & (t->capacity - 1)) {
    struct long_slot *s = &slots[i];
    if (s->hash == hash && s->length == length && memcmp(s->word, word, length) == 0) {
      s->count++;
      return;
    }
  }
  char *copy = malloc(length);
  if (!copy) die("not enough memory");
  memcpy(copy, word, length);
  slots[i] = (struct long_slot){.hash = hash, .count = 1, .word = copy, .length = length};
  t->used++;
}

/* The words over 8 bytes: pairs of those up to 16, without a branch on the length; the longer ones stay in the list. */
static void count_spans(struct counter *c, const char *text) {
  uint32_t longs = 0;
  c->pairs = 0;
  for (uint32_t i = 0; i < c->spans; i++) {
    struct span span = c->span[i];
    const char *word = text + span.start;
    uint32_t fits = span.length <= 16;
    struct pair key = {.a = load8(word), .b = first_bytes(load8(word + 8), fits ? span.length - 8 : 8)};
    c->pair[c->pairs] = key;
    c->pair_home[c->pairs] = (uint32_t)(hash16(key.a, key.b) >> c->medium.shift);
    c->pairs += fits;
    c->span[longs] = span;
    longs += !fits;
  }
  count_medium(c);
  for (uint32_t i = 0; i < longs; i++) count_long(&c->large, text + c->span[i].start, c->span[i].length);
}

static void counter_init(struct counter *c) {
  table_init(&c->small, 17, sizeof(struct short_slot));
  table_init(&c->medium, 16, sizeof(struct medium_slot));
  table_init(&c->large, 12, sizeof(struct long_slot));
}

static void counter_finish(struct counter *c) {
  struct long_slot *large = c->large.slot;
  for (uint64_t i = 0; i < c->large.capacity; i++) free(large[i].word);
  pages_give(c->small.slot, c->small.capacity * sizeof(struct short_slot));
  pages_give(c->medium.slot, c->medium.capacity * sizeof(struct medium_slot));
  pages_give(large, c->large.capacity * sizeof *large);
}

/* Counts the words of text[0..size), which ends behind a separator. */
static void count_text(struct counter *c, const struct level *level, const char *text, uint32_t size) {
  struct words *found = &c->found;
  found->starts = found->ends = 0;
  found->before = 1;
  for (uint32_t from = 0; from < size; from += SEGMENT_BYTES) {
    uint32_t to = size - from > SEGMENT_BYTES ? from + SEGMENT_BYTES : size;
    level->find(found, text, from, to);
    while (table_must_grow(&c->small, found->ends)) short_grow(&c->small);
    while (table_must_grow(&c->medium, found->ends)) medium_grow(&c->medium);
    while (table_must_grow(&c->large, found->ends)) long_grow(&c->large);
    c->keys = c->spans = 0;
    level->make_keys(c, text);
    count_short(c);
    count_spans(c, text);
    c->words += found->ends;
    found->start[0] = found->start[found->ends]; /* the open word, if there is one */
    found->starts -= found->ends;
    found->ends = 0;
  }
}

/* ---- receiving ---- */

static int connect_loopback(uint16_t port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) < 0) die(strerror(errno));
  return fd;
}

/* Reads until the peer closes; returns the bytes received. The unfinished word moves to the front of the next bytes. */
static uint64_t count_connection(struct counter *c, const struct level *level, int fd) {
  char *text = (char *)pages_take(PAD + WORD_MAX + RECEIVE_BYTES + PAD) + PAD;
  uint64_t bytes = 0;
  uint32_t kept = 0;
  ssize_t got;
  while ((got = recv(fd, text + kept, RECEIVE_BYTES, 0)) > 0) {
    uint32_t size = kept + (uint32_t)got, whole = size;
    bytes += (uint64_t)got;
    while (whole > 0 && (unsigned char)text[whole - 1] > ' ') whole--;
    count_text(c, level, text, whole);
    kept = size - whole;
    if (kept > WORD_MAX) die("a word of more than 64 KB");
    memmove(text, text + whole, kept);
  }
  if (got < 0) die(strerror(errno));
  text[kept] = '\n';
  count_text(c, level, text, kept + 1);
  return bytes;
}

/* ---- results ---- */

struct result {
  const char *word;
  uint64_t length, count;
};

/* All words of the three tables, in no order. The caller frees the array. */
static struct result *collect(const struct counter *c, uint64_t *n) {
  const struct short_slot *small = c->small.slot;
  const struct medium_slot *medium = c->medium.slot;
  const struct long_slot *large = c->large.slot;
  struct result *all = calloc(c->small.used + c->medium.used + c->large.used + 1, sizeof *all), *r = all;
  if (!all) die("not enough memory");
  for (uint64_t i = 0; i < c->small.capacity; i++) {
    const char *word = (const char *)&small[i].key;
    if (small[i].key) *r++ = (struct result){.word = word, .length = strnlen(word, 8), .count = small[i].count};
  }
  for (uint64_t i = 0; i < c->medium.capacity; i++) {
    const char *word = (const char *)&medium[i].key;
    if (medium[i].key.a) *r++ = (struct result){.word = word, .length = strnlen(word, 16), .count = medium[i].count};
  }
  for (uint64_t i = 0; i < c->large.capacity; i++)
    if (large[i].count) *r++ = (struct result){large[i].word, large[i].length, large[i].count};
  *n = (uint64_t)(r - all);
  return all;
}

static int more_frequent(const void *a, const void *b) {
  const struct result *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  int order = memcmp(x->word, y->word, x->length < y->length ? x->length : y->length);
  return order ? order : (x->length > y->length) - (x->length < y->length);
}

static void print_results(FILE *to, const struct result *r, uint64_t n) {
  for (; n; n--, r++) fprintf(to, "%.*s\t%llu\n", (int)r->length, r->word, (unsigned long long)r->count);
}

static void write_all(const char *path, const struct result *r, uint64_t n) {
  FILE *to = fopen(path, "w");
  if (!to) die(strerror(errno));
  print_results(to, r, n);
  if (fclose(to) != 0) die(strerror(errno));
}

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static double wall_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* ---- choice of the bodies ---- */

static const struct level levels[] = {
    {"avx512", find_avx512, make_keys_avx512},
    {"avx2", find_avx2, make_keys_scalar},
    {"scalar", find_scalar, make_keys_scalar},
};

static bool level_runs_here(const struct level *level) {
  if (level->find == find_avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
  if (level->find == find_avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  return true;
}

/* The first that runs here, of that name if there is one; NULL if none does. */
static const struct level *choose_level(const char *name) {
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
    if ((!name || strcmp(name, levels[i].name) == 0) && level_runs_here(&levels[i])) return &levels[i];
  return NULL;
}

int main(int argc, char **argv) {
  unsigned long port = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
  const char *level_name = NULL, *all_path = NULL;
  bool understood = argc % 2 == 0 && port > 0 && port <= UINT16_MAX;
  for (int i = 2; understood && i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--level") == 0)
      level_name = argv[i + 1];
    else if (strcmp(argv[i], "--all") == 0)
      all_path = argv[i + 1];
    else
      understood = false;
  }
  if (!understood) {
    fprintf(stderr, "usage: baseline_wordcount PORT [--level scalar|avx2|avx512] [--all FILE]\n");
    return 2;
  }
  const struct level *level = choose_level(level_name);
  if (!level) {
    fprintf(stderr, "baseline_wordcount: this processor cannot run level %s\n", level_name);
    return NO_SUCH_LEVEL;
  }

  static struct counter counter;
  counter_init(&counter);
  int fd = connect_loopback((uint16_t)port);
  double began = wall_seconds();
  uint64_t bytes = count_connection(&counter, level, fd);
  close(fd);
  double cpu = cpu_seconds(), wall = wall_seconds() - began;

  uint64_t n = 0;
  struct result *all = collect(&counter, &n);
  qsort(all, n, sizeof *all, more_frequent);
  printf("level %s\nbytes %llu\nwords %llu\ndistinct %llu\ncpu_seconds %.6f\nwall_seconds %.6f\n", level->name,
         (unsigned long long)bytes, (unsigned long long)counter.words, (unsigned long long)n, cpu, wall);
  print_results(stdout, all, n < TOP ? n : TOP);
  if (all_path) write_all(all_path, all, n);
  free(all);
  counter_finish(&counter);
  return 0;
}
