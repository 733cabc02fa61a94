/* SPDX-License-Identifier: Apache-2.0 */
/* Every code that an error in an expression can carry: expr_error.code. A number never changes its meaning and is
 * never used again; 107 and 108 are those of spec/codes.h, which mean the same. */
#ifndef EXPR_CODES_H
#define EXPR_CODES_H

/* X(number, identifier, meaning) */
#define EXPR_CODES(X)                                                                                                  \
  X(107, NO_COLUMN, "a column does not exist")                                                                         \
  X(108, NO_STREAM, "a stream does not exist")                                                                         \
  X(501, SYNTAX, "the text is not an expression")                                                                      \
  X(502, OPEN_STRING, "a string, a quoted name or a comment is not closed")                                            \
  X(503, TOO_DEEP, "an expression is nested too deep")                                                                 \
  X(504, TOO_LARGE, "an expression, or a list of them, is larger than is allowed")                                     \
  X(506, AMBIGUOUS, "an expression names a column that exists more than once")                                         \
  X(507, NO_FUNCTION, "a function or aggregate does not exist")                                                        \
  X(508, TYPE, "the operands of an operator have the wrong types")                                                     \
  X(509, ARGUMENTS, "a function refuses its arguments")                                                                \
  X(510, NUMBER, "a number does not fit its type")                                                                     \
  X(511, NOT_YET, "this part of the language is not there yet")                                                        \
  X(512, AGGREGATE, "an aggregate stands where none can, or is missing")                                               \
  X(513, EXPLODE, "explode stands where it cannot, or is missing")                                                     \
  X(514, NEEDS_NAME, "an expression that is no plain column has no name")                                              \
  X(515, DUPLICATE_NAME, "a name is given to two expressions")                                                         \
  X(516, NO_TYPE, "a null has no type")                                                                                \
  X(517, RESULT, "an expression gives another type than is needed")                                                    \
  X(518, BAD_FUNCTION, "a function or aggregate breaks the rules of the ABI")                                          \
  X(519, NOT_PURE, "a function that is not the same for the same arguments stands where that is needed")               \
  X(520, OUT_OF_MEMORY, "there is not enough memory to compile an expression")                                         \
  X(521, KEY_PAIR, "the two columns of a join's pair have different types")                                            \
  X(522, LITERAL, "a date, a timestamp or an interval cannot be read")                                                 \
  X(523, NO_SUCH_TYPE, "a type does not exist")                                                                        \
  X(524, CAST, "values of one type cannot be converted to another")                                                    \
  X(525, NO_FIELD, "a struct has no field of that name")                                                               \
  X(526, PATTERN, "a pattern of like is wrong")

typedef enum expr_code {
#define EXPR_CODE_MEMBER(number, identifier, meaning) EXPR_E_##identifier = (number),
  EXPR_CODES(EXPR_CODE_MEMBER)
#undef EXPR_CODE_MEMBER
} expr_code;

#endif
