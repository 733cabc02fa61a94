/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/cut_value: YAML takes both cases without a word, and the expression would fail later with an error about
 * something else. An apostrophe within a word ("don't") opens no string, and a parenthesis counts only behind a
 * name, so that plain sentences pass.
 */
#include "spec/cut_value.h"

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

/* r'…' is a string too. */
static bool may_open_string(const char *text, size_t at) {
  if (at == 0 || !is_word(text[at - 1])) {
    return true;
  }
  return (text[at - 1] == 'r' || text[at - 1] == 'R') && (at == 1 || !is_word(text[at - 2]));
}

typedef struct unfinished {
  bool string;
  bool call;
} unfinished;

static unfinished look_for_unfinished(const char *text, size_t length) {
  char quote = '\0';
  long open = 0;
  bool has_call = false;
  for (size_t at = 0; at < length; at++) {
    char c = text[at];
    if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if ((c == '\'' || c == '"' || c == '`') && may_open_string(text, at)) {
      quote = c;
    } else if (c == '(') {
      open++;
      has_call |= at > 0 && is_word(text[at - 1]);
    } else if (c == ')') {
      open--;
    }
  }
  return (unfinished){.string = quote != '\0', .call = has_call && open > 0};
}

bool spec_refuse_cut_value(spec_diagnostics *list, const spec_source *source, spec_node *plain, bool is_in_flow) {
  size_t next = plain->span.end;
  while (next < source->size && (source->text[next] == ' ' || source->text[next] == '\t')) {
    next++;
  }
  char follows = next < source->size ? source->text[next] : '\n';
  if (follows != '#' && !(follows == ',' && is_in_flow)) {
    return false;
  }
  unfinished ends = look_for_unfinished(plain->text, plain->length);
  bool is_cut = follows == '#' ? ends.string : ends.string || ends.call;
  if (!is_cut) {
    return false;
  }
  spec_span where = {(uint32_t)next, (uint32_t)next + 1};
  plain->broken = true;
  spec_diagnostic *error = spec_error(list, SPEC_E_CUT_VALUE, where, "this %s ends the value; it was \"%s\" up to here",
                                      follows == '#' ? "comment" : "comma", plain->text);
  spec_help(list, error, "%s", SPEC_QUOTING_HELP);
  return true;
}
