/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of names and structure, E1xx. */
#include "cli/explanation.h"

static const explanation rows[] = {
    {.code = 101,
     .text = "The key is none that stands here. Each source, operator and sink has its own options: `weir\n"
             "plugins describe NAME` prints them. The nearest name is proposed; if the key is right, it stands\n"
             "at the wrong depth: look at the indentation.",
     .wrong = "outputs:\n"
              "  console: {from: lines, print: {limt: 3}}",
     .right = "outputs:\n"
              "  console: {from: lines, print: {limit: 3}}"},
    {.code = 102,
     .text = "The option, or the key of the file, has no default, so that it has to be given.",
     .wrong = "totals: {from: lines, reduceByKey: {key: line}}",
     .right = "totals: {from: lines, reduceByKey: {key: line, values: {count: \"count(*)\"}}}"},
    {.code = 103,
     .text = "A mapping is {name: value}, a list is [a, b], a text is anything else. The option needs another\n"
             "of them than it was given.",
     .wrong = "totals: {from: lines, reduceByKey: {key: line, values: \"count(*)\"}}",
     .right = "totals: {from: lines, reduceByKey: {key: line, values: {count: \"count(*)\"}}}"},
    {.code = 104,
     .text = "Names of pipelines, streams, outputs and plugins have 1 to 128 letters, digits, _ and -. They\n"
             "are parts of file names, metrics and logs.",
     .wrong = "all words: {from: lines, count: {}}",
     .right = "all-words: {from: lines, count: {}}"},
    {.code = 105,
     .text = "A stream is one source or operator, or a list of steps; an output has one sink. Where two stand,\n"
             "make two streams, or steps. A misspelled \"from\" or \"steps\" looks like a second operator, too.",
     .wrong = "words:\n"
              "  from: lines\n"
              "  filter: \"length(line) > 3\"\n"
              "  count: {}",
     .right = "words:\n"
              "  from: lines\n"
              "  steps:\n"
              "    - filter: \"length(line) > 3\"\n"
              "    - count: {}"},
    {.code = 106,
     .text = "A stream without a source or operator, or an output without a sink, does nothing. An operator\n"
             "without options is written with a colon: \"count:\" or \"count: {}\".",
     .wrong = "words: {from: lines}",
     .right = "words: {from: lines, count: {}}"},
    {.code = 107,
     .text = "The column is not in what is read here. The note says where that stream is declared and what it\n"
             "has. Remember that map, reduce and reduceByKey give only the columns that they name; withColumns\n"
             "keeps the others. Where an operator reads several streams, stream.column says which. A text\n"
             "constant has quotation marks of its own: 'text'.",
     .wrong = "words: {from: lines, flatMap: {word: \"split(lin, ' ')\"}}",
     .right = "words: {from: lines, flatMap: {word: \"split(line, ' ')\"}}"},
    {.code = 108,
     .text = "\"from\" names a stream of this file, or dead_letters, the built-in stream of rows that could not\n"
             "be processed. Streams may stand in any order.",
     .wrong = "words: {from: line, count: {}}",
     .right = "words: {from: lines, count: {}}"},
    {.code = 109,
     .text = "The name means something already: dead_letters is the stream of rejected rows; from, steps,\n"
             "on_error and help are keys of a stream and cannot be operators.",
     .wrong = "dead_letters: {from: lines, count: {}}",
     .right = "short_lines: {from: lines, count: {}}"},
    {.code = 110,
     .text = "Operators have Spark's names, but sources and outputs do not: the plugin is named for what it\n"
             "reads or writes.",
     .wrong = "outputs:\n"
              "  files: {from: lines, saveAsTextFiles: {path: out/lines}}",
     .right = "outputs:\n"
              "  files: {from: lines, text_files: {path: out/lines, format: json}}"},
    {.code = 111,
     .text = "The grammar has the key, and this weir does not have what it stands for. It is refused rather\n"
             "than passed over, so that no pipeline relies on what does not happen.",
     .wrong = "pipeline: one\n"
              "batch_interval: 1s\n"
              "checkpoint: {directory: state}\n"
              "streams: {lines: {demo: {}}}\n"
              "outputs: {console: {from: lines, print: {}}}",
     .right = "pipeline: one\n"
              "batch_interval: 1s\n"
              "streams: {lines: {demo: {}}}\n"
              "outputs: {console: {from: lines, print: {}}}"},
    {.code = 112,
     .text = "A file has at most 1,024 streams and as many outputs; a stream reads at most 256 others and has\n"
             "at most 256 steps. Split the pipeline into several files."},
};

const explanation_list explanations_names = {rows, sizeof rows / sizeof rows[0]};
