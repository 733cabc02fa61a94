#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every code of the sources is explained and used, every explained code exists, and the examples are what they say: the
wrong one gives its code, the mended one nothing. Usage: explain_test.py WEIR HOST_FOLDER PAGE"""
import json
import os
import re
import subprocess
import sys
import tempfile

weir, host, page = sys.argv[1:4]
failures = []
UNREAD = {"E408"}  # `lines`, which not all examples read


def run(*words, **more):
    return subprocess.run([weir, *words], capture_output=True, text=True, timeout=60, **more)


def declared():
    """{code: [identifiers]} of all codes.h, an identifier with its prefix."""
    found = {}
    for layer in ("spec", "plan", "plugin", "expr"):
        with open(os.path.join(host, layer, "codes.h"), encoding="utf-8") as file:
            for number, name in re.findall(r"^\s*X\((\d+), (\w+),", file.read(), re.M):
                found.setdefault(f"E{int(number):03}", []).append(f"{layer.upper()}_E_{name}")
    return found


def sources():
    text = []
    for folder, _, names in os.walk(host):
        for name in names:
            if name.endswith((".c", ".h")) and name != "codes.h":
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    text.append(file.read())
    return "\n".join(text)


def whole(example):
    """A file around the lines of an example."""
    if re.search(r"^(pipeline:|---|%|#)", example, re.M):
        return example + "\n"
    streams, _, outputs = ("\n" + example).partition("\noutputs:")
    streams = "".join(f"  {line}\n" for line in streams.strip("\n").split("\n") if line)
    if not outputs:
        names = re.findall(r"^  (\S[^:]*):", streams, re.M)
        outputs = f"\n  console: {{from: {names[-1]}, print: {{}}}}"
    return f"pipeline: example\nbatch_interval: 1s\nstreams:\n  lines: {{demo: {{}}}}\n{streams}outputs:{outputs}\n"


def codes_of(example):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "example.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(whole(example))
        done = run("check", "--json", path)
        try:
            answer = json.loads(done.stdout)
        except json.JSONDecodeError:
            return {f"no JSON: {done.stdout} {done.stderr}"}
        diagnostics = answer["diagnostics"] if isinstance(answer, dict) else answer
        return {f"{one['code']}" for one in diagnostics}


def plugins_are_there(example):
    """Examples may show plugins that this build does not have."""
    return "kafka" not in example


def check_examples(row):
    code, wrong, right = row["code"], row["wrong"], row["right"]
    if wrong and not wrong.startswith("$ ") and plugins_are_there(wrong) and codes_of(wrong) - UNREAD != {code} - UNREAD:
        failures.append(f"{code}: the wrong example gives {codes_of(wrong)}:\n{whole(wrong)}")
    if right and not right.startswith("$ ") and plugins_are_there(right) and codes_of(right) - UNREAD:
        failures.append(f"{code}: the mended example gives {codes_of(right)}:\n{whole(right)}")


def main():
    rows = json.loads(run("explain", "--json").stdout)
    explained = [row["code"] for row in rows]
    codes, text = declared(), sources()
    for code in sorted(set(codes) - set(explained)):
        failures.append(f"{code} ({codes[code][0]}) is not explained in host/cli/explanations_*.c")
    for code in sorted(set(explained) - set(codes)):
        failures.append(f"{code} is explained and no code of the sources")
    if explained != sorted(set(explained)):
        failures.append("explanations are not in the order of their codes, each once")
    for code, names in sorted(codes.items()):
        for name in names:
            if not re.search(rf"\b{name}\b", text):
                failures.append(f"{code}: nothing in the sources uses {name}")
    for row in rows:
        check_examples(row)
    with open(page, encoding="utf-8") as file:
        if file.read() != run("explain", "--markdown").stdout:
            failures.append(f"{page} is out of date: weir explain --markdown > {page}")
    if run("explain", "E107").returncode != 0 or run("explain", "E999").returncode != 2:
        failures.append("weir explain E107 exits 0, weir explain E999 exits 2")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


sys.exit(main())
