/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/option_type: one row a type. Pure, any thread. */
#include "plugin/option_type.h"

#include <string.h>

#define WORD 4u
#define POINTER (uint32_t)sizeof(void *)
#define STRING (uint32_t)sizeof(weir_str)

static const option_type types[] = {
    [WEIR_OPT_BOOL] = {.name = "bool", .width = 1, .align = 1},
    [WEIR_OPT_I64] = {.name = "int64", .width = 8, .align = 8, .has_range = true},
    [WEIR_OPT_F64] = {.name = "float64", .width = 8, .align = 8, .has_range = true},
    [WEIR_OPT_TEXT] = {.name = "text", .width = STRING, .align = 8},
    [WEIR_OPT_CHOICE] = {.name = "choice", .width = WORD, .align = WORD, .has_choices = true},
    [WEIR_OPT_DURATION] = {.name = "duration", .width = 8, .align = 8, .has_range = true},
    [WEIR_OPT_SIZE] = {.name = "size", .width = 8, .align = 8, .has_range = true},
    [WEIR_OPT_PATH] = {.name = "path", .width = STRING, .align = 8},
    [WEIR_OPT_SECRET] = {.name = "secret", .width = STRING, .align = 8},
    [WEIR_OPT_TEXTS] = {.name = "list of texts", .width = sizeof(weir_texts), .align = 8},
    [WEIR_OPT_TEXT_MAP] = {.name = "mapping of texts", .width = sizeof(weir_text_map), .align = 8, .is_mapping = true},
    [WEIR_OPT_FIELDS] = {.name = "fields", .width = POINTER, .align = 8, .is_mapping = true},
    [WEIR_OPT_COLUMN] = {.name = "column", .width = WORD, .align = WORD},
    [WEIR_OPT_COLUMNS] = {.name = "columns", .width = sizeof(weir_columns), .align = 8},
    [WEIR_OPT_EXPRESSION] = {.name = "expression", .width = POINTER, .align = 8},
    [WEIR_OPT_EXPRESSIONS] = {.name = "expressions", .width = POINTER, .align = 8, .is_mapping = true},
    [WEIR_OPT_KEY] = {.name = "key", .width = POINTER, .align = 8, .is_mapping = true},
    [WEIR_OPT_AGGREGATES] = {.name = "aggregates", .width = POINTER, .align = 8, .is_mapping = true},
    [WEIR_OPT_STREAM] = {.name = "stream", .width = WORD, .align = WORD},
    [WEIR_OPT_FORMAT] = {.name = "format", .width = POINTER, .align = 8, .has_choices = true},
    [WEIR_OPT_KEY_PAIRS] = {.name = "key pairs", .width = POINTER, .align = 8, .is_mapping = true},
    [WEIR_OPT_ROWS] = {.name = "rows", .width = sizeof(weir_rows), .align = 8},
    [WEIR_OPT_STATE] = {.name = "state", .width = POINTER, .align = 8, .is_mapping = true},
};

const option_type *option_type_of(uint32_t type) {
  return type < sizeof types / sizeof types[0] && types[type].name ? &types[type] : NULL;
}

const char *option_choice(const char *choices, uint32_t i, size_t *n) {
  for (; i > 0; i--) {
    choices = strchr(choices, '|');
    if (!choices) return NULL;
    choices++;
  }
  *n = strcspn(choices, "|");
  return choices;
}

int32_t option_choice_index(const char *choices, const char *text, size_t n) {
  size_t length = 0;
  const char *choice;
  for (uint32_t i = 0; (choice = option_choice(choices, i, &length)); i++)
    if (length == n && memcmp(choice, text, n) == 0) return (int32_t)i;
  return -1;
}
