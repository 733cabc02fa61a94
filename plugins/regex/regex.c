/* SPDX-License-Identifier: Apache-2.0 */
#include "regex.h"
#include "utf8.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *memmem(const void *haystack, size_t haystack_size, const void *needle, size_t needle_size);

/* ---- compiling --------------------------------------------------------------------------------------------------- */

static void explain(regex_error *error, int code, size_t offset, const regex_text *text) {
  PCRE2_UCHAR why[160] = "it cannot be compiled";
  (void)pcre2_get_error_message(code, why, sizeof why);
  (void)snprintf(error->text, sizeof error->text, "this regular expression is wrong: %s", (const char *)why);
  error->offset = offset < text->size ? text->origin[offset] : text->size > 0 ? text->origin[text->size - 1] + 1 : 0;
}

static int compile(regex_code *to, const regex_text *text, uint32_t options, uint32_t flags, regex_error *error) {
  int code = 0;
  size_t offset = 0;
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (context != NULL) {
    (void)pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    to->code =
        pcre2_compile((PCRE2_SPTR)text->bytes, text->size, options | PCRE2_NEVER_BACKSLASH_C, &code, &offset, context);
    pcre2_compile_context_free(context);
  }
  if (to->code == NULL) {
    explain(error, code, offset, text);
    return 0;
  }
  to->is_jit = !(flags & REGEX_NO_JIT) && pcre2_jit_compile(to->code, PCRE2_JIT_COMPLETE) == 0;
  return 1;
}

