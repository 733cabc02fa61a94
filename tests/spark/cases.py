# SPDX-License-Identifier: Apache-2.0
"""Reads files of expression cases; README.md has the format."""
import json


class Case:
    def __init__(self, line, expression, schema, rows):
        self.line, self.expression, self.schema, self.rows = line, expression, schema, rows
        self.ours = None  # a difference on purpose: a list of values, or "error"
        self.reason = None


def read_cases(path):
    """The cases of a file, in order. Rows are lists that the cases of one schema share."""
    cases, schema, rows = [], "", []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            mark, _, rest = line.partition(" ")
            if not line.strip() or mark == "#":
                continue
            if mark == "schema":
                schema, rows = rest.strip(), []
            elif mark == "row":
                rows.append(json.loads(rest))
            elif mark in ("=", "~"):
                cases.append(Case(number, rest, schema, rows))
                cases[-1].ours = [] if mark == "~" else None
            elif mark == ">" and cases and cases[-1].ours == [] and cases[-1].reason is None:
                read_difference(cases[-1], rest)
            else:
                raise SystemExit(f"{path}:{number}: begins with none of # schema row = ~ >, or has nothing to explain")
    for case in cases:
        if case.ours is not None and not case.reason:
            raise SystemExit(f"{path}:{case.line}: a difference needs a line `> [values] reason` behind it")
    return cases


def read_difference(case, text):
    if text.startswith("error"):
        case.ours, case.reason = "error", text[len("error"):].strip()
    else:
        case.ours, end = json.JSONDecoder().raw_decode(text)
        case.reason = text[end:].strip()


def expected_path(path):
    return path.removesuffix(".cases") + ".expected"
