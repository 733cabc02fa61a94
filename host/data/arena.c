/* SPDX-License-Identifier: Apache-2.0 */
/* A list of pages: those up to `page` hold pieces, those behind it are kept from before the last reset. A page's header
 * is the padding before its first piece. */
#include "data/arena.h"

#include <weir/types.h>

/* Pages double from the first size to the last, so that many small stores stay small. Pieces over ARENA_OWN_PAGE that
 * do not fit get a page of their own. */
enum { ARENA_FIRST_PAGE = 4 << 10, ARENA_PAGE = 64 << 10, ARENA_OWN_PAGE = 16 << 10 };

struct arena_page {
  _Alignas(64) arena_page *next;
  size_t size;   /* with this header and the padding */
  uint64_t upto; /* its bytes are among the first so many asked for; the one being filled: UINT64_MAX */
  bool own;      /* of one piece */
};
_Static_assert(sizeof(arena_page) >= WEIR_PAD, "the header is the padding before the first piece");

void arena_init(arena *a, memory *m, memory_kind kind) { *a = (arena){.memory = m, .kind = kind}; }

static void page_destroy(arena *a, arena_page *page) {
  a->held -= page->size;
  memory_put(a->memory, a->kind, page, page->size);
}

void arena_finish(arena *a) {
  if (!a) return;
  while (a->first) {
    arena_page *page = a->first;
    a->first = page->next;
    page_destroy(a, page);
  }
  arena_init(a, a->memory, a->kind);
}

static char *page_begin(arena_page *page) { return (char *)(page + 1); }

static char *page_end(arena_page *page) { return (char *)page + page->size - WEIR_PAD; }

static arena_page *page_create(arena *a, size_t size) {
  arena_page *page = memory_get(a->memory, a->kind, size);
  if (!page) return NULL;
  *page = (arena_page){.size = size};
  a->held += size;
  return page;
}

/* A page for one piece, in front of all others, so that the page being filled stays that. */
static char *get_own(arena *a, uint64_t n) {
  arena_page *page = page_create(a, sizeof *page + n + WEIR_PAD);
  if (!page) return NULL;
  page->next = a->first;
  page->upto = a->bytes + n;
  page->own = true;
  a->first = page;
  if (!a->page) {
    a->page = page;
    a->at = a->end = page_end(page);
  }
  return page_begin(page);
}

/* Goes on to the next page that was kept, or to a new one. */
static int next_page(arena *a, uint64_t n) {
  arena_page **link = a->page ? &a->page->next : &a->first;
  arena_page *page = *link;
  if (!page || (uint64_t)(page_end(page) - page_begin(page)) < n) {
    size_t need = sizeof *page + n + WEIR_PAD;
    size_t size = a->held < ARENA_FIRST_PAGE ? ARENA_FIRST_PAGE : a->held < ARENA_PAGE ? a->held : ARENA_PAGE;
    page = page_create(a, need > size ? need : size);
    if (!page) return -1;
    page->next = *link;
    *link = page;
  }
  if (a->page) a->page->upto = a->bytes;
  page->upto = UINT64_MAX;
  a->page = page;
  a->at = page_begin(page);
  a->end = page_end(page);
  return 0;
}

static char *align(char *p, uint64_t n) { return n >= 8 ? p + (-(uintptr_t)p & 7) : p; }

char *arena_get(arena *a, uint64_t n) {
  if (n > PTRDIFF_MAX / 2) return NULL;
  char *p = a->at ? align(a->at, n) : NULL;
  if (!p || p > a->end || (uint64_t)(a->end - p) < n) {
    if (n > ARENA_OWN_PAGE) {
      p = get_own(a, n);
      if (p) a->bytes += n;
      return p;
    }
    if (next_page(a, n) < 0) return NULL;
    p = a->at;
  }
  a->at = p + n;
  a->bytes += n;
  return p;
}

/* Pages of one piece come first, the last one made before the others; behind them pages lie in the order of filling. */
void arena_drop(arena *a, uint64_t upto) {
  arena_page **link = &a->first;
  while (a->page && *link != a->page) {
    arena_page *page = *link;
    if (page->upto > upto && !page->own) return;
    if (page->upto > upto) {
      link = &page->next;
      continue;
    }
    *link = page->next;
    page_destroy(a, page);
  }
}

void arena_reset(arena *a, uint64_t keep) {
  arena_page **link = &a->first;
  uint64_t kept = 0;
  while (*link) {
    arena_page *page = *link;
    if (kept + page->size <= keep) {
      kept += page->size;
      page->own = false;
      data_poison(page_begin(page), (size_t)(page_end(page) - page_begin(page)));
      link = &page->next;
    } else {
      *link = page->next;
      page_destroy(a, page);
    }
  }
  a->page = NULL;
  a->at = a->end = NULL;
  a->bytes = 0;
}
