/* SPDX-License-Identifier: Apache-2.0 */
/* What translate.c and translate_escape.c share. Functions give 1, or 0 when the error is set. */
#ifndef REGEX_TRANSLATE_PARTS_H
#define REGEX_TRANSLATE_PARTS_H
#include "translate.h"

typedef struct translator {
  regex_text *to;
  regex_error *error;
  const char *pattern;
  size_t n, at;
  size_t start;    /* of what is translated now: where its output comes from */
  uint32_t groups; /* capturing ones that have been opened */
  int unicode;
} translator;

int translate_refuse(translator *t, size_t offset, const char *why);
int translate_put(translator *t, const char *text, size_t n);
int translate_write(translator *t, const char *text);
int translate_copy(translator *t, size_t n);

/* The escape at hand, within a class or outside. */
int translate_escape(translator *t, int in_class);
#endif
