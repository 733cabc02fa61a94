/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of what is wrong with a file or its YAML, E0xx. */
#include "cli/explanation.h"

static const explanation rows[] = {
    {.code = 1,
     .text = "A pipeline file has at most 256 KB. What makes one larger is usually data: rows written into the\n"
             "file. They belong into a file that a source such as lines reads."},
    {.code = 2,
     .text = "The file has to be UTF-8 text. The byte that is not is shown. Save the file as UTF-8, or convert\n"
             "it.",
     .wrong = "$ weir check latin1.yaml",
     .right = "$ iconv -f latin1 -t utf-8 latin1.yaml > utf8.yaml"},
    {.code = 3,
     .text = "YAML allows no control characters but tab and line ends, and neither does a text in a pipeline\n"
             "file. In double quotes they can be written: \"\\x1B\".",
     .wrong = "lines2: {demo: {text: [\"a\\0b\"]}}",
     .right = "lines2: {demo: {text: [\"a b\"]}}"},
    {.code = 4,
     .text = "YAML cannot be read from here on. Most often a bracket or a quotation mark is not closed, a line\n"
             "is indented by a tab, or an unquoted expression holds something that means something to YAML: in\n"
             "{ } a comma, everywhere \": \" and \" #\", and at its beginning a quotation mark, a backtick or one\n"
             "of ! & * % @ [ { | >. Such an expression is put into quotation marks.",
     .wrong = "words: {from: lines, flatMap: {word: \"split(line, ' ')\"}",
     .right = "words: {from: lines, flatMap: {word: \"split(line, ' ')\"}}"},
    {.code = 5,
     .text = "Nothing in a pipeline file is nested deeper than a few levels. Deeper than 32 is a mistake, or\n"
             "somebody's attempt to make weir slow.",
     .wrong = "deep: {demo: {text: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}",
     .right = "flat: {demo: {text: [a]}}"},
    {.code = 6,
     .text = "Anchors (&name) and aliases (*name) are YAML's way to write something once and mean it twice.\n"
             "They are not read here: a pipeline says what it does where it does it. An expression that begins\n"
             "with & or * has to be quoted.",
     .wrong = "words: {from: lines, filter: *condition}",
     .right = "words: {from: lines, filter: \"length(line) > 3\"}"},
    {.code = 7,
     .text = "A value needs no tag: what it is, its option says. An expression that begins with ! has to be\n"
             "quoted.",
     .wrong = "words: {from: lines, filter: !(line = 'a')}",
     .right = "words: {from: lines, filter: \"!(line = 'a')\"}"},
    {.code = 8,
     .text = "The second of two equal keys would silently win in many tools. Here it is an error. Two columns,\n"
             "streams or options need two names.",
     .wrong = "sized: {from: lines, map: {size: \"length(line)\", size: \"line\"}}",
     .right = "sized: {from: lines, map: {size: \"length(line)\", line: \"line\"}}"},
    {.code = 9,
     .text = "A file holds one pipeline. `weir run` takes several files.",
     .wrong = "pipeline: one\n"
              "---\n"
              "pipeline: two",
     .right = "$ weir run one.yaml two.yaml"},
    {.code = 10,
     .text = "Directives such as %YAML 1.2 change nothing that weir would read, so that there are none.",
     .wrong = "%YAML 1.2\n"
              "---\n"
              "pipeline: one",
     .right = "pipeline: one\n"
              "batch_interval: 1s\n"
              "streams: {lines: {demo: {}}}\n"
              "outputs: {console: {from: lines, print: {}}}"},
    {.code = 11,
     .text = "There is nothing in the file but comments or blanks. The least that a pipeline has is a name, an\n"
             "interval, a stream and an output.",
     .wrong = "# nothing yet, not even a \"pipeline: \"",
     .right = "pipeline: one\n"
              "batch_interval: 1s\n"
              "streams: {lines: {demo: {}}}\n"
              "outputs: {console: {from: lines, print: {}}}"},
    {.code = 12,
     .text = "YAML allows a list or a mapping as a key. Here a key is a name.",
     .wrong = "sized: {from: lines, map: {[a, b]: \"line\"}}",
     .right = "sized: {from: lines, map: {a: \"line\", b: \"line\"}}"},
    {.code = 13,
     .text = "YAML reads an unquoted value only up to the next comma in { }, or up to \" #\", and takes the rest\n"
             "for something else. What was read is an expression that nobody would have ended there, with an\n"
             "open string or an open parenthesis.",
     .wrong = "words:\n"
              "  from: lines\n"
              "  filter: line <> 'item # 1'",
     .right = "words:\n"
              "  from: lines\n"
              "  filter: \"line <> 'item # 1'\""},
    {.code = 14,
     .text = "There are three forms: ${NAME} is an environment variable, ${NAME:-default} has a default for\n"
             "one that is unset or empty, ${file:path} is the text of a file. $${ stands for a plain ${.",
     .wrong = "words: {from: lines, filter: \"line = '${}'\"}",
     .right = "words: {from: lines, filter: \"line = '$${}'\"}"},
    {.code = 15,
     .text = "What ${} puts in is a value, never a name: otherwise nobody could say what a file means without\n"
             "knowing the environment.",
     .wrong = "words: {from: lines, map: {\"${NAME}\": \"line\"}}",
     .right = "words: {from: lines, map: {name: \"line\"}}"},
    {.code = 16,
     .text = "The variable is not set where weir runs. Set it, or give it a default. Under systemd, variables\n"
             "come from Environment= and EnvironmentFile=.",
     .wrong = "words: {from: lines, filter: \"line = ${WEIR_EXPLAIN_UNSET}\"}",
     .right = "words: {from: lines, filter: \"line = ${WEIR_EXPLAIN_UNSET:-nothing}\"}"},
    {.code = 17,
     .text = "The file could not be read; why is said. Its path counts from the pipeline file.",
     .wrong = "words: {from: lines, filter: \"line = ${file:there-is-no-such-file}\"}",
     .right = "words: {from: lines, filter: \"line = 'a'\"}"},
    {.code = 18,
     .text = "A file that ${file:} puts in has at most 64 KB, and all that a pipeline puts in at most 1 MB. It\n"
             "is meant for passwords and keys, not for data."},
    {.code = 19,
     .text = "What is put in has to be UTF-8 text without control characters. Something that is not, such as a\n"
             "binary key, can be put in as base64."},
    {.code = 20, .text = "The memory that the process may use is used up. Nothing is wrong with the file."},
};

const explanation_list explanations_file = {rows, sizeof rows / sizeof rows[0]};
