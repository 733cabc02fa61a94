/* SPDX-License-Identifier: Apache-2.0 */
#include "replacement.h"
#include <stdio.h>
#include <string.h>

enum { NAME_MAX_BYTES = 32 };

typedef struct parser {
  replacement *to;
  regex_error *error;
  const regex *regex;
  const char *text;
  size_t n, at;
  uint32_t used; /* bytes of to->text */
} parser;

static int refuse(parser *p, const char *why) {
  (void)snprintf(p->error->text, sizeof p->error->text, "%s", why);
  p->error->offset = p->at;
  return 0;
}

static replacement_part *last_text(parser *p) {
  if (p->to->parts == 0) return NULL;
  replacement_part *last = &p->to->part[p->to->parts - 1];
  return last->is_group ? NULL : last;
}

static replacement_part *add(parser *p) {
  if (p->to->parts == REPLACEMENT_PARTS) {
    (void)refuse(p, "this replacement has more than 64 parts");
    return NULL;
  }
  return &p->to->part[p->to->parts++];
}

static int add_char(parser *p, char c) {
  replacement_part *last = last_text(p);
  if (last == NULL) {
    last = add(p);
    if (last == NULL) return 0;
    *last = (replacement_part){.at = p->used};
  }
  p->to->text[p->used++] = c;
  last->size++;
  return 1;
}

static int add_group(parser *p, uint32_t group) {
  replacement_part *part = add(p);
  if (part == NULL) return 0;
  *part = (replacement_part){.group = group, .is_group = 1};
  return 1;
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* As many digits as name a group that there is. */
static int take_number(parser *p) {
  uint32_t group = (uint32_t)(p->text[p->at] - '0');
  if (group > p->regex->groups) return refuse(p, "the pattern has no group of this number");
  for (p->at++; p->at < p->n && is_digit(p->text[p->at]); p->at++) {
    const uint32_t longer = group * 10 + (uint32_t)(p->text[p->at] - '0');
    if (longer > p->regex->groups) break;
    group = longer;
  }
  return add_group(p, group);
}

/* {name} */
static int take_name(parser *p) {
  char name[NAME_MAX_BYTES + 1];
  const char *begin = p->text + p->at + 1, *end = memchr(begin, '}', p->n - p->at - 1);
  if (end == NULL || end == begin || end - begin > NAME_MAX_BYTES)
    return refuse(p, "a group is named as ${name}, in at most 32 bytes");
  memcpy(name, begin, (size_t)(end - begin));
  name[end - begin] = 0;
  const uint32_t group = regex_group_named(p->regex, name);
  if (group == 0) return refuse(p, "the pattern has no group of this name");
  p->at += (size_t)(end - begin) + 2;
  return add_group(p, group);
}

static int take_group(parser *p) {
  p->at++;
  if (p->at < p->n && is_digit(p->text[p->at])) return take_number(p);
  if (p->at < p->n && p->text[p->at] == '{') return take_name(p);
  return refuse(p, "behind $ stands the number of a group, or its name in braces; \\$ is the character itself");
}

static int take_next(parser *p) {
  if (p->text[p->at] == '$') return take_group(p);
  if (p->text[p->at] == '\\' && ++p->at == p->n)
    return refuse(p, "the replacement ends in a backslash that escapes nothing");
  return add_char(p, p->text[p->at++]);
}

int replacement_parse(replacement *to, const char *text, size_t n, const regex *x, regex_error *error) {
  parser p = {.to = to, .error = error, .regex = x, .text = text, .n = n};
  to->parts = 0;
  if (n > REPLACEMENT_MAX) return refuse(&p, "this replacement is too long; 4096 bytes are the most");
  while (p.at < n)
    if (!take_next(&p)) return 0;
  return 1;
}
