/* SPDX-License-Identifier: Apache-2.0 */
/* The walk along a path: one pass over the text, without a tree. What does not lie at the path is skipped.
 *
 * [*] is Hive's: the matches of several elements are an array, the match of one is itself; [*][*] makes one array of all
 * inner ones. So what is written depends on what surrounds it:
 *
 *   RAW      nothing yet: a string has no quotes
 *   QUOTED   an array: strings have quotes
 *   FLATTEN  an array that takes the elements of inner arrays in */
#include "json_path.h"
#include "json_number.h"

enum { RAW, QUOTED, FLATTEN };
enum { MALFORMED = -1, NONE = 0, FOUND = 1 };
enum { DEPTH_MAX = 512 };

typedef struct walker {
  const json_path *path;
  const weir_json *json;
  const char *p, *end; /* p: at the first byte of the value at hand */
  char *to;
  uint32_t depth;
  int in_array, empty; /* of what is written */
} walker;

static int walk(walker *w, uint32_t step, int style);

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* A value begins: behind another one of the same array after a comma. */
static void begin_value(walker *w) {
  if (w->in_array && !w->empty) *w->to++ = ',';
  w->empty = 0;
}

static void put_quoted(walker *w, const char *p, uint64_t n) {
  static const char digits[] = "0123456789ABCDEF", plain[] = "\b\t\n\f\r\"\\", letter[] = "btnfr\"\\";
  for (uint64_t i = 0; i < n; i++) {
    const char *known = p[i] != 0 ? strchr(plain, p[i]) : NULL;
    if (known == NULL && (unsigned char)p[i] >= 0x20) {
      *w->to++ = p[i];
      continue;
    }
    *w->to++ = '\\';
    if (known != NULL) {
      *w->to++ = letter[known - plain];
      continue;
    }
    const char code[] = {'u', '0', '0', digits[(p[i] >> 4) & 15], digits[p[i] & 15]};
    memcpy(w->to, code, sizeof code);
    w->to += sizeof code;
  }
}

/* The string whose opening quote w->p is at. Its text is first put behind where it could end when it has escapes. */
static int put_string(walker *w, int quotes) {
  uint32_t escaped;
  const char *begin = w->p + 1, *close = w->json->string_end(begin, w->end, &escaped);
  if (close == NULL) return MALFORMED;
  const uint64_t n = (uint64_t)(close - begin);
  w->p = close + 1;
  if (quotes) *w->to++ = '"';
  if (escaped && quotes) {
    char *text = w->to + n; /* what it becomes is not longer than its source */
    put_quoted(w, text, w->json->unescape(begin, close, text));
  } else if (escaped) {
    w->to += w->json->unescape(begin, close, w->to);
  } else {
    memcpy(w->to, begin, n);
    w->to += n;
  }
  if (quotes) *w->to++ = '"';
  return FOUND;
}

static int is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static void skip_blanks(walker *w) {
  while (w->p < w->end && is_blank(*w->p)) w->p++;
}

static int skip_value(walker *w) {
  const char *behind = w->json->skip(w->p, w->end);
  if (behind != NULL) w->p = behind;
  return behind != NULL ? NONE : MALFORMED;
}

/* A value as it is, but for blanks, escapes and numbers: what skip has found well-formed can be copied token by token. */
static int copy_value(walker *w) {
  const char *behind = w->json->skip(w->p, w->end);
  if (behind == NULL) return MALFORMED;
  begin_value(w);
  while (w->p < behind) {
    if (*w->p == '"') {
      if (put_string(w, 1) == MALFORMED) return MALFORMED;
    } else if (*w->p == '-' || (*w->p >= '0' && *w->p <= '9')) {
      w->to = json_number_put(w->to, &w->p, behind);
    } else {
      if (!is_blank(*w->p)) *w->to++ = *w->p;
      w->p++;
    }
  }
  return FOUND;
}

/* ---- arrays ------------------------------------------------------------------------------------------------------ */

/* At the next element, FOUND; or behind the array, NONE. `first`: w->p is behind the bracket that opens it. */
static int next_element(walker *w, int first) {
  skip_blanks(w);
  if (w->p == w->end) return MALFORMED;
  if (*w->p == ']') {
    w->p++;
    return NONE;
  }
  if (first) return FOUND;
  if (*w->p++ != ',') return MALFORMED;
  skip_blanks(w);
  return w->p < w->end && *w->p != ']' ? FOUND : MALFORMED;
}

/* All elements; gives how many of them have a match, or MALFORMED. */
static int64_t walk_elements(walker *w, uint32_t step, int style) {
  int64_t matches = 0;
  int more;
  if (++w->depth > DEPTH_MAX) return MALFORMED;
  w->p++;
  for (int first = 1; (more = next_element(w, first)) == FOUND; first = 0) {
    const int found = walk(w, step, style);
    if (found == MALFORMED) return MALFORMED;
    matches += found;
  }
  w->depth--;
  return more == MALFORMED ? MALFORMED : matches;
}

