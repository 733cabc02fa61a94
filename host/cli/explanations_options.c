/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of options and their values, E2xx. */
#include "cli/explanation.h"

static const explanation rows[] = {
    {.code = 201,
     .text = "A duration is a whole number with a unit: ms, s, m, h or d. A bare number would leave open what\n"
             "it counts; fractions are written in the smaller unit.",
     .wrong = "last: {from: lines, window: 60}\n"
              "counts: {from: last, reduce: {values: {n: \"count(*)\"}}}",
     .right = "last: {from: lines, window: 60s}\n"
              "counts: {from: last, reduce: {values: {n: \"count(*)\"}}}"},
    {.code = 202,
     .text = "A size is a whole number with a unit: B, KB, MB, GB (thousands) or KiB, MiB, GiB (1,024).",
     .wrong = "text: {lines: {path: access.log, max_line: 4096}}",
     .right = "text: {lines: {path: access.log, max_line: 4096B}}"},
    {.code = 203,
     .text = "A whole number has digits and perhaps a sign, no point and no unit.",
     .wrong = "outputs:\n"
              "  console: {from: lines, print: {limit: ten}}",
     .right = "outputs:\n"
              "  console: {from: lines, print: {limit: 10}}"},
    {.code = 204, .text = "A number is written 0.1, -3 or 1e-6, with a point and without a unit."},
    {.code = 205,
     .text = "A switch is true or false. YAML's other words (yes, no, on, off) are text here.",
     .wrong = "text: {lines: {path: access.log, repeat: yes}}",
     .right = "text: {lines: {path: access.log, repeat: true}}"},
    {.code = 206,
     .text = "The value is outside of the range that the message names, bounds included.",
     .wrong = "outputs:\n"
              "  console: {from: lines, print: {limit: -1}}",
     .right = "outputs:\n"
              "  console: {from: lines, print: {limit: 0}}"},
    {.code = 207,
     .text = "The option takes one of a few words, which the message lists. They are written in lower case.",
     .wrong = "outputs:\n"
              "  console: {from: lines, print: {format: xml}}",
     .right = "outputs:\n"
              "  console: {from: lines, print: {format: json}}"},
    {.code = 211,
     .text = "Types of fields are bool, int64, float64, timestamp, string, binary, list<type> and\n"
             "map<string,string>.",
     .wrong = "rows: {batches: {fields: {n: integer}, rows: [[1]]}}",
     .right = "rows: {batches: {fields: {n: int64}, rows: [[1]]}}"},
    {.code = 212,
     .text = "A password in a pipeline file ends up in version control and in tickets. It comes from an\n"
             "environment variable or a file, and is never printed.",
     .wrong = "orders: {kafka: {url: \"http://localhost:8082\", topics: [orders], password: hunter2}}",
     .right = "orders: {kafka: {url: \"http://localhost:8082\", topics: [orders], password: "
              "\"${file:/run/secrets/kafka}\"}}"},
    {.code = 213,
     .text = "A timestamp is written by RFC 3339: date, T, time and zone.",
     .wrong = "rows: {batches: {fields: {at: timestamp}, rows: [[\"5 May 2024\"]]}}",
     .right = "rows: {batches: {fields: {at: timestamp}, rows: [[\"2024-05-05T00:00:00Z\"]]}}"},
    {.code = 214,
     .text = "Rows are a list of batches, each a list of rows, each a list of values in the order of the\n"
             "fields; with one field, the bare value. A null is written null, and only where the type allows\n"
             "it.",
     .wrong = "rows: {batches: {fields: {user: string, n: int64}, rows: [[[ann, 1], [bob]]]}}",
     .right = "rows: {batches: {fields: {user: string, n: int64}, rows: [[[ann, 1], [bob, null]]]}}"},
};

const explanation_list explanations_options = {rows, sizeof rows / sizeof rows[0]};
