#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""expressions_test.py WEIR FILE.cases: each expression of the file through `weir eval`, against what Spark gave."""
import concurrent.futures
import json
import math
import os
import subprocess
import sys

from cases import expected_path, read_cases


def ask(weir, case):
    """What weir gives: a list of values, or "error" and why."""
    command = [weir, "eval", case.expression]
    if case.schema:
        command += ["--schema", case.schema]
    rows = "".join(json.dumps(row) + "\n" for row in case.rows or [[]])
    done = subprocess.run(command, input=rows, capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1):
        return "crash", f"exit status {done.returncode}: {done.stderr.strip()[-600:]}"
    if done.returncode == 1:
        return "error", done.stderr.strip().splitlines()[0] if done.stderr.strip() else "no reason given"
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    failed = [answer["error"] for answer in answers if "error" in answer]
    return ("error", failed[0]) if failed else ("values", [answer["value"] for answer in answers])


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and a == b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, dict)) or isinstance(b, (list, dict)):
        return False
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    return math.isclose(a, b, rel_tol=1e-15, abs_tol=0) and math.copysign(1, a) == math.copysign(1, b)


def judge(weir, case, spark):
    """None, or what is wrong."""
    kind, got = ask(weir, case)
    wanted = case.ours if case.ours is not None else "error" if "error" in spark else spark["values"]
    if wanted == "error":
        return None if kind == "error" else f"should be refused ({spark.get('why', 'Spark refuses it')}), gives {got}"
    if kind == "values" and same(got, wanted):
        return None
    return f"wanted {json.dumps(wanted, ensure_ascii=False)}\n    got    {json.dumps(got, ensure_ascii=False)}"


def main():
    weir, path = sys.argv[1:]
    cases = read_cases(path)
    with open(expected_path(path), encoding="utf-8") as file:
        expected = [json.loads(line) for line in file]
    if [case.expression for case in cases] != [answer["expression"] for answer in expected]:
        raise SystemExit(f"{expected_path(path)} does not belong to {path}: run tests/spark/generate.py")
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, wrong in zip(cases, pool.map(lambda pair: judge(weir, *pair), zip(cases, expected))):
            if wrong:
                failures += 1
                print(f"{path}:{case.line}: {case.expression}\n    {wrong}")
    print(f"{len(cases) - failures} passed, {failures} failed")
    return 1 if failures or not cases else 0


sys.exit(main())