static int found_any(int64_t matches) { return matches < 0 ? MALFORMED : matches > 0 ? FOUND : NONE; }

/* The matches as an array. `alone`: one match is itself, none is nothing. */
static int walk_to_array(walker *w, uint32_t step, int style, int alone) {
  const int in_array = w->in_array, empty = w->empty;
  char *before = w->to;
  begin_value(w);
  char *open = w->to;
  *w->to++ = '[';
  w->in_array = w->empty = 1;
  const int64_t matches = walk_elements(w, step, style);
  *w->to++ = ']';
  w->in_array = in_array;
  w->empty = 0;
  if (alone && matches == 1) {
    w->to -= 2;
    memmove(open, open + 1, (size_t)(w->to - open));
  } else if (alone && matches == 0) {
    w->to = before;
    w->empty = empty;
  }
  return found_any(matches);
}

static int walk_each(walker *w, uint32_t step, int style) {
  if (step + 1 < w->path->steps && w->path->step[step + 1].kind == JSON_EACH)
    return walk_to_array(w, step + 2, FLATTEN, 0);
  if (style == QUOTED) return walk_to_array(w, step + 1, QUOTED, 0);
  return walk_to_array(w, step + 1, style == RAW ? QUOTED : FLATTEN, 1);
}

/* Before [*] there may be several matches, so that they need quotes. */
static int walk_element(walker *w, uint32_t step, int style) {
  const int several = step + 1 < w->path->steps && w->path->step[step + 1].kind == JSON_EACH;
  int found = NONE, more;
  uint64_t i = 0;
  w->p++;
  for (; (more = next_element(w, i == 0)) == FOUND; i++) {
    const int here = i == w->path->step[step].number ? walk(w, step + 1, several ? QUOTED : style) : skip_value(w);
    if (here == MALFORMED) return MALFORMED;
    found |= here;
  }
  return more == MALFORMED ? MALFORMED : found;
}

/* ---- objects ----------------------------------------------------------------------------------------------------- */

/* Past the name and the colon; whether it is the wanted one. A name with escapes is unescaped where the result will be. */
static int take_name(walker *w, const json_step *wanted) {
  uint32_t escaped;
  if (w->p == w->end || *w->p != '"') return MALFORMED;
  const char *name = w->p + 1, *close = w->json->string_end(name, w->end, &escaped);
  if (close == NULL) return MALFORMED;
  uint64_t n = (uint64_t)(close - name);
  if (escaped) {
    n = w->json->unescape(name, close, w->to);
    name = w->to;
  }
  w->p = close + 1;
  skip_blanks(w);
  if (w->p == w->end || *w->p++ != ':') return MALFORMED;
  skip_blanks(w);
  if (w->p == w->end) return MALFORMED;
  return n == wanted->size && memcmp(name, wanted->name, n) == 0 ? FOUND : NONE;
}

/* Past the comma or the brace behind a member; FOUND: another one comes. */
static int next_member(walker *w, int first) {
  skip_blanks(w);
  if (w->p == w->end) return MALFORMED;
  if (*w->p == '}') {
    w->p++;
    return NONE;
  }
  if (first) return FOUND;
  if (*w->p++ != ',') return MALFORMED;
  skip_blanks(w);
  return FOUND;
}

/* The first member of the name that has a match; the others are skipped. */
static int walk_member(walker *w, uint32_t step, int style) {
  int found = NONE, more;
  w->p++;
  for (int first = 1; (more = next_member(w, first)) == FOUND; first = 0) {
    const int wanted = take_name(w, &w->path->step[step]);
    if (wanted == MALFORMED) return MALFORMED;
    const int here = wanted && !found && *w->p != 'n' ? walk(w, step + 1, style) : skip_value(w);
    if (here == MALFORMED) return MALFORMED;
    found |= here;
  }
  return more == MALFORMED ? MALFORMED : found;
}

/* ---- any value --------------------------------------------------------------------------------------------------- */

static int walk(walker *w, uint32_t step, int style) {
  const char first = *w->p;
  if (step == w->path->steps) {
    if (first == '"' && style == RAW) return put_string(w, 0);
    if (first == '[' && style == FLATTEN) return found_any(walk_elements(w, step, FLATTEN));
    return copy_value(w);
  }
  const json_step_kind kind = w->path->step[step].kind;
  if (first == '{' && kind == JSON_MEMBER) return walk_member(w, step, style);
  if (first == '[' && kind == JSON_EACH) return walk_each(w, step, style);
  if (first == '[' && kind == JSON_ELEMENT) return walk_element(w, step, style);
  return skip_value(w);
}

int64_t json_path_get(const json_path *path, const weir_json *json, const char *p, uint64_t n, char *to) {
  walker w = {.path = path, .json = json, .p = p, .end = p + n, .to = to};
  skip_blanks(&w);
  return w.p < w.end && walk(&w, 0, RAW) == FOUND ? w.to - to : -1;
}
