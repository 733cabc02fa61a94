/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of expressions, E5xx. */
#include "cli/explanation.h"

static const explanation rows[] = {
    {.code = 501,
     .text = "The text cannot be read as an expression from the marked place on. Expressions are Spark SQL's:\n"
             "names of columns, 'text', numbers, operators, calls.",
     .wrong = "words: {from: lines, filter: \"length(line) >\"}",
     .right = "words: {from: lines, filter: \"length(line) > 3\"}"},
    {.code = 502,
     .text = "A string ends with the quotation mark that it began with; one within is doubled or has a\n"
             "backslash. A name in backticks and a comment have ends, too.",
     .wrong = "words: {from: lines, filter: \"line <> 'a\"}",
     .right = "words: {from: lines, filter: \"line <> 'a'\"}"},
    {.code = 503,
     .text =
         "An expression is nested at most 200 deep in its text, its operators at most 1,000. Compute a part of it in\n"
         "withColumns first."},
    {.code = 504,
     .text = "An expression has at most 64 KB and 8,000 parts, all of a list together 16,000. What makes one\n"
             "larger is usually a table of values, which belongs into a stream to join with."},
    {.code = 506,
     .text = "Two columns have that name. With several streams, write stream.column; where only upper and\n"
             "lower case differ, write the name exactly.",
     .wrong = "sized: {from: lines, map: {Size: \"1\", size: \"2\"}}\n"
              "words: {from: sized, filter: \"SIZE > 1\"}",
     .right = "sized: {from: lines, map: {Size: \"1\", size: \"2\"}}\n"
              "words: {from: sized, filter: \"size > 1\"}"},
    {.code = 507,
     .text = "Functions and aggregates without a dot are those that come with weir; p.f is function f of the\n"
             "plugin p. `weir plugins describe functions` and `weir plugins describe aggregates` list them.",
     .wrong = "words: {from: lines, filter: \"lenght(line) > 3\"}",
     .right = "words: {from: lines, filter: \"length(line) > 3\"}"},
    {.code = 508,
     .text = "The operator cannot work on values of these types. The note says what type each column has.",
     .wrong = "words: {from: lines, filter: \"line and true\"}",
     .right = "words: {from: lines, filter: \"line <> '' and true\"}"},
    {.code = 509,
     .text = "The function takes other arguments: another number of them, other types, or a constant.",
     .wrong = "words: {from: lines, map: {n: \"length(1, 2)\"}}",
     .right = "words: {from: lines, map: {n: \"length(line)\"}}"},
    {.code = 510,
     .text = "A whole number lies between -9223372036854775808 and 9223372036854775807. A larger one can be\n"
             "written with a point or an exponent, as a float64.",
     .wrong = "words: {from: lines, map: {n: \"9223372036854775808\"}}",
     .right = "words: {from: lines, map: {n: \"9223372036854775808.0\"}}"},
    {.code = 511, .text = "Spark SQL has it, and this weir does not have it yet."},
    {.code = 512,
     .text = "An aggregate makes one value of many rows. It is called where rows become one: in values of\n"
             "reduce, reduceByKey and the like; there every column has to stand within one.",
     .wrong = "words: {from: lines, filter: \"count(*) > 3\"}",
     .right = "words:\n"
              "  from: lines\n"
              "  steps:\n"
              "    - reduceByKey: {key: line, values: {n: \"count(*)\"}}\n"
              "    - filter: \"n > 3\""},
    {.code = 513,
     .text = "Exploding a list makes a row of each element. flatMap explodes its only column, or of several\n"
             "the one that is written explode(list); it stands nowhere else.",
     .wrong = "words: {from: lines, map: {word: \"explode(split(line, ' '))\"}}",
     .right = "words: {from: lines, flatMap: {word: \"explode(split(line, ' '))\", line: line}}"},
    {.code = 514,
     .text = "A plain column keeps its name; anything else needs one.",
     .wrong = "sizes: {from: lines, reduceByKey: {key: \"length(line)\", values: {n: \"count(*)\"}}}",
     .right = "sizes: {from: lines, reduceByKey: {key: {size: \"length(line)\"}, values: {n: \"count(*)\"}}}"},
    {.code = 515,
     .text = "Two columns of a result cannot have one name.",
     .wrong = "sizes: {from: lines, reduceByKey: {key: [line, line], values: {n: \"count(*)\"}}}",
     .right = "sizes: {from: lines, reduceByKey: {key: [line], values: {n: \"count(*)\"}}}"},
    {.code = 516,
     .text = "Nothing says of what type the null is. A cast does: cast(null as string).",
     .wrong = "empty: {from: lines, map: {nothing: \"null\"}}",
     .right = "empty: {from: lines, map: {nothing: \"''\"}}"},
    {.code = 517,
     .text = "The option needs an expression of another type: a condition, for instance, is a bool.",
     .wrong = "words: {from: lines, filter: \"length(line)\"}",
     .right = "words: {from: lines, filter: \"length(line) > 0\"}"},
    {.code = 518,
     .text = "The function or aggregate does what the ABI forbids: a result of no type, state that overlaps.\n"
             "It is a bug of its plugin."},
    {.code = 519,
     .text = "A key, and what state is computed from, has to come out the same when a batch is run again. This\n"
             "function does not promise that."},
    {.code = 520, .text = "The memory that the process may use is used up. Nothing is wrong with the expression."},
    {.code = 521,
     .text = "Columns that are joined have one type, so that equal values are found. Change one of them in\n"
             "withColumns before the join."},
    {.code = 522,
     .text = "Dates are 'y-M-d', timestamps 'y-M-d h:m:s.f' with a zone if it is not UTC; intervals have numbers with\n"
             "units: interval 1 day, interval '2 hours 30 minutes'.",
     .wrong = "words: {from: lines, filter: \"timestamp '2024-13-01' < '2025-01-01'\"}",
     .right = "words: {from: lines, filter: \"timestamp '2024-12-01' < '2025-01-01'\"}"},
    {.code = 523,
     .text = "Types behind `as` and `::` are Spark's or weir's: boolean, bigint, int, double, string, binary,\n"
             "timestamp, date, array<…>, map<…>, struct<…>.",
     .wrong = "sizes: {from: lines, map: {n: \"cast(line as number)\"}}",
     .right = "sizes: {from: lines, map: {n: \"cast(line as bigint)\"}}"},
    {.code = 524,
     .text = "Between these two types there is no conversion. What is a text can become most types, and most\n"
             "types can become a text.",
     .wrong = "sizes: {from: lines, map: {n: \"cast(true as binary)\"}}",
     .right = "sizes: {from: lines, map: {n: \"cast('true' as binary)\"}}"},
    {.code = 525,
     .text = "Only structs have fields, and this one has none of that name. `weir check` prints the type of every\n"
             "column, with the fields of structs.",
     .wrong = "sizes: {from: lines, map: {n: \"named_struct('a', 1).b\"}}",
     .right = "sizes: {from: lines, map: {n: \"named_struct('a', 1).a\"}}"},
    {.code = 526,
     .text = "In a pattern of like, % stands for any text and _ for one character; the escape before them, and\n"
             "before itself, takes that away. It is one character.",
     .wrong = "words: {from: lines, filter: \"line like 'a!%' escape '!!'\"}",
     .right = "words: {from: lines, filter: \"line like 'a!%' escape '!'\"}"},
};

const explanation_list explanations_expression = {rows, sizeof rows / sizeof rows[0]};
