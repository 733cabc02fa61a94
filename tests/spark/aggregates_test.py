#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""aggregates_test.py WEIR AREA: each expression of the area as an entry of reduceByKey's values, at several numbers of
lanes and partitions, against what Spark gave."""
import concurrent.futures
import datetime
import json
import math
import os
import re
import subprocess
import sys
import tempfile

from aggregate_cases import FOLDER, read_area

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
TOGETHER = 15  # entries of one pipeline; at most 20 errors are reported in one run
UNORDERED = re.compile(r"collect_set|(collect_list|array_agg)\(distinct")


def cell(value, kind):
    if kind == "timestamp" and value is not None:
        return json.dumps((EPOCH + datetime.timedelta(microseconds=value)).isoformat())
    return json.dumps(value, ensure_ascii=False)


def checked(area, cases):
    """Each case in a stream of its own, for an option gives its first error only."""
    fields = ", ".join(f"{name}: {kind}" for name, kind in area.fields)
    head = f"pipeline: spark\nbatch_interval: 1s\nstreams:\n  rows: {{batches: {{fields: {{{fields}}}, rows: [[]]}}}}\n"
    streams = "".join(f"  s{i}: {{from: rows, reduce: {{values: {{v: {json.dumps(case.expression, ensure_ascii=False)}}}}}}}\n"
                      for i, case in enumerate(cases))
    outputs = "".join(f"  o{i}: {{from: s{i}, discard: {{}}}}\n" for i in range(len(cases)))
    return head + streams + "outputs:\n" + outputs, head.count("\n")


def pipeline(area, rows, cases, lanes, partitions):
    """Rows come in three batches, the last of which has all in its window, however slow the machine."""
    kinds = [kind for _, kind in area.fields]
    lists = ["[" + ", ".join(cell(value, kind) for value, kind in zip(row, kinds)) + "]" for row in rows]
    entries = "".join(f"        v{i}: {json.dumps(case.expression, ensure_ascii=False)}\n" for i, case in enumerate(cases))
    return f"""pipeline: spark
batch_interval: 10ms
lanes: {lanes}
partitions: {partitions}
streams:
  rows:
    batches:
      fields: {{{", ".join(f"{name}: {kind}" for name, kind in area.fields)}}}
      rows: [[{(", ").join(lists[:50])}], [{(", ").join(lists[50:60])}], [{(", ").join(lists[60:])}]]
  values:
    from: rows
    reduceByKeyAndWindow:
      key: k
      window: 10s
      values:
{entries}outputs:
  out: {{from: values, print: {{format: json, limit: 1000}}}}
"""


def weir_says(weir, command, text):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return subprocess.run([weir, command, file.name], capture_output=True, text=True, timeout=60)


def refused(weir, area, cases):
    """{number of the case: why}"""
    text, before = checked(area, cases)
    said = weir_says(weir, "check", text).stderr
    return {int(line) - before - 1: why for line, why in re.findall(r"^[^\n]*?\.yaml:(\d+):\d+: error(.*)$", said, re.M)}


def value_of(value, wanted):
    """As Spark's results are kept."""
    if isinstance(value, str) and isinstance(wanted, int):
        time = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        return (time - EPOCH) // datetime.timedelta(microseconds=1)
    if isinstance(value, list) and isinstance(wanted, list) and len(value) == len(wanted):
        return [value_of(one, want) for one, want in zip(value, wanted)]
    return value


def estimate(a, b):
    """Two approximations of standard error 0.05."""
    return abs(a - b) <= 1 + 0.15 * b


def same(a, b):
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    number = (int, float)
    if isinstance(a, number) and isinstance(b, number) and not isinstance(a, bool) and not isinstance(b, bool):
        return a == b if isinstance(a, int) and isinstance(b, int) else math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)
    return type(a) is type(b) and a == b


def ordered(values):
    return sorted(values, key=lambda value: (value is None, str(type(value)), value)) if isinstance(values, list) else values


def compare(case, got, wanted):
    """None, or the first key whose value differs."""
    if got.keys() != wanted.keys():
        return f"keys {sorted(map(str, got))}, wanted {sorted(map(str, wanted))}"
    for key, want in wanted.items():
        have = value_of(got[key], want)
        if UNORDERED.search(case.expression):
            have, want = ordered(have), ordered(want)
        if not (estimate if case.expression.startswith("approx_count_distinct") else same)(have, want):
            return f"key {json.dumps(key, ensure_ascii=False)}: wanted {json.dumps(want, ensure_ascii=False)}\n" \
                   f"    got    {json.dumps(have, ensure_ascii=False)}"
    return None


def last_rows(stdout):
    lines = stdout.splitlines()
    return json.loads(lines[-1])["rows"] if lines else []


def run(weir, area, rows, cases, wanted, width):
    lanes, partitions = width
    done = weir_says(weir, "run", pipeline(area, rows, cases, lanes, partitions))
    if done.returncode != 0:
        return [(cases[0], f"and those behind it: exit status {done.returncode}: {done.stderr.strip()[-600:]}")]
    got = last_rows(done.stdout)
    wrong = [(case, compare(case, {row["k"]: row[f"v{i}"] for row in got}, wanted[i])) for i, case in enumerate(cases)]
    return [(case, f"at {lanes} lanes, {partitions} partitions: {why}") for case, why in wrong if why]


def read_expected(name, area):
    with open(os.path.join(FOLDER, name + ".expected"), encoding="utf-8") as file:
        spark = [json.loads(line) for line in file]
    if [case.expression for case in area.cases] != [answer["expression"] for answer in spark]:
        raise SystemExit(f"{name}.expected does not belong to {name}.cases: run tests/spark/generate_aggregates.py")
    return [case.ours if case.ours is not None else "error" if "error" in answer else answer["values"]
            for case, answer in zip(area.cases, spark)]


def main():
    weir, name = sys.argv[1:]
    area = read_area(name)
    with open(os.path.join(FOLDER, name + ".rows"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    pairs = list(zip(area.cases, read_expected(name, area)))
    failures, pool = [], concurrent.futures.ThreadPoolExecutor(os.cpu_count())
    good = []
    for at in range(0, len(pairs), TOGETHER):
        part = pairs[at:at + TOGETHER]
        why = refused(weir, area, [case for case, _ in part])
        for i, (case, wanted) in enumerate(part):
            if (i in why) != (wanted == "error"):
                failures.append((case, f"is refused{why[i]}" if i in why else "should be refused"))
            elif wanted != "error":
                good.append((case, dict((key, value) for key, value in wanted)))
    jobs = [pool.submit(run, weir, area, rows, [case for case, _ in good[at:at + TOGETHER]],
                        [wanted for _, wanted in good[at:at + TOGETHER]], width)
            for at in range(0, len(good), TOGETHER) for width in [(1, 1), (2, 3), (3, 2), (8, 8)]]
    for job in jobs:
        failures += job.result()
    for case, why in failures:
        print(f"{name}.cases:{case.line}: {case.expression}\n    {why}")
    print(f"{len(area.cases)} cases, {len(failures)} failures")
    return 1 if failures or not good else 0


sys.exit(main())
