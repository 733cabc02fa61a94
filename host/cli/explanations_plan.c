/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of how streams fit together, E4xx. */
#include "cli/explanation.h"

static const explanation rows[] = {
    {.code = 401,
     .text = "Data flows from sources to outputs; a stream cannot wait for itself. State over batches is kept\n"
             "by operators such as mapWithState.",
     .wrong = "first: {from: second, filter: \"true\"}\n"
              "second: {from: first, filter: \"true\"}",
     .right = "first: {from: lines, filter: \"true\"}\n"
              "second: {from: first, filter: \"true\"}"},
    {.code = 402,
     .text = "The source, operator or sink itself says that its options do not go together, or that it cannot\n"
             "work on what it reads.",
     .wrong = "text: {socket: {}}",
     .right = "text: {socket: {connect: \"localhost:9999\"}}"},
    {.code = 403,
     .text = "The operator brings several streams together. They are named in order: from: [left, right]."},
    {.code = 404,
     .text = "Batches come once an interval, so a window's length and slide are whole multiples of it, or of\n"
             "the slide of the window before. The two nearest are named.",
     .wrong = "last: {from: lines, window: {length: 2500ms}}\n"
              "counts: {from: last, reduce: {values: {n: \"count(*)\"}}}",
     .right = "last: {from: lines, window: {length: 3s}}\n"
              "counts: {from: last, reduce: {values: {n: \"count(*)\"}}}"},
    {.code = 405,
     .text = "Streams that meet in one operator come at the same times. A stream behind a window comes once a\n"
             "slide.",
     .wrong =
         "slow: {from: lines, reduceByKeyAndWindow: {key: line, window: 10s, slide: 5s, values: {n: \"count(*)\"}}}\n"
         "fast: {from: lines, reduceByKey: {key: line, values: {n: \"count(*)\"}}}\n"
         "both: {from: [slow, fast], union: {}}",
     .right =
         "slow: {from: lines, reduceByKeyAndWindow: {key: line, window: 10s, slide: 1s, values: {n: \"count(*)\"}}}\n"
         "fast: {from: lines, reduceByKey: {key: line, values: {n: \"count(*)\"}}}\n"
         "both: {from: [slow, fast], union: {}}"},
    {.code = 406,
     .text = "The operator passes its rows on with the window they are marked with, and these have different\n"
             "ones.",
     .wrong = "short: {from: lines, window: 5s}\n"
              "long: {from: lines, window: 10s}\n"
              "both: {from: [short, long], union: {}}\n"
              "counts: {from: both, reduce: {values: {n: \"count(*)\"}}}",
     .right = "both: {from: [lines, lines], union: {}}\n"
              "short: {from: both, window: 5s}\n"
              "counts: {from: short, reduce: {values: {n: \"count(*)\"}}}"},
    {.code = 407,
     .text = "A warning. The operator or sink behind the window works on single rows, so that all rows of the\n"
             "window have to be kept and are handed over again at every slide. That may be what is wanted; if\n"
             "not, put an operator that aggregates in between.",
     .wrong = "last: {from: lines, window: {length: 60s, slide: 10s}}",
     .right = "last: {from: lines, window: {length: 60s, slide: 10s}}\n"
              "counts: {from: last, reduceByKey: {key: line, values: {n: \"count(*)\"}}}"},
    {.code = 408,
     .text = "A warning. No output needs the stream, so that it does not run at all.",
     .wrong = "unused: {from: lines, filter: \"line <> ''\"}\n"
              "words: {from: lines, flatMap: {word: \"split(line, ' ')\"}}",
     .right = "used: {from: lines, filter: \"line <> ''\"}\n"
              "words: {from: used, flatMap: {word: \"split(line, ' ')\"}}"},
    {.code = 409,
     .text = "No output reads a stream that begins with a source, so that nothing would happen.",
     .wrong = "outputs:\n"
              "  unreadable: {from: dead_letters, print: {}}",
     .right = "outputs:\n"
              "  unreadable: {from: dead_letters, print: {}}\n"
              "  console: {from: lines, print: {}}"},
    {.code = 410,
     .text = "State over batches belongs to the name of its stream, so that it is kept when other parts of a\n"
             "pipeline are edited. A list of steps holds at most one operator that keeps any."},
    {.code = 412,
     .text = "Operators between two exchanges run together, at most 64 of them. An operator that brings rows\n"
             "together begins anew."},
    {.code = 413,
     .text = "The operator keeps rows or state over batches and says nothing of how its rows meet. It is a bug\n"
             "of the plugin: its bind has to call need_exchange."},
    {.code = 414, .text = "There are 1 to 256 lanes and 1 to 1,024 partitions."},
};

const explanation_list explanations_plan = {rows, sizeof rows / sizeof rows[0]};