static int is_ascii(const char *text, size_t n) {
  uint64_t all = 0, word[4];
  size_t i = 0;
  for (; n - i >= sizeof word; i += sizeof word) {
    memcpy(word, text + i, sizeof word);
    all |= (word[0] | word[1]) | (word[2] | word[3]);
  }
  for (; n - i >= sizeof *word; i += sizeof *word) {
    memcpy(word, text + i, sizeof *word);
    all |= word[0];
  }
  for (; i < n; i++) all |= (unsigned char)text[i];
  return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* A quantifier behind a character of several bytes would take the last of them only: such patterns have no code for
 * bytes. Neither have those that name characters beyond a byte. */
static void compile_bytes(regex *x, const char *pattern, size_t n, uint32_t flags) {
  regex_text text;
  regex_error ignored;
  if (!is_ascii(pattern, n)) return;
  if (regex_translate(&text, pattern, n, 0, &ignored)) (void)compile(&x->bytes, &text, 0, flags, &ignored);
  regex_text_finish(&text);
}

static int compile_text(regex *x, const char *pattern, size_t n, uint32_t flags, regex_error *error) {
  regex_text text;
  int is_done = regex_translate(&text, pattern, n, 1, error);
  if (is_done && text.literal != NULL) {
    x->literal = text.literal;
    x->literal_size = text.literal_size;
    text.literal = NULL;
  } else if (is_done) {
    is_done = compile(&x->text, &text, PCRE2_UTF, flags, error) &&
              compile(&x->broken, &text, PCRE2_MATCH_INVALID_UTF, REGEX_NO_JIT, error);
  }
  regex_text_finish(&text);
  return is_done;
}

regex *regex_create(const char *pattern, size_t n, uint32_t flags, regex_error *error) {
  regex *x = calloc(1, sizeof *x);
  if (x == NULL) {
    *error = (regex_error){.text = "there is not enough memory for this pattern"};
    return NULL;
  }
  if (!compile_text(x, pattern, n, flags, error)) {
    regex_destroy(x);
    return NULL;
  }
  if (x->literal == NULL) {
    compile_bytes(x, pattern, n, flags);
    (void)pcre2_pattern_info(x->text.code, PCRE2_INFO_CAPTURECOUNT, &x->groups);
    (void)pcre2_pattern_info(x->text.code, PCRE2_INFO_NAMECOUNT, &x->names);
  }
  return x;
}

void regex_destroy(regex *x) {
  if (x == NULL) return;
  pcre2_code_free(x->bytes.code);
  pcre2_code_free(x->text.code);
  pcre2_code_free(x->broken.code);
  free(x->literal);
  free(x);
}

/* Entries are two bytes of number, big endian, and the name with a NUL. */
const char *regex_name(const regex *x, uint32_t i, uint32_t *group) {
  PCRE2_SPTR table = NULL;
  uint32_t size = 0;
  (void)pcre2_pattern_info(x->text.code, PCRE2_INFO_NAMETABLE, &table);
  (void)pcre2_pattern_info(x->text.code, PCRE2_INFO_NAMEENTRYSIZE, &size);
  const uint8_t *entry = table + (size_t)i * size;
  *group = (uint32_t)entry[0] << 8 | entry[1];
  return (const char *)entry + 2;
}

uint32_t regex_group_named(const regex *x, const char *name) {
  if (x->literal != NULL) return 0;
  const int number = pcre2_substring_number_from_name(x->text.code, (PCRE2_SPTR)name);
  return number > 0 ? (uint32_t)number : 0;
}

/* ---- lanes ------------------------------------------------------------------------------------------------------- */

static int make_context(regex_lane *lane) {
  if (lane->context != NULL) return 1;
  lane->context = pcre2_match_context_create(NULL);
  if (lane->context == NULL) return 0;
  (void)pcre2_set_match_limit(lane->context, REGEX_STEPS);
  (void)pcre2_set_depth_limit(lane->context, REGEX_STEPS);
  (void)pcre2_set_heap_limit(lane->context, REGEX_HEAP_KB);
  lane->stack = pcre2_jit_stack_create(REGEX_STACK_MIN, REGEX_STACK_MAX, NULL);
  if (lane->stack != NULL) pcre2_jit_stack_assign(lane->context, NULL, lane->stack);
  return 1;
}

int regex_lane_open(regex_lane *lane, const regex *x) {
  const uint32_t pairs = x->groups + 1;
  lane->regex = x;
  if (x->literal != NULL) return 1;
  if (!make_context(lane)) return 0;
  if (pairs <= lane->pairs) return 1;
  pcre2_match_data_free(lane->data);
  lane->data = pcre2_match_data_create(pairs, NULL);
  lane->pairs = lane->data != NULL ? pairs : 0;
  return lane->data != NULL;
}

void regex_lane_close(regex_lane *lane) {
  pcre2_match_data_free(lane->data);
  pcre2_jit_stack_free(lane->stack);
  pcre2_match_context_free(lane->context);
  memset(lane, 0, sizeof *lane);
}

/* ---- searching --------------------------------------------------------------------------------------------------- */

void regex_begin(regex_lane *lane, const char *text, size_t n) {
  const regex *x = lane->regex;
  lane->text = text;
  lane->size = n;
  if (x->literal != NULL) return;
  if (x->bytes.code != NULL && is_ascii(text, n))
    lane->code = &x->bytes;
  else
    lane->code = utf8_is_valid(text, n) ? &x->text : &x->broken;
}

static int find_literal(regex_lane *lane, size_t from) {
  const regex *x = lane->regex;
  const char *found = memmem(lane->text + from, lane->size - from, x->literal, x->literal_size);
  if (found == NULL) return 0;
  lane->literal_span[0] = (size_t)(found - lane->text);
  lane->literal_span[1] = lane->literal_span[0] + x->literal_size;
  lane->span = lane->literal_span;
  return 1;
}

int regex_find(regex_lane *lane, size_t from) {
  if (from > lane->size) return 0;
  if (lane->regex->literal != NULL) return find_literal(lane, from);
  const PCRE2_SPTR text = (PCRE2_SPTR)lane->text;
  const regex_code *c = lane->code;
  const uint32_t options = c != &lane->regex->broken ? PCRE2_NO_UTF_CHECK : 0;
  const int found = c->is_jit ? pcre2_jit_match(c->code, text, lane->size, from, 0, lane->data, lane->context)
                              : pcre2_match(c->code, text, lane->size, from, options, lane->data, lane->context);
  lane->span = pcre2_get_ovector_pointer(lane->data);
  return found > 0 ? 1 : found == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

/* Bytes 10xxxxxx go on with a character. */
static int is_inside(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

size_t regex_next(const regex_lane *lane) {
  size_t next = lane->span[1];
  if (lane->span[0] != next) return next;
  next++;
  while (next < lane->size && is_inside(lane->text[next])) next++;
  return next;
}
