/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/codes: every code that a diagnostic about a pipeline file can carry. A number never changes its meaning and is
 * never used again. E0xx file and YAML; E1xx names, structure, columns; E2xx options and values; E3xx plugins;
 * E4xx plan (windows, joins, circles); E5xx expressions.
 */
#ifndef WEIR_SPEC_CODES_H
#define WEIR_SPEC_CODES_H

/* X(number, identifier, meaning) */
#define SPEC_CODES(X)                                                                                                  \
  X(1, FILE_TOO_LARGE, "the file is larger than 256 KB")                                                               \
  X(2, NOT_UTF8, "the file is not UTF-8 text")                                                                         \
  X(3, CONTROL_CHARACTER, "the file holds a control character")                                                        \
  X(4, YAML_SYNTAX, "the file is not YAML")                                                                            \
  X(5, TOO_DEEP, "mappings and lists are nested deeper than 32")                                                       \
  X(6, ALIAS, "anchors and aliases are not allowed")                                                                   \
  X(7, TAG, "tags are not allowed: every scalar is text")                                                              \
  X(8, DUPLICATE_KEY, "a mapping has a key twice")                                                                     \
  X(9, MANY_DOCUMENTS, "the file holds more than one document")                                                        \
  X(10, DIRECTIVE, "YAML directives are not allowed")                                                                  \
  X(11, EMPTY_FILE, "the file holds no pipeline")                                                                      \
  X(12, KEY_NOT_TEXT, "a key is a list or a mapping")                                                                  \
  X(13, CUT_VALUE, "YAML ends an unquoted value before its author did")                                                \
  X(14, SUBSTITUTION, "a ${} is not one of the forms that exist")                                                      \
  X(15, SUBSTITUTION_IN_KEY, "a ${} stands in a key")                                                                  \
  X(16, VARIABLE_UNSET, "an environment variable is not set")                                                          \
  X(17, FILE_UNREADABLE, "a file named by ${file:} cannot be read")                                                    \
  X(18, SUBSTITUTION_TOO_LARGE, "what ${} puts in is too large")                                                       \
  X(19, SUBSTITUTION_NOT_TEXT, "what ${} puts in is not UTF-8 text")                                                   \
  X(20, NO_MEMORY, "there is not enough memory to read the file")                                                      \
  X(101, UNKNOWN_KEY, "a key does not exist")                                                                          \
  X(102, MISSING_KEY, "a key that must be there is missing")                                                           \
  X(103, WRONG_SHAPE, "a mapping, a list or a text stands where another is needed")                                    \
  X(104, BAD_NAME, "a name holds a character that names do not have")                                                  \
  X(105, TWO_OPERATORS, "two sources, operators or sinks stand where one is needed")                                   \
  X(106, NO_OPERATOR, "a source, operator or sink is missing")                                                         \
  X(107, NO_COLUMN, "a column does not exist")                                                                         \
  X(108, NO_STREAM, "a stream does not exist")                                                                         \
  X(109, RESERVED_NAME, "a name is taken by weir itself")                                                              \
  X(111, NOT_YET, "a key belongs to a part of weir that is not there yet")                                             \
  X(112, TOO_MANY, "there are more streams, steps or outputs than are allowed")                                        \
  X(201, NOT_A_DURATION, "a value is not a duration")                                                                  \
  X(202, NOT_A_SIZE, "a value is not a size")                                                                          \
  X(203, NOT_AN_INTEGER, "a value is not a whole number")                                                              \
  X(204, NOT_A_NUMBER, "a value is not a number")                                                                      \
  X(205, NOT_A_BOOL, "a value is neither true nor false")                                                              \
  X(206, OUT_OF_RANGE, "a value is too small or too large")                                                            \
  X(207, NOT_A_CHOICE, "a value is not one of the possible ones")                                                      \
  X(401, CIRCLE, "streams read each other in a circle")

typedef enum spec_code {
#define SPEC_CODE_MEMBER(number, identifier, meaning) SPEC_E_##identifier = (number),
  SPEC_CODES(SPEC_CODE_MEMBER)
#undef SPEC_CODE_MEMBER
} spec_code;

#endif
